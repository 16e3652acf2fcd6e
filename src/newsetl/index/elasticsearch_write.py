"""Bulk writes that any number of writers may run at once, in any order, and end in the same index."""

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from newsetl.chunks import in_chunks
from newsetl.index.documents import Document
from newsetl.index.elasticsearch_client import BUSY_STATUSES, refusal
from newsetl.index.engine import IndexUnusable, Written
from newsetl.index.mapping import DIGEST_FIELD
from newsetl.index.versions import Stored, supersedes
from newsetl.records import dump_json

CHUNK_DOCUMENTS = 500
CHUNK_BYTES = 8_000_000
BUSY_RETRIES = 5
Json = dict[str, Any]


class BulkWriter:
    """Writes to ``target``: an alias (which must exist) or, while a new version is built, one index by name."""

    def __init__(self, client: Elasticsearch, target: str, *, is_alias: bool) -> None:
        self._client = client
        self._target = target
        self._is_alias = is_alias

    def write(self, documents: Iterable[Document]) -> list[Written]:
        """One outcome a document, in order; readers see it after a refresh. Raises IndexUnusable."""
        return [one for chunk in in_chunks(documents, CHUNK_DOCUMENTS) for one in self._write_chunk(chunk)]

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove documents, return how many were there."""
        actions = ({"_op_type": "delete", "_index": self._target, "_id": article_id} for article_id in set(article_ids))
        deleted = 0
        for info in self._bulk(actions):
            if info["status"] not in (200, 404):
                raise IndexUnusable(refusal(info["error"]["type"], str(info["error"].get("reason")), self._target))
            deleted += info["status"] == 200
        return deleted

    def _write_chunk(self, chunk: list[Document]) -> list[Written]:
        outcomes: dict[int, Written] = {}
        pending = dict(enumerate(chunk))
        while pending:
            stored = self._stored({document.article_id for document in pending.values()})
            batch: dict[str, int] = {}
            for number, document in pending.items():
                if document.article_id in batch:
                    continue  # an id given twice: the next round compares it with what this one stored
                if supersedes(document, stored.get(document.article_id)):
                    batch[document.article_id] = number
                else:
                    outcomes[number] = Written(document.article_id, "unchanged")
            actions = (_action(self._target, chunk[n], stored.get(article_id)) for article_id, n in batch.items())
            for info in self._bulk(actions):
                # A conflict means that another writer came between: the next round looks again.
                if info["status"] != 409:
                    outcomes[batch[info["_id"]]] = self._outcome(info)
            pending = {number: document for number, document in pending.items() if number not in outcomes}
        return [outcomes[number] for number in range(len(chunk))]

    def _stored(self, article_ids: set[str]) -> dict[str, Stored]:
        answer = self._client.mget(index=self._target, ids=sorted(article_ids), source_includes=[DIGEST_FIELD])
        raise_for_faults(answer["docs"], self._target)
        return {
            doc["_id"]: Stored(doc["_version"], doc["_source"].get(DIGEST_FIELD, ""))
            for doc in answer["docs"]
            if doc["found"]
        }

    def _bulk(self, actions: Iterable[Json]) -> Iterator[Json]:
        answers = streaming_bulk(
            self._client,
            actions,
            chunk_size=CHUNK_DOCUMENTS,
            max_chunk_bytes=CHUNK_BYTES,
            raise_on_error=False,
            max_retries=BUSY_RETRIES,
            initial_backoff=0.5,
            max_backoff=15,
            retry_on_status=BUSY_STATUSES,
            require_alias=self._is_alias,
        )
        for _, answer in answers:
            yield next(iter(answer.values()))

    def _outcome(self, info: Json) -> Written:
        if info["status"] < 300:
            return Written(info["_id"], "created" if info["result"] == "created" else "updated")
        error = info["error"]
        kind, reason = error["type"], str(error.get("reason", ""))
        if info["status"] == 400 and kind != "strict_dynamic_mapping_exception":
            cause = error.get("caused_by", {}).get("reason")
            return Written(info["_id"], "refused", f"{reason}: {cause}" if cause else reason)
        raise IndexUnusable(refusal(kind, reason, self._target))


def raise_for_faults(found: Iterable[Json], index: str) -> None:
    """Raise IndexUnusable when ``mget`` reports an error in place of a document."""
    if fault := next((doc["error"] for doc in found if "error" in doc), None):
        raise IndexUnusable(refusal(fault["type"], str(fault.get("reason")), index))


def _action(target: str, document: Document, stored: Stored | None) -> Json:
    # Equal versions need external_gte; everywhere else the strict type lets a race end in a conflict, not in a loss.
    equal = stored is not None and stored.version == document.version
    return {
        "_op_type": "index",
        "_index": target,
        "_id": document.article_id,
        "version": document.version,
        "version_type": "external_gte" if equal else "external",
        "_source": {**dump_json(document), DIGEST_FIELD: document.digest},
    }
