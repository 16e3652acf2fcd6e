"""The command line: thin commands over the pipeline and the search. ``newsetl COMMAND --help`` has examples.

Exit codes: 0 done; 1 the work was not (wholly) done, the message says why; 2 the command line is wrong;
3 the index or the lake cannot be used.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from newsetl.cli_setup import kibana_app, setup_app
from newsetl.settings import SettingsError, get_settings

app = typer.Typer(
    name="newsetl",
    help="Collect Arabic news, and find every report by what it is about, however it spells the name.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
quarantine_app = typer.Typer(no_args_is_help=True, help="Records that were kept back, with their reasons.")
index_app = typer.Typer(no_args_is_help=True, help="The search index as a whole.")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(index_app, name="index")
app.add_typer(kibana_app, name="kibana")
app.add_typer(setup_app, name="setup")

err = Console(stderr=True, soft_wrap=True)
out = Console(soft_wrap=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]
FAILED, UNUSABLE = 1, 3


def main() -> None:
    """Run the command line; a known kind of trouble is one line on standard error, never a traceback."""
    with _telling_trouble():
        app()


@contextmanager
def _telling_trouble() -> Iterator[None]:
    from newsetl.index.engine import IndexUnusable
    from newsetl.ingest.sources import SourceError
    from newsetl.lake import LakeError
    from newsetl.names.gazetteer import GazetteerError
    from newsetl.pipeline import PlanError, StageFailed

    try:
        yield
    except (IndexUnusable, LakeError) as error:
        _fail(error, UNUSABLE)
    except (SettingsError, PlanError, SourceError, GazetteerError) as error:
        _fail(error, 2)
    except StageFailed as error:
        _fail(error, FAILED)
    except KeyboardInterrupt:
        err.print("stopped; run the same command again to go on")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _fail(error: Exception, code: int) -> None:
    err.print(f"[red]newsetl:[/] {escape(' '.join(str(error).split()))}")
    sys.exit(code)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=None) + "\n")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no ISO 8601 date or time, such as 2022-01-20 or 2022-01-20T06:00Z"
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@app.command()
def run(
    since: Annotated[datetime, typer.Option(parser=_moment, metavar="TIME", help="First moment (UTC unless it says).")],
    until: Annotated[datetime, typer.Option(parser=_moment, metavar="TIME", help="First moment not taken in.")],
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given again.")] = None,
    json_: Json = False,
) -> None:
    """Run all stages over an interval, without Airflow.

    Example: `newsetl run --since 2022-01-20 --until 2022-02-03`
    """
    from newsetl.cli_report import run_and_report
    from newsetl.pipeline import Pipeline
    from newsetl.records import Route

    pipeline = Pipeline.from_settings()
    if notice := pipeline.sources_notice:
        err.print(f"[yellow]{escape(notice)}[/]")
    partitions = pipeline.plan(Route.RANGE, since, until, source or ())
    _finish(run_and_report(pipeline, partitions, err, out, as_json=json_))


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    json_: Json = False,
) -> None:
    """Take files through all stages into the index.

    Takes `.jsonl[.gz]` (keys id, url, source, title, body, published, lang), `.txt` (first line the title), `.html`,
    feed `.xml` and `.warc[.gz]`; folders are searched for these. Loading the same file again changes nothing.

    Example: `newsetl load archive/2022.jsonl.gz page.html`
    """
    from newsetl.cli_report import run_and_report
    from newsetl.pipeline import Pipeline

    pipeline, partitions = Pipeline.for_files(paths)
    _finish(run_and_report(pipeline, partitions, err, out, as_json=json_))


def _finish(ok: bool) -> None:
    if not ok:
        raise typer.Exit(FAILED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, names in any spelling, "quoted phrases", -unwanted.')],
    limit: Annotated[int, typer.Option(min=0, help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    since: Annotated[datetime | None, typer.Option(parser=_moment, metavar="TIME", help="Not before.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=_moment, metavar="TIME", help="Before.")] = None,
    outlet: Annotated[str, typer.Option(help="Only this outlet (its id).")] = "",
    hide_copies: Annotated[
        bool, typer.Option("--hide-copies", help="Leave out near-duplicates of another hit.")
    ] = False,
    json_: Json = False,
) -> None:
    """Search the reports.

    A name finds every report on it, whatever the report calls it; other words must all be there.

    Examples: `newsetl search "سجن غويران"`, `newsetl search 'هجوم "سجن الصناعة" -حلب' --since 2022-01-20`
    """
    from newsetl.cli_report import show_answer
    from newsetl.pipeline import Pipeline
    from newsetl.search.planner import Filters
    from newsetl.search.service import search as answer_search

    pipeline = Pipeline.from_settings()
    filters = Filters({"source": outlet} if outlet else {}, since, until, hide_copies)
    answer = answer_search(pipeline.reader, pipeline.linker, query, limit=limit, offset=offset, filters=filters)
    if json_:
        _print_json(answer.model_dump(mode="json"))
    else:
        show_answer(answer, out)


@app.command()
def extract(
    page: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved HTML page.")],
    url: Annotated[str, typer.Option(help="The address it was saved from.")] = "",
    json_: Json = False,
) -> None:
    """Show the article that is read out of one page.

    Example: `newsetl extract page.html --url https://outlet.example/news/17 --json`
    """
    from newsetl.cli_report import show_article
    from newsetl.normalise.charset import BadEncoding
    from newsetl.normalise.extract import NoArticle, extract_page

    try:
        article = extract_page(page.read_bytes(), url or page.absolute().as_uri())
    except (NoArticle, BadEncoding) as error:
        err.print(f"[red]newsetl:[/] {page}: {escape(str(error))}")
        raise typer.Exit(FAILED) from error
    if json_:
        _print_json(article.model_dump(mode="json"))
    else:
        show_article(article, out)


@app.command()
def annotate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSONL of records with id, title, body.")],
    possible: Annotated[bool, typer.Option("--possible", help="Also names that lack part of their context.")] = False,
    json_: Json = False,
) -> None:
    """Link the names in records that need not be in the index; offsets refer to each record's body as given.

    Example: `newsetl annotate reports.jsonl --json > mentions.jsonl`
    """
    from newsetl.names.linker import POSSIBLE
    from newsetl.pipeline import Pipeline

    linker = Pipeline.from_settings().linker
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                title, body = str(record.get("title") or ""), str(record.get("body") or "")
            except (ValueError, AttributeError) as error:
                err.print(f"[red]newsetl:[/] {file} line {number} is no JSON object: {escape(str(error))}")
                raise typer.Exit(FAILED) from error
            mentions = [
                {
                    "surface": mention.surface,
                    "start": mention.start,
                    "end": mention.end,
                    "entity_id": mention.entity_id,
                    "type": mention.kind,
                    "rule": mention.rule,
                }
                for mention in linker.link(title, body)
                if mention.field == "body" and (possible or mention.confidence > POSSIBLE)
            ]
            if json_:
                _print_json({"external_id": record.get("id"), "mentions": mentions})
            else:
                out.print(f"[bold]{escape(str(record.get('id')))}[/] {escape(title)}")
                for mention in mentions:
                    out.print(f"  {mention['start']:>6}  {mention['entity_id']}  {escape(str(mention['surface']))}")


@app.command()
def evaluate(
    collection: Annotated[Path, typer.Option(exists=True, help="Reports, one JSON object a line.")],
    topics: Annotated[Path, typer.Option(exists=True, help="TSV with a header: topic_id, query, description.")],
    qrels: Annotated[Path, typer.Option(exists=True, help="TREC judgements: topic 0 document grade.")],
    json_: Json = False,
) -> None:
    """Measure the search on a judged collection, in a scratch index that is removed afterwards.

    `set_*` are of the whole matched set; `kibana_*` are what Kibana's search bar would find, quoted and bare.
    """
    from newsetl.cli_report import show_measures
    from newsetl.pipeline import Pipeline, StageFailed
    from newsetl.search.evaluation import EvaluationError, evaluate, read_qrels, read_topics
    from newsetl.search.scratch import scratch_settings

    try:
        queries, judgements = read_topics(topics), read_qrels(qrels)
    except EvaluationError as error:
        err.print(f"[red]newsetl:[/] {escape(str(error))}")
        raise typer.Exit(2) from error
    with scratch_settings(get_settings()) as settings:
        pipeline, partitions = Pipeline.for_files([collection], settings)
        try:
            verdict = pipeline.run(partitions)
            if not verdict.ok:
                raise StageFailed("; ".join(verdict.partial.values()) or "; ".join(verdict.stale))
            measures = evaluate(pipeline.engine, pipeline.linker, queries, judgements)
        finally:
            pipeline.engine.drop()
    if json_:
        _print_json(measures)
    else:
        show_measures(measures, out)


@quarantine_app.command("list")
def quarantine_list(
    stage: Annotated[str, typer.Option(help="Only this stage.")] = "",
    json_: Json = False,
) -> None:
    """List quarantined records with stage and reason; with --json one object a line."""
    from newsetl.cli_report import quarantined
    from newsetl.pipeline import Pipeline

    for row in quarantined(Pipeline.from_settings(), stage):
        if json_:
            _print_json(row)
        else:
            what = f"[bold]{row['stage']}[/] {row['source']}  [yellow]{row['reason']}[/]  {escape(row['message'])}"
            out.print(f"{what}  [dim]{row['id'][:12]}[/]")


@index_app.command("rebuild")
def index_rebuild() -> None:
    """Build a new version of the index for the present mapping and gazetteer, then switch readers to it."""
    from newsetl.index.factory import open_engine
    from newsetl.names.gazetteer import load_gazetteer

    settings = get_settings()
    engine = open_engine(settings, load_gazetteer(settings.gazetteer_path))
    name = engine.rebuild()
    out.print(f"readers now search {name}, which holds {engine.count()} reports; the old version is kept for rollback")


@app.command()
def doctor(json_: Json = False) -> None:
    """Say what is installed, configured and reachable, and what to do about what is not."""
    from newsetl.doctor import examine

    findings = examine()
    if json_:
        _print_json([finding.model_dump() for finding in findings])
    else:
        for finding in findings:
            sign = {"ok": "[green]ok  [/]", "note": "[yellow]note[/]", "fault": "[red]FAIL[/]"}[finding.state]
            out.print(f"{sign} {finding.what}: {escape(finding.found)}")
            if finding.advice:
                out.print(f"       → {escape(finding.advice)}")
    _finish(all(finding.state != "fault" for finding in findings))


if __name__ == "__main__":
    main()
