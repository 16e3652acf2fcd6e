"""The explanation of a word leads to the very terms of the chain, and says in words what each step did."""

import pytest
from hypothesis import given

from newsetl.arabic.analysis import CONJUNCTION, DEFAULT, LAST, PREPOSITION, Analyzer, Lookup, Names, stem_steps
from newsetl.arabic.explain import ALONE, BEFORE_DIGITS, DIGITS, explain
from newsetl.arabic.explain_wording import meaning
from newsetl.names.loading import load_gazetteer
from tests.arabic.test_forms import ANY_TEXT
from tests.contract.vocabulary import words

ANALYZER = load_gazetteer().analyzer


def steps(changes):
    return [(change.step, change.before, change.after) for change in changes]


def of(word, analyzer=ANALYZER):
    [explained] = explain(word, analyzer)
    return explained


@pytest.mark.parametrize("analyzer", [ANALYZER, DEFAULT], ids=["gazetteer", "bare"])
def test_it_leads_to_the_terms_of_the_chain(analyzer):
    for word in words()[::25]:
        told = [one for one in explain(word, analyzer) if one.position is not None]
        assert told or not analyzer.analyse(word), word
        for one in told:
            assert one.terms == list(analyzer.terms(one.norm)), word
            assert one.exact_terms == list(analyzer.exact_terms(one.norm)), word
            assert one.query_term == analyzer.query_term(one.norm), word


def test_each_change_begins_where_the_one_before_it_ended():
    for word in words()[::25]:
        for one in explain(word, ANALYZER):
            for reading in [*one.index, *one.exact, *([one.search] if one.search else [])]:
                at = one.norm
                for change in reading.changes:
                    assert change.before == at, word
                    assert change.why, word
                    at = change.after
                assert at == reading.term, word


@given(ANY_TEXT)
def test_words_stand_where_the_index_has_them(text):
    told = [(one.position, one.start, one.end) for one in explain(text) if one.position is not None]
    assert told == [(token.position, token.start, token.end) for token in DEFAULT.analyse_verbatim(text)]


def test_every_step_has_a_meaning():
    named = ANALYZER.names.whole
    for step in [CONJUNCTION, PREPOSITION, *stem_steps(named), *ANALYZER.query_steps]:
        if step != LAST:
            before, after = next(iter(step.table.items())) if isinstance(step, Lookup) else ("وبسجنه", "سجن")
            assert meaning(step.name, before, after, ANALYZER.names)


def test_a_preposition_is_split_off_for_the_index_and_before_a_name_for_the_search():
    word = of("بسجنِ")
    assert [(change.step, change.before, change.after) for change in word.folded] == [("mark", "\u0650", "")]
    assert word.norm == "بسجن"
    assert [(reading.form, reading.term) for reading in word.index] == [("بسجن", "بسجن"), ("سجن", "سجن")]
    assert steps(word.index[1].changes) == [("preposition", "بسجن", "سجن")]
    assert steps(word.search.changes) == [("before a name", "بسجن", "سجن")]
    assert word.kept == []
    assert steps(of("بسجن", DEFAULT).search.changes) == []


@pytest.mark.parametrize(
    ("word", "step", "listed"),
    [("وزير", "conjunction", "وزير"), ("وزارة", "conjunction", "وزار"), ("لبنانية", "preposition", "لبنان")],
)
def test_a_spared_word_names_its_place_on_the_list(word, step, listed):
    explained = of(word, DEFAULT)
    [kept] = explained.kept
    assert (kept.step, kept.before) == (step, kept.after)
    assert f"list of spared words as «{listed}»" in kept.why
    assert (kept in explained.search.changes) == (step == "conjunction"), "a search cuts prepositions off names alone"
    assert len(explained.index) == 1


def test_a_word_with_which_a_name_begins_keeps_its_waw():
    named = Analyzer(Names(first=frozenset({"وستمنستر"})))
    [change] = of("وستمنستر", named).search.changes
    assert (change.step, change.after) == ("conjunction", "وستمنستر")
    assert "a name of the gazetteer begins" in change.why


def test_a_word_that_would_be_too_short_says_so():
    [kept] = of("بقر").kept
    assert "shorter than three letters" in kept.why


def test_a_name_is_kept_whole_by_the_gazetteer():
    word = of("لبنان")
    assert [change.step for change in word.kept] == ["preposition"]
    [change] = word.index[0].changes
    assert (change.step, change.before, change.after) == ("name", "لبنان", "لبنان")
    assert "in the gazetteer" in change.why
    [change] = of("الرياض").index[0].changes
    assert (change.step, "gazetteer" in change.why) == ("name", False)


@pytest.mark.parametrize(("word", "step"), [("التزاماته", "article"), ("والديه", "before the article")])
def test_a_listed_word_is_known_with_an_ending_too(word, step):
    reasons = {change.step: change.why for change in of(word, DEFAULT).index[0].changes}
    assert "on the list" in reasons[step]


def test_lams_that_hide_the_article():
    word = of("للجنة", DEFAULT)
    assert steps(word.index[0].changes) == [
        ("for the ل…", "للجنه", "اللجنه"),
        ("article", "اللجنه", "لجنه"),
        ("feminine", "لجنه", "لجن"),
    ]
    assert steps(word.exact[1].changes) == [("for the ل…", "للجنه", "اللجنه")]
    assert steps(word.folded) == [("letter", "ة", "ه")]


@pytest.mark.parametrize(("word", "form", "head"), [("قتلى", "قتلى", "قتيل"), ("الوزرا", "وزراء", "وزير")])
def test_an_irregular_form_names_its_word(word, form, head):
    change = of(word).index[0].changes[-1]
    assert (change.step, change.after) == ("irregular", head)
    assert f"«{form}» is an irregular form of «{head}»" in change.why


def test_a_joined_name_says_where_it_was_cut():
    first, second = explain("عبدالله")
    assert (first.written, first.begins) == ("عبد", "")
    assert second.written == "الله"
    assert "«عبد» is the first part of a name" in second.begins
    assert "it is no article" in second.index[0].changes[0].why


def test_particles_that_are_no_words():
    particle, number = explain("ال26")
    assert (particle.position, particle.skipped, particle.index) == (None, BEFORE_DIGITS, [])
    assert (number.position, number.terms, number.begins) == (0, ["26"], DIGITS)
    assert [one.skipped for one in explain("و قال")] == [ALONE, ""]
    assert explain("سجن_غويران")[1].begins == "«_» parts words"


def test_an_apostrophe_goes_from_its_word():
    word = of("Sina'a")
    assert word.terms == ["sinaa"]
    assert steps(word.folded) == [("Latin letter", "S", "s"), ("joiner", "'", "")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("سجـن", "tatweel"),
        ("سج\u200cن", "invisible character"),
        ("ﻭزير", "presentation form"),
        ("٢٦", "digit"),
        ("کتب", "letter"),
        ("Élysée", "Latin letter"),
    ],
)
def test_kinds_of_folding(written, kind):
    assert {change.step for change in of(written).folded} == {kind}
