"""How the command line shows things: progress, counts, hits, measures. Nothing here decides anything."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newsetl.ledger import CountRow, StageReport
from newsetl.normalise.extract import Extracted
from newsetl.pipeline import STAGES, Pipeline, Verdict
from newsetl.reasons import WORDING
from newsetl.records import Outcome, Partition
from newsetl.search.highlight import marked
from newsetl.search.service import Answer


def run_and_report(
    pipeline: Pipeline, partitions: Sequence[Partition], err: Console, out: Console, *, as_json: bool
) -> bool:
    """Run all stages, progress on ``err``, the outcome on ``out``; True when the run is whole."""
    pipeline.context.lake.check_writable()

    def progress(report: StageReport) -> None:
        said = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items() if count) or "nothing to do"
        source = Partition.from_path(report.partition).source
        err.print(f"[bold]{report.stage:<10}[/] {escape(source)}: {said}")

    verdict = pipeline.run(partitions, progress)
    if as_json:
        answer = {
            "ok": verdict.ok,
            "partial": verdict.partial,
            "stale": verdict.stale,
            "counts": [row.model_dump(mode="json") for row in verdict.counts],
            "indexed": pipeline.engine.count(),
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        out.print(counts_table(verdict.counts))
        out.print(f"The index holds {pipeline.engine.count()} reports.")
    tell_verdict(verdict, err)
    return verdict.ok


def tell_verdict(verdict: Verdict, err: Console) -> None:
    """Name what is missing or stale, each on its own line."""
    for source, cause in verdict.partial.items():
        err.print(f"[red]incomplete[/] {escape(source)}: {escape(cause)}")
    for line in verdict.stale:
        err.print(f"[yellow]stale[/] {escape(line)}: run it again")


def counts_table(counts: Sequence[CountRow]) -> Table:
    """Stages as rows, outcomes as columns, summed over sources."""
    total: dict[tuple[str, Outcome], int] = defaultdict(int)
    for row in counts:
        total[row.stage, row.outcome] += row.count
    told = [outcome for outcome in Outcome if any(total[stage, outcome] for stage in STAGES)]
    table = Table("stage", *told, "in", title="What became of every record")
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for stage in STAGES:
        numbers = [total[stage, outcome] for outcome in told]
        table.add_row(stage, *(str(number or "") for number in numbers), str(sum(numbers)))
    return table


def show_answer(answer: Answer, out: Console) -> None:
    """Hits with their highlights, for a terminal."""
    out.print(f"[bold]{answer.total}[/] reports for {escape(answer.understood)}")
    if answer.widened:
        out.print("[yellow]nothing held every word; these hold some of them or a similar word[/]")
    for number, hit in enumerate(answer.hits, 1):
        day = hit.timeline_at.strftime("%Y-%m-%d")
        copy = "  (a copy)" if hit.duplicate_of else ""
        out.print(f"\n[bold]{number}. {escape(hit.title)}[/]")
        out.print(f"   {day}  {escape(hit.outlet)}{copy}  [dim]{escape(hit.url)}[/]")
        for snippet in hit.highlights:
            if snippet.field == "body":
                text = escape(marked(snippet, "\x02", "\x03"))
                out.print("   … " + text.replace("\x02", "[bold yellow]").replace("\x03", "[/]") + " …")


def show_article(article: Extracted, out: Console) -> None:
    """An extracted article with what was taken out."""
    published = article.published_at.isoformat() if article.published_at else "no date found"
    out.print(f"[bold]{escape(article.title)}[/]\n[dim]{published}  {article.lang}[/]\n")
    out.print(escape(article.body))
    if article.boilerplate:
        out.print(f"\n[dim]taken out: {escape(' | '.join(article.boilerplate))}[/]")


def show_measures(measures: dict[str, Any], out: Console) -> None:
    """The measures as a table, one row a way of asking and one a topic."""
    names = list(measures["all"])
    table = Table("", *names)
    for column in table.columns[1:]:
        column.justify = "right"
    rows = {
        "planner": measures["all"],
        "Kibana, quoted": measures["kibana_phrase"],
        "Kibana, bare": measures["kibana_words"],
    }
    rows |= {f"  {topic}": values for topic, values in measures["topics"].items()}
    for name, values in rows.items():
        table.add_row(name, *(f"{values[measure]:.3f}" for measure in names))
    out.print(table)


def quarantined(pipeline: Pipeline, stage: str = "") -> Iterator[dict[str, str]]:
    """Every quarantined record of the lake, with its reason in English and Arabic."""
    lake = pipeline.context.lake
    for name in STAGES:
        if stage and name != stage:
            continue
        for partition in lake.partitions(name):
            for rejection in lake.read_rejections(name, partition):
                arabic, english = WORDING[rejection.reason]
                yield {
                    "id": rejection.record_id,
                    "stage": rejection.stage,
                    "source": rejection.source,
                    "reason": rejection.reason.value,
                    "reason_en": english,
                    "reason_ar": arabic,
                    "message": rejection.message,
                    "partition": partition.path,
                }
