"""The commands: thin over the pipeline and the search. ``newsetl COMMAND --help`` has examples."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.analyze import analyze
from newsetl.cli.annotate import annotate
from newsetl.cli.app import Json, app, finish, moment, quarantine_app
from newsetl.cli.coverage import coverage
from newsetl.cli.data import data_app
from newsetl.cli.entity import entity_app
from newsetl.cli.erase import erase
from newsetl.cli.feedback import feedback_app
from newsetl.cli.gazetteer import gazetteer_app
from newsetl.cli.measure import evaluate
from newsetl.cli.plan import plan
from newsetl.cli.reindex import reindex
from newsetl.cli.revisions import revisions
from newsetl.cli.sample import sample_app
from newsetl.cli.screen import err, line, out, print_json
from newsetl.cli.serve import serve
from newsetl.cli.setup import kibana_app, setup_app
from newsetl.cli.source import source_app
from newsetl.cli.texts import extract

__all__ = ["app"]

if TYPE_CHECKING:
    from newsetl.pipeline import Pipeline

# as a query does that excludes a word
_MAY_BEGIN_WITH_MINUS = {"ignore_unknown_options": True}


@app.command()
def run(
    since: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="First moment (UTC unless it says).")],
    until: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="First moment not taken in.")],
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given again.")] = None,
    refetch: Annotated[bool, typer.Option("--refetch", help="Fetch again what is known already.")] = False,
    json_: Json = False,
) -> None:
    """Run all stages over an interval, without Airflow.

    Example: `newsetl run --since 2022-01-20 --until 2022-02-03`
    """
    from newsetl.cli.report import run_and_report
    from newsetl.pipeline import Pipeline
    from newsetl.records import Route

    pipeline = Pipeline.from_settings(refetch=refetch)
    if notice := pipeline.sources_notice:
        err.print(line((notice, "yellow")))
    partitions = pipeline.plan(Route.RANGE, since, until, source or ())
    finish(run_and_report(pipeline, partitions, err, out, as_json=json_))


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    json_: Json = False,
) -> None:
    """Take files through all stages into the index.

    Takes `.jsonl[.gz]`, `.csv[.gz]`, `.tsv[.gz]` and `.parquet` (keys or columns id, url, source, title, body,
    published, lang, also under other usual names), `.txt` (first line the title), `.html`, feeds `.xml`, sitemaps
    `.xml[.gz]` (their pages are fetched) and `.warc[.gz]`; folders are searched for these. Loading the same file again
    changes nothing.

    Example: `newsetl load archive/2022.jsonl.gz page.html`
    """
    from newsetl.cli.report import run_and_report
    from newsetl.pipeline import Pipeline

    pipeline, partitions = Pipeline.for_files(paths)
    finish(run_and_report(pipeline, partitions, err, out, as_json=json_))


@app.command(context_settings=_MAY_BEGIN_WITH_MINUS)
def search(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, names in any spelling, dates, "quoted phrases", -unwanted.')
    ] = "",
    limit: Annotated[int, typer.Option(min=0, help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    since: Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME", help="Not before.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME", help="Before.")] = None,
    outlet: Annotated[str, typer.Option(help="Only this outlet, by the id that hits show.")] = "",
    lang: Annotated[str, typer.Option(metavar="CODE", help="Only reports in this language: ar, en, ckb, ku …")] = "",
    story: Annotated[
        str, typer.Option(metavar="ID", help="Only reports of this story, by the id that hits show.")
    ] = "",
    every_copy: Annotated[
        bool, typer.Option("--every-copy", help="Show near-duplicates as hits of their own, not folded into one.")
    ] = False,
    json_: Json = False,
) -> None:
    """Search the reports.

    A name finds every report on it, whatever the report calls it; other words must all be there.

    Examples: `newsetl search "سجن غويران"`, `newsetl search 'هجوم "سجن الصناعة" -حلب' --since 2022-01-20`,
    `newsetl search "Ghweran prison" --lang en`, `newsetl search --story ID`,
    `newsetl search --limit 5 -- "-حلب سجن"` (what follows `--` is the query, whatever it begins with)
    """
    from newsetl.cli.report import show_answer
    from newsetl.pipeline import Pipeline
    from newsetl.search.planner import Filters
    from newsetl.search.service import search as answer_search

    if query.startswith("--"):
        raise typer.BadParameter(f"there is no option {query.split()[0]}", param_hint="QUERY")
    if since and until and since >= until:
        raise typer.BadParameter("the interval is empty: --since must be before --until", param_hint="--since")
    if not (query or story):
        raise typer.BadParameter("say what to search for, or name a --story", param_hint="QUERY")
    pipeline = Pipeline.from_settings()
    if lang and not re.fullmatch("[a-zA-Z]{2,3}", lang):
        raise typer.BadParameter(f"{lang!r} is no code of a language, such as ar, en or ckb", param_hint="--lang")
    if outlet:
        _require_outlet(pipeline, outlet)
    given = (("source", outlet), ("lang", lang.lower()), ("story_id", story))
    filters = Filters({name: value for name, value in given if value}, since, until)
    engine, linker = pipeline.reading
    answer = answer_search(engine, linker, query, limit=limit, offset=offset, filters=filters, every_copy=every_copy)
    if json_:
        print_json(answer.model_dump(mode="json"))
    else:
        show_answer(answer, out)


def _require_outlet(pipeline: "Pipeline", outlet: str) -> None:
    """Refuse an outlet that neither the sources nor the index have: no report could ever be found."""
    from newsetl.index.query import Everything

    known = set(pipeline.sources)
    if outlet in known:
        return
    facets = pipeline.reader.search(Everything(), limit=0, facets=["source"], facet_size=100_000).facets
    known |= {source for source, _ in facets["source"]}
    if outlet not in known:
        raise typer.BadParameter(
            f"{outlet!r} is the id of no outlet; known are {', '.join(sorted(known)) or 'none'}", param_hint="--outlet"
        )


app.command(context_settings=_MAY_BEGIN_WITH_MINUS)(analyze)
for command in (serve, extract, annotate, evaluate, reindex, plan, coverage, erase, revisions):
    app.command()(command)
app.add_typer(kibana_app, name="kibana")
app.add_typer(setup_app, name="setup")
app.add_typer(sample_app, name="sample")
app.add_typer(source_app, name="source")
app.add_typer(data_app, name="data")
app.add_typer(entity_app, name="entity")
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(feedback_app, name="feedback")


@quarantine_app.command("list")
def quarantine_list(
    stage: Annotated[str, typer.Option(help="Only this stage.")] = "",
    json_: Json = False,
) -> None:
    """List quarantined records with stage, source, reason and address; with --json one object a line.

    Examples: `newsetl quarantine list --stage validate`, `newsetl quarantine list --json | jq -r .reason`
    """
    from newsetl.cli.report import quarantined, rejection_row, show_rejection
    from newsetl.pipeline import STAGES, Pipeline

    if stage and stage not in STAGES:
        raise typer.BadParameter(f"no stage is called {stage!r}; there are {', '.join(STAGES)}", param_hint="--stage")
    count = 0
    for count, (rejection, partition) in enumerate(quarantined(Pipeline.from_settings(), stage), 1):  # noqa: B007
        if json_:
            print_json(rejection_row(rejection, partition))
        else:
            show_rejection(rejection, out)
    if not count:
        err.print("nothing was kept back")


@app.command()
def doctor(json_: Json = False) -> None:
    """Say what is installed, configured and reachable, and what to do about what is not.

    Example: `newsetl doctor --json | jq '.[] | select(.state != "ok")'`
    """
    from newsetl.doctor import examine

    findings = examine()
    if json_:
        print_json([finding.model_dump() for finding in findings])
    else:
        signs = {"ok": ("ok  ", "green"), "note": ("note", "yellow"), "fault": ("FAIL", "red")}
        for finding in findings:
            out.print(line(signs[finding.state], f" {finding.what}: {finding.found}"))
            if finding.advice:
                out.print(line(f"       → {finding.advice}"))
    finish(all(finding.state != "fault" for finding in findings))
