"""What a source's documents and pages were when they were last fetched, and so whether to fetch them again.

A run decides by what was there when it began and by what it does itself. What it learns is written only when its
result lies in the lake (``Memory.write``): a run that is killed leaves no mark of what it took along.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, update

from newsetl import __version__
from newsetl.ingest.failures import Known, NotModified
from newsetl.ingest.health import tell_newest
from newsetl.ingest.sources import Source
from newsetl.ingest.store import DOCUMENTS, PAGES, Store, key_of, upsert
from newsetl.records import Partition, Reason, Route, digest_of
from newsetl.settings import Settings
from newsetl.urls import url_key

HOUR = 3600.0
REVISITS = (1 * HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR)
"""Seconds after it was first seen at which a page is fetched again, while a document lists it."""
BACK_OFF = (0.0, 1 * HOUR, 6 * HOUR, 24 * HOUR)
"""Seconds after the first, second, ... failed try before the next one; the last holds for all further tries."""
_ROBOTS_AGAIN = 24 * HOUR
_LONGEST_DOUBT = 72 * HOUR
_ROWS = 1024
"""Rows written at a time."""


class Step(StrEnum):
    """What to do with a page, and why."""

    FETCH = "fetch"
    KNOWN = "known"
    """Pass it over: it lies in the lake, and nothing says that it changed."""
    ELSEWHERE = "elsewhere"
    """Pass it over: it belongs to another interval."""
    WAITS = "waits"
    """It failed, and is not to be tried again yet."""
    FAILED = "failed"
    """It failed, and is not tried again by itself."""


@dataclass(frozen=True)
class Decision:
    """What to do with a page: fetch it as ``known`` from before; ``failure`` is to be told of one that failed."""

    step: Step
    known: Known | None = None
    failure: tuple[Reason, str] | None = None


FETCH, _KNOWN, _ELSEWHERE = Decision(Step.FETCH), Decision(Step.KNOWN), Decision(Step.ELSEWHERE)


@dataclass
class Memory:
    """What one run over one partition of a source knows and learns."""

    store: Store
    source: Source
    partition: Partition
    settings: Settings
    clock: Callable[[], float]
    in_lake: Callable[[str], bool]
    """Whether ingest has committed the partition of this path."""
    kept: Collection[str]
    """Keys (``url_key``) of the pages that the partition holds and keeps."""
    refetch: bool = False
    newest: datetime | None = None
    _document: str = ""
    _opened: list[dict[str, Any]] = field(default_factory=list)
    """The documents of the entry that is being read, in the order they were opened."""
    _documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    _pages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._began = self.clock()
        # another pack or program may read other things from the same document
        self._fingerprint = digest_of([__version__, self.source.model_dump_json()])

    def document(self, address: str) -> Known | None:
        """What is known of a document, if nothing in it can be new where it is as before.

        That is so when a live run has read it to its end and kept what it read, and no page that it listed is due.
        Other routes take from a document what belongs to their interval, so what another run took says nothing.
        """
        self._document = key_of(address)
        row = self._row(DOCUMENTS, DOCUMENTS.c.document == self._document)
        usable = (
            row
            and self.partition.route is Route.LIVE
            and not self.refetch
            and row["fingerprint"] == self._fingerprint
            # what this partition holds was read before the document was: it may lack what the document had
            and row["partition"] != self.partition.path
            and self.in_lake(row["partition"])
            and not self._any_due()
        )
        if not row or not usable:
            return None
        if self.clock() - row["asked_whole"] >= self.settings.fetch_recheck * HOUR:
            return Known(digest=row["digest"])
        return Known(row["etag"], row["last_modified"], row["digest"])

    def document_read(self, known: Known) -> None:
        """A document came, with ``known`` to ask with the next time."""
        if self.partition.route is Route.LIVE:
            row = {
                "source": self.source.id,
                "document": self._document,
                "partition": self.partition.path,
                "fingerprint": self._fingerprint,
            }
            self._opened.append(row | self._validators(known) | {"asked_whole": self.clock()})

    def document_same(self, error: NotModified) -> None:
        """A document is as before."""
        if row := self._row(DOCUMENTS, DOCUMENTS.c.document == self._document):
            seen = self._validators(error.known) | {"asked_whole": self.clock()} if error.known else {}
            self._opened.append(row | seen)

    def document_leads(self) -> None:
        """The document that is being read names other documents (it is an index of sitemaps).

        Nothing is kept of it: it may stay the same while they change, or while one that failed is still to be read.
        """
        self._opened = [row for row in self._opened if row["document"] != self._document]

    def entry_read(self, *, whole: bool) -> None:
        """An entry of the source is through, ``whole`` if every page it led to was fetched or is known."""
        if whole:
            self._documents |= {row["document"]: row for row in self._opened}
        self._opened = []

    def page(self, url: str, name: str, modified: datetime | None, *, certain: bool) -> Decision:
        """Whether to fetch the page that is known by ``name`` and was captured as ``url``.

        ``modified``: when it last changed, as the document says that lists it. ``certain``: that document settles that
        the page belongs to the partition, whatever was found in it before.
        """
        key = _page_key(name)
        if done := self._pages.get(key):
            return Decision(Step.FAILED, failure=_failure(done)) if done["tries"] else _KNOWN
        row = self._row(PAGES, PAGES.c.page == key)
        if row is None or self.refetch:
            return FETCH
        if not certain and self._is_elsewhere(row["elsewhere"]):
            return _ELSEWHERE
        due = row["tries"] < self.settings.fetch_tries and (row["due"] is None or row["due"] <= self.clock())
        if row["last_fetched"] is None:
            return FETCH if due else self._not_due(row)
        if not self._lies(row, url):
            return FETCH
        again = due if row["tries"] else self._has_changed(row, modified) or self._is_revisited(row)
        return Decision(Step.FETCH, known=_known(row)) if again else _KNOWN

    def _not_due(self, row: dict[str, Any]) -> Decision:
        """Of a page that never came: whoever may hold it is told that it waits, or that it failed for good.

        Live, which lists it at every poll, has been told by the poll that tried it, and tries it again by itself.
        """
        live, here = self.partition.route is Route.LIVE, row["partition"] == self.partition.path
        if row["tries"] >= self.settings.fetch_tries:
            return Decision(Step.FAILED, failure=None if live and not here else _failure(row))
        return Decision(Step.FAILED if live else Step.WAITS, failure=_failure(row) if here else None)

    def page_fetched(self, url: str, name: str, known: Known, modified: datetime | None) -> None:
        """A page came and is passed on."""
        row = self._page_row(url, name)
        changed = row["digest"] != known.digest
        row |= {"partition": self.partition.path, "unchanged": 0 if changed else row["unchanged"] + 1}
        self._succeeded(row, known, modified)

    def page_elsewhere(self, url: str, name: str, published: datetime | None) -> None:
        """A page came and belongs to another partition: that need not be found out again for each day in between.

        Of one that lies in the lake nothing is noted: when that was fetched last says what may be new in it.
        """
        row = self._page_row(url, name)
        if published and row["last_fetched"] is None:
            self._pages[row["page"]] = row | {"elsewhere": published.timestamp()}

    def page_same(self, url: str, name: str, error: NotModified, modified: datetime | None) -> None:
        """A page is as before; the capture that lies in the lake will do."""
        row = self._page_row(url, name)
        row["unchanged"] += 1
        self._succeeded(row, error.known or _known(row), modified)

    def page_failed(self, url: str, name: str, reason: Reason, message: str) -> None:
        """A page failed, and is tried again by later runs, at growing intervals.

        A try before its time (``refetch``) is not counted: how long a page was ill decides, not how many runs met it.
        """
        row = self._page_row(url, name)
        now, tries, due = self.clock(), row["tries"] + 1, row["due"]
        early = row["tries"] and due is not None and now < due
        if early and reason is not Reason.ROBOTS:
            tries = row["tries"]
        elif reason is Reason.ROBOTS:  # that may change any day, and asking for the rules costs nothing
            tries, due = max(row["tries"], 1), now + _ROBOTS_AGAIN
        elif tries < self.settings.fetch_tries:
            due = now + BACK_OFF[min(tries, len(BACK_OFF)) - 1]
        else:
            due = None
        row |= {"tries": tries, "due": due, "reason": str(reason), "message": message}
        if row["last_fetched"] is None:
            row["partition"] = self.partition.path
        self._pages[row["page"]] = row

    def write(self) -> None:
        """Keep what was learnt. To be called only when the run's result lies in the lake."""
        pages, documents = list(self._pages.values()), list(self._documents.values())
        if pages or documents:
            with self.store.writing() as sql:
                for start in range(0, len(pages), _ROWS):
                    upsert(sql, PAGES, self._beside_others(sql, pages[start : start + _ROWS]))
                upsert(sql, DOCUMENTS, documents)
                for row in documents:
                    # whatever of this document is still overdue, it no longer lists
                    overdue = (PAGES.c.document == row["document"]) & (PAGES.c.due < self._began)
                    sql.execute(update(PAGES).where(PAGES.c.source == self.source.id, overdue).values(due=None))
        if self.newest:
            tell_newest(self.store, self.source.id, self.newest)
        self.store.close()

    def _beside_others(self, sql: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows that still hold after what other runs wrote while this one was at work.

        That a page failed or belongs elsewhere says nothing where another run has taken it meanwhile.
        """
        keys = [row["page"] for row in rows]
        found = sql.execute(select(PAGES).where(PAGES.c.source == self.source.id, PAGES.c.page.in_(keys))).mappings()
        stored = {row["page"]: row for row in found}
        kept = []
        for row in rows:
            other = stored.get(row["page"])
            taken = other is not None and (other["last_fetched"] or 0.0) >= self._began
            if taken and (row["tries"] or row["elsewhere"] is not None):
                continue
            kept.append(row | {"first_seen": min(row["first_seen"], other["first_seen"])} if other else row)
        return kept

    def _succeeded(self, row: dict[str, Any], known: Known, modified: datetime | None) -> None:
        now = self.clock()
        if modified:
            row["modified"] = modified.timestamp()
        row |= self._validators(known) | {"last_fetched": now, "elsewhere": None}
        row |= {"tries": 0, "reason": "", "message": ""}
        visits = (row["first_seen"] + after for after in REVISITS) if self.settings.revisit else ()
        row["due"] = next((visit for visit in visits if visit > now), None)
        self._pages[row["page"]] = row

    def _page_row(self, url: str, name: str) -> dict[str, Any]:
        """The page's row as it was, or that of a new one; ``document`` is the one that is being read."""
        key = _page_key(name)
        row = self._row(PAGES, PAGES.c.page == key) or {
            **dict.fromkeys(("partition", "digest", "etag", "last_modified", "reason", "message"), ""),
            **dict.fromkeys(("last_fetched", "modified", "due", "elsewhere")),
            **dict.fromkeys(("unchanged", "tries"), 0),
            "source": self.source.id,
            "page": key,
            "first_seen": self.clock(),
        }
        return row | {"url": "" if name == url else url, "document": self._document}

    def _lies(self, row: dict[str, Any], url: str) -> bool:
        """Whether the page's last capture is in the lake, and will be when this run is through."""
        if row["partition"] == self.partition.path:
            return url_key(row["url"] or url) in self.kept
        return self.in_lake(row["partition"])

    def _has_changed(self, row: dict[str, Any], modified: datetime | None) -> bool:
        """Whether to believe that a page changed: the less, the more often it was said of the same bytes."""
        if modified is None:
            return False
        doubt = min(HOUR * 2 ** (row["unchanged"] - 1), _LONGEST_DOUBT) if row["unchanged"] else 0.0
        said = row["last_fetched"] if row["modified"] is None else row["modified"]
        return bool(modified.timestamp() > said and self.clock() - row["last_fetched"] >= doubt)

    def _is_revisited(self, row: dict[str, Any]) -> bool:
        live = self.partition.route is Route.LIVE and self.settings.revisit
        return live and row["due"] is not None and bool(row["due"] <= self.clock())

    def _is_elsewhere(self, moment: float | None) -> bool:
        """Whether a page of that time belongs to another interval; live takes every page."""
        if moment is None or self.partition.route is Route.LIVE:
            return False
        return not self.partition.since.timestamp() <= moment < self.partition.until.timestamp()

    def _any_due(self) -> bool:
        pages = (PAGES.c.source == self.source.id) & (PAGES.c.document == self._document)
        with self.store.reading() as sql:
            return sql.execute(select(PAGES.c.page).where(pages, PAGES.c.due <= self.clock()).limit(1)).all() != []

    def _row(self, table: Any, which: Any) -> dict[str, Any] | None:
        with self.store.reading() as sql:
            found = sql.execute(select(table).where(table.c.source == self.source.id, which)).mappings().one_or_none()
        return dict(found) if found else None

    @staticmethod
    def _validators(known: Known) -> dict[str, str]:
        return {"etag": known.etag, "last_modified": known.last_modified, "digest": known.digest}


def _page_key(name: str) -> str:
    return key_of(url_key(name))


def _known(row: dict[str, Any]) -> Known:
    return Known(row["etag"], row["last_modified"], row["digest"])


def _failure(row: dict[str, Any]) -> tuple[Reason, str]:
    return Reason(row["reason"]), row["message"]
