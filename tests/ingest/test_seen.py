"""What is remembered of pages and documents hides no news, whichever intervals are read, in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsetl.ingest.fetch import Fetcher
from newsetl.ingest.sources import Archive, FetchPolicy, Listing, Source, SourceName
from newsetl.ingest.stage import ingest
from newsetl.normalise.article import published_of
from newsetl.records import Partition, Reason, Route
from newsetl.settings import Settings
from tests.ingest.conftest import Web
from tests.ingest.newsdesk import Newsdesk

LATER = datetime(2022, 1, 25, 12, tzinfo=UTC)
Desk = Callable[..., Newsdesk]


@pytest.fixture
def desk_of(settings: Settings, web: Web, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A news desk whose source offers what the test says."""

    def make(**fields: Any) -> Newsdesk:
        return Newsdesk(settings, web, Source(id="nahr", name=SourceName(ar="نهر", en="Nahr"), **fields), monkeypatch)

    return make


def test_what_a_backfill_passed_over_is_news_to_live(desk_of: Desk, web: Web) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.report("/1", "2022-01-20T11:50:00+00:00")
    desk.maps("/map.xml", ("/1", "2022-01-20T11:50:00+00:00"))
    assert "/1" in desk.day(10)
    assert desk.held == set()
    assert "/1" not in desk.day(11), "that it belongs to neither day is known"
    desk.poll()
    assert desk.held == {"1"}


def test_a_backfill_leaves_the_revisits_of_a_page_that_live_took(desk_of: Desk, web: Web) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.report("/1", "2022-01-20T11:50:00+00:00")
    desk.maps("/map.xml", ("/1", "2022-01-20T11:50:00+00:00"))
    desk.poll()
    desk.report("/1", "2022-01-20T11:50:00+00:00", "تصحيح")
    desk.maps("/map.xml", ("/1", "2022-01-20T12:45:00+00:00"))
    desk.now += timedelta(minutes=20)
    assert "/1" in desk.day(10)
    desk.poll_at(0.5)
    assert len(desk.lake) == 2, "the correction too"


def test_the_date_in_a_feed_counts_for_more_than_what_another_day_found_in_the_page(desk_of: Desk, web: Web) -> None:
    desk = desk_of(feeds=[web.url("/feed")], sitemaps=[web.url("/map.xml")])
    desk.report("/1", "2022-01-21T00:10:00+00:00")
    desk.maps("/map.xml", ("/1", "2022-01-21T08:00:00+00:00"))
    desk.show()
    desk.now = LATER
    desk.day(19)
    desk.show("/1")  # of 20 January, as the feed says
    desk.day(20)
    assert desk.held == {"1"}


def test_pages_that_fail_do_not_end_each_run_at_the_same_place(desk_of: Desk, web: Web) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    paths = [(f"/{number:02}", f"2022-01-20T{number:02}:00:00+00:00") for number in range(20)]
    for path, published in paths:
        desk.report(path, published)
    for path in ("/12", "/13", "/14"):
        desk.page(path, status=500)
    desk.maps("/map.xml", *paths)
    desk.now = LATER
    desk.sweep()
    assert len(desk.held) == 12
    assert "pages left to the next run: 5" in desk.verdict().partial["nahr"]
    desk.now += timedelta(hours=1)
    desk.sweep()
    assert len(desk.held) == 12, "the three are tried once more at once"
    desk.now += timedelta(minutes=1)
    desk.sweep()
    assert len(desk.held) == 17


def test_a_feed_that_does_not_answer_costs_no_other_way_in_its_news(desk_of: Desk, web: Web) -> None:
    desk = desk_of(feeds=[web.url("/busy"), web.url("/feed")])
    web.add("/busy", status=503)
    desk.page("/1")
    desk.show("/1")
    desk.poll()
    assert desk.held == {"1"}
    assert desk.verdict().partial["nahr"] == f"nahr: pages left to the next run: 1 ({web.url('/busy')}: HTTP 503)"
    web.answers["/busy"] = web.answers["/feed"]
    assert "/busy" in desk.poll()
    assert "nahr: pages" not in str(desk.verdict().partial)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[Newsdesk], None]:
    """Let each request of a desk take a minute."""

    def make(desk: Newsdesk) -> None:
        download = Fetcher.download

        def slowly(*args: Any, **named: Any) -> Any:
            desk.now += timedelta(minutes=1)
            return download(*args, **named)

        monkeypatch.setattr(Fetcher, "download", slowly)

    return make


