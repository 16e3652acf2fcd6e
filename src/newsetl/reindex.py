"""A new index version from the lake, for the present names, code and mapping: built, checked, promoted.

First the lake: every record that was linked otherwise than today is linked anew, or carried over where the change
cannot touch it; partition by partition, so that a run after a kill finds them done. Then the index: each report's
newest record, with the relations it had. What only the index holds (a lake that was lost, another machine's) is linked
anew from there. Readers keep the old index, and the names it was built with, until the new one holds what it should.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsetl.arabic.morphology import open_morphology
from newsetl.building import Progress, build, has_index
from newsetl.enrich.relink import Reason, Relinker, Why
from newsetl.enrich.stage import begin_processing, content_digest, enrich, processing_now
from newsetl.files import write_whole
from newsetl.index.engine import IndexUnusable
from newsetl.index.query import Everything
from newsetl.index.versions import missing_message
from newsetl.lake import input_key
from newsetl.names.changes import Difference, difference
from newsetl.names.snapshots import Snapshots
from newsetl.pipeline import Pipeline, StageFailed
from newsetl.purging import Purged, purge
from newsetl.records import EnrichedArticle, Partition, Record
from newsetl.stages import StageOutput
from newsetl.tombstones import Erased, Tombstones, article_aliases


class Survey(Record):
    """What a reindex would do, or did, to the records of the lake. A report may have several, one a partition."""

    needed: bool
    """False when the index fits, and every record was linked as it would be today."""
    reports: int
    relinked: int
    """Reports linked anew."""
    records: dict[Why, int]
    entities: dict[str, int]
    """Entry → records linked anew for its sake, most first."""
    added: list[str] = []
    removed: list[str] = []
    altered: list[str] = []
    """Entries, compared with those that the index was built with."""
    only_in_index: int = 0
    """Reports that the lake does not have."""


class Reindexed(Record):
    """What came of it."""

    survey: Survey
    index: str
    """Name of the version that readers use now."""
    previous: str
    """The version that is kept for rollback; empty when there was none."""
    reports: int


@dataclass
class _Tally:
    ids: set[str] = field(default_factory=set)
    anew: set[str] = field(default_factory=set)
    records: Counter[Why] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)

    def add(self, article: EnrichedArticle, reason: Reason) -> None:
        self.ids.add(article.article_id)
        self.records[reason.why] += 1
        if reason.why.links_anew:
            self.anew.add(article.article_id)
        if reason.entity_id:
            self.entities[reason.entity_id] += 1

    def survey(self, *, needed: bool, changed: Difference, only_in_index: int) -> Survey:
        return Survey(
            needed=needed,
            reports=len(self.ids),
            relinked=len(self.anew),
            records=dict(self.records),
            entities=dict(self.entities.most_common()),
            **changed._asdict(),
            only_in_index=only_in_index,
        )


def survey(pipeline: Pipeline, *, everything: bool = False, progress: Progress = lambda *_: None) -> Survey:
    """How many reports would be linked anew, and why; writes nothing."""
    relinker = _relinker(pipeline, everything=everything)
    lake = pipeline.context.lake
    tally = _Tally()
    for partition in _counted("compare", lake.partitions("enrich"), pipeline, progress):
        stale = _is_stale(pipeline, partition)
        for article in lake.read("enrich", partition, EnrichedArticle):
            tally.add(article, Reason(Why.RENEWED) if stale else relinker.reason(article))
    return tally.survey(
        needed=_is_needed(pipeline, relinker, everything=everything),
        changed=_changed(pipeline),
        only_in_index=len(pipeline.reader.matched_ids(Everything()) - tally.ids) if has_index(pipeline.reader) else 0,
    )


def reindex(
    pipeline: Pipeline, *, everything: bool = False, progress: Progress = lambda *_: None
) -> Reindexed | Survey:
    """Bring lake and index up to date; a Survey when there was nothing to do.

    ``everything``: link every report anew, and build in any case. Raises StageFailed, or IndexUnusable naming the check
    that failed; the old index then stays in use.
    """
    try:
        with pipeline.context.exclusive("reindex"):
            return _reindex(pipeline, everything, progress)
    except TimeoutError as error:
        raise StageFailed(str(error)) from error


def _reindex(pipeline: Pipeline, everything: bool, progress: Progress) -> Reindexed | Survey:
    if erased := Tombstones(pipeline.context.state).erased():
        # a lake that was restored from a copy may hold it again
        purge(pipeline.context.lake, erased, Purged(), progress=lambda done, total: progress("purge", done, total))
        _purge_index(pipeline, erased)
    relinker = _relinker(pipeline, everything=everything)
    changed = _changed(pipeline)
    if not _is_needed(pipeline, relinker, everything=everything):
        found = _Tally().survey(needed=False, changed=changed, only_in_index=0)
        return found.model_copy(update={"reports": pipeline.reader.count()})
    lake = pipeline.context.lake
    if not lake.partitions("enrich") and not has_index(pipeline.reader):
        raise IndexUnusable(missing_message(pipeline.context.settings.index_location))
    _, generation = begin_processing(pipeline.context, pipeline.gazetteer, relinker.now)
    marker = _marker(pipeline)
    write_whole(marker, lambda path: path.write_text(relinker.now.model_dump_json()))
    tally = _Tally()
    for partition in _counted("link", lake.partitions("enrich"), pipeline, progress):
        _relink(pipeline, partition, relinker, generation, tally)
    built = build(pipeline, relinker, generation, progress)
    marker.unlink(missing_ok=True)
    return Reindexed(
        survey=tally.survey(needed=True, changed=changed, only_in_index=built.only_in_index),
        index=built.name,
        previous=built.previous,
        reports=built.reports,
    )


def _purge_index(pipeline: Pipeline, erased: Erased) -> None:
    """Delete what a killed run has written after it was erased, or a restored copy of the index has brought back."""
    if not has_index(pipeline.reader):
        return
    gone = [
        one.article_id
        for one in pipeline.reader.scan()
        if erased.names(article_aliases(one.article_id, one.url, one.source, one.guid))
    ]
    if gone:
        pipeline.reader.delete(gone)


def _relink(pipeline: Pipeline, partition: Partition, relinker: Relinker, generation: int, tally: _Tally) -> None:
    """Commit a partition's records as they are to be now; a partition that is so already is left alone."""
    context = pipeline.context

    def work() -> StageOutput:
        # read behind the attempt's beginning: an older attempt that commits later is refused, and must not be missed
        commit = context.lake.commit("enrich", partition)
        assert commit is not None
        if _is_stale(pipeline, partition):
            output = enrich(partition, context, pipeline.linker, relinker.morphology)
            for article in output.rows:
                tally.add(article, Reason(Why.RENEWED))
            return output
        output = context.output("enrich", partition, EnrichedArticle)
        output.consumed |= commit.consumed
        for article in context.lake.read("enrich", partition, EnrichedArticle):
            reason = relinker.reason(article)
            tally.add(article, reason)
            output.read += 1
            renewed = relinker.renew(article, reason.why, generation)
            output.accept(article.article_id, content_digest(renewed), renewed)
        return output

    enriched_by = context.lake.values("enrich", partition, "enriched_by")
    if all(map(relinker.is_current, enriched_by)) and not _is_stale(pipeline, partition):
        for article in context.lake.read("enrich", partition, EnrichedArticle):
            tally.add(article, Reason(Why.CURRENT))
    else:
        pipeline.commit_stage("enrich", partition, work)


