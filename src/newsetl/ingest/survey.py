"""What a run over an interval would fetch, without fetching it: documents that list news are read, pages counted."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from newsetl.ingest.archives import files_in_reach
from newsetl.ingest.feed import read_feed
from newsetl.ingest.fetch import Fetcher, FetchError, NotModified, SourceUnavailable
from newsetl.ingest.listing import read_listing
from newsetl.ingest.reading import Bad, Item, Reading, is_address, shown
from newsetl.ingest.sitemap import read_sitemap
from newsetl.ingest.sources import Source
from newsetl.ingest.stage import fetched_before, memory_of, now, seconds
from newsetl.ingest.store import Store
from newsetl.records import Partition, Record, Route
from newsetl.stages import Context

_DAY = timedelta(days=1)
SAMPLED_DAYS = 7
"""Days whose listings are looked at; of a longer interval so many, evenly spread, stand for the others."""
_LISTING: dict[str, Callable[[Reading, Any], Iterator[Item]]] = {
    "feeds": read_feed,
    "sitemaps": read_sitemap,
    "listings": read_listing,
}
_WHOLE = ("pages", "dumps", "files")
"""Ways that are read from beginning to end, whatever the interval."""


class WayFound(Record):
    """What one way in offers for the interval; a number is None where nobody can tell before it is read."""

    way: str
    address: str
    new: int | None = None
    """Pages to be fetched."""
    whole: int = 0
    """Reports that the document itself has in full."""
    known: int = 0
    """Pages that lie in the lake already."""
    files: int | None = None
    """Web archives to be downloaded whole."""
    size: int | None = None
    """Bytes, of what is read whole from this machine's disk."""
    estimated: bool = False
    """Whether ``new`` and ``known`` were reckoned from a sample of the days."""
    trouble: str = ""
    """Why this way could not be looked at."""


class Survey(Record):
    """What a source offers for an interval."""

    ways: list[WayFound]
    delay: float
    """Seconds that its robots.txt asks for between requests; 0 where it asks for none, or cannot be read."""


def survey(partition: Partition, source: Source, context: Context) -> Survey:
    """Each way in with what it offers for the partition. Nothing but the count of requests is remembered of it.

    Feeds, sitemaps, listings and lists of archives are fetched, with the manners of a run; pages and archives are not.
    """
    store = Store.from_settings(context.settings)
    found: list[WayFound] = []
    try:
        with Fetcher(context.settings, source=source.id, policy=source.fetch, store=store, clock=seconds) as fetcher:
            look = _Look(partition, source, context, store, fetcher)
            listing = ((way, read, entry) for way, read in _LISTING.items() for entry in getattr(source, way))
            found += [_listed(look, *one) for one in listing]
            found += [_archived(look, archive) for archive in source.archives]
            delay = _delay(fetcher, source)
    finally:
        store.close()
    found += [WayFound(way=way, address=shown(e), size=_size(e)) for way in _WHOLE for e in getattr(source, way)]
    return Survey(ways=found, delay=delay)


def _delay(fetcher: Fetcher, source: Source) -> float:
    addresses = [*source.feeds, *source.sitemaps, *(listing.url for listing in source.listings)]
    asked = next(filter(is_address, addresses), "")
    try:
        return (fetcher.rules(asked).delay or 0.0) if asked else 0.0
    except (FetchError, SourceUnavailable):
        return 0.0


class _Look:
    """Readings that count, of the partition or a part of it; a page that two ways name counts once."""

    def __init__(self, partition: Partition, source: Source, context: Context, store: Store, fetcher: Fetcher) -> None:
        self.partition, self.source = partition, source
        self._context, self._store, self._fetcher = context, store, fetcher
        self._settled: set[str] = set()
        self.listed: dict[str, str] = {}

    def reading(self, since: datetime | None = None, until: datetime | None = None) -> Reading:
        part = self.partition.model_copy(
            update={"since": since or self.partition.since, "until": until or self.partition.until}
        )
        return Reading(
            self.source,
            part.route,
            self._context.settings,
            self._fetcher,
            now,
            lambda moment: moment is None or part.since <= moment < part.until,
            interval=None if part.route is Route.LIVE else (part.since, part.until),
            memory=memory_of(part, self.source, self._context, self._store, fetched_before(part, self._context)),
            settled=self._settled,
            listed=self.listed,
        )


def _listed(look: _Look, way: str, read: Callable[[Reading, Any], Iterator[Item]], entry: Any) -> WayFound:
    address = shown(entry if isinstance(entry, str) else entry.url)
    spans, share = [(look.partition.since, look.partition.until)], 1.0
    if way == "listings":
        spans, share = sample(look.partition.since, look.partition.until)
    counts: Counter[str] = Counter()
    trouble, before = "", len(look.listed)
    for since, until in spans:
        reading = look.reading(since, until)
        try:
            for item in read(reading, entry):
                if isinstance(item, Bad):
                    trouble = trouble or item.message
                else:
                    counts["whole"] += 1
        except NotModified:
            pass
        except (FetchError, SourceUnavailable) as error:
            trouble = str(error)
    counts.update(list(look.listed.values())[before:])
    numbers = {key: round(counts[key] / share) for key in ("new", "known", "whole")}
    return WayFound(way=way, address=address, **numbers, estimated=share < 1, trouble=trouble)


def sample(since: datetime, until: datetime) -> tuple[list[tuple[datetime, datetime]], float]:
    """Stretches of an interval to look at, and their share of it: all of a short one, else days spread evenly."""
    if until - since <= SAMPLED_DAYS * _DAY:
        return [(since, until)], 1.0
    step = (until - since) / SAMPLED_DAYS
    starts = [since + step * number for number in range(SAMPLED_DAYS + 1)]
    days = [(start, min(start + _DAY, end)) for start, end in pairwise(starts)]
    return days, sum((last - first for first, last in days), timedelta()) / (until - since)


def _archived(look: _Look, archive: Any) -> WayFound:
    try:
        files = files_in_reach(look.reading(), archive)
    except NotModified:
        files = []
    except (FetchError, SourceUnavailable) as error:
        return WayFound(way="archives", address=shown(archive.url), trouble=str(error))
    return WayFound(way="archives", address=shown(archive.url), files=len(files))


def _size(entry: str) -> int | None:
    if is_address(entry):
        return None
    path = Path(entry)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
