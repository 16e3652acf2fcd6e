"""What is typed into Kibana's bar, taken apart as Kibana and Elasticsearch do."""

import pytest

from newsetl.index.query import AllOf, AnyOf, Everything, KibanaBar, Term, Without
from newsetl.search.kibana_bar import asked_in_bar


def every(text):
    return KibanaBar(text, operator="and")


def phrase(text, operator="and"):
    return KibanaBar(text, quoted=True, operator=operator)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("سجن غويران", every("سجن غويران")),
        ('"سجن غويران"', phrase("سجن غويران")),
        ("سجن AND غويران", AllOf((every("سجن"), every("غويران")))),
        # an operator takes the word beside it out of its name
        ("في سجن غويران AND هجوم", AllOf((every("في سجن"), every("غويران"), every("هجوم")))),
        ('"سجن غويران" AND هجوم', AllOf((phrase("سجن غويران"), every("هجوم")))),
        ('هجوم كبير "سجن غويران"', AllOf((every("هجوم كبير"), phrase("سجن غويران")))),
        ('"سجن غويران" -محاكمة', Without(phrase("سجن غويران"), AnyOf((every("محاكمة"),)))),
        ("سجن غويران NOT محاكمة", Without(every("سجن غويران"), AnyOf((every("محاكمة"),)))),
        ('-"سجن"', Without(Everything(), AnyOf((phrase("سجن"),)))),
        ("al-Hol camp and خيمة", every("al-Hol camp and خيمة")),
        ('about:"سجن غويران"', Term("about", "سجن غويران")),
        ("", Everything()),
    ],
)
def test_lucenes_language(typed, asked):
    assert asked_in_bar(typed, "lucene") == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("هجوم سجن غويران", KibanaBar("هجوم سجن غويران")),
        ("سجن and غويران", AllOf((KibanaBar("سجن"), KibanaBar("غويران")))),
        ('"سجن غويران" AND هجوم كبير', AllOf((phrase("سجن غويران", "or"), KibanaBar("هجوم كبير")))),
        ('"سجن غويران" and not محاكمة', Without(phrase("سجن غويران", "or"), AnyOf((KibanaBar("محاكمة"),)))),
        ("أ and ب or ج", AnyOf((AllOf((KibanaBar("أ"), KibanaBar("ب"))), KibanaBar("ج")))),
        ("-محاكمة سجن", KibanaBar("-محاكمة سجن")),
        ('outlet:"نهر" and سجن', AllOf((Term("outlet", "نهر"), KibanaBar("سجن")))),
    ],
)
def test_kql(typed, asked):
    assert asked_in_bar(typed, "kql") == asked


@pytest.mark.parametrize(
    ("typed", "language"), [("أ OR ب", "lucene"), ('"سجن غويران" هجوم', "kql"), ("سجن not محاكمة", "kql")]
)
def test_what_is_not_understood_is_told(typed, language):
    with pytest.raises(ValueError, match=r"understood|between values"):
        asked_in_bar(typed, language)
