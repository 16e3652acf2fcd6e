"""Dumps that are tables: CSV (also separated by semicolons or tabs, also gzipped) and Parquet, one report a row.

Each row becomes the record that a line of JSONL would be; columns that no report has are passed over. Rows are read
one by one, Parquet by batches of them, so that a long table fills no memory.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from charset_normalizer import from_bytes

from newsetl.ingest.columns import keys_of
from newsetl.ingest.dump import Broken, Line, read_dump, read_parsed
from newsetl.ingest.reading import Item, Reading
from newsetl.ingest.unzip import unzipped
from newsetl.records import Reason

_SAMPLE = 1 << 18
_SEPARATORS = (",", ";", "\t", "|")
_KEPT_OF_LONG = 1000
_BATCH = 64
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CANDIDATES = ["cp1256", "iso8859_6", "cp1252"]
_UNKNOWN = "has no column for title or text; newsetl looks for names such as title, headline, text, body, العنوان, النص"


def read_records(reading: Reading, entry: str) -> Iterator[Item]:
    """The reports of a dump in any form, told by its ending; JSONL for any that is no table's."""
    path = urlsplit(entry).path if "://" in entry else entry
    yield from reader_of(path)(reading, entry)


def reader_of(name: str) -> Any:
    """What reads a dump of this name."""
    if name.lower().endswith(".parquet"):
        return read_parquet
    return read_csv if name.lower().removesuffix(".gz").endswith((".csv", ".tsv")) else read_dump


def read_csv(reading: Reading, entry: str) -> Iterator[Item]:
    """The reports of a CSV file. A row that does not fit its header, or is not text, is one bad record."""
    limit = reading.settings.max_body_bytes
    with reading.opened(entry) as opened:
        yield from read_parsed(reading, entry, opened, csv_rows(opened.file, limit, reading.source.encoding))


def read_parquet(reading: Reading, entry: str) -> Iterator[Item]:
    """The reports of a Parquet file; only columns that reports have are read."""
    with reading.opened(entry) as opened:
        yield from read_parsed(reading, entry, opened, parquet_rows(opened.file, reading.settings.max_body_bytes))


def csv_rows(file: BinaryIO, limit: int, encoding: str | None = None) -> Iterator[Line | Broken]:
    """The rows of a CSV stream; no field, and no line, longer than ``limit`` is held in memory.

    The separator is the one by which the header has most of the columns that reports have.
    """
    stream = unzipped(file)
    number = 0
    try:
        name = encoding or encoding_of(_sample(stream))
        text = io.TextIOWrapper(stream, encoding=name, errors="surrogateescape", newline="")
        try:
            for row in _rows(text, limit):
                number += 1
                yield row
        finally:
            text.detach()
    except (EOFError, OSError, zlib.error, UnicodeError) as error:
        yield Broken(Reason.BAD_ARCHIVE, f"damaged after row {number}: {error}", f"(after row {number})")


def _sample(stream: BinaryIO) -> bytes:
    """The beginning, as far as it can be read; the stream is there again afterwards."""
    parts: list[bytes] = []
    with suppress(EOFError, OSError, zlib.error):
        while sum(map(len, parts)) < _SAMPLE and (part := stream.read(1 << 13)):
            parts.append(part)
    stream.seek(0)
    return b"".join(parts)


def encoding_of(sample: bytes) -> str:
    """The character set of a table that begins with these bytes: UTF-8 wherever it is valid, else an Arabic one."""
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    try:
        sample.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as error:
        # a few broken rows are no other character set, a cut at the end is none at all
        if error.start >= len(sample) - 4:
            return "utf-8"
    damaged = sample.decode("utf-8", "replace").count("\ufffd")
    if damaged < 0.01 * len(sample):
        return "utf-8"
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "cp1256"


def _rows(text: io.TextIOWrapper, limit: int) -> Iterator[Line | Broken]:
    lines = _Lines(text, limit)
    head = next(lines, "")
    separator = max(_SEPARATORS, key=lambda char: len(keys_of(_split(head, char))))
    header = _split(head, separator)
    columns = keys_of(header)
    if "title" not in columns and "body" not in columns:
        yield Broken(Reason.BAD_TABLE, f"the table {_UNKNOWN}", head[:_KEPT_OF_LONG])
        return
    csv.field_size_limit(limit)
    rows = csv.reader(lines, delimiter=separator)
    while True:
        lines.begin()
        try:
            row = next(rows, None)
        except csv.Error as error:
            lines.pass_over()
            reason = Reason.TOO_LARGE if "limit" in str(error) else Reason.BAD_TABLE
            yield _broken(reason, lines, str(error))
            continue
        if row is None:
            return
        if lines.cut:
            lines.cut = False
            yield _broken(Reason.TOO_LARGE, lines, f"longer than {limit} characters")
        elif row and any(field.strip() for field in row):
            yield _line(columns, row, len(header), lines)


