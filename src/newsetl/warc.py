"""Captures as WARC 1.1 (ISO 28500): a response or resource record each, and a metadata record with the JSON facts."""

import io
import json
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsetl.records import Capture
from newsetl.times import to_utc

METADATA_TYPE = "application/vnd.newsetl.capture+json"


@dataclass(frozen=True)
class Page:
    """A page of a web archive, as it stands there."""

    url: str
    date: str
    """WARC-Date as written."""
    observed_at: datetime | None
    """WARC-Date; None where it is no time."""
    content_type: str
    status: int | None
    body: bytes
    fault: str = ""
    """Why the body could not be read; the next record may be sound."""


def write_captures(path: Path, captures: Iterable[Capture]) -> None:
    """Write one gzipped WARC file. Record ids derive from capture ids, so equal captures give equal records."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for capture in captures:
            payload_id = _record_id(capture.capture_id, "payload")
            writer.write_record(
                writer.create_warc_record(
                    capture.url,
                    "resource",
                    payload=io.BytesIO(capture.payload),
                    length=len(capture.payload),
                    warc_content_type=capture.media_type,
                    warc_headers_dict={
                        "WARC-Record-ID": payload_id,
                        "WARC-Date": capture.observed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    },
                )
            )
            facts = json.dumps(capture.model_dump(mode="json", exclude={"payload"}), ensure_ascii=False).encode()
            writer.write_record(
                writer.create_warc_record(
                    capture.url,
                    "metadata",
                    payload=io.BytesIO(facts),
                    length=len(facts),
                    warc_content_type=METADATA_TYPE,
                    warc_headers_dict={
                        "WARC-Record-ID": _record_id(capture.capture_id, "metadata"),
                        "WARC-Concurrent-To": payload_id,
                        "WARC-Date": capture.observed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    },
                )
            )


def read_captures(path: Path) -> Iterator[Capture]:
    """Read back what ``write_captures`` wrote, in its order."""
    payload = b""
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            content = record.content_stream().read()
            if record.rec_type == "metadata":
                yield Capture.model_validate({**json.loads(content), "payload": payload})
            else:
                payload = content


def read_pages(
    file: BinaryIO, max_bytes: int, take: Callable[[str, datetime | None], bool] = lambda _url, _at: True
) -> Iterator[Page]:
    """Pages of any WARC file, of those that ``take`` wants by URL and WARC-Date (None where that is no time).

    A body is cut one byte beyond ``max_bytes``, so that the caller sees it is too long. Requests, revisits and
    non-web records are passed over. Where the file is damaged or ends in the middle of a record, raises warcio's
    ArchiveLoadFailed, EOFError, OSError, ValueError or zlib.error, after everything before the damage was given.
    """
    found = False
    for record in _records(file):
        if record.format != "warc":  # warcio takes any text for the older ARC format
            break
        found = True
        if record.rec_type not in ("response", "resource"):
            continue
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        if not url.startswith(("http://", "https://")):
            continue
        date = str(record.rec_headers.get_header("WARC-Date") or "")
        observed_at = _parse_date(date)
        if not take(url, observed_at):
            continue
        headers: StatusAndHeaders | None = record.http_headers
        code = str(headers.get_statuscode()) if headers else ""
        status = int(code) if code.isascii() and code.isdigit() else None
        content_type = headers.get_header("Content-Type") if headers else record.content_type
        body, fault = b"", ""
        try:
            body = _read_at_most(record.content_stream(), max_bytes + 1)
        except (ArchiveLoadFailed, EOFError, OSError, zlib.error):  # the file's damage
            raise
        except Exception as error:  # noqa: BLE001 -- this record's, such as a compression that nobody knows
            fault = f"{type(error).__name__}: {error}"
        # warcio takes the end of the file for the end of the record
        if not fault and len(body) <= max_bytes and getattr(record.raw_stream, "limit", 0) > 0:
            raise EOFError("the file ends in the middle of a record")
        yield Page(url, date, observed_at, content_type or "", status, body, fault)
    if not found:
        raise EOFError("there is no web archive record in it")


def _records(file: BinaryIO) -> Iterator[Any]:
    """The records. What warcio trips over where a header ends too soon is the file's damage like any other."""
    records = iter(ArchiveIterator(file))
    while True:
        try:
            record = next(records, None)
        except (AttributeError, IndexError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"not readable as a record: {error}") from error
        if record is None:
            return
        yield record


def _read_at_most(stream: Any, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _parse_date(text: str) -> datetime | None:
    """A WARC-Date, also in the older form of fourteen digits."""
    text = text.strip()
    try:
        if len(text) == 14 and text.isascii() and text.isdigit():
            text = f"{text[:8]}T{text[8:]}Z"
        return to_utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _record_id(capture_id: str, part: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{capture_id}/{part}')}>"
