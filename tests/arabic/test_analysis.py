"""The chain in Python: which terms a word becomes, where they stand, and that no text upsets it.

What must meet and stay apart is asked of both engines in ``tests/contract/test_pairs``.
"""

from itertools import groupby, pairwise

import pytest
from hypothesis import given

from newsetl.arabic.analysis import DEFAULT, Analyzer, Names, run_steps, stem_steps
from newsetl.arabic.forms import to_norm, to_text
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.irregular import IRREGULAR
from newsetl.arabic.tokens import norms_of
from tests.arabic.test_forms import ANY_TEXT

CHAINS = [Analyzer.analyse, Analyzer.analyse_exact, Analyzer.analyse_verbatim, Analyzer.analyse_names]


@pytest.mark.parametrize("chain", CHAINS)
@given(ANY_TEXT)
def test_offsets_point_at_the_text_and_only_move_forward(chain, text):
    text = to_text(text)  # offsets refer to it
    places = [
        (position, {(token.start, token.end) for token in tokens})
        for position, tokens in groupby(chain(DEFAULT, text), key=lambda token: token.position)
    ]
    assert [position for position, _ in places] == list(range(len(places)))
    assert all(len(spans) == 1 for _, spans in places), "terms at one place come from the same characters"
    spans = [span for _, found in places for span in found]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("بسجنِ", ["بسجن", "سجن"]),
        ("وبسجن", ["وبسجن", "بسجن", "سجن"]),
        ("وقال", ["وقال", "قال"]),
        ("السجن", ["سجن"]),
        ("وبالسجون", ["سجن"]),
        ("وزير", ["وزير"]),
        ("كتاب", ["كتاب"]),
        ("غويران", ["غويران"]),
        ("prisons", ["prison"]),
    ],
)
def test_a_word_is_indexed_as_what_it_may_be(word, terms):
    assert list(DEFAULT.terms(to_norm(word))) == terms


def test_the_exact_terms_keep_article_and_ending():
    assert [token.term for token in DEFAULT.analyse_exact("بالسجون")] == ["بالسجون", "السجون"]
    assert [token.term for token in DEFAULT.analyse_verbatim("بالسجون")] == ["بالسجون"]


def test_a_query_loses_what_is_attached_to_names_it_knows():
    named = Analyzer(Names(first=frozenset({"قسد", "كلب"})))
    assert [token.term for token in named.analyse_names("لقسد وقسد قسد كلب")] == ["قسد", "قسد", "قسد", "كلب"]
    assert [token.term for token in DEFAULT.analyse_names("لقسد")] == ["لقسد"]


def test_names_keep_the_ends_that_rules_would_cut():
    assert Analyzer(Names(whole=frozenset({"كوباني"}))).terms("كوباني") == ("كوباني",)
    assert DEFAULT.terms("كوباني") == ("كوبان",)


def test_every_irregular_form_needs_its_line():
    regular = [step for step in stem_steps() if step.name != "irregular"]
    idle = [form for form, head in IRREGULAR.items() if _term(regular, form) == _term(regular, head)]
    assert idle == []


def test_every_irregular_form_meets_its_head():
    apart = [form for form, head in IRREGULAR.items() if not set(_terms(form)) & set(_terms(head))]
    assert apart == []


def _term(steps, word):
    return run_steps(steps, to_norm(word))


def _terms(word):
    return DEFAULT.terms(to_norm(word))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#سجن_غويران", ["سجن", "غويران"]),
        ("الحسكة.وقال", ["الحسكه", "وقال"]),
        ("لـ”قسد”وكذلك", ["ل", "قسد", "وكذلك"]),
        ("al-Sina'a", ["al", "sinaa"]),
        ("l'armée", ["l", "armee"]),
        ("ال26 و1,500", ["ال", "26", "و", "1500"]),
        ("لـSNHR والـYPG", ["ل", "snhr", "وال", "ypg"]),
        ("12,34", ["12", "34"]),
        ("وعبدالله", ["وعبد", "الله"]),
        ("والدين", ["والدين"]),
        ("", []),
        ("…!؟", []),
    ],
)
def test_words_end_where_a_reader_sees_them_end(text, expected):
    assert norms_of(text) == expected


def test_a_million_characters_without_a_blank_are_one_word():
    (token,) = {(t.start, t.end) for t in DEFAULT.analyse("ب" * 1_000_000)}
    assert token == (0, 1_000_000)


@pytest.mark.parametrize(
    "word",
    ["فئة", "فئات", "ماء", "الماء", "ولاء", "ولاية", "الولايات", "آليات", "كانون", "العبرية", "بداية", "الإعلام"],
)
def test_no_everyday_word_becomes_a_function_word(word):
    function = {term for one in FUNCTION_WORDS for term in DEFAULT.terms(one)}
    assert not function & set(_terms(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أطفال", "أطفالا"),
        ("أطفال", "أطفاله"),
        ("الأسعار", "أسعاره"),
        ("وزراء", "وزرائه"),
        ("أعضاء", "أعضاؤه"),
        ("التزام", "التزاماته"),
        ("إلغاء", "إلغائه"),
        ("والد", "والديه"),
        ("باليستي", "بالستية"),
        ("صحفيين", "صحافيون"),
    ],
)
def test_inflected_forms_meet(one, other):
    assert set(_terms(one)) & set(_terms(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("تجارة", "تاجر"),
        ("الإعلام", "علم"),
        ("الإنفاق", "نفق"),
        ("لجوء", "الجو"),
        ("بحوث", "الحوثي"),
        ("وخيمة", "خيمة"),
        ("فيلم", "فلم"),
        ("آب", "أبو"),
        ("عشرات", "عشرة"),
        ("مئات", "مئة"),
    ],
)
def test_other_words_do_not_meet(one, other):
    assert not set(_terms(one)) & set(_terms(other))
