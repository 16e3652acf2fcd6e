"""What a word of a query asks for in reports that use another: «consulate» beside Basra means «قنصلية», and «مقر» is a
«مكتب» too.

Two tables of the words of news: of those in ``_THINGS`` the Arabic ones stand for each other as well, ``english.txt``
is what others are in English. What else English calls what happens is in ``names.happenings``.
"""

from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.forms import to_norm
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of, words
from newsetl.index.query import AnyOf, Boost, Query, Words
from newsetl.names.describing import BESIDE, SIDES
from newsetl.names.happenings import in_arabic
from newsetl.names.proclitics import ARTICLE, BEFORE_ARTICLE, BEFORE_WORD, attached
from newsetl.names.sounds import ARTICLES
from newsetl.search.counts import as_written
from newsetl.search.latin import spellings

_THINGS = {
    # where things are
    "consulate": "قنصلية",
    "embassy": "سفارة سفارات",
    "mission": "بعثة",
    "headquarters offices hq": "مقر مقرات مكتب مكاتب",
    "building": "مبنى مباني بناية",
    "hospital hospitals": "مستشفى مستشفيات مشفى مشافي",
    "clinic medical": "عيادة مستوصف مركز_طبي نقطة_طبية",
    "school schools": "مدرسة مدارس",
    "university": "جامعة",
    "market markets": "سوق أسواق",
    "mosque mosques": "مسجد جامع مساجد",
    "church churches": "كنيسة كنائس",
    "shrine": "مرقد ضريح مقام",
    "museum": "متحف",
    "palace palaces": "قصر قصور",
    "bridge bridges": "جسر جسور",
    "dam dams": "سد سدود",
    "river": "نهر",
    "valley": "وادي",
    "middle": "أوسط",
    "road highway": "طريق أوتوستراد طريق_سريع",
    "stadium stadiums": "ملعب ملاعب استاد",
    "factory plant": "مصنع معمل",
    "refinery": "مصفاة مصفى",
    "reactor": "مفاعل",
    "field fields": "حقل حقول",
    "camp camps": "مخيم مخيمات",
    "shelter shelters": "ملجأ ملاجئ",
    "basement basements cellar cellars": "قبو أقبية",
    "prison prisons jail detention": "سجن سجون معتقلات مركز_احتجاز مراكز_احتجاز",
    "crossing crossings": "معبر معابر منفذ منافذ",
    "airspace": "أجواء مجال_جوي",
    "port": "ميناء مرفأ",
    "fence": "سياج",
    "wall": "جدار",
    "grave graves": "مقبرة مقابر",
    "tunnel tunnels": "نفق أنفاق",
    "desert": "صحراء بادية",
    "depot warehouse store cache": "مستودع مستودعات مخزن مخازن",
    "property land": "أملاك ممتلكات عقارات أراضي",
    # what is there
    "nuclear": "نووي نووية",
    "oil": "نفط",
    "gas": "غاز",
    "chlorine": "كلور",
    "electricity power": "كهرباء",
    "water": "مياه ماء",
    "wheat": "قمح",
    "rice": "أرز رز",
    "ammunition munitions": "ذخيرة ذخائر",
    "arms weapons weapon": "سلاح أسلحة",
    "missile missiles rocket rockets": "صاروخ صواريخ",
    "mortar shell shells": "قذيفة قذائف هاون",
    "mines": "ألغام لغم",
    "ied": "عبوة_ناسفة عبوات_ناسفة لغم",
    "drone drones": "طائرة_مسيرة طائرات_مسيرة طائرة_بدون_طيار طائرات_بدون_طيار درون",
    "plane planes aircraft": "طائرة طائرات",
    "jet jets warplane warplanes": "مقاتلة مقاتلات طائرة_حربية طائرات_حربية",
    "helicopter helicopters": "مروحية مروحيات هليكوبتر",
    "tank tanks": "دبابة دبابات",
    "bus buses": "حافلة حافلات باص باصات",
    "convoy convoys": "قافلة قوافل",
    "aid": "مساعدات إغاثة",
    "money cash": "أموال مبلغ",
    "assets": "أموال أصول ممتلكات",
    "funds funding": "تمويل أموال",
    "statue": "تمثال",
    "medal": "وسام",
    "phone": "هاتف",
    # who does what
    "election elections": "انتخابات",
    "ballot ballots": "صناديق اقتراع",
    "vote voting": "تصويت اقتراع",
    "recount": "عد فرز",
    "results": "نتائج",
    "candidate candidates": "مرشح مرشحين",
    "parliament": "برلمان مجلس_النواب مجلس_الشعب",
    "session": "جلسة",
    "emergency": "طارئة استثنائية",
    "government": "حكومة",
    "interior": "داخلية",
    "affairs": "شؤون خارجية",
    "defence defense": "دفاع",
    "health": "صحة",
    "education": "تربية تعليم",
    "justice": "عدل",
    "budget": "موازنة ميزانية",
    "constitution": "دستور",
    "law decree": "قانون مرسوم",
    "court": "محكمة",
    "trial": "محاكمة",
    "sentence sentenced": "حكم محكوم",
    "executions executed executes": "إعدام",
    "amnesty": "عفو",
    "deserters": "فارين متخلفين",
    "conscription": "تجنيد خدمة_عسكرية خدمة_إلزامية",
    "corruption corrupt": "فساد فاسدين",
    "sanctions": "عقوبات",
    "resolution": "قرار",
    "veto": "فيتو نقض",
    "summit": "قمة",
    "talks negotiations": "محادثات مفاوضات مباحثات",
    "conference congress": "مؤتمر",
    "meeting": "اجتماع لقاء",
    "visit visits visited": "زيارة زار يزور",
    "mediation": "وساطة",
    "plan initiative proposal": "خطة مبادرة مقترح",
    "reconstruction": "إعادة_إعمار إعادة_بناء",
    "ceasefire": "هدنة وقف_إطلاق_النار",
    "process": "مسار عملية",
    "withdrawal withdraw withdraws pullout": "انسحاب سحب_القوات",
    "leave leaves departure": "خروج مغادرة رحيل",
    "return returns": "عودة إعادة عاد",
    "replace": "بدل محل استبدال",
    "reopening reopen reopens reopened": "إعادة_فتح افتتاح",
    "closing closed closure": "إغلاق أغلق تغلق",
    "cut cuts": "قطع",
    "fired dismissal dismissed": "إقالة أقال إعفاء سحب_يد",
    "resignation resigns resigned": "استقالة استقال",
    "seizure confiscation confiscates confiscated": "مصادرة صادر حجز",
    "freeze freezes frozen": "تجميد جمد تعليق",
    "looting looted": "نهب سلب سرقة تعفيش",
    "burn burned burning": "حرق إحراق أحرق أضرم",
    "storming stormed": "اقتحام",
    "crash crashed": "تحطم سقوط_طائرة سقوط_مروحية",
    "downing downed shot shoots": "إسقاط أسقط",
    "hostage hostages": "رهائن رهينة مخطوفين محتجزين",
    "ransom": "فدية",
    "kidnapping kidnapped abduction abducted": "خطف اختطاف مخطوفين",
    "exchange swap": "تبادل",
    "release released": "إفراج إطلاق_سراح",
    "arrest arrested captured": "اعتقال توقيف قبض",
    "torture": "تعذيب",
    "rape": "اغتصاب",
    "slavery slaves enslavement": "سبي سبايا رقيق",
    "foreign": "أجنبي أجنبية أجانب",
    "fighter fighters": "مقاتل مقاتلين مسلحين",
    "militants": "مسلحين متشددين",
    "jihadist jihadists": "جهادي جهاديين",
    "soldier soldiers": "جندي جنود عسكريين",
    "child children": "طفل أطفال",
    "woman women": "امرأة نساء",
    "families": "عائلات أسر عوائل",
    "journalist journalists": "صحفي صحافي إعلامي",
    "detainee detainees prisoner prisoners": "معتقلين سجناء أسرى محتجزين",
    "kurds": "أكراد كرد",
    "turkmen turkmens": "تركمان",
    "druze": "دروز",
    "alawite alawites": "علويين علوية",
    "sunnis": "سنة",
    "shiites": "شيعة",
    "christians": "مسيحيين",
    "yazidis": "إيزيديين أيزيديين",
    "refugee refugees": "لاجئ لاجئين",
    "displaced idp": "نازح نازحين مهجرين",
    "salinity poisoning": "ملوحة تسمم",
    "drought": "جفاف",
    "cholera": "كوليرا",
    "prize": "جائزة",
    "nobel": "نوبل",
    "ban": "حظر",
    "lifts lifted": "رفع",
    "flight flights": "رحلات طيران",
    "delivery": "تسليم تزويد",
    "football": "كرة_القدم",
    "match friendly": "مباراة ودية",
    "striker": "مهاجم",
    "player": "لاعب",
    "film movie": "فيلم",
    "singer": "مطرب مغني فنان",
    "actress actor": "ممثلة ممثل",
    "spy": "جاسوس",
}
"""What a report must speak of too; in any form. Words that are joined by «_» are a phrase."""
_ALIKE = (
    "قصف غارة غارات ضربة ضربات",
    "هجوم هجمات اعتداء",
    "اغتيال مقتل قتل",
    "إجلاء إخلاء إخراج ترحيل",
    "سيطرة استيلاء",
    "استعادة تحرير",
)
"""Arabic words for what happens that stand for each other."""
_OF_SEVERAL = frozenset(norms_of("مقاتلة مقاتلات حكم بدل محل عد سد مقام قطع عاد رفع ماء حجز سحب"))
"""Words that mean other things too: in Arabic they ask for themselves alone."""
_LONGEST = 3
"""Words of an English phrase in the tables."""
ALIKE_BOOST = 0.5
"""Of a word that stands for the one typed."""
_DESCRIBING = frozenset(
    word.norm
    for word in words("""
envoy minister spokesman spokesperson governor mayor judge actress actor singer poet writer journalist activist cleric
preacher militant militants fighter fighters jihadist jihadists peacekeepers soldier soldiers troops army police guard
representative official officials member deputy head chief founder wife son brother father former late new
party list coalition alliance bloc movement faction group cell organisation organization
    committee commission council ministry office agency
city town village district area region countryside state country capital zone strip line front buffer displaced
us uk un eu iraqi syrian turkish russian american british french iranian israeli kurdish arab sunni shiite
yazidi christian kurd local joint special foreign international federal supreme national general military civil
led backed linked affiliated pro anti
who what where when which that is was were be been has have had his her their its it they he she
says said over about against under between near
""")
)
"""Words that say who or what a named thing is, and those that join others: reports need not have them."""


