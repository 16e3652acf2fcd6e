"""Whose turn it is: the pace at which a host is asked, kept across all processes that share the store.

A host is asked by at most so many at a time and at intervals. Whoever is told to slow down (429, 503) doubles the
interval for everybody; it shrinks again while the host answers. A host that keeps failing is left alone, each time
for twice as long.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update

from newsetl.ingest.store import HOSTS, LEASES, Store, upsert

MAX_WAIT = 60.0
"""Seconds that a run waits for a host that asks for patience; longer waits are left to the next run."""
MAX_INTERVAL = 60.0
"""Seconds; neither Crawl-delay nor slowing down makes an interval longer, unless the source pack asks for more."""
LONGEST_ABSENCE = 24 * 3600.0
"""Seconds for which a Retry-After is remembered at most."""
FAILURES = 5
"""Failed addresses in a row after which a host is left alone."""
_FIRST_REST, _LONGEST_REST = 120.0, 6 * 3600.0
_SLOWED_FROM = 0.5
"""Seconds that a slowed-down interval starts from, where none is kept."""
_SPEED_UP = 0.8
_MAX_SLOWDOWN = 2.0**7
_WRONG_CLOCK = 3600.0
"""A turn further ahead than this was given by a clock that has been set back."""


class LeftAlone(Exception):
    """The host is not asked before ``until``."""

    def __init__(self, host: str, until: float, why: str) -> None:
        self.until = datetime.fromtimestamp(until, UTC)
        super().__init__(f"{host} is left alone until {self.until.isoformat(timespec='seconds')}: {why}")


@dataclass(frozen=True)
class Pace:
    """Seconds between two requests, and requests at a time."""

    interval: float
    concurrency: int = 1


@dataclass(frozen=True)
class Turn:
    """A reserved turn: not to be used before ``at`` (seconds since 1970), to be given back after."""

    host: str
    token: str
    at: float


class Turns:
    """The turns of all hosts. ``clock`` gives seconds since 1970."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def reserve(self, host: str, pace: Pace, lease: float) -> Turn | None:
        """The next turn at a host; None where as many as may are at it, so ask again in a moment.

        The turn is lost ``lease`` seconds after it came unless renewed, so a killed process blocks nobody for long.
        Raises LeftAlone where the host is to be left alone for longer than MAX_WAIT.
        """
        now = self._clock()
        with self._store.writing() as sql:
            upsert(sql, HOSTS, [{"host": host}])
            row = sql.execute(select(HOSTS).where(HOSTS.c.host == host).with_for_update()).one()
            not_before = row.not_before or 0.0
            if not_before - now > MAX_WAIT:
                raise LeftAlone(host, not_before, row.why)
            sql.execute(delete(LEASES).where(LEASES.c.host == host, LEASES.c.until <= now))
            count = sql.execute(select(func.count()).select_from(LEASES).where(LEASES.c.host == host)).scalar_one()
            if count >= pace.concurrency:
                return None
            next_turn = row.next_turn or 0.0
            if next_turn > now + _WRONG_CLOCK:
                next_turn = now
            turn = Turn(host, uuid.uuid4().hex, max(now, next_turn, not_before))
            sql.execute(
                update(HOSTS).where(HOSTS.c.host == host).values(next_turn=turn.at + _slowed(pace, row.slowdown))
            )
            upsert(sql, LEASES, [{"token": turn.token, "host": host, "until": turn.at + lease}])
        return turn

    def renew(self, turn: Turn, lease: float) -> None:
        """Keep a turn for another ``lease`` seconds."""
        with self._store.writing() as sql:
            sql.execute(update(LEASES).where(LEASES.c.token == turn.token).values(until=self._clock() + lease))

    def give_back(self, turn: Turn) -> None:
        """Let the next one ask."""
        with self._store.writing() as sql:
            sql.execute(delete(LEASES).where(LEASES.c.token == turn.token))

    def answered(self, host: str) -> None:
        """The host answered: forget its failures, and ask a little faster where it had been slowed down."""
        with self._store.writing() as sql:
            sql.execute(
                update(HOSTS)
                .where(HOSTS.c.host == host, (HOSTS.c.failures > 0) | (HOSTS.c.slowdown > 1))
                .values(failures=0, slowdown=func.round(HOSTS.c.slowdown * _SPEED_UP * 1000) / 1000)
            )
            sql.execute(update(HOSTS).where(HOSTS.c.host == host, HOSTS.c.slowdown < 1).values(slowdown=1))

    def slow_down(self, host: str, why: str, retry_after: float | None) -> None:
        """The host asked for patience: double its interval, and ask nothing before ``retry_after`` seconds are over."""
        with self._store.writing() as sql:
            row = sql.execute(select(HOSTS).where(HOSTS.c.host == host).with_for_update()).one()
            values = {"slowdown": min(row.slowdown * 2, _MAX_SLOWDOWN)}
            if retry_after:
                until = self._clock() + min(retry_after, LONGEST_ABSENCE)
                values |= {"not_before": max(until, row.not_before or 0.0), "why": why}
            sql.execute(update(HOSTS).where(HOSTS.c.host == host).values(**values))

    def failed(self, host: str, message: str) -> None:
        """An address of the host failed for network or server trouble, further tries included."""
        with self._store.writing() as sql:
            upsert(sql, HOSTS, [{"host": host}])
            row = sql.execute(select(HOSTS).where(HOSTS.c.host == host).with_for_update()).one()
            failures = row.failures + 1
            values = {"failures": failures}
            if failures >= FAILURES:
                rest = min(_FIRST_REST * 2 ** min(failures - FAILURES, 16), _LONGEST_REST)
                why = f"it failed {failures} times in a row, last with: {message}"
                values |= {"not_before": max(self._clock() + rest, row.not_before or 0.0), "why": why}
            sql.execute(update(HOSTS).where(HOSTS.c.host == host).values(**values))

    def left_alone(self) -> list[LeftAlone]:
        """The hosts that are left alone now, by name."""
        with self._store.reading() as sql:
            rows = sql.execute(select(HOSTS).where(HOSTS.c.not_before > self._clock()).order_by(HOSTS.c.host)).all()
        return [LeftAlone(row.host, row.not_before, row.why) for row in rows]


def _slowed(pace: Pace, slowdown: float) -> float:
    """Seconds to the next turn."""
    if slowdown <= 1:
        return pace.interval
    return max(pace.interval, min(max(pace.interval, _SLOWED_FROM) * slowdown, MAX_INTERVAL))
