"""What names in a query say of each other: where a thing lies, who leads it, whose office it is, what area it is."""

from collections.abc import Iterable
from itertools import pairwise, takewhile

from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of, spaced, words
from newsetl.index.countries import WORKING, in_country
from newsetl.index.query import AllOf, AnyOf, Boost, OneOf, Phrase, Query
from newsetl.names.asking import QueryName
from newsetl.names.capitals import capitals_of
from newsetl.names.describing import BACKING, BESIDE, OFFICES, SIDE_OF, SIDES
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import LEADER, LEADS, LED_BY, TITLES
from newsetl.names.heads import all_short_forms, place_nouns
from newsetl.names.lands import lands_of
from newsetl.names.proclitics import ARTICLE
from newsetl.names.topics import said_on_something
from newsetl.names.when import is_long
from newsetl.search.named import ARABIC

LISTED = 3
"""Places that together stand for an area."""
_LONG_NAME, _NAMES, _SIDES = 3, 8, 2
"""Of a place whose side is asked for: words of a name, names, and how many words a side may be («شمال شرق»)."""
_IN = ("في", "ب", "in", ",", "،")
_SITES = {"place", "facility"}
_BACKED = {"organisation", "force"}
LONG = 8
"""Words of a query that tell a whole story."""
_LEADING = LED_BY | LEADS | LEADER
_OFFICE = TITLES | frozenset(norms_of("السابق الأسبق الحالي الراحل السابقة former ex late"))


def listed_places(names: list[QueryName], text: str, gazetteer: Gazetteer) -> list[int]:
    """Which names list the places of an area, a report on any of which is meant; empty where they do not.

    Three or more places of one governorate do, one behind the other («الرستن وتلبيسة والحولة»), or two and the
    governorate itself; a country beside them only says where they are.
    """
    joining = FUNCTION_WORDS.union(place_nouns(), SIDES)
    joins = (text[one.end : other.start] for one, other in pairwise(names))
    if len(names) < LISTED or not all(joining.issuperset(norms_of(join)) for join in joins):
        return []
    local = [i for i, name in enumerate(names) if all(map(gazetteer.is_local, name.entity_ids))]
    around = [{*gazetteer.containing(entity)} for i in local for entity in names[i].entity_ids]
    shared = set.intersection(*around) if around else set()
    regions = [i for i, name in enumerate(names) if i not in local and shared.issuperset(name.entity_ids)]
    # «سراقب وأريحا في إدلب» says where they are, «… وإدلب» lists it
    listed = [i for i in regions if not i or text[names[i - 1].end : names[i].start].strip() not in _IN[:3]]
    inner = [i for i in listed if any(map(gazetteer.containing, names[i].entity_ids))]
    governed = any(gazetteer.containing(place) for place in shared)
    if not governed or len(local) + len(regions) < len(names) or len(local) + bool(inner) < LISTED:
        return []
    return sorted(local + inner)


def alternatives(
    names: list[QueryName], asked: list[Query], text: str, gazetteer: Gazetteer
) -> tuple[list[Query], list[Query]]:
    """What the names of a query ask for, each on its own, where several of them are alternatives: (what a report must
    have, what lifts it besides).
    """
    if listed := listed_places(names, text, gazetteer):
        any_of = [asked[at] for at in listed]
        return [AnyOf(tuple(any_of))], any_of
    if either := either_country(names, text, gazetteer):
        others = [query for at, query in enumerate(asked) if at not in either]
        return [*others, AnyOf(tuple(asked[at] for at in either))], []
    around = [at for at in range(len(names)) if _is_only_around(names, at, text, gazetteer)]
    return [query for at, query in enumerate(asked) if at not in around], [asked[at] for at in around]


