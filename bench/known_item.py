"""Known-item search: how well an article's body is found by its title, by analyzer, on a real Elasticsearch.

    python tools/elasticsearch_local.py -- python bench/known_item.py articles.jsonl.gz

The file holds one article a line with ``id``, ``title`` and ``body``. All are indexed, bodies alone; the titles of
1,000 of them, drawn with a fixed seed (2022) from those whose body is nobody else's, are asked, any word: as `match`
queries, and «as the search asks» by the query that newsetl sends. MRR@10 is the mean of 1/rank of the article itself,
0 beyond the tenth; success@k is the share found among the first k. p is of a paired randomisation test of the
reciprocal ranks against Elasticsearch's own `arabic` analyzer.

``--lemmas FILE`` (one JSON object a line: ``id``, ``title``, ``body``, each text as lemmas between spaces) adds the
variant that indexes and asks these.
"""

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from measuring import SEED, bulk_bodies, filled_index, print_table, randomisation_p, report, search_all, server
from variants import BASELINE, Variant, variants

DRAWN = 1000
DEPTH = 10
Texts = dict[str, dict[str, str]]


def read_texts(path: Path) -> Texts:
    """Id → title and body, in the order of the file. Raises ValueError naming the line that has no such keys."""
    texts: Texts = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            article = json.loads(line)
            texts[article["id"]] = {"title": article["title"], "body": article["body"]}
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} line {number}: not an article with id, title and body: {error!r}") from error
    return texts


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from lines


def draw(texts: Texts, count: int = DRAWN) -> list[str]:
    """Ids of the articles to look for: always the same ones of the same file."""
    bodies = Counter(text["body"].strip() for text in texts.values())
    able = [key for key, text in texts.items() if text["title"].strip() and text["body"].strip()]
    unique = sorted(key for key in able if bodies[texts[key]["body"].strip()] == 1)
    return random.Random(SEED).sample(unique, min(count, len(unique)))


def reciprocal_ranks(
    client: Elasticsearch, variant: Variant, bulks: Sequence[bytes], wanted: Mapping[str, str]
) -> list[float]:
    """For each id → title of ``wanted``: 1/rank of that article in the answer to its title, 0 when it is not there."""
    with filled_index(client, variant, ["body"], bulks) as index:
        queries = [variant.ask(title, ["body"], "or") for title in wanted.values()]
        answers = search_all(client, index, queries, DEPTH)
    return [1 / (found.index(key) + 1) if key in found else 0.0 for key, found in zip(wanted, answers, strict=True)]


def measure(
    client: Elasticsearch, texts: Texts, lemmas: Texts | None, only: Sequence[str] = ()
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """A row a variant, and the reasons why variants were left out."""
    drawn = draw(texts)
    bulks = bulk_bodies({key: {"body": text["body"]} for key, text in texts.items()})
    ranks: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    skipped: dict[str, str] = {}
    for name, variant in variants().items():
        if only and name not in (*only, BASELINE):
            continue
        source, sent = texts, bulks
        if variant.lemmas:
            if reason := _unusable(lemmas, texts):
                skipped[name] = reason
                continue
            source = lemmas or {}
            sent = bulk_bodies({key: {"body": source[key]["body"]} for key in texts})
        started = time.perf_counter()
        ranks[name] = reciprocal_ranks(client, variant, sent, {key: source[key]["title"] for key in drawn})
        seconds[name] = time.perf_counter() - started
    return [_row(name, ranks, seconds[name]) for name in ranks], skipped


def _unusable(lemmas: Texts | None, texts: Texts) -> str:
    if lemmas is None:
        return "no file of lemmas was given (--lemmas FILE)"
    missing = texts.keys() - lemmas.keys()
    return f"the file of lemmas lacks {len(missing):,} of the articles" if missing else ""


def _row(name: str, ranks: Mapping[str, Sequence[float]], seconds: float) -> dict[str, Any]:
    values = ranks[name]
    return {
        "variant": name,
        f"MRR@{DEPTH}": round(sum(values) / len(values), 4),
        "success@1": round(sum(value == 1 for value in values) / len(values), 4),
        f"success@{DEPTH}": round(sum(value > 0 for value in values) / len(values), 4),
        f"p against {BASELINE}": None if name == BASELINE else round(randomisation_p(values, ranks[BASELINE]), 4),
        "seconds": round(seconds, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="JSON Lines, may be gzipped")
    parser.add_argument("--url", default="", help="Elasticsearch; default: NEWSETL_TEST_ES_URL")
    parser.add_argument("--lemmas", type=Path, help="the same articles as lemmas")
    parser.add_argument("--only", nargs="+", default=[], help="these variants and the baseline alone")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    texts = read_texts(arguments.articles)
    lemmas = read_texts(arguments.lemmas) if arguments.lemmas else None
    with server(arguments.url) as client:
        version = client.info()["version"]["number"]
        rows, skipped = measure(client, texts, lemmas, arguments.only)
    asked = len(draw(texts))
    result = {"articles": len(texts), "asked": asked, "seed": SEED, "elasticsearch": version, "variants": rows}
    report({**result, "skipped": skipped}, arguments.output, as_json=arguments.json)
    if not arguments.json:
        print_table(f"Known-item search: {asked:,} titles over {len(texts):,} bodies, Elasticsearch {version}", rows)
        for name, reason in skipped.items():
            print(f"NOT MEASURED: {name}: {reason}")


if __name__ == "__main__":
    main()
