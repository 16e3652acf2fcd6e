"""Web archives: the pages of WARC files, plain or gzipped, as far as a damaged file can be read."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from functools import partial

from warcio.exceptions import ArchiveLoadFailed

from newsetl.ingest.reading import Item, Reading, canonical_or_none, entry_name
from newsetl.records import Reason
from newsetl.warc import Page, read_pages

_PAGES = ("text/html", "application/xhtml+xml")
_AHEAD = timedelta(days=1)
"""How far a wrong clock may date a record beyond now; further, no later capture could ever replace it."""


def read_archive(reading: Reading, entry: str) -> Iterator[Item]:
    """The HTML pages of a WARC file; pictures, scripts and redirects are passed over.

    A damaged or truncated file ends with one bad record, after everything before the damage.
    """
    count = 0
    with reading.opened(entry) as opened:
        try:
            for page in read_pages(opened.file, reading.settings.max_body_bytes):
                count += 1
                read = partial(_read_page, reading, entry, page)
                yield from reading.guarded(read, partial(_name, page), entry)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            message = f"{entry_name(entry)}: damaged after {count} pages: {' '.join(str(error).split())}"
            yield reading.bad(Reason.BAD_ARCHIVE, message, f"(after {count} pages)", entry)


def _read_page(reading: Reading, entry: str, page: Page) -> Item | None:
    media_type, charset = _split(page.content_type)
    if media_type not in _PAGES or (page.status and 300 <= page.status < 400):
        return None
    name, limit = _name(page), reading.settings.max_body_bytes
    observed_at = reading.plausible(page.observed_at)
    if observed_at and observed_at > reading.clock() + _AHEAD:
        observed_at = None
    if not reading.wanted(observed_at):
        return None
    url = canonical_or_none(page.url)
    if url is None:
        return reading.bad(Reason.BAD_ADDRESS, f"not a usable address: {page.url[:200]}", name, entry)
    if observed_at is None:
        message = f"{url}: its WARC-Date «{page.date[:100]}» is no time at which it can have been archived"
        return reading.bad(Reason.DATE_OUT_OF_RANGE, message, name, entry)
    if page.fault:
        return reading.bad(Reason.BAD_ARCHIVE, f"{url}: {page.fault}", name, entry)
    if page.status and page.status >= 400:
        return reading.bad(Reason.FETCH_FAILED, f"{url}: archived as HTTP {page.status}", name, entry)
    if len(page.body) > limit:
        return reading.bad(Reason.TOO_LARGE, f"{url}: longer than {limit} bytes", name, entry)
    return reading.capture(
        url,
        page.body,
        found_by="warc",
        found_in=entry,
        observed_at=observed_at.replace(microsecond=0),
        media_type=media_type,
        charset=charset,
        http_status=page.status,
    )


def _name(page: Page) -> str:
    return f"{page.url} {page.observed_at.isoformat() if page.observed_at else page.date}"


def _split(content_type: str) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    charset = header.get_param("charset")
    return header.get_content_type() if content_type else "text/html", str(charset) if charset else None
