"""A country or a region asked for by its capital («البلد الذي عاصمته هلسنكي», «المحافظة التي مركزها الموصل»), and a
capital by its country («عاصمة اليمن», «العاصمة اليمنية»).
"""

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.capitals import capitals_of
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.heads import place_nouns
from newsetl.names.lands import lands_of
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading

_SEAT = frozenset(norms_of("عاصمته عاصمتها وعاصمته وعاصمتها مركزها ومركزها مركزه ومركزه"))
"""Before the name of a capital."""
COUNTRY = frozenset(norms_of("بلد دولة جمهورية مملكة إمارة سلطنة"))
_REGION = frozenset(norms_of("محافظة ولاية إقليم منطقة"))
_CAPITAL = to_norm("عاصمة")
_TOWN = place_nouns() | {ARTICLE + noun for noun in place_nouns()}


def asked_by_seat(query: str, reading: Reading, names: list[QueryName], gazetteer: Gazetteer) -> QueryName | None:
    """The whole query as the country, or the region of one, whose capital it names; None where it does not."""
    norms = reading.norms
    seat = next((at for at, norm in enumerate(norms) if norm in _SEAT), None)
    first = norms[0].removeprefix(ARTICLE) if norms else ""
    if seat is None or first not in COUNTRY | _REGION:
        return None
    for name in names:
        between = query[reading.ends[seat] : name.start]
        if name.start >= reading.ends[seat] and _TOWN.issuperset(norms_of(between)):
            around = [gazetteer.containing(entity) for entity in name.entity_ids]
            # the region is what lies next within the country
            found = {places[-1] if first in COUNTRY else places[0] for places in around if places}
            if len(found) == 1 and all(one.startswith("place:") for one in found):
                return QueryName(reading.starts[0], reading.ends[-1], sorted(found), certain=True, described=True)
    return None


def with_capitals(names: list[QueryName], reading: Reading, gazetteer: Gazetteer) -> list[QueryName]:
    """The names of a query, with the capital where it says of which country: «عاصمة اليمن», «العاصمة اليمنية»."""
    found = list(names)
    for at, norm in enumerate(reading.norms[:-1]):
        begins = {name.start: name for name in found}
        if norm == _CAPITAL and (land := begins.get(reading.starts[at + 1])) and len(land.entity_ids) == 1:
            country, end = land.entity_ids[0], land.end
        elif norm == ARTICLE + _CAPITAL and reading.taken[at] is None and reading.taken[at + 1] is None:
            country, end = lands_of(gazetteer).of(reading.norms[at + 1]), reading.ends[at + 1]
        else:
            continue
        if capital := capitals_of(gazetteer).get(country):
            named = QueryName(reading.starts[at], end, [capital], certain=True)
            found = sorted([named, *(name for name in found if not named.start <= name.start < named.end)])
    return found
