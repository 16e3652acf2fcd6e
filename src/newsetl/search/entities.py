"""What is known of one entity: from the gazetteer its names, from the index the reports on it."""

import re
from difflib import get_close_matches

from newsetl.arabic.tokens import words
from newsetl.index.engine import Engine
from newsetl.index.query import AnyOf, Query, Term
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.heads import HEADS, written
from newsetl.names.linker import Linker
from newsetl.records import Record, UtcDatetime

LEVELS = ("about", "mentioned", "possible")
MOST_BESIDE = 10
_SUGGESTED = 5
_ID = re.compile("(place|facility|force|organisation|person):[a-z0-9]+(-[a-z0-9]+)*")
"""Of what can be entered by its name alone; an event also needs its place and days."""


class Report(Record):
    """One report, for people to look up."""

    id: str
    timeline_at: UtcDatetime
    title: str
    outlet: str


class Profile(Record):
    """An entity as it stands in the gazetteer and in the index."""

    entry: Entry
    lies_in: list[str]
    """Labels of the places that contain it, nearest first."""
    made_names: list[str]
    """Names that follow from its head noun and cores."""
    reports: dict[str, int]
    """By level: about, mentioned, possible."""
    first: Report | None
    last: Report | None
    outlets: list[tuple[str, int]]
    beside: list[tuple[str, int]]
    """Labels of entities in the reports that are about it, with the number of those reports."""


class UnknownEntity(LookupError):
    """No entity has this id or name; the message suggests near ones."""


def find_entity(text: str, linker: Linker) -> Entry:
    """The entity of an id (``facility:prison-sinaa``), its last part, or a name in any spelling.

    Raises UnknownEntity, also where a name is that of several.
    """
    entries = linker.gazetteer.entries
    if text in entries:
        return entries[text]
    found = [entity_id for entity_id in entries if entity_id.partition(":")[2] == text.lower()]
    if not found:
        names = [name for name in linker.link_query(text) if not words(text[: name.start] + text[name.end :])]
        found = sorted({entity_id for name in names for entity_id in name.entity_ids})
    if len(found) == 1:
        return entries[found[0]]
    if found:
        raise UnknownEntity(f"{text!r} is the name of several: {', '.join(found)}")
    slugs = {entity_id.partition(":")[2]: entity_id for entity_id in entries}
    known = {name.lower(): entry.id for entry in entries.values() for name in entry.names} | slugs
    near = dict.fromkeys(known[name] for name in get_close_matches(text.lower(), known, _SUGGESTED))
    raise UnknownEntity(f"no entity is called {text!r}" + (f"; near are {', '.join(near)}" if near else ""))


def find_entity_id(text: str, linker: Linker, *, may_be_new: bool = False) -> str:
    """As ``find_entity``; an id of a known kind that no entry has is taken too where it ``may_be_new``.

    Raises UnknownEntity.
    """
    if may_be_new and _ID.fullmatch(text):
        return text
    try:
        return find_entity(text, linker).id
    except UnknownEntity as error:
        if may_be_new:
            raise UnknownEntity(f"{error}; for what is new give an id, such as place:tal-al-mithal") from None
        raise


def profile(entry: Entry, engine: Engine, gazetteer: Gazetteer) -> Profile:
    """What gazetteer and index say of an entity. Raises IndexUnusable when the index cannot be asked."""
    believed = AnyOf((Term("about_ids", entry.id), Term("mentioned_ids", entry.id)))
    page = engine.search(believed, limit=0, facets=("outlet",), facet_size=MOST_BESIDE)
    about = engine.search(
        Term("about_ids", entry.id), limit=0, facets=("about", "mentioned"), facet_size=MOST_BESIDE + 1
    )
    return Profile(
        entry=entry,
        lies_in=[gazetteer.label(place) for place in gazetteer.containing(entry.id)],
        made_names=[name for core in entry.cores for name in written(entry.head or "", core)]
        if entry.head in HEADS
        else [],
        reports={level: engine.search(Term(f"{level}_ids", entry.id), limit=0).total for level in LEVELS},
        first=_edge(engine, believed, last=False),
        last=_edge(engine, believed, last=True),
        outlets=page.facets["outlet"],
        beside=_beside(about.facets, gazetteer.label(entry.id)),
    )


def _beside(facets: dict[str, list[tuple[str, int]]], own: str) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for label, count in (*facets["about"], *facets["mentioned"]):
        if label != own:
            counts[label] = counts.get(label, 0) + count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_BESIDE]


def _edge(engine: Engine, query: Query, *, last: bool) -> Report | None:
    """The first or last report of a query, by its time."""
    documents = engine.get(engine.matched_ids(query)).values()
    if not documents:
        return None
    choose = max if last else min
    found = choose(documents, key=lambda document: (document.timeline_at, document.article_id))
    return Report(id=found.article_id, timeline_at=found.timeline_at, title=found.title, outlet=found.outlet)
