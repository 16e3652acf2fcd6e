"""A report taken out of everything: lake, index, relations, feedback, ledger; and a tombstone, so that it stays out.

The tombstone comes first: from then on no stage passes the report on. What quotes it is next, while its text is still
there to be compared with; then the index, where its relations are noted before it goes; the lake is last. A run after
a kill does the same again and finds less to do.
"""

import getpass
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from newsetl.building import has_index
from newsetl.feedback import FeedbackStore
from newsetl.identities import aliases_of_articles, find_article_id
from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import OneOf
from newsetl.ingest.store import forget_documents, forget_pages
from newsetl.names.cases import remove_cases
from newsetl.names.loading import CASES
from newsetl.normalise.article import aliases_of, draft_of
from newsetl.pipeline import Pipeline
from newsetl.purging import Purged, lake_partitions, purge
from newsetl.records import Capture, Partition, Record
from newsetl.relate.stage import update_relations
from newsetl.revisions import Revisions
from newsetl.tombstones import (
    Erased,
    Tombstone,
    Tombstones,
    Traces,
    address_aliases,
    article_aliases,
    capture_alias,
    capture_aliases,
    id_alias,
    nameless_aliases,
)
from newsetl.urls import canonical_url, is_front_page

_ID = re.compile(r"[0-9a-f]{64}")
_TEXT_STAGES = ("normalise", "validate", "enrich")
_COLUMNS = ("article_id", "url", "source", "guid", "title", "capture_id")
_QUOTED = 20
"""Letters from which a sentence that stands in the report is taken for a quotation of it."""
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many partitions are done, and of how many."""


class EraseError(ValueError):
    """What was asked for cannot be erased; the message says why and what to do."""


class Found(Record):
    """What there is of one report."""

    asked: str
    article_ids: list[str]
    titles: list[str]
    """Of its revisions, for people to recognise it by; kept nowhere."""
    partitions: int
    captures: int
    records: int
    """Rows of normalise, validate and enrich."""
    quarantined: int
    indexed: int
    """Documents that readers find now."""
    feedback: int
    copies: list[str]
    """Ids of other outlets' reports that are near-duplicates of it; these stay."""
    tombstone: str = ""
    """Id of a tombstone that it has already."""

    @property
    def known(self) -> bool:
        """Whether there is anything of it, or ever was."""
        return bool(
            self.article_ids or self.captures or self.records or self.quarantined or self.indexed or self.tombstone
        )


class Done(Record):
    """What was erased."""

    found: Found
    tombstone: str


@dataclass
class _Target:
    """One report while it is looked for."""

    asked: str
    aliases: list[str]
    article_ids: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    capture_ids: dict[Partition, set[str]] = field(default_factory=dict)

    def know(self, aliases: Iterable[str]) -> None:
        self.aliases = list(dict.fromkeys([*self.aliases, *aliases]))


def look(pipeline: Pipeline, asked: str, progress: Progress = lambda *_: None) -> Found:
    """What ``erase`` would take out; writes nothing. Raises EraseError for what is neither an address nor an id."""
    return _found(pipeline, _target(pipeline, asked, progress), progress)


def erase(
    pipeline: Pipeline,
    asked: str,
    reason: str = "",
    *,
    even_if_unknown: bool = False,
    found: Found | None = None,
    progress: Progress = lambda *_: None,
) -> Done:
    """Erase the report with this address or id, for good. ``found``: what ``look`` has just said, not to look twice.

    Raises EraseError where nothing is known of it, unless its address is to be kept out all the same; LakeError,
    IndexUnusable or TimeoutError where a store cannot be used: the tombstone stands then, and a further run goes on.
    """
    context = pipeline.context
    with context.exclusive("reindex"), context.exclusive("relate"):
        target = _target(pipeline, asked, progress)
        found = found or _found(pipeline, target, progress)
        if not found.known and not even_if_unknown:
            raise EraseError(unknown_message(asked))
        tombstones = Tombstones(context.state)
        stone = tombstones.add(asked, target.aliases, target.article_ids, reason, _who())
        # after a kill the table of aliases knows it no more
        target.article_ids |= set(
            tombstones.trace(stone.id, Traces(article_ids=sorted(target.article_ids))).article_ids
        )
        _mark_captures(pipeline, target, stone)
        _erase_quotations(pipeline, target)
        _erase_documents(pipeline, target, stone)
        _erase_records(pipeline, target, progress)
        # after the lake: what a kill leaves of it there is told apart by the tombstone, not by these rows
        forget_pages(context.settings, _addresses(target))
        Revisions(context.state).forget(target.article_ids)
        tombstones.finish(stone.id)
    return Done(found=found, tombstone=stone.id)


