"""``newsetl reindex`` and ``newsetl index rollback``: index versions from the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import Json, index_app
from newsetl.cli.screen import line, out, print_json, without_reader
from newsetl.cli.steps import telling

if TYPE_CHECKING:
    from newsetl.reindex import Survey

_STEPS = {
    "purge": "looking for what was erased",
    "compare": "comparing",
    "link": "linking",
    "index": "indexing",
    "relate": "relating",
    "check": "checking",
}
_WHY = {
    "current": "were linked as today",
    "carried": "cannot be touched by what changed: carried over",
    "names": "may hold a name of a changed entry, or lean on one: linked anew",
    "code": "were linked by other code: linked anew",
    "morphology": "were analysed with another morphological database: linked anew",
    "unknown": "were linked by names or code no longer known: linked anew",
    "renewed": "came anew and were not linked yet: linked anew",
    "all": "linked anew, as was asked",
}
_SHOWN = 10


def reindex(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many reports would be linked anew, and why.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Link every report anew, whether or not the change can touch it.")
    ] = False,
    json_: Json = False,
) -> None:
    """Build a new index version for the present names and code, check it, and let readers use it.

    Reports that the change can touch are linked anew, the others are carried over. Searching goes on with the old
    version, and the names that it knows, until the new one is complete and answers; then the old one is kept for
    `newsetl index rollback`. After a kill, run it again: what was linked stays linked.

    Examples, after a name was added: `newsetl reindex --dry-run`, then `newsetl reindex`
    """
    from newsetl import reindex as work
    from newsetl.pipeline import Pipeline

    pipeline = Pipeline.from_settings()
    pipeline.context.lake.check_writable()
    with telling(_STEPS) as told:
        done = (
            work.survey(pipeline, everything=everything, progress=told)
            if dry_run
            else work.reindex(pipeline, everything=everything, progress=told)
        )
    with without_reader():
        if json_:
            print_json(done.model_dump(mode="json"))
        elif isinstance(done, work.Reindexed):
            _show(done.survey)
            kept = f"; {done.previous} is kept for `newsetl index rollback`" if done.previous else ""
            out.print(f"readers now search {done.index}, which holds {done.reports} reports{kept}")
        elif not done.needed:
            out.print("nothing to do: index and reports fit the present names and code (`--all` does it all the same)")
        else:
            _show(done)
            out.print(
                f"{done.relinked} of {done.reports} reports would be linked anew; nothing was changed: run it without "
                "--dry-run"
            )


@index_app.command("rollback")
def rollback(json_: Json = False) -> None:
    """Let readers use the index version before the present one again, with the names that it was built with.

    Writing goes on when the packs are those of that version again, or after `newsetl reindex`.

    Example: `newsetl index rollback`
    """
    from newsetl.pipeline import Pipeline

    engine = Pipeline.from_settings().reader
    name = engine.rollback()
    if json_:
        print_json({"index": name, "reports": engine.count()})
    else:
        out.print(f"readers search {name} again, which holds {engine.count()} reports")


def _show(survey: "Survey") -> None:
    for what, ids in (("added", survey.added), ("removed", survey.removed), ("altered", survey.altered)):
        if ids:
            more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            out.print(line((f"{what:<8}", "bold"), f" {', '.join(ids[:_SHOWN])}{more}"))
    for why, count in survey.records.items():
        out.print(line((f"{count:>8}", "bold"), f" records {_WHY[why]}"))
    for entity_id, count in list(survey.entities.items())[:_SHOWN]:
        out.print(line(f"{count:>12} for {entity_id}"))
    if survey.only_in_index:
        out.print(line((f"{survey.only_in_index:>8}", "bold"), " reports are in the index alone, not in the lake"))
