"""``newsetl source``: outlets added, looked at and listed."""

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import Json, finish
from newsetl.cli.screen import err, line, out, print_json, without_reader
from newsetl.settings import Settings, get_settings

if TYPE_CHECKING:
    from newsetl.sourcing.adding import Addition
    from newsetl.sourcing.draft import Given

source_app = typer.Typer(no_args_is_help=True, help="The outlets that are read.")


@source_app.callback()
def source() -> None:
    """The outlets that are read."""


@source_app.command()
def add(
    what: Annotated[
        str, typer.Argument(metavar="URL|ID", help="Address of an outlet's homepage, or the id of a shipped pack.")
    ],
    id_: Annotated[
        str, typer.Option("--id", metavar="ID", help="Id of the new source; default: made of the address.")
    ] = "",
    name_ar: Annotated[str, typer.Option(metavar="NAME", help="Name in Arabic; default: what the homepage says.")] = "",
    name_en: Annotated[str, typer.Option(metavar="NAME", help="Name in English; default: likewise.")] = "",
    country: Annotated[
        str, typer.Option(metavar="CODE", help="Country (SY, LB …); default: where the address tells it.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Write without asking (off a terminal nobody asks).")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a pack that is there.")] = False,
    json_: Json = False,
) -> None:
    """Add an outlet: find its feeds and sitemaps, draft its pack, try three of its pages, write the pack.

    At most 15 documents are asked for, at the pace and by the rules of every run (robots.txt, public addresses only).

    Examples: `newsetl source add https://news.example/`, `newsetl source add news.example --dry-run`,
    `newsetl source add ID` (one of `newsetl source list --shipped`)
    """
    from newsetl.cli.source_report import show_addition
    from newsetl.ingest.sources import own_packs
    from newsetl.sourcing.packs import refuse_existing, shipped_pack, write_pack

    _check_id(id_)
    settings = get_settings()
    folder = own_packs(settings)
    if shipped := shipped_pack(what):
        if id_ or name_ar or name_en or country:
            raise typer.BadParameter(
                f"{what} is a shipped pack and is taken as it is: change it in {folder / what}.yaml afterwards",
                param_hint="--id, --name-ar, --name-en, --country",
            )
        _take(what, shipped.read_text("utf-8"), folder / f"{what}.yaml", dry_run, force, json_)
        return
    if "." not in what and "/" not in what and what != "localhost":
        raise typer.BadParameter(
            f"{what} is neither the address of a homepage nor a shipped pack (newsetl source list --shipped)",
            param_hint="URL|ID",
        )
    if id_ and not dry_run:
        refuse_existing(folder / f"{id_}.yaml", force=force)
    addition = _examine(what, settings, folder, id_, _given(name_ar, name_en, country))
    if not json_:
        with without_reader():
            show_addition(addition, out)
    if not dry_run:
        refuse_existing(Path(addition.path), force=force)
    written = not dry_run and (yes or json_ or _confirmed(addition))
    if written:
        write_pack(Path(addition.path), addition.pack, force=force)
    if json_:
        print_json(addition.model_dump(mode="json") | {"written": written})
    else:
        _tell_written(Path(addition.path), written=written)
        if written:
            _tell_next(addition)


def _take(source_id: str, pack: str, path: Path, dry_run: bool, force: bool, json_: bool) -> None:
    """Write a shipped pack among the own ones."""
    from newsetl.sourcing.packs import write_pack

    if not dry_run:
        write_pack(path, pack, force=force)
    if json_:
        print_json({"id": source_id, "path": str(path), "pack": pack, "written": not dry_run})
    else:
        _tell_written(path, written=not dry_run)
        out.print(line(f"next: newsetl source check {source_id}"))


@source_app.command("list")
def list_(
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Those that newsetl ships, to be taken by `add ID`.")
    ] = False,
    json_: Json = False,
) -> None:
    """List the outlets that are read, with id, names, country, affiliation, ways in, and when they were last tried.

    Examples: `newsetl source list`, `newsetl source list --shipped`
    """
    from newsetl.cli.source_report import show_list
    from newsetl.ingest.sources import configured_sources, load_sources
    from newsetl.sourcing.packs import SHIPPED

    if shipped:
        found, notice = load_sources(SHIPPED), ""
    else:
        found, notice = configured_sources(get_settings())
    if notice:
        err.print(line((notice, "yellow")))
    if json_:
        print_json([pack.model_dump(mode="json") for pack in found.values()])
    elif found:
        show_list(found.values(), out)
    else:
        err.print("none is shipped" if shipped else "no outlet is set up: newsetl source add URL")


