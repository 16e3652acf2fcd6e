"""Files given by a person, told apart by their endings; folders with everything below them."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from newsetl.ingest.archive import read_archive
from newsetl.ingest.dump import read_dump
from newsetl.ingest.feed import read_feed
from newsetl.ingest.reading import Item, Reading, is_address, urn
from newsetl.records import Reason, digest_of

log = logging.getLogger(__name__)


class UnknownFile(ValueError):
    """A file that newsetl does not read; the message lists what it does."""


def read_file(reading: Reading, entry: str) -> Iterator[Item]:
    """The records of a file, an address or a folder. Raises UnknownFile for an ending that is not read."""
    if is_address(entry):
        yield from _reader(entry)(reading, entry)
        return
    for path in expand(Path(entry)):
        yield from _reader(path.name)(reading, str(path))


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


def _read_page(reading: Reading, entry: str) -> Iterator[Item]:
    yield from _read_whole(reading, entry, "text/html")


def _read_text(reading: Reading, entry: str) -> Iterator[Item]:
    yield from _read_whole(reading, entry, "text/plain")


def _read_whole(reading: Reading, entry: str, media_type: str) -> Iterator[Item]:
    """A file that is one report. Its address names it and its bytes: equal names in two folders stay two reports."""
    limit = reading.settings.max_body_bytes
    with reading.opened(entry, limit) as opened:
        payload = opened.file.read(limit + 1)
    name = Path(entry).name
    if len(payload) > limit:
        yield reading.bad(Reason.TOO_LARGE, f"{name}: longer than {limit} bytes", name, entry)
        return
    yield reading.capture(
        urn(reading.source.id, f"{name}-{digest_of([], payload)[:12]}"),
        payload,
        found_by="file",
        found_in=entry,
        observed_at=opened.observed_at,
        media_type=media_type,
        charset=opened.charset,
    )


_READERS: dict[str, Callable[[Reading, str], Iterator[Item]]] = {
    ".jsonl": read_dump,
    ".jsonl.gz": read_dump,
    ".txt": _read_text,
    ".html": _read_page,
    ".htm": _read_page,
    ".xml": read_feed,
    ".warc": read_archive,
    ".warc.gz": read_archive,
}


def _ending(name: str) -> str | None:
    return next((ending for ending in _READERS if name.lower().endswith(ending)), None)


def _reader(name: str) -> Callable[[Reading, str], Iterator[Item]]:
    ending = _ending(name)
    if ending is None:
        raise UnknownFile(f"{name}: this ending is not read; taken are {', '.join(_READERS)}")
    return _READERS[ending]
