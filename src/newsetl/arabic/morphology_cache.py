"""What morphology said of a word, kept in SQLite, so that the database is loaded for unseen words alone."""

import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from newsetl.arabic.morphology_database import Forms

_SCHEMA = """
CREATE TABLE IF NOT EXISTS words (
    database TEXT NOT NULL,
    word TEXT NOT NULL,
    lemma TEXT NOT NULL,
    segments TEXT NOT NULL,
    PRIMARY KEY (database, word)
) WITHOUT ROWID;
"""
_AT_ONCE = 500
_WAIT = 30.0
_log = logging.getLogger(__name__)


class FormsCache:
    """Forms by word under one database's id. Several processes may use the file at once.

    It is never fatal: a broken file is made anew, and one that cannot be used is gone without.
    """

    def __init__(self, path: Path, database: str) -> None:
        self._path = path
        self._database = database

    def get(self, words: Iterable[str]) -> dict[str, Forms]:
        """The forms of those words that are known."""
        wanted = list(words)
        found: dict[str, Forms] = {}

        def read(sql: sqlite3.Connection) -> None:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT word, lemma, segments FROM words WHERE database = ? AND word IN ({marks})"  # noqa: S608
                found.update((word, Forms(*forms)) for word, *forms in sql.execute(query, (self._database, *some)))

        self._try(read)
        return found

    def put(self, found: dict[str, Forms]) -> None:
        """Keep the forms of words."""
        rows = [(self._database, word, *forms) for word, forms in found.items()]

        def write(sql: sqlite3.Connection) -> None:
            sql.execute("BEGIN IMMEDIATE")
            sql.executemany("INSERT OR REPLACE INTO words VALUES (?, ?, ?, ?)", rows)
            sql.execute("COMMIT")

        self._try(write)

    def _try(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do it where the file can be used; what breaks is logged, not raised."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)) as sql:
                sql.execute("PRAGMA journal_mode = WAL")
                sql.execute("PRAGMA synchronous = NORMAL")
                sql.execute(_SCHEMA)
                work(sql)
        except sqlite3.OperationalError as error:  # locked, read-only, disk full
            self._without(error)
        except sqlite3.DatabaseError as error:
            _log.warning("the word cache %s is broken (%s) and made anew", self._path, error)
            self._remove()
        except OSError as error:
            self._without(error)

    def _without(self, error: Exception) -> None:
        _log.warning("the word cache %s cannot be used: %s", self._path, error)

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            try:
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            except OSError as error:
                self._without(error)
