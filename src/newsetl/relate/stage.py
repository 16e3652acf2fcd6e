"""The relate stage over one interval's sources together.

It reads the reports back from the index rather than from the lake: the index holds exactly the highest version of each
report, whatever partitions they came through, and answers a time window in order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from newsetl.chunks import in_chunks
from newsetl.lake import input_key
from newsetl.records import EnrichedArticle, Outcome, Partition, Rejection, related_version
from newsetl.relate.zones import Relation, Store, find_duplicates, find_stories
from newsetl.stages import Context, StageOutput

_CHUNK = 500


def relate(partition: Partition, parts: Sequence[Partition], context: Context, store: Store) -> StageOutput:
    """Group the reports around those of ``parts``; write what changed, above the version it was read under.

    ``partition`` is the name under which the outcomes are kept, ``parts`` the sources' partitions just indexed.
    """
    output = context.output("relate", partition, Rejection)
    ids: list[str] = []
    for part in parts:
        if commit := context.lake.commit("index", part):
            output.consumed[input_key("index", part)] = commit.digest
        ids += [article.article_id for article in context.lake.read("enrich", part, EnrichedArticle)]
    for article_id, changed in update_relations(store, ids):
        output.read += 1
        output.tell(article_id, Outcome.UPDATED if changed else Outcome.UNCHANGED)
    return output


def update_relations(
    store: Store, article_ids: Iterable[str], gone: Iterable[datetime] = ()
) -> Iterator[tuple[str, bool]]:
    """Bring the index up to date around these reports: each report that was looked at, and whether it changed.

    ``gone``: ``timeline_at`` of reports that are not there any more.
    """
    touched = store.get(article_ids)
    # a report that changed its text or its date may have left copies and a story behind
    former = _fellows(store, touched.values(), "duplicate_group")
    companions = _fellows(store, touched.values(), "story_id")
    moments = [*gone, *(document.timeline_at for document in (*touched.values(), *former))]
    left = [moment for document in touched.values() for moment in document.moved_from]
    if not moments:
        return
    duplicates = find_duplicates(store, moments)
    relations = duplicates.relations
    companion_times = [document.timeline_at for document in companions]
    stories = find_stories(store, relations, [*moments, *left, *companion_times, *duplicates.turned])
    elsewhere = stories.changed - relations.keys()
    for chunk in in_chunks(sorted({*relations, *elsewhere, *_copies(store, elsewhere)}), _CHUNK):
        documents = store.get(chunk)
        originals = {relation.duplicate_of for name in chunk if (relation := relations.get(name))}
        originals |= {document.duplicate_of for document in documents.values()}
        stored = store.get(sorted(name for name in originals if name and name not in stories.ids))
        story_ids = {name: document.story_id for name, document in stored.items()} | stories.ids
        changed = []
        for article_id, document in sorted(documents.items()):
            fields = _fields(document, relations.get(article_id), story_ids)
            differs = any(getattr(document, name) != value for name, value in fields.items())
            if differs:
                changed.append(document.model_copy(update={**fields, "version": related_version(document.version)}))
            if differs or article_id in relations:
                yield article_id, differs
        store.write(changed)


def _fields(document: Any, relation: Relation | None, story_ids: Mapping[str, str | None]) -> dict[str, Any]:
    """What relate decides of one document; a copy is in the story of its original."""
    original = relation.duplicate_of if relation else document.duplicate_of
    story_id = story_ids.get(original or document.article_id, document.story_id)
    return {**relation.fields, "story_id": story_id, "moved_from": []} if relation else {"story_id": story_id}


def _fellows(store: Store, documents: Iterable[Any], field: Any) -> list[Any]:
    """Documents that share a group, or a story, with one of these."""
    groups = sorted({group for document in documents if (group := getattr(document, field))})
    return [document for chunk in in_chunks(groups, _CHUNK) for document in store.in_groups(chunk, field).values()]


def _copies(store: Store, article_ids: Iterable[str]) -> set[str]:
    """The copies of reports whose stories changed."""
    documents = [document for chunk in in_chunks(sorted(article_ids), _CHUNK) for document in store.get(chunk).values()]
    return {document.article_id for document in _fellows(store, documents, "duplicate_group")}