class Taken(NamedTuple):
    """The words beside names, taken apart."""

    rest: list[str]
    """Those that ask for themselves alone, and numbers."""
    said: list[Query]
    """What a report must speak of, in whichever word of ours or in English."""
    ranking: list[str]
    """What lifts reports alone."""


def take_meanings(bare: list[str], *, named: bool, capitals: Collection[str] = ()) -> Taken:
    """Take those of some normalised words that ask for others too. Where a thing is named as well, English words that
    only describe it, and those that we do not know, only rank: «Kiswah base south of Damascus». An Arabic word alone
    asks for itself; Latin names, those of ``capitals``, for their Arabic spellings too, and beside another thing the
    last of several in a row must be there: «Jaish al-Islam Yasser Dalwan».
    """
    taken = Taken([], [], [])
    bare = _joined(bare)
    alone = len(bare) == 1 and not named
    unknown = [word in capitals and not (_in_arabic(word) or _describes(word)) for word in bare]
    for at, word in enumerate(bare):
        if named and word in BESIDE:
            taken.ranking.append(word)
        elif not _is_english(word):
            if ways := ways_of(word, alone=alone):
                taken.said.append(AnyOf((Words(word), *(Boost(as_written(way), ALIKE_BOOST) for way in ways))))
            else:
                taken.rest.append(word)
        elif named and _describes(word):
            taken.ranking.append(word)
        elif arabic := _in_arabic(word):
            # «Fiona Hill»: what is written like a surname may be one
            behind = at > 0 and word in capitals and bare[at - 1] in capitals
            sounds = [Boost(Words(way), ALIKE_BOOST) for way in spellings(word)] if behind else []
            taken.said.append(AnyOf((Words(word), *map(as_written, arabic), *sounds)))
        elif word in ARTICLES:
            continue  # Arabic writes it into the next word, which the index has without it
        elif unknown[at] and (not named or (at and unknown[at - 1] and not any(unknown[at + 1 : at + 2]))):
            taken.said.append(AnyOf((Words(word), *(Boost(Words(way), ALIKE_BOOST) for way in spellings(word)))))
        else:
            (taken.ranking if named else taken.rest).append(word)
    return taken


