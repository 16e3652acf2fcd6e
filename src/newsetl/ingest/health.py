"""How fetching goes, source by source: outcomes by day, last success and failure, the newest item."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from newsetl.ingest.failures import SUCCESSES, FetchOutcome
from newsetl.ingest.store import OUTCOMES, SOURCES, Store, moment_of, upsert
from newsetl.ingest.turns import LeftAlone, Turns
from newsetl.settings import Settings


@dataclass(frozen=True)
class Health:
    """How a source has fared; all None and empty for one that was never asked."""

    source: str
    last_success: datetime | None = None
    last_failure: datetime | None = None
    failure: FetchOutcome | None = None
    """How the last failure ended."""
    message: str = ""
    """The last failure in words, with its address."""
    newest: datetime | None = None
    """Latest publication date among the items that were kept."""


class FetchStore:
    """The fetcher's memory as others ask it: for coverage, for checks of a source."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: Settings) -> "FetchStore":
        """The memory that the settings name; call ``close`` when done."""
        return cls(Store.from_settings(settings), lambda: datetime.now(UTC).timestamp())

    def close(self) -> None:
        """Close the connections."""
        self._store.close()

    def health(self, source: str) -> Health:
        """How a source has fared."""
        with self._store.reading() as sql:
            row = sql.execute(select(SOURCES).where(SOURCES.c.source == source)).one_or_none()
        if row is None:
            return Health(source)
        return Health(
            source,
            moment_of(row.last_success),
            moment_of(row.last_failure),
            FetchOutcome(row.failure) if row.failure else None,
            row.message,
            moment_of(row.newest),
        )

    def outcomes(self, source: str, since: date, until: date) -> dict[date, dict[FetchOutcome, int]]:
        """How many addresses of a source ended how, by day (UTC) from ``since`` up to, and without, ``until``.

        Days on which nothing was asked are left out. robots.txt itself is not counted.
        """
        found: dict[date, dict[FetchOutcome, int]] = {}
        asked = select(OUTCOMES).where(
            OUTCOMES.c.source == source, OUTCOMES.c.day >= since.isoformat(), OUTCOMES.c.day < until.isoformat()
        )
        with self._store.reading() as sql:
            for row in sql.execute(asked.order_by(OUTCOMES.c.day, OUTCOMES.c.outcome)):
                found.setdefault(date.fromisoformat(row.day), {})[FetchOutcome(row.outcome)] = row._mapping["count"]
        return found

    def left_alone(self) -> list[LeftAlone]:
        """The hosts that are left alone now, with until when and why."""
        return Turns(self._store, self._clock).left_alone()


def count(store: Store, source: str, outcome: FetchOutcome, message: str, now: float) -> None:
    """Count how one address of a source ended; ``message`` where it failed."""
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    key = (OUTCOMES.c.source == source) & (OUTCOMES.c.day == day) & (OUTCOMES.c.outcome == outcome)
    told = (
        {"last_success": now}
        if outcome in SUCCESSES
        else {"last_failure": now, "failure": str(outcome), "message": message}
    )
    with store.writing() as sql:
        upsert(sql, OUTCOMES, [{"source": source, "day": day, "outcome": str(outcome)}])
        sql.execute(OUTCOMES.update().where(key).values(count=OUTCOMES.c["count"] + 1))
        upsert(sql, SOURCES, [{"source": source, **told}])


def tell_newest(store: Store, source: str, newest: datetime) -> None:
    """Remember the newest item's date, unless a newer one is known."""
    moment = newest.timestamp()
    with store.writing() as sql:
        upsert(sql, SOURCES, [{"source": source}])
        older = SOURCES.c.newest.is_(None) | (SOURCES.c.newest < moment)
        sql.execute(SOURCES.update().where(SOURCES.c.source == source, older).values(newest=moment))
