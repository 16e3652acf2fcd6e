"""``newsetl entity``: what the gazetteer knows of a thing, and what the index has on it."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import FAILED, Json
from newsetl.cli.screen import line, out, print_json, tell_trouble

if TYPE_CHECKING:
    from newsetl.names.gazetteer import WeakAlias
    from newsetl.search.entities import Report

entity_app = typer.Typer(no_args_is_help=True, help="People, places and organisations: their names and their reports.")

_SHOWN = 20


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
    out.print(line(f"{entry.ar} · {entry.en} ({entry.kind}, {entry.id})"))
    ids = {"Wikidata": entry.wikidata, "GeoNames": entry.geonames}
    facts = {
        "lies in": " · ".join(found.lies_in),
        "coordinates": f"{entry.lat}, {entry.lon} ({entry.precision})" if entry.lat is not None else "",
        "days": f"{entry.valid_from or '…'} to {entry.valid_to or '…'}" if entry.valid_from or entry.valid_to else "",
        "ids": ", ".join(f"{where} {known}" for where, known in ids.items() if known),
        "source": entry.source,
        "names": " · ".join(entry.names),
        f"behind a {entry.head}": " · ".join(entry.cores),
        "adjectives": " · ".join(entry.demonyms),
        "only in context": " · ".join(map(_weak, entry.weak_aliases)),
        "reports": ", ".join(f"{count} {level}" for level, count in found.reports.items()),
        "first": _told(found.first),
        "last": _told(found.last),
        "by year": ", ".join(f"{year}: {count}" for year, count in found.years.items()),
        "outlets": " · ".join(f"{name} {count}" for name, count in found.outlets),
        "named beside": " · ".join(f"{beside.label} {beside.reports}" for beside in found.beside),
    }
    for title, fact in facts.items():
        if fact:
            out.print(line(f"{title + ':':17}{fact}"))


@entity_app.command()
def find(
    text: Annotated[str, typer.Argument(help="A name, the beginning of one, or a part of an id.")],
    json_: Json = False,
) -> None:
    """List the entities that a text may mean: by name, then by part of a name, else by likeness.

    Examples: `newsetl entity find غويران`, `newsetl entity find "hol camp" --json | jq -r '.[].id'`
    """
    from newsetl.pipeline import Pipeline
    from newsetl.search.entities import find_entities

    found = find_entities(text, Pipeline.from_settings().linker)
    if json_:
        print_json([{"id": entry.id, "kind": entry.kind, "ar": entry.ar, "en": entry.en} for entry in found])
    elif found:
        for entry in found[:_SHOWN]:
            out.print(line(f"{entry.id}  {entry.ar} · {entry.en}"))
        if len(found) > _SHOWN:
            out.print(f"and {len(found) - _SHOWN} more")
    if not found:
        tell_trouble(f"no entity is called {text!r}, or nearly so")
        raise typer.Exit(FAILED)


def _weak(weak: "WeakAlias") -> str:
    """A weak alias with what it needs, one of: «الأمن العام [place:syria or @self]»."""
    needs = " or ".join(" and ".join(option) for option in weak.context)
    return f"{weak.alias} [{needs}]" if needs else weak.alias


def _told(report: "Report | None") -> str:
    return f"{report.timeline_at:%Y-%m-%d} {report.title} ({report.outlet})" if report else ""
