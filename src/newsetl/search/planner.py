"""From what a person typed to a query for either engine: entities first, then phrases, then words.

A name is searched as its entity, so every spelling of it finds every report on it, and its words never match alone.
What is not a name must stand in the report word for word (stemmed), all of it. Quoted text is a phrase. ``-word``
excludes. When all words together find nothing, ``relaxed`` gives the wider query to try, and says so.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from newsetl.arabic.forms import to_text
from newsetl.arabic.tokens import words
from newsetl.index.query import AllOf, AnyOf, Boost, Concept, Everything, Phrase, Query, Term, TimeRange, Without, Words
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker

ABOUT_BOOST, CONCEPT_BOOST, NAME_BOOST, PHRASE_BOOST = 6.0, 2.0, 1.0, 2.0
"""What a report is about outranks what it mentions, and that outranks how often it says the name."""
_QUOTED = re.compile(r'(-?)(?:"([^"]*)"|«([^»]*)»|“([^”]*)”)')
_EXCLUDED = re.compile(r"(?:^|\s)-(\S+)")


@dataclass(frozen=True)
class Filters:
    """What narrows a search besides its words: keyword field → value, and a time range."""

    terms: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    hide_copies: bool = False


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Plan:
    """A query ready for an engine, with what was understood of it."""

    query: Query
    relaxed: Query | None
    """A wider query for when nothing matches; None where nothing could be given up."""
    entities: list[str]
    """Ids of the entities recognised in the query."""
    words: list[str]
    """What else must match, as typed: words and phrases."""


def plan(text: str, linker: Linker, filters: Filters = NO_FILTERS) -> Plan:
    """Understand ``text``. An empty query is everything; it never raises on any text."""
    text = to_text(text)
    phrases: list[str] = []
    unwanted: list[Query] = []

    def take_quoted(match: re.Match[str]) -> str:
        quoted = next(group for group in match.groups()[1:] if group is not None)
        if words(quoted):
            if match.group(1):
                unwanted.append(_phrase(quoted, linker))
            else:
                phrases.append(quoted)
        return " "

    rest = _QUOTED.sub(take_quoted, text)

    def take_excluded(match: re.Match[str]) -> str:
        if words(match.group(1)):
            unwanted.append(Words(match.group(1)))
        return " "

    rest = _EXCLUDED.sub(take_excluded, rest)
    names, left = _split_names(rest, linker)
    required: list[Query] = [_phrase(quoted, linker) for quoted in phrases]
    required += [_name(typed, ids) for typed, ids in names]
    bare = " ".join(word for piece in left if (word := piece.strip()) and words(word))
    # each word on its own: one may stand in the title and another in the body
    must = [*required, *(Words(bare[word.start : word.end]) for word in words(bare))]
    narrowing = _filters(filters)
    rank: list[Query] = [Boost(Phrase(bare), PHRASE_BOOST)] if len(words(bare)) > 1 else []
    relaxed = None
    if bare and required:
        relaxed = _assemble(required, narrowing, unwanted, [Words(bare, operator="or")])
    elif bare:
        wider = Words(bare, operator="or", fuzzy=len(words(bare)) == 1)
        relaxed = _assemble([wider], narrowing, unwanted, rank)
    entities = [entity_id for _, ids in names for entity_id in ids]
    entities += [entity_id for quoted in phrases for _, _, ids in linker.link_query(quoted) for entity_id in ids]
    return Plan(
        query=_assemble(must, narrowing, unwanted, rank),
        relaxed=relaxed,
        entities=list(dict.fromkeys(entities)),
        words=[*phrases, *([bare] if bare else [])],
    )


def entity_query(entity_id: str) -> Query:
    """Reports an entity is in, those about it first."""
    return AnyOf((Boost(Concept(entity_id), CONCEPT_BOOST), Boost(Term("about_ids", entity_id), ABOUT_BOOST)))


def _name(typed: str, ids: list[str]) -> Query:
    """A recognised name: the reports of its entities; how it was typed only ranks."""
    return AnyOf((*(entity_query(entity_id) for entity_id in ids), Boost(Phrase(typed), NAME_BOOST)))


def _phrase(quoted: str, linker: Linker) -> Query:
    """Quoted text: a name stays its entity when it fills the quotes, anything else is a phrase."""
    found = linker.link_query(quoted)
    if len(found) == 1:
        start, end, ids = found[0]
        if not words(quoted[:start]) and not words(quoted[end:]):
            return _name(quoted[start:end], ids)
    return Phrase(quoted)


def _split_names(text: str, linker: Linker) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Names as typed with their entities, and the pieces of text between them."""
    names, pieces, at = [], [], 0
    for start, end, ids in linker.link_query(text):
        pieces.append(text[at:start])
        names.append((text[start:end], ids))
        at = end
    return names, [*pieces, text[at:]]


def _filters(filters: Filters) -> list[Query]:
    narrowing: list[Query] = [Term(name, value) for name, value in sorted(filters.terms.items())]
    if filters.since or filters.until:
        narrowing.append(TimeRange(filters.since, filters.until))
    if filters.hide_copies:
        narrowing.append(Term("is_primary", True))
    return narrowing


def _assemble(must: list[Query], narrowing: list[Query], unwanted: list[Query], rank: list[Query]) -> Query:
    """All of ``must`` within ``narrowing``, without ``unwanted``, ranked further by ``rank``."""
    core: Query = must[0] if len(must) == 1 else AllOf(tuple(must)) if must else Everything()
    if rank:
        # a phrase match is also a match of its words, so this adds score and no hit
        core = AnyOf((core, AllOf((core, *rank))))
    if narrowing:
        core = AllOf((core, *(Boost(query, 0.0) for query in narrowing)))
    return Without(core, AnyOf(tuple(unwanted))) if unwanted else core


def describe(plan_: Plan, gazetteer: Gazetteer) -> str:
    """One line for people: what the query was understood as."""
    names = [gazetteer.label(entity_id) for entity_id in plan_.entities]
    return " + ".join([*(f"[{name}]" for name in names), *plan_.words]) or "everything"
