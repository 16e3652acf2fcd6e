"""Web archives: the pages of WARC files, plain or gzipped, as far as a damaged file can be read."""

import zlib
from collections.abc import Iterator
from email.message import Message

from warcio.exceptions import ArchiveLoadFailed

from newsetl.ingest.reading import Item, Reading, canonical_or_none, entry_name
from newsetl.records import Reason
from newsetl.warc import read_pages

_PAGES = ("text/html", "application/xhtml+xml")


def read_archive(reading: Reading, entry: str) -> Iterator[Item]:
    """The HTML pages of a WARC file; pictures, scripts and redirects are passed over.

    A damaged or truncated file ends with one bad record, after everything before the damage.
    """
    limit = reading.settings.max_body_bytes
    count = 0
    with reading.opened(entry) as opened:
        try:
            for address, observed_at, content_type, status, body in read_pages(opened.file, limit):
                count += 1
                media_type, charset = _split(content_type)
                if media_type not in _PAGES or (status and 300 <= status < 400) or not reading.wanted(observed_at):
                    continue
                name = f"{address} {observed_at.isoformat()}"
                url = canonical_or_none(address)
                if url is None:
                    yield reading.bad(Reason.BAD_ADDRESS, f"not a usable address: {address[:200]}", name, entry)
                elif status and status >= 400:
                    yield reading.bad(Reason.FETCH_FAILED, f"{url}: archived as HTTP {status}", name, entry)
                elif len(body) > limit:
                    yield reading.bad(Reason.TOO_LARGE, f"{url}: longer than {limit} bytes", name, entry)
                else:
                    yield reading.capture(
                        url,
                        body,
                        found_by="warc",
                        found_in=entry,
                        observed_at=observed_at.replace(microsecond=0),
                        media_type=media_type,
                        charset=charset,
                        http_status=status,
                    )
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            message = f"{entry_name(entry)}: damaged after {count} pages: {' '.join(str(error).split())}"
            yield reading.bad(Reason.BAD_ARCHIVE, message, f"(after {count} pages)", entry)


def _split(content_type: str) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    charset = header.get_param("charset")
    return header.get_content_type() if content_type else "text/html", str(charset) if charset else None
