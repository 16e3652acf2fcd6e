"""The command that measures the search on a judged collection."""

from pathlib import Path
from typing import Annotated, Any

import typer

from newsetl.cli.app import WRONG, Json
from newsetl.cli.screen import err, line, out, print_json, tell_trouble
from newsetl.settings import Settings, get_settings


def evaluate(
    collection: Annotated[Path, typer.Option(exists=True, help="Reports, one JSON object a line.")],
    topics: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="TSV: topic_id, query[, description]; a need on several lines has several queries.",
        ),
    ],
    qrels: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="TREC judgements: topic 0 document grade.")],
    background: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="JSONL[.gz] of unjudged reports to index too: hits are wrong."),
    ] = None,
    background_limit: Annotated[int, typer.Option(min=0, help="Only the first N of them; 0 takes all.")] = 0,
    per_need: Annotated[bool, typer.Option("--per-need", help="A row for each need.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="The reports missed and wrongly found, by id.")] = False,
    json_: Json = False,
) -> None:
    """Measure the search on a judged collection, in a scratch index that is removed afterwards.

    Rates are of the whole matched set: micro with Wilson 95 % intervals, macro as means over needs; `kibana_*` are what
    Kibana's search bar would find (Lucene with AND), bare and quoted; «about» is against grade 2.

    Examples: `newsetl evaluate --collection collection.jsonl --topics topics.tsv --qrels qrels.txt --per-need`,
    `newsetl evaluate … --background articles.jsonl.gz --background-limit 8000 --misses`
    """
    from newsetl.cli.measure_report import show_measures, show_misses, show_needs
    from newsetl.search.judgements import EvaluationError, read_qrels, read_topics

    try:
        queries, judgements = read_topics(topics), read_qrels(qrels)
    except EvaluationError as error:
        tell_trouble(str(error))
        raise typer.Exit(WRONG) from error
    measures = _measured(get_settings(), collection, queries, judgements, background, background_limit, misses=misses)
    if json_:
        print_json(measures)
        return
    show_measures(measures, out)
    if per_need:
        show_needs(measures, out)
    if misses:
        show_misses(measures, out)


def _measured(
    settings: Settings,
    collection: Path,
    topics: dict[str, list[str]],
    qrels: dict[str, dict[str, int]],
    background: Path | None,
    limit: int,
    *,
    misses: bool,
) -> dict[str, Any]:
    from newsetl.cli.report import tell_progress
    from newsetl.pipeline import Pipeline, StageFailed
    from newsetl.search.background import write_background
    from newsetl.search.evaluation import BACKGROUND, evaluate
    from newsetl.search.scratch import scratch_settings

    with scratch_settings(settings) as scratch:
        paths = [collection]
        if background:
            paths.append(scratch.data_path / "background.jsonl")
            count = write_background(background, paths[1], limit, scratch.max_body_bytes)
            err.print(line(f"{count} reports as background"))
        pipeline, partitions = Pipeline.for_files(paths, scratch)
        try:
            verdict = pipeline.run(partitions, lambda report: tell_progress(report, err))
            if not verdict.ok:
                raise StageFailed("; ".join(verdict.partial.values()) or "; ".join(verdict.stale))
            indexed = sum((one.external_id or "").startswith(BACKGROUND) for one in pipeline.engine.scan())
            return evaluate(
                pipeline.engine,
                pipeline.linker,
                topics,
                qrels,
                background=indexed if background else 0,
                misses=misses,
                progress=lambda message: err.print(line(message)),
            )
        finally:
            pipeline.engine.drop()
