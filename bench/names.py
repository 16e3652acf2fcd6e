"""Names in Kibana's bar among many other reports, the words that names are made of, and the speed of the linker.

    python bench/names.py articles.jsonl.gz [--limit 8200] [--output bench/results/names.json]

The bundled judged sample is indexed together with the first ``--limit`` articles of the file (JSON Lines: id, title,
body), on the embedded engine and, where --url or NEWSETL_TEST_ES_URL names one, on Elasticsearch. The table is that of
``bench/names_table.py``: wanted are the reports that the linker put the entity into, right those of them found, wrong
all others; so it measures what the bar makes of what was linked, and not the linker. ``more`` and ``fewer`` are hits of
a word with and without names in the index.

The linker is timed on one core with every shipped pack: articles of 300 words a second, each of one DAY so that events
are looked for too, and how long it takes to start.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import newsetl
from known_item import read_texts
from measuring import print_table, report
from names_table import name_rows, part_rows, summed, without_names
from newsetl.arabic.tokens import words
from newsetl.index.factory import open_engine
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.scratch_index import filled_index
from newsetl.settings import Settings

COLLECTION = Path(newsetl.__file__).parent / "sample" / "judged" / "collection.jsonl"
LIMIT = 8200
WORDS = 300
"""Of an article whose linking is timed."""
ARTICLES = 1000
PASSES = 5
DAY = date(2018, 5, 3)


def measure(url: str, background: Path, limit: int) -> dict[str, Any]:
    """The table on one engine: rows a name, and rows a word that is part of names."""
    started = time.perf_counter()
    alias = f"test-names-{os.getpid()}"
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_index(
            Settings(index_url=url, index_alias=alias, _env_file=None), COLLECTION, background, limit
        ) as filled,
    ):
        engine, linker = filled.pipeline.engine, filled.pipeline.linker
        other = Settings(data_dir=Path(folder), index_url=url, index_alias=f"{alias}-nameless", _env_file=None)
        nameless = open_engine(other, Gazetteer([]))
        try:
            without_names(engine, nameless)
            rows = name_rows(engine, linker)
            return {
                "engine": engine.describe()["kind"],
                "reports": engine.count(),
                "background": filled.background,
                "forms": summed(rows),
                "names": [vars(row) for row in rows],
                "parts": part_rows(engine, nameless, linker),
                "seconds": round(time.perf_counter() - started, 1),
            }
        finally:
            nameless.drop()


def speed(texts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Articles of exactly WORDS words a second, on one core: the first pass (cold), and the median of PASSES."""
    started = time.perf_counter()
    gazetteer = load_gazetteer()
    linker = Linker(gazetteer)
    ready = time.perf_counter() - started
    articles = cut((f"{one['title']}\n\n{one['body']}" for one in texts.values()), ARTICLES)
    passes = []
    mentions = 0
    for _ in range(PASSES + 1):
        started = time.perf_counter()
        mentions = sum(len(linker.link("", article, DAY)) for article in articles)
        passes.append(len(articles) / (time.perf_counter() - started))
    return {
        "entries": len(gazetteer.entries),
        "seconds_to_start": round(ready, 2),
        "articles": len(articles),
        "words_each": WORDS,
        "mentions": mentions,
        "per_second_cold": round(passes[0]),
        "per_second": round(statistics.median(passes[1:])),
    }


def cut(texts: Any, count: int) -> list[str]:
    """Texts one behind the other, cut into articles of WORDS words; at most ``count``."""
    articles: list[str] = []
    joined = ""
    for text in texts:
        joined += f"{text}\n\n"
        found = words(joined)
        while len(found) > WORDS and len(articles) < count:
            end = found[WORDS].start
            articles.append(joined[:end])
            joined = joined[end:]
            found = words(joined)
        if len(articles) == count:
            break
    return articles


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="the background: JSON Lines, may be gzipped")
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"how many of them (default {LIMIT:,}; 0: all)")
    parser.add_argument(
        "--url", default=os.environ.get("NEWSETL_TEST_ES_URL", ""), help="Elasticsearch, beside embedded"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of tables")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    engines = [measure(url, arguments.articles, arguments.limit) for url in dict.fromkeys(["", arguments.url])]
    linker = speed(read_texts(arguments.articles))
    report({"engines": engines, "linker": linker}, arguments.output, as_json=arguments.json)
    if arguments.json:
        return
    for one in engines:
        print_table(f"Names in Kibana's bar, {one['engine']}: {one['reports']:,} reports", one["forms"])
        print_table(f"Words that names are made of, {one['engine']}", one["parts"])
    print_table("The linker, one core", [linker])
    if not arguments.url:
        print("NOT MEASURED: Elasticsearch (name one by --url or NEWSETL_TEST_ES_URL)")


if __name__ == "__main__":
    main()
