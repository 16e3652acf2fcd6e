"""Outlets found out, against a server on the loopback."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsetl.ingest.fetch import Fetcher
from newsetl.ingest.sources import Source, parse_source
from newsetl.settings import Settings
from newsetl.sourcing.adding import Adding, Addition, address_of, examine
from newsetl.sourcing.discover import DiscoveryError
from newsetl.sourcing.draft import Given, source_id_of
from newsetl.sourcing.scope import Scope
from tests import outlets
from tests.ingest import conftest as ingest_fixtures
from tests.ingest.conftest import Web
from tests.outlets import FEED_LINK, NOW, SENTENCES, homepage, outlet, report, rss, sitemap

web = ingest_fixtures.web
settings = outlets.settings

Look = Callable[..., Addition]


@pytest.fixture
def look(settings: Settings, tmp_path: Any) -> Look:
    """Find out about an address; the clock stands."""

    def go(url: str, source_id: str = "", **given: str) -> Addition:
        with Fetcher(settings) as fetcher:
            adding = Adding(settings, fetcher, lambda: NOW)
            return examine(url, adding, tmp_path / "sources", source_id, Given(**given))

    return go


def pack_of(addition: Addition) -> Source:
    return parse_source(addition.pack, Path(addition.path))


def test_an_outlet_with_feed_and_sitemaps_is_drafted(web: Web, look: Look) -> None:
    robots = (
        f"User-agent: *\nCrawl-delay: 0\nSitemap: {web.url('/sitemap.xml')}\nSitemap: {web.url('/tags-sitemap.xml')}\n"
    )
    url = outlet(web, robots=robots)
    index = "".join(
        f"<sitemap><loc>{web.url(f'/sitemap-{month}.xml')}</loc></sitemap>"
        for month in ("2025-12", "2026-01", "2026-03")
    )
    web.add("/sitemap.xml", f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{index}</sitemapindex>")
    web.add("/sitemap-2026-03.xml", sitemap(web.url(""), ["2026-03-09", "2026-03-10"], news=False))
    web.add("/news-sitemap.xml", sitemap(web.url(""), ["2026-03-10T08:00:00+02:00"]))
    found = look(url, "nahr")
    source = pack_of(found)
    assert (source.id, source.name.ar, source.name.en, source.language) == ("nahr", "نهر", "Nahr", "ar")
    assert source.feeds == [web.url("/rss")]
    assert source.sitemaps == [web.url("/sitemap.xml"), web.url("/news-sitemap.xml")]
    kinds = {facts.address: (facts.kind, str(facts.oldest)[:7]) for facts in found.sitemaps}
    assert kinds[web.url("/sitemap.xml")] == ("index", "2025-12")
    assert kinds[web.url("/news-sitemap.xml")][0] == "news"
    assert source.verified == NOW.date()
    assert source.affiliation == "unknown"
    assert [(page.state, page.paragraphs, page.score >= 70) for page in found.pages] == [("extracted", 3, True)] * 3
    assert found.pages[0].title == "ترميم الجسر القديم يبدأ الأسبوع المقبل 1"
    assert "/tags-sitemap.xml" not in [path for path, _ in web.asked]
    assert found.asked <= 15
    assert len(web.asked) + len(web.rules_asked) == found.asked


def test_what_a_person_must_decide_is_marked_and_what_is_certain_is_not(web: Web, look: Look) -> None:
    lines = look(outlet(web), "nahr").pack.splitlines()
    assert any(text.startswith("affiliation: unknown") and "decide:" in text for text in lines)
    assert any(text.startswith("# country:") and "decide:" in text for text in lines)
    assert any("its dates state +02:00" in text for text in lines)
    assert yaml.safe_load("\n".join(lines))["homepage"] == web.url("/")


def test_a_stated_country_tells_the_time_zone(web: Web, look: Look) -> None:
    source = pack_of(look(outlet(web), "nahr", country="LB", name_en="The River"))
    assert (source.country, source.time_zone, source.name.en) == ("LB", "Asia/Beirut", "The River")


def test_a_country_that_the_page_declares_is_taken(web: Web, look: Look) -> None:
    declared = (
        '<script type="application/ld+json">{"@type": "NewsMediaOrganization", "name": "صحيفة نهر", '
        '"alternateName": "Nahr Daily", "address": {"@type": "PostalAddress", "addressCountry": "لبنان"}}</script>'
    )
    source = pack_of(look(outlet(web, FEED_LINK + declared), "nahr"))
    assert (source.country, source.name.ar, source.name.en) == ("LB", "صحيفة نهر", "Nahr Daily")


def test_feeds_of_comments_dead_and_stale_ones_are_left_out(web: Web, look: Look) -> None:
    head = FEED_LINK + (
        "<link rel=alternate type='application/rss+xml' title='نهر خلاصة التعليقات' href='/comments/feed/'>"
        "<link rel=alternate type='application/rss+xml' href='/gone'>"
        "<link rel=alternate type='application/rss+xml' href='/said'>"
        "<link rel=alternate type='application/rss+xml' href='/old'>"
    )
    url = outlet(web, head)
    web.add("/said", rss(web.url(""), [NOW], title="Comments on: ترميم الجسر"))
    web.add("/old", rss(web.url(""), [NOW - timedelta(days=400)], path="/past/"))
    found = look(url, "nahr")
    assert [feed.address for feed in found.feeds] == [web.url("/rss")]
    why = {left.address.rpartition("/")[2]: left.why for left in found.left_out}
    assert why["said"] == "readers' comments"
    assert "2025-02-03" in why["old"]
    assert "404" in why["gone"]
    assert "/comments/feed/" not in [path for path, _ in web.asked]


def test_a_feed_behind_a_page_on_rss_is_found(web: Web, look: Look) -> None:
    url = outlet(web, head="", body="<a href='/rss-feeds'>خلاصات</a>")
    web.add("/rss-feeds", homepage(body="<a href='/xml/rss/main'>الأخبار</a>"))
    web.answers["/xml/rss/main"] = web.answers.pop("/rss")
    assert pack_of(look(url, "nahr")).feeds == [web.url("/xml/rss/main")]


def test_of_two_feeds_of_the_same_items_the_fuller_is_taken(web: Web, look: Look) -> None:
    url = outlet(web, FEED_LINK + "<link rel=alternate type='application/rss+xml' href='/full'>")
    short = rss(web.url(""), [NOW, NOW, NOW])
    long = f"<content:encoded>{' '.join(SENTENCES)}</content:encoded></item>"
    full = short.replace("</item>", long).replace(
        "<rss", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    )
    web.add("/full", full)
    assert pack_of(look(url, "nahr")).feeds == [web.url("/full")]


def test_two_addresses_of_one_feed_are_one(web: Web, look: Look) -> None:
    url = outlet(web, FEED_LINK + "<link rel=alternate type='application/rss+xml' href='/rss/old'>")
    web.add("/rss/old", status=301, Location="/rss")
    found = look(url, "nahr")
    assert (pack_of(found).feeds, found.left_out) == ([web.url("/rss")], [])


def test_robots_that_forbid_are_obeyed(web: Web, look: Look) -> None:
    url = outlet(web, robots="User-agent: *\nDisallow: /\n")
    with pytest.raises(DiscoveryError, match=r"robots\.txt asks not to fetch .* permission"):
        look(url, "nahr")
    assert web.asked == []


def test_robots_that_ask_for_patience_are_obeyed_and_written_down(
    web: Web, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    url = outlet(web, robots="User-agent: *\nCrawl-delay: 7\n")
    with Fetcher(settings, waited.append, clock=lambda: NOW.timestamp() + sum(waited)) as fetcher:
        found = examine(url, Adding(settings, fetcher, lambda: NOW), tmp_path, "nahr")
    assert pack_of(found).fetch.interval == 7
    assert sum(waited) == pytest.approx(7 * (len(web.asked) - 1))


def test_a_homepage_without_anything_is_told_with_what_to_do(web: Web, look: Look) -> None:
    url = web.add("/", homepage(body="<a href='/about'>من نحن</a>"))
    with pytest.raises(DiscoveryError, match=r"neither a feed nor a sitemap.*RSS.*listings"):
        look(url, "nahr")
    assert len(web.asked) <= 12


@pytest.mark.parametrize(
    ("status", "advice"), [(404, "check the address"), (403, "does not let programs in"), (503, "later")]
)
def test_a_homepage_that_cannot_be_read(web: Web, look: Look, status: int, advice: str) -> None:
    url = web.add("/", "", status)
    with pytest.raises(DiscoveryError, match=f"{status}.*{advice}"):
        look(url, "nahr")


def test_an_address_that_is_not_public_names_the_setting(web: Web, settings: Settings, tmp_path: Any) -> None:
    closed = settings.model_copy(update={"allow_hosts": []})
    with Fetcher(closed) as fetcher, pytest.raises(DiscoveryError, match="NEWSETL_ALLOW_HOSTS"):
        examine(web.url("/"), Adding(closed, fetcher, lambda: NOW), tmp_path, "nahr")


def test_a_homepage_in_windows_1256(web: Web, look: Look) -> None:
    outlet(web)
    old = homepage(FEED_LINK).replace("charset=utf-8", "charset=windows-1256").encode("windows-1256")
    web.answers["/"] = []
    web.add("/", old, Content_Type="text/html")
    assert pack_of(look(web.url("/"), "nahr")).name.ar == "نهر"


def test_a_redirected_homepage_is_told_and_the_whole_site_is_meant(web: Web, look: Look) -> None:
    outlet(web)
    web.answers["/ar/"] = web.answers.pop("/")
    web.add("/", status=302, Location="/ar/")
    found = look(web.url("/"), "nahr")
    assert found.notices == [f"{web.url('/')} leads to {web.url('/ar/')}"]
    assert pack_of(found).homepage == web.url("/ar/")
    assert pack_of(found).feeds == [web.url("/rss")], "the site's own, though it lies beside /ar/"


def test_an_outlet_below_a_path_keeps_to_it(web: Web, look: Look) -> None:
    base = web.url("")
    web.add("/robots.txt", f"User-agent: *\nSitemap: {base}/en/sitemap.xml\nSitemap: {base}/sitemap.xml\n")
    web.add("/en/sitemap.xml", sitemap(base, ["2026-03-10"], path="/en/news/"))
    both = sitemap(base, ["2026-03-10", "2026-03-09"], path="/arabic/news/")
    mixed = both.replace("</urlset>", f"<url><loc>{base}/en/news/7</loc></url></urlset>")
    web.add("/sitemap.xml", mixed)
    web.add("/arabic/news/1", report(1))
    web.add("/all", rss(base, [NOW, NOW], path="/en/news/"))
    web.add("/arabic/", homepage("<link rel=alternate type='application/rss+xml' href='/all'>"))
    found = look(web.url("/arabic/"))
    source = pack_of(found)
    assert source.id == "arabic"
    assert (source.feeds, source.sitemaps) == ([], [f"{base}/sitemap.xml"])
    assert source.include == ["^https?://[^/]+/arabic(?:/|$)"]
    why = {left.address: left.why for left in found.left_out}
    assert why.keys() == {f"{base}/all", f"{base}/en/sitemap.xml"}
    assert "another outlet's" in why[f"{base}/all"]
    assert "/en/sitemap.xml" not in [path for path, _ in web.asked]


def test_the_address_of_a_feed_leads_to_its_outlet(web: Web, look: Look) -> None:
    outlet(web, head="")
    web.answers["/hidden/xml"] = web.answers.pop("/rss")
    found = look(web.url("/hidden/xml"), "nahr")
    assert pack_of(found).feeds == [web.url("/hidden/xml")]
    assert found.homepage == web.url("/")


def test_a_feed_whose_pages_cannot_be_read_is_taken_for_its_own_text(web: Web, look: Look) -> None:
    url = outlet(web)
    web.answers["/rss"] = []
    web.add("/rss", rss(web.url(""), [NOW, NOW]).replace("مقدمة", " ".join(SENTENCES)))
    for number in (1, 2, 3):
        web.answers[f"/news/{number}"] = [(403, {}, b"")]
    found = look(url, "nahr")
    assert pack_of(found).follow == "never"
    assert [page.state for page in found.pages] == ["extracted"] * 2


def test_a_page_that_leaks_links_and_one_without_text_score_low(web: Web, look: Look) -> None:
    url = outlet(web)
    web.answers["/news/1"] = []
    web.add("/news/1", "<html><body><h1>نهر</h1><ul><li><a href=/a>عنوان خبر آخر من أخبار اليوم</a></ul></body></html>")
    found = look(url, "nahr")
    assert [page.state for page in found.pages] == ["refused", "extracted", "extracted"]
    assert found.pages[0].why
    assert (found.score or 0) < found.pages[1].score


def test_a_sitemap_is_no_homepage(web: Web, look: Look) -> None:
    url = web.add("/news-sitemap.xml", sitemap(web.url(""), ["2026-03-10"]))
    with pytest.raises(DiscoveryError, match="a sitemap: give the address of the outlet's homepage"):
        look(url, "nahr")


def test_without_a_name_in_the_address_an_id_is_asked_for_before_anybody_else(web: Web, look: Look) -> None:
    with pytest.raises(DiscoveryError, match="--id"):
        look(outlet(web), "")
    assert (web.asked, web.rules_asked) == ([], [])


@pytest.mark.parametrize(
    ("homepage", "expected"),
    [
        ("https://www.nahr-news.com/", "nahr-news"),
        ("https://nahr.com.lb/index.php", "nahr"),
        ("https://arabic.nahr.co.uk/", "arabic-nahr"),
        ("https://nahr.example/ar/", "nahr-ar"),
        ("https://nahr.example/barid-sharq/", "barid-sharq"),
        ("http://127.0.0.1:8090/", ""),
    ],
)
def test_the_id_that_an_address_gives(homepage: str, expected: str) -> None:
    assert source_id_of(Scope.of(homepage)) == expected


@pytest.mark.parametrize(
    ("typed", "address"),
    [("nahr.example", "https://nahr.example/"), ("http://nahr.example/ar#top", "http://nahr.example/ar")],
)
def test_an_address_is_completed(typed: str, address: str) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize("typed", ["ftp://nahr.example/", "https://", "http://[::1"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(DiscoveryError, match="no address of a homepage"):
        address_of(typed)


@pytest.mark.parametrize(
    ("home", "url", "holds"),
    [
        ("https://www.nahr.example/", "https://nahr.example/a/1", True),
        ("https://nahr.example/index.php?lang=ar", "https://m.nahr.example/a", True),
        ("https://nahr.example/", "https://other.example/a", False),
        ("https://nahr.example/arabic", "https://nahr.example/arabic/1", True),
        ("https://nahr.example/arabic", "https://nahr.example/arabic2/1", False),
        ("https://nahr.example/ar/home.html", "https://nahr.example/ar/1", True),
        ("https://nahr.example/ar/", "https://nahr.example/en/1", False),
    ],
)
def test_scope(home: str, url: str, holds: bool) -> None:
    assert Scope.of(home).holds(url) is holds
