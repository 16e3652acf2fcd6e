"""The commands: thin over the pipeline and the search. ``newsetl COMMAND --help`` has examples.

Exit codes: 0 done; 1 the work was not (wholly) done, the message says why; 2 the command line or a setting is wrong;
3 the index or the lake cannot be used.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

import newsetl
from newsetl.cli import STOPPED
from newsetl.cli_screen import err, line, out, print_json, tell_trouble
from newsetl.cli_serve import serve
from newsetl.cli_setup import kibana_app, setup_app
from newsetl.settings import SettingsError, get_settings

if TYPE_CHECKING:
    from newsetl.pipeline import Pipeline

FAILED, WRONG, UNUSABLE = 1, 2, 3
FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Other years have no four digits, or leave the calendar in another time zone."""


class Commands(TyperGroup):
    """Commands whose known kinds of trouble are one line on standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command. Raises SystemExit with the exit code, and what typer itself has to tell."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            # typer's own answer differs between its versions
            sys.exit(STOPPED)
        except Exception as error:
            code = exit_code(error)
            if code is None:
                raise
            tell_trouble(str(error))
            sys.exit(code)


def exit_code(error: Exception) -> int | None:
    """The exit code of a known kind of trouble, None for any other."""
    if isinstance(error, SettingsError):
        return WRONG
    if not type(error).__module__.startswith("newsetl."):
        return None
    from newsetl.index.engine import IndexUnusable
    from newsetl.lake import LakeError
    from newsetl.names.gazetteer import GazetteerError
    from newsetl.pipeline import PlanError, StageFailed

    match error:
        case IndexUnusable() | LakeError():
            return UNUSABLE
        case PlanError() | GazetteerError():
            return WRONG
        case StageFailed():
            return FAILED
    return None


app = typer.Typer(
    name="newsetl",
    cls=Commands,
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
app.command()(serve)

Json = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no ISO 8601 date or time, such as 2022-01-20 or 2022-01-20T06:00Z"
        ) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise typer.BadParameter(f"{text!r} is too far from today for any news")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _finish(ok: bool) -> None:
    if not ok:
        raise typer.Exit(FAILED)


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"newsetl {newsetl.__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take what may stand before the command."""


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
        err.print(line((notice, "yellow")))
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


