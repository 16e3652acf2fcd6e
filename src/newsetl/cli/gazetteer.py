"""``newsetl gazetteer``: look at names before reports are linked by them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import FAILED, Json
from newsetl.cli.screen import err, line, out, print_json
from newsetl.settings import get_settings

if TYPE_CHECKING:
    from newsetl.names.loading import Fault, Line
    from newsetl.names.trial import Effect
    from newsetl.pipeline import Pipeline
    from newsetl.records import EnrichedArticle

gazetteer_app = typer.Typer(no_args_is_help=True, help="The names that reports are linked by.")
_SHOWN = 20


@gazetteer_app.callback()
def gazetteer() -> None:
    """The names that reports are linked by."""


@gazetteer_app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="Packs (JSON Lines) that are not in use yet, to try out."),
    ] = None,
    lake: Annotated[
        bool, typer.Option("--lake/--no-lake", help="Also link the reports that are there, with and without FILES.")
    ] = True,
    notices: Annotated[bool, typer.Option("--notices", help="Also what is merely worth a look.")] = False,
    json_: Json = False,
) -> None:
    """Check every name in use, and packs before they are: form, collisions, the cases that feedback
    taught, and what new ones would find.

    Exit code 1 when something is wrong; nothing is changed.

    Examples: `newsetl gazetteer check`, `newsetl gazetteer check villages.jsonl`
    """
    from newsetl.names.check import find_collisions
    from newsetl.names.loading import faults_between, packs, read_packs

    settings = get_settings()
    in_use = packs(settings.gazetteer_path, settings.packs)
    lines, faults = read_packs([*in_use, *(files or [])])
    faults += faults_between(lines)
    collisions, worth_a_look = find_collisions(lines)
    faults += collisions
    faults += _failing_cases(lines, settings.gazetteer_path) if not faults else []
    effects = _effects(files) if lake and files and not faults else []
    if json_:
        print_json(
            {
                "entries": len(lines),
                "faults": [fault._asdict() for fault in faults],
                "notices": [notice._asdict() for notice in worth_a_look],
                "effects": [asdict(effect) for effect in effects],
            }
        )
    else:
        for fault in faults:
            out.print(line(f"wrong   {fault}"))
        for notice in worth_a_look if notices else []:
            out.print(line(f"notice  {notice}"))
        out.print(line(f"{len(lines)} entries, {len(faults)} faults, {len(worth_a_look)} notices"))
        _show(effects)
    if faults:
        raise typer.Exit(FAILED)


def _failing_cases(lines: "list[Line]", folder: Path) -> "list[Fault]":
    from newsetl.names.cases import failing
    from newsetl.names.gazetteer import Gazetteer
    from newsetl.names.linker import Linker
    from newsetl.names.loading import CASES

    cases = folder / CASES
    return list(failing(cases, Linker(Gazetteer(line_.entry for line_ in lines)))) if cases.exists() else []


def _effects(files: list[Path]) -> "list[Effect]":
    from newsetl.names.gazetteer import Gazetteer
    from newsetl.names.linker import Linker
    from newsetl.names.loading import packs, read_packs
    from newsetl.names.trial import try_out
    from newsetl.pipeline import Pipeline

    pipeline, settings = Pipeline.from_settings(), get_settings()
    # with those in use, which the new ones may extend
    all_, _ = read_packs([*packs(settings.gazetteer_path, settings.packs), *files])
    new = Gazetteer(line_.entry for line_ in all_)
    return try_out(pipeline.linker, Linker(new), _articles(pipeline))


def _articles(pipeline: "Pipeline") -> "Iterator[EnrichedArticle]":
    """Every report of the lake, with its number told now and then."""
    from newsetl.records import EnrichedArticle

    lake, count = pipeline.context.lake, 0
    for partition in lake.partitions("enrich"):
        for article in lake.read("enrich", partition, EnrichedArticle):
            count += 1
            if count % 1000 == 0:
                err.print(line(f"{count} reports looked at"))
            yield article


def _show(effects: "list[Effect]") -> None:
    for effect in effects[:_SHOWN]:
        out.print(line(f"{effect.entity_id}  {effect.alias}: {effect.gained} reports gained, {effect.lost} lost"))
        for sentence in effect.sentences:
            out.print(line(f"    {sentence}"))