def test_a_run_without_time_for_everything_keeps_what_it_has(
    desk_of: Desk, web: Web, slow: Callable[[Newsdesk], None]
) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    paths = [(f"/{number}", f"2022-01-20T{number:02}:00:00+00:00") for number in range(8)]
    for path, published in paths:
        desk.report(path, published)
    desk.maps("/map.xml", *paths)
    desk.now = LATER
    slow(desk)
    assert desk.sweep(fetch_budget=300) == ["/map.xml", "/0", "/1", "/2", "/3"]
    assert desk.told.message == "nahr: pages left to the next run: 4"
    assert desk.sweep(fetch_budget=300) == ["/map.xml", "/4", "/5", "/6", "/7"]
    assert desk.told.message == ""
    assert len(desk.held) == 8


def test_no_document_is_begun_when_the_time_is_over(desk_of: Desk, web: Web, slow: Callable[[Newsdesk], None]) -> None:
    desk = desk_of(
        sitemaps=[web.url("/index.xml")],
        listings=[Listing(url=web.url("/{yyyy}-{mm}-{dd}"))],
        archives=[Archive(url=web.url("/list.paths"))],
    )
    web.add("/list.paths", "crawl/1.warc.gz\ncrawl/2.warc.gz")
    desk.maps("/index.xml", ("/1.xml", ""), ("/2.xml", ""), index=True)
    desk.now = LATER
    slow(desk)
    assert desk.sweep(fetch_budget=120) == ["/index.xml", "/1.xml"]
    assert desk.told.message == "nahr: pages left to the next run: 3", "a sitemap, the listings, the archives"
    desk.source = desk.source.model_copy(update={"sitemaps": []})
    days = ["/2022-01-19", "/2022-01-20", "/2022-01-21"]
    assert desk.sweep(fetch_budget=120) == days[:2]
    assert desk.sweep(fetch_budget=240) == [*days, "/list.paths"]
    assert desk.told.message == "nahr: pages left to the next run: 2", "the archives' files"


@pytest.mark.parametrize("status", [404, 503])
def test_an_index_that_stays_the_same_does_not_hide_a_child_that_failed(desk_of: Desk, web: Web, status: int) -> None:
    desk = desk_of(sitemaps=[web.url("/index.xml")])
    desk.maps("/index.xml", ("/news-2022-01-20.xml", ""), index=True, ETag='"1"')
    desk.report("/1", "2022-01-20T11:50:00+00:00")
    web.add("/news-2022-01-20.xml", status=status)
    desk.poll()
    desk.maps("/news-2022-01-20.xml", ("/1", "2022-01-20T11:50:00+00:00"))
    desk.poll()
    assert desk.held == {"1"}
    assert desk.poll() == ["/index.xml", "/news-2022-01-20.xml"]
    assert desk.told.read == 0, "the child is as before"


def test_a_page_that_days_before_found_ill_is_owed_to_its_own_day(desk_of: Desk, web: Web) -> None:
    """A sitemap tells only when it changed, so that each day before has to ask the page."""
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.maps("/map.xml", ("/1", "2022-01-25T00:00:00+00:00"))
    desk.page("/1", status=500)
    desk.now = LATER
    assert [len(desk.day(day)) for day in (18, 19)] == [2, 2]
    desk.report("/1", "2022-01-20T10:00:00+00:00")
    assert desk.day(20) == ["/map.xml"], "it is left alone for an hour"
    assert desk.told.message == "nahr: pages left to the next run: 1"
    desk.now += timedelta(hours=1)
    desk.day(20)
    assert desk.held == {"1"}
    assert desk.told.message == ""