def undo(pipeline: Pipeline, tombstone: str) -> Tombstone:
    """Take a tombstone back, so that the next collecting lets the report in. Raises KeyError for an unknown id."""
    found = Tombstones(pipeline.context.state).undo(tombstone)
    # what listed it was read while it was passed over, and would not be read again as long as it stays the same
    forget_documents(pipeline.context.settings)
    return found


def expunge(pipeline: Pipeline) -> None:
    """Take what was erased out of the index's files as well, where so far no reader finds it any more.

    Raises IndexUnusable where the index was built with other names, or may not be managed.
    """
    with pipeline.context.exclusive("reindex"):
        if has_index(pipeline.reader):
            pipeline.reader.expunge()


def unknown_message(asked: str) -> str:
    """For what newsetl has never seen."""
    return (
        f"{asked}: no such report is in lake, index or quarantine. If it is to be kept out should it ever come, say "
        "--even-if-unknown with its address"
    )


def _target(pipeline: Pipeline, asked: str, progress: Progress) -> _Target:
    """The report, with every alias that identities, index and lake know of it."""
    state = pipeline.context.state
    target = _Target(asked, asked_aliases(asked))
    if _ID.fullmatch(asked):
        target.article_ids.add(asked)
    elif article_id := find_article_id(state, target.aliases):
        target.article_ids.add(article_id)
    for document in _documents(pipeline, target):
        target.article_ids.add(document.article_id)
        target.titles.append(document.title)
        target.know(_named_by(document.article_id, document.url, document.source, document.guid, document.title))
    target.know(map(id_alias, sorted(target.article_ids)))
    target.know(aliases_of_articles(state, target.article_ids))
    _search_lake(pipeline, target, progress)
    target.know(aliases_of_articles(state, target.article_ids))
    if not target.titles and not aliases_of_articles(state, target.article_ids):
        target.article_ids.clear()  # an id that nobody has
    if _ID.fullmatch(asked) and len(target.article_ids) > 1:
        raise EraseError(
            f"{asked}: what this report is known by leads to {len(target.article_ids)} reports "
            f"({', '.join(sorted(target.article_ids))}), and none was erased; where they are one, say their address"
        )
    return target


def asked_aliases(asked: str) -> list[str]:
    """What the report that somebody asks for is known by. Raises EraseError for what is neither address nor id."""
    if _ID.fullmatch(asked):
        return [id_alias(asked)]
    if _is_front(asked):
        raise EraseError(
            f"{asked}: the front page of a site, not a report; one without another address is asked for by its id, "
            "which hits show; to leave an outlet out, remove its source"
        )
    if not (aliases := address_aliases(asked)):
        raise EraseError(f"{asked}: neither an address (https://…) nor the id of a report (64 letters and digits)")
    return aliases


def _is_front(asked: str) -> bool:
    try:
        return is_front_page(canonical_url(asked))
    except ValueError:
        return False


def _named_by(article_id: str, url: str, source: str, guid: str | None, title: str) -> list[str]:
    return [*address_aliases(url), *nameless_aliases(article_id, url, source, guid, title)]


def _search_lake(pipeline: Pipeline, target: _Target, progress: Progress) -> None:
    """Ids, addresses and texts of the report's records, by reading only what names them."""
    lake, erased = pipeline.context.lake, Tombstones(pipeline.context.state).having(target.aliases)
    partitions = lake_partitions(lake)
    for done, partition in enumerate(partitions):
        progress("search", done, len(partitions))
        for stage in _TEXT_STAGES:
            for row in lake.columns(stage, partition, _COLUMNS):
                if not erased.names(article_aliases(row["article_id"], row["url"], row["source"], row["guid"])):
                    continue
                target.article_ids.add(row["article_id"])
                target.titles.append(row["title"])
                target.capture_ids.setdefault(partition, set()).add(row.pop("capture_id"))
                target.know([id_alias(row["article_id"]), *_named_by(**row)])
    for partition in target.capture_ids:
        for stage in _TEXT_STAGES:
            for article_id in sorted(target.article_ids):
                for row in lake.columns(stage, partition, ("title", "body"), [("article_id", "=", article_id)]):
                    target.texts += [row["title"], row["body"]]
    progress("search", len(partitions), len(partitions))


def _found(pipeline: Pipeline, target: _Target, progress: Progress) -> Found:
    context = pipeline.context
    tombstones = Tombstones(context.state)
    erased, purged = tombstones.having(target.aliases), Purged()
    purge(context.lake, erased, purged, dry_run=True, progress=lambda done, total: progress("look", done, total))
    documents = _documents(pipeline, target)
    groups = {document.duplicate_group for document in documents if document.duplicate_group}
    fellows = pipeline.reader.in_groups(groups) if groups else {}
    return Found(
        asked=target.asked,
        article_ids=sorted(target.article_ids),
        titles=sorted(set(target.titles)),
        partitions=len(purged.partitions),
        captures=purged.counts["captures"],
        records=purged.counts["records"],
        quarantined=purged.counts["quarantined"],
        indexed=len(documents),
        feedback=len(_feedback(pipeline).find(_quotes(target))),
        copies=sorted(set(fellows) - target.article_ids),
        tombstone=tombstones.of(target.aliases) or "",
    )


