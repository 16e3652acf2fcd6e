"""The stages over partitions: the only module that knows their order.

Airflow tasks and the command line call the same few functions here; nothing in this module imports Airflow.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from newsetl import revisions
from newsetl.arabic.morphology import open_morphology
from newsetl.enrich.stage import enrich
from newsetl.index.documents import Outlet
from newsetl.index.engine import Engine
from newsetl.index.factory import open_engine
from newsetl.index.stage import index
from newsetl.ingest.sources import Source, SourceName, configured_sources
from newsetl.ingest.stage import ingest
from newsetl.lake import Superseded, input_key
from newsetl.ledger import CountRow, StageReport
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.names.snapshots import Snapshots
from newsetl.normalise.article import published_of
from newsetl.normalise.stage import normalise
from newsetl.parallel import ahead
from newsetl.purging import Purged, purge_partition
from newsetl.reading import Readers, Reading
from newsetl.records import EPOCH, Outcome, Partition, Record, Route, digest_of
from newsetl.relate.stage import relate
from newsetl.selectors import Selectors
from newsetl.settings import Settings, get_settings
from newsetl.stages import Context, StageOutput
from newsetl.tombstones import Tombstones, id_alias
from newsetl.validate.interval import IntervalCheck, check_interval
from newsetl.validate.stage import validate

SOURCE_STAGES = ("ingest", "normalise")
"""Run for each source on its own: one dead source holds up no other."""
INTERVAL_STAGES = ("validate", "enrich", "index", "relate")
"""Run once an interval, over every source's partition."""
STAGES = (*SOURCE_STAGES, *INTERVAL_STAGES)
ALL_SOURCES = "all-sources"
"""Source name of the partition under which is kept what looks across sources: ``relate``, and the interval's check."""


class StageFailed(RuntimeError):
    """A stage could not do its work; the message is one line that names stage, source and cause."""


class PlanError(ValueError):
    """The asked-for run makes no sense; the message says why."""


class Verdict(Record):
    """Whether a run is whole: ``partial`` names the sources of which all or something is missing, with the cause."""

    partial: dict[str, str]
    stale: list[str]
    counts: list[CountRow]
    notes: list[str] = []
    """What stages had to say beside their counts, such as expectations that were not met."""

    @property
    def ok(self) -> bool:
        """Nothing missing, nothing stale."""
        return not self.partial and not self.stale


