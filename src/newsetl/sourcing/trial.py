"""Pages tried: fetched and extracted just as a run would, and what came of each, with a score.

The score of a page is the sum of six marks, 100 together (``MARKS``); of a source it is the mean of its pages' scores.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

import lxml.etree
import lxml.html

from newsetl.ingest.feed import read_item
from newsetl.ingest.fetch import Fetcher, SourceUnavailable
from newsetl.ingest.page import fetch_page
from newsetl.ingest.reading import Bad, Item, Opened, Reading, canonical_or_none
from newsetl.ingest.sources import Source
from newsetl.normalise.article import Draft, draft_of
from newsetl.normalise.charset import decode
from newsetl.records import Capture, Record, Route, UtcDatetime
from newsetl.selectors import Selectors
from newsetl.settings import Settings
from newsetl.sourcing.feeds import ReadFeed
from newsetl.sourcing.sitemaps import Page

MARKS = {"title": 20, "date": 20, "length": 25, "paragraphs": 10, "clean": 10, "no_links": 15}
"""Most marks for: a title; a date to the second (three quarters for a day); 120 words of text; 3 paragraphs; nothing
cut as boilerplate (none where half of the letters were); no paragraph that is the text of a link on the page (none
where a fifth of the words are)."""
_ENOUGH_WORDS, _ENOUGH_PARAGRAPHS = 120, 3
_MUCH_CUT, _MUCH_LEAKED = 0.5, 0.2
_LINK_WORDS = 4
_BEGINNING = 25


class PageTrial(Record):
    """What came of one page."""

    address: str
    state: Literal["extracted", "refused", "not_fetched"]
    """``refused``: fetched, but there is no report to be extracted."""
    why: str = ""
    """Where nothing was extracted."""
    title: str = ""
    beginning: str = ""
    """The first words of the text."""
    words: int = 0
    paragraphs: int = 0
    published_at: UtcDatetime | None = None
    precision: str = ""
    language: str = ""
    author: str = ""
    cut: list[str] = []
    """Lines taken out as boilerplate."""
    leaked: list[str] = []
    """Paragraphs that are the text of a link on the page: headlines of other reports, menus."""
    how: dict[str, str] = {}
    """Field → how it was found."""
    marks: dict[str, int] = {}
    score: int = 0
    """The sum of the marks, 0 to 100."""


@dataclass(frozen=True)
class Trier:
    """Tries pages of one source."""

    source: Source
    settings: Settings
    fetcher: Fetcher
    clock: Callable[[], datetime]

    def of_feed(self, feed: ReadFeed, most: int) -> list[PageTrial]:
        """The newest items of a feed, as a run would take them: their own text, or the page they link to."""
        reading = self._reading()

        def one(item: Any) -> Item | None:
            body = io.BytesIO(feed.answer.body)
            opened = Opened(body, reading.now(), feed.answer.charset, by_file=False)
            return read_item(reading, feed.facts.address, opened, item, "")

        return list(_tried(reading, [(str(item.get("link") or ""), partial(one, item)) for item in feed.items[:most]]))

    def of_sitemap(self, address: str, pages: Iterable[Page]) -> list[PageTrial]:
        """Pages that a sitemap names."""
        reading = self._reading()

        def one(page: Page) -> Item | None:
            url = canonical_or_none(page.address) or page.address
            return fetch_page(reading, page.address, url, found_by="sitemap", found_in=address, hints=page.hints)

        return list(_tried(reading, [(page.address, partial(one, page)) for page in pages]))

    def _reading(self) -> Reading:
        return Reading(self.source, Route.RANGE, self.settings, self.fetcher, self.clock, lambda _: True)


def _tried(reading: Reading, reads: Iterable[tuple[str, Callable[[], Item | None]]]) -> Iterator[PageTrial]:
    for address, read in reads:
        try:
            item = next(reading.guarded(read, str, address), None)
        except SourceUnavailable as error:
            yield PageTrial(address=address, state="not_fetched", why=str(error))
            return
        if isinstance(item, Bad):
            why = item.message.removeprefix(f"{address}: ")
            yield PageTrial(address=address, state="not_fetched", why=why)
        elif item is not None:
            yield try_capture(item, reading.source.selectors)


def try_capture(capture: Capture, selectors: Selectors | None = None) -> PageTrial:
    """Extract one capture, as a run would with the source's ``selectors``, and judge what came of it."""
    try:
        draft = draft_of(capture, selectors)
    except Exception as error:  # noqa: BLE001 -- a page that nobody foresaw is what is to be told
        return PageTrial(address=capture.url, state="refused", why=str(error) or type(error).__name__)
    found = draft.extracted
    paragraphs = [part for part in draft.body.split("\n\n") if part.strip()]
    words = draft.body.split()
    leaked = _leaked(capture, paragraphs)
    marks = _marks(draft, paragraphs, leaked)
    return PageTrial(
        address=capture.url,
        state="extracted",
        title=draft.title,
        beginning=" ".join(words[:_BEGINNING]),
        words=len(words),
        paragraphs=len(paragraphs),
        published_at=found.published_at,
        precision=found.published_precision if found.published_at else "",
        language=found.lang,
        author=found.author or "",
        cut=found.boilerplate,
        leaked=leaked,
        how=found.provenance,
        marks=marks,
        score=sum(marks.values()),
    )


def score_of(pages: list[PageTrial]) -> int | None:
    """The mean score of the pages that were fetched, None where none was; a page without a report has none."""
    fetched = [page.score for page in pages if page.state != "not_fetched"]
    return round(sum(fetched) / len(fetched)) if fetched else None


def _marks(draft: Draft, paragraphs: list[str], leaked: list[str]) -> dict[str, int]:
    found = draft.extracted
    words = len(draft.body.split())
    cut = sum(map(len, found.boilerplate))
    date = 0.0 if found.published_at is None else 1.0 if found.published_precision == "second" else 0.75
    shares = {
        "title": float(bool(draft.title)),
        "date": date,
        "length": min(1.0, words / _ENOUGH_WORDS),
        "paragraphs": min(1.0, len(paragraphs) / _ENOUGH_PARAGRAPHS),
        "clean": 1 - min(1.0, cut / (cut + len(draft.body)) / _MUCH_CUT),
        "no_links": 1 - min(1.0, sum(len(part.split()) for part in leaked) / max(words, 1) / _MUCH_LEAKED),
    }
    return {name: round(most * shares[name]) for name, most in MARKS.items()}


def _leaked(capture: Capture, paragraphs: list[str]) -> list[str]:
    """Paragraphs that are nothing but the text of a link on the page."""
    try:
        text, _ = decode(capture.payload, capture.charset)
        tree = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.ParserError, ValueError):
        return []
    links = {" ".join(link.text_content().split()) for link in tree.iter("a")}
    lines = (" ".join(line.split()) for part in paragraphs for line in part.split("\n"))
    return [line for line in lines if line in links and len(line.split()) >= _LINK_WORDS]
