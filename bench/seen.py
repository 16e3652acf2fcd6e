"""How quickly the fetcher's memory tells a page that it knows from one that it does not.

    python bench/seen.py [--urls 1000000] [--output bench/results/seen.json]

The memory is filled with ``--urls`` pages as Arabic sites address them (percent-encoded, some 200 characters), in a
SQLite file of a throw-away folder. Timed is what ingest asks of it for a page that a feed lists, half of them known:
the median, the slowest of a hundred and the slowest, in milliseconds; beside it how long writing them all took.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from measuring import report
from newsetl.ingest.failures import Known
from newsetl.ingest.seen import Memory, Step
from newsetl.ingest.sources import Source, SourceName
from newsetl.ingest.store import PAGES, Store, upsert
from newsetl.records import Partition, Route, digest_of
from newsetl.settings import Settings
from newsetl.urls import url_key

SLUG = quote("قوات-سوريا-الديمقراطية-تعلن-إحباط-هجوم")
LOOK_UPS = 2000
PORTION = 20_000
SEED = 2022


def url(number: int) -> str:
    """The address of a page, never the same twice."""
    return f"https://nahr.example/{2000 + number % 25}/{number % 12 + 1:02}/{SLUG}-{number}"


def measure(urls: int) -> dict[str, Any]:
    """Fill a memory and ask it."""
    now = datetime(2022, 1, 20, tzinfo=UTC)
    source = Source(id="nahr", name=SourceName(ar="نهر", en="Nahr"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), _env_file=None)

        def memory(store: Store, route: Route) -> Memory:
            partition = Partition(route=route, source="nahr", since=now, until=now)
            return Memory(store, source, partition, settings, time.time, lambda _: True, ())

        with Store.from_settings(settings) as store:
            one = memory(store, Route.LIVE)
            one.document("https://nahr.example/feed.xml")
            one.page_fetched(url(0), url(0), Known('"1a2b-5f"', "", digest_of([])), None)
            one.write()
            with store.reading() as sql:
                row = dict(sql.execute(select(PAGES)).mappings().one())
            started = time.perf_counter()
            for first in range(0, urls, PORTION):
                numbers = range(first, min(first + PORTION, urls))
                rows = [row | {"page": url_key(url(n)), "due": None, "digest": digest_of([str(n)])} for n in numbers]
                with store.writing() as sql:
                    upsert(sql, PAGES, rows)
            filled = time.perf_counter() - started
            asking = memory(store, Route.DAILY)
            chosen = random.Random(SEED)
            times, known = [], 0
            for _ in range(LOOK_UPS):
                page = url(chosen.randrange(2 * urls))
                began = time.perf_counter()
                decision = asking.page(page, page, None, certain=True)
                times.append((time.perf_counter() - began) * 1000)
                known += decision.step is Step.KNOWN
            size = sum(path.stat().st_size for path in Path(folder).glob("fetch.sqlite*"))
    return {
        "urls": urls,
        "url_length": len(url(urls)),
        "look_ups": LOOK_UPS,
        "known": known,
        "median_ms": round(statistics.median(times), 3),
        "p99_ms": round(statistics.quantiles(times, n=100)[98], 3),
        "slowest_ms": round(max(times), 3),
        "megabytes": round(size / 1e6, 1),
        "fill_seconds": round(filled, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--urls", type=int, default=1_000_000)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    report(measure(arguments.urls), arguments.output, as_json=True)
