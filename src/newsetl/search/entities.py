"""What is known of one entity: from the gazetteer its names, from the index the reports on it."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from difflib import get_close_matches

from newsetl.arabic.tokens import norms_of, words
from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import AllOf, AnyOf, Query, Term, TimeRange
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.linker import Linker
from newsetl.records import Record, UtcDatetime

LEVELS = ("about", "mentioned", "possible")
MOST_BESIDE = 10
MOST_COUNTED = 10_000
"""Entities beside one: far more than any index has."""
FIRST_YEAR = 1900
_SUGGESTED = 5
_PAGED = 10_000
"""As far as engines page without walking."""
_ID = re.compile("(place|facility|force|organisation|person):[a-z0-9]+(-[a-z0-9]+)*")
"""Of what can be entered by its name alone; an event also needs its place and days."""


class Report(Record):
    """One report, for people to look up."""

    id: str
    timeline_at: UtcDatetime
    title: str
    outlet: str


class Beside(Record):
    """An entity that reports name beside another."""

    id: str
    label: str
    reports: int


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
    years: dict[int, int]
    """Reports about or mentioning it by year (UTC), from FIRST_YEAR on; years without any are left out."""
    outlets: list[tuple[str, int]]
    """Likewise by outlet, most first."""
    beside: list[Beside]
    """Who and what those reports are about, or mention, most first."""


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
        names = linker.link_query(text, guessed=False)
        names = [name for name in names if not words(text[: name.start] + text[name.end :])]
        found = sorted({entity_id for name in names for entity_id in name.entity_ids})
    if len(found) == 1:
        return entries[found[0]]
    if found:
        raise UnknownEntity(f"{text!r} is the name of several: {', '.join(found)}")
    near = _near(text, entries.values())
    raise UnknownEntity(f"no entity is called {text!r}" + (f"; near are {', '.join(near)}" if near else ""))


def find_entities(text: str, linker: Linker) -> list[Entry]:
    """Entities that a text may mean: those of which it is a name, then those with a name that holds its words.

    In each, shortest names first; those that are spelled nearly so where there are neither.
    """
    entries = linker.gazetteer.entries
    wanted = norms_of(text)
    if not wanted:
        return []
    named = {entity for name in linker.link_query(text, guessed=False) if name.certain for entity in name.entity_ids}
    exact, holding = [], []
    for entry in entries.values():
        names = [*entry.all_names, *entry.cores, entry.id.partition(":")[2]]
        spelled = [norms_of(name) for name in names]
        if wanted in spelled or (entry.id in named and len(named) == 1):
            exact.append(entry)
        elif any(_holds(name, wanted) for name in spelled):
            holding.append(entry)
    found = sorted(exact, key=_by_length) + sorted(holding, key=_by_length)
    return found or [entries[entity_id] for entity_id in _near(text, entries.values())]


def _holds(name: list[str], wanted: list[str]) -> bool:
    """Whether every word begins a word of the name, its article aside."""
    bare = [*name, *(word.removeprefix("ال") for word in name)]
    return all(any(word.startswith(want) for word in bare) for want in wanted)


def _by_length(entry: Entry) -> tuple[int, str]:
    return len(entry.ar), entry.id


def _near(text: str, entries: Iterable[Entry]) -> list[str]:
    """Ids of entities that are spelled nearly so."""
    known = {}
    for entry in entries:
        known.update(dict.fromkeys([*(name.lower() for name in entry.names), entry.id.partition(":")[2]], entry.id))
    return list(dict.fromkeys(known[name] for name in get_close_matches(text.lower(), known, _SUGGESTED)))


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
    page = engine.search(believed, limit=1, facets=("outlet", "about_ids", "mentioned_ids"), facet_size=MOST_COUNTED)
    newest = page.hits[0].document if page.hits else None
    return Profile(
        entry=entry,
        lies_in=[gazetteer.label(place) for place in gazetteer.containing(entry.id)],
        made_names=entry.made_names,
        reports=dict(zip(LEVELS, engine.totals([Term(f"{level}_ids", entry.id) for level in LEVELS]), strict=True)),
        first=_report(_first(engine, believed)) if newest else None,
        last=_report(newest) if newest else None,
        years=dict(_years(engine, believed, FIRST_YEAR, newest.timeline_at.year + 1)) if newest else {},
        outlets=page.facets["outlet"][:MOST_BESIDE],
        beside=_beside(page.facets, entry.id, gazetteer),
    )


def _beside(facets: dict[str, list[tuple[str, int]]], own: str, gazetteer: Gazetteer) -> list[Beside]:
    counts: dict[str, int] = {}
    for entity_id, count in (*facets["about_ids"], *facets["mentioned_ids"]):
        if entity_id != own:
            counts[entity_id] = counts.get(entity_id, 0) + count
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_BESIDE]
    return [Beside(id=entity_id, label=gazetteer.label(entity_id), reports=count) for entity_id, count in most]


def _report(document: Document) -> Report:
    return Report(
        id=document.article_id, timeline_at=document.timeline_at, title=document.title, outlet=document.outlet
    )


def _first(engine: Engine, query: Query) -> Document:
    """The earliest document of a query whose scores are all equal, so that pages run from the newest to it."""
    since, until = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime.now(UTC)
    total = engine.search(query, limit=0).total
    part = query
    while total > _PAGED and (until - since).total_seconds() > 1:
        middle = since + (until - since) / 2
        earlier = AllOf((query, TimeRange(None, middle)))
        if count := engine.search(earlier, limit=0).total:
            until, part, total = middle, earlier, count
        else:
            since = middle
    return engine.search(part, limit=1, offset=total - 1).hits[0].document


def _years(engine: Engine, query: Query, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Years in [first, end) with their documents: halved as long as there are any, so that empty ones cost nothing."""
    if first >= end:
        return
    between = TimeRange(datetime(first, 1, 1, tzinfo=UTC), datetime(end, 1, 1, tzinfo=UTC))
    if total := engine.search(AllOf((query, between)), limit=0).total:
        if end - first == 1:
            yield first, total
            return
        middle = (first + end) // 2
        yield from _years(engine, query, first, middle)
        yield from _years(engine, query, middle, end)