@dataclass(frozen=True)
class Pipeline:
    """The stages with what they need, opened when first used."""

    context: Context
    given: Mapping[str, Source] = field(default_factory=dict)
    """Sources made of files that a person gave, beside the configured ones."""

    @classmethod
    def from_settings(
        cls, settings: Settings | None = None, *, refetch: bool = False, killed_after: timedelta | None = None
    ) -> "Pipeline":
        """A pipeline as the settings say; touches no file yet.

        ``refetch``: fetch again what is known; ``killed_after``: when somebody ends a stage that is still at work.
        """
        return cls(Context.from_settings(settings or get_settings(), refetch=refetch, killed_after=killed_after))

    @classmethod
    def for_files(cls, paths: Sequence[Path], settings: Settings | None = None) -> "tuple[Pipeline, list[Partition]]":
        """A pipeline for files given by hand, and their partitions: one a path, the same whenever it is given again.

        Raises PlanError for a path that is not there.
        """
        given = {}
        for path in paths:
            if not path.exists():
                raise PlanError(f"{path}: there is no such file or folder")
            source = _file_source(path.resolve())
            given[source.id] = source
        partitions = [Partition(route=Route.LOAD, source=name, since=EPOCH, until=EPOCH) for name in given]
        return cls(Context.from_settings(settings or get_settings()), given), partitions

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Shipped and own packs."""
        return load_gazetteer(self.context.settings.gazetteer_path, self.context.settings.packs)

    @cached_property
    def linker(self) -> Linker:
        """Built once a process."""
        return Linker(self.gazetteer)

    @cached_property
    def reader(self) -> Engine:
        """The index, for what asks it no names; nothing is created, so that reading needs no right to write."""
        return open_engine(self.context.settings, self.gazetteer)

    @property
    def reading(self) -> Reading:
        """The index as readers ask it, with the names that it was built with, which may be older ones; asked anew for
        each question, so that a promoted index is followed.
        """
        return self._readers.now()

    @cached_property
    def _readers(self) -> Readers:
        return Readers(self.context.settings, self.reader, self.gazetteer, lambda: self.linker)

    @cached_property
    def engine(self) -> Engine:
        """The index, made ready to be written."""
        Snapshots(self.context.settings.snapshots_path).keep(self.gazetteer)
        self.reader.prepare()
        return self.reader

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Configured and given sources by id."""
        return {**self._configured[0], **self.given}

    @property
    def sources_notice(self) -> str:
        """What people should know of where the sources came from; empty when they configured them."""
        return self._configured[1]

    @cached_property
    def _configured(self) -> tuple[dict[str, Source], str]:
        return configured_sources(self.context.settings)

    @cached_property
    def outlets(self) -> dict[str, Outlet]:
        """What readers are told of each source."""
        return {
            source.id: Outlet(
                source=source.id, name=source.name.ar, affiliation=source.affiliation, country=source.country
            )
            for source in self.sources.values()
        }

    def plan(self, route: Route, since: datetime, until: datetime, only: Sequence[str] = ()) -> list[Partition]:
        """The partitions of the sources that are due, all of them or those named.

        Raises PlanError for an empty interval, an unknown source, or an interval that has not ended.
        """
        if since >= until:
            raise PlanError(f"the interval is empty: since {since.isoformat()} is not before until {until.isoformat()}")
        if route is not Route.LIVE and until > datetime.now(UTC):
            raise PlanError(f"the interval ends in the future ({until.isoformat()}): its news is not there yet")
        unknown = sorted(set(only) - set(self.sources))
        if unknown:
            raise PlanError(
                f"unknown source {', '.join(unknown)}; configured: {', '.join(sorted(self.sources)) or 'none'}"
            )
        return [
            Partition(route=route, source=source, since=since, until=until)
            for source in sorted(self.sources)
            if not only or source in only
        ]

    def run_stage(
        self,
        stage: str,
        partition: Partition,
        parts: Sequence[Partition] = (),
        checked: IntervalCheck | None = None,
    ) -> StageReport:
        """Run one stage over one partition: commit its result to the lake and its outcomes to the ledger.

        Raises StageFailed with the cause (which the ledger then holds too). Running it again is always safe.
        ``parts``: for ``relate``, the sources' partitions that ``partition`` stands for; ``checked``: for ``validate``,
        what the expectations found in the interval.
        """
        return self.commit_stage(
            stage, partition, lambda: self._work(stage, partition, parts, checked or IntervalCheck())
        )

    def commit_stage(self, stage: str, partition: Partition, work: Callable[[], StageOutput]) -> StageReport:
        """Do a stage's work, whatever way, and commit its output as the partition's; see ``run_stage``."""
        before = self.context.lake.commit(stage, partition)
        attempt = self.context.ledger.begin(stage, partition, above=before.attempt if before else 0)
        try:
            output = work()
            report = _report(output, partition, attempt).check()
            self.context.lake.write(
                stage,
                partition,
                attempt,
                output.rows,
                output.rejections,
                digest=output.digest,
                consumed=output.consumed,
                model=output.model,
            )
            for tell in output.after_commit:
                tell()
            if stage == revisions.STAGE:
                revisions.Revisions(self.context.state).record(partition, attempt, output.rows)
            purged = self._drop_erased(stage, partition, output)
        except Superseded:
            # what stands there now was made after this attempt began: nothing is missing
            self.context.ledger.supersede(attempt)
            return report
        except Exception as error:
            message = f"{stage} of {partition.source} failed: {one_line(error)}"
            self.context.ledger.fail(attempt, message)
            raise StageFailed(message) from error
        self.context.ledger.finish(report, output.outcomes)
        if purged:
            # only now are the outcomes there that are to say so
            self.context.ledger.erase(purged.articles, purged.rejections, purged.captures)
            revisions.Revisions(self.context.state).forget(purged.articles)
        return report

    def _drop_erased(self, stage: str, partition: Partition, output: StageOutput) -> Purged | None:
        """Take out what was erased while the stage was at work, and what it found in its input to be erased."""
        erased, found = Tombstones(self.context.state).erased(), output.found_erased
        if erased.marks == output.erased.marks and not found:
            return None
        purged = Purged()
        purge_partition(self.context.lake, partition, erased, purged, captures=found or stage == "ingest")
        if stage == "index":
            written = {row.record_id.partition("#")[0] for row in output.outcomes}
            late = {one for one in written if erased.names([id_alias(one)])}
            self.engine.delete(late)
            purged.articles |= late
        return purged

    def run_interval_stage(self, stage: str, partitions: Sequence[Partition]) -> list[StageReport]:
        """Run one of INTERVAL_STAGES over the partitions whose sources came through ``normalise``."""
        ready = [p for p in partitions if self.context.lake.commit("normalise", p)]
        if stage == "relate":
            return [self.run_stage(stage, across(ready), ready)] if ready else []
        if stage == "validate" and ready:
            report, checked = self._check_interval(ready)
            reports = [self.run_stage(stage, partition, checked=checked) for partition in ready]
            return [report, *reports] if report.message else reports
        return [self.run_stage(stage, partition) for partition in ready]

    def _check_interval(self, partitions: Sequence[Partition]) -> tuple[StageReport, IntervalCheck]:
        """What is expected of all partitions together; the ledger keeps its fate under ALL_SOURCES.

        It only finds out: each record's outcome is written with its own partition, so a kill in between loses nothing.
        """
        whole = across(partitions)
        attempt = self.context.ledger.begin("validate", whole)
        try:
            checked = check_interval(partitions, self.context, self.sources)
        except Exception as error:
            message = f"the expectations of the interval could not be checked: {one_line(error)}"
            self.context.ledger.fail(attempt, message)
            raise StageFailed(message) from error
        report = StageReport(
            stage="validate", partition=whole.path, attempt=attempt, read=0, counts={}, message=checked.message
        )
        self.context.ledger.finish(report, ())
        return report, checked

    def run(self, partitions: Sequence[Partition], progress: Callable[[StageReport], None] = lambda _: None) -> Verdict:
        """Every stage over these partitions; a source that fails is left out and named in the verdict.

        Several sources are read at a time, so that a slow host holds up nobody else; reports come in the order of the
        partitions all the same.
        """
        _ = self.sources  # once, and not by every thread
        workers = self.context.settings.fetch_workers
        with closing(ahead(partial(self.run_stage, "ingest"), partitions, workers)) as ingested:
            for partition, ingesting in zip(partitions, ingested, strict=True):
                try:
                    progress(ingesting.result())
                    progress(self.run_stage("normalise", partition))
                except StageFailed:
                    continue
        for stage in INTERVAL_STAGES:
            for report in self.run_interval_stage(stage, partitions):
                progress(report)
        return self.verdict(partitions)

    def verdict(self, partitions: Sequence[Partition]) -> Verdict:
        """Look over a finished run: sources that failed or are missing, results older than their input, counts."""
        partial: dict[str, str] = {}
        notes: list[str] = []
        stale: list[str] = []
        lake = self.context.lake
        checked = [*partitions, across(partitions)] if partitions else []
        for attempt in self.context.ledger.last_attempts(checked):
            # «running» is another run at work right now, or a killed one whose older result still stands
            if attempt.state == "failed" or attempt.partial:
                partial.setdefault(Partition.from_path(attempt.partition).source, attempt.message)
            elif attempt.state == "done" and attempt.message:
                notes.append(attempt.message)
        for partition in checked:
            for stage in ("relate",) if partition.source.startswith(ALL_SOURCES) else STAGES[:-1]:
                commit = lake.commit(stage, partition)
                if commit is None:
                    partial.setdefault(partition.source, f"{stage} did not run")
                    continue
                for key, digest in commit.consumed.items():
                    upstream, _, path = key.partition("/")
                    now = lake.commit(upstream, Partition.from_path(path))
                    if now and now.digest != digest:
                        stale.append(f"{stage} of {partition.source} has not seen the newest {upstream}")
        return Verdict(partial=partial, stale=stale, counts=self.context.ledger.counts(checked), notes=notes)

    def selectors_of(self, source_id: str) -> Selectors | None:
        """The selectors by which a source's pages are read; None where its pack has none, or it is no longer there."""
        source = self.sources.get(source_id)
        return source.selectors if source else None

    def _work(
        self, stage: str, partition: Partition, parts: Sequence[Partition], checked: IntervalCheck
    ) -> StageOutput:
        match stage:
            case "ingest":
                dated = partial(published_of, selectors=self.selectors_of(partition.source))
                return ingest(partition, self.sources[partition.source], self.context, dated)
            case "normalise":
                return normalise(partition, self.context, self.selectors_of(partition.source))
            case "validate":
                seen = checked.seen.get(input_key("normalise", partition), "")
                return validate(partition, self.context, checked.held.get(partition.source), seen)
            case "enrich":
                return enrich(partition, self.context, self.linker, open_morphology(self.context.settings))
            case "index":
                return index(partition, self.context, self.engine, self.gazetteer, self.outlets)
            case "relate":
                with self.context.exclusive("relate"):
                    return relate(partition, parts, self.context, self.engine)
        raise ValueError(f"no stage is called {stage}; there are {', '.join(STAGES)}")


