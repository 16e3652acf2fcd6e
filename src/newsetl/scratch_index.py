"""A judged collection, and perhaps a background, in a throw-away index: what measuring asks its queries of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from newsetl.ledger import StageReport
from newsetl.pipeline import Pipeline, StageFailed
from newsetl.search.background import write_background
from newsetl.search.evaluation import BACKGROUND
from newsetl.search.scratch import scratch_settings
from newsetl.settings import Settings


class Filled(NamedTuple):
    """A pipeline whose index holds the reports, and how many of these are of the background."""

    pipeline: Pipeline
    background: int


@contextmanager
def filled_index(
    settings: Settings,
    collection: Path,
    background: Path | None = None,
    limit: int = 0,
    progress: Callable[[StageReport], None] = lambda _: None,
) -> Iterator[Filled]:
    """Take a collection, and the first ``limit`` reports of a background (0: all), through every stage into a scratch
    index of the kind that the settings name; it is removed on leaving. Raises StageFailed when a stage fails.
    """
    with scratch_settings(settings) as scratch:
        paths = [collection]
        if background:
            paths.append(scratch.data_path / "background.jsonl")
            write_background(background, paths[1], limit, scratch.max_body_bytes)
        pipeline, partitions = Pipeline.for_files(paths, scratch)
        try:
            verdict = pipeline.run(partitions, progress)
            if not verdict.ok:
                raise StageFailed("; ".join(verdict.partial.values()) or "; ".join(verdict.stale))
            outside = (
                sum((one.external_id or "").startswith(BACKGROUND) for one in pipeline.engine.scan())
                if background
                else 0
            )
            yield Filled(pipeline, outside)
        finally:
            pipeline.engine.drop()
