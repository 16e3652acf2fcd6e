"""A new index version out of the lake, and of what only the present index holds; promoted when its checks hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from newsetl.chunks import in_chunks
from newsetl.enrich.relink import Relinker
from newsetl.index.checks import find_faults
from newsetl.index.documents import ENTITY_FIELDS, RELATION_FIELDS, Document, Outlet, make_document
from newsetl.index.engine import Engine, IndexUnusable, Written
from newsetl.index.versions import NO_INDEX
from newsetl.pipeline import Pipeline
from newsetl.records import PROCESSING_BITS, RELATION_BITS, Article, EnrichedArticle, Route
from newsetl.relate.stage import update_relations
from newsetl.tombstones import Tombstones, article_aliases

SAMPLES = 50
"""Reports that are asked for by a word of their title before a version is promoted."""
_CHUNK = 500
_TOLD_FAULTS = 5
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of its records are done, and of how many."""


@dataclass(frozen=True)
class Built:
    """The promoted version."""

    name: str
    previous: str
    """Empty when there was none."""
    reports: int
    only_in_index: int
    """Reports that the lake did not have, or not as new."""


@dataclass
class _Flow:
    """What is known of the documents that have been handed to the new version."""

    newest: dict[str, int] = field(default_factory=dict)
    """Article id → second of its newest observation."""
    unrelated: list[str] = field(default_factory=list)
    """Ids of reports whose relations are not known."""
    only_in_index: int = 0


def has_index(engine: Engine) -> bool:
    """Whether there is an index at all. Raises IndexUnusable when there is one that cannot be asked."""
    try:
        engine.count()
    except IndexUnusable as error:
        if str(error).startswith(NO_INDEX):
            return False
        raise
    return True


def build(pipeline: Pipeline, relinker: Relinker, generation: int, progress: Progress) -> Built:
    """Fill a successor of the present index, check it and let readers use it.

    Raises IndexUnusable with what does not hold; the old version then stays in use.
    """
    old = pipeline.reader if has_index(pipeline.reader) else None
    previous = old.describe()["index"] if old else ""
    flow = _Flow()
    with pipeline.reader.successor() as new:
        written = new.write(_documents(pipeline, old, relinker, generation, flow, progress))
        if flow.unrelated:
            progress("relate", 0, 1)
            list(update_relations(new, flow.unrelated))
        progress("check", 0, 1)
        _check(pipeline, old, new, written)
        name, reports = new.describe()["index"], new.count()
    return Built(name, previous, reports, flow.only_in_index)


def _documents(
    pipeline: Pipeline, old: Engine | None, relinker: Relinker, generation: int, flow: _Flow, progress: Progress
) -> Iterator[Document]:
    """The documents of every record of the lake, in any order: of one report the engine keeps the newest."""
    lake = pipeline.context.lake
    erased = Tombstones(pipeline.context.state).erased()
    partitions = lake.partitions("enrich")
    commits = [lake.commit("enrich", partition) for partition in partitions]
    total, done = sum(commit.rows for commit in commits if commit), 0
    for partition in partitions:
        for articles in in_chunks(lake.read("enrich", partition, EnrichedArticle), _CHUNK):
            progress("index", done, total)
            done += len(articles)
            stored = old.get(article.article_id for article in articles) if old else {}
            for article in articles:
                if not erased.holds(article):
                    yield _document(pipeline, article, stored, flow)
    if old:
        for document in old.scan():
            gone = erased.names(article_aliases(document.article_id, document.url, document.source, document.guid))
            if not gone and _second(document.version) > flow.newest.get(document.article_id, -1):
                flow.only_in_index += 1
                yield _from_index(pipeline, document, relinker, generation)
    progress("index", total, total)


def _document(pipeline: Pipeline, article: EnrichedArticle, stored: Mapping[str, Document], flow: _Flow) -> Document:
    """A record's document, with the relations and the outlet that the present index knows of it."""
    before = stored.get(article.article_id)
    outlet = pipeline.outlets.get(article.source) or (
        _outlet(before)
        if before and before.source == article.source
        else Outlet(source=article.source, name=article.source)
    )
    document = make_document(article, outlet, pipeline.gazetteer)
    second = _second(article.version)
    flow.newest[article.article_id] = max(second, flow.newest.get(article.article_id, -1))
    if before is None:
        flow.unrelated.append(article.article_id)
        return document
    relations = {name: getattr(before, name) for name in RELATION_FIELDS}
    newer_text = before.content_hash != article.content_hash and second >= _second(before.version)
    if newer_text and before.timeline_at != article.timeline_at:
        relations["moved_from"] = [*before.moved_from, before.timeline_at]
    # stories go by what reports are about
    if newer_text or any(getattr(before, name) != getattr(document, name) for name in ENTITY_FIELDS):
        flow.unrelated.append(article.article_id)
    return document.model_copy(update=relations)


def _from_index(pipeline: Pipeline, document: Document, relinker: Relinker, generation: int) -> Document:
    """A document that the lake has no record of, linked anew by its own text."""
    known = {name: getattr(document, name) for name in Document.model_fields if name in Article.model_fields}
    article = Article(
        **{**known, "route": Route(document.route)},
        capture_id="",
        raw_title=document.title,
        raw_body=document.body,
        norm_title="",
        norm_body="",
    )
    made = make_document(relinker.link(article, generation), _outlet(document), pipeline.gazetteer)
    return made.model_copy(update={name: getattr(document, name) for name in RELATION_FIELDS})


def _check(pipeline: Pipeline, old: Engine | None, new: Engine, written: Iterable[Written]) -> None:
    """Raise IndexUnusable unless everything that can be in the new version is, and is found there."""
    held: set[str] = set()
    refused: dict[str, str] = {}
    for one in written:
        if one.outcome == "refused":
            refused[one.article_id] = one.reason
        else:
            held.add(one.article_id)
    refused = {article_id: reason for article_id, reason in refused.items() if article_id not in held}
    # what the present index refused too is quarantined already
    lost = old.get(refused) if old else {}
    faults = [f"report {article_id} was refused: {refused[article_id]}" for article_id in sorted(lost)]
    samples = nsmallest(SAMPLES, held)
    faults += find_faults(new, pipeline.gazetteer, len(held), samples)
    if faults:
        told = "; ".join(faults[:_TOLD_FAULTS])
        more = f"; and {len(faults) - _TOLD_FAULTS} more" if len(faults) > _TOLD_FAULTS else ""
        kept = f"readers go on with {old.describe()['index']}" if old else "there is still no index"
        raise IndexUnusable(f"{new.describe()['index']} was not promoted, {kept}: {told}{more}")


def _outlet(document: Document) -> Outlet:
    return Outlet(
        source=document.source, name=document.outlet, affiliation=document.affiliation, country=document.country
    )


def _second(version: int) -> int:
    return version >> PROCESSING_BITS + RELATION_BITS
