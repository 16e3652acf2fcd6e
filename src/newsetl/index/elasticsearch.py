"""The engine beyond one machine: Elasticsearch 9, which Kibana reads too."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from newsetl.index.documents import Document
from newsetl.index.elasticsearch_client import clear_errors, connect, greet, parse_server
from newsetl.index.elasticsearch_query import compile_query
from newsetl.index.elasticsearch_versions import VersionedIndex
from newsetl.index.elasticsearch_write import BulkWriter, raise_for_faults
from newsetl.index.engine import GroupField, Hit, Page, Written
from newsetl.index.mapping import BOOLEAN_FIELDS, DIGEST_FIELD, check_facets
from newsetl.index.query import OneOf, Query, TimeRange
from newsetl.names.gazetteer import Gazetteer
from newsetl.settings import Settings

MAX_WINDOW = 10_000
"""Elasticsearch's own limit for ``from + size``; further pages are walked to."""
PAGE_DOCUMENTS = 500
PAGE_IDS = 5_000
ASKED_TOGETHER = 250
"""Queries in one request."""
KEEP_ALIVE = "5m"
BEST_FIRST = [{"_score": "desc"}, {"timeline_at": "desc"}, {"article_id": "asc"}]
TIME_ORDER = [{"timeline_at": "asc"}, {"article_id": "asc"}]
_EXPUNGED_FROM = "index.merge.policy.expunge_deletes_allowed"
Json = dict[str, Any]


