"""Words that say what kind a thing is, whose office, and where it lies: how people ask for it, no part of its name."""

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.given import TITLES

KIND_NOUNS = {
    "person": "قائد زعيم رئيس أمين عام وزير مندوب مبعوث سفير ممثل ناطق متحدث مسؤول قيادي الأب الابن "
    "leader commander president minister envoy spokesman spokesperson governor ambassador official general chief",
    "force": "قوات قوة جيش لواء كتيبة كتائب فصيل فصائل ميليشيا ميليشيات تنظيم جماعة حركة مجموعة مقاتلي مقاتلو عناصر "
    "مسلحي مسلحو مبايع موال تابع مرتبط مدعوم مقرب forces force group militia fighters army affiliated pledged backed "
    "hêzên هێزەکانی",
    "organisation": "منظمة مؤسسة هيئة جمعية مكتب organisation organization agency rêxistina ڕێکخراوی",
    "event": "أحداث حدث حادثة حادث واقعة ذكرى عملية معركة يوم عام سنة events battle anniversary year",
}
"""Words for a kind of thing that readers put beside its name and reports often do not."""
OFFICES = TITLES | frozenset(
    form
    for word in words(KIND_NOUNS["person"] + " نائب معاون مساعد مستشار وزيرة رئيسة سفيرة متحدثة ناطقة مندوبة مبعوثة")
    if word.norm not in ("عام", "الاب", "الابن")
    for form in (word.norm, f"ال{word.norm}")
)
"""Titles and offices of persons, also with the article; «عام» is a year too."""
SIDE_OF = {
    word.norm: side
    for side, said in {
        "شرق": "شرق شرقي east eastern",
        "غرب": "غرب غربي west western",
        "شمال": "شمال شمالي north northern",
        "جنوب": "جنوب جنوبي south southern",
    }.items()
    for word in words(said)
}
"""Normalised word for a side of a place → the side."""
SIDES = frozenset([*SIDE_OF, "وسط"])
"""Normalised words for a side of a place, or its middle."""
BESIDE = frozenset(
    word.norm
    for word in words(
        "قرب بالقرب بقرب القريب القريبة بجوار جوار المجاور المجاورة بمحاذاة المحاذي المحاذية المتاخم المتاخمة "
        "الملاصق الملاصقة قبالة near beside opposite"
    )
)
"""Between a thing and what it lies beside."""
PEOPLES = frozenset(
    form
    for word in words("كردي عربي تركماني أيزيدي إيزيدي آشوري سرياني أرمني شركسي درزي سني شيعي علوي مسيحي")
    for form in (word.norm, f"ال{word.norm}", f"{word.norm}ه", f"ال{word.norm}ه")
)
"""Normalised adjectives of peoples and faiths, surnames too."""


def _stems(listed: str) -> frozenset[str]:
    return frozenset(DEFAULT.query_term(word.norm) for word in words(listed))


DIRECTIONS = frozenset(DEFAULT.query_term(norm) for norm in (*SIDES, "ريف", "قرب", "near"))
HOLDERS = _stems(KIND_NOUNS["person"])
"""What offices are called."""
DEPUTIES = _stems("نائب نائبة معاون مساعد مساعدة وكيل وكيلة مستشار مستشارة سابق أسبق deputy assistant former adviser")
"""Beside an office: who does not hold it."""
REGIME = frozenset([DEFAULT.query_term("نظام")])
BORDER = _stems("حدود حدودية border")
COUNTRYSIDE = _stems("ريف countryside rural")
BACKING = _stems("مدعوم مدعومة مبايع موال موالية تابع مرتبط مقرب backed affiliated")
INTERNATIONAL = _stems("الدولي الدولية العالمي العالمية الأمم الأممية international world global")
"""Stems: of sides and of what is near, of a government, of a border, of the country around a town,
of whom a force has behind it, and of what works in all the world."""
