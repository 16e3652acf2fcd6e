"""What an English word asks for in Arabic reports: «consulate» beside Basra means «قنصلية».

One table of the words of news; what happens (attack, siege, evacuation) is in ``names.happenings``.
"""

from functools import cache
from typing import NamedTuple

from newsetl.arabic.tokens import words
from newsetl.index.query import AnyOf, Query, Words
from newsetl.names.describing import SIDES
from newsetl.names.happenings import in_arabic
from newsetl.search.counts import as_written

_THINGS = {
    "consulate": "قنصلية",
    "embassy": "سفارة",
    "mission": "بعثة",
    "hospital hospitals": "مستشفى مشفى مستشفيات مشافي",
    "clinic": "عيادة مستوصف",
    "school schools": "مدرسة مدارس",
    "university": "جامعة",
    "market markets": "سوق أسواق",
    "mosque mosques": "مسجد جامع مساجد",
    "church churches": "كنيسة كنائس",
    "shrine": "مرقد ضريح مقام",
    "museum": "متحف",
    "bridge bridges": "جسر جسور",
    "dam dams": "سد سدود",
    "river": "نهر",
    "road highway": "طريق أوتوستراد",
    "stadium": "ملعب استاد",
    "factory": "مصنع معمل",
    "refinery": "مصفاة مصفى",
    "reactor": "مفاعل",
    "nuclear": "نووي نووية",
    "oil": "نفط",
    "gas": "غاز",
    "electricity power": "كهرباء",
    "water": "مياه ماء",
    "wheat": "قمح",
    "depot warehouse store cache": "مستودع مخزن",
    "ammunition munitions": "ذخيرة ذخائر",
    "arms weapons weapon": "سلاح أسلحة",
    "missile missiles rocket rockets": "صاروخ صواريخ",
    "mortar": "هاون",
    "drone drones": "طائرة_مسيرة طائرات_مسيرة درون",
    "plane planes aircraft": "طائرة طائرات",
    "jet jets warplane warplanes": "مقاتلة مقاتلات طائرة_حربية طائرات_حربية",
    "helicopter helicopters": "مروحية مروحيات هليكوبتر",
    "tank tanks": "دبابة دبابات",
    "mines": "ألغام",
    "tunnel tunnels": "نفق أنفاق",
    "fence": "سياج",
    "wall": "جدار",
    "bus buses": "حافلة حافلات باص",
    "convoy convoys": "قافلة قوافل",
    "aid": "مساعدات إغاثة",
    "grave graves": "مقبرة مقابر",
    "ballot ballots": "صناديق اقتراع",
    "vote voting": "تصويت اقتراع",
    "recount": "عد فرز",
    "election elections": "انتخابات",
    "parliament": "برلمان مجلس_النواب مجلس_الشعب",
    "government": "حكومة",
    "constitution": "دستور",
    "court": "محكمة",
    "trial": "محاكمة",
    "sentence sentenced": "حكم محكوم",
    "executions executed executes": "إعدام",
    "sanctions": "عقوبات",
    "resolution": "قرار",
    "veto": "فيتو نقض",
    "summit": "قمة",
    "talks negotiations": "محادثات مفاوضات مباحثات",
    "conference congress": "مؤتمر",
    "meeting": "اجتماع لقاء",
    "visit": "زيارة",
    "ceasefire": "هدنة وقف_إطلاق_النار",
    "process": "مسار عملية",
    "withdrawal withdraw withdraws pullout": "انسحاب سحب_القوات",
    "leave leaves departure": "خروج مغادرة رحيل",
    "return": "عودة",
    "reopening reopen reopens reopened": "إعادة_فتح افتتاح",
    "closing closed closure": "إغلاق",
    "storming stormed": "اقتحام",
    "crash": "تحطم سقوط_طائرة",
    "downing downed shot shoots": "إسقاط أسقط",
    "hostage hostages": "رهائن رهينة مخطوفين محتجزين",
    "ransom": "فدية",
    "kidnapping kidnapped abduction abducted": "خطف اختطاف مخطوفين",
    "exchange swap": "تبادل",
    "release released": "إفراج إطلاق_سراح",
    "arrest arrested": "اعتقال توقيف",
    "torture": "تعذيب",
    "slavery slaves enslavement": "سبي سبايا رقيق",
    "salinity poisoning": "ملوحة تسمم",
    "drought": "جفاف",
    "cholera": "كوليرا",
    "prize": "جائزة",
    "nobel": "نوبل",
    "ban": "حظر",
    "flight flights": "رحلات طيران",
    "delivery": "تسليم تزويد",
    "refugee refugees": "لاجئين لاجئون",
}
"""What a report must speak of too; in any form. Words that are joined by «_» are a phrase."""
_DESCRIBING = frozenset(
    word.norm
    for word in words("""
envoy minister spokesman spokesperson governor mayor judge actress actor singer poet writer journalist activist cleric
preacher militant militants fighter fighters jihadist jihadists peacekeepers soldier soldiers troops army police guard
representative official officials member deputy head chief founder wife son brother father former late new
party list coalition alliance bloc movement faction group cell organisation organization
    committee commission council ministry office agency
city town village district area region countryside state country capital zone strip line front buffer displaced
us uk un eu iraqi syrian turkish russian american british french iranian israeli kurdish arab sunni shiite druze
yazidi christian local joint special foreign international federal supreme national general military civil
led backed linked affiliated pro anti
who what where when which that is was were be been has have had his her their its it they he she
says said over about against under between near
""")
)
"""Words that say who or what a named thing is, and those that join others: reports need not have them."""


class Taken(NamedTuple):
    """The words beside names, taken apart."""

    rest: list[str]
    """Arabic ones and numbers."""
    said: list[Query]
    """What a report must speak of, in English or Arabic."""
    ranking: list[str]
    """What lifts reports alone."""


def take_english(bare: list[str], *, named: bool) -> Taken:
    """Take the English out of normalised words. Where a thing is named too, those that only describe it, and those that
    we do not know, only rank: «Kiswah base south of Damascus».
    """
    taken = Taken([], [], [])
    for word in bare:
        if not (word.isascii() and word.isalpha()):
            taken.rest.append(word)
        elif named and (word in _DESCRIBING or word in SIDES):
            taken.ranking.append(word)
        elif arabic := _in_arabic(word):
            taken.said.append(AnyOf((Words(word), *map(as_written, arabic))))
        else:
            (taken.ranking if named else taken.rest).append(word)
    return taken


def _in_arabic(word: str) -> tuple[str, ...]:
    return tuple(way.replace("_", " ") for way in _things().get(word, "").split()) or in_arabic(word)


@cache
def _things() -> dict[str, str]:
    return {word: arabic for english, arabic in _THINGS.items() for word in english.split()}
