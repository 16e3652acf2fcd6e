"""Files given by a person, told apart by their endings; folders with everything below them."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from newsetl.ingest.archive import read_archive
from newsetl.ingest.dump import read_dump
from newsetl.ingest.feed import read_feed
from newsetl.ingest.reading import Item, Reading, is_address, urn
from newsetl.ingest.sitemap import read_sitemap
from newsetl.ingest.sitemap_entries import MOST_BYTES, root_of
from newsetl.ingest.table import read_csv, read_parquet
from newsetl.records import Reason, Route, digest_of

log = logging.getLogger(__name__)


_BOM = b"\xef\xbb\xbf"
_XML_HEAD = 16_384
_SITEMAPS = ("urlset", "sitemapindex")
_HEAD = 200_000
"""Bytes of a page in which its title is looked for."""


class UnknownFile(ValueError):
    """A file that newsetl does not read; the message lists what it does."""


def read_file(reading: Reading, entry: str) -> Iterator[Item]:
    """The records of a file, an address or a folder. Raises UnknownFile for an ending that is not read."""
    if is_address(entry):
        yield from _reader(urlsplit(entry).path)(reading, entry)
        return
    paths = expand(Path(entry))
    names = Counter(path.name for path in paths)
    for path in paths:
        reader = _reader(path.name)
        if names[path.name] > 1 and reader in _WHOLE:
            reader = partial(reader, alone=False)
        yield from reader(reading, str(path))


def expand(path: Path) -> list[Path]:
    """The files to read for a path a person gave: itself, or all readable files below a folder.

    Raises UnknownFile for an ending that is not read, also for a folder without any readable file, and
    FileNotFoundError where there is nothing.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder")
    if not path.is_dir():
        _reader(path.name)
        return [path]
    below = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    readable = [file for file in below if _ending(file.name)]
    if not readable:
        raise UnknownFile(f"{path}: no file in it is read; taken are {', '.join(_READERS)}")
    for file in sorted(set(below) - set(readable)):
        log.warning("%s is passed over: its ending is not read", file)
    return readable


def _read_page(reading: Reading, entry: str, alone: bool = True) -> Iterator[Item]:
    yield from _read_whole(reading, entry, "text/html", alone)


def _read_text(reading: Reading, entry: str, alone: bool = True) -> Iterator[Item]:
    yield from _read_whole(reading, entry, "text/plain", alone)


def _read_whole(reading: Reading, entry: str, media_type: str, alone: bool) -> Iterator[Item]:
    """A file that is one report.

    It is known by its name and its title (the first line of a text, the title element of a page), not by its folder:
    moved, or with its text corrected, it stays the same report. One without title, and one whose name another file of
    the same folder bears too (``index.html`` in a mirrored site), is known by its name and all its bytes instead, for
    two reports made one would be a report lost.
    """
    limit = reading.settings.max_body_bytes
    with reading.opened(entry, limit) as opened:
        payload = opened.file.read(limit + 1)
    name = Path(entry).name
    if len(payload) > limit:
        yield reading.bad(Reason.TOO_LARGE, f"{name}: longer than {limit} bytes", name, entry)
        return
    title = _title(payload, media_type) if alone else b""
    # a file given by hand makes up its source from its path, which must not become part of what it is
    whose = "file" if reading.route is Route.LOAD else reading.source.id
    yield reading.capture(
        urn(whose, f"{name}-{digest_of([], title or payload)[:12]}"),
        payload,
        found_by="file",
        found_in=entry,
        observed_at=opened.observed_at,
        by_file=opened.by_file,
        media_type=media_type,
        charset=opened.charset,
    )


def _title(payload: bytes, media_type: str) -> bytes:
    """What tells a report from others of its file's name, as bytes with single blanks; empty where there is none."""
    if media_type == "text/plain":
        first = payload.removeprefix(_BOM).lstrip().partition(b"\n")[0]
        return b" ".join(first.split())
    head = payload[:_HEAD]
    folded = head.lower()
    start = folded.find(b">", folded.find(b"<title")) + 1
    end = folded.find(b"</title", start)
    return b" ".join(head[start:end].split()) if b"<title" in folded and 0 < start < end else b""


def _read_xml(reading: Reading, entry: str) -> Iterator[Item]:
    """A sitemap or a feed, whichever its root element says; what is neither is told as no feed."""
    with reading.opened(entry, MOST_BYTES) as opened:
        root = root_of(opened.file.read(_XML_HEAD))
    yield from (read_sitemap if root in _SITEMAPS else read_feed)(reading, entry)


_READERS: dict[str, Callable[[Reading, str], Iterator[Item]]] = {
    ".jsonl": read_dump,
    ".jsonl.gz": read_dump,
    ".txt": _read_text,
    ".html": _read_page,
    ".htm": _read_page,
    ".csv": read_csv,
    ".csv.gz": read_csv,
    ".tsv": read_csv,
    ".tsv.gz": read_csv,
    ".parquet": read_parquet,
    ".xml": _read_xml,
    ".xml.gz": read_sitemap,
    ".warc": read_archive,
    ".warc.gz": read_archive,
}
_WHOLE = (_read_page, _read_text)


def _ending(name: str) -> str | None:
    return next((ending for ending in _READERS if name.lower().endswith(ending)), None)


def _reader(name: str) -> Callable[[Reading, str], Iterator[Item]]:
    ending = _ending(name)
    if ending is None:
        raise UnknownFile(f"{name}: this ending is not read; taken are {', '.join(_READERS)}")
    return _READERS[ending]
