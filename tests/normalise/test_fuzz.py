"""Whatever bytes come, extraction gives a report or says why there is none, and no markup makes it hang."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsetl.normalise.article import draft_of
from newsetl.normalise.charset import BadEncoding
from newsetl.normalise.extract import Extracted, NoArticle, extract_page
from newsetl.normalise.fragments import fragment_parts
from newsetl.normalise.repeated import Page, learn_repeated
from newsetl.records import Capture, Route
from tests.normalise.conftest import PARAGRAPHS, TEASERS, TITLE, listing, modern, old

URL = "https://nahr.example/2022/01/20/slug"
SEEN = datetime(2022, 1, 21, tzinfo=UTC)
HINTS = {"time_zone": "Asia/Damascus", "title": TITLE}
PAGES = [modern().encode(), old().encode(), listing().encode(), old(charset="windows-1256").encode("cp1256")]
PIECES = [
    *("<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "<li>", "<h1>", "</h1>", "<h2>", "<br>"),
    *(
        "<a href='/n/2'>",
        "<a href='http://[x'>",
        "</a>",
        "<article>",
        "</article>",
        "<time datetime='2022-13-45T99:00'>",
    ),
    *("<script type='application/ld+json'>", "</script>", '{"@type":["NewsArticle",3],"headline":{},"author":[null]}'),
    *("<meta property='og:title' content='x | y'>", "<link rel=canonical href='//[/'>", "<!--", "-->", "<![CDATA["),
    *(
        "<title>",
        "</title>",
        "<figure>",
        "<figcaption>",
        "<div class='related share'>",
        "<form>",
        "&#0;",
        "&nbsp;",
        "\x00",
    ),
    *("قبل 3 ساعات", "منذ", "٢٠ يناير ٢٠٢٢ - 14:05", "آخر تحديث", "اقرأ أيضاً:", TITLE, PARAGRAPHS[0], TEASERS[0][0]),
    *("<div itemscope itemtype='http://schema.org/NewsArticle'>", "<span itemprop=author>", "<blockquote class=tweet>"),
]
slow = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def read(data: bytes, charset: str | None = None) -> None:
    try:
        found = extract_page(data, URL, charset=charset, hints=HINTS, seen_at=SEEN)
    except (NoArticle, BadEncoding):
        return
    assert isinstance(found, Extracted)
    assert all(line.strip() for line in found.body.split("\n\n")) or not found.body


@slow
@given(st.binary(max_size=2000), st.sampled_from([None, "utf-8", "windows-1256", "utf-16", "idna", "hex", "x"]))
def test_any_bytes(data: bytes, charset: str | None) -> None:
    read(data, charset)
    read(b"<html><body><h1>x</h1>" + data, charset)


@slow
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_markup(pieces: list[str]) -> None:
    read("".join(["<html><body>", *pieces]).encode())
    fragment_parts("".join(pieces))


@slow
@given(
    st.sampled_from(PAGES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 200), st.binary(max_size=12)), min_size=1, max_size=8),
)
def test_any_damage_to_a_page(page: bytes, cuts: list[tuple[float, int, bytes]]) -> None:
    for place, size, filling in cuts:
        at = int(place * len(page))
        page = page[:at] + filling + page[at + size :]
    read(page)


@slow
@given(
    st.text(max_size=400), st.dictionaries(st.sampled_from(["title", "published", "author", "time_zone"]), st.text())
)
def test_any_text_and_hints(text: str, hints: dict[str, str]) -> None:
    hints.pop("time_zone", None)  # a pack's zone is checked when the pack is read
    capture = Capture(
        capture_id="x",
        url=URL,
        source="nahr",
        route=Route.LOAD,
        found_by="file",
        found_in="test",
        observed_at=SEEN,
        fetched_at=SEEN,
        media_type="text/html",
        payload=text.encode("utf-8", "surrogatepass"),
        hints=hints,
    )
    try:
        assert draft_of(capture).body
    except ValueError:
        return  # NoArticle, NoText and BadEncoding are its documented errors
    learn_repeated([Page("nahr", text, text.split("\n"))] * 7)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<div>",
            "<b>",
            "<table><tr><td>",
            "<ul><li>خبر",
            "<a href=/x>",
            "<blockquote>",
            "<div class=related>",
            "<article>",
        ),
        *("<div><p>خبر طويل عن شيء ما هنا.</p>", "<div>اقرأ أيضا</div><p>خبر طويل عن شيء ما هنا</p>", "<td>1</td>"),
        *(
            "<h1>عنوان رقم كذا وكذا</h1>",
            "<div><img src=a><p>صورة من المكان نفسه</p>",
            "<time datetime='2022-01-20'>x</time>",
        ),
        *(
            "<p>خبر طويل عن شيء ما هنا جدا يا صاح نعم.</p><div>اقرأ المزيد</div>",
            "<div class=news-title>عنوان كذا وكذا",
        ),
        *("<li><a href=/a>خبر طويل عن شيء ما</a></li>", "<div itemscope itemtype='http://schema.org/NewsArticle'>"),
    ],
)
def test_markup_that_is_deep_or_long_comes_to_an_end(unit: str) -> None:
    read(f"<html><body><h1>{TITLE}</h1><table><tr>{unit * 4000}<p>{PARAGRAPHS[0]}</p>".encode())
