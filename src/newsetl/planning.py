"""Before a backfill: what it would fetch from where, and about how much."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from newsetl.ingest.reading import shown
from newsetl.ingest.sources import PAST_WAYS, Source
from newsetl.ingest.survey import Survey, WayFound, survey
from newsetl.lake import Lake
from newsetl.pipeline import Pipeline
from newsetl.records import Partition, Record, Route

PAGE_BYTES = 120_000
"""A news page, uncompressed, where none of the outlet's lies in the lake yet."""
_MEASURED = 50
"""Captures whose size stands for the others'."""


class SourcePlan(Record):
    """One outlet's share."""

    source: str
    ways: list[WayFound]
    shows_past: bool
    """Whether any way in shows more than the newest news."""
    new: int
    """Pages to be fetched, of the ways that can be counted."""
    whole: int
    """Reports that feeds have in full."""
    known: int
    files: int
    most_at_once: int
    """Pages that one run takes at most; the rest waits for the next."""
    seconds: float
    """At the outlet's own pace, without what is downloaded whole."""
    size: int
    """Bytes of the pages to be fetched and of the files on this machine's disk."""


class FetchPlan(Record):
    """What a run over [since, until) would do; the outlets are asked side by side, so the slowest decides."""

    since: datetime
    until: datetime
    sources: list[SourcePlan]


def plan_fetching(
    pipeline: Pipeline,
    since: datetime,
    until: datetime,
    only: Sequence[str] = (),
    *,
    offline: bool = False,
    progress: Callable[[SourcePlan], None] = lambda _: None,
) -> FetchPlan:
    """Look at every outlet's ways in; ``offline`` only names them. Raises PlanError as ``Pipeline.plan`` does."""
    found = []
    for partition in pipeline.plan(Route.RANGE, since, until, only):
        source = pipeline.sources[partition.source]
        seen = Survey(ways=_named(source), delay=0) if offline else survey(partition, source, pipeline.context)
        found.append(_plan(pipeline, partition, source, seen))
        progress(found[-1])
    return FetchPlan(since=since, until=until, sources=found)


def _named(source: Source) -> list[WayFound]:
    return [
        WayFound(way=way, address=shown(entry if isinstance(entry, str) else entry.url))
        for way in ("feeds", *PAST_WAYS)
        for entry in getattr(source, way)
    ]


def _plan(pipeline: Pipeline, partition: Partition, source: Source, seen: Survey) -> SourcePlan:
    settings = pipeline.context.settings
    ways = seen.ways
    new = sum(way.new or 0 for way in ways)
    interval = settings.fetch_interval if source.fetch.interval is None else source.fetch.interval
    pages = new * _page_bytes(pipeline.context.lake, partition.source)
    return SourcePlan(
        source=source.id,
        ways=ways,
        shows_past=source.shows_past,
        new=new,
        whole=sum(way.whole for way in ways),
        known=sum(way.known for way in ways),
        files=sum(way.files or 0 for way in ways),
        seconds=new * max(interval, seen.delay),
        most_at_once=source.fetch.max_pages,
        size=pages + sum(way.size or 0 for way in ways),
    )


def _page_bytes(lake: Lake, source: str) -> int:
    """How large this outlet's captures are on average, by the newest that are there."""
    for partition in reversed(lake.partitions("ingest", source=source)):
        sizes = [len(capture.payload) for capture in islice(lake.read_captures(partition), _MEASURED)]
        if sizes:
            return sum(sizes) // len(sizes)
    return PAGE_BYTES


def duration(seconds: float) -> str:
    """A stretch of time in words: ``2 h 05 min``, ``3 min``, ``under a minute``."""
    minutes = round(timedelta(seconds=seconds) / timedelta(minutes=1))
    if minutes < 1:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
