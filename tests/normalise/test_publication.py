"""Where a page may say when its report was published, and what else on it states a date."""

import json
from datetime import UTC, datetime

import pytest

from newsetl.normalise.extract import Extracted, extract_page
from tests.normalise.conftest import PARAGRAPHS, TEASERS, TITLE

URL = "https://nahr.example/news/4711"
DATED_URL = "https://nahr.example/2022/01/20/slug"
SEEN = datetime(2022, 1, 20, 16, 30, 15, tzinfo=UTC)
H1 = f"<h1>{TITLE}</h1>"
P = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
LINE = "<div>الخميس 20 كانون الثاني 2022 - 14:05</div>"
OTHER = f'<div><a href="/n/1">{TEASERS[0][0]}</a> <span>3 آذار 2021</span></div>'
TODAY = "<div class=today>الجمعة 21 كانون الثاني 2022</div>"
EXACT, DAY = datetime(2022, 1, 20, 12, 5, tzinfo=UTC), datetime(2022, 1, 20, tzinfo=UTC)


def ld(**said: str) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": TITLE, **said})}</script>'
    )


def read(body: str, head: str = "", url: str = URL) -> Extracted:
    page = f"<html><head><title>{TITLE} | نهر</title>{head}</head><body>{body}</body></html>"
    return extract_page(page.encode(), url, hints={"time_zone": "Asia/Damascus"}, seen_at=SEEN)


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        pytest.param(f"{H1}{P}", ld(datePublished="2022-01-20T14:05:00+02:00"), URL, id="JSON-LD"),
        pytest.param(f"{H1}{LINE}{P}", ld(datePublished="2022-01-20T14:05:00Z"), URL, id="wall clock labelled UTC"),
        pytest.param(f"{H1}{LINE}{P}", ld(datePublished="2022-01-20T14:05:09+03:00"), URL, id="wrong offset"),
        pytest.param(f"{H1}{LINE}{P}", ld(datePublished="2022-01-20T12:05:00Z"), URL, id="right offset"),
        pytest.param(f"{H1}{P}", ld(datePublished="2022-01-20 14:05:00"), URL, id="no offset"),
        pytest.param(
            f"{H1}{P}", '<meta property="og:updated_time" content="2022-01-20T14:05:00+02:00">', URL, id="only updated"
        ),
        pytest.param(
            f"{H1}{P}",
            '<meta property="og:updated_time" content="2022-01-20T14:05:00+02:00">',
            DATED_URL,
            id="updated that day",
        ),
        pytest.param(f"{H1}{LINE}{P}", "", URL, id="line"),
        pytest.param(f"{TODAY}<div>{LINE}{H1}</div><div>{P}</div>", "", URL, id="line above the heading"),
        pytest.param(f"{TODAY}{H1}{OTHER}{LINE}<div>{P}</div>", "", URL, id="another report's date is nearer"),
        pytest.param(
            f"{H1}<div>{P}</div><div>تاريخ النشر: 20/1/2022 14:05</div>{OTHER}", "", URL, id="line behind the text"
        ),
        pytest.param(
            f"{H1}<div>آخر تحديث: 21 كانون الثاني 2022 10:00 | نشر في: 20 كانون الثاني 2022 14:05</div>{P}",
            "",
            URL,
            id="update first",
        ),
        pytest.param(
            f"{H1}<div>نشر: 20 كانون الثاني 2022 14:05 - آخر تحديث: 21 كانون الثاني 2022 10:00</div>{P}",
            "",
            URL,
            id="update last",
        ),
        pytest.param(
            f"{H1}<div>آخر تحديث: 20 كانون الثاني 2022 14:05</div>{P}", "", URL, id="only a line of the update"
        ),
        pytest.param(
            f"{H1}<div><span>نهر</span><span>20/01/2022</span><span>14:05</span></div>{P}", "", URL, id="glued spans"
        ),
        pytest.param(
            f"{H1}<div>١٧ جمادى الآخرة ١٤٤٣ هـ - ٢٠ يناير ٢٠٢٢ م ١٤:٠٥</div>{P}", "", URL, id="Hijri beside it"
        ),
        pytest.param(
            f'{H1}<time datetime="2022-01-20T14:05:00+02:00">الخميس</time>{P}{OTHER}', "", URL, id="time element"
        ),
        pytest.param(
            f'<aside><time datetime="2021-03-03T10:00:00Z">3</time></aside>{H1}'
            f'<time datetime="2022-01-20T12:05Z">20</time>{P}',
            "",
            URL,
            id="time element of another report",
        ),
    ],
)
def test_the_time_of_publication(body: str, head: str, url: str) -> None:
    found = read(body, head, url)
    assert found.published_at is not None
    assert (found.published_at.replace(second=0), found.published_precision) == (EXACT, "second"), found.published_how


@pytest.mark.parametrize(
    ("body", "url"),
    [
        pytest.param(f"{H1}<div>الخميس 20 كانون الثاني 2022</div>{P}", URL, id="line"),
        pytest.param(f"{TODAY}{H1}{P}", DATED_URL, id="address alone"),
        pytest.param(
            f"{TODAY}{H1}{P.replace('مساء الخميس', 'في 3 شباط 2021')}", DATED_URL, id="a date told in the text"
        ),
        pytest.param(f"<div>{H1}</div>{OTHER}<div>{P}</div>{OTHER}", DATED_URL, id="only others' dates are shown"),
    ],
)
def test_the_day_of_publication(body: str, url: str) -> None:
    found = read(body, url=url)
    assert (found.published_at, found.published_precision) == (DAY, "day"), found.published_how


@pytest.mark.parametrize(
    ("line", "at", "precision"),
    [
        ("قبل 3 ساعات", datetime(2022, 1, 20, 13, 30, 15, tzinfo=UTC), "second"),
        ("منذ ساعتين", datetime(2022, 1, 20, 14, 30, 15, tzinfo=UTC), "second"),
        ("قبل 45 دقيقة", datetime(2022, 1, 20, 15, 45, 15, tzinfo=UTC), "second"),
        ("نشر منذ ثلاث ساعات", datetime(2022, 1, 20, 13, 30, 15, tzinfo=UTC), "second"),
        ("قبل يوم", datetime(2022, 1, 19, tzinfo=UTC), "day"),
        ("منذ 5 أيام", datetime(2022, 1, 15, tzinfo=UTC), "day"),
        ("أمس 14:05", datetime(2022, 1, 19, 12, 5, tzinfo=UTC), "second"),
        ("اليوم، 09:30", datetime(2022, 1, 20, 7, 30, tzinfo=UTC), "second"),
    ],
)
def test_a_relative_time_counts_from_when_the_page_was_seen(line: str, at: datetime, precision: str) -> None:
    found = read(f"{H1}<div class=meta>{line}</div>{P}")
    assert (found.published_at, found.published_precision) == (at, precision), found.published_how
    assert "counted from when it was seen" in found.published_how


def test_a_relative_time_says_nothing_where_nobody_knows_when_it_was_seen() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body>{H1}<div>قبل 3 ساعات</div>{P}</body></html>"
    assert extract_page(page.encode(), URL).published_at is None
