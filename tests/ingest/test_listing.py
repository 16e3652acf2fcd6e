from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from newsetl.ingest.listing import address_of
from newsetl.ingest.sources import Listing, Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web
from tests.ingest.test_sitemap import asked, page, paths

Run = Callable[..., StageOutput]
Make = Callable[..., Source]


def links(*addresses: str) -> str:
    return "<html><body>" + "".join(f'<a href="{address}">خبر</a>' for address in addresses) + "</body></html>"


def test_a_day_is_listed_under_the_outlets_clock_and_the_page_decides(run: Run, source: Make, web: Web) -> None:
    web.add("/2022/1/20", links("/story/a", "story/b", f"{web.url('/story/a')}#top", "/about", "mailto:x@y.example"))
    web.add("/2022/1/21", links("/story/c", "/story/d", "https://elsewhere.example/story/e"))
    web.add("/story/a", page("2022-01-20T10:00:00+02:00"))
    web.add("/2022/1/story/b", page())
    web.add("/story/c", page("2022-01-21T01:00:00+02:00"))
    web.add("/story/d", page("2022-01-21T09:00:00+02:00"))
    nahr = source(
        listings=[Listing(url=web.url("/{yyyy}/{m}/{d}"))], include=["/story/[a-z]"], time_zone="Asia/Damascus"
    )
    output = run(nahr, Route.DAILY, 20)
    assert paths(output) == ["a", "b", "c"]
    by_name = {capture.url[-1]: capture for capture in output.rows}
    assert {capture.found_by for capture in output.rows} == {"listing"}
    assert by_name["b"].hints == {"listed": "2022-01-20", "time_zone": "Asia/Damascus"}
    assert by_name["b"].found_in == web.url("/2022/1/20")
    assert "/about" not in asked(web)
    assert run(nahr, Route.LIVE).read == 0


def test_the_day_of_the_listing_dates_a_page_that_tells_none(run: Run, source: Make, web: Web) -> None:
    from newsetl.normalise.article import published_of

    web.add("/2022-01-20", links("/silent", "/dated"))
    web.add("/silent", page())
    web.add("/dated", page("2022-01-20T10:30:00Z"))
    nahr = source(listings=[Listing(url=web.url("/{yyyy}-{mm}-{dd}"))], time_zone="Africa/Abidjan")
    found = {capture.url.rpartition("/")[2]: published_of(capture) for capture in run(nahr, Route.DAILY, 20).rows}
    assert found == {
        "silent": datetime(2022, 1, 20, tzinfo=UTC),
        "dated": datetime(2022, 1, 20, 10, 30, tzinfo=UTC),
    }


def test_pages_are_turned_until_one_brings_nothing_new(run: Run, source: Make, web: Web) -> None:
    for number, listed in enumerate((["/a", "/b"], ["/b", "/c"], ["/c", "/a"], ["/d"])):
        web.add(f"/20?p={number}", links(*listed))
    for name in "abcd":
        web.add(f"/{name}", page("2022-01-20T10:00:00Z"))
    listing = Listing(url=web.url("/{dd}?p={page}"), first_page=0)
    output = run(source(listings=[listing], time_zone="Africa/Abidjan"), Route.DAILY, 20)
    assert (paths(output), output.rejections) == (["a", "b", "c"], [])


def test_a_listing_that_always_offers_another_page_ends_and_is_told(run: Run, source: Make, web: Web) -> None:
    for number in range(1, 30):
        web.add(f"/20/{number}", links(f"/s{number}", f"/20/{number + 1}"))
        web.add(f"/s{number}", page("2022-01-20T10:00:00Z"))
    nahr = source(
        listings=[Listing(url=web.url("/{dd}/{page}"), max_pages=4)], include=["/s"], time_zone="Africa/Abidjan"
    )
    output = run(nahr, Route.DAILY, 20)
    assert paths(output) == ["s1", "s2", "s3", "s4"]
    assert [(r.reason, "max_pages" in r.message) for r in output.rejections] == [(Reason.TOO_LARGE, True)]


def test_a_selector_narrows_to_what_lists_reports(run: Run, source: Make, web: Web) -> None:
    side = '<div class="side"><a href="/side">x</a></div>'
    web.add("/20", f'{side}<ul class="day"><li><a href="/a">x</a></li></ul>')
    web.add("/a", page("2022-01-20T10:00:00Z"))
    nahr = source(listings=[Listing(url=web.url("/{dd}"), links="ul.day li")], time_zone="Africa/Abidjan")
    assert paths(run(nahr, Route.DAILY, 20)) == ["a"]
    assert asked(web) == ["/20", "/a"]


@pytest.mark.parametrize("selector", ["a[", "::nosuch", ""])
def test_a_selector_that_is_none_is_told(run: Run, source: Make, web: Web, selector: str) -> None:
    web.add("/20", links("/a"))
    nahr = source(listings=[Listing(url=web.url("/{dd}"), links=selector)], time_zone="Africa/Abidjan")
    (rejection,) = run(nahr, Route.DAILY, 20).rejections
    assert (rejection.reason, "no CSS selector" in rejection.message) == (Reason.NO_ARTICLE, True)


def test_a_missing_day_costs_no_other(run: Run, source: Make, web: Web) -> None:
    web.add("/21", links("/a"))
    web.add("/a", page("2022-01-21T10:00:00Z"))
    nahr = source(listings=[Listing(url=web.url("/{dd}"))], time_zone="Africa/Abidjan")
    output = run(nahr, Route.RANGE, 20, datetime(2022, 1, 22, tzinfo=UTC))
    assert paths(output) == ["a"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.FETCH_FAILED]


def test_addresses_of_a_day() -> None:
    template = "https://nahr.example/{yyyy}/{mm}/{dd}/{m}-{d}?p={page}"
    assert address_of(template, date(2022, 1, 9), 3) == "https://nahr.example/2022/01/09/1-9?p=3"


def test_a_password_of_the_pack_stands_in_no_quarantine(run: Run, source: Make, web: Web) -> None:
    web.add("/2022/1/20?p=1", links("/story/a"))
    web.add("/story/a", page())
    with_password = web.url("/{yyyy}/{m}/{d}?p={page}").replace("http://", "http://reader:s3cret@")
    nahr = source(listings=[Listing(url=with_password, max_pages=1)], sitemaps=[with_password.partition("{")[0] + "s"])
    output = run(nahr, Route.DAILY, 20)
    assert output.rejections
    assert not [bad for bad in output.rejections if "s3cret" in bad.message + bad.record]
