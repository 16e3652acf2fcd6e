"""The index stage over one partition."""

import json
from collections.abc import Iterable, Iterator, Mapping

from newsetl.index.documents import RELATION_FIELDS, Document, Outlet, make_document
from newsetl.index.engine import Engine
from newsetl.lake import input_key
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import EnrichedArticle, Outcome, Partition, Reason, Rejection, dump_json
from newsetl.stages import Context, StageOutput
from newsetl.tombstones import Tombstones, article_aliases

_OUTCOMES = {"created": Outcome.NEW, "updated": Outcome.UPDATED, "unchanged": Outcome.UNCHANGED}


def index(
    partition: Partition, context: Context, engine: Engine, gazetteer: Gazetteer, outlets: Mapping[str, Outlet]
) -> StageOutput:
    """Write the partition's articles, of each its newest revision; an older one is ``redelivered``."""
    output = context.output("index", partition, Rejection)
    if commit := context.lake.commit("enrich", partition):
        output.consumed[input_key("enrich", partition)] = commit.digest
    newest: dict[str, EnrichedArticle] = {}
    for article in context.lake.read("enrich", partition, EnrichedArticle):
        output.read += 1
        if output.erased.holds(article):
            output.tell(article.article_id, Outcome.ERASED)
            continue
        known = newest.get(article.article_id)
        if known:
            output.tell(article.article_id, Outcome.REDELIVERED)
        if not known or (article.version, article.content_hash) > (known.version, known.content_hash):
            newest[article.article_id] = article
    stored = engine.get(newest)
    documents = []
    for article_id, article in newest.items():
        outlet = outlets.get(article.source, Outlet(source=article.source, name=article.source))
        document = make_document(article, outlet, gazetteer)
        if before := stored.get(article_id):
            # relate finds the former copies of a report by what stood here, and then decides anew
            document = document.model_copy(update={name: getattr(before, name) for name in RELATION_FIELDS})
            if before.timeline_at != document.timeline_at:
                document = document.model_copy(update={"moved_from": [*before.moved_from, before.timeline_at]})
        documents.append(document)
    _write(documents, newest, engine, Tombstones(context.state), output)
    return output


def _write(
    documents: list[Document],
    articles: Mapping[str, EnrichedArticle],
    engine: Engine,
    tombstones: Tombstones,
    output: StageOutput,
) -> None:
    told = engine.write(_not_erased(documents, tombstones))
    late = _erased(documents, tombstones)
    # an engine whose writers do not wait for each other may have written it after it was erased there
    if late:
        engine.delete(late)
    for article_id in sorted(late):
        output.tell(article_id, Outcome.ERASED)
    for written in told:
        if written.article_id in late:
            continue
        if written.outcome == "refused":
            article = articles[written.article_id]
            record = json.dumps(dump_json(article), ensure_ascii=False)
            output.reject(written.article_id, article.source, Reason.INDEX_REFUSED, written.reason, record)
        else:
            output.tell(written.article_id, _OUTCOMES[written.outcome])


def _not_erased(documents: Iterable[Document], tombstones: Tombstones) -> Iterator[Document]:
    """Asked only when the engine takes the first, behind its lock: what is erased later finds it written."""
    documents = list(documents)
    late = _erased(documents, tombstones)
    yield from (document for document in documents if document.article_id not in late)


def _erased(documents: Iterable[Document], tombstones: Tombstones) -> set[str]:
    erased = tombstones.erased()
    return {
        one.article_id
        for one in documents
        if erased.names(article_aliases(one.article_id, one.url, one.source, one.guid))
    }
