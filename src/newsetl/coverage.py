"""Which outlet's days are in the index, and why others are not: silence told apart from absence.

An archive that shows nothing for a day may have lost it; so each outlet and day has a state, taken from what the ledger
says was asked and from what the index holds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from newsetl.index.engine import Engine
from newsetl.index.query import TimeRange
from newsetl.ingest.sources import Source
from newsetl.ledger import Ledger, Tally
from newsetl.pipeline import SOURCE_STAGES, PlanError
from newsetl.records import Outcome, Partition, Reason, Record, Route

DAY = timedelta(days=1)
MOST_DAYS = 3660
"""Ten years: the index is asked once a day."""
_MOST_OUTLETS = 100_000


class DayState(StrEnum):
    """What is known of one outlet's day."""

    KEPT = "kept"
    """Reports of that day are in the index, and nothing that was asked failed."""
    PARTIAL = "partial"
    """Reports are there, and some of what was asked failed."""
    NOTHING_KEPT = "nothing_kept"
    """Something was found, and none of it is in the index; the reasons are told."""
    SILENT = "silent"
    """The outlet was asked, answered, and had nothing."""
    FAILED = "failed"
    """The outlet was asked and could not be read."""
    NO_ARCHIVE = "no_archive"
    """Asked only when the day was past, of an outlet that shows no past days."""
    NOT_ASKED = "not_asked"
    """No run has asked for that day."""


class Brought(Record):
    """What runs brought of one outlet: records found, of these fetched, and reason → those that are not kept."""

    found: int
    fetched: int
    not_kept: dict[str, int]


class DayCoverage(Brought):
    """One outlet's day (UTC), with what runs over that day or a part of it brought."""

    source: str
    day: date
    state: DayState
    asked: float
    """Share of the day that finished runs cover, 0 to 1."""
    kept: int
    """Reports in the index that bear this day."""
    message: str = ""
    """Why something failed."""


class Coverage(Record):
    """Every outlet's days, by outlet and day; ``ranges``: what runs over several days brought, which is not split."""

    since: date
    until: date
    """The first day not looked at."""
    days: list[DayCoverage]
    ranges: dict[str, Brought]


def coverage(
    ledger: Ledger,
    engine: Engine,
    sources: Collection[Source],
    since: datetime,
    until: datetime,
) -> Coverage:
    """What is known of [since, until), whole days (UTC), for these outlets and any other that has reports there.

    Raises PlanError for an interval that is empty or longer than MOST_DAYS, IndexUnusable as the engine does.
    """
    first, last = _midnight(since), _midnight(until - timedelta(microseconds=1)) + DAY
    if since >= until:
        raise PlanError(f"the interval is empty: since {since.isoformat()} is not before until {until.isoformat()}")
    if last - first > MOST_DAYS * DAY:
        raise PlanError(f"the interval is longer than {MOST_DAYS} days: ask for a part of it")
    days = [first + n * DAY for n in range((last - first) // DAY)]
    kept = _kept(engine, days)
    known = {source.id: source for source in sources}
    asked: dict[str, list[Tally]] = defaultdict(list)
    for tally in ledger.tallies(first, last, SOURCE_STAGES[0]):
        asked[tally.partition.source].append(tally)
    names = sorted({*known, *asked, *(source for source, _ in kept)})
    rows = [_day(name, day, asked[name], kept[name, day], known.get(name)) for name in names for day in days]
    ranges = {
        name: _together(long) for name in names if (long := [t for t in asked[name] if _several_days(t.partition)])
    }
    return Coverage(since=first.date(), until=last.date(), days=rows, ranges=ranges)


def _kept(engine: Engine, days: Sequence[datetime]) -> Counter[tuple[str, datetime]]:
    counts: Counter[tuple[str, datetime]] = Counter()
    for day in days:
        page = engine.search(TimeRange(day, day + DAY), limit=0, facets=["source"], facet_size=_MOST_OUTLETS)
        counts.update({(source, day): count for source, count in page.facets["source"]})
    return counts


def _day(name: str, day: datetime, asked: Sequence[Tally], kept: int, source: Source | None) -> DayCoverage:
    touching = [tally for tally in asked if tally.partition.since < day + DAY and tally.partition.until > day]
    within = [tally for tally in touching if not _several_days(tally.partition)]
    done = [tally for tally in touching if tally.done]
    failures = [tally for tally in touching if tally.failed]
    told = _together(within)
    return DayCoverage(
        source=name,
        day=day.date(),
        state=_state(kept, told.found, done, failures, source),
        asked=round(_share(day, done), 3),
        kept=kept,
        **told.model_dump(),
        message=failures[-1].message if failures else "",
    )


def _state(kept: int, found: int, done: Sequence[Tally], failures: Sequence[Tally], source: Source | None) -> DayState:
    if kept:
        return DayState.PARTIAL if failures else DayState.KEPT
    if failures:
        return DayState.FAILED
    if found:
        return DayState.NOTHING_KEPT
    if not done:
        return DayState.NOT_ASKED
    looked_back = all(tally.partition.route is not Route.LIVE for tally in done)
    if looked_back and source and not source.shows_past:
        return DayState.NO_ARCHIVE
    return DayState.SILENT


def _share(day: datetime, done: Sequence[Tally]) -> float:
    """How much of the day the intervals cover together."""
    covered, at = timedelta(), day
    for since, until in sorted((tally.partition.since, tally.partition.until) for tally in done):
        start, end = max(since, at), min(until, day + DAY)
        if end > start:
            covered, at = covered + (end - start), end
    return covered / DAY


def _together(tallies: Sequence[Tally]) -> Brought:
    counts = sum((tally.counts for tally in tallies), Counter[Outcome]())
    reasons = sum((tally.reasons for tally in tallies), Counter[Reason]())
    found = counts.total()
    not_kept = {str(reason): count for reason, count in reasons.most_common()}
    return Brought(found=found, fetched=found - counts[Outcome.QUARANTINED], not_kept=not_kept)


def _several_days(partition: Partition) -> bool:
    return partition.until - partition.since > DAY


def _midnight(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def by_source(found: Coverage) -> Iterator[tuple[str, list[DayCoverage]]]:
    """The days of one outlet after another."""
    rows: dict[str, list[DayCoverage]] = defaultdict(list)
    for row in found.days:
        rows[row.source].append(row)
    yield from rows.items()