def _documents(pipeline: Pipeline, target: _Target) -> list[Document]:
    """The report's documents that readers find now."""
    return _documents_of([pipeline.reader], target) if has_index(pipeline.reader) else []


def _documents_of(versions: Iterable[Engine], target: _Target) -> list[Document]:
    return [document for version in versions for document in version.get(_ids_in(version, target)).values()]


def _addresses(target: _Target) -> list[str]:
    named = {alias.removeprefix("url:") for alias in target.aliases if alias.startswith("url:")}
    return sorted(url for url in named if not is_front_page(url))


def _ids_in(engine: Engine, target: _Target) -> set[str]:
    urls = tuple(_addresses(target))
    return {*target.article_ids, *(engine.matched_ids(OneOf("url", urls)) if urls else ())}


def _mark_captures(pipeline: Pipeline, target: _Target, stone: Tombstone) -> None:
    """Captures that only reading shows to be the report's get a mark of their own."""
    tombstones = Tombstones(pipeline.context.state)
    erased = tombstones.erased()
    for partition, capture_ids in target.capture_ids.items():
        for capture in pipeline.context.lake.read_captures(partition):
            if capture.capture_id in capture_ids and not erased.holds(capture) and _is_of(pipeline, capture, erased):
                tombstones.mark(stone.id, [capture_alias(capture), *_own_aliases(capture)])


def _is_of(pipeline: Pipeline, capture: Capture, erased: Erased) -> bool:
    """Whether a capture, read as ``normalise`` does, is of an erased report."""
    selectors = pipeline.selectors_of(capture.source)
    try:
        [aliases] = aliases_of([draft_of(capture, selectors)])
    except ValueError:
        return False
    return erased.names(aliases)


def _own_aliases(capture: Capture) -> list[str]:
    return [alias for alias in capture_aliases(capture) if alias.startswith("url:")]


def _erase_quotations(pipeline: Pipeline, target: _Target) -> None:
    """Feedback on the report, and the cases that were made of it."""
    removed = _feedback(pipeline).remove(_quotes(target))
    sentences = {item.sentence for item in removed}
    remove_cases(
        pipeline.context.settings.gazetteer_path / CASES,
        lambda text: any(one in text for one in sentences) or _stands_in(text, target.texts),
    )


def _quotes(target: _Target) -> Callable[[str | None, str], bool]:
    def quotes(article_id: str | None, sentence: str) -> bool:
        return article_id in target.article_ids or (article_id is None and _stands_in(sentence, target.texts))

    return quotes


def _stands_in(sentence: str, texts: Iterable[str]) -> bool:
    return len(sentence) >= _QUOTED and any(sentence in text for text in texts)


def _feedback(pipeline: Pipeline) -> FeedbackStore:
    return FeedbackStore(pipeline.context.settings.data_path)


def _erase_documents(pipeline: Pipeline, target: _Target, stone: Tombstone) -> None:
    """The documents of every index version, after what they were related to was noted; then that is mended.

    A version that was built with other names takes no writes: there, copies go on pointing to what is gone.
    """
    if not has_index(pipeline.reader):
        return
    tombstones = Tombstones(pipeline.context.state)
    with pipeline.reader.every_version() as versions:
        traces = tombstones.trace(stone.id, _traces(_documents_of(versions, target)))
        for version in versions:
            version.delete(_ids_in(version, target))
        for version in versions:
            if version.fits():
                fellows = _fellows(version, traces)
                list(update_relations(version, fellows, gone=traces.moments))


def _traces(documents: Iterable[Document]) -> Traces:
    kept = list(documents)
    return Traces(
        groups=sorted({one.duplicate_group for one in kept if one.duplicate_group}),
        stories=sorted({one.story_id for one in kept if one.story_id}),
        moments=sorted({moment for one in kept for moment in (one.timeline_at, *one.moved_from)}),
    )


def _fellows(engine: Engine, traces: Traces) -> list[str]:
    return sorted({*engine.in_groups(traces.groups), *engine.in_groups(traces.stories, "story_id")})


def _erase_records(pipeline: Pipeline, target: _Target, progress: Progress) -> None:
    context, purged = pipeline.context, Purged()
    purge(
        context.lake,
        Tombstones(context.state).erased(),
        purged,
        progress=lambda done, total: progress("erase", done, total),
    )
    context.ledger.erase(target.article_ids, purged.rejections, purged.captures)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
