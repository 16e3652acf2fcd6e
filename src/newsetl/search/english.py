"""What an English word asks for in Arabic reports: «consulate» beside Basra means «قنصلية».

One table of the words of news; what happens (attack, siege, evacuation) is in ``names.happenings``.
"""

from functools import cache
from typing import NamedTuple

from newsetl.arabic.tokens import words
from newsetl.index.query import AnyOf, Query, Words
from newsetl.names.describing import SIDES
from newsetl.names.happenings import in_arabic
from newsetl.names.heads import latin_nouns

_THINGS = {
    "consulate": "قنصلية",
    "embassy": "سفارة",
    "mission": "بعثة",
    "hospital": "مستشفى مشفى",
    "clinic": "عيادة مستوصف",
    "school": "مدرسة",
    "university": "جامعة",
    "market": "سوق",
    "mosque": "مسجد جامع",
    "church": "كنيسة",
    "shrine": "مرقد ضريح مقام",
    "museum": "متحف",
    "bridge": "جسر",
    "dam": "سد",
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
    "drone drones": "مسيرة طائرة",
    "plane planes aircraft jet jets warplane warplanes": "طائرة طائرات مقاتلة",
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
    "parliament": "برلمان مجلس",
    "bloc": "كتلة",
    "coalition alliance": "تحالف ائتلاف",
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
    "ceasefire": "هدنة وقف",
    "process": "مسار عملية",
    "withdrawal withdraw withdraws pullout": "انسحاب سحب",
    "leave leaves departure": "خروج مغادرة رحيل",
    "return": "عودة",
    "reopening reopen reopens reopened": "فتح افتتاح",
    "closing closed closure": "إغلاق",
    "storming stormed": "اقتحام",
    "crash": "تحطم سقوط",
    "downing downed shot shoots": "إسقاط أسقط",
    "hostage hostages": "رهائن رهينة مخطوفين محتجزين",
    "ransom": "فدية",
    "kidnapping kidnapped abduction abducted": "خطف اختطاف مخطوفين",
    "exchange swap": "تبادل",
    "release released": "إفراج إطلاق",
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
"""What a report must speak of too; in any form."""
_DESCRIBING = frozenset(
    word.norm
    for word in words("""
envoy minister spokesman spokesperson governor mayor judge actress actor singer poet writer journalist activist cleric
preacher militant militants fighter fighters jihadist jihadists peacekeepers soldier soldiers troops army police guard
representative official officials member deputy head chief founder wife son brother father former late new
party list movement faction group cell organisation organization committee commission council ministry office agency
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
        elif named and (word in _DESCRIBING or word in latin_nouns() or word in SIDES):
            taken.ranking.append(word)
        elif arabic := _in_arabic(word):
            taken.said.append(AnyOf(tuple(map(Words, (word, *arabic)))))
        else:
            (taken.ranking if named else taken.rest).append(word)
    return taken


def _in_arabic(word: str) -> tuple[str, ...]:
    return tuple(_things().get(word, "").split()) or in_arabic(word)


@cache
def _things() -> dict[str, str]:
    return {word: arabic for english, arabic in _THINGS.items() for word in english.split()}
