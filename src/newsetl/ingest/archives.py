"""Archives of a pack: WARC files of months or days, one by one or as lists of paths, such as Common Crawl's CC-NEWS.

A file is chosen by the days its address is made of, and by the time in its name (``…-20220120061530-00042.warc.gz``,
when its crawl began); a page by its host and time before it is unpacked, and by its letters before it is interpreted.
A file is downloaded whole into a temporary one first.
"""

import html
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from newsetl.ingest import windows
from newsetl.ingest.archive import LAG, read_archive
from newsetl.ingest.candidates import address_filter, lies_on
from newsetl.ingest.fetch import FetchError, NotModified
from newsetl.ingest.listing import address_of, urljoined
from newsetl.ingest.reading import Item, Reading, canonical_or_none, entry_name, is_address
from newsetl.ingest.sources import Archive
from newsetl.ingest.unzip import unzipped
from newsetl.records import Reason, Route
from newsetl.urls import site_of
from newsetl.warc import Page

_LONGEST_CRAWL = timedelta(days=1)
"""A file's crawl began at most so long before its last page."""
_BEGUN = re.compile(r"[-_](\d{14})\d{0,3}[-_]\d+[^/]*\.warc(?:\.gz)?$")
_MOST_PATHS = 200_000
_LONGEST_LIST = 50_000_000
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ckb", "ur", "ps", "ug", "sd"})
_UNSEEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_ARABIC = 0.05
"""Share of Arabic letters among the letters; even a page whose text is a picture's caption has more."""
_LOOKED_AT = 300_000
_META = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


def read_archives(reading: Reading, archive: Archive) -> Iterator[Item]:
    """The outlet's pages in the archive's files that can hold reports of the partition.

    Live does not ask. A file that is not there, or damaged, is one bad record, and the others are read.
    """
    if reading.route is Route.LIVE:
        return
    take, legible = _take(reading, archive), _legible(reading)
    for address in _addresses(reading, archive.url):
        try:
            if is_address(address) or Path(address).exists():
                for file in _files(reading, archive, address):
                    if not isinstance(file, str):
                        yield file
                    elif reading.late:
                        reading.deferred += 1
                    else:
                        yield from _read_file(reading, file, take, legible)
            else:
                yield reading.bad(Reason.FETCH_FAILED, f"{address}: there is no such file", address, address)
        except NotModified:
            continue
        except FetchError as error:
            yield reading.trouble(error, address)


def files_in_reach(reading: Reading, archive: Archive) -> list[str]:
    """The WARC files that would be read for the partition; lists of them are fetched. Raises as the fetcher does."""
    found = []
    for address in _addresses(reading, archive.url):
        if is_address(address) or Path(address).exists():
            found += [file for file in _files(reading, archive, address) if isinstance(file, str)]
    return found


def _read_file(
    reading: Reading, file: str, take: Callable[[str], bool], legible: Callable[[Page], bool]
) -> Iterator[Item]:
    try:
        yield from read_archive(reading, file, take, legible)
    except NotModified:
        return
    except FetchError as error:
        yield reading.trouble(error, file)


def _addresses(reading: Reading, template: str) -> list[str]:
    """The template's addresses for each day, in UTC, on which a page of the partition can have been archived."""
    if reading.interval is None:
        return [template] if "{" not in template else []
    since, until = reading.interval
    reach = (since - _LONGEST_CRAWL, min(until + LAG, reading.clock()))
    return list(dict.fromkeys(address_of(template, day) for day in windows.days_of(reach, "UTC")))


def _files(reading: Reading, archive: Archive, address: str) -> Iterator[str | Item]:
    """The WARC files behind an address: itself, or those of the list that it is."""
    if not urlsplit(address).path.endswith((".paths", ".paths.gz")):
        yield address
        return
    with reading.opened(address) as opened:
        paths, fault = _paths(opened.file)
    if fault:
        yield reading.bad(Reason.BAD_ARCHIVE, f"{entry_name(address)}: {fault}", address, address)
    for path in touching(reading.interval, paths):
        file = _resolved(archive.base, address, path)
        if file is None:
            message = f"{entry_name(address)}: not a usable path: {path[:200]}"
            yield reading.bad(Reason.BAD_ADDRESS, message, path, address)
        elif is_address(file) or Path(file).exists():
            yield file
        else:
            yield reading.bad(Reason.FETCH_FAILED, f"{file}: there is no such file", path, address)


