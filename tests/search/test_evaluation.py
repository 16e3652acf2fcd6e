"""The measures: by hand-counted cases, and against files that are not what they should be."""

import pytest

from newsetl.index.query import Everything
from newsetl.search.evaluation import BACKGROUND, evaluate
from newsetl.search.judgements import EvaluationError, read_qrels, read_topics


def test_measures_are_as_counted_by_hand(engine, linker):
    topics = {"T1": ["سجن غويران"], "T2": ["وزارة الصناعة"], "T3": ["عاصفة"], "T4": ["لا أحد حكم على هذا"]}
    qrels = {
        "T1": {"about": 2, "latin": 2, "short": 2, "aside": 1, "market": 0},
        "T2": {"ministry": 1, "weather": 1},
        "T3": {"market": 1},
        "T4": {"weather": 0},
    }
    measures = evaluate(engine, linker, topics, qrels)
    names = ("nDCG@10", "AP", "Rprec", "set_recall", "set_precision")
    assert measures["topics"]["T1"] == dict.fromkeys(names, 1.0)
    assert measures["topics"]["T2"]["set_recall"] == 0.5
    assert measures["topics"]["T2"]["set_precision"] == 1.0
    assert measures["topics"]["T3"]["AP"] == 0.0
    assert set(measures["topics"]) == {"T1", "T2", "T3"}, "a need without relevant reports is left out"
    assert measures["all"]["set_recall"] == 0.5
    recall = measures["modes"]["planner"]["recall"]
    assert (recall["found"], recall["of"], recall["value"]) == (5, 7, 0.7143)
    assert recall["low"] < 0.7143 < recall["high"]


def test_what_kibana_sends_is_measured_too(engine, linker):
    measures = evaluate(engine, linker, {"T": ["قروضا وزارة"]}, {"T": {"ministry": 1}})
    assert measures["kibana_words"]["set_recall"] == 1.0
    assert measures["kibana_phrase"]["set_recall"] == 0.0


def test_several_queries_of_a_need_weigh_as_one(engine, linker):
    qrels = {"A": {"about": 2, "latin": 2, "short": 2, "aside": 1}, "B": {"weather": 2, "market": 1}}
    topics = {"A": ["سجن غويران", "سجن الصناعة", "لا وجود له"], "B": ["عاصفة"]}
    planner = evaluate(engine, linker, topics, qrels, misses=True)["modes"]["planner"]
    assert planner["needs"]["A"]["set_recall"] == round(2 / 3, 4)
    assert planner["macro"]["set_recall"] == round((2 / 3 + 1 / 2) / 2, 4)
    assert planner["recall"]["found"] == round(4 * 2 / 3 + 1, 2)
    assert planner["recall"]["of"] == 6
    assert planner["needs"]["A"]["misses"] == [
        {"queries": ["سجن غويران", "سجن الصناعة"], "missed": [], "wrong": []},
        {"queries": ["لا وجود له"], "missed": ["about", "aside", "latin", "short"], "wrong": []},
    ]


def test_about_is_asked_of_names_alone_and_against_grade_2(engine, linker):
    topics = {"A": ["سجن غويران"], "B": ["عاصفة ثلجية"], "C": ["أطفال سجن غويران"]}
    qrels = {"A": {"about": 2, "latin": 2, "short": 2, "aside": 1}, "B": {"weather": 2}, "C": {"about": 2}}
    measures = evaluate(engine, linker, topics, qrels)
    assert measures["left_out"] == ["B", "C"]
    for way in ("planner", "kibana"):
        about = measures["about"][way]
        assert set(about["needs"]) == {"A"}
        assert (about["recall"]["found"], about["recall"]["of"]) == (3, 3), way
        assert about["precision"]["value"] == 1.0, "what only mentions it is not found"
        assert about["macro"]["AP"] == 1.0, "grade 1 is not relevant to it"


def test_a_query_of_a_need_that_names_nothing_finds_nothing_about_it(engine, linker):
    measures = evaluate(engine, linker, {"A": ["سجن غويران", "اسم لا يعرفه أحد"]}, {"A": {"about": 2}})
    assert measures["about"]["planner"]["needs"]["A"]["set_recall"] == 0.5


def test_hits_in_the_background_are_wrong_and_counted_by_ten_thousand(engine, linker):
    hit = engine.search(Everything(), limit=10).hits
    aside = next(one.document for one in hit if one.document.external_id == "aside")
    stranger = {"article_id": "another", "external_id": f"{BACKGROUND}17"}
    engine.write([aside.model_copy(update=stranger)])
    qrels = {"A": {"about": 2, "latin": 2, "short": 2, "aside": 1}}
    planner = evaluate(engine, linker, {"A": ["سجن غويران"]}, qrels, background=50, misses=True)["modes"]["planner"]
    assert planner["false_links"] == {"hits": 1, "background": 50, "per_10000": 200.0}
    assert planner["precision"]["value"] == 0.8
    assert planner["precision_judged_only"]["value"] == 1.0
    assert planner["needs"]["A"]["misses"][0]["wrong"] == [f"{BACKGROUND}17"]


def test_topics_need_no_header_and_may_repeat_a_need(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("P\tسجن غويران\n\nP\tسجن الصناعة\tوصف\nP\tسجن غويران\nC\tحلب\n", encoding="utf-8")
    assert read_topics(path) == {"P": ["سجن غويران", "سجن الصناعة"], "C": ["حلب"]}


def test_a_topic_without_a_query_names_its_line(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("topic_id\tquery\nP\tسجن\nC حلب\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 3"):
        read_topics(path)


def test_a_broken_judgement_names_its_line(tmp_path):
    path = tmp_path / "q.txt"
    path.write_text("T1 0 a 2\nT1 0 b two\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 2"):
        read_qrels(path)


def test_a_quote_in_a_topic_is_part_of_the_query(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('topic_id\tquery\tdescription\nT1\t"سجن غويران\tوصف\n', encoding="utf-8")
    assert read_topics(path) == {"T1": ['"سجن غويران']}
