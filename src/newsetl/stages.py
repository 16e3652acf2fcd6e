"""What every stage has in common: what it is given, what it gives back, and how outcomes are told."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from filelock import FileLock, Timeout

from newsetl.lake import Lake
from newsetl.ledger import Ledger, OutcomeRow
from newsetl.records import Outcome, Partition, Reason, Record, Rejection, digest_of
from newsetl.settings import Settings
from newsetl.state import State
from newsetl.tombstones import NOTHING, Erased, Tombstones

_FETCHING = 0.8
"""Share of a stage's time in which it may fetch: the last requests may be slow, and what came is still written."""


@dataclass(frozen=True)
class Context:
    """The ground floor as one process has it."""

    settings: Settings
    lake: Lake
    state: State
    ledger: Ledger
    refetch: bool = False
    """Whether this run fetches again what is known."""
    budget: float | None = None
    """Seconds after which nothing more is fetched of a source in this run; None: no end."""

    @classmethod
    def from_settings(
        cls, settings: Settings, *, refetch: bool = False, killed_after: timedelta | None = None
    ) -> "Context":
        """Everything that the settings name; opens nothing yet.

        ``killed_after``: when somebody will end a stage at work; enough of that time is kept for what was fetched.
        """
        state = State.from_settings(settings)
        budget = settings.fetch_budget
        if killed_after is not None:
            budget = min(budget or math.inf, killed_after.total_seconds() * _FETCHING)
        return cls(settings, Lake.from_settings(settings), state, Ledger(state), refetch, budget)

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """Be the only process of this machine that does ``what``; waits for another, as long as the settings say.

        Several machines are kept apart by Airflow's one-slot pool.
        """
        self.settings.data_path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.settings.data_path / f"{what}.lock", timeout=self.settings.lock_timeout)
        try:
            with lock:
                yield
        except Timeout:
            raise TimeoutError(
                f"another run has been at «{what}» for {self.settings.lock_timeout:g} s: try again later, "
                "or raise NEWSETL_LOCK_TIMEOUT"
            ) from None

    def output(self, stage: str, partition: Partition, model: type[Record]) -> "StageOutput":
        """An empty output that knows what the partition held before."""
        return StageOutput(stage, model, self.ledger.digests(stage, partition), Tombstones(self.state).erased())


@dataclass
class StageOutput:
    """What a stage made of one partition; every record that went in has exactly one outcome.

    ``after_commit`` is called, in its order, when the result lies in the lake, and never where it does not get there
    (a failure, a kill, a later attempt that was quicker): there belongs whatever says that these records are taken.
    """

    stage: str
    model: type[Record]
    before: dict[str, str]
    """Record id → digest as of the partition's last finished attempt."""
    erased: Erased = NOTHING
    """What was erased when the work began: records of it are neither passed on nor quarantined."""
    rows: list[Any] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    consumed: dict[str, str] = field(default_factory=dict)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    message: str = ""
    """What people should know beside the counts."""
    partial: bool = False
    """Whether something is missing that the same work, done again, may bring; ``message`` then says what."""
    read: int = 0
    """Counted by the stage where it reads, so that the conservation check compares two independent counts."""
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _passed: list[tuple[str, str]] = field(default_factory=list)
    _last: dict[str, str] = field(default_factory=dict)
    _names: Counter[str] = field(default_factory=Counter)

    def accept(self, record_id: str, digest: str, row: Any) -> None:
        """Pass ``row`` on; the same id and digest a second time is a redelivery and not passed on again."""
        self._accept(record_id, digest, row, again=(record_id, digest) in self._seen)

    def accept_revision(self, article_id: str, content_hash: str, row: Any) -> None:
        """Pass a revision on, in the order of observation; the same text as in the one before is a redelivery.

        What a newsroom takes back is a revision of its own, though its text was there before.
        """
        self._accept(article_id, content_hash, row, again=self._last.get(article_id) == content_hash)

    def _accept(self, record_id: str, digest: str, row: Any, *, again: bool) -> None:
        if self.erased.holds(row):
            self._say(record_id, Outcome.ERASED)
        elif again:
            self._say(record_id, Outcome.REDELIVERED)
        else:
            self._seen.add((record_id, digest))
            self._passed.append((record_id, digest))
            self._last[record_id] = digest
            self.rows.append(row)
            self._say(record_id, None, digest=digest)

    def reject(self, record_id: str, source: str, reason: Reason, message: str, record: str) -> None:
        """Quarantine a record, kept whole."""
        made = Rejection(
            record_id=record_id, stage=self.stage, source=source, reason=reason, message=message, record=record
        )
        if self.erased.holds(made):
            self._say(record_id, Outcome.ERASED)
            return
        name = self._say(record_id, Outcome.QUARANTINED, reason=reason)
        self.rejections.append(made.model_copy(update={"record_id": name}))

    def tell(self, record_id: str, outcome: Outcome) -> None:
        """State the outcome of a record that is not passed on in the lake (index, relate)."""
        self._say(record_id, outcome)

    @property
    def digest(self) -> str:
        """Digest of what is passed on, whatever its order."""
        return digest_of(f"{record_id}={digest}" for record_id, digest in sorted(self._passed))

    @property
    def found_erased(self) -> bool:
        """Whether any record that was read is of an erased report."""
        return any(row.outcome is Outcome.ERASED for row in self.outcomes)

    def _say(
        self, record_id: str, outcome: Outcome | None, *, digest: str | None = None, reason: Reason | None = None
    ) -> str:
        """One ledger line, compared with the last run where no outcome is given.

        A second record under the same id (a revision within the interval) is told apart by a number.
        """
        self._names[record_id] += 1
        name = record_id if self._names[record_id] == 1 else f"{record_id}#{self._names[record_id]}"
        if outcome is None:
            known = self.before.get(name)
            outcome = Outcome.NEW if known is None else Outcome.UNCHANGED if known == digest else Outcome.UPDATED
        self.outcomes.append(OutcomeRow(record_id=name, outcome=outcome, reason=reason, digest=digest))
        return name
