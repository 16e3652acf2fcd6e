"""The protocol both engines obey. Contract tests in ``tests/contract`` run the same cases on each."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from newsetl.index.documents import Document
from newsetl.index.query import Query
from newsetl.outages import Outage

GroupField = Literal["duplicate_group", "story_id"]


class IndexUnusable(RuntimeError):
    """The index cannot be used (unreachable, wrong mapping, no permission): the message says what to do."""


class IndexAway(IndexUnusable, Outage):
    """The server does not answer, or is overloaded: trying again later may help."""


@dataclass(frozen=True)
class Written:
    """What became of one document of a write."""

    article_id: str
    outcome: Literal["created", "updated", "unchanged", "refused"]
    """``unchanged``: the engine holds this version, or a newer one, already."""
    reason: str = ""


@dataclass(frozen=True)
class Hit:
    """One document of a result."""

    document: Document
    score: float


@dataclass(frozen=True)
class Page:
    """A page of hits, best first (ties: newest first, then by id), the total, and facet counts by field."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


class Engine(Protocol):
    """An index of documents, addressed through the reader's alias or pointer. Writes are whole documents."""

    def prepare(self) -> None:
        """Create the index if there is none; raise IndexUnusable if the one there has another mapping."""

    def write(self, documents: Iterable[Document]) -> list[Written]:
        """Write documents whose version is higher than the stored one; visible to readers on return.

        Where versions are equal and content differs, the higher digest wins, so that order never decides.
        Waits for another writer; raises IndexUnusable when the system (not a document) is at fault.
        """

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove documents, return how many were there."""

    def every_version(self) -> AbstractContextManager[Sequence["Engine"]]:
        """All versions that exist, the present one first, each to be read and deleted from; none where there is none.

        Writers are kept off meanwhile; what a killed ``successor`` left is removed (embedded) or comes along.
        """

    def expunge(self) -> None:
        """Take the bytes of what was deleted out of the index's files too, which deleting alone leaves to later merges.

        Elasticsearch merges every version; embedded, the present version is copied into a new one, and those before it
        are removed, so there is none to roll back to. Raises IndexUnusable for one that was built otherwise.
        """

    def get(self, article_ids: Iterable[str]) -> dict[str, Document]:
        """Stored documents by id; unknown ids are left out."""

    def in_groups(self, groups: Iterable[str], field: GroupField = "duplicate_group") -> dict[str, Document]:
        """Stored documents whose near-duplicate group, or story, is one of these."""

    def scan(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Document]:
        """All documents with ``timeline_at`` in [since, until), ordered by (timeline_at, article_id)."""

    def search(
        self, query: Query, *, limit: int = 10, offset: int = 0, facets: Iterable[str] = (), facet_size: int = 20
    ) -> Page:
        """The best documents. ``facets``: keyword fields to count over the whole matched set."""

    def totals(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of these, which are asked together."""

    def matched_ids(self, query: Query) -> set[str]:
        """Ids of all documents that match, without ranking."""

    def count(self) -> int:
        """Documents that readers can find."""

    def describe(self) -> dict[str, str]:
        """Facts for ``newsetl doctor``: kind, address, version, index name, mapping hash, gazetteer, documents."""

    def fits(self) -> bool:
        """Whether the index that readers use was built with this mapping and these names; False without one."""

    def built_with(self) -> str:
        """Fingerprint of the names that the index which readers use was built with; empty when that is not known."""

    def successor(self) -> AbstractContextManager["Engine"]:
        """A new, empty version built with this mapping and these names, promoted on leaving without an error.

        Writers are kept off meanwhile, readers go on with the present version, which is then kept for ``rollback``;
        versions before it are removed. After an error, or a kill, everything is as it was; what a kill leaves is
        removed by the next successor (on Elasticsearch the present version takes no writes until then).
        """

    def rollback(self) -> str:
        """Let readers use the version before the present one again; return its name.

        Raises IndexUnusable when there is none.
        """

    def drop(self) -> None:
        """Remove the index in all its versions (scratch indices); no error when there is none."""
