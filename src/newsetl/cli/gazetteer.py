"""``newsetl gazetteer``: look at names before reports are linked by them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import Json, finish
from newsetl.cli.screen import err, line, out, print_json
from newsetl.settings import get_settings

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from newsetl.names.linker import Linker
    from newsetl.names.loading import Fault
    from newsetl.names.trial import Effect
    from newsetl.pipeline import Pipeline
    from newsetl.records import EnrichedArticle

gazetteer_app = typer.Typer(no_args_is_help=True, help="The names that reports are linked by.")
_SHOWN = 20
_TOLD_EVERY = 1000


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
        bool,
        typer.Option(
            "--lake/--no-lake", help="Also link the reports that are there, with and without FILES (or your packs)."
        ),
    ] = True,
    notices: Annotated[bool, typer.Option("--notices", help="Also what is merely worth a look.")] = False,
    json_: Json = False,
) -> None:
    """Check every name in use, and packs before they are: form, collisions, what feedback taught, and their finds.

    Without FILES: what your own packs find beside the shipped ones. Sentences of DATA_DIR/gazetteer/cases.jsonl are
    tried too: {"sentence": …, "entity_id": …, "expected": true or false}, with "title" and "day" where they matter.
    Exit code 1 when something is wrong; nothing is changed.

    Examples: `newsetl gazetteer check`, `newsetl gazetteer check villages.jsonl`
    """
    checked = _examine(files or [], lake=lake)
    if json_:
        print_json(
            {
                "entries": checked.entries,
                "cases": checked.cases,
                "faults": [fault._asdict() for fault in checked.faults],
                "notices": [notice._asdict() for notice in checked.notices],
                "effects": [asdict(effect) for effect in checked.effects],
            }
        )
    else:
        for fault in checked.faults:
            out.print(line(f"wrong   {fault}"))
        for notice in checked.notices if notices else []:
            out.print(line(f"notice  {notice}"))
        tried = f", {checked.cases} cases" if checked.cases else ""
        counts = f"{len(checked.faults)} faults, {len(checked.notices)} notices"
        out.print(line(f"{checked.entries} entries{tried}, {counts}"))
        _show(checked.effects)
    finish(not checked.faults)


@gazetteer_app.command()
def suggest(
    least: Annotated[int, typer.Option(min=1, help="Only names that so many reports have.")] = 2,
    limit: Annotated[int, typer.Option(min=1, help="The first so many.")] = 50,
    json_: Json = False,
) -> None:
    """Names that a statistical tagger finds in the reports and no pack has: suggestions, which change nothing.

    It needs torch, transformers and a model (docs/names.md), and takes long: a few reports a second.

    Examples: `newsetl gazetteer suggest`, `newsetl gazetteer suggest --least 5 --json`
    """
    from newsetl.names.tagger import load_tagger
    from newsetl.names.tagger import suggest as suggested
    from newsetl.pipeline import Pipeline

    tag, pipeline = load_tagger(), Pipeline.from_settings()
    found = [one for one in suggested(_articles(pipeline), pipeline.linker, tag) if one.reports >= least]
    if json_:
        print_json([asdict(one) for one in found[:limit]])
        return
    out.print(line(f"{len(found)} names that no pack has, in {least} reports or more"))
    for one in found[:limit]:
        near = f", nearly as one of {one.near}" if one.near else ""
        out.print(line(f"{one.kind}  {one.name}: {one.reports} reports{near}"))
        out.print(line(f"    {one.sentences[0]}"))
        out.print(line(f'    → newsetl feedback missing ID --article {one.article_ids[0]} --surface "{one.name}"'))


@dataclass
class _Checked:
    entries: int
    faults: "list[Fault]"
    notices: "list[Fault]"
    cases: int
    effects: "list[Effect]" = field(default_factory=list)


def _examine(files: list[Path], *, lake: bool) -> _Checked:
    """Everything that is told; names are tried out only when none of them is at fault."""
    from newsetl.names.cases import read_cases, run_cases
    from newsetl.names.check import find_collisions
    from newsetl.names.gazetteer import Gazetteer
    from newsetl.names.linker import Linker
    from newsetl.names.loading import CASES, faults_between, own_packs, packs, read_packs

    settings = get_settings()
    own, in_use = own_packs(settings.gazetteer_path), packs(settings.gazetteer_path, settings.packs)
    lines, faults = read_packs([*in_use, *files])
    collisions, notices = find_collisions(lines)
    faults += [*faults_between(lines), *collisions]
    cases, no_cases = read_cases(settings.gazetteer_path / CASES)
    checked = _Checked(len(lines), [*faults, *no_cases], notices, len(cases))
    if faults or not (cases or (lake and (files or own))):
        return checked
    linker = Linker(Gazetteer(one.entry for one in lines))
    checked.faults += run_cases(cases, linker)
    if lake and (files or own):
        checked.effects = _effects([pack for pack in in_use if files or pack not in own], linker)
    return checked


def _effects(without: "list[Traversable]", new: "Linker") -> "list[Effect]":
    """What the linker finds in the reports of the lake that the packs alone do not, and the other way round."""
    from newsetl.names.gazetteer import Gazetteer
    from newsetl.names.linker import Linker
    from newsetl.names.loading import read_packs
    from newsetl.names.trial import try_out
    from newsetl.pipeline import Pipeline

    lines, _ = read_packs(without)
    old = Linker(Gazetteer(one.entry for one in lines))
    return try_out(old, new, _articles(Pipeline.from_settings()))


def _articles(pipeline: "Pipeline") -> "Iterator[EnrichedArticle]":
    """Every report of the lake once, with their number told now and then."""
    from newsetl.records import EnrichedArticle

    lake = pipeline.context.lake
    partitions = lake.partitions("enrich")
    commits = [lake.commit("enrich", partition) for partition in partitions]
    total, looked_at = sum(commit.rows for commit in commits if commit), 0
    seen: set[str] = set()
    for partition in partitions:
        for article in lake.read("enrich", partition, EnrichedArticle):
            looked_at += 1
            if looked_at % _TOLD_EVERY == 0 or looked_at == total:
                err.print(line(f"{looked_at} of {total} reports looked at"))
            # backfills that overlap hold a report twice
            if article.article_id not in seen:
                seen.add(article.article_id)
                yield article


def _show(effects: "list[Effect]") -> None:
    if len(effects) > _SHOWN:
        out.print(line(f"{len(effects)} names find otherwise; the {_SHOWN} with most reports are (`--json` lists all)"))
    for effect in effects[:_SHOWN]:
        out.print(line(f"{effect.entity_id}  {effect.alias}: {effect.gained} reports gained, {effect.lost} lost"))
        for sentence in effect.sentences:
            out.print(line(f"    {sentence}"))
