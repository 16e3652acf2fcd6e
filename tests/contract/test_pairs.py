"""Spellings that must meet in a search, and words that must stay apart, on both engines."""

from collections.abc import Callable

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import KibanaBar, Words
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.search.planner import plan
from tests.contract.conftest import Place

MEET = [
    # (what stands in the report, what is searched); each is searched the other way round too
    ("وزير", "الوزير"),
    ("وزير", "ووزير"),
    ("وزير", "للوزير"),
    ("سجن", "بسجن"),
    ("سجن", "وبالسجن"),
    ("سجن", "لسجن"),
    ("قسد", "لقسد"),
    ("أسعار", "بأسعار"),
    ("صنعاء", "بصنعاء"),
    ("حماس", "لحماس"),
    ("ميليشيات", "لميليشيات"),
    ("جرحى", "وجرحى"),
    ("لاجئين", "للاجئين"),
    ("لجنة", "للجنة"),
    ("لجنتين", "للجنتين"),
    ("جنيه", "للجنيه"),
    ("غُوَيْران", "غويران"),
    ("سوریا", "سوريا"),
    ("ﺳﻮﺭﻳﺎ", "سوريا"),
    ("کردستان", "كردستان"),
    ("كـــتاب", "كتاب"),
    # what social posts and hurried editors glue
    ("ال26", "26"),
    ("لـSNHR", "SNHR"),
    ("والـYPG", "ypg"),
    ("و5000", "5000"),
    ("لـ20", "20"),
    ("عبدالله", "عبد الله"),
    ("وعبدالرحمن", "عبد الرحمن"),
    ("ديرالزور", "دير الزور"),
    ("صلاحالدين", "صلاح الدين"),
    ("كوفيد19", "كوفيد-19"),
    ("كوفيد19", "كوفيد 19"),
    ("و قال", "قال"),
    ("لـ «قسد»", "قسد"),
    # cases, plurals, hamza
    ("أبو", "أبي"),
    ("أبو", "أبا"),
    ("مسؤولون", "مسؤولين"),
    ("مسؤول", "المسؤولون"),
    ("مسؤول", "مسئول"),
    ("شؤون", "شئون"),
    ("هيئة", "هيأة"),
    ("رئيس", "رييس"),
    ("وزراء", "وزرا"),
    ("وزراء", "وزير"),
    ("صنعاء", "صنعا"),
    ("أسعار", "سعر"),
    ("أسعارها", "السعر"),
    ("صواريخ", "صاروخ"),
    ("قتلى", "قتيل"),
    ("مدينته", "المدينة"),
    ("قواتها", "قوات"),
    ("كبيرًا", "كبير"),
    ("سوريين", "سوري"),
    ("سوريا", "سورية"),
    ("فلسطين", "الفلسطينيين"),
    ("لبنان", "اللبنانيون"),
    ("كيماوي", "كيميائي"),
    ("أميركية", "أمريكا"),
    ("كيمياوي", "كيميائي"),
    ("ألمانيا", "الألمانية"),
    # spoken
    ("هالبلد", "البلد"),
    ("عالحدود", "الحدود"),
    # digits and Latin
    ("٢٦", "26"),
    ("۲۶", "26"),
    ("1,500", "1500"),
    ("١٬٥٠٠", "1500"),
    ("Sina’a", "Sinaa"),
    ("Sina'a", "Sina`a"),
    ("Ghwayrān", "Ghwayran"),
    ("prisons", "Prison"),
]
GLUED = [
    # (what stands in the report, one word of it)
    ("سجن_غويران", "غويران"),
    ("#سجن_غويران", "سجن"),
    ("الحسكة.وقال", "الحسكة"),
    ("الحسكة:وقال", "قال"),
    ("الحسكة’غويران", "غويران"),
]
APART = [
    # words whose first letters are their own
    ("ولد", "لد"),
    ("بلد", "لد"),
    ("وفد", "فد"),
    ("كلب", "لب"),
    ("بحر", "حر"),
    ("كتاب", "تاب"),
    ("كامل", "أمل"),
    ("كمال", "مال"),
    ("وزير", "زير"),
    ("بيان", "يان"),
    ("والدة", "دة"),
    ("لغز", "غزة"),
    ("فلسطين", "سطين"),
    # words that a rough stemmer makes one
    ("لبنان", "لبن"),
    ("الرياض", "رياضة"),
    ("الرياض", "الرياضي"),
    ("الحديدة", "حديد"),
    ("مدني", "مدن"),
    ("علماء", "علم"),
    ("باليستي", "يست"),
    ("قانون", "قان"),
    ("قتيل", "قتل"),
    ("سوري", "سور"),
    ("1,500", "500"),
]
NUMBERS = [
    ("25 قتيلا", "خمسة وعشرون قتيلا"),
    ("5000 لاجئ", "خمسة آلاف لاجئ"),
    ("5,000 لاجئ", "5 آلاف لاجئ"),
    ("٥٬٠٠٠ لاجئ", "خمسة آلاف لاجئ"),
    ("ثلاثة صحفيين", "3 صحفيين"),
    ("خمس عشرة مدرسة", "15 مدرسة"),
    ("ثلاثمائة عائلة", "300 عائلة"),
]
OTHER_NUMBERS = [
    ("خمسة عشر جريحا", "خمسة وعشرون جريحا"),
    ("ثلاثة أطفال", "ثلاثون طفلا"),
    ("10 جنود", "عشرون جنديا"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return sorted({text for pair in (*MEET, *GLUED, *APART, *NUMBERS, *OTHER_NUMBERS) for text in pair})


@pytest.fixture(scope="module")
def paired(open_place: Callable[[], Place], make: Callable[..., Document], texts: list[str]) -> Engine:
    """One report a text, on an engine that knows the shipped names."""
    engine = open_place().open(load_gazetteer())
    engine.prepare()
    engine.write([make(f"pair-{number}", title="خبر", body=f"أمس {text} هنا") for number, text in enumerate(texts)])
    return engine


@pytest.mark.parametrize(("one", "other"), MEET)
def test_spellings_of_one_word_find_each_other(paired: Engine, texts: list[str], one: str, other: str) -> None:
    for asked, wanted in ((one, other), (other, one)):
        assert f"pair-{texts.index(wanted)}" in paired.matched_ids(Words(asked)), f"{asked} finds {wanted}"


@pytest.mark.parametrize(("glued", "word"), GLUED)
def test_marks_part_words(paired: Engine, texts: list[str], glued: str, word: str) -> None:
    assert f"pair-{texts.index(glued)}" in paired.matched_ids(Words(word))


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_words_stay_apart(paired: Engine, texts: list[str], one: str, other: str) -> None:
    for asked, unwanted in ((one, other), (other, one)):
        assert f"pair-{texts.index(unwanted)}" not in paired.matched_ids(Words(asked)), f"{asked} finds {unwanted}"


def test_the_form_that_was_typed_ranks_first(paired: Engine, texts: list[str]) -> None:
    for asked in ("سجن", "السعر", "وزير"):
        best = paired.search(Words(asked)).hits[0].document.body
        assert f" {asked} " in best or f"ب{asked} " in best or f"ل{asked} " in best


def test_numbers_meet_in_every_spelling(paired: Engine, texts: list[str]) -> None:
    linker = Linker(load_gazetteer())
    for one, other in NUMBERS:
        for asked, wanted in ((one, other), (other, one)):
            for query in (plan(asked, linker).query, KibanaBar(asked, quoted=True)):
                assert f"pair-{texts.index(wanted)}" in paired.matched_ids(query), f"{asked} finds {wanted}"
    for one, other in OTHER_NUMBERS:
        for asked, unwanted in ((one, other), (other, one)):
            found = paired.matched_ids(plan(asked, linker).query)
            assert f"pair-{texts.index(unwanted)}" not in found, f"{asked} finds {unwanted}"
