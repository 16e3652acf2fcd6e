"""The command that links names in files: for machines, explained mention by mention, or beside what people marked."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsetl.cli.app import WRONG, Json, finish
from newsetl.cli.screen import out, print_json, tell_trouble

if TYPE_CHECKING:
    from newsetl.ingest.dump import Broken
    from newsetl.names.linker import Linker
    from newsetl.records import Mention


def annotate(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="JSONL[.gz] of records with id, title, body; or .txt, first line the title.",
        ),
    ],
    possible: Annotated[bool, typer.Option("--possible", help="Also names that lack part of their context.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Title too, and of each mention why it was linked, and its sentence.")
    ] = False,
    gold: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="JSONL of marked mentions: measure precision and recall."),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="TSV: a marked name, and its id (none: not in the gazetteer)."),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="With --gold: each missed and each wrong mention.")] = False,
    json_: Json = False,
) -> None:
    """Link the names in records that need not be in the index; offsets refer to each record's body as given.

    A line that is no record is told on standard error and passed over; the exit code is then 1. With `--gold`, lines
    {"id", "mentions": [{"field", "start", "end", "surface", "name"}]}, it measures instead: only marked reports count.

    Examples: `newsetl annotate reports.jsonl --json > mentions.jsonl`, `newsetl annotate article.txt --explain`,
    `newsetl annotate reports.jsonl --gold mentions.jsonl --names names.tsv --misses`
    """
    from newsetl.pipeline import Pipeline

    pipeline = Pipeline.from_settings()
    records = _Records(file, pipeline.context.settings.max_body_bytes, as_json=json_)
    if gold:
        _score(records, pipeline.linker, gold, names, misses=misses, as_json=json_)
    else:
        _annotate(records, pipeline.linker, possible=possible, explain=explain, as_json=json_)
    finish(records.whole)


class _Records:
    """The records of a file, each with ``title`` and ``body``; ``whole`` turns False when a line held none."""

    def __init__(self, file: Path, max_bytes: int, *, as_json: bool) -> None:
        self.whole = True
        self._file, self._max_bytes, self._as_json = file, max_bytes, as_json

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from newsetl.ingest.dump import Broken, read_lines

        if self._file.suffix == ".txt":
            yield self._plain()
            return
        with self._file.open("rb") as stream:
            for read in read_lines(stream, self._max_bytes):
                if isinstance(read, Broken):
                    self.whole = False
                    self._tell(read)
                    continue
                texts = {name: str(read.value.get(name) or "") for name in ("title", "body")}
                yield {"id": read.value.get("id"), **texts, "day": _day(read.value.get("published"))}

    def _plain(self) -> dict[str, Any]:
        try:
            title, _, body = self._file.read_text(encoding="utf-8-sig").strip().partition("\n")
        except UnicodeDecodeError as error:
            tell_trouble(f"{self._file}: not UTF-8 (byte {error.start})")
            raise typer.Exit(WRONG) from error
        return {"id": self._file.name, "title": title, "body": body.strip("\n"), "day": None}

    def _tell(self, broken: "Broken") -> None:
        message = f"{self._file}: {broken.message}"
        if not self._as_json:
            tell_trouble(message)
            return
        number = re.search(r"line (\d+)", broken.message)
        print_json({"external_id": None, "line": int(number[1]) if number else None, "error": message}, sys.stderr)


def _day(published: object) -> date | None:
    """The day that a record says it was published on."""
    try:
        return date.fromisoformat(str(published)[:10])
    except ValueError:
        return None


def _annotate(records: _Records, linker: "Linker", *, possible: bool, explain: bool, as_json: bool) -> None:
    from newsetl.cli.annotate_report import show_explained, show_mentions
    from newsetl.names.matching import POSSIBLE

    for record in records:
        mentions = [
            mention
            for mention in linker.link(record["title"], record["body"], record["day"])
            if (explain or mention.field == "body") and (possible or mention.confidence > POSSIBLE)
        ]
        shown = [_as_json(mention, record, linker, explain=explain) for mention in mentions]
        if as_json:
            print_json({"external_id": record["id"], "mentions": shown})
        elif explain:
            show_explained(str(record["id"]), record["title"], shown, out)
        else:
            show_mentions(str(record["id"]), record["title"], shown, out)


def _as_json(mention: "Mention", record: dict[str, Any], linker: "Linker", *, explain: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "surface": mention.surface,
        "start": mention.start,
        "end": mention.end,
        "entity_id": mention.entity_id,
        "type": mention.kind,
        "rule": mention.rule,
    }
    if not explain:
        return shown
    from newsetl.arabic.sentences import sentence_around

    return shown | {
        "field": mention.field,
        "label": linker.gazetteer.label(mention.entity_id),
        "alias": mention.alias,
        "confidence": mention.confidence,
        "sentence": sentence_around(record[mention.field], mention.start, mention.end),
    }


def _score(records: _Records, linker: "Linker", gold: Path, names: Path | None, *, misses: bool, as_json: bool) -> None:
    from newsetl.cli.annotate_report import show_faults, show_scores
    from newsetl.search.gold import Names, read_marks, read_name_table
    from newsetl.search.judgements import EvaluationError
    from newsetl.search.mention_scores import MentionScores

    try:
        table = read_name_table(names, linker.gazetteer.entries) if names else {}
        scores = MentionScores(read_marks(gold), Names(linker.gazetteer, table), linker.gazetteer)
        for record in records:
            if scores.wants(str(record["id"])):
                scores.take(str(record["id"]), record, linker.link(record["title"], record["body"], record["day"]))
        if unread := scores.unread():
            raise EvaluationError(f"{gold}: marks {', '.join(unread[:5])}, which the file of reports lacks")
    except EvaluationError as error:
        tell_trouble(str(error))
        raise typer.Exit(WRONG) from error
    if as_json:
        print_json(scores.as_json(misses=misses))
        return
    show_scores(scores, out)
    if misses:
        show_faults(scores.exact, out)
