"""Every shipped pack is valid, and its outlet's kind of page is read as it stands there."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from newsetl.ingest.sources import SAMPLE, load_sources
from newsetl.normalise.extract import Extracted, extract_page
from newsetl.urls import canonical_url, site_of

PACKS = SAMPLE.parents[1] / "ingest" / "packs"
PAGES = PACKS / "pages"
SOURCES = load_sources(PACKS)
KURDISH_REGION_AND_IRAQ = {
    "north-press",
    "hawar-news",
    "rudaw-arabic",
    "kurdistan24-arabic",
    "shafaq-news",
    "alsumaria",
}


def page(name: str) -> tuple[bytes, dict[str, Any]]:
    expected: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return (PAGES / f"{name}.html").read_bytes(), expected


def test_there_are_packs_of_many_outlets() -> None:
    assert len(SOURCES) >= 14
    assert set(SOURCES) >= KURDISH_REGION_AND_IRAQ


def test_each_pack_has_a_page_and_each_page_a_pack() -> None:
    assert {path.stem for path in PACKS.glob("*.yaml")} == set(SOURCES)
    for ending in ("html", "json"):
        assert {path.stem for path in PAGES.glob(f"*.{ending}")} == set(SOURCES)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_pack_says_what_a_reader_of_dates_and_reports_needs(name: str) -> None:
    source = SOURCES[name]
    assert source.homepage
    assert source.country
    assert source.time_zone, "dates without an offset could not be placed"
    assert source.feeds or source.sitemaps or source.listings
    assert (source.fetch.interval or 0) >= 1, "a real outlet is asked gently"
    site = site_of(source.homepage)
    for address in [*source.sitemaps, *(listing.url for listing in source.listings)]:
        assert site_of(address) == site
    assert source.verified is None or source.verified <= date.today()  # noqa: DTZ011


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_report_of_the_outlet_is_taken_and_its_front_page_is_not(name: str) -> None:
    source = SOURCES[name]

    def taken(url: str) -> bool:
        wanted = not source.include or any(re.search(pattern, url) for pattern in source.include)
        return wanted and not any(re.search(pattern, url) for pattern in source.exclude)

    _, expected = page(name)
    assert site_of(expected["url"]) == site_of(source.homepage)
    assert taken(expected["url"])
    assert taken(canonical_url(expected["url"]))
    assert not source.include or not taken(source.homepage)


def read(name: str) -> tuple[Extracted, dict[str, Any]]:
    html, expected = page(name)
    seen_at = datetime.fromisoformat(expected["seen_at"])
    hints = {"time_zone": SOURCES[name].time_zone}
    selectors = SOURCES[name].selectors
    return extract_page(html, expected["url"], hints=hints, seen_at=seen_at, selectors=selectors), expected


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_title_is_exact_and_no_paragraph_is_lost(name: str) -> None:
    found, expected = read(name)
    assert found.title == expected["title"]
    lines = found.body.split("\n\n")
    assert [line for line in lines if line in expected["paragraphs"]] == expected["paragraphs"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_text_is_exact(name: str) -> None:
    found, expected = read(name)
    assert found.body.split("\n\n") == expected["paragraphs"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_date_is_exact(name: str) -> None:
    found, expected = read(name)
    assert found.published_at is not None
    if len(expected["published"]) == len("2026-11-07"):
        assert (found.published_precision, str(found.published_at.date())) == ("day", expected["published"])
    else:
        moment = datetime.fromisoformat(expected["published"]).astimezone(UTC)
        assert (found.published_precision, found.published_at) == ("second", moment)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_author_is_exact(name: str) -> None:
    found, expected = read(name)
    assert found.author == expected["author"]
