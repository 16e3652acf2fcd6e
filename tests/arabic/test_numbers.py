import pytest

from newsetl.arabic.forms import to_norm
from newsetl.arabic.numbers import read_cardinal, read_ordinal, spellings

COVERED = [*range(101), *range(200, 1000, 100), *range(1000, 11000, 1000), 100_000, 1_000_000, 2_000_000]


def tokens(phrase: str) -> list[str]:
    return to_norm(phrase).split()


@pytest.mark.parametrize("n", COVERED)
def test_every_spelling_reads_as_its_number(n: int) -> None:
    found = spellings(n)
    assert found
    # «ألفا» and «مليونا» say two or one: before a noun the dual, after أحد عشر the accusative
    for spelling in found:
        if spelling in ("ألفا", "مليونا"):
            continue
        number = read_cardinal(tokens(spelling))
        assert number == (n, len(spelling.split())), spelling


def test_no_spelling_says_two_numbers() -> None:
    said: dict[str, int] = {}
    for n in COVERED:
        for spelling in spellings(n):
            assert said.setdefault(to_norm(spelling), n) == n, spelling


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (3, {"ثلاثة", "ثلاث"}),
        (11, {"أحد عشر", "إحدى عشرة"}),
        (12, {"اثنا عشر", "اثني عشر", "اثنتا عشرة", "اثنتي عشرة"}),
        (15, {"خمسة عشر", "خمس عشرة"}),
        (20, {"عشرون", "عشرين"}),
        (25, {"خمسة وعشرون", "خمسة وعشرين", "خمس وعشرون", "خمس وعشرين"}),
        (100, {"مئة", "مائة"}),
        (300, {"ثلاثمئة", "ثلاثمائة", "ثلاث مئة", "ثلاث مائة"}),
        (5000, {"خمسة آلاف", "خمس آلاف"}),
        (10000, {"عشرة آلاف", "عشر آلاف"}),
        (100_000, {"مئة ألف", "مائة ألف"}),
        (1_000_000, {"مليون"}),
        (23_456, set()),
        (-1, set()),
    ],
)
def test_spellings(n: int, expected: set[str]) -> None:
    assert set(spellings(n)) == expected


def test_two_hundred_and_two_thousand_in_both_cases_and_before_a_noun() -> None:
    assert {"مئتان", "مئتين", "مائتان", "مائتين", "مئتا"} <= set(spellings(200))
    assert {"ألفان", "ألفين", "ألفي"} <= set(spellings(2000))
    assert {"مليونان", "مليونين", "مليوني"} <= set(spellings(2_000_000))


@pytest.mark.parametrize(
    ("phrase", "value", "length"),
    [
        ("ألفين واثنين وعشرين", 2022, 3),
        ("ألفين وأحد عشر", 2011, 3),
        ("ألف وتسعمئة وثمانية وأربعين", 1948, 4),
        ("ثلاثة آلاف وخمسمئة مقاتل", 3500, 3),
        ("مئة وخمسة وعشرون ألف لاجئ", 125_000, 4),
        ("مليون ومئتي ألف", 1_200_000, 3),
        ("خمسة أشخاص", 5, 1),
        ("ثلاثة عشر قتيلا", 13, 2),
        ("عشرين وواحد", 20, 1),
        ("ستة وستة", 6, 1),
    ],
)
def test_compound_cardinals(phrase: str, value: int, length: int) -> None:
    assert read_cardinal(tokens(phrase)) == (value, length)


@pytest.mark.parametrize(
    ("phrase", "value", "length"),
    [
        ("الأول من تموز", 1, 1),
        ("الحادي عشر من أيلول", 11, 2),
        ("الثاني عشر", 12, 2),
        ("الثالث والعشرين من تموز", 23, 2),
        ("الثانية والعشرين", 22, 2),
        ("الحادية والثلاثون", 31, 2),
        ("الحادي والعشرين", 21, 2),
        ("العشرين من كانون الثاني", 20, 1),
        ("الثلاثين", 30, 1),
        ("خامس", 5, 1),
        ("العاشر والعشرين", 10, 1),
    ],
)
def test_ordinals(phrase: str, value: int, length: int) -> None:
    assert read_ordinal(tokens(phrase)) == (value, length)


@pytest.mark.parametrize("phrase", ["", "الرئيس", "عشرين", "الخمسة", "حادي", "والعشرين"])
def test_what_is_no_ordinal(phrase: str) -> None:
    assert read_ordinal(tokens(phrase)) is None


@pytest.mark.parametrize("phrase", ["", "الرئيس", "وعشرين", "آلاف", "الخامس"])
def test_what_is_no_cardinal(phrase: str) -> None:
    assert read_cardinal(tokens(phrase)) is None