def _is_only_around(names: list[QueryName], at: int, text: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is the region of the place that is named right before or behind it, with no word between: «Hatay
    Reyhanli».
    """
    for one, other, place in ((at - 1, at, at - 1), (at, at + 1, at + 1)):
        if one < 0 or other == len(names) or words(text[names[one].end : names[other].start]):
            continue
        if kinds_of(names[at], gazetteer) == {"place"} and lies_in(names[place], names[at], text, gazetteer):
            return True
    return False


def lies_in(name: QueryName, region: QueryName, text: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is of a place or facility that lies in another, which as typed may be its governorate («إدلب»)."""
    if not kinds_of(name, gazetteer) <= _SITES:
        return False
    regions = called_so(region, text, gazetteer)
    return all(not regions.isdisjoint(gazetteer.containing(entity)) for entity in name.entity_ids)


def called_so(place: QueryName, text: str, gazetteer: Gazetteer) -> set[str]:
    """What a place's name stands for as it is typed: also the governorate of that name."""
    typed = text[place.start : place.end]
    return {*place.entity_ids}.union(*(gazetteer.regions_called(typed, entity) for entity in place.entity_ids))


def either_country(names: list[QueryName], text: str, gazetteer: Gazetteer) -> list[int]:
    """Which names are countries in a row behind what is no place, of which either will do: «هيومن رايتس ووتش سوريا
    والعراق»; empty where there are no two.
    """
    listed = [at for at, name in enumerate(names) if is_country(name, gazetteer)]
    others = set[str]().union(*(kinds_of(name, gazetteer) for at, name in enumerate(names) if at not in listed))
    joins = [text[names[one].end : names[other].start] for one, other in pairwise(listed)]
    in_a_row = len(listed) > 1 and listed == [*range(listed[0], listed[-1] + 1)] and not any(map(norms_of, joins))
    return listed if in_a_row and others and others <= WORKING else []


def is_country(name: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether a name is of a country: of a place that lies in none."""
    return all(_is_outermost(entity, gazetteer) for entity in name.entity_ids)


def _is_outermost(entity_id: str, gazetteer: Gazetteer) -> bool:
    return entity_id.startswith("place:") and not gazetteer.containing(entity_id)


def tells_a_story(text: str) -> bool:
    """Whether a query has words for a whole story."""
    return len(words(text)) >= LONG


def described_at_length(names: list[QueryName], text: str, gazetteer: Gazetteer) -> int | None:
    """Which name of a long query all the rest only describes: an event, or what comes first and is no broad thing
    («Gebran Bassil, Lebanon's foreign minister and son-in-law of President Aoun»); None where there is none.
    """
    long = tells_a_story(text)
    named = [at for at, name in enumerate(names) if long and name.certain and not name.guessed]
    if said_on_something(norms_of(text)):
        return None  # «جلسة مجلس الأمن بشأن هجوم دوما» is not the attack
    if events := [at for at in named if kinds_of(names[at], gazetteer) == {"event"}]:
        return events[0]
    first = names[0] if 0 in named else None
    if first and kinds_of(first, gazetteer) <= WORKING | {"facility"}:
        return None if any(map(gazetteer.is_broad, first.entity_ids)) else 0
    return None


def told_together(names: list[QueryName], asked: list[Query], gazetteer: Gazetteer) -> list[Query]:
    """What names ask for, a country beside who works there only where reports tell of the two together
    (``index.countries``): «القوات الأميركية في العراق».
    """
    working = [
        entity
        for name in names
        if name.certain and not name.guessed and kinds_of(name, gazetteer) <= WORKING
        for entity in name.entity_ids
    ]

    return [
        in_countries(reports, working, name.entity_ids, gazetteer) if name.certain else reports
        for name, reports in zip(names, asked, strict=True)
    ]


def in_countries(reports: Query, working: Iterable[str], places: Iterable[str], gazetteer: Gazetteer) -> Query:
    """Reports that tell of who works in any of those places that are countries together with it; all where none is."""
    # seas and rivers lie in no country either, and have no people
    lands = [one for one in places if _is_outermost(one, gazetteer) and gazetteer.entries[one].demonyms]
    pairs = [in_country(entity, land) for entity in working for land in lands]
    return AllOf((reports, Boost(OneOf("with_countries", tuple(pairs)), 0.0))) if pairs else reports


def says_where(name: QueryName, between: str, place: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether the second name only says where the first is: in it, on a side of it, or beside it («الكسوة جنوب دمشق»,
    «عين ترما قرب جوبر»).
    """
    said = [norm for norm in norms_of(between) if norm not in FUNCTION_WORDS]
    on_a_side, beside = bool(said) and SIDES.issuperset(said), bool(said) and BESIDE.issuperset(said)
    sites = kinds_of(name, gazetteer) <= _SITES and all(map(gazetteer.is_local, name.entity_ids))
    if between.strip() in _IN or on_a_side or (not norms_of(between) and sites and place.certain):
        places = {*place.entity_ids}
        if _is_in_its_capital(name, place, gazetteer):
            return True
        if all(not places.isdisjoint(gazetteer.containing(entity)) for entity in name.entity_ids):
            return True
    if not (on_a_side or beside) or not kinds_of(name, gazetteer) | kinds_of(place, gazetteer) <= _SITES:
        return False
    if beside:
        return all(map(gazetteer.is_local, (*name.entity_ids, *place.entity_ids)))
    return all(any(gazetteer.lies_beside(e, town) for town in place.entity_ids) for e in name.entity_ids)


def _is_in_its_capital(name: QueryName, place: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether the second name is the capital of the country of a body, the first: «الحكومة اللبنانية في بيروت»."""
    capitals = capitals_of(gazetteer)
    own = {capitals.get(gazetteer.country_of(one) or "") for one in name.entity_ids}
    return name.certain and kinds_of(name, gazetteer) == {"organisation"} and own == {*place.entity_ids}


def is_beside(before: str, neighbour: QueryName, between: str, name: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether a name only says what the place named right behind it lies beside: «الحي المجاور لمخيم اليرموك التضامن».

    ``before``, the text before the first name, says so and nothing else.
    """
    said = [norm for norm in norms_of(before) if norm not in FUNCTION_WORDS]
    other = [norm for norm in said if norm not in BESIDE]
    nouns = place_nouns() | all_short_forms()
    described = len(other) < len(said) and all(norm in nouns or norm.removeprefix(ARTICLE) in nouns for norm in other)
    if words(between) or not described or not kinds_of(neighbour, gazetteer) | kinds_of(name, gazetteer) <= _SITES:
        return False
    return all(map(gazetteer.is_local, (*neighbour.entity_ids, *name.entity_ids)))


def says_who(name: QueryName, between: str, other: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether the other name only says who leads or backs the first, or what the first, a person, leads."""
    own = kinds_of(name, gazetteer)
    kinds = own | kinds_of(other, gazetteer)
    said = norms_of(between)
    local = any(map(gazetteer.is_local, other.entity_ids))
    if name.certain and own <= _BACKED and not local and said and not said[0].startswith("و"):
        # «الحرس الجمهوري التابع للأسد»
        stems = [gazetteer.analyzer.query_term(norm) for norm in said if norm not in FUNCTION_WORDS]
        if stems and BACKING.issuperset(stems):
            return True
    if not name.certain or "person" not in kinds or len(kinds) == 1:
        return False
    if other.certain and kinds <= _BACKED | {"person"} and all(map(lands_of(gazetteer).of, said)):
        # «عصائب أهل الحق العراقية قيس الخزعلي», «وائل علوان فيلق الرحمن»
        persons, bodies = (name, other) if own == {"person"} else (other, name)
        return all(any(_is_of(one, body, gazetteer) for body in bodies.entity_ids) for one in persons.entity_ids)
    if said and said[0] in OFFICES and own == {"person"}:
        # «علوش المسؤول السياسي في جيش الإسلام»
        others = {*other.entity_ids}
        if all(others & gazetteer.entries[person].context_ids for person in name.entity_ids):
            return True
    return not _LEADING.isdisjoint(said) and set(said) <= _LEADING | FUNCTION_WORDS


def _is_of(person: str, body: str, gazetteer: Gazetteer) -> bool:
    """Whether a body stands in a name of a person: «قائد فيلق الرحمن»."""
    called = [f" {spaced(name)} " for name in gazetteer.entries[person].all_names]
    return any(f" {spaced(name)} " in one for name in gazetteer.entries[body].names for one in called)


def on_a_side(before: str, place: QueryName, typed: str, gazetteer: Gazetteer) -> tuple[Query, int] | None:
    """What a side of a place asks for that is no listed area of its own («شرق بغداد», "east Baghdad"): reports that say
    so, by any of the place's Arabic names; and where in ``before``, the text before the name, the side begins.
    """
    said = words(before)
    sides = [*takewhile(lambda word: word.norm in SIDE_OF, reversed(said))][:_SIDES][::-1]
    if not sides or before[sides[-1].end :].strip() or kinds_of(place, gazetteer) != {"place"}:
        return None
    listed = (name for entity in place.entity_ids for name in gazetteer.entries[entity].all_names)
    arabic = dict.fromkeys(name for name in (typed, *listed) if ARABIC.fullmatch(name))
    names = [name for name in arabic if len(name.split()) <= _LONG_NAME][:_NAMES]
    side = " ".join(SIDE_OF[word.norm] for word in sides)
    ways = ["{side} {name}", "{name} {side}"]
    if len(sides) == 1:
        ways += ["{name} ال{side}ية", "ال{side}ية من {name}", "ال{side}ية {to}"]
    phrases = [Phrase(way.format(side=side, name=name, to=_to(name))) for name in names for way in ways]
    return (AnyOf(tuple(phrases)), sides[0].start) if phrases else None


def _to(name: str) -> str:
    """A name behind «ل»: «للموصل»."""
    return f"لل{name[len(ARTICLE) :]}" if name.startswith(ARTICLE) else f"ل{name}"


def is_office_of(name: QueryName, between: str, person: QueryName, gazetteer: Gazetteer) -> bool:
    """Whether a name is the office of the person who is named right behind it, or the land of that office («Iraq
    electricity minister Fahdawi»).
    """
    if kinds_of(person, gazetteer) != {"person"}:
        return False
    kinds, said = kinds_of(name, gazetteer), norms_of(between)
    if not name.certain:
        # one whose holders are meant only where nobody is named
        return kinds <= {"person", "organisation"} and person.certain and _OFFICE.issuperset(said)
    if kinds == {"place"}:
        own = [gazetteer.entries[entity].context_ids for entity in person.entity_ids]
        other = [norm for norm in said if norm not in OFFICES | _OFFICE]
        return len(other) <= 1 and len(other) < len(said) and all(not ids.isdisjoint(name.entity_ids) for ids in own)
    return kinds == {"organisation"} and person.certain and _OFFICE.issuperset(said)


def kinds_of(name: QueryName, gazetteer: Gazetteer) -> set[str]:
    """The kinds of a name's entities."""
    return {gazetteer.entries[entity_id].kind for entity_id in name.entity_ids}


def parts_of_long(event: QueryName, entities: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    """Of the entities in a query that describes an event which took long, those that narrow it: forces and
    persons, and places but its own, those around that, and the lands that had part in it; of a flight also
    those that people fled to.
    """
    events = [gazetteer.entries[event_id] for event_id in event.entity_ids]
    if not all(map(is_long, events)):
        return []
    whole = {place for entry in events for place in (entry.place, *gazetteer.containing(entry.id), *entry.participants)}
    whole.update(place for entry in events if entry.happening == ["flight"] for place in entry.places)
    sites = {entity for entity in entities if gazetteer.entries[entity].kind in _SITES} - whole
    return [entity for entity in dict.fromkeys(entities) if entity in sites or entity.startswith(("force:", "person:"))]