def across(partitions: Iterable[Partition]) -> Partition:
    """The partition of several sources together, over the interval they share.

    Files loaded together have one of their own, since all loads share one interval.
    """
    parts = list(partitions)
    loaded = parts[0].route is Route.LOAD
    name = f"{ALL_SOURCES}-{digest_of(sorted(part.source for part in parts))[:8]}" if loaded else ALL_SOURCES
    return parts[0].model_copy(update={"source": name})


def one_line(error: BaseException) -> str:
    """An error's message without line breaks; its class where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


def _file_source(path: Path) -> Source:
    """A source made of one file or folder; its id tells two files of one name apart.

    A feed given as a file is taken for what it says itself: its links may be years old, and loading needs no network.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", path.name.lower()).strip("-")[:40] or "file"
    return Source(
        id=f"{slug}-{digest_of([str(path)])[:8]}",
        name=SourceName(ar=path.name, en=path.name),
        files=[str(path)],
        follow="never",
    )


def _report(output: StageOutput, partition: Partition, attempt: int) -> StageReport:
    counts = dict.fromkeys(Outcome, 0)
    for row in output.outcomes:
        counts[row.outcome] += 1
    return StageReport(
        stage=output.stage,
        partition=partition.path,
        attempt=attempt,
        read=output.read,
        counts=counts,
        message=output.message,
        partial=output.partial,
    )
