"""Tombstones: what was erased and must never come back, known by every alias that it had.

Of the report itself a tombstone keeps nothing but the address it was asked for by. The aliases are kept as digests,
the report's relations as ids and times, and those only for as long as erasing goes on.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from newsetl.arabic.forms import to_line
from newsetl.identities import find_tombstone, guid_alias, keep_marks, key_alias, mark_of, title_alias, url_alias
from newsetl.records import Article, Capture, Record, Rejection, UtcDatetime, digest_of
from newsetl.state import State
from newsetl.urls import canonical_url, is_front_page

_ADDRESS = re.compile(r"""https?://[^\s"'<>\\]+""")
_ID_LETTERS = 10


class Traces(Record):
    """Where a report stood among others, so that these can be mended after it is gone."""

    article_ids: list[str] = []
    """Its own."""
    groups: list[str] = []
    stories: list[str] = []
    moments: list[UtcDatetime] = []

    def joined(self, other: "Traces") -> "Traces":
        """Both."""
        return Traces(
            article_ids=sorted({*self.article_ids, *other.article_ids}),
            groups=sorted({*self.groups, *other.groups}),
            stories=sorted({*self.stories, *other.stories}),
            moments=sorted({*self.moments, *other.moments}),
        )


class Tombstone(Record):
    """One report that was erased, or is not to be taken in."""

    id: str
    address: str
    """The address or id it was asked for by."""
    reason: str
    who: str
    at: UtcDatetime
    done_at: UtcDatetime | None
    """When the last trace of it was gone; None while erasing goes on, or after a kill."""
    marks: int
    """Number of aliases it is known by."""
    traces: Traces = Traces()


@dataclass(frozen=True)
class Erased:
    """What is erased, as one process looks it up while a stage runs."""

    marks: frozenset[str]
    lives: Callable[[str], bool]
    """Whether an alias belongs to a report that is not erased."""

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.marks)

    def names(self, aliases: Iterable[str]) -> bool:
        """Whether the first alias that anybody knows is an erased report's."""
        names = list(aliases)
        first = next((n for n, alias in enumerate(names) if mark_of(alias) in self.marks), None)
        return first is not None and not any(map(self.lives, names[:first]))

    def holds(self, record: object) -> bool:
        """Whether a capture, an article (of any stage) or a rejection is of an erased report."""
        if not self.marks:
            return False
        match record:
            case Article():
                return self.names(article_aliases(record.article_id, record.url, record.source, record.guid))
            case Capture():
                return mark_of(capture_alias(record)) in self.marks or self.names(capture_aliases(record))
            case Rejection():
                return any(map(self.names, rejection_aliases(record)))
        return False


NOTHING = Erased(frozenset(), lambda _: False)


def id_alias(article_id: str) -> str:
    """Alias of an article id, for what carries one already."""
    return f"id:{article_id}"


def capture_alias(capture: Capture) -> str:
    """Alias of the very bytes, for captures whose report is known only after reading them."""
    return f"capture:{capture.digest}"


def address_aliases(url: str) -> list[str]:
    """Aliases of an address, canonical or not; empty where it is none, and for a front page.

    Some feeds link every item there, so it tells no report from another.
    """
    aliases = _spellings(url)
    return [] if aliases and is_front_page(aliases[0].removeprefix("url:")) else aliases


def _spellings(url: str) -> list[str]:
    if url.startswith("urn:"):
        return [url_alias(url)]
    try:
        canonical = canonical_url(url)
    except ValueError:
        return []
    return [url_alias(canonical), key_alias(canonical)]


def nameless_aliases(article_id: str, url: str, source: str, guid: str | None, title: str) -> list[str]:
    """What a report is known by whose address is a front page: whichever its id was made of, guid, title or that page.

    Empty for any other report.
    """
    spellings = _spellings(url)
    if not spellings or address_aliases(url):
        return []
    names = [*([guid_alias(source, guid)] if guid else []), title_alias(source, title), spellings[0]]
    return [alias for alias in names if digest_of([alias]) == article_id]


def article_aliases(article_id: str, url: str, source: str, guid: str | None) -> list[str]:
    """What an article is known by, most trusted first."""
    return [id_alias(article_id), *address_aliases(url), *([guid_alias(source, guid)] if guid else [])]


def capture_aliases(capture: Capture) -> list[str]:
    """What a capture is known by before it is read.

    Its guid counts only where it has no address of its own: feeds that number nothing repeat theirs.
    """
    if capture.url.startswith("http") and not (capture.found_by == "feed" and is_front_page(capture.url)):
        return _spellings(capture.url)
    source = capture.hints.get("source") or capture.source
    urns = _spellings(capture.url) if capture.url.startswith("urn:") else []
    return [*urns, *_hinted(source, capture.hints.get("guid", ""), capture.hints.get("title", ""))]


def _hinted(source: str, guid: str, title: str) -> list[str]:
    return [*([guid_alias(source, guid)] if guid else []), *([title_alias(source, to_line(title))] if title else [])]


