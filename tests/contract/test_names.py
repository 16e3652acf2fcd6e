"""Names in Kibana's bar over the bundled sample, form by form, on both engines; and the words that names are made of.

The table is ``bench/names_table.py``. What no index can mend in Kibana's bar stands here as numbers that may not rise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

import newsetl
from bench.names_table import FORMS, NAMES, PARTS, Row, name_rows, part_rows, summed, without_names
from newsetl.index.engine import Engine
from newsetl.index.factory import open_engine
from newsetl.names.gazetteer import Gazetteer
from newsetl.pipeline import Pipeline
from newsetl.search.kibana_bar import asked_in_bar
from newsetl.settings import Settings
from tests.server import client_of

COLLECTION = Path(newsetl.__file__).parent / "sample" / "judged" / "collection.jsonl"
Place = Any
REMAINING = {
    # (language, form): of 9 names (8 of several words) the reports found at least, and the wrong ones at most
    ("kql", "bare, a word before"): (75, 185),
    ("kql", "its words with and"): (72, 2),
    ("kql", "reversed"): (129, 137),
    # «هجوم سجن غويران» is an event's name: it finds all that tells of the event, with the word or without
    ("lucene", "bare, a word before"): (69, 30),
    ("lucene", "its words with and"): (72, 2),
    ("lucene", "reversed"): (57, 2),
}


@dataclass(frozen=True)
class Sample:
    """The judged reports in one index, and the same in one that knows no names."""

    pipeline: Pipeline
    nameless: Engine
    rows: list[Row]


def loaded(settings: Settings) -> Pipeline:
    pipeline, partitions = Pipeline.for_files([COLLECTION], settings.model_copy(update={"expectations": False}))
    assert pipeline.run(partitions).ok
    return pipeline


@pytest.fixture(scope="module")
def sample(open_place: Callable[[], Place]) -> Sample:
    pipeline = loaded(open_place().settings)
    nameless = open_engine(open_place().settings, Gazetteer([]))
    without_names(pipeline.engine, nameless)
    return Sample(pipeline, nameless, name_rows(pipeline.engine, pipeline.linker))


@pytest.fixture
def on_server(sample: Sample) -> Iterator[Elasticsearch]:
    """A client of the server; with it a test is about Elasticsearch alone."""
    with client_of(sample.pipeline.context.settings.index_url) as client:
        yield client


def test_a_name_bare_or_in_quotes_finds_its_reports_and_no_other(sample: Sample) -> None:
    rows = [row for row in sample.rows if row.exact]
    assert len(rows) == len(NAMES) * sum(form.exact for form in FORMS)
    assert [row for row in rows if row.wrong or row.right < row.wanted] == []
    assert all(row.wanted for row in rows if row.form == "bare"), "a name of which no report tells proves nothing"


def test_what_remains_is_no_worse_than_written_down(sample: Sample) -> None:
    counts = {(one["language"], one["form"]): one for one in summed(row for row in sample.rows if not row.exact)}
    assert counts.keys() == REMAINING.keys()
    worse = {
        key: one for key, one in counts.items() if one["right"] < REMAINING[key][0] or one["wrong"] > REMAINING[key][1]
    }
    assert worse == {}


@pytest.mark.parametrize("part", PARTS)
def test_a_word_out_of_a_name_finds_what_it_finds_without_names(sample: Sample, part: str) -> None:
    rows = part_rows(sample.pipeline.engine, sample.nameless, sample.pipeline.linker, [part])
    assert [row["asked"] for row in rows] == ["planner", "kql", "lucene"]
    assert all(row["hits"] for row in rows)
    assert [row for row in rows if row["more"] or row["fewer"]] == []


@pytest.mark.usefixtures("on_server")
def test_both_engines_find_the_same(sample: Sample, tmp_path: Path) -> None:
    embedded = loaded(Settings(data_dir=tmp_path, _env_file=None))
    assert name_rows(embedded.engine, embedded.linker) == sample.rows


def test_luceness_language_is_read_as_elasticsearch_reads_it(sample: Sample, on_server: Elasticsearch) -> None:
    typed = [form.typed(name) for form in FORMS if form.language == "lucene" for name in NAMES]
    typed += ["هجوم قتلى سجن غويران", 'هجوم "سجن غويران" قتلى', "سجن غويران NOT محاكمة", "+هجوم سجن غويران"]
    typed += ["سجن غويران AND هجوم قتلى", "-محاكمة سجن غويران", 'about:"سجن غويران" AND هجوم', '-"سجن غويران" هجوم']
    index = sample.pipeline.context.settings.index_alias
    for text in typed:
        bar = {"query": text, "analyze_wildcard": True, "default_operator": "AND"}
        hits = on_server.search(index=index, size=500, query={"query_string": bar}, source=False)["hits"]["hits"]
        assert {hit["_id"] for hit in hits} == sample.pipeline.engine.matched_ids(asked_in_bar(text, "lucene")), text
