"""The bundled sample on both engines: the whole pipeline into each, and the judged queries asked of each."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import newsetl
from newsetl.cli import main
from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.search.service import search
from newsetl.settings import Settings, get_settings
from newsetl.web.app import create_app
from tests.server import client_of
from tests.web.asking import ask

JUDGED = Path(newsetl.__file__).parent / "sample" / "judged"
SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)
Place = Any


def run(settings: Settings) -> Pipeline:
    pipeline = Pipeline.from_settings(settings)
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    return pipeline


def snapshot(pipeline: Pipeline) -> dict[str, Any]:
    return {one.article_id: one.model_dump(exclude={"version", "fetched_at"}) for one in pipeline.engine.scan()}


def test_both_engines_end_with_the_same_documents_and_answers(place: Place, tmp_path: Path) -> None:
    pipeline = run(place.settings)
    embedded = run(Settings(data_dir=tmp_path / "embedded", _env_file=None))
    assert snapshot(pipeline) == snapshot(embedded)
    assert snapshot(run(place.settings)) == snapshot(embedded), "a second run changes nothing"
    topics = [line.split("\t")[1] for line in (JUDGED / "topics.tsv").read_text("utf-8").splitlines()[1:]]
    for query in topics:
        found = [search(one.reader, one.linker, query, limit=40) for one in (pipeline, embedded)]
        assert {hit.id for hit in found[0].hits} == {hit.id for hit in found[1].hits}, query
        assert found[0].facets == found[1].facets, query
    report = next(iter(snapshot(embedded)))
    for address in (
        "/",
        "/?q=%D8%B3%D8%AC%D9%86+%D8%BA%D9%88%D9%8A%D8%B1%D8%A7%D9%86&copies=hide",
        f"/article/{report}",
    ):
        pages = [page(one, address) for one in (pipeline, embedded)]
        assert pages[0] == pages[1], address


def page(pipeline: Pipeline, address: str) -> list[str]:
    """The lines of a page in alphabetical order, since reports of equal score may change places, but for the line that
    tells the minute of fetching."""
    answer = ask(create_app(pipeline), address)
    assert answer.status_code == 200
    return sorted(line.strip() for line in answer.text.splitlines() if "Fetched" not in line)


def test_every_report_that_names_the_prison_is_found_under_its_every_name_and_nothing_is_left(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("data_dir", "index_url", "index_alias"):
        monkeypatch.setenv(f"NEWSETL_{name.upper()}", str(getattr(place.settings, name)))
    files = {"--collection": "collection.jsonl", "--topics": "topics.tsv", "--qrels": "qrels.txt"}
    words = [word for option, name in files.items() for word in (option, str(JUDGED / name))]
    monkeypatch.setattr(sys, "argv", ["newsetl", "evaluate", *words, "--json"])
    get_settings.cache_clear()
    with pytest.raises(SystemExit) as exit_:
        main()
    get_settings.cache_clear()
    assert not exit_.value.code
    measures = json.loads(capsys.readouterr().out)
    for topic in ("T1", "T2", "T3", "T4"):
        assert measures["topics"][topic]["set_recall"] >= 30 / 31 - 1e-4, topic
        assert measures["topics"][topic]["set_precision"] == 1.0, topic
    if place.settings.index_url:
        with client_of(place.settings.index_url) as client:  # evaluation leaves no index behind
            assert not client.indices.get(index=f"{place.settings.index_alias}-scratch-*")
