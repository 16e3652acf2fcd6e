"""``newsetl entity``: what the gazetteer knows of a thing, and what the index has on it."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import FAILED, Json
from newsetl.cli.screen import line, out, print_json, tell_trouble

if TYPE_CHECKING:
    from newsetl.search.entities import Report

entity_app = typer.Typer(no_args_is_help=True, help="People, places and organisations: their names and their reports.")


@entity_app.callback()
def entity() -> None:
    """People, places and organisations: their names and their reports."""


@entity_app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="ENTITY", help="An id (facility:prison-sinaa), its last part, or a name.")
    ],
    json_: Json = False,
) -> None:
    """Show one entity: its names, where it lies, how many reports are on it, first and last, who is named beside it.

    Examples: `newsetl entity show prison-sinaa`, `newsetl entity show "سجن غويران" --json`
    """
    from newsetl.pipeline import Pipeline
    from newsetl.search.entities import Profile, UnknownEntity, find_entity, profile

    engine, linker = Pipeline.from_settings().reading
    try:
        found: Profile = profile(find_entity(name, linker), engine, linker.gazetteer)
    except UnknownEntity as error:
        tell_trouble(str(error))
        raise typer.Exit(FAILED) from error
    if json_:
        print_json(found.model_dump(mode="json"))
        return
    entry = found.entry
    out.print(line(f"{entry.ar} · {entry.en} ({entry.id})"))
    facts = {
        "lies in": " · ".join(found.lies_in),
        "coordinates": f"{entry.lat}, {entry.lon} ({entry.precision})" if entry.lat is not None else "",
        "days": f"{entry.valid_from or '…'} to {entry.valid_to or '…'}" if entry.valid_from or entry.valid_to else "",
        "source": entry.source,
        "names": " · ".join(entry.names),
        f"behind a {entry.head}": " · ".join(entry.cores),
        "adjectives": " · ".join(entry.demonyms),
        "only in context": " · ".join(weak.alias for weak in entry.weak_aliases),
        "reports": ", ".join(f"{count} {level}" for level, count in found.reports.items()),
        "first": _told(found.first),
        "last": _told(found.last),
        "outlets": " · ".join(f"{name} {count}" for name, count in found.outlets),
        "named beside": " · ".join(f"{name} {count}" for name, count in found.beside),
    }
    for title, fact in facts.items():
        if fact:
            out.print(line(f"{title + ':':17}{fact}"))


def _told(report: "Report | None") -> str:
    return f"{report.timeline_at:%Y-%m-%d} {report.title} ({report.outlet})" if report else ""
