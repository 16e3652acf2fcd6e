"""The command that measures the search on a judged collection."""

from pathlib import Path
from typing import Annotated

import typer

from newsetl.cli.app import WRONG, Json
from newsetl.cli.screen import err, line, out, print_json, tell_trouble
from newsetl.settings import get_settings


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
    from newsetl.cli.report import tell_progress
    from newsetl.scratch_index import filled_index
    from newsetl.search.evaluation import evaluate as measure
    from newsetl.search.judgements import EvaluationError, read_qrels, read_topics

    try:
        queries, judgements = read_topics(topics), read_qrels(qrels)
    except EvaluationError as error:
        tell_trouble(str(error))
        raise typer.Exit(WRONG) from error
    with filled_index(
        get_settings(), collection, background, background_limit, lambda report: tell_progress(report, err)
    ) as filled:
        measures = measure(
            filled.pipeline.engine,
            filled.pipeline.linker,
            queries,
            judgements,
            background=filled.background,
            misses=misses,
            progress=lambda message: err.print(line(message)),
        )
    if json_:
        print_json(measures)
        return
    show_measures(measures, out)
    if per_need:
        show_needs(measures, out)
    if misses:
        show_misses(measures, out)