class ElasticsearchEngine:
    """``newsetl.index.engine.Engine`` on a server. Connects at the first use, not when made."""

    def __init__(self, url: str, settings: Settings, gazetteer: Gazetteer) -> None:
        server = parse_server(url)
        self._address = server.address
        self._settings = settings
        self._connection = connect(server, settings)
        self._server_version: str | None = None
        self._analyzer = gazetteer.analyzer
        self._versions = VersionedIndex(self._connection, settings.index_alias, gazetteer)

    def prepare(self) -> None:
        """Create the index if there is none; raise IndexUnusable if the one there has another mapping."""
        with self._server():
            if self._versions.current() is None:
                self._versions.create_first()
            self._versions.require_same_mapping()

    def write(self, documents: Iterable[Document]) -> list[Written]:
        """See ``Engine.write``: in chunks, so a kill leaves whole documents, and a second run completes them."""
        with self._server() as client:
            self._versions.require_same_mapping()
            written = BulkWriter(client, self._versions.target, is_alias=self._versions.is_alias).write(documents)
            client.indices.refresh(index=self._versions.target)
            return written

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove documents, return how many were there."""
        with self._server() as client:
            self._versions.require_current()
            deleted = BulkWriter(client, self._versions.target, is_alias=self._versions.is_alias).delete(article_ids)
            client.indices.refresh(index=self._versions.target)
            return deleted

    @contextmanager
    def every_version(self) -> Iterator[list["ElasticsearchEngine"]]:
        """See ``Engine.every_version``; versions kept for ``rollback`` take deletions meanwhile."""
        with self._server(), self._versions.opened() as names:
            yield [self._pinned(name) for name in names]

    def expunge(self) -> None:
        """See ``Engine.expunge``."""
        with self._server() as client, self._versions.opened() as names:
            for name in names:
                # by default segments with fewer than a tenth of deleted documents are left as they are
                client.indices.put_settings(index=name, settings={_EXPUNGED_FROM: 0})
                client.indices.flush(index=name)
                client.indices.forcemerge(index=name, only_expunge_deletes=True)
                client.indices.put_settings(index=name, settings={_EXPUNGED_FROM: None})

    def get(self, article_ids: Iterable[str]) -> dict[str, Document]:
        """Stored documents by id; unknown ids are left out."""
        with self._server() as client:
            wanted = sorted(set(article_ids))
            found: dict[str, Document] = {}
            for start in range(0, len(wanted), PAGE_DOCUMENTS):
                answer = client.mget(index=self._versions.target, ids=wanted[start : start + PAGE_DOCUMENTS])
                raise_for_faults(answer["docs"], self._versions.target)
                found |= {doc["_id"]: _document(doc) for doc in answer["docs"] if doc["found"]}
            return found

    def in_groups(self, groups: Iterable[str], field: GroupField = "duplicate_group") -> dict[str, Document]:
        """Stored documents whose near-duplicate group, or story, is one of these."""
        return self.get(self.matched_ids(OneOf(field, tuple(sorted(set(groups))))))

    def scan(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Document]:
        """All documents with ``timeline_at`` in [since, until), ordered by (timeline_at, article_id)."""
        for hit in self._walk(self._versions.target, self._asked(TimeRange(since, until)), TIME_ORDER, PAGE_DOCUMENTS):
            yield _document(hit)

    def search(
        self, query: Query, *, limit: int = 10, offset: int = 0, facets: Iterable[str] = (), facet_size: int = 20
    ) -> Page:
        """The best documents. ``facets``: keyword fields to count over the whole matched set."""
        check_facets(fields := list(facets))
        compiled = self._asked(query)
        deep = offset + limit > MAX_WINDOW
        with self._server() as client:
            answer = client.search(
                index=self._versions.target,
                query=compiled,
                sort=BEST_FIRST,
                aggs={field: {"terms": {"field": field, "size": facet_size}} for field in fields if facet_size},
                track_total_hits=True,
                size=0 if deep else limit,
                from_=0 if deep else offset,
            )
        hits = self._deep_hits(compiled, offset, limit) if deep else answer["hits"]["hits"]
        found = answer.get("aggregations", {})
        return Page(
            total=answer["hits"]["total"]["value"],
            hits=[Hit(_document(hit), hit["_score"] if not deep else hit["sort"][0]) for hit in hits],
            facets={field: _counts(field, found.get(field, {"buckets": []})) for field in fields},
        )

    def totals(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of these."""
        found: list[int] = []
        with self._server() as client:
            for at in range(0, len(queries), ASKED_TOGETHER):
                asked = queries[at : at + ASKED_TOGETHER]
                bodies = ({"query": self._asked(query), "track_total_hits": True, "size": 0} for query in asked)
                searches = [part for body in bodies for part in ({}, body)]
                answers = client.msearch(index=self._versions.target, searches=searches)["responses"]
                # one that failed is asked alone, which says why
                found += (
                    answer["hits"]["total"]["value"] if "hits" in answer else self.search(query, limit=0).total
                    for query, answer in zip(asked, answers, strict=True)
                )
        return found

    def matched_ids(self, query: Query) -> set[str]:
        """Ids of all documents that match, without ranking."""
        hits = self._walk(self._versions.target, self._asked(query), [{"_shard_doc": "asc"}], PAGE_IDS, source=False)
        return {hit["_id"] for hit in hits}

    def count(self) -> int:
        """Documents that readers can find."""
        with self._server() as client:
            return int(client.count(index=self._versions.target)["count"])

    def describe(self) -> dict[str, str]:
        """Facts for ``newsetl doctor``."""
        with self._server():
            name = self._versions.require_current()
            return {
                "kind": "elasticsearch",
                "address": self._address,
                "version": f"elasticsearch {self._server_version}".rstrip(),
                "index": name,
                **{key: self._versions.facts(name).get(key, "") for key in ("mapping_hash", "gazetteer")},
                "documents": str(self.count()),
            }

    def drop(self) -> None:
        """Remove the index in all its versions; no error when there is none."""
        with self._server():
            self._versions.drop()

    def fits(self) -> bool:
        """Whether the index that readers use was built with this mapping and these names; False without one."""
        with self._server():
            name = self._versions.current()
            return name is not None and not self._versions.fault(name)

    def built_with(self) -> str:
        """Fingerprint of the names that the index which readers use was built with; empty when that is not known."""
        with self._server():
            try:
                return self._versions.facts(self._versions.target).get("gazetteer", "")
            except NotFoundError:
                return ""

    @contextmanager
    def successor(self) -> Iterator["ElasticsearchEngine"]:
        """See ``Engine.successor``: writes to the present version are refused meanwhile."""
        with self._server() as client:
            if old := self._versions.current():
                client.indices.refresh(index=old)
            with self._versions.successor() as new:
                yield self._pinned(new)

    def rollback(self) -> str:
        """Let readers use the version before the present one again; return its name."""
        with self._server():
            return self._versions.rollback()

    def _pinned(self, name: str) -> "ElasticsearchEngine":
        """The same engine on one version."""
        pinned = copy(self)
        pinned._versions = self._versions.pin(name)
        return pinned

    def _asked(self, query: Query) -> Json:
        return compile_query(query, self._analyzer)

    def _walk(self, index: str, query: Json, sort: list[Json], size: int, *, source: bool = True) -> Iterator[Json]:
        """Hits of a search over one point in time, page by page."""
        with self._server() as client:
            point = client.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]
            after: list[Any] | None = None
            try:
                while True:
                    answer = client.search(
                        query=query,
                        sort=sort,
                        size=size,
                        search_after=after,
                        source=source,
                        track_total_hits=False,
                        pit={"id": point, "keep_alive": KEEP_ALIVE},
                    )
                    point = answer["pit_id"]
                    hits = answer["hits"]["hits"]
                    yield from hits
                    if len(hits) < size:
                        return
                    after = hits[-1]["sort"]
            finally:
                # It ends by itself in a few minutes; failing to end it early is no reason to lose the answer.
                with suppress(ApiError, TransportError):
                    client.close_point_in_time(id=point)

    def _deep_hits(self, query: Json, offset: int, limit: int) -> list[Json]:
        """Hits [offset, offset + limit) beyond the window that Elasticsearch serves directly."""
        found: list[Json] = []
        for number, hit in enumerate(self._walk(self._versions.target, query, BEST_FIRST, PAGE_DOCUMENTS)):
            if number >= offset + limit:
                break
            if number >= offset:
                found.append(hit)
        return found

    @contextmanager
    def _server(self) -> Iterator[Elasticsearch]:
        """The client, with its errors made clear; asks once at first use whether anyone is there."""
        with clear_errors(self._address, self._versions.alias):
            if self._server_version is None:
                self._server_version = greet(self._connection, self._settings)
            yield self._connection


def _document(hit: Json) -> Document:
    source = dict(hit["_source"])
    source.pop(DIGEST_FIELD, None)
    return Document.model_validate(source)


def _counts(field: str, aggregation: Json) -> list[tuple[str, int]]:
    key = "key_as_string" if field in BOOLEAN_FIELDS else "key"
    return [(str(bucket[key]), bucket["doc_count"]) for bucket in aggregation["buckets"]]
