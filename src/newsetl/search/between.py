"""What names in a query say of each other: where a thing lies, who leads it, whose office it is, what area it is."""

from itertools import pairwise

from newsetl.arabic.function_words import FUNCTION_WORDS, only_joins
from newsetl.arabic.tokens import words
from newsetl.names.asking import QueryName
from newsetl.names.explaining import OFFICES, SIDES
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import LEADER, LED_BY, TITLES

LISTED = 3
"""Places that together stand for an area."""
_IN = ("في", "ب", "in", ",", "،")
_SITES = {"place", "facility"}
_LEADING = LED_BY | LEADER
_OFFICE = TITLES | frozenset(word.norm for word in words("السابق الأسبق الحالي الراحل السابقة former ex late"))


def is_area(names: list[QueryName], text: str, gazetteer: Gazetteer) -> bool:
    """Whether three or more places of one governorate, one behind the other, are an area: «الرستن وتلبيسة والحولة»."""
    entities = [entity for name in names for entity in name.entity_ids]
    joined = all(only_joins(text[one.end : other.start]) for one, other in pairwise(names))
    if len(names) < LISTED or not joined or not all(map(gazetteer.is_local, entities)):
        return False
    shared = set.intersection(*({*gazetteer.containing(entity)} for entity in entities))
    return any(gazetteer.containing(place) for place in shared)


def says_where(name: QueryName, between: str, place: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether the second name only says where the first is: in it, or on a side of it («الكسوة جنوب دمشق»)."""
    said = [word.norm for word in words(between) if word.norm not in FUNCTION_WORDS]
    on_a_side = bool(said) and SIDES.issuperset(said)
    if between.strip() in _IN or on_a_side:
        places = {*place.entity_ids}
        if all(not places.isdisjoint(gazetteer.containing(entity)) for entity in name.entity_ids):
            return True
    if not on_a_side or not kinds_of(name, gazetteer) | kinds_of(place, gazetteer) <= _SITES:
        return False
    return all(any(gazetteer.lies_beside(e, town) for town in place.entity_ids) for e in name.entity_ids)


def says_who(name: QueryName, between: str, other: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether the other name only says who leads the first, or what the first, a person, leads."""
    own = kinds_of(name, gazetteer)
    kinds = own | kinds_of(other, gazetteer)
    if not name.certain or "person" not in kinds or len(kinds) == 1:
        return False
    said = [word.norm for word in words(between)]
    if said and said[0] in OFFICES and own == {"person"}:
        # «علوش المسؤول السياسي في جيش الإسلام»
        others = {*other.entity_ids}
        if all(others & gazetteer.entries[person].context_ids for person in name.entity_ids):
            return True
    return not _LEADING.isdisjoint(said) and set(said) <= _LEADING | FUNCTION_WORDS


def is_office_of(name: QueryName, between: str, person: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether a name is the office of the person who is named right behind it."""
    if not (name.certain and person.certain and kinds_of(person, gazetteer) == {"person"}):
        return False
    return kinds_of(name, gazetteer) == {"organisation"} and _OFFICE.issuperset(word.norm for word in words(between))


def kinds_of(name: QueryName, gazetteer: Gazetteer) -> set[str]:
    """The kinds of a name's entities."""
    return {gazetteer.entries[entity_id].kind for entity_id in name.entity_ids}
