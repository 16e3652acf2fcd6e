"""What each analyzer contributes to the judged sample, on a real Elasticsearch, without planner and names.

    python tools/elasticsearch_local.py -- python bench/ablation.py

Names are linked by the planner, which would hide what the analyzers do. So every topic is asked as plain words instead:
function words taken out (as the planner does, and for every variant alike), each word that is left must stand in title
or body (`combined_fields`, operator `and`). Recall and precision are of the whole matched set, nDCG@10 of its ranking;
relevant is grade 1 or more, unjudged is not relevant, an empty set has precision 0; means over topics with at least one
relevant report. p is of a paired randomisation test of nDCG@10 against Elasticsearch's own `arabic` analyzer. The last
row is what newsetl's search really does: names linked, planned, on the embedded engine.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ir_measures
from elasticsearch import Elasticsearch
from ir_measures import nDCG

import newsetl
from measuring import bulk_bodies, filled_index, print_table, randomisation_p, report, search_all, server
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import words
from newsetl.pipeline import Pipeline
from newsetl.search.evaluation import evaluate
from newsetl.search.judgements import read_qrels, read_topics
from newsetl.search.scratch import scratch_settings
from newsetl.settings import Settings
from variants import BASELINE, Variant, variants

JUDGED = Path(newsetl.__file__).parent / "sample" / "judged"
FIELDS = ["title", "body"]
MEASURES = ("set_recall", "set_precision", "nDCG@10")
Qrels = Mapping[str, Mapping[str, int]]


def plain_words(query: str) -> str:
    """A topic without its function words, unless it has no others; what is left stays as it was typed.

    Where words end is each analyzer's own affair.
    """
    functional = [word.norm in FUNCTION_WORDS for word in words(query)]
    if all(functional):
        return query
    kept = query
    for word, is_functional in reversed(list(zip(words(query), functional, strict=True))):
        if is_functional:
            kept = f"{kept[: word.start]} {kept[word.end :]}"
    return kept


def by_topic(
    client: Elasticsearch, variant: Variant, bulks: list[bytes], topics: Mapping[str, str], qrels: Qrels
) -> dict[str, list[float]]:
    """The values of each measure, one a topic in the order of ``topics``."""
    with filled_index(client, variant, FIELDS, bulks) as index:
        queries = [variant.ask(plain_words(text), FIELDS, "and") for text in topics.values()]
        answers = search_all(client, index, queries, 1000)
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    for topic, found in zip(topics, answers, strict=True):
        relevant = {document for document, grade in qrels[topic].items() if grade >= 1}
        run = {document: -float(rank) for rank, document in enumerate(found)} or {"": 0.0}
        hits = len(relevant & set(found))
        values["set_recall"].append(hits / len(relevant))
        values["set_precision"].append(hits / len(found) if found else 0.0)
        measured = ir_measures.calc_aggregate([nDCG @ 10], {topic: dict(qrels[topic])}, {topic: run})
        values["nDCG@10"].append(float(measured[nDCG @ 10]))
    return values


def ablation(client: Elasticsearch) -> list[dict[str, Any]]:
    """A row a variant that needs no prepared texts."""
    qrels = read_qrels(JUDGED / "qrels.txt")
    topics = {
        topic: text
        for topic, [text] in read_topics(JUDGED / "topics.tsv").items()
        if any(grade >= 1 for grade in qrels.get(topic, {}).values())
    }
    reports = map(json.loads, (JUDGED / "collection.jsonl").read_text("utf-8").splitlines())
    bulks = bulk_bodies({one["id"]: {name: one[name] for name in FIELDS} for one in reports})
    values = {
        name: by_topic(client, variant, bulks, topics, qrels)
        for name, variant in variants().items()
        if not variant.lemmas
    }
    baseline = values[BASELINE]["nDCG@10"]
    return [
        {
            "variant": name,
            **{measure: round(sum(one[measure]) / len(topics), 4) for measure in MEASURES},
            f"p against {BASELINE}": None if name == BASELINE else round(randomisation_p(one["nDCG@10"], baseline), 4),
        }
        for name, one in values.items()
    ]


def planned() -> dict[str, Any]:
    """The row of newsetl's own search on the embedded engine."""
    topics, qrels = read_topics(JUDGED / "topics.tsv"), read_qrels(JUDGED / "qrels.txt")
    with scratch_settings(Settings(index_url="")) as settings:
        pipeline, partitions = Pipeline.for_files([JUDGED / "collection.jsonl"], settings)
        if not pipeline.run(partitions).ok:
            raise RuntimeError("the sample went through the pipeline only in part")
        measures: Any = evaluate(pipeline.engine, pipeline.linker, topics, qrels)["all"]
    return {"variant": "newsetl: names linked, planned", **{name: measures[name] for name in MEASURES}}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="", help="Elasticsearch; default: NEWSETL_TEST_ES_URL")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    with server(arguments.url) as client:
        version = client.info()["version"]["number"]
        rows = ablation(client)
    rows.append({**planned(), f"p against {BASELINE}": None})
    report({"elasticsearch": version, "variants": rows}, arguments.output, as_json=arguments.json)
    if not arguments.json:
        print_table(f"The judged sample, all words in title or body, Elasticsearch {version}", rows)


if __name__ == "__main__":
    main()