def _is_stale(pipeline: Pipeline, partition: Partition) -> bool:
    """Whether ``validate`` passed on something else since the partition was enriched."""
    lake = pipeline.context.lake
    enriched, validated = lake.commit("enrich", partition), lake.commit("validate", partition)
    seen = enriched.consumed.get(input_key("validate", partition)) if enriched else None
    return validated is not None and validated.digest != seen


def _counted(what: str, partitions: Sequence[Partition], pipeline: Pipeline, progress: Progress) -> Iterator[Partition]:
    """The partitions, telling how many records of them are done."""
    commits = [pipeline.context.lake.commit("enrich", partition) for partition in partitions]
    rows = [commit.rows if commit else 0 for commit in commits]
    done = 0
    progress(what, 0, sum(rows))
    for partition, count in zip(partitions, rows, strict=True):
        yield partition
        done += count
        progress(what, done, sum(rows))


def _relinker(pipeline: Pipeline, *, everything: bool) -> Relinker:
    """The relinker of this process, which knows whether any of the lake's texts was extracted by other code."""
    context = pipeline.context
    morphology = open_morphology(context.settings)
    now = processing_now(pipeline.gazetteer, morphology)
    snapshots = Snapshots(context.settings.snapshots_path)
    relinker = Relinker(snapshots, pipeline.linker, morphology, now, everything=everything)
    for enriched_by in _enriched_by(pipeline):
        made = relinker.made(enriched_by)
        if made is None or made.older_text or made.code != now.code:
            relinker.now = now.model_copy(update={"older_text": True})
    return relinker


def _is_needed(pipeline: Pipeline, relinker: Relinker, *, everything: bool) -> bool:
    if everything or not pipeline.reader.fits() or _marker(pipeline).exists():
        return True
    return not all(relinker.is_current(enriched_by) for enriched_by in _enriched_by(pipeline))


def _enriched_by(pipeline: Pipeline) -> set[str]:
    lake = pipeline.context.lake
    return {value for one in lake.partitions("enrich") for value in lake.values("enrich", one, "enriched_by")}


def _changed(pipeline: Pipeline) -> Difference:
    """The entries that differ from those of the index; nothing where its gazetteer is not known."""
    old = Snapshots(pipeline.context.settings.snapshots_path).load(pipeline.reader.built_with())
    return difference(old, pipeline.gazetteer) if old else Difference([], [], [])


def _marker(pipeline: Pipeline) -> Path:
    """Stands while the lake may be ahead of the index, so that a kill in between is made good by the next reindex."""
    return pipeline.context.settings.snapshots_path / "reindex-unfinished.json"
