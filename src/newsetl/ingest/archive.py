"""Web archives: the pages of WARC files, plain or gzipped, as far as a damaged file can be read.

A page belongs to the partition of its publication where it was archived within LAG after that, else of its archiving.
So each capture belongs to exactly one, which looks no further than LAG beyond its end.
"""

import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import Message
from functools import partial

from warcio.exceptions import ArchiveLoadFailed

from newsetl.ingest.reading import Item, Reading, canonical_or_none, entry_name
from newsetl.records import Capture, Reason
from newsetl.warc import Page, read_pages

_PAGES = ("text/html", "application/xhtml+xml")
LAG = timedelta(days=2)
"""Crawlers of news come by within that time."""
_AHEAD = timedelta(days=1)
"""How far a wrong clock may date a record beyond now; further, no later capture could ever replace it."""


def read_archive(
    reading: Reading,
    entry: str,
    take: Callable[[str], bool] = lambda _: True,
    legible: Callable[[Page], bool] = lambda _: True,
) -> Iterator[Item]:
    """The HTML pages of a WARC file; pictures, scripts and redirects are passed over.

    ``take`` narrows to some addresses before anything of a page is read, ``legible`` to some pages before they are
    interpreted. A damaged or truncated file ends with one bad record, after everything before the damage.
    """
    count = 0

    def wanted(url: str, observed_at: datetime | None) -> bool:
        return may_belong(reading, reading.plausible(observed_at)) and take(url)

    with reading.opened(entry) as opened:
        try:
            for page in read_pages(opened.file, reading.settings.max_body_bytes, wanted):
                count += 1
                read = partial(_read_page, reading, entry, page, legible)
                yield from reading.guarded(read, partial(_name, page), entry)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            message = f"{entry_name(entry)}: damaged after {count} pages: {' '.join(str(error).split())}"
            yield reading.bad(Reason.BAD_ARCHIVE, message, f"(after {count} pages)", entry)


def may_belong(reading: Reading, observed_at: datetime | None) -> bool:
    """Whether a page archived then can belong to the partition; one of unknown time is looked at."""
    if reading.interval is None or observed_at is None:
        return True
    since, until = reading.interval
    return since <= observed_at < until + LAG


def _read_page(reading: Reading, entry: str, page: Page, legible: Callable[[Page], bool]) -> Item | None:
    media_type, charset = _split(page.content_type)
    if media_type not in _PAGES or (page.status and 300 <= page.status < 400):
        return None
    name, limit = _name(page), reading.settings.max_body_bytes
    observed_at = reading.plausible(page.observed_at)
    if observed_at and observed_at > reading.clock() + _AHEAD:
        observed_at = None
    url = canonical_or_none(page.url)
    if url is None:
        return reading.bad(Reason.BAD_ADDRESS, f"not a usable address: {page.url[:200]}", name, entry)
    if observed_at is None:
        message = f"{url}: its WARC-Date «{page.date[:100]}» is no time at which it can have been archived"
        return reading.bad(Reason.DATE_OUT_OF_RANGE, message, name, entry)
    fault = _fault(page, url, limit)
    if fault is not None:
        return reading.bad(*fault, name, entry) if reading.wanted(observed_at) else None
    if not legible(page):
        return None
    capture = reading.capture(
        url,
        page.body,
        found_by="warc",
        found_in=entry,
        observed_at=observed_at.replace(microsecond=0),
        media_type=media_type,
        charset=charset,
        http_status=page.status,
    )
    return capture if _belongs(reading, capture) else None


def _fault(page: Page, url: str, limit: int) -> tuple[Reason, str] | None:
    """Why a page is none, and what is wrong."""
    if page.fault:
        return Reason.BAD_ARCHIVE, f"{url}: {page.fault}"
    if page.status and page.status >= 400:
        return Reason.FETCH_FAILED, f"{url}: archived as HTTP {page.status}"
    if len(page.body) > limit:
        return Reason.TOO_LARGE, f"{url}: longer than {limit} bytes"
    return None


def _belongs(reading: Reading, capture: Capture) -> bool:
    """By its publication where that is not long before; the page is asked only where that can decide."""
    if reading.interval is None:
        return True
    since, until = reading.interval
    if since + LAG <= capture.observed_at < until:
        return True
    published = reading.published(capture)
    if published is None or not timedelta() <= capture.observed_at - published <= LAG:
        published = capture.observed_at
    return reading.wanted(published)


def _name(page: Page) -> str:
    return f"{page.url} {page.observed_at.isoformat() if page.observed_at else page.date}"


def _split(content_type: str) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    charset = header.get_param("charset")
    return header.get_content_type() if content_type else "text/html", str(charset) if charset else None
