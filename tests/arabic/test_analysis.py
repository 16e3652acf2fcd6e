"""The chain in Python: the tokens of Lucene's light stemmer, where they stand, and what must meet or stay apart."""

from itertools import pairwise

import pytest
from hypothesis import given

from newsetl.arabic.analysis import analyse, analyse_exact, light_stem
from newsetl.arabic.tokens import words
from tests.arabic.test_forms import ANY_TEXT


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("الحسن", "حسن"),  # each prefix that light10 knows
        ("والحسن", "حسن"),
        ("بالحسن", "حسن"),
        ("كالحسن", "حسن"),
        ("فالحسن", "حسن"),
        ("للاخر", "اخر"),
        ("وحسن", "حسن"),
        ("زوجها", "زوج"),  # and each suffix
        ("ساهدان", "ساهد"),
        ("ساهدات", "ساهد"),
        ("ساهدون", "ساهد"),
        ("ساهدين", "ساهد"),
        ("ساهديه", "ساهد"),
        ("وساهدون", "ساهد"),
        ("ال", "ال"),  # too short to lose anything
    ],
)
def test_the_light_stemmer_is_lucenes(word, stem):
    assert light_stem(word) == stem


@given(ANY_TEXT)
def test_offsets_point_at_the_text_and_only_move_forward(text):
    tokens = analyse(text)
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    assert [(t.start, t.end) for t in tokens] == [(t.start, t.end) for t in analyse_exact(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#سجن_غويران", ["سجن", "غويران"]),
        ("الحسكة.وقال", ["الحسكه", "وقال"]),
        ("لـ”قسد”وكذلك", ["ل", "قسد", "وكذلك"]),
        ("al-Sina'a", ["al", "sina", "a"]),
        ("", []),
        ("…!؟", []),
    ],
)
def test_words_end_where_a_reader_sees_them_end(text, expected):
    assert [word.norm for word in words(text)] == expected


def test_the_exact_form_keeps_the_article():
    assert [t.term for t in analyse_exact("السجن")] == ["السجن"]
    assert [t.term for t in analyse("السجن")] == ["سجن"]
