"""A country or a region asked for by its capital: «البلد الذي عاصمته هلسنكي», «المحافظة التي مركزها الموصل»."""

from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.heads import place_nouns
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading

_SEAT = frozenset(norms_of("عاصمته عاصمتها وعاصمته وعاصمتها مركزها ومركزها مركزه ومركزه"))
"""Before the name of a capital."""
_COUNTRY = frozenset(norms_of("بلد دولة جمهورية مملكة إمارة سلطنة"))
_REGION = frozenset(norms_of("محافظة ولاية إقليم منطقة"))
_TOWN = place_nouns() | {ARTICLE + noun for noun in place_nouns()}


def asked_by_seat(query: str, reading: Reading, names: list[QueryName], gazetteer: Gazetteer) -> QueryName | None:
    """The whole query as the country, or the region of one, whose capital it names; None where it does not."""
    norms = reading.norms
    seat = next((at for at, norm in enumerate(norms) if norm in _SEAT), None)
    first = norms[0].removeprefix(ARTICLE) if norms else ""
    if seat is None or first not in _COUNTRY | _REGION:
        return None
    for name in names:
        between = query[reading.ends[seat] : name.start]
        if name.start >= reading.ends[seat] and _TOWN.issuperset(norms_of(between)):
            around = [gazetteer.containing(entity) for entity in name.entity_ids]
            # the region is what lies next within the country
            found = {places[-1] if first in _COUNTRY else places[0] for places in around if places}
            if len(found) == 1 and all(one.startswith("place:") for one in found):
                return QueryName(reading.starts[0], reading.ends[-1], sorted(found), certain=True, described=True)
    return None
