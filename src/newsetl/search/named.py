"""The reports of what a query names."""

from newsetl.arabic.tokens import spaced, words
from newsetl.index.query import AnyOf, Boost, Concept, Query, Term
from newsetl.names.asking import QueryName
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.patterns import SELF

ABOUT_BOOST, CONCEPT_BOOST = 6.0, 2.0
"""What a report is about outranks what it mentions."""


def entity_query(entity_id: str) -> Query:
    """Reports an entity is in, those about it first."""
    return AnyOf((Boost(Concept(entity_id), CONCEPT_BOOST), Boost(Term("about_ids", entity_id), ABOUT_BOOST)))


def named_so(name: QueryName, typed: str, gazetteer: Gazetteer) -> Query:
    """Reports of a name's entities, and those that name (not: lie in) the governorate called like a town."""
    regions = [region for entity_id in name.entity_ids for region in gazetteer.regions_called(typed, entity_id)]
    called = [Term(level, region) for region in dict.fromkeys(regions) for level in ("about_ids", "mentioned_ids")]
    return AnyOf((any_of(name.entity_ids), *called)) if called else any_of(name.entity_ids)


def any_of(ids: list[str]) -> Query:
    """Reports of any of the entities that share a name."""
    return AnyOf(tuple(entity_query(entity_id) for entity_id in ids))


def only_name(text: str, linker: Linker) -> QueryName | None:
    """The name that a text is, and nothing else."""
    found = linker.link_query(text)
    alone = len(found) == 1 and not words(text[: found[0].start]) + words(text[found[0].end :])
    return found[0] if alone else None


def certain_name(text: str, linker: Linker) -> QueryName | None:
    """The name that a text is for certain, and nothing else."""
    name = only_name(text, linker)
    return name if name and name.certain else None


def has_context(name: QueryName, typed: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer tells in which reports a surname means the person: others («تركي المالكي») are left out."""
    surname = spaced(typed)
    return any(
        spaced(weak.alias) == surname and any(SELF not in option for option in weak.context)
        for entity_id in name.entity_ids
        if entity_id.startswith("person:")
        for weak in gazetteer.entries[entity_id].weak_aliases
    )
