"""What is remembered of pages and documents hides no news, whichever intervals are read, in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsetl.ingest.sources import Source, SourceName
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
