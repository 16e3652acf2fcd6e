"""Shared by the tests of finding and checking sources: an outlet on a server of the tests'."""

from datetime import UTC, datetime, timedelta

import pytest

from newsetl.settings import Settings
from tests.ingest.conftest import Web

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SENTENCES = (
    "أعلنت بلدية المدينة أن أعمال ترميم الجسر القديم تبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل.",
    "وقال مدير المشاريع إن حركة السير ستحوّل إلى الطريق الشرقي، وإن حافلات النقل العام ستغيّر مسارها مؤقتا.",
    "وطالب أصحاب المحال في السوق بتعويض عن خسارتهم، فيما وعد المجلس بدراسة الطلبات قبل نهاية الشهر الجاري.",
)


def report(number: int, extra: str = "") -> str:
    title = f"ترميم الجسر القديم يبدأ الأسبوع المقبل {number}"
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return (
        f"<!doctype html><html lang=ar><head><meta charset=utf-8><title>{title}</title>"
        f"<meta property='og:type' content='article'><meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='2026-03-10T0{number}:00:00+02:00'></head>"
        f"<body><article><h1>{title}</h1>{text}</article>{extra}</body></html>"
    )


def rss(base: str, times: list[datetime], title: str = "نهر", path: str = "/news/") -> str:
    items = "".join(
        f"<item><title>خبر {number}</title><link>{base}{path}{number}</link>"
        f"<pubDate>{time:%a, %d %b %Y %H:%M:%S} +0200</pubDate><description>مقدمة</description></item>"
        for number, time in enumerate(times, 1)
    )
    return f"<rss version='2.0'><channel><title>{title}</title><link>{base}/</link>{items}</channel></rss>"


def sitemap(base: str, days: list[str], path: str = "/news/", news: bool = True) -> str:
    def said(number: int, day: str) -> str:
        if not news:
            return f"<lastmod>{day}</lastmod>"
        return f"<n:news><n:publication_date>{day}</n:publication_date><n:title>خبر {number}</n:title></n:news>"

    urls = "".join(f"<url><loc>{base}{path}{n}</loc>{said(n, day)}</url>" for n, day in enumerate(days, 1))
    return (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>"
    )


def homepage(head: str = "", body: str = "", title: str = "نهر | Nahr") -> str:
    return (
        f"<!doctype html><html lang=ar><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        f"<h2>ترميم الجسر القديم يبدأ الأسبوع المقبل</h2><p>{SENTENCES[0]}</p>{body}</body></html>"
    )


FEED_LINK = "<link rel=alternate type='application/rss+xml' title='نهر' href='/rss'>"


def outlet(web: Web, head: str = FEED_LINK, body: str = "", robots: str = "User-agent: *\nDisallow: /admin\n") -> str:
    """An outlet with a feed of three reports."""
    web.add("/robots.txt", robots, Content_Type="text/plain")
    web.add("/rss", rss(web.url(""), [NOW - timedelta(hours=n) for n in (1, 2, 3)]), Content_Type="text/xml")
    for number in (1, 2, 3):
        web.add(f"/news/{number}", report(number))
    return web.add("/", homepage(head, body))


@pytest.fixture
def settings(settings: Settings, web: Web) -> Settings:
    """The web server may be asked, at once and without retries."""
    return settings.model_copy(update={"allow_hosts": [web.host], "fetch_interval": 0, "fetch_retries": 0})
