"""The ledger: exactly one outcome per record, stage and partition; attempts with their fate; counts for people."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsetl.records import Outcome, Partition, Reason, Record, Route, stamp
from newsetl.state import State


class ConservationError(AssertionError):
    """A stage lost or invented records: what went in is not the sum of the outcomes."""


class OutcomeRow(Record):
    """The outcome of one record."""

    record_id: str
    outcome: Outcome
    reason: Reason | None = None
    digest: str | None = None
    """Of the content passed on, so that the next run can tell unchanged from updated."""


class StageReport(Record):
    """What one stage did to one partition."""

    stage: str
    partition: str
    attempt: int
    read: int
    counts: dict[Outcome, int]
    message: str = ""
    """What people should know beside the counts."""
    partial: bool = False
    """Whether something is missing, as ``message`` says."""

    def check(self) -> "StageReport":
        """Return self; raise ConservationError if records were lost or invented."""
        if self.read != sum(self.counts.values()):
            raise ConservationError(
                f"{self.stage} {self.partition}: {self.read} records in, {sum(self.counts.values())} outcomes"
            )
        return self


class CountRow(Record):
    """How many records of one source had this outcome in one stage."""

    stage: str
    source: str
    outcome: Outcome
    count: int


class AttemptRow(Record):
    """The latest attempt of one stage at one partition."""

    attempt: int
    stage: str
    partition: str
    state: str
    message: str
    partial: bool = False
    """Whether it is done but for what ``message`` says is missing."""


@dataclass(frozen=True)
class Tally:
    """What became of one partition: whether it was ever read to its end, what its last attempt came to, its records."""

    partition: Partition
    done: bool
    failed: bool
    """Whether the last attempt failed, or never ended; what an earlier one brought may stand."""
    message: str
    counts: Counter[Outcome]
    """Outcomes of the stage that was asked for."""
    reasons: Counter[Reason]
    """Why records were quarantined, in any stage."""


class Ledger:
    """Ledger over the state store. The clock is read only to say when an attempt ran; nothing depends on it."""

    def __init__(self, state: State) -> None:
        self.state = state

    def begin(self, stage: str, partition: Partition, above: int = 0) -> int:
        """Start an attempt; its number is higher than any before, which is what fences a late loser.

        ``above``: the number the partition's content carries, so that a ledger that was lost starts behind it.
        """
        with self.state.transaction() as sql:
            last = sql.execute("SELECT MAX(attempt) AS last FROM attempts").fetchone()["last"] or 0
            attempt = max(int(last), above) + 1
            sql.execute(
                "INSERT INTO attempts (attempt, stage, partition, started_at, state) VALUES (?, ?, ?, ?, 'running')",
                (attempt, stage, partition.path, _now()),
            )
            return attempt

    def finish(self, report: StageReport, outcomes: Iterable[OutcomeRow]) -> None:
        """Replace the partition's outcomes by this attempt's, unless a later attempt's stand there."""
        with self.state.transaction() as sql:
            later = sql.execute(
                "SELECT 1 FROM attempts WHERE stage = ? AND partition = ? AND attempt > ? AND state = 'done'",
                (report.stage, report.partition, report.attempt),
            ).fetchone()
            self._end(sql, report.attempt, "superseded" if later else "done", report.message)
            if later:
                return
            if report.partial:
                sql.execute("INSERT INTO partial_attempts (attempt) VALUES (?)", (report.attempt,))
            sql.execute("DELETE FROM outcomes WHERE stage = ? AND partition = ?", (report.stage, report.partition))
            sql.executemany(
                "INSERT INTO outcomes (stage, partition, record_id, attempt, outcome, reason, digest) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (report.stage, report.partition, row.record_id, report.attempt, row.outcome, row.reason, row.digest)
                    for row in outcomes
                ],
            )

    def erase(self, article_ids: Iterable[str], rejected: Iterable[str], captures: Iterable[str]) -> None:
        """Say of these records in every partition that they are erased, so that the counts are those of the lake.

        ``rejected``: ids of quarantined records; ``captures``: digests of captures.
        """
        gone = "UPDATE outcomes SET outcome = 'erased', reason = NULL, digest = NULL WHERE"
        with self.state.transaction() as sql:
            # a second record under one id within a partition has a number behind it
            sql.executemany(f"{gone} record_id = ? OR record_id LIKE ? || '#%'", [(one, one) for one in article_ids])
            sql.executemany(f"{gone} record_id = ? AND outcome = 'quarantined'", [(one,) for one in rejected])
            sql.executemany(f"{gone} stage = 'ingest' AND digest = ?", [(one,) for one in captures])

    def supersede(self, attempt: int) -> None:
        """Record that a later attempt had already written the partition, so that this one's result was dropped."""
        with self.state.transaction() as sql:
            self._end(sql, attempt, "superseded", "")

    def fail(self, attempt: int, message: str) -> None:
        """Record that an attempt ended without a result, and why."""
        with self.state.transaction() as sql:
            self._end(sql, attempt, "failed", message)

    def digests(self, stage: str, partition: Partition) -> dict[str, str]:
        """Record id → digest of what the stage passed on the last time."""
        with self.state.transaction() as sql:
            rows = sql.execute(
                "SELECT record_id, digest FROM outcomes WHERE stage = ? AND partition = ? AND digest IS NOT NULL",
                (stage, partition.path),
            )
            return {row["record_id"]: row["digest"] for row in rows}

    def counts(self, partitions: Iterable[Partition]) -> list[CountRow]:
        """Outcome counts of these partitions, per stage and source."""
        total: Counter[tuple[str, str, str]] = Counter()
        with self.state.transaction() as sql:
            for partition in partitions:
                for row in sql.execute(
                    "SELECT stage, outcome, COUNT(*) AS n FROM outcomes WHERE partition = ? GROUP BY stage, outcome",
                    (partition.path,),
                ):
                    total[row["stage"], partition.source, row["outcome"]] += row["n"]
        return [
            CountRow(stage=stage, source=source, outcome=Outcome(outcome), count=count)
            for (stage, source, outcome), count in sorted(total.items())
        ]

    def last_attempts(self, partitions: Iterable[Partition]) -> list[AttemptRow]:
        """The latest attempt of every stage at these partitions; ``running`` there means killed or still at it."""
        rows = []
        with self.state.transaction() as sql:
            for partition in partitions:
                rows += [
                    AttemptRow(**dict(row))
                    for row in sql.execute(
                        "SELECT attempt, stage, partition, state, message, "
                        "attempt IN (SELECT attempt FROM partial_attempts) AS partial FROM attempts WHERE attempt IN "
                        "(SELECT MAX(attempt) FROM attempts WHERE partition = ? GROUP BY stage) ORDER BY attempt",
                        (partition.path,),
                    )
                ]
        return rows

    def attempts_after(self, attempt: int) -> list[AttemptRow]:
        """Attempts with a higher number, for progress displays."""
        with self.state.transaction() as sql:
            return [
                AttemptRow(**{key: row[key] for key in ("attempt", "stage", "partition", "state", "message")})
                for row in sql.execute("SELECT * FROM attempts WHERE attempt > ? ORDER BY attempt", (attempt,))
            ]

    def tallies(self, since: datetime, until: datetime, stage: str) -> list[Tally]:
        """The partitions at which ``stage`` was tried and whose intervals touch [since, until), oldest first.

        Files that were loaded belong to no interval and are left out.
        """
        found = []
        with self.state.transaction() as sql:
            for path, done, last in _touching(sql, since, until, stage):
                end = sql.execute(
                    "SELECT state, message, started_at FROM attempts WHERE attempt = ?", (last,)
                ).fetchone()
                counts: Counter[Outcome] = Counter()
                reasons: Counter[Reason] = Counter()
                for row in sql.execute(
                    "SELECT stage, outcome, reason, COUNT(*) AS n FROM outcomes WHERE partition = ? "
                    "GROUP BY stage, outcome, reason",
                    (path,),
                ):
                    if row["stage"] == stage:
                        counts[Outcome(row["outcome"])] += row["n"]
                    if row["reason"]:
                        reasons[Reason(row["reason"])] += row["n"]
                failed, message = end["state"] == "failed", end["message"]
                if end["state"] == "running" and not done:
                    failed, message = True, f"begun {end['started_at']} and not ended: still at work, or killed"
                found.append(
                    Tally(Partition.from_path(path), bool(done), failed, message if failed else "", counts, reasons)
                )
        return sorted(found, key=lambda tally: (tally.partition.since, tally.partition.path))

    @staticmethod
    def _end(sql: sqlite3.Connection, attempt: int, state: str, message: str) -> None:
        sql.execute(
            "UPDATE attempts SET finished_at = ?, state = ?, message = ? WHERE attempt = ?",
            (_now(), state, message, attempt),
        )


def _touching(sql: sqlite3.Connection, since: datetime, until: datetime, stage: str) -> Iterator[tuple[str, int, int]]:
    """(path, whether an attempt was finished, last attempt) of the partitions whose interval touches [since, until)."""
    for route in Route:
        if route is Route.LOAD:
            continue
        # paths are in the order of their intervals' beginnings; those of these two routes are a day long at most
        short = route in (Route.LIVE, Route.DAILY)
        above = f"route={route}/interval={stamp(since - timedelta(days=1)) if short else ''}"
        below = f"route={route}/interval={stamp(until)}"
        for row in sql.execute(
            "SELECT partition, MAX(state = 'done') AS done, MAX(attempt) AS last FROM attempts "
            "WHERE stage = ? AND partition >= ? AND partition < ? GROUP BY partition",
            (stage, above, below),
        ):
            if Partition.from_path(row["partition"]).until > since:
                yield row["partition"], row["done"], row["last"]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
