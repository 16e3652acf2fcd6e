"""An erased report is in no version of the index, and what was related to it stands as if it had never been."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from newsetl.erasing import erase
from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import Everything
from newsetl.names.gazetteer import Gazetteer
from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.reindex import reindex
from newsetl.settings import Settings
from tests.contract.copying import rebuild
from tests.pipelines import SINCE, UNTIL, three_outlets
from tests.server import client_of

Make = Callable[..., Document]
Place = Any


@pytest.fixture
def on_server(place: Place) -> Iterator[Elasticsearch]:
    """The server's own client."""
    with client_of(place.settings.index_url) as client:
        yield client


@pytest.fixture
def settings(place: Place, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three of the sample's outlets, and the few names of these tests."""
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)
    monkeypatch.setenv("NEWSETL_CAMEL_DATA", str(tmp_path / "camel_tools"))
    changes = {"expectations": False, "camel_data": tmp_path / "camel_tools"}
    return three_outlets(place.settings.model_copy(update=changes), tmp_path / "sources")  # type: ignore[no-any-return]


def found(engine: Engine) -> dict[str, Any]:
    return {one.article_id: one.model_dump(exclude={"version", "fetched_at"}) for one in engine.scan()}


def test_every_version_is_given_the_present_one_first_and_takes_deletions(
    engine: Engine, documents: list[Document]
) -> None:
    assert engine.delete(["nothing"]) == 0
    engine.write(documents)
    first = engine.describe()["index"]
    second = rebuild(engine)
    with engine.every_version() as versions:
        assert [version.describe()["index"] for version in versions] == [second, first]
        assert [version.delete(["bare", "unknown"]) for version in versions] == [1, 1]
    assert "bare" not in engine.matched_ids(Everything())
    assert engine.rollback() == first
    assert "bare" not in engine.matched_ids(Everything())
    assert engine.count() == len(documents) - 1


def test_expunging_leaves_everything_else_as_it_was(engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    engine.delete(["bare"])
    before = found(engine)
    engine.expunge()
    assert found(engine) == before
    assert engine.write([documents[0]])[0].outcome == "created", "writing goes on"


def test_there_are_no_versions_where_there_is_no_index(unprepared: Engine) -> None:
    with unprepared.every_version() as versions:
        assert list(versions) == []


def test_a_version_kept_for_rollback_still_takes_no_writes_afterwards(
    engine: Engine, documents: list[Document], on_server: Elasticsearch
) -> None:
    engine.write(documents)
    first = engine.describe()["index"]
    rebuild(engine)
    with engine.every_version():
        pass
    assert on_server.indices.get_settings(index=first)[first]["settings"]["index"]["blocks"]["write"] == "true"


@pytest.fixture
def group(settings: Settings) -> list[dict[str, Any]]:
    """A report and its copies, its primary first, after a run and a second index version."""
    pipeline = Pipeline.from_settings(settings)
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    before = found(pipeline.reader)
    name = min(one["duplicate_group"] for one in before.values() if one["duplicate_group"])
    members = [one for one in before.values() if one["duplicate_group"] == name]
    return sorted(members, key=lambda one: not one["is_primary"])


def test_an_erased_report_is_in_no_version_and_its_copies_stand_for_themselves(
    settings: Settings, group: list[dict[str, Any]]
) -> None:
    pipeline = Pipeline.from_settings(settings)
    reindex(pipeline, everything=True)
    primary, *copies = group
    done = erase(pipeline, primary["url"])
    assert done.found.indexed == 1
    assert done.found.copies == sorted(one["article_id"] for one in copies)
    after = found(pipeline.reader)
    assert primary["article_id"] not in after
    assert not [one for one in after.values() if primary["article_id"] in (one["duplicate_of"], one["story_id"])]
    assert sum(after[one["article_id"]]["is_primary"] for one in copies) == 1
    # a run and a rebuild find nothing to mend, and bring nothing back
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    assert found(pipeline.reader) == after
    pipeline.reader.rollback()
    assert found(pipeline.reader) == after, "relations were mended in the version kept for rollback too"
    reindex(pipeline, everything=True)
    assert found(pipeline.reader) == after
