"""How the command line shows things: progress, counts, hits, measures. Nothing here decides anything."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsetl.cli.screen import line, plain, print_json, readable_url, without_reader
from newsetl.ledger import CountRow, StageReport
from newsetl.normalise.extract import Extracted
from newsetl.pipeline import STAGES, Pipeline, Verdict
from newsetl.reasons import WORDING
from newsetl.records import Outcome, Partition, Rejection
from newsetl.search.highlight import Snippet
from newsetl.search.service import Answer, Found


def run_and_report(
    pipeline: Pipeline, partitions: Sequence[Partition], err: Console, out: Console, *, as_json: bool
) -> bool:
    """Run all stages, progress on ``err``, the outcome on ``out``; True when the run is whole."""
    pipeline.context.lake.check_writable()

    verdict = pipeline.run(partitions, lambda report: tell_progress(report, err))
    indexed = pipeline.engine.count()
    with without_reader():
        if as_json:
            print_json(
                {
                    "ok": verdict.ok,
                    "partial": verdict.partial,
                    "stale": verdict.stale,
                    "notes": verdict.notes,
                    "counts": [row.model_dump(mode="json") for row in verdict.counts],
                    "indexed": indexed,
                }
            )
        else:
            out.print(counts_table(verdict.counts))
            out.print(f"The index holds {indexed} reports.")
    tell_verdict(verdict, err)
    return verdict.ok


def tell_progress(report: StageReport, err: Console) -> None:
    """One line a finished stage of a partition."""
    said = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items() if count)
    source = Partition.from_path(report.partition).source
    told = "; ".join(filter(None, (said, report.message))) or "nothing to do"
    err.print(line((f"{report.stage:<10}", "bold"), f" {source}: {told}"))


def tell_verdict(verdict: Verdict, err: Console) -> None:
    """Name what is missing or stale, each on its own line."""
    for source, cause in verdict.partial.items():
        err.print(line(("incomplete", "red"), f" {source}: {cause}"))
    for stale in verdict.stale:
        err.print(line(("stale", "yellow"), f" {stale}: run it again"))


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
    folded = answer.total - answer.distinct
    copies = f" and {folded} {'copy' if folded == 1 else 'copies'} of them" if folded else ""
    out.print(line((str(answer.distinct), "bold"), f" reports{copies} for {answer.understood}"))
    if answer.widened:
        out.print(line(("nothing held every word; these hold some of them or a similar word", "yellow")))
    numbers = {hit.id: number for number, hit in enumerate(answer.hits, 1)}
    for hit in answer.hits:
        out.print()
        out.print(line((f"{numbers[hit.id]}. {hit.title}", "bold")))
        outlet = hit.outlet if hit.outlet == hit.source else f"{hit.outlet} ({hit.source})"
        about = f"   {hit.timeline_at:%Y-%m-%d}  {outlet}{_copy(hit, numbers)}  "
        out.print(line(about, (readable_url(hit.url), "dim")))
        if hit.copies:
            noun = "copy" if hit.copies.count == 1 else "copies"
            out.print(line((f"   +{hit.copies.count} {noun}: {', '.join(hit.copies.outlets)}", "dim")))
        if hit.story:
            told = f"   story of {hit.story.reports} reports: {hit.story.title}  (--story {hit.story.id})"
            out.print(line((told, "dim")))
        for snippet in hit.highlights:
            if snippet.field == "body":
                out.print(Text.assemble("   ", _marked(snippet)))


def _copy(hit: Found, numbers: dict[str, int]) -> str:
    if not hit.duplicate_of:
        return ""
    original = numbers.get(hit.duplicate_of)
    return f"  (a copy of {original})" if original else "  (a copy of a report that is not on this list)"


def _marked(snippet: Snippet) -> Text:
    text = Text(plain(snippet.text))
    for start, end in snippet.spans:
        text.stylize("bold yellow", start, end)
    return text


def show_article(article: Extracted, out: Console) -> None:
    """An extracted article with what was taken out."""
    published = article.published_at.isoformat() if article.published_at else "no date found"
    out.print(line((article.title, "bold")))
    out.print(line((f"{published}  {article.lang}", "dim")))
    out.print()
    out.print(Text(plain(article.body)))
    if article.boilerplate:
        out.print()
        out.print(line((f"taken out: {' | '.join(article.boilerplate)}", "dim")))


def quarantined(pipeline: Pipeline, stage: str = "") -> Iterator[tuple[Rejection, Partition]]:
    """Every quarantined record of the lake, with the partition it is in."""
    lake = pipeline.context.lake
    for name in STAGES:
        if stage and name != stage:
            continue
        for partition in lake.partitions(name):
            for rejection in lake.read_rejections(name, partition):
                yield rejection, partition


def rejection_row(rejection: Rejection, partition: Partition) -> dict[str, str]:
    """A quarantined record for machines, with its reason in English and Arabic."""
    arabic, english = WORDING[rejection.reason]
    return {
        "id": rejection.record_id,
        "stage": rejection.stage,
        "source": rejection.source,
        "reason": rejection.reason.value,
        "reason_en": english,
        "reason_ar": arabic,
        "message": rejection.message,
        "partition": partition.path,
    }


def show_rejection(rejection: Rejection, out: Console) -> None:
    """A quarantined record for people, one line that begins with what it may be sorted and counted by."""
    out.print(
        line(
            (f"{rejection.stage:<9}", "bold"),
            f"  {rejection.source}  ",
            (rejection.reason.value, "yellow"),
            f"  {_address(rejection)}  ",
            (rejection.message, "dim"),
        )
    )


def _address(rejection: Rejection) -> str:
    """What a person knows a record by: its address, the id it came with, or else the beginning of newsetl's own id."""
    if rejection.record.startswith(("http://", "https://")):
        return readable_url(rejection.record.split(maxsplit=1)[0])
    try:
        record = json.loads(rejection.record)
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        for key in ("url", "external_id", "id"):
            if value := record.get(key):
                return readable_url(str(value))
    return rejection.record_id[:12]
