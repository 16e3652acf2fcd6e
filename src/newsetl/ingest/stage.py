"""The first stage: a source's share of an interval, as captures. The only stage that reads the clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from newsetl.ingest.archives import read_archives
from newsetl.ingest.feed import read_feed
from newsetl.ingest.fetch import Fetcher, FetchError, NotModified, SourceUnavailable
from newsetl.ingest.files import read_file
from newsetl.ingest.listing import read_listing
from newsetl.ingest.page import read_list
from newsetl.ingest.reading import Bad, Item, Reading, is_address
from newsetl.ingest.seen import Memory
from newsetl.ingest.sitemap import read_sitemap
from newsetl.ingest.sources import Source
from newsetl.ingest.store import Store
from newsetl.ingest.table import read_records
from newsetl.records import Capture, Partition, Route
from newsetl.stages import Context, StageOutput
from newsetl.tombstones import address_aliases
from newsetl.urls import url_key

STAGE = "ingest"
_READERS: tuple[tuple[str, Callable[[Reading, Any], Iterator[Item]]], ...] = (
    ("feeds", read_feed),
    ("sitemaps", read_sitemap),
    ("listings", read_listing),
    ("pages", read_list),
    ("archives", read_archives),
    ("dumps", read_records),
    ("files", read_file),
)


_UNFILTERED = (Route.LIVE, Route.LOAD)


def ingest(
    partition: Partition,
    source: Source,
    context: Context,
    published: Callable[[Capture], datetime | None] = lambda _: None,
) -> StageOutput:
    """Read everything the source offers that belongs to the partition.

    Daily and range take what was observed (where the record says so) or else published within the interval, and
    always what has no date; live and load take everything. What an earlier attempt at the partition fetched over
    http is kept, for the web does not show it again; files are read anew. A live interval that has ended and was read
    is only played back, rejections included: what its sources show today belongs to today's interval.

    ``published`` tells when a captured page says that it was published, None where it says nothing: whether a page
    belongs to the partition is asked there where nothing else tells (see ``candidates`` and ``archive``).

    What lies in the lake already, fetched for whatever interval, is not fetched again unless it may have changed (see
    ``ingest.seen``), or the context says ``refetch``, which holds for everything said here.

    Raises SourceUnavailable where network, server or a missing file keeps the source from being read. Where something
    came over http before, it is kept and the rest waits for the next run, as does what the context's budget of time or
    the source's ``max_pages`` does not suffice for. The output is then partial; live's only where a server failed.
    """
    output = context.output(STAGE, partition, Capture)
    ended = partition.route is Route.LIVE and partition.until <= now()
    if ended and not context.refetch and context.lake.commit(STAGE, partition):
        return _replay(partition, context, output)
    kept = list(fetched_before(partition, context))
    known = {(capture.url, capture.digest) for capture in kept}
    for capture in kept:
        output.read += 1
        output.accept(capture.capture_id, capture.digest, capture)
    ends = None if context.budget is None else now() + timedelta(seconds=context.budget)
    store = Store.from_settings(context.settings)
    # files given by hand lead to what is wanted now, whatever was fetched before
    memory = None if partition.route is Route.LOAD else memory_of(partition, source, context, store, kept)
    with Fetcher(context.settings, source=source.id, policy=source.fetch, store=store, clock=seconds) as fetcher:
        reading = Reading(
            source,
            partition.route,
            context.settings,
            fetcher,
            now,
            _filter(partition),
            _seen_before(partition, context),
            interval=None if partition.route in _UNFILTERED else (partition.since, partition.until),
            published=published,
            memory=memory,
            ends=ends,
            gone=lambda url: bool(output.erased) and output.erased.names(address_aliases(url)),
        )
        for item in _read(reading):
            if isinstance(item, Bad):
                output.read += 1
                output.reject(item.record_id, source.id, item.reason, item.message, item.record)
            elif not (_over_http(item) and (item.url, item.digest) in known):
                output.read += 1
                output.accept(item.capture_id, item.digest, item)
    if reading.outages and not fetcher.successes:
        raise reading.outages[0]
    if reading.deferred:
        cause = f" ({reading.missing})" if reading.missing else ""
        output.message = f"{source.id}: pages left to the next run: {reading.deferred}{cause}"
        # live asks again by itself, for what is still listed
        output.partial = bool(reading.missing) or partition.route is not Route.LIVE
    if memory:
        output.after_commit.append(memory.write)
    return output


def memory_of(partition: Partition, source: Source, context: Context, store: Store, kept: Iterable[Capture]) -> Memory:
    """What is known of the source's documents and pages; ``kept``: what the partition holds and keeps."""

    @cache
    def in_lake(path: str) -> bool:
        return context.lake.commit(STAGE, Partition.from_path(path)) is not None

    return Memory(
        store,
        source,
        partition,
        context.settings,
        seconds,
        in_lake,
        {url_key(capture.url) for capture in kept},
        context.refetch,
    )


def _replay(partition: Partition, context: Context, output: StageOutput) -> StageOutput:
    for capture in context.lake.read_captures(partition):
        output.read += 1
        output.accept(capture.capture_id, capture.digest, capture)
    for bad in context.lake.read_rejections(STAGE, partition):
        output.read += 1
        output.reject(bad.record_id, bad.source, bad.reason, bad.message, bad.record)
    return output


def _read(reading: Reading) -> Iterator[Item]:
    for key, reader in _READERS:
        for entry in getattr(reading.source, key):
            deferred, whole = reading.deferred, True
            address = entry if isinstance(entry, str) else entry.url
            try:
                if reading.late and is_address(address):
                    reading.deferred += 1
                else:
                    yield from reader(reading, entry)
            except NotModified:
                pass
            except FetchError as error:
                whole = False
                yield reading.trouble(error, address)
            except SourceUnavailable as error:
                yield reading.unavailable(error, address)
            if reading.memory:
                reading.memory.entry_read(whole=whole and reading.deferred == deferred)


def _filter(partition: Partition) -> Callable[[datetime | None], bool]:
    if partition.route in _UNFILTERED:
        return lambda _: True
    return lambda moment: moment is None or partition.since <= moment < partition.until


def fetched_before(partition: Partition, context: Context) -> Iterator[Capture]:
    """What the partition holds of the web, which is kept when it is read again."""
    if partition.route is not Route.LOAD:
        yield from (capture for capture in context.lake.read_captures(partition) if _over_http(capture))


def _seen_before(partition: Partition, context: Context) -> Mapping[str, Mapping[str, datetime]]:
    """URL → digest → time of what a load read last, so that times which only files tell stay in order."""
    seen: dict[str, dict[str, datetime]] = defaultdict(dict)
    if partition.route is Route.LOAD:
        for capture in context.lake.read_captures(partition):
            seen[capture.url][capture.digest] = capture.observed_at
    return seen


def _over_http(capture: Capture) -> bool:
    return is_address(capture.found_in) or (capture.http_status is not None and capture.found_by != "warc")


def now() -> datetime:
    """The clock, which no stage behind this one reads."""
    return datetime.now(UTC)


def seconds() -> float:
    """The clock as the fetcher's memory keeps times."""
    return now().timestamp()
