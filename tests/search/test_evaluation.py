"""The measures: by hand-counted cases, and against files that are not what they should be."""

import pytest

from newsetl.search.evaluation import EvaluationError, evaluate, read_qrels, read_topics


def test_measures_are_as_counted_by_hand(engine, linker):
    topics = {"T1": "سجن غويران", "T2": "وزارة الصناعة", "T3": "عاصفة", "T4": "لا أحد حكم على هذا"}
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
    assert set(measures) == {"all", "topics", "kibana_phrase", "kibana_words"}


def test_what_kibana_sends_is_measured_too(engine, linker):
    measures = evaluate(engine, linker, {"T": "قروضا وزارة"}, {"T": {"ministry": 1}})
    assert measures["kibana_words"]["set_recall"] == 1.0
    assert measures["kibana_phrase"]["set_recall"] == 0.0


def test_topics_without_a_header_are_refused(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("T1\tسجن غويران\tوصف\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="first line must be topic_id"):
        read_topics(path)


def test_a_broken_judgement_names_its_line(tmp_path):
    path = tmp_path / "q.txt"
    path.write_text("T1 0 a 2\nT1 0 b two\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 2"):
        read_qrels(path)


def test_a_quote_in_a_topic_is_part_of_the_query(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('topic_id\tquery\tdescription\nT1\t"سجن غويران\tوصف\n', encoding="utf-8")
    assert read_topics(path) == {"T1": '"سجن غويران'}
