import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.arabic.dates import Confidence, best_date, find_dates
from newsetl.arabic.months import GREGORIAN_MONTHS, HIJRI_MONTHS, WEEKDAYS

MONDAY = date(2022, 2, 7)


def listed(name: str) -> list[tuple[str, date | None, str | None]]:
    """(phrase, publication date, value) of each line; None for the dashes."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    fields = [line.split("\t")[:3] for line in lines if line and not line.startswith("#")]
    return [
        (phrase, None if published == "-" else date.fromisoformat(published), None if value == "-" else value)
        for phrase, published, value in fields
    ]


@pytest.mark.parametrize(("phrase", "published", "value"), [*listed("dates_own.tsv"), *listed("dates_second.tsv")])
def test_phrases(phrase: str, published: date | None, value: str | None) -> None:
    found = best_date(phrase, published)
    assert (found.iso if found else None) == value


def test_every_expression_of_a_text_with_its_place() -> None:
    text = "هاجم التنظيم السجن في ال 20 من كانون الثاني الماضي وانتهى في 26 من الشهر نفسه.\n\nقال أمس الأحد إن 5 قتلى."
    found = find_dates(text, MONDAY)
    assert [(text[m.start : m.end], m.iso) for m in found] == [
        ("ال 20 من كانون الثاني الماضي", "2022-01-20"),
        ("أمس الأحد", "2022-02-06"),
    ]


def test_a_list_of_days_has_the_month_and_year_at_its_end() -> None:
    assert [m.iso for m in find_dates("في 5 و12 و19 شباط 2021", MONDAY)] == ["2021-02-05", "2021-02-12", "2021-02-19"]
    assert [m.iso for m in find_dates("20 شباط و3 آذار 2015", MONDAY)] == ["2015-02-20", "2015-03-03"]


def test_other_readings_come_behind_the_likely_one() -> None:
    found = best_date("5/3/2021", MONDAY)
    assert found is not None
    assert [(r.iso, r.confidence) for r in found.readings] == [
        ("2021-03-05", Confidence.MEDIUM),
        ("2021-05-03", Confidence.LOW),
    ]
    weekday = best_date("الثلاثاء 15 آذار", date(2021, 12, 1))
    assert weekday is not None
    assert weekday.iso == "2022-03-15"  # 15 March 2021 was a Monday


@pytest.mark.parametrize(
    ("phrase", "confidence"),
    [
        ("26 كانون الثاني 2022", Confidence.HIGH),
        ("الأربعاء 26 كانون الثاني 2022", Confidence.HIGH),
        ("الجمعة 26 كانون الثاني 2022", Confidence.LOW),
        ("أمس الأحد", Confidence.HIGH),
        ("أمس السبت", Confidence.LOW),
        ("26 كانون الثاني", Confidence.MEDIUM),
        ("6 رجب 1443", Confidence.MEDIUM),
        ("بعد يومين", Confidence.LOW),
    ],
)
def test_only_what_can_be_read_in_one_way_is_sure(phrase: str, confidence: Confidence) -> None:
    found = best_date(phrase, MONDAY)
    assert found is not None
    assert found.best.confidence is confidence


_SCRIPTS = "ا א a я α あ 字 ก अ 😀"
_WORDS = [
    *(name for names in (*GREGORIAN_MONTHS, *HIJRI_MONTHS, *WEEKDAYS) for name in names[:2]),
    *("ال", "من", "بين", "و", "إلى", "حتى", "قبل", "منذ", "بعد", "عام", "الشهر", "الماضي", "المقبل", "أمس", "اليوم"),
    *("الثالث", "والعشرين", "خمسة", "عشرين", "هـ", "م", "/", "-", "(", ")", "،", ".", "\n", "نهاية", "صيف", "النصف"),
    *("0", "1", "26", "31", "32", "99", "0000", "1443", "1700", "2022", "9999", "20/1/2022", "31/2/2021", "20-26"),
    *(
        "٢٦",
        "۲۰۲۲",
        "9" * 60,
        "\ud800",
        "\u202e",
        "\u200f",
        "\u0640",
        "أيام",
        "سنوات",
        "ألف",
        "مليون",
        *_SCRIPTS.split(),
    ),
]


@given(
    st.lists(st.sampled_from(_WORDS), max_size=14),
    st.sampled_from(["", " "]),
    st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
)
def test_no_text_raises_and_every_mention_lies_in_it(words: list[str], gap: str, published: date | None) -> None:
    text = gap.join(words)
    end = 0
    for mention in find_dates(text, published):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        assert all(reading.first <= reading.last for reading in mention.readings)
        assert mention.iso


@given(st.text(), st.dates())
def test_any_text_at_all(text: str, published: date) -> None:
    find_dates(text, published)


@given(st.integers(1, 31), st.integers(0, 11), st.integers(1900, 2100), st.integers(0, 3), st.dates(date(1950, 1, 1)))
def test_a_full_date_says_its_day_or_nothing(day: int, month: int, year: int, name: int, published: date) -> None:
    names = GREGORIAN_MONTHS[month]
    found = best_date(f"{day} {names[min(name, len(names) - 1)]} {year}", published)
    try:
        expected = date(year, month + 1, day).isoformat()
    except ValueError:
        assert found is None
    else:
        assert found is not None
        assert (found.iso, found.best.confidence) == (expected, Confidence.HIGH)


@pytest.mark.parametrize("unit", ["س", "9", "1/", "٢٠/", "ال"])
def test_a_megabyte_without_a_blank_holds_no_date(unit: str) -> None:
    assert find_dates(unit * (1_000_000 // len(unit)), MONDAY) == []


UNSEEN_SHA256 = "4bb1593a0ca4ccf98d9e11436b7d6a12b0b1840fe434acca59b334ab8f186bf5"
"""Of ``dates_unseen.tsv`` as it was before the parser first read it: 114 of 120 right then."""


def test_phrases_that_the_parser_was_never_tuned_on() -> None:
    lines = (Path(__file__).parent / "dates_unseen.tsv").read_text("utf-8").splitlines()
    sealed = "\n".join(line for line in lines if not line.startswith("#"))
    assert hashlib.sha256(sealed.encode()).hexdigest() == UNSEEN_SHA256
    phrases = listed("dates_unseen.tsv")
    wrong = []
    for phrase, published, value in phrases:
        found = best_date(phrase, published)
        if (found.iso if found else None) != value:
            wrong.append((phrase, value, found))
    assert len(wrong) <= 0.05 * len(phrases), wrong
    assert not [found for *_, found in wrong if found and found.readings[0].confidence is Confidence.HIGH]
