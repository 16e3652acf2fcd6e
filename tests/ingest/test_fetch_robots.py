"""robots.txt, as RFC 9309 has it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from newsetl.ingest.failures import FetchOutcome
from newsetl.ingest.fetch import FetchDisallowed, Fetcher, SourceUnavailable
from newsetl.ingest.sources import Source
from newsetl.records import Reason, Route
from newsetl.settings import Settings
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web

DAY = 86_400.0
NOTHING = "User-agent: *\nDisallow: /\n"


@dataclass
class Clock:
    """Time that passes when somebody sleeps."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def page(settings: Settings, web: Web, clock: Clock) -> Callable[[str], bytes]:
    """Fetch a page of the site in a run of its own."""

    def fetch(path: str = "/news/1") -> bytes:
        web.answers.setdefault(path, [(200, {}, b"page")])
        with Fetcher(settings, clock.sleep, clock=clock) as fetcher:
            return fetcher.fetch(web.url(path)).body

    return fetch


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /news/\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NewsETL\nDisallow: /private/\n", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: newsetl\nDisallow: /news/\n", False),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/1$\n", True),
        ("User-agent: *\nDisallow: /*/1\n", False),
        ("\ufeffUser-agent: *\r\nDisallow: /news # ours\r\n", False),
        ("<html><body>لا توجد صفحة</body></html>", True),
        ("Disallow: /\n", True),
    ],
)
def test_rules_are_obeyed(web: Web, page: Callable[..., bytes], rules: str, allowed: bool) -> None:
    web.add("/robots.txt", rules, Content_Type="text/plain")
    if allowed:
        assert page() == b"page"
    else:
        with pytest.raises(FetchDisallowed, match=r"robots\.txt"):
            page()
        assert web.asked == []


def test_they_are_asked_for_once_a_day(web: Web, page: Callable[..., bytes], clock: Clock) -> None:
    web.add("/robots.txt", "User-agent: *\nDisallow: /secret")
    for path in ("/1", "/2", "/1"):
        page(path)
    assert len(web.rules_asked) == 1
    clock.now += DAY + 1
    page("/3")
    assert len(web.rules_asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(web: Web, page: Callable[..., bytes], status: int) -> None:
    web.add("/robots.txt", NOTHING, status=status)
    assert page() == b"page"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_rules_that_cannot_be_read_are_an_outage(
    web: Web, page: Callable[..., bytes], settings: Settings, status: int
) -> None:
    web.add("/robots.txt", status=status)
    web.add("/robots.txt", status=404)
    with pytest.raises(SourceUnavailable, match=r"robots\.txt cannot be read") as told:
        page()
    assert told.value.outcome in (FetchOutcome.RATE_LIMITED, FetchOutcome.SERVER_ERROR)
    assert web.asked == []
    assert page() == b"page", "the next run asks again"


def test_rules_of_before_hold_while_they_cannot_be_read(web: Web, page: Callable[..., bytes], clock: Clock) -> None:
    web.add("/robots.txt", "User-agent: *\nDisallow: /secret")
    web.add("/robots.txt", status=500)
    page()
    clock.now += 2 * DAY
    assert page() == b"page"
    with pytest.raises(FetchDisallowed):
        page("/secret")
    clock.now += 30 * DAY
    with pytest.raises(SourceUnavailable):
        page()


def test_rules_are_followed_to_where_they_are(web: Web, page: Callable[..., bytes]) -> None:
    web.add("/robots.txt", status=301, Location="/rules")
    web.add("/rules", NOTHING)
    with pytest.raises(FetchDisallowed):
        page()


def test_rules_elsewhere_inside_are_not_read(web: Web, page: Callable[..., bytes]) -> None:
    web.add("/robots.txt", status=302, Location="http://10.0.0.8/robots.txt")
    assert page() == b"page"


def test_long_rules_are_read_as_far_as_they_must_be(web: Web, page: Callable[..., bytes]) -> None:
    filling = "# nothing\n" * 60_000
    web.add("/robots.txt", f"User-agent: *\nDisallow: /early\n{filling}Disallow: /news/\n")
    assert page() == b"page"
    with pytest.raises(FetchDisallowed):
        page("/early")


def test_where_a_redirect_leads_the_rules_hold_too(web: Web, page: Callable[..., bytes]) -> None:
    web.add("/robots.txt", "User-agent: *\nDisallow: /secret")
    web.add("/go", status=302, Location="/secret")
    with pytest.raises(FetchDisallowed):
        page("/go")
    assert [path for path, _ in web.asked] == ["/go"]


@pytest.mark.parametrize(("delay", "kept"), [("7", 7.0), ("86400", 60.0), ("0.5", 1.0), ("soon", 1.0)])
def test_crawl_delay_is_the_least_interval(web: Web, settings: Settings, clock: Clock, delay: str, kept: float) -> None:
    web.add("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}\n")
    web.add("/1", "page")
    began = clock.now
    with Fetcher(settings.model_copy(update={"fetch_interval": 1.0}), clock.sleep, clock=clock) as fetcher:
        for _ in range(3):
            fetcher.fetch(web.url("/1"))
    assert clock.now - began == pytest.approx(2 * kept)


def test_a_page_that_may_not_be_fetched_stands_in_quarantine(
    web: Web, run: Callable[..., StageOutput], source: Callable[..., Source]
) -> None:
    web.add("/robots.txt", "User-agent: *\nDisallow: /secret")
    items = [f"<item><title>خبر</title><link>{web.url(path)}</link></item>" for path in ("/secret/1", "/open")]
    feed = f'<rss version="2.0"><channel><title>نهر</title>{"".join(items)}</channel></rss>'
    web.add("/open", "<p>خبر</p>")
    output = run(source(feeds=[web.add("/feed", feed)]), Route.DAILY, 20)
    assert [capture.url for capture in output.rows] == [web.url("/open")]
    assert [rejection.reason for rejection in output.rejections] == [Reason.ROBOTS]
