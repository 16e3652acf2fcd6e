"""The measures of linked mentions, by hand-counted cases."""

import pytest

from newsetl.records import Mention
from newsetl.search.gold import Mark, Names, read_marks, read_name_table
from newsetl.search.judgements import EvaluationError
from newsetl.search.mention_scores import UNKNOWN, MentionScores
from newsetl.search.rates import Rate, f1

BODY = "هاجم داعش سجن الصناعة في الحسكة. وقال الخابور إن المدينة هادئة."
TEXTS = {"title": "", "body": BODY}


def mark(surface, name):
    return Mark("body", BODY.index(surface), BODY.index(surface) + len(surface), surface, name)


def mention(surface, entity_id, kind, rule="strong", confidence=0.95):
    start = BODY.index(surface)
    span = {"field": "body", "start": start, "end": start + len(surface)}
    return Mention(
        entity_id=entity_id, kind=kind, surface=surface, alias=surface, rule=rule, confidence=confidence, **span
    )


@pytest.fixture
def names(gazetteer):
    return Names(gazetteer, {"PRISON": frozenset({"facility:prison"}), "نهر الخابور": frozenset()})


@pytest.fixture
def scores(gazetteer, names):
    marks = [
        mark("داعش", "داعش"),
        mark("سجن الصناعة", "PRISON"),
        mark("الحسكة", "place:city"),
        mark("الخابور", "نهر الخابور"),
    ]
    scores = MentionScores({"r": marks, "empty": []}, names, gazetteer)
    found = [
        mention("داعش", "force:band", "force"),
        mention("سجن الصناعة في الحسكة", "facility:prison", "facility"),
        mention("هادئة", "place:city", "place", rule="weak:x"),
        mention("المدينة", "place:city", "place", rule="possible:x", confidence=0.3),
        mention("وقال", "place:city", "place", rule="demonym"),
    ]
    scores.take("r", TEXTS, found)
    return scores


def test_spans_count_exactly_and_by_overlap(scores):
    exact, overlapping = scores.exact.as_json(), scores.overlapping.as_json()
    assert (exact["precision"]["found"], exact["precision"]["of"]) == (1, 3), "possible and demonym claim nothing"
    assert (overlapping["precision"]["found"], overlapping["precision"]["of"]) == (2, 3)
    assert (exact["recall_curated"]["found"], exact["recall_curated"]["of"]) == (1, 3)
    assert (overlapping["recall_curated"]["found"], overlapping["recall_curated"]["of"]) == (2, 3)
    assert overlapping["recall_all"]["of"] == 4, "what the gazetteer lacks is missed too"
    assert overlapping["f1_curated"] == round(f1(2 / 3, 2 / 3), 4)
    assert overlapping["kinds"]["facility"]["recall"]["value"] == 1.0
    assert exact["kinds"][UNKNOWN]["recall"]["value"] == 0.0
    assert exact["rules"] == {"strong": {"right": 1, "claimed": 2}, "weak": {"right": 0, "claimed": 1}}


def test_faults_carry_their_sentence_and_what_stands_there(scores):
    missed = {fault.surface: fault for fault in scores.exact.missed}
    assert set(missed) == {"سجن الصناعة", "الحسكة", "الخابور"}
    assert missed["الخابور"].sentence == "وقال الخابور إن المدينة هادئة."
    assert "facility:prison" in missed["الحسكة"].why
    assert {fault.surface for fault in scores.exact.wrong} == {"سجن الصناعة في الحسكة", "هادئة"}
    assert scores.unknown_names == {"نهر الخابور": 1}
    assert scores.unread() == ["empty"]


def test_a_mention_in_a_report_without_marks_is_wrong(scores):
    scores.take("empty", TEXTS, [mention("داعش", "force:band", "force")])
    assert scores.exact.as_json()["precision"]["of"] == 4
    assert scores.unread() == []


def test_a_mark_that_is_not_where_it_says_is_told(gazetteer, names):
    with pytest.raises(EvaluationError, match="r: 'الرقة' is marked where the body has 'هاجم '"):
        MentionScores({"r": [Mark("body", 0, 5, "الرقة", "x")]}, names, gazetteer).take("r", TEXTS, [])


def test_names_are_known_by_table_id_or_spelling(names):
    assert names.entities("PRISON") == names.entities("facility:prison") == names.entities("سِجن غويران")
    assert names.entities("نهر الخابور") == names.entities("لا أحد") == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"id": "a"}',
        '{"id": "a", "mentions": [{"field": "lead", "start": 0, "end": 1, "surface": "", "name": ""}]}',
    ],
)
def test_a_broken_line_of_marks_is_named(tmp_path, line):
    (tmp_path / "m.jsonl").write_text(f'{{"id": "b", "mentions": []}}\n{line}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"m\.jsonl line 2"):
        read_marks(tmp_path / "m.jsonl")


def test_a_table_of_names_may_name_several_ids_or_none_but_no_unknown_one(tmp_path):
    path = tmp_path / "n.tsv"
    path.write_text("A\ta, b\nC\t\nD\n", encoding="utf-8")
    assert read_name_table(path, {"a", "b"}) == {"A": {"a", "b"}, "C": frozenset(), "D": frozenset()}
    with pytest.raises(EvaluationError, match="line 1: the gazetteer has no b"):
        read_name_table(path, {"a"})


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (87, 100, 0.7902, 0.9224), (0, 0, 0, 1)],
)
def test_wilsons_interval(found, of, low, high):
    assert Rate(found, of).interval == pytest.approx((low, high), abs=1e-4)