def _paths(file: BinaryIO) -> tuple[list[str], str]:
    """The lines of a list of paths, and what is wrong with it; empty for nothing."""
    stream = unzipped(file)
    parts: list[bytes] = []
    fault = ""
    try:
        while (part := stream.read(1 << 16)) and not fault:
            parts.append(part)
            fault = "longer than allowed" if sum(map(len, parts)) > _LONGEST_LIST else ""
    except (EOFError, OSError, zlib.error) as error:
        fault = f"damaged: {error}"
    lines = b"".join(parts).decode("utf-8", "replace").split("\n")
    if fault:
        lines = lines[:-1]  # it may be cut in two
    paths = [stripped for line in lines[:_MOST_PATHS] if (stripped := line.strip())]
    return paths, fault if paths or fault else "empty"


def _resolved(base: str, address: str, path: str) -> str | None:
    """Where a listed file lies: below ``base``, else on the list's host, or beside a list that is a file."""
    if base or is_address(address):
        root = f"{base.rstrip('/')}/" if base else address
        joined = urljoined(root, path.lstrip("/") if base else f"/{path.lstrip('/')}")
        joined = path if is_address(path) else joined
        return joined if canonical_or_none(joined) else None
    folder = Path(address).resolve().parent
    try:
        file = (folder / path).resolve()
        file.exists()
    except (OSError, ValueError):  # too long, or with a NUL: no file can be called so
        return None
    return str(file) if file.is_relative_to(folder) else None


def touching(interval: tuple[datetime, datetime] | None, paths: list[str]) -> list[str]:
    """The files that can hold pages of [since, until), by the times in their names; those without one are kept.

    A file holds what was crawled from its own time on, until about that of the next; so the last that began before
    ``since`` is kept too, and those up to LAG after ``until``, when reports of the interval were still archived.
    """
    if interval is None:
        return paths
    begun = {path: moment for path in paths if (moment := _begun(path))}
    times = sorted(set(begun.values()))
    before = bisect_right(times, interval[0]) - 1
    first = max(times[before], interval[0] - _LONGEST_CRAWL) if before >= 0 else interval[0]
    return [path for path in paths if path not in begun or first <= begun[path] < interval[1] + LAG]


def _begun(path: str) -> datetime | None:
    match = _BEGUN.search(path)
    try:
        return datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def _take(reading: Reading, archive: Archive) -> Callable[[str], bool]:
    """Whether an address is the outlet's: of its hosts and below, and one the pack's patterns let through."""
    passes = address_filter(reading.source)
    hosts = tuple(archive.hosts) or tuple(filter(None, [site_of(reading.source.homepage)]))

    def take(url: str) -> bool:
        try:
            host = (urlsplit(url).hostname or "").rstrip(".")
        except ValueError:
            return False
        ours = not hosts or any(lies_on(host, one) for one in hosts)
        return ours and ((canonical := canonical_or_none(url)) is None or passes(canonical))

    return take


def _legible(reading: Reading) -> Callable[[Page], bool]:
    """Whether a page may be in the outlet's language, told by its letters; for languages in Arabic script."""
    if reading.source.language not in _ARABIC_SCRIPT:
        return lambda _: True
    return lambda page: looks_arabic(page.body, reading.source.encoding)


def looks_arabic(body: bytes, charset: str | None = None) -> bool:
    """Whether enough letters of a page's text are Arabic ones; True also for what has hardly any letters."""
    head = body[:_LOOKED_AT]
    declared = _META.search(head[:4096])
    text = _decoded(head, charset or (declared[1].decode("ascii", "replace") if declared else "windows-1256"))
    text = html.unescape(_TAG.sub(" ", _seen(text)))
    letters = len(_LETTER.findall(text))
    return letters < 100 or len(_ARABIC.findall(text)) >= _LEAST_ARABIC * letters


def _seen(markup: str) -> str:
    """A page without its scripts and styles; one that is not closed takes the rest, as in browsers. In linear time."""
    parts, at, folded = [], 0, markup.lower()
    while opening := _UNSEEN.search(folded, at):
        parts.append(markup[at : opening.start()])
        end = folded.find(f"</{opening[1]}", opening.end())
        if end < 0:
            return " ".join(parts)
        at = end
    return " ".join([*parts, markup[at:]])


def _decoded(data: bytes, otherwise: str) -> str:
    """As UTF-8 if it is that but for a cut at the end, else in the given character set."""
    try:
        return data[:-4].decode("utf-8") if len(data) == _LOOKED_AT else data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 8:
            return data[: error.start].decode("utf-8")
    try:
        return data.decode(otherwise, "replace")
    except LookupError:
        return data.decode("windows-1256", "replace")
