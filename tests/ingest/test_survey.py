"""What would be fetched is counted without fetching it, each page once, by the rules of the run that would."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newsetl.ingest.sources import Listing
from newsetl.ingest.survey import SAMPLED_DAYS, sample, survey
from newsetl.records import Partition, Route
from newsetl.stages import Context
from tests.ingest.conftest import Web
from tests.ingest.test_sitemap import asked, entry, page, urlset

START = datetime(2022, 1, 20, tzinfo=UTC)


@pytest.fixture
def look(settings: Any, source: Any) -> Any:
    def survey_of(**fields: Any) -> Any:
        partition = Partition(route=Route.RANGE, source="nahr", since=START, until=datetime(2022, 1, 22, tzinfo=UTC))
        return survey(partition, source(**fields), Context.from_settings(settings))

    return survey_of


def feed_of(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>نهر</title>{"".join(items)}</channel></rss>'


def test_a_page_that_two_ways_name_counts_once_and_none_is_fetched(look: Any, web: Web) -> None:
    urls = [web.add(f"/{n}", page()) for n in range(3)]
    date = "<pubDate>Thu, 20 Jan 2022 09:00:00 GMT</pubDate>"
    feed = web.add("/feed", feed_of(*(f"<item><title>خبر</title><link>{url}</link>{date}</item>" for url in urls[:2])))
    sitemap = web.add("/s.xml", urlset(*(entry(url, news="2022-01-21T09:00:00Z") for url in urls)))
    found = look(feeds=[feed], sitemaps=[sitemap])
    assert [(way.way, way.new) for way in found.ways] == [("feeds", 2), ("sitemaps", 1)]
    assert set(asked(web)) - {"/robots.txt"} == {"/feed", "/s.xml"}


def test_what_lies_in_the_lake_is_known(look: Any, run: Any, source: Any, web: Web) -> None:
    sitemap = web.add("/s.xml", urlset(entry(web.add("/a", page()), news="2022-01-20T09:00:00Z")))
    run(source(sitemaps=[sitemap]), Route.DAILY, 20)
    [way] = look(sitemaps=[sitemap]).ways
    assert (way.new, way.known) == (0, 1)


def test_the_pace_that_robots_ask_for_is_told(look: Any, web: Web) -> None:
    web.answers["/robots.txt"] = [(200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 30\n")]
    assert look(sitemaps=[web.add("/s.xml", urlset())]).delay == 30


def test_what_cannot_be_read_is_told_and_the_rest_is_looked_at(look: Any, web: Web) -> None:
    good = web.add("/s.xml", urlset(entry(web.add("/a", page()), news="2022-01-20T09:00:00Z")))
    gone, day = web.url("/gone.xml"), Listing(url=web.url("/{yyyy}/{mm}/{dd}"))
    troubled, fine, listing = look(sitemaps=[gone, good], listings=[day]).ways
    assert "404" in troubled.trouble
    assert (fine.new, fine.trouble) == (1, "")
    assert "404" in listing.trouble


def test_long_intervals_are_sampled_evenly() -> None:
    year, share = sample(START, datetime(2023, 1, 20, tzinfo=UTC))
    assert (len(year), round(1 / share)) == (SAMPLED_DAYS, 52)
    assert year[0][0] == START
    assert sample(START, datetime(2022, 1, 22, tzinfo=UTC)) == ([(START, datetime(2022, 1, 22, tzinfo=UTC))], 1.0)