# a query may begin with a minus, as no option does
@app.command(context_settings={"ignore_unknown_options": True})
def search(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, names in any spelling, "quoted phrases", -unwanted.')
    ],
    limit: Annotated[int, typer.Option(min=0, help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    since: Annotated[datetime | None, typer.Option(parser=_moment, metavar="TIME", help="Not before.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=_moment, metavar="TIME", help="Before.")] = None,
    outlet: Annotated[str, typer.Option(help="Only this outlet, by the id that hits show.")] = "",
    hide_copies: Annotated[
        bool, typer.Option("--hide-copies", help="Leave out near-duplicates of another hit.")
    ] = False,
    json_: Json = False,
) -> None:
    """Search the reports.

    A name finds every report on it, whatever the report calls it; other words must all be there.

    Examples: `newsetl search "سجن غويران"`, `newsetl search 'هجوم "سجن الصناعة" -حلب' --since 2022-01-20`,
    `newsetl search --limit 5 -- "-حلب سجن"` (what follows `--` is the query, whatever it begins with)
    """
    from newsetl.cli_report import show_answer
    from newsetl.pipeline import Pipeline
    from newsetl.search.planner import Filters
    from newsetl.search.service import search as answer_search

    if query.startswith("--"):
        raise typer.BadParameter(f"there is no option {query.split()[0]}", param_hint="QUERY")
    if since and until and since >= until:
        raise typer.BadParameter("the interval is empty: --since must be before --until", param_hint="--since")
    pipeline = Pipeline.from_settings()
    if outlet:
        _require_outlet(pipeline, outlet)
    filters = Filters({"source": outlet} if outlet else {}, since, until, hide_copies)
    answer = answer_search(pipeline.reader, pipeline.linker, query, limit=limit, offset=offset, filters=filters)
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
        tell_trouble(f"{page}: {error}")
        raise typer.Exit(FAILED) from error
    if json_:
        print_json(article.model_dump(mode="json"))
    else:
        show_article(article, out)


@app.command()
def annotate(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSONL[.gz] of records with id, title, body.")
    ],
    possible: Annotated[bool, typer.Option("--possible", help="Also names that lack part of their context.")] = False,
    json_: Json = False,
) -> None:
    """Link the names in records that need not be in the index; offsets refer to each record's body as given.

    A line that is no record is told on standard error and passed over; the exit code is then 1.

    Example: `newsetl annotate reports.jsonl --json > mentions.jsonl`
    """
    from newsetl.cli_report import show_mentions
    from newsetl.ingest.dump import Broken, read_lines
    from newsetl.names.linker import POSSIBLE
    from newsetl.pipeline import Pipeline

    pipeline = Pipeline.from_settings()
    linker = pipeline.linker
    whole = True
    with file.open("rb") as stream:
        for read in read_lines(stream, pipeline.context.settings.max_body_bytes):
            if isinstance(read, Broken):
                whole = False
                _tell_broken(file, read.message, as_json=json_)
                continue
            record = read.value
            title, body = str(record.get("title") or ""), str(record.get("body") or "")
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
                print_json({"external_id": record.get("id"), "mentions": mentions})
            else:
                show_mentions(str(record.get("id")), title, mentions, out)
    _finish(whole)


def _tell_broken(file: Path, message: str, *, as_json: bool) -> None:
    if not as_json:
        tell_trouble(f"{file}: {message}")
        return
    number = re.search(r"line (\d+)", message)
    fault = {"external_id": None, "line": int(number[1]) if number else None, "error": f"{file}: {message}"}
    print_json(fault, sys.stderr)


@app.command()
def evaluate(
    collection: Annotated[Path, typer.Option(exists=True, help="Reports, one JSON object a line.")],
    topics: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="TSV with a header: topic_id, query, description.")
    ],
    qrels: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="TREC judgements: topic 0 document grade.")],
    json_: Json = False,
) -> None:
    """Measure the search on a judged collection, in a scratch index that is removed afterwards.

    `set_*` are of the whole matched set; `kibana_*` are what Kibana's search bar would find, quoted and bare.

    Example: `newsetl evaluate --collection collection.jsonl --topics topics.tsv --qrels qrels.txt`
    """
    from newsetl.cli_report import show_measures
    from newsetl.pipeline import Pipeline, StageFailed
    from newsetl.search.evaluation import EvaluationError, evaluate, read_qrels, read_topics
    from newsetl.search.scratch import scratch_settings

    try:
        queries, judgements = read_topics(topics), read_qrels(qrels)
    except EvaluationError as error:
        tell_trouble(str(error))
        raise typer.Exit(WRONG) from error
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
        print_json(measures)
    else:
        show_measures(measures, out)


@quarantine_app.command("list")
def quarantine_list(
    stage: Annotated[str, typer.Option(help="Only this stage.")] = "",
    json_: Json = False,
) -> None:
    """List quarantined records with stage, source, reason and address; with --json one object a line.

    Examples: `newsetl quarantine list --stage validate`, `newsetl quarantine list --json | jq -r .reason`
    """
    from newsetl.cli_report import quarantined, rejection_row, show_rejection
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


@index_app.command("rebuild")
def index_rebuild() -> None:
    """Build a new version of the index for the present mapping and gazetteer, then switch readers to it.

    Example, after a name was added: `newsetl index rebuild`, then
    `newsetl run --since 2022-01-20 --until 2022-02-03` (or `newsetl load` again) to link it in those reports
    """
    from newsetl.index.factory import open_engine
    from newsetl.index.versions import RELINK
    from newsetl.names.gazetteer import load_gazetteer

    settings = get_settings()
    engine = open_engine(settings, load_gazetteer(settings.gazetteer_path))
    name = engine.rebuild()
    out.print(f"readers now search {name}, which holds {engine.count()} reports; the old version is kept for rollback")
    out.print(RELINK)


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
    _finish(all(finding.state != "fault" for finding in findings))
