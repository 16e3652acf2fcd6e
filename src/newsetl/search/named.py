"""The reports of what a query names."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from newsetl.arabic.tokens import spaced, words
from newsetl.index.query import AllOf, AnyOf, Boost, Concept, Phrase, Query, Term, TimeRange
from newsetl.names.asking import QueryName
from newsetl.names.contexts import SELF, is_by_term
from newsetl.names.gazetteer import Entry, Gazetteer, Tenure, WeakAlias
from newsetl.names.lands import lands_of
from newsetl.names.linker import Linker
from newsetl.names.slips import is_slip
from newsetl.times import day_start

ABOUT_BOOST, CONCEPT_BOOST = 6.0, 2.0
"""What a report is about outranks what it mentions."""
_TITLES = 8
"""Names of one office that are looked for."""
ARABIC = re.compile(r"[\sء-ْ]+")
"""A name in Arabic, not Kurdish, which has letters of its own."""


def entity_query(entity_id: str) -> Query:
    """Reports an entity is in, those about it first."""
    return AnyOf((Boost(Concept(entity_id), CONCEPT_BOOST), Boost(Term("about_ids", entity_id), ABOUT_BOOST)))


def named_so(name: QueryName, typed: str, gazetteer: Gazetteer) -> Query:
    """Reports of a name's entities, and those that name (not: lie in) the governorate called like a town."""
    regions = [region for entity_id in name.entity_ids for region in _regions(typed, entity_id, gazetteer)]
    called = [Term(level, region) for region in dict.fromkeys(regions) for level in ("about_ids", "mentioned_ids")]
    named = in_office(name, typed, gazetteer) or any_of(name.entity_ids)
    return AnyOf((named, *called)) if called else named


def _regions(typed: str, place_id: str, gazetteer: Gazetteer) -> Iterable[str]:
    """The governorate that a town's name calls too; one in another script than Arabic, or with a slip («اللادقية»,
    though listed), stands for the Arabic one.
    """
    norm = spaced(typed)
    names = [spaced(name) for name in gazetteer.entries[place_id].all_names]
    if ARABIC.fullmatch(typed) and any(f" {name} " in f" {norm} " for name in names):
        called = gazetteer.regions_called(typed, place_id)
        calling = (name for name in names if is_slip(name, norm, swapped=True) and " " not in name)
        if called or not any(gazetteer.regions_called(name, place_id) for name in calling):
            return called
    return sorted(gazetteer.regions_called_like(place_id))


def in_office(name: QueryName, typed: str, gazetteer: Gazetteer) -> Query | None:
    """What an office that several persons held asks for: each in his time, and at any other in what says the words:
    «وزير الخارجية السوري»; None where the name is no such office.
    """
    held = [(entity, _weak_name(gazetteer.entries[entity], typed, gazetteer)) for entity in name.entity_ids]
    if len(held) == 1 or name.described or not all(weak for _, weak in held):
        return None
    if not any(weak and is_by_term(weak.context) for _, weak in held):
        return None
    each: list[Query] = []
    for entity, weak in held:
        entry = gazetteer.entries[entity]
        term = _time(entry.term_of(weak)) if weak and is_by_term(weak.context) else None
        # reports say an office that is typed in English in Arabic
        titles = [typed] if ARABIC.fullmatch(typed) else [typed, *_titles(entry, weak)]
        each.append(AllOf((entity_query(entity), AnyOf((*map(Phrase, titles), *filter(None, [term]))))))
    return AnyOf(tuple(each))


def _weak_name(entry: Entry, typed: str, gazetteer: Gazetteer) -> WeakAlias | None:
    """The weak name of a person that a query types, maybe with a letter before it («والرئيس السوري»), or with the
    country said otherwise («وزير خارجية روسيا»).
    """
    norm = spaced(typed)
    forms = {norm, norm[1:], f"ا{norm[1:]}"}
    weak = entry.weak_aliases if entry.kind == "person" else []
    if listed := next((one for one in weak if spaced(one.alias) in forms), None):
        return listed
    others = {" ".join(form) for name in forms for form in lands_of(gazetteer).other_forms(name.split())}
    return next((one for one in weak if spaced(one.alias) in others), None)


def _titles(entry: Entry, office: WeakAlias | None) -> list[str]:
    """The Arabic names of an office that a person held."""
    same = [one for one in entry.weak_aliases if office is None or entry.term_of(one) == entry.term_of(office)]
    held = (one.alias for one in same if is_by_term(one.context))
    return [alias for alias in held if ARABIC.fullmatch(alias)][:_TITLES]


def _time(term: Tenure) -> TimeRange | None:
    """The time in which an office was a person's, as far as it is known."""
    first, last = (day_start(date.fromisoformat(day)) if day else None for day in term)
    return TimeRange(first, last + timedelta(days=1) if last else None) if first or last else None


def any_of(ids: list[str]) -> Query:
    """Reports of any of the entities that share a name."""
    return AnyOf(tuple(entity_query(entity_id) for entity_id in ids))


def only_name(text: str, linker: Linker) -> QueryName | None:
    """The name that a text is, and nothing else."""
    found = linker.link_query(text, guessed=False)
    alone = len(found) == 1 and not words(text[: found[0].start]) + words(text[found[0].end :])
    return found[0] if alone else None


def certain_name(text: str, linker: Linker) -> QueryName | None:
    """The name that a text is for certain, and nothing else."""
    name = only_name(text, linker)
    return name if name and name.certain else None


def has_context(name: QueryName, typed: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer tells in which reports a surname means the person: others («تركي المالكي») are left out."""
    held = (_weak_name(gazetteer.entries[entity_id], typed, gazetteer) for entity_id in name.entity_ids)
    return any(weak and any(SELF not in option for option in weak.context) for weak in held)