@source_app.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Sources to check; default: all.")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Check the shipped packs instead of your own.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Only what needs no network.")] = False,
    json_: Json = False,
) -> None:
    """Check whether sources still work: pack, robots.txt, feeds, sitemaps, and what is extracted of their newest pages.

    Each gets a verdict with advice; exit code 1 when one has failed. Nothing is written.

    Examples: `newsetl source check`, `newsetl source check nahr --json`, `newsetl source check --offline`
    """
    from newsetl.cli.source_report import show_check, show_verdicts
    from newsetl.ingest.sources import packs_in, packs_in_use
    from newsetl.sourcing.check import Checking, check_faulty, check_source
    from newsetl.sourcing.packs import SHIPPED

    settings = get_settings()
    folder, notice = (SHIPPED, "") if shipped else packs_in_use(settings)
    if notice:
        err.print(line((notice, "yellow")))
    packs = packs_in(folder)
    names = {path.stem if isinstance(pack, Exception) else pack.id: (path, pack) for path, pack in packs.items()}
    if unknown := sorted(set(ids or ()) - set(names)):
        raise typer.BadParameter(f"unknown source {', '.join(unknown)}; there are {', '.join(names) or 'none'}")
    checks = []
    with Checking.opened(settings, online=not offline, tell=_progress) as checking:
        for name, (path, pack) in names.items():
            if ids and name not in ids:
                continue
            found = check_faulty(name, path, pack) if isinstance(pack, Exception) else check_source(pack, checking)
            checks.append(found)
            if not json_:
                show_check(found, out)
    if json_:
        print_json([found.model_dump(mode="json") for found in checks])
    else:
        show_verdicts(checks, out)
    finish(all(found.verdict != "fail" for found in checks))


def _check_id(source_id: str) -> None:
    if source_id and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", source_id):
        raise typer.BadParameter(
            f"{source_id!r}: an id is of lower-case Latin letters, digits and single hyphens", param_hint="--id"
        )


def _given(name_ar: str, name_en: str, country: str) -> "Given":
    from newsetl.sourcing.draft import Given

    if country and not re.fullmatch("[A-Za-z]{2}", country):
        raise typer.BadParameter(f"{country!r} is no code of two letters, such as SY", param_hint="--country")
    return Given(name_ar.strip(), name_en.strip(), country.upper())


def _examine(what: str, settings: Settings, folder: Path, source_id: str, given: "Given") -> "Addition":
    from newsetl.ingest.fetch import Fetcher
    from newsetl.ingest.stage import now
    from newsetl.sourcing.adding import Adding, examine

    with Fetcher(settings) as fetcher:
        return examine(what, Adding(settings, fetcher, now, _progress), folder, source_id, given)


def _progress(message: str) -> None:
    err.print(line((f"{message} …", "dim")))


def _confirmed(addition: "Addition") -> bool:
    """Ask where there is somebody to be asked."""
    if not sys.stdin.isatty():
        return True
    return typer.confirm(f"Write {addition.path}?", default=True, err=True)


def _tell_written(path: Path, *, written: bool) -> None:
    out.print(
        line(("written: ", "green"), str(path)) if written else line("nothing was written; it would be ", str(path))
    )


def _tell_next(addition: "Addition") -> None:
    """What is left to do: decide what only a person can, and read it."""
    from newsetl.ingest.stage import now
    from newsetl.sourcing.draft import DECIDE
    from newsetl.sourcing.findings import counted

    left = sum(DECIDE in text for text in addition.pack.splitlines()[2:])
    out.print(line((f"left to a person: {counted(left, 'lines')} with «{DECIDE}» in it", "cyan")) if left else "")
    day = addition.newest or now()
    since, until = (day - timedelta(days=1)).date(), (day + timedelta(days=1)).date()
    # a run refuses what is still to come
    end = str(until) if until <= now().date() else f"{now():%Y-%m-%dT%H:%MZ}"
    out.print(line(f"next: newsetl run --source {addition.id} --since {since} --until {end}"))
