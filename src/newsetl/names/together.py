"""Weak names that give each other their reason: «نمر وعقربا والطيحة» are villages of one governorate, and a report on
them need not name it.
"""

from collections.abc import Iterable, Iterator

from newsetl.names.common_words import common_words
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.patterns import BREAK, Match
from newsetl.names.reading import Reading

ENOUGH, ENOUGH_FOR_A_COUNTRY = 2, 3
"""Words of names that ask for a place: of two names at least."""
_MOST_OF_ONE = 2


def regions_told(weak: Iterable[list[Match]], reading: Reading, gazetteer: Gazetteer) -> set[str]:
    """Places that at least two weak names, otherwise without reason, ask for: the narrowest such.

    ``weak`` are matches by span, longest first; of a name that several entities share, all must ask for it.
    """
    votes: dict[str, dict[str, int]] = {}
    until = set[int]()
    for rivals in weak:
        match = rivals[0]
        span = range(match.first, match.end)
        if any(reading.taken[at] for at in span) or not until.isdisjoint(span):
            continue
        length = match.end - match.first
        places = gazetteer.entries[match.pattern.entity_id].kind in ("place", "facility")
        if length == 1 and (not places or reading.norms[match.first] in common_words()):
            continue
        until.update(span)
        asked = [_asked_for(rival, gazetteer) for rival in rivals]
        for region in frozenset.intersection(*asked):
            votes.setdefault(region, {})[match.pattern.alias] = min(length, _MOST_OF_ONE)
    told = {region for region, names in votes.items() if _is_told(region, names, gazetteer)}
    return {region for region in told if not any(region in gazetteer.containing(other) for other in told)}


def _asked_for(match: Match, gazetteer: Gazetteer) -> frozenset[str]:
    """The places one of which is all that a weak name needs, with those that contain them."""
    if match.pattern.short_of or match.pattern.unless:
        return frozenset()
    places = [need for need in match.pattern.context.ids if need.startswith("place:")]
    return frozenset(outer for place in places for outer in (place, *gazetteer.containing(place)))


def _is_told(region: str, names: dict[str, int], gazetteer: Gazetteer) -> bool:
    least = ENOUGH if gazetteer.containing(region) else ENOUGH_FOR_A_COUNTRY
    return len(names) > 1 and sum(names.values()) >= least


def is_in_a_row(match: Match, reading: Reading, gazetteer: Gazetteer) -> bool:
    """Whether a place stands in a row with a name of its region: «مخيم اليرموك والحجر الأسود والقدم»."""
    pattern = match.pattern
    if gazetteer.entries[pattern.entity_id].kind != "place" or pattern.short_of:
        return False
    row = list(_beside(match, reading))  # most names have nothing beside them
    regions = set(gazetteer.containing(pattern.entity_id)[:-1]) if row else ()
    near = any(region in (other, *gazetteer.containing(other)[:-1]) for other in row for region in regions)
    return near and not reading.is_vetoed(match)


def _beside(match: Match, reading: Reading) -> Iterator[str]:
    """The entities of the names that a row has before and behind a match."""
    first, behind = match.first, match.end
    comma = first > 1 and reading.norms[first - 1] == BREAK + "،"
    before = first - 2 if comma else first - 1 if match.proclitic == "و" else -1
    if before >= 0 and (owner := reading.taken[before]):
        yield owner.pattern.entity_id
    owner = reading.taken[behind] if behind < len(reading.norms) else None
    if owner and owner.first == behind and owner.proclitic == "و":
        yield owner.pattern.entity_id
