"""Reading the embedded index: one consistent view, ranked as the protocol asks, ids and facets from the term lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from threading import Lock

import tantivy

from newsetl.index.documents import Document
from newsetl.index.embedded_schema import make_schema
from newsetl.index.embedded_store import IndexFolder, storage_errors
from newsetl.index.versions import Stored

Address = tantivy.DocAddress
Hits = list[tuple[float, Address]]
Signature = tuple[Path, int, int, int]


@dataclass(frozen=True)
class Snapshot:
    """The index as of one commit; later commits do not change it."""

    folder: Path
    searcher: tantivy.Searcher

    def document(self, address: Address) -> Document:
        """The stored document at an address."""
        return Document.model_validate_json(self.searcher.doc(address).get_first("record") or b"")

    def find(self, article_id: str) -> Address | None:
        """Where a document is, None for an unknown id."""
        query = tantivy.Query.term_query(make_schema(), "article_id", article_id, "basic")
        hits = self.searcher.search(query, limit=1, count=False).hits
        return hits[0][1] if hits else None

    def stored(self, article_id: str, version: int) -> Stored | None:
        """What is held under an id; the digest only where ``version`` equals the stored one and so needs it."""
        if (address := self.find(article_id)) is None:
            return None
        held = self.searcher.fast_field_values("version", [address])[0]
        assert held is not None
        return Stored(int(held), self.document(address).digest if held == version else "")

    def total(self, query: tantivy.Query) -> int:
        """How many documents match."""
        return int(self.searcher.search(query, limit=1).count)  # type: ignore[attr-defined]  # stubs lack it

    def values(self, field: str, query: tantivy.Query) -> list[tuple[str, int]]:
        """Values of a raw field among the matching documents, with how many of these hold each."""
        found = self.searcher.terms_with_prefix(field, "", filter_query=query)
        return [(value, count) for value, count in found if count]

    def ranked(self, query: tantivy.Query, offset: int, limit: int, total: int) -> list[tuple[float, Address]]:
        """Hits [offset, offset + limit) of ``total``, best first, ties newest first, then by id."""
        end = min(offset + limit, total)
        if offset >= end:
            return []
        hits = self._best(query, end, total)
        keys = [(-score, -time) for (score, _), time in zip(hits, self._times(hits), strict=True)]
        return [hits[i] for i in self._in_order(keys, hits, offset, end)]

    def in_time_order(self, query: tantivy.Query) -> list[Address]:
        """All matching documents by (``timeline_at``, id)."""
        if not (total := self.total(query)):
            return []
        hits = self.searcher.search(query, limit=total, count=False).hits
        keys = [(0.0, time) for time in self._times(hits)]
        return [hits[i][1] for i in self._in_order(keys, hits, 0, total)]

    def _best(self, query: tantivy.Query, end: int, total: int) -> Hits:
        """At least the ``end`` best hits, and every further one whose score equals the last of these."""
        size = end + 1
        while True:
            hits = self.searcher.search(query, limit=min(size, total), count=False).hits
            if size >= total or hits[-1][0] < hits[end - 1][0]:
                return hits
            size *= 4

    def _times(self, hits: Hits) -> list[int]:
        values = self.searcher.fast_field_values("timeline_ms", [address for _, address in hits])
        return [int(value or 0) for value in values]

    def _in_order(self, keys: list[tuple[float, int]], hits: Hits, offset: int, end: int) -> Iterator[int]:
        """Numbers of the hits in [offset, end) by key, then by id; ids are read only where they decide."""
        at = 0
        for _, same in groupby(sorted(range(len(keys)), key=keys.__getitem__), key=keys.__getitem__):
            group = list(same)
            if len(group) > 1 and at < end and at + len(group) > offset:
                group.sort(key=lambda i: self.document(hits[i][1]).article_id)
            for number in group:
                if offset <= at < end:
                    yield number
                at += 1


class SnapshotSource:
    """Hands out the newest snapshot; opens files again only after a commit or a new version. Safe for threads."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._lock = Lock()
        self._signature: Signature | None = None
        self._snapshot: Snapshot | None = None

    def newest(self) -> Snapshot:
        """The index as it is now. Raises IndexUnusable when there is none, or it cannot be read."""
        current = self._folder.require_current()
        with self._lock, storage_errors(current):
            # tantivy replaces meta.json at every commit, so a new one has another inode or time.
            status = (current / "meta.json").stat()
            signature = (current, status.st_ino, status.st_mtime_ns, status.st_size)
            if self._snapshot is None or signature != self._signature:
                self._snapshot = Snapshot(current, open_searcher(current))
                self._signature = signature
            return self._snapshot


def open_searcher(folder: Path) -> tantivy.Searcher:
    """A searcher on the last commit of a version."""
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    index.reload()
    return index.searcher()
