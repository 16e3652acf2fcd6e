"""How well the search answers judged queries: measures over a scratch index built of one collection.

The matched set is every hit before collapsing, without the widened query; the ranking is what a reader sees, so it is
the widened one where nothing held every word. Relevant is grade 1 or more; unjudged is not relevant; means are over
topics with at least one relevant report.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import ir_measures
from ir_measures import AP, Rprec, nDCG

from newsetl.index.engine import Engine, Page
from newsetl.index.query import KibanaBar, Query
from newsetl.names.linker import Linker
from newsetl.search.planner import plan

Measures = dict[str, float]
Asked = tuple[Query, tuple[Query, ...]]
"""A query, and the wider ones that a reader gets in turn when it finds nothing."""
RANKED = {"nDCG@10": nDCG @ 10, "AP": AP, "Rprec": Rprec}
_DEPTH = 1000


class EvaluationError(ValueError):
    """Topics or judgements that cannot be read; the message names file and line."""


def read_topics(path: Path) -> dict[str, str]:
    """topic_id → query, from a tab-separated file with a header topic_id, query, description."""
    topics: dict[str, str] = {}
    rows = csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        if not {"topic_id", "query"} <= set(rows.fieldnames or ()):
            raise EvaluationError(f"{path}: the first line must be topic_id, query, description, separated by tabs")
        for row in rows:
            if not row["topic_id"]:
                continue
            if not row["query"]:
                raise EvaluationError(f"{path} line {rows.line_num}: topic {row['topic_id']} has no query")
            topics[row["topic_id"].strip()] = row["query"].strip()
    except csv.Error as error:
        raise EvaluationError(f"{path} line {rows.line_num}: {error}") from error
    return topics


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """topic_id → document id → grade, from TREC qrels (topic, iteration, document, grade)."""
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            topic, _, document, grade = line.split()
            qrels[topic][document] = int(grade)
        except ValueError:
            raise EvaluationError(
                f"{path} line {number}: expected «topic 0 document grade», got {line[:80]!r}"
            ) from None
    return dict(qrels)


def _lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, whether or not it begins with a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error


def evaluate(
    engine: Engine, linker: Linker, topics: Mapping[str, str], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, object]:
    """Measures of the planner, overall and by topic, and of what Kibana's bar would send, quoted and bare."""

    def planned(text: str) -> Asked:
        made = plan(text, linker)
        return made.query, made.wider

    ways: dict[str, Callable[[str], Asked]] = {
        "planner": planned,
        "kibana_phrase": lambda text: (KibanaBar(text, quoted=True), ()),
        "kibana_words": lambda text: (KibanaBar(text), ()),
    }
    results = {name: _measure(engine, make, topics, qrels) for name, make in ways.items()}
    overall, by_topic = results["planner"]
    return {
        "all": overall,
        "topics": by_topic,
        "kibana_phrase": results["kibana_phrase"][0],
        "kibana_words": results["kibana_words"][0],
    }


def _measure(
    engine: Engine, make: Callable[[str], Asked], topics: Mapping[str, str], qrels: Mapping[str, Mapping[str, int]]
) -> tuple[Measures, dict[str, Measures]]:
    by_topic: dict[str, Measures] = {}
    for topic, text in topics.items():
        relevant = {document for document, grade in qrels.get(topic, {}).items() if grade >= 1}
        if not relevant:
            continue
        query, wider = make(text)
        page = engine.search(query, limit=_DEPTH)
        run = _as_run(page)
        matched = _external_ids(engine, query, run, page.total)
        for further in wider:
            run = run or _as_run(engine.search(further, limit=_DEPTH))
        ranked = ir_measures.calc_aggregate(
            list(RANKED.values()), {topic: dict(qrels[topic])}, {topic: run or {"": 0.0}}
        )
        found = len(matched & relevant)
        by_topic[topic] = {
            **{name: round(ranked[measure], 4) for name, measure in RANKED.items()},
            "set_recall": round(found / len(relevant), 4),
            "set_precision": round(found / len(matched), 4) if matched else 0.0,
        }
    names = [*RANKED, "set_recall", "set_precision"]
    overall = {
        name: round(sum(measures[name] for measures in by_topic.values()) / len(by_topic), 4) if by_topic else 0.0
        for name in names
    }
    return overall, by_topic


def _as_run(page: Page) -> dict[str, float]:
    """External id → score that only keeps the order."""
    return {hit.document.external_id or hit.document.article_id: -float(i) for i, hit in enumerate(page.hits)}


def _external_ids(engine: Engine, query: Query, run: Mapping[str, float], total: int) -> set[str]:
    """The whole matched set by external id; asked for apart only when it is deeper than the ranking."""
    if total <= len(run):
        return set(run)
    matched = engine.get(engine.matched_ids(query))
    return {document.external_id or article_id for article_id, document in matched.items()}
