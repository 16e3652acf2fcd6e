"""Trying a source: what works, what does not, and what to do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from newsetl.ingest.health import Health
from newsetl.ingest.sources import Source
from newsetl.settings import Settings
from newsetl.sourcing.check import Checking, SourceCheck, check_source
from tests import outlets
from tests.ingest import conftest as ingest_fixtures
from tests.ingest.conftest import Web
from tests.outlets import NOW, homepage, outlet, rss, sitemap

web = ingest_fixtures.web
settings = outlets.settings
source = ingest_fixtures.source

Check = Callable[..., SourceCheck]


@pytest.fixture
def check(settings: Settings, source: Callable[..., Source], web: Web) -> Check:
    """Check a source of the server; the clock stands."""

    def go(*, online: bool = True, past: Health | None = None, **fields: Any) -> SourceCheck:
        made = source(homepage=web.url("/"), time_zone="Asia/Beirut", **fields)
        return check_source(made, Checking(settings, lambda _: past or Health("nahr"), online, lambda: NOW))

    return go


def states(found: SourceCheck) -> dict[str, str]:
    return {finding.what: finding.state for finding in found.findings}


def test_a_source_that_works(web: Web, check: Check) -> None:
    outlet(web)
    found = check(feeds=[web.url("/rss")])
    assert (found.verdict, found.days_since_newest, len(found.pages)) == ("ok", 0, 3)
    assert set(states(found).values()) == {"ok"}
    assert (found.score or 0) >= 70


@pytest.mark.parametrize(
    ("status", "body", "verdict", "said"),
    [
        (404, "", "fail", "404"),
        (200, homepage(), "fail", "neither RSS nor Atom"),
        (200, rss("http://x.example", []), "warn", "empty"),
        (500, "", "fail", "500"),
    ],
)
def test_a_feed_that_brings_nothing(web: Web, check: Check, status: int, body: str, verdict: str, said: str) -> None:
    outlet(web)
    feed = web.add("/feed", body, status)
    found = check(feeds=[feed])
    [finding] = [finding for finding in found.findings if finding.what == "feed"]
    assert (finding.state, found.verdict) == (verdict, verdict)
    assert said in finding.found
    assert finding.advice


@pytest.mark.parametrize(("days", "state"), [(3, "ok"), (20, "warn"), (200, "fail")])
def test_the_age_of_the_newest_item(web: Web, check: Check, days: int, state: str) -> None:
    outlet(web)
    feed = web.add("/feed", rss(web.url(""), [NOW - timedelta(days=days), NOW - timedelta(days=days + 9)]))
    found = check(feeds=[feed])
    assert states(found)["newest item"] == state
    assert found.days_since_newest == days


def test_sitemaps_and_listings_are_tried(web: Web, check: Check) -> None:
    outlet(web)
    good = web.add("/news-sitemap.xml", sitemap(web.url(""), ["2026-03-10T08:00:00Z"]))
    web.add("/day/2026-03-09", homepage(body="<a href='/news/1'>خبر</a>"))
    listing = {"url": web.url("/day/{yyyy}-{mm}-{dd}")}
    found = check(sitemaps=[good, web.url("/lost.xml")], listings=[listing])
    assert found.verdict == "fail", "one sitemap is gone"
    assert states(found)["listing"] == "ok"
    assert [page.address for page in found.pages] == [web.url("/news/1")]
    assert any(finding.state == "fail" and "/lost.xml" in finding.found for finding in found.findings)


def test_pages_that_cannot_be_extracted_fail_the_source(web: Web, check: Check) -> None:
    outlet(web)
    for number in (1, 2, 3):
        web.answers[f"/news/{number}"] = []
        web.add(f"/news/{number}", "<html><body><div id=app></div></body></html>")
    found = check(feeds=[web.url("/rss")])
    assert (found.verdict, states(found)["extraction"], found.score) == ("fail", "fail", 0)


def test_robots_that_forbid_leave_nothing_to_read(web: Web, check: Check) -> None:
    outlet(web, robots="User-agent: newsetl\nDisallow: /\n")
    found = check(feeds=[web.url("/rss")])
    assert found.verdict == "fail"
    assert web.asked == []
    assert any("robots.txt" in finding.found for finding in found.findings if finding.what == "feed")


def test_offline_nothing_is_asked_and_the_past_is_told(web: Web, check: Check) -> None:
    past = Health("nahr", last_success=NOW - timedelta(days=2), last_failure=NOW, message="/rss: HTTP 404")
    selectors = {"valid_until": "2025-12-31", "body": "#text"}
    found = check(online=False, past=past, feeds=[web.url("/rss")], selectors=selectors)
    assert web.asked == []
    assert states(found) == {"pack": "ok", "selectors": "warn", "runs": "warn"}
    assert (found.verdict, found.last_success) == ("warn", NOW - timedelta(days=2))


def test_a_pack_without_any_way_in_fails(check: Check) -> None:
    assert check(online=False).verdict == "fail"


def test_a_file_that_is_not_there_fails(check: Check, tmp_path: Any) -> None:
    found = check(online=False, dumps=[str(tmp_path / "no.jsonl")])
    assert states(found)["dumps"] == "fail"
