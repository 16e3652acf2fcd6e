"""What the benchmarks share: a throw-away index, the paired randomisation test, tables, and results as files."""

import json
import os
import platform
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from elasticsearch import Elasticsearch

import newsetl
from variants import Variant

FLIPS = 10_000
SEED = 2022
_BULK_BYTES = 8_000_000


def server(url: str) -> Elasticsearch:
    """A client of the Elasticsearch at ``url`` or that NEWSETL_TEST_ES_URL names; SystemExit when neither does."""
    url = url or os.environ.get("NEWSETL_TEST_ES_URL", "")
    if not url:
        sys.exit("Name an Elasticsearch: --url, NEWSETL_TEST_ES_URL, or python tools/elasticsearch_local.py -- COMMAND")
    return Elasticsearch(url, request_timeout=120)


@contextmanager
def filled_index(
    client: Elasticsearch, variant: Variant, fields: Sequence[str], bulks: Sequence[bytes]
) -> Iterator[str]:
    """The name of an index of one shard that holds what ``bulk_bodies`` made; it is deleted on leaving."""
    name = f"test-bench-{uuid.uuid4().hex[:12]}"
    similarity = {"similarity": variant.similarity} if variant.similarity else {}
    client.indices.create(
        index=name,
        settings={
            "index": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1", **similarity},
            "analysis": variant.analysis,
        },
        mappings={
            "_source": {"enabled": False},
            "dynamic": "strict",
            "properties": dict.fromkeys(fields, variant.mapping),
        },
    )
    try:
        for body in bulks:
            answer = client.perform_request(
                "POST",
                f"/{name}/_bulk",
                params={"filter_path": "errors,items.*.error"},
                headers={"content-type": "application/x-ndjson", "accept": "application/json"},
                body=body,
            ).body
            if answer["errors"]:
                raise RuntimeError(f"Elasticsearch refused a text: {answer['items'][0]}")
        client.indices.refresh(index=name)
        yield name
    finally:
        client.indices.delete(index=name)


def bulk_bodies(texts: Mapping[str, Mapping[str, str]]) -> list[bytes]:
    """Bodies of bulk requests for id → field → text, to be sent once a variant."""
    bodies: list[bytes] = []
    body = bytearray()
    for key, values in texts.items():
        for part in ({"index": {"_id": key}}, values):
            body += json.dumps(part, ensure_ascii=False).encode() + b"\n"
        if len(body) > _BULK_BYTES:
            bodies.append(bytes(body))
            body.clear()
    return [*bodies, bytes(body)] if body else bodies


def search_all(client: Elasticsearch, index: str, queries: Sequence[Mapping[str, Any]], size: int) -> list[list[str]]:
    """Ids of the first ``size`` hits of each query, best first."""
    found: list[list[str]] = []
    for at in range(0, len(queries), 100):
        searches: list[Any] = []
        for query in queries[at : at + 100]:
            searches += [{}, {"query": query, "size": size, "track_total_hits": False}]
        for answer in client.msearch(index=index, searches=searches)["responses"]:
            if "error" in answer:
                raise RuntimeError(f"Elasticsearch refused a query: {answer['error']}")
            found.append([hit["_id"] for hit in answer["hits"]["hits"]])
    return found


def randomisation_p(values: Sequence[float], baseline: Sequence[float]) -> float:
    """Two-sided p of a paired randomisation test on the mean difference: 10,000 sign flips with a fixed seed."""
    differences = np.asarray(values) - np.asarray(baseline)
    observed = abs(differences.mean())
    signs = np.random.default_rng(SEED).choice(np.array([-1.0, 1.0]), size=(FLIPS, len(differences)))
    means = np.abs(signs @ differences) / len(differences)
    # the tolerance counts a flip that gives the same sum in another order of adding
    return float((1 + np.count_nonzero(means >= observed - 1e-12)) / (FLIPS + 1))


def print_table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows under their common keys; numbers to the right, ``None`` as a dash."""
    names = list(rows[0])
    cells = [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(names)]
    print(f"\n{title}")
    for row in (names, ["-" * width for width in widths], *cells):
        print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))))


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) <= 1 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def report(result: Mapping[str, Any], output: Path | None, *, as_json: bool = False) -> None:
    """Write a result, with what it was measured on, into the file ``output`` names, or to standard output as JSON."""
    machine = {"processors": os.cpu_count(), "machine": platform.machine()}
    whole = {"newsetl": newsetl.__version__, "python": platform.python_version(), **machine, **result}
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    if as_json:
        sys.stdout.write(text)
