"""The small SQL store behind ledger, identities, generations, tombstones and revisions: one file in the data folder."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newsetl.settings import Settings

_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    attempt INTEGER PRIMARY KEY AUTOINCREMENT,
    stage TEXT NOT NULL,
    partition TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'superseded')),
    message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS attempts_by_partition ON attempts (partition, stage, attempt);
CREATE TABLE IF NOT EXISTS partial_attempts (
    attempt INTEGER PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS outcomes (
    stage TEXT NOT NULL,
    partition TEXT NOT NULL,
    record_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    digest TEXT,
    PRIMARY KEY (stage, partition, record_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outcomes_by_partition ON outcomes (partition);
CREATE TABLE IF NOT EXISTS identities (
    alias TEXT PRIMARY KEY,
    article_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS generations (
    generation INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS tombstones (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    done_at TEXT,
    traces TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstone_marks (
    mark TEXT PRIMARY KEY,
    tombstone TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revisions (
    article_id TEXT NOT NULL,
    partition TEXT NOT NULL,
    observed_at TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    PRIMARY KEY (article_id, partition, observed_at, content_hash)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revisions_by_partition ON revisions (partition);
CREATE TABLE IF NOT EXISTS revision_partitions (
    partition TEXT PRIMARY KEY,
    attempt INTEGER NOT NULL
) WITHOUT ROWID;
"""


class State:
    """A SQLite file that several processes of one machine may use at once (WAL, waiting writers)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ready = False
        self._preparing = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> "State":
        """The store of the data folder."""
        return cls(settings.data_path / "state.sqlite")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction, taken at once so that two processes wait rather than fail; committed on leaving."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=120, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            with self._preparing:
                if not self._ready:
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.executescript(_SCHEMA)
                    self._ready = True
            # with WAL a killed process loses nothing; a power cut may cost the last outcomes, never the lake
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()

    def generation(self, fingerprint: str, last_known: Callable[[], int] = lambda: 0) -> int:
        """The number of this processing (code, names): a new, higher one whenever the fingerprint changes.

        ``last_known`` is asked when the store remembers none: the highest generation that stored records carry, so that
        a lost store never makes newer work look older.
        """
        with self.transaction() as sql:
            last = sql.execute(
                "SELECT generation, fingerprint FROM generations ORDER BY generation DESC LIMIT 1"
            ).fetchone()
            if last and last["fingerprint"] == fingerprint:
                return int(last["generation"])
            number = (int(last["generation"]) if last else last_known()) + 1
            sql.execute("INSERT INTO generations (generation, fingerprint) VALUES (?, ?)", (number, fingerprint))
            return number