def rejection_aliases(rejection: Rejection) -> list[list[str]]:
    """What a quarantined record may be known by: its own names, or all addresses in a document that is no record.

    A whole feed that could not be read holds many reports, so any of these decides.
    """
    try:
        record = json.loads(rejection.record)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return [address_aliases(found.rstrip(".,;)]")) for found in set(_ADDRESS.findall(rejection.record))]
    own = [id_alias(text)] if (text := _text(record, "article_id")) else []
    own += address_aliases(_text(record, "url") or _text(record, "link"))
    if not own:
        hints = record.get("hints") if isinstance(record.get("hints"), dict) else {}
        source = _text(hints, "source") or _text(record, "source") or rejection.source
        guid = _text(record, "guid") or _text(hints, "guid")
        own = [*_hinted(source, guid, _text(record, "title") or _text(hints, "title")), *address_aliases(guid)]
    return [own]


def _text(record: Any, key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


class Tombstones:
    """The tombstones of one data folder."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, address: str, aliases: Iterable[str], article_ids: Iterable[str], reason: str, who: str) -> Tombstone:
        """Keep a tombstone; where one knows any of the aliases already, that one, which then knows them all.

        The reports of these ids live no more; an alias that another report owns stays with it.
        """
        names = list(dict.fromkeys(aliases))
        with self._state.transaction() as sql:
            known = next((found for alias in names if (found := _marked(sql, alias))), None)
            tombstone = known or digest_of(sorted(names))[:_ID_LETTERS]
            sql.execute(
                "INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?, ?, NULL, ?)",
                (tombstone, address, reason, who, _now(), Traces().model_dump_json()),
            )
            sql.execute("UPDATE tombstones SET done_at = NULL WHERE id = ?", (tombstone,))
            sql.executemany("DELETE FROM identities WHERE article_id = ?", [(one,) for one in article_ids])
            keep_marks(sql, tombstone, names)
        return self.get(tombstone)

    def get(self, tombstone: str) -> Tombstone:
        """One tombstone. Raises KeyError for an unknown id."""
        for found in self.all():
            if found.id == tombstone:
                return found
        raise KeyError(tombstone)

    def all(self) -> list[Tombstone]:
        """All of them, oldest first."""
        with self._state.transaction() as sql:
            rows = sql.execute(
                "SELECT *, (SELECT COUNT(*) FROM tombstone_marks WHERE tombstone = id) AS marks "
                "FROM tombstones ORDER BY at, id"
            ).fetchall()
        return [
            Tombstone.model_validate({**dict(row), "traces": Traces.model_validate_json(row["traces"])}) for row in rows
        ]

    def of(self, aliases: Iterable[str]) -> str | None:
        """Id of the tombstone that knows any of these aliases."""
        with self._state.transaction() as sql:
            return next((found for alias in aliases if (found := _marked(sql, alias))), None)

    def mark(self, tombstone: str, aliases: Iterable[str]) -> None:
        """Let a tombstone know further aliases."""
        with self._state.transaction() as sql:
            keep_marks(sql, tombstone, aliases)

    def mark_like(self, known: Iterable[str], aliases: Iterable[str]) -> None:
        """Let the tombstone that ``known`` comes under know further aliases."""
        with self._state.transaction() as sql:
            if tombstone := find_tombstone(sql, known):
                keep_marks(sql, tombstone, aliases)

    def trace(self, tombstone: str, traces: Traces) -> Traces:
        """Add to what is kept of the report's relations; returns all of it."""
        joined = self.get(tombstone).traces.joined(traces)
        with self._state.transaction() as sql:
            sql.execute("UPDATE tombstones SET traces = ? WHERE id = ?", (joined.model_dump_json(), tombstone))
        return joined

    def finish(self, tombstone: str) -> None:
        """Say that nothing of the report is left, and forget where it stood."""
        with self._state.transaction() as sql:
            sql.execute(
                "UPDATE tombstones SET done_at = ?, traces = ? WHERE id = ?",
                (_now(), Traces().model_dump_json(), tombstone),
            )

    def undo(self, tombstone: str) -> Tombstone:
        """Take a tombstone back. Raises KeyError for an unknown id."""
        found = self.get(tombstone)
        with self._state.transaction() as sql:
            sql.execute("DELETE FROM tombstone_marks WHERE tombstone = ?", (tombstone,))
            sql.execute("DELETE FROM tombstones WHERE id = ?", (tombstone,))
        return found

    def erased(self) -> Erased:
        """What is erased now."""
        with self._state.transaction() as sql:
            marks = frozenset(str(row["mark"]) for row in sql.execute("SELECT mark FROM tombstone_marks"))
        return Erased(marks, self._lives) if marks else NOTHING

    def having(self, aliases: Iterable[str]) -> Erased:
        """As if a report with these aliases, and no other, were erased."""
        return Erased(frozenset(map(mark_of, aliases)), self._lives)

    def _lives(self, alias: str) -> bool:
        with self._state.transaction() as sql:
            return sql.execute("SELECT 1 FROM identities WHERE alias = ?", (alias,)).fetchone() is not None


def _marked(sql: sqlite3.Connection, alias: str) -> str | None:
    row = sql.execute("SELECT tombstone FROM tombstone_marks WHERE mark = ?", (mark_of(alias),)).fetchone()
    return str(row["tombstone"]) if row else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
