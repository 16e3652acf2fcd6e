"""Sitemaps: the pages of an outlet as it tells search engines, one by one or through indexes of sitemaps.

Of an index those children are read that can hold reports of the partition: where names bear a month or day (and all
alike do), the name decides; else the time of the child's last change does, which no page in it can be younger than.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from newsetl.ingest import windows
from newsetl.ingest.candidates import Candidate, address_filter, fetch_candidates, interval_of, possible
from newsetl.ingest.fetch import FetchError, NotModified, SourceUnavailable
from newsetl.ingest.reading import Item, Opened, Reading, canonical_or_none, entry_name
from newsetl.ingest.sitemap_entries import MOST_BYTES, Entry, SitemapError, read_entries
from newsetl.ingest.windows import Window
from newsetl.records import Reason, Route

DEEPEST = 4
MOST_CHILDREN = 2000
_MOST_TOLD = 100
"""Unusable addresses of one document that are quarantined one by one."""
_SLACK = timedelta(days=1)
"""What an index says of its children may be a little behind, and its days are some time zone's."""
_NAMED = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_/.])(?P<month>\d\d)(?:(?P=sep)(?P<day>\d\d))?(?!\d)"),
    re.compile(r"(?:yyyy|year)=(?P<year>\d{4})&(?:mm?|month)=(?P<month>\d\d?)(?:&(?:dd?|day)=(?P<day>\d\d?))?(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?(?!\d)"),
)
"""2022-01, 2022/01/20; yyyy=2022&mm=01; 202201, 20220120. Months and days of one digit may be the number of a part."""
_NUMBER = re.compile(r"\d+")


@dataclass
class _Walk:
    """One sitemap with all below it."""

    passes: Callable[[str], bool]
    seen: set[str] = field(default_factory=set)
    children: int = 0
    told: set[str] = field(default_factory=set)
    """What was complained of, once a walk."""


def read_sitemap(reading: Reading, entry: str) -> Iterator[Item]:
    """The pages of a sitemap, or of an index of them, that belong to the partition.

    A document that cannot be read, or not to its end, is one bad record; what stands before the damage is taken.
    """
    yield from _read(reading, entry, _Walk(address_filter(reading.source)), ())


def _read(reading: Reading, address: str, walk: _Walk, above: tuple[str, ...]) -> Iterator[Item]:
    name = canonical_or_none(address) or address
    if name in above or len(above) > DEEPEST:
        message = "names itself, or one above it" if name in above else f"lies below {DEEPEST} others"
        yield from _complain(reading, walk, above[0], f"{entry_name(address)}: this sitemap {message}")
        return
    if name in walk.seen:
        return
    walk.seen.add(name)
    if above and reading.put_off():
        return
    try:
        with reading.opened(address, MOST_BYTES) as opened:
            pages, children, bad = _sorted_out(reading, address, walk, opened)
    except NotModified:
        return
    except FetchError as error:
        if not above:
            raise
        yield reading.trouble(error, address)
        return
    except SourceUnavailable as error:
        if not above:
            raise
        yield reading.unavailable(error, address)
        return
    yield from bad
    yield from fetch_candidates(reading, address, pages, "sitemap")
    for child in children:
        walk.children += 1
        if walk.children > MOST_CHILDREN:
            yield from _complain(reading, walk, address, f"more than {MOST_CHILDREN} sitemaps to be read", "children")
            return
        yield from _read(reading, child, walk, (*above, name))


def _complain(reading: Reading, walk: _Walk, entry: str, message: str, kind: str = "cycle") -> Iterator[Item]:
    if kind not in walk.told:
        walk.told.add(kind)
        reason = Reason.BAD_SITEMAP if kind == "cycle" else Reason.TOO_LARGE
        yield reading.bad(reason, message, entry_name(entry), entry, name=kind)


