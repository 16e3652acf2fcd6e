"""A backfill of past days over http: sitemaps, listings and a crawl's files bring those days' reports and no others."""

import json
import threading
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import uvicorn

from newsetl.ingest.sources import SAMPLE, load_sources
from newsetl.records import Route
from newsetl.sample_site.app import create_app
from newsetl.sample_site.packs import write_packs
from newsetl.sample_site.ways import load_outlets
from tests.pipelines import run, snapshot

FIRST, DAYS = datetime(2022, 1, 15, tzinfo=UTC), 14
"""Two weeks that begin before the sample's first report and end days before its last."""
OUTLETS = {"barid-sharq": "sitemaps", "sanabil-sabah": "listings", "qamariya-tv": "archives"}


@contextmanager
def serving(app):
    """The app on a free port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def outlets():
    return load_outlets()


@pytest.fixture
def port(outlets):
    with serving(create_app(outlets)) as port:
        yield port


@pytest.fixture
def settings(settings, outlets, port, tmp_path):
    write_packs({name: outlets[name] for name in OUTLETS}, f"http://127.0.0.1:{port}", tmp_path / "packs")
    changed = {
        "sources": tmp_path / "packs",
        "allow_hosts": [f"127.0.0.1:{port}"],
        "fetch_interval": 0,
        "expectations": False,
    }
    return settings.model_copy(update=changed)


def expected(since, until):
    """Title and publication of the outlets' sound reports within an interval, by the sample's own judged texts."""
    lines = (SAMPLE.parent / "judged" / "collection.jsonl").read_text("utf-8").splitlines()
    sites = {load_sources(SAMPLE)[name].homepage for name in OUTLETS}
    reports = [report for report in map(json.loads, lines) if report["url"].startswith(tuple(sites))]
    told = {(report["title"], datetime.fromisoformat(report["published"]).astimezone(UTC)) for report in reports}
    assert len(told) == len(reports)
    return {one for one in told if since <= one[1] < until}


def found(settings):
    return {(document["title"], document["published_at"]) for document in snapshot(settings).values()}


def backfill(settings, days=range(DAYS)):
    for number in days:
        day = FIRST + timedelta(days=number)
        verdict = run(settings, Route.DAILY, day, day + timedelta(days=1))
        assert verdict.ok, verdict


def test_each_pack_names_another_way_in(settings):
    sources = load_sources(settings.sources)
    assert {name: next(way for way in OUTLETS.values() if getattr(sources[name], way)) for name in sources} == OUTLETS


def test_two_past_weeks_bring_their_reports_and_no_others_and_again_change_nothing(settings):
    backfill(settings)
    until = FIRST + timedelta(days=DAYS)
    wanted = expected(FIRST, until)
    assert found(settings) == wanted
    everything = expected(FIRST, datetime(2022, 3, 1, tzinfo=UTC))
    assert 20 < len(wanted) < len(everything), "the sample has reports of other days too"
    assert {day for _, at in wanted if (day := at.date())} >= {date(2022, 1, 20), date(2022, 1, 28)}
    before = snapshot(settings)
    backfill(settings, range(6, 9))
    assert snapshot(settings) == before


def test_the_days_of_a_range_are_those_of_its_parts(settings, tmp_path):
    middle, until = datetime(2022, 1, 24, tzinfo=ZoneInfo("Asia/Amman")), datetime(2022, 1, 27, tzinfo=UTC)
    run(settings, Route.RANGE, FIRST, middle)
    assert found(settings) == expected(FIRST, middle)
    run(settings, Route.RANGE, middle, until)
    assert found(settings) == expected(FIRST, until)