class _Lines:
    """A text's lines, of those longer than allowed only the beginning; and what was read since the last record."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self.number = 0
        self.record = ""
        self.cut = False
        """Whether a line was longer than allowed."""
        self.quotes = 0
        """Quotation marks since the last record; while they are odd, a field goes on."""

    def begin(self) -> None:
        """What follows belongs to the next record."""
        self.record, self.quotes = "", 0

    def pass_over(self) -> None:
        """Read on to where the field ends that was too long."""
        while self.quotes % 2 and next(self, None) is not None:
            pass

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > self._limit:
            self.cut = True
            line = f"{self._beginning(line)}\n"
        self.quotes += line.count('"')
        if len(self.record) < self._limit:
            self.record += line
        return line

    def _beginning(self, line: str) -> str:
        """The beginning of a line whose rest is passed over; fields that go on, or end, behind it do so here too."""
        kept, quotes = line[:_KEPT_OF_LONG], line.count('"')
        while not line.endswith(("\n", "\r")) and (line := self._text.readline(self._limit)):
            quotes += line.count('"')
        return kept if (quotes - kept.count('"')) % 2 == 0 else f'{kept}"'


def _broken(reason: Reason, lines: _Lines, message: str) -> Broken:
    kept = _shown(lines.record)[:_KEPT_OF_LONG]
    return Broken(reason, f"line {lines.number}: {message}", f"{kept} (line {lines.number})")


def _line(columns: dict[str, int], row: list[str], wide: int, lines: _Lines) -> Line | Broken:
    number = lines.number
    if len(row) > wide or len(row) <= max(columns[key] for key in columns if key in ("title", "body")):
        message = f"line {number}: {len(row)} fields, but the header has {wide}"
        return Broken(Reason.BAD_TABLE, message, _shown(lines.record))
    value = {key: row[column] for key, column in columns.items() if column < len(row) and row[column].strip()}
    try:
        return line_of(value)
    except UnicodeEncodeError:  # what could not be decoded stands there as surrogates
        return Broken(Reason.BAD_ENCODING, f"line {number} is not in the table's encoding", _shown(lines.record))


def line_of(value: dict[str, Any]) -> Line:
    """A row as the line of JSONL that it would be."""
    return Line(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), value)


def _shown(text: str) -> str:
    """Text whose undecodable bytes may be stored."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.strip("\r\n\ufeff")], delimiter=separator), [])
    except csv.Error:
        return []


def parquet_rows(file: BinaryIO, limit: int) -> Iterator[Line | Broken]:
    """The rows of a Parquet file; one longer than ``limit`` bytes is Broken, and so is the rest of a damaged file."""
    number = 0
    try:
        table = pq.ParquetFile(file)
        names = table.schema_arrow.names
        columns = keys_of(names)
        if "title" not in columns and "body" not in columns:
            yield Broken(Reason.BAD_TABLE, f"the table {_UNKNOWN}", ", ".join(names)[:_KEPT_OF_LONG])
            return
        wanted = [names[column] for column in columns.values()]
        for batch in table.iter_batches(batch_size=_BATCH, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                value = {key: _plain(row[names[at]]) for key, at in columns.items() if row.get(names[at]) is not None}
                line = line_of(value)
                if len(line.data) > limit:
                    message = f"row {number} is {len(line.data)} bytes long, allowed are {limit}"
                    yield Broken(Reason.TOO_LARGE, message, f"{str(value)[:_KEPT_OF_LONG]} (row {number})")
                else:
                    yield line
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        message = f"damaged after row {number}: {' '.join(str(error).split())}"
        yield Broken(Reason.BAD_TABLE, message, f"(after row {number})")


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601, bytes as text, numbers that are none left out."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")
        case list():
            return [_plain(one) for one in value]
        case float() if value != value or value in (float("inf"), float("-inf")):
            return None
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)