def _sorted_out(
    reading: Reading, address: str, walk: _Walk, opened: Opened
) -> tuple[list[Candidate], list[str], list[Item]]:
    """Pages that may belong to the partition, children that may hold such, and what is wrong."""
    pages: list[Candidate] = []
    children: list[Entry] = []
    bad: list[Item] = []
    try:
        for entry in read_entries(opened.file):
            url = canonical_or_none(entry.loc)
            if url is None and len(bad) < _MOST_TOLD:
                message = f"{entry_name(address)}: not a usable address: {entry.loc[:200]}"
                bad.append(reading.bad(Reason.BAD_ADDRESS, message, entry.loc, address))
            elif url is None:
                continue
            elif entry.is_sitemap:
                children.append(entry)
            elif walk.passes(url) and possible(reading, candidate := _candidate(reading, entry, url)):
                pages.append(candidate)
    except SitemapError as error:
        message = f"{entry_name(address)}: {error}"
        bad.append(reading.bad(error.reason, message, entry_name(address), address, name="not a sitemap"))
    if children and reading.memory:
        reading.memory.document_leads()
    return pages, chosen(reading, children), bad


def _candidate(reading: Reading, entry: Entry, url: str) -> Candidate:
    zone = reading.source.time_zone
    changed = windows.stated(entry.lastmod, zone) if entry.lastmod else None
    # none but a time to the second can be told from the beginning of a longer stretch
    modified = changed.first if changed and changed.last - changed.first <= timedelta(seconds=1) else None
    candidate = Candidate(entry.loc, url, modified=modified, hints=entry.hints)
    published = windows.stated(entry.published, zone) if entry.published else None
    if published and reading.plausible(published.first):
        certain = published.last - published.first <= timedelta(seconds=1)
        return replace(candidate, window=published, certain=certain)
    if day := windows.of_address(url, zone):
        return replace(candidate, window=day)
    return replace(candidate, window=Window(last=changed.last)) if changed else candidate


def chosen(reading: Reading, children: Iterable[Entry]) -> list[str]:
    """Addresses of the children of an index that can hold reports of the partition, in the index's order."""
    children = list(children)
    interval = interval_of(reading)
    if interval is None:
        return [child.loc for child in children]
    zone = reading.source.time_zone
    named = names_windows([child.loc for child in children], zone, reading.clock())
    found = []
    for child in children:
        window = named.get(child.loc)
        if window is None and child.lastmod and (changed := windows.stated(child.lastmod, zone)):
            window = Window(last=changed.last)
        if window is None:
            # live would read all that was ever published, every half hour
            if reading.route is not Route.LIVE:
                found.append(child.loc)
        elif window.overlaps((interval[0] - _SLACK, interval[1] + _SLACK)):
            found.append(child.loc)
    return found


def names_windows(addresses: Iterable[str], zone: str, now: datetime) -> dict[str, Window]:
    """The months and days that children's names tell, of those only where it is certain that they do.

    It is where all names of one shape (alike but for their numbers) read as months, or all as days, that have begun:
    counters do not. Digits that stand together need a second name of their shape.
    """
    shapes: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        shapes[_NUMBER.sub("#", address)].append(address)
    found: dict[str, Window] = {}
    for alike in shapes.values():
        for pattern in _NAMED:
            read = [_named(pattern, address, zone) for address in alike]
            certain = {(days, window.first <= now + _SLACK) for days, window in filter(None, read)}
            if all(read) and len(certain) == 1 and next(iter(certain))[1]:
                if pattern is _NAMED[-1] and len(alike) < 2:
                    continue
                found |= {address: one[1] for address, one in zip(alike, read, strict=True) if one}
                break
    return found


def _named(pattern: re.Pattern[str], address: str, zone: str) -> tuple[bool, Window] | None:
    """Whether it is a day, and the day or month; None where the name has none, or several."""
    parts = urlsplit(address)
    matches = list(pattern.finditer(f"{parts.path}?{parts.query}"))
    if len(matches) != 1:
        return None
    year, month, day = (int(matches[0][key] or 0) for key in ("year", "month", "day"))
    with suppress(ValueError):
        if day:
            return True, windows.of_days(date(year, month, day), date(year, month, day), zone)
        return False, windows.of_month(year, month, zone)
    return None
