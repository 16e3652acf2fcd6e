"""``newsetl erase``: take reports out of everything, and keep them out."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import FAILED, WRONG, Json
from newsetl.cli.screen import err, line, out, print_json, tell_trouble, without_reader
from newsetl.cli.steps import telling

if TYPE_CHECKING:
    from newsetl.erasing import Found
    from newsetl.pipeline import Pipeline

_STEPS = {
    "search": "looking for its records",
    "look": "looking for captures",
    "erase": "erasing",
}


def erase(
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="URL|ARTICLE_ID...", help="Addresses or ids of reports.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the tombstone.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what there is of them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    even_if_unknown: Annotated[
        bool, typer.Option("--even-if-unknown", help="Keep an address out that was never collected.")
    ] = False,
    expunge: Annotated[
        bool,
        typer.Option(
            "--expunge",
            help="Also rewrite the index's files, in which deleted bytes linger; embedded, no version to roll back to "
            "is left.",
        ),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the tombstones.")] = False,
    undo: Annotated[str, typer.Option(metavar="ID", help="Take this tombstone back.")] = "",
    json_: Json = False,
) -> None:
    """Remove reports everywhere, all revisions, and leave a tombstone, so that they never come back.

    Captures, records, quarantined copies, every index version, feedback that quotes them: all goes. Copies by other
    outlets are reports of their own; they are named, and stay. After a kill, run the same again. A tombstone that is
    taken back lets the report in again when it is next collected; what was erased does not return.

    Examples: `newsetl erase https://outlet.example/news/17 --reason "court order 12/2022"`, `newsetl erase --list`
    """
    from newsetl.erasing import EraseError
    from newsetl.pipeline import Pipeline

    if bool(reports) + list_ + bool(undo) != 1:
        raise typer.BadParameter("name reports, or say --list, or --undo ID")
    beside = {
        "--reason": bool(reason),
        "--dry-run": dry_run,
        "--yes": yes,
        "--even-if-unknown": even_if_unknown,
        "--expunge": expunge,
    }
    if not reports and (unfit := [option for option, given in beside.items() if given]):
        raise typer.BadParameter(
            f"{', '.join(unfit)}: only for reports that are to be erased, not with --list or --undo; nothing was done"
        )
    pipeline = Pipeline.from_settings()
    if list_:
        _list(pipeline, as_json=json_)
    elif undo:
        _undo(pipeline, undo, as_json=json_)
    else:
        try:
            _erase(pipeline, reports or [], reason, dry_run, yes, even_if_unknown, expunge, json_)
        except EraseError as error:
            tell_trouble(str(error))
            raise typer.Exit(WRONG) from error
        except TimeoutError as error:
            tell_trouble(str(error))
            raise typer.Exit(FAILED) from error


def _erase(
    pipeline: "Pipeline",
    reports: list[str],
    reason: str,
    dry_run: bool,
    yes: bool,
    even_if_unknown: bool,
    expunge: bool,
    json_: bool,
) -> None:
    from newsetl import erasing

    pipeline.context.lake.check_writable()
    told = []
    unknown = []
    with telling(_STEPS) as progress:
        found = [erasing.look(pipeline, asked, progress) for asked in reports]
    for one in found:
        if not json_:
            _show(one)
        if not one.known and not even_if_unknown:
            unknown.append(one.asked)
            tell_trouble(erasing.unknown_message(one.asked))
    wanted = [one for one in found if one.known or even_if_unknown]
    if dry_run:
        told = [one.model_dump(mode="json") for one in found]
    elif wanted:
        _ask(len(wanted), yes)
        for one in wanted:
            with telling(_STEPS) as progress:
                done = erasing.erase(
                    pipeline, one.asked, reason, even_if_unknown=even_if_unknown, found=one, progress=progress
                )
            told.append(done.model_dump(mode="json"))
            if not json_:
                with without_reader():
                    out.print(line(("erased", "green"), f" {one.asked}  (tombstone {done.tombstone})"))
        if expunge:
            err.print("rewriting the index's files …")
            erasing.expunge(pipeline)
    if json_:
        with without_reader():
            print_json(told)
    if unknown:
        raise typer.Exit(FAILED)


def _ask(count: int, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin or not sys.stdin.isatty():
        raise typer.BadParameter("nobody is there to be asked: say --yes, or look first with --dry-run")
    noun = "this report" if count == 1 else f"these {count} reports"
    if not typer.confirm(f"Erase {noun} everywhere, for good?", err=True):
        raise typer.Exit(FAILED)


def _show(found: "Found") -> None:
    out.print(line((found.asked, "bold")))
    for title in found.titles:
        out.print(line(f"   {title}"))
    if found.known:
        out.print(
            line(
                f"   {found.captures} captures, {found.records} records and {found.quarantined} quarantined in "
                f"{found.partitions} partitions; {found.indexed} in the index; {found.feedback} of feedback"
            )
        )
    if found.tombstone:
        out.print(line((f"   erased before: tombstone {found.tombstone}", "dim")))
    for copy in found.copies:
        out.print(line((f"   a copy by another outlet stays: {copy}", "yellow")))


def _list(pipeline: "Pipeline", *, as_json: bool) -> None:
    from newsetl.tombstones import Tombstones

    stones = Tombstones(pipeline.context.state).all()
    if as_json:
        print_json([stone.model_dump(mode="json", exclude={"traces"}) for stone in stones])
        return
    for stone in stones:
        out.print(
            line(
                (stone.id, "bold"),
                f"  {stone.at:%Y-%m-%d %H:%M}  {stone.who}  {stone.address}  ",
                (stone.reason, "dim"),
                ("" if stone.done_at else "  unfinished: erase it again", "red"),
            )
        )
    if not stones:
        err.print("nothing was erased")


def _undo(pipeline: "Pipeline", tombstone: str, *, as_json: bool) -> None:
    from newsetl import erasing

    try:
        stone = erasing.undo(pipeline, tombstone)
    except KeyError:
        raise typer.BadParameter(f"there is no tombstone {tombstone}; `newsetl erase --list` has them") from None
    if as_json:
        print_json(stone.model_dump(mode="json", exclude={"traces"}))
    else:
        out.print(line(f"{stone.address} may come in again with the next collecting or loading"))
