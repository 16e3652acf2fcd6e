"""The queries that docs/kibana.md recommends, sent as Kibana's search bar sends them, over the bundled sample."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsetl.index.documents import Document
from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.settings import Settings
from tests.server import client_of

pytestmark = pytest.mark.es
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "kibana.md"
SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)
NAME, PRISON, CAMP, OUTLET = "سجن غويران", "facility:prison-sinaa", "facility:al-hol-camp", "شرفة نت"
Ask = Any


@pytest.fixture(scope="module")
def pipeline(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("guide"),
        index_url=server_url,
        index_alias=f"test-{uuid.uuid4().hex[:12]}",
        expectations=False,
    )
    pipeline = Pipeline.from_settings(settings)
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    yield pipeline
    pipeline.engine.drop()


@pytest.fixture(scope="module")
def reports(pipeline: Pipeline) -> dict[str, Document]:
    return {document.article_id: document for document in pipeline.engine.scan() if document.is_primary}


@pytest.fixture(scope="module")
def ask(pipeline: Pipeline, server_url: str) -> Iterator[Ask]:
    """A query of the bar in Lucene's language, with our defaults and the filter that hides copies: the ids found."""
    with client_of(server_url) as client:

        def send(text: str) -> set[str]:
            bar = {"query": text, "analyze_wildcard": True, "default_operator": "AND", "time_zone": "UTC"}
            hits = client.search(
                index=pipeline.context.settings.index_alias,
                size=200,
                query={
                    "bool": {
                        "must": [],
                        "filter": [
                            {"query_string": bar},
                            {"range": {"timeline_at": {"gte": "1990-01-01T00:00:00.000Z"}}},
                            {"match_phrase": {"is_primary": True}},
                        ],
                    }
                },
            )["hits"]["hits"]
            return {hit["_id"] for hit in hits}

        yield send


def recommended() -> list[str]:
    rows = re.findall(r"^\| `(.+?)` \| [^|]+ \|$", GUIDE.read_text("utf-8"), re.MULTILINE)
    return [row.replace("اسم الجهة", OUTLET) for row in rows]


def mentioning(reports: dict[str, Document], entity: str) -> set[str]:
    return {i for i, report in reports.items() if entity in {*report.about_ids, *report.mentioned_ids}}


def holding(reports: dict[str, Document], stem: str) -> set[str]:
    return {i for i, report in reports.items() if stem in report.title + report.body}


def test_the_five_queries_of_the_guide_find_what_it_says(ask: Ask, reports: dict[str, Document]) -> None:
    name, with_word, without_word, about, by_outlet = recommended()
    prison = mentioning(reports, PRISON)
    assert len(prison) > 15
    assert (name, ask(name)) == (NAME, prison)
    assert ask(with_word) == prison & holding(reports, "هجوم")
    assert ask(without_word) == prison - ask("محاكمة")
    assert ask(without_word) < prison
    assert ask(about) == {i for i, report in reports.items() if NAME in report.about}
    camp = {i for i in mentioning(reports, CAMP) if reports[i].outlet == OUTLET}
    assert camp
    assert ask(by_outlet) == camp


@pytest.mark.parametrize("typed", ["سجن غويران", '"سجن غويران"', "سجن الصناعة", "Ghweran prison", "سِجْن غُوَيْران"])
def test_any_name_of_it_bare_or_quoted_finds_the_same(ask: Ask, reports: dict[str, Document], typed: str) -> None:
    assert ask(typed) == mentioning(reports, PRISON)


def test_what_the_guide_says_of_and_and_of_arabic_quotes(ask: Ask, reports: dict[str, Document]) -> None:
    assert ask('"سجن غويران" and هجوم') == set(), "in Lucene a small and is a word"
    assert ask("«سجن غويران»") == ask("سجن غويران")
