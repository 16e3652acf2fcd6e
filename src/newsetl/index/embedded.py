"""The engine that needs no server: tantivy in a folder, one writer at a time, any number of readers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from importlib.metadata import version as package_version
from pathlib import Path

import tantivy

import newsetl
from newsetl.arabic.analysis import Analyzer
from newsetl.index.documents import Document
from newsetl.index.embedded_query import QueryCompiler
from newsetl.index.embedded_reader import Snapshot, SnapshotSource
from newsetl.index.embedded_schema import SCHEMA_REVISION, make_row
from newsetl.index.embedded_store import IndexFolder, open_writer, storage_errors
from newsetl.index.engine import GroupField, Hit, IndexUnusable, Page, Written
from newsetl.index.mapping import check_facets, mapping_hash
from newsetl.index.query import OneOf, Query, TimeRange
from newsetl.index.synonyms import SynonymGraph, synonym_graph
from newsetl.index.versions import NO_PREVIOUS, Stored, mismatch, previous_version, supersedes
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import digest_of
from newsetl.settings import Settings


class EmbeddedEngine:
    """``newsetl.index.engine.Engine`` on a folder of this machine."""

    def __init__(self, root: Path, settings: Settings, gazetteer: Gazetteer) -> None:
        self._use(IndexFolder(root, settings.lock_timeout))
        self._gazetteer = gazetteer
        self._analyzer = gazetteer.analyzer
        self._facts = {
            "mapping_hash": digest_of([mapping_hash(gazetteer), SCHEMA_REVISION]),
            "newsetl": newsetl.__version__,
            "gazetteer": gazetteer.fingerprint,
        }

    def _names(self) -> SynonymGraph:
        """Made when words are first asked for: it takes seconds, and who writes or relates asks for none."""
        return synonym_graph(self._gazetteer)

    def _pinned(self, version: Path) -> "EmbeddedEngine":
        """The same engine on one version, for whoever holds the lock."""
        pinned = copy(self)
        pinned._use(self._folder.pin(version))
        return pinned

    def _use(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._source = SnapshotSource(folder)

    def prepare(self) -> None:
        """Create the index if there is none; raise IndexUnusable if the one there has another mapping."""
        if self._folder.current() is None:
            with self._folder.locked():
                if self._folder.current() is None:
                    self._folder.promote(self._folder.create_version(self._facts))
        self._require_same_mapping()

    def write(self, documents: Iterable[Document]) -> list[Written]:
        """See ``Engine.write``: one commit for all of them, so a kill writes all or none."""
        with self._folder.locked():
            folder = self._require_same_mapping()
            with open_writer(folder) as writer:
                return _write_all(writer, self._source.newest(), documents, self._analyzer)

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove documents, return how many were there."""
        with self._folder.locked():
            folder = self._folder.require_current()
            snapshot = self._source.newest()
            found = [article_id for article_id in set(article_ids) if snapshot.find(article_id) is not None]
            if found:
                with open_writer(folder) as writer:
                    for article_id in found:
                        writer.delete_documents_by_term("article_id", article_id)
        return len(found)

    @contextmanager
    def every_version(self) -> Iterator[list["EmbeddedEngine"]]:
        """See ``Engine.every_version``."""
        with self._folder.locked():
            current = self._folder.current()
            if current is None:
                yield []
                return
            self._folder.remove_versions(one for one in self._folder.versions() if one.name > current.name)
            yield [self._pinned(folder) for folder in reversed(self._folder.versions())]

    def expunge(self) -> None:
        """See ``Engine.expunge``."""
        self._require_same_mapping()
        with self.successor() as copied:
            copied.write(self.scan())
        with self._folder.locked():
            current = self._folder.require_current()
            self._folder.remove_versions(one for one in self._folder.versions() if one != current)

    def get(self, article_ids: Iterable[str]) -> dict[str, Document]:
        """Stored documents by id; unknown ids are left out."""
        snapshot = self._source.newest()
        found = {article_id: snapshot.find(article_id) for article_id in article_ids}
        return {article_id: snapshot.document(address) for article_id, address in found.items() if address is not None}

    def in_groups(self, groups: Iterable[str], field: GroupField = "duplicate_group") -> dict[str, Document]:
        """Stored documents whose near-duplicate group, or story, is one of these."""
        return self.get(self.matched_ids(OneOf(field, tuple(sorted(set(groups))))))

    def scan(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Document]:
        """All documents with ``timeline_at`` in [since, until), ordered by (timeline_at, article_id)."""
        return self._scan(self._source.newest(), since, until)

    def search(
        self, query: Query, *, limit: int = 10, offset: int = 0, facets: Iterable[str] = (), facet_size: int = 20
    ) -> Page:
        """The best documents. ``facets``: keyword fields to count over the whole matched set."""
        check_facets(fields := list(facets))
        snapshot = self._source.newest()
        compiled = self._compile(snapshot, query)
        total = snapshot.total(compiled)
        return Page(
            total=total,
            hits=[
                Hit(snapshot.document(address), score)
                for score, address in snapshot.ranked(compiled, offset, limit, total)
            ],
            facets={
                field: sorted(snapshot.values(field, compiled), key=lambda item: (-item[1], item[0]))[:facet_size]
                for field in fields
            },
        )

    def totals(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of these."""
        snapshot = self._source.newest()
        return [snapshot.total(self._compile(snapshot, query)) for query in queries]

    def matched_ids(self, query: Query) -> set[str]:
        """Ids of all documents that match, without ranking."""
        snapshot = self._source.newest()
        return {article_id for article_id, _ in snapshot.values("article_id", self._compile(snapshot, query))}

    def count(self) -> int:
        """Documents that readers can find."""
        return int(self._source.newest().searcher.num_docs)

    def describe(self) -> dict[str, str]:
        """Facts for ``newsetl doctor``."""
        snapshot = self._source.newest()
        return {
            "kind": "embedded",
            "address": str(self._folder.root),
            "version": f"tantivy {package_version('tantivy')}",
            "index": snapshot.folder.name,
            **{key: self._folder.facts(snapshot.folder).get(key, "") for key in ("mapping_hash", "gazetteer")},
            "documents": str(snapshot.searcher.num_docs),
        }

    def fits(self) -> bool:
        """Whether the index that readers use was built with this mapping and these names; False without one."""
        folder = self._folder.current()
        return folder is not None and not mismatch(str(folder), self._folder.facts(folder), self._facts)

    def built_with(self) -> str:
        """Fingerprint of the names that the index which readers use was built with; empty when that is not known."""
        folder = self._folder.current()
        return self._folder.facts(folder).get("gazetteer", "") if folder else ""

    @contextmanager
    def successor(self) -> Iterator["EmbeddedEngine"]:
        """See ``Engine.successor``: writers wait for the lock meanwhile."""
        with self._folder.locked():
            old = self._folder.current()
            kept = [old] if old else []
            self._folder.remove_versions(one for one in self._folder.versions() if not old or one.name > old.name)
            new = self._folder.create_version(self._facts)
            try:
                yield self._pinned(new)
            except BaseException:
                self._folder.remove_versions([new])
                raise
            self._folder.promote(new)
            self._folder.remove_versions(one for one in self._folder.versions() if one not in (*kept, new))

    def rollback(self) -> str:
        """Let readers use the version before the present one again; return its name."""
        with self._folder.locked():
            current = self._folder.require_current()
            name = previous_version("v", current.name, (folder.name for folder in self._folder.versions()))
            if name is None:
                raise IndexUnusable(f"{NO_PREVIOUS} than {current}")
            self._folder.promote(current.with_name(name))
        return name

    def drop(self) -> None:
        """Remove the index in all its versions; no error when there is none."""
        with self._folder.locked():
            self._folder.remove_all()

    def _scan(self, snapshot: Snapshot, since: datetime | None, until: datetime | None) -> Iterator[Document]:
        compiled = self._compile(snapshot, TimeRange(since, until))
        return map(snapshot.document, snapshot.in_time_order(compiled))

    def _compile(self, snapshot: Snapshot, query: Query) -> tantivy.Query:
        return QueryCompiler(snapshot.searcher, self._names, self._analyzer).compile(query)

    def _require_same_mapping(self) -> Path:
        folder = self._folder.require_current()
        if fault := mismatch(str(folder), self._folder.facts(folder), self._facts):
            raise IndexUnusable(fault)
        return folder


def _write_all(
    writer: tantivy.IndexWriter, before: Snapshot, documents: Iterable[Document], analyzer: Analyzer
) -> list[Written]:
    """Add what supersedes the snapshot and what was added before it in the same call."""
    added: dict[str, Stored] = {}
    written: list[Written] = []
    for document in documents:
        article_id = document.article_id
        stored = added.get(article_id) or before.stored(article_id, document.version)
        if not supersedes(document, stored):
            written.append(Written(article_id, "unchanged"))
            continue
        try:
            row = make_row(document, analyzer)
        except ValueError as error:
            written.append(Written(article_id, "refused", str(error)))
            continue
        with storage_errors(before.folder):
            if stored:
                writer.delete_documents_by_term("article_id", article_id)
            writer.add_document(row)
        added[article_id] = Stored(document.version, document.digest)
        written.append(Written(article_id, "updated" if stored else "created"))
    return written