def ways_of(word: str, *, alone: bool) -> tuple[str, ...]:
    """By what else in Arabic reports may say a normalised word of a query; an Arabic one that is alone, by nothing."""
    if _is_english(word):
        return _in_arabic(word) or spellings(word)
    return () if alone else _alike().get(word, ())


def _joined(bare: list[str]) -> list[str]:
    """Words, those that are one idea together as one: «car bomb»."""
    joined: list[str] = []
    at = 0
    while at < len(bare):
        lengths = range(min(_LONGEST, len(bare) - at), 1, -1)
        length = next((n for n in lengths if " ".join(bare[at : at + n]) in _things()), 1)
        joined.append(" ".join(bare[at : at + length]))
        at += length
    return joined


def _is_english(word: str) -> bool:
    return word.isascii() and word.replace(" ", "").isalpha()


def _describes(word: str) -> bool:
    """Whether an English word only says what a named thing is, or on which side it lies."""
    return word in _DESCRIBING or word in SIDES


@lru_cache(1_000)
def _in_arabic(word: str) -> tuple[str, ...]:
    return tuple(way.replace("_", " ") for way in _things().get(word, "").split()) or in_arabic(word)


@cache
def _things() -> dict[str, str]:
    """English words, those of a phrase with spaces between and without function words → the Arabic ones."""
    lines = files("newsetl.search").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    listed = (line.partition(": ")[::2] for line in lines if not line.startswith("#"))
    named = ((word, arabic) for english, arabic in (*listed, *_THINGS.items()) for word in english.split())
    plain = ((word, [one for one in word.split("_") if one not in FUNCTION_WORDS], arabic) for word, arabic in named)
    return {" ".join(parts): arabic for word, parts, arabic in plain if len(parts) > 1 or "_" not in word}


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """Arabic word, with what may be attached before it → other words that stand for it, one of each stem."""
    found: dict[str, tuple[str, ...]] = {}
    for arabic in (*_THINGS.values(), *_ALIKE):
        ways = {_stem(way): way.replace("_", " ") for way in reversed(arabic.split())}
        for way in arabic.split():
            norm = to_norm(way)
            others = tuple(other for stem, other in reversed(ways.items()) if stem != _stem(way))
            if "_" in way or norm in _OF_SEVERAL or not others:
                continue
            for form in (*attached(norm, BEFORE_WORD), *attached(ARTICLE + norm, BEFORE_ARTICLE)):
                found[form] = tuple(dict.fromkeys((*found.get(form, ()), *others)))
    return found


def _stem(way: str) -> str:
    return way if "_" in way else DEFAULT.query_term(to_norm(way))
