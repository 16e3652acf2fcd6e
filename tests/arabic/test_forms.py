"""The text forms: what people see, and what is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.arabic.forms import INVISIBLE, to_line, to_norm, to_text

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60) | st.text(
    st.sampled_from("اأإآبةىيکگ ـًَُّ\u200c\u200d\u200b\u0654\u0655ﻻﷲﷺ«»،.\n\r\t٣۳3éÉ" + BIDI), max_size=60
)


@given(ANY_TEXT)
def test_text_is_stable_and_shows_no_controls(raw):
    text = to_text(raw)
    assert to_text(text) == text
    assert not set(text) & set(BIDI)
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]


@given(ANY_TEXT)
def test_norm_is_stable_and_blind_to_what_text_leaves_out(raw):
    norm = to_norm(raw)
    assert to_norm(norm) == norm
    assert not set(norm) & INVISIBLE


@given(ANY_TEXT)
def test_a_title_is_one_line(raw):
    assert "\n" not in to_line(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("غُوَيْران", "غويران"),
        ("ســجن", "سجن"),
        ("أحمد إلى آمن ٱلله", "احمد الي امن الله"),
        ("القاهرة", "القاهره"),
        ("مستشفى", "مستشفي"),
        ("الحسکة سوریا", "الحسكة سوريا"),
        ("ﺳﺠﻦ ﻏﻮﻳﺮﺍﻥ", "سجن غويران"),
        ("٢٦ و۲۶", "26 و26"),
        ("كوبانێ", "كوباني"),
        ("سج\u200bن", "سجن"),
        ("أ", "ا\u0654"),
        ("Ghweran PRISON", "ghweran prison"),
    ],
)
def test_these_are_one_word_when_searched(one, other):
    assert to_norm(one) == to_norm(other)


def test_people_keep_seeing_what_was_written():
    written = "«سِجْنُ غُوَيْران» في الحسكة، ٢٦ كانون الثاني"
    assert to_text(written) == written


def test_paragraphs_are_kept_apart_by_one_blank_line():
    assert to_text("أولى  \r\n\n\n ثانية\rثالثة ") == "أولى\n\nثانية\n\nثالثة"