def test_a_page_given_up_is_told_to_every_day_that_may_hold_it(desk_of: Desk, web: Web) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.maps("/map.xml", ("/1", "2022-01-25T00:00:00+00:00"))
    desk.page("/1", status=500)
    desk.now = LATER
    for day in range(1, 6):
        desk.day(day)
        desk.now += timedelta(hours=25)
    assert desk.day(20) == ["/map.xml"]
    assert desk.quarantine == [(Reason.FETCH_FAILED, f"{web.url('/1')}: HTTP 500")]
    desk.report("/1", "2022-01-20T10:00:00+00:00")
    desk.day(20, refetch=True)
    assert desk.held == {"1"}


def test_tries_before_their_time_do_not_use_a_page_up(desk_of: Desk, web: Web) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.maps("/map.xml", ("/1", "2022-01-25T00:00:00+00:00"))
    desk.page("/1", status=500)
    desk.now = LATER
    for _ in range(10):
        desk.day(20, refetch=True)
    desk.now += timedelta(hours=2)
    desk.report("/1", "2022-01-20T10:00:00+00:00")
    desk.day(20)
    assert desk.held == {"1"}


@pytest.mark.parametrize("way", ["listing", "child"])
def test_a_document_that_does_not_answer_makes_its_day_partial_until_it_does(desk_of: Desk, web: Web, way: str) -> None:
    ill = "/2022-01-20" if way == "listing" else "/news-2022-01-20.xml"
    ways: dict[str, Any] = {
        "listing": {"listings": [Listing(url=web.url("/{yyyy}-{mm}-{dd}"))]},
        "child": {"sitemaps": [web.url("/index.xml")]},
    }
    desk = desk_of(feeds=[web.url("/feed")], **ways[way])
    desk.show()
    desk.maps("/index.xml", (ill, ""), index=True)
    web.add(ill, status=500)
    desk.now = LATER
    desk.day(20)
    said = f"nahr: pages left to the next run: 1 ({web.url(ill)}: HTTP 500)"
    assert desk.verdict().partial["nahr"] == said
    web.answers[ill] = []
    web.add(ill, "<html><body><p>لا أخبار</p></body></html>")
    desk.day(20)
    assert "pages left" not in str(desk.verdict())


def test_pages_beyond_the_most_are_missing_of_a_day_and_only_late_in_live(desk_of: Desk, web: Web) -> None:
    desk = desk_of(feeds=[web.url("/feed")], fetch=FetchPolicy(max_pages=1))
    for path in ("/1", "/2", "/3"):
        desk.page(path)
    desk.show("/1", "/2", "/3")
    said = "nahr: pages left to the next run: {}"
    desk.poll()
    assert desk.verdict().notes == [said.format(2)]
    assert "pages left" not in str(desk.verdict().partial)
    desk.now = LATER
    desk.day(20)
    assert desk.verdict().partial["nahr"] == said.format(1)
    desk.day(20)
    assert "pages left" not in str(desk.verdict())
    assert desk.held == {"1", "2", "3"}


@pytest.mark.parametrize("fate", ["elsewhere", "failed"])
def test_a_slow_run_does_not_undo_what_another_learnt_meanwhile(desk_of: Desk, web: Web, fate: str) -> None:
    desk = desk_of(sitemaps=[web.url("/map.xml")])
    desk.report("/1", "2022-01-20T11:50:00+00:00")
    desk.maps("/map.xml", ("/1", "2022-01-20T11:50:00+00:00"))
    came = web.answers["/1"]
    if fate == "failed":
        desk.page("/1", status=500)
    desk.now = LATER
    since = datetime(2022, 1, 10, tzinfo=UTC)
    partition = Partition(route=Route.DAILY, source="nahr", since=since, until=since + timedelta(days=1))
    slow = ingest(partition, desk.source, desk.pipeline().context, published_of)
    web.answers["/1"] = came
    assert "/1" in desk.day(20)
    for tell in slow.after_commit:
        tell()
    assert desk.day(20) == ["/map.xml"]
    assert desk.sweep(Route.RANGE, 3) == ["/map.xml"], "it is known to lie in the lake"
    assert desk.quarantine == []
    assert len(desk.lake) == 1
