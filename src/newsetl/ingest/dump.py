"""Dumps: JSONL, plain or gzipped, one report a line.

Lines are read one by one, so a long line or a bomb fills no memory; what becomes of them is held until the stage ends.
"""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from newsetl.ingest.reading import Item, Opened, Reading, as_text, canonical_or_none, entry_name, moment_of, urn
from newsetl.ingest.unzip import unzipped
from newsetl.records import Reason, digest_of

_BOM = b"\xef\xbb\xbf"
_KEPT_OF_LONG = 1000
_HINTS = ("title", "published", "author", "section", "lang")
_LONGEST_ID = 64


@dataclass(frozen=True)
class Line:
    """A line that holds a JSON object."""

    data: bytes
    value: dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """A line, or the rest of a damaged file, that holds none."""

    reason: Reason
    message: str
    record: str


def read_dump(reading: Reading, entry: str) -> Iterator[Item]:
    """The reports of a dump as captures of their JSON, and what stands in quarantine for broken lines.

    Keys: id, url, source, title, body, published, lang, observed_at, author, section; none is required here.
    """
    with reading.opened(entry) as opened:
        lines = read_lines(opened.file, reading.settings.max_body_bytes, reading.source.encoding or "utf-8")
        yield from read_parsed(reading, entry, opened, lines)


def read_parsed(reading: Reading, entry: str, opened: Opened, lines: Iterable[Line | Broken]) -> Iterator[Item]:
    """The reports of a dump whose lines, or rows of a table, are read already."""
    for line in lines:
        if isinstance(line, Broken):
            yield reading.bad(line.reason, f"{entry_name(entry)}: {line.message}", line.record, entry)
        else:
            read = partial(_read_record, reading, entry, opened, line)
            yield from reading.guarded(read, partial(as_text, line.data), entry)


def _read_record(reading: Reading, entry: str, opened: Opened, line: Line) -> Item | None:
    record = line.value
    stated = reading.stated(record.get("observed_at"))
    published = moment_of(record.get("published"))
    if not reading.wanted(stated or reading.plausible(published)):
        return None
    source = source_id(record.get("source"))
    external_id = "" if record.get("id") is None else str(record["id"])
    hints = {key: str(record[key]) for key in _HINTS if isinstance(record.get(key), str | int | float)}
    hints |= {"external_id": external_id, "source": source}
    capture = reading.capture(
        canonical_or_none(record.get("url"))
        or urn(source or reading.source.id, external_id or digest_of([], line.data)),
        line.data,
        found_by="dump",
        found_in=entry,
        observed_at=stated or opened.observed_at,
        by_file=opened.by_file and stated is None,
        published=published,
        media_type="application/json",
        hints=hints,
    )
    # a date in words says nothing until somebody reads it
    unread = stated is None and published is None and "published" in hints
    return None if unread and not reading.belongs(capture) else capture


def read_lines(file: BinaryIO, limit: int, encoding: str = "utf-8") -> Iterator[Line | Broken]:
    """The lines of a JSONL stream (gzip is recognised by its first bytes), never more than ``limit`` bytes in memory.

    Blank lines are passed over. A damaged archive ends with one Broken, after everything before the damage.
    """
    stream = unzipped(file)
    number = 0
    try:
        while data := stream.readline(limit + 1):
            number += 1
            if len(data) > limit and not data.endswith(b"\n"):
                head, size = data[:_KEPT_OF_LONG], len(data) + _skip_line(stream, limit)
                message = f"line {number} is {size} bytes long, allowed are {limit}"
                yield Broken(Reason.TOO_LARGE, message, f"{as_text(head)}… (line {number}, {size} bytes)")
                continue
            data = (data.removeprefix(_BOM) if number == 1 else data).strip()
            if data:
                yield _parse(data, number, encoding)
    except (EOFError, OSError, zlib.error) as error:
        yield Broken(Reason.BAD_ARCHIVE, f"damaged after line {number}: {error}", f"(after line {number})")


def source_id(value: object) -> str:
    """A source's name in the alphabet of source ids; empty where a record names none.

    A name of which letters or digits would be lost (any Arabic one) gets a digest, so that two names stay two sources.
    """
    if not isinstance(value, str | int | float):
        return ""
    name = " ".join(unicodedata.normalize("NFKC", str(value)).lower().split())
    kept = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    slug = kept[:_LONGEST_ID].strip("-")
    if slug == kept and not any(char.isalnum() and not char.isascii() for char in name):
        return slug
    return f"{slug or 'outlet'}-{digest_of([name])[:10]}"


def _skip_line(stream: BinaryIO, limit: int) -> int:
    skipped = 0
    while rest := stream.readline(limit):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped


def _parse(data: bytes, number: int, encoding: str) -> Line | Broken:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Broken(Reason.BAD_ENCODING, f"line {number} is not {encoding} (byte {error.start})", as_text(data))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Broken(Reason.BAD_JSON, f"line {number}: {str(error) or 'nested too deeply'}", as_text(data))
    if not isinstance(value, dict):
        return Broken(Reason.BAD_JSON, f"line {number} is not a JSON object", as_text(data))
    return Line(data if encoding == "utf-8" else text.encode(), value)
