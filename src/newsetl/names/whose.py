"""Whose an office or a body is that a query names: «وزارة الدفاع في المملكة المتحدة» is the British ministry, «المتحدث
باسم الأمين العام أنطونيو غوتيريش» another man than the one named.
"""

from collections.abc import Iterable, Iterator

from newsetl.arabic.tokens import norms_of
from newsetl.names.capitals import capitals_of
from newsetl.names.contexts import is_by_term
from newsetl.names.describing import OFFICES
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.lands import MOST_BEFORE, OFFICIAL, lands_of
from newsetl.names.patterns import Match, Patterns
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading

_IN = frozenset(norms_of("في لدى"))
_SENT = frozenset(norms_of("سفير سفيرة سفارة قنصل قنصلية مندوب مندوبة ممثل ممثلة مبعوث مبعوثة موفد"))
"""Who is in a country is another's."""


class Whose:
    """The countries of a gazetteer, as those behind an office or a body in a query."""

    def __init__(self, gazetteer: Gazetteer, patterns: Patterns) -> None:
        self._gazetteer, self._patterns = gazetteer, patterns
        self._country_of = {capital: country for country, capital in capitals_of(gazetteer).items()}
        """Capital → its country."""

    def of_lands(self, reading: Reading) -> Iterator[Match]:
        """Offices and bodies before the name of their country or its capital, over the words of both."""
        for at, owner in enumerate(reading.taken):
            if owner is None or owner.first != at or owner.pattern.role != "strong":
                continue
            country = self._country(owner)
            names = [norms_of(self._gazetteer.entries[country].ar)] if country else []
            first, is_in = self._before(owner, reading, country)
            for length in range(min(MOST_BEFORE, first), 0, -1) if names else ():
                phrase = reading.norms[first - length : first]
                bare = [phrase[0].removeprefix(ARTICLE), *phrase[1:]]
                if is_in and bare[0] in _SENT:
                    continue
                if found := self._official([*bare, *names[0]]):
                    yield from (match._replace(first=first - length, end=owner.end) for match in found)
                    break

    def _country(self, match: Match) -> str:
        entity_id = match.pattern.entity_id
        entity_id = self._country_of.get(entity_id, entity_id)
        return entity_id if lands_of(self._gazetteer).has(entity_id) else ""

    def _before(self, land: Match, reading: Reading, country: str) -> tuple[int, bool]:
        """Index behind the words before a country's name that do not say that the office is there, or other names of
        it; and whether any does.
        """
        at, is_in = land.first, bool(land.proclitic)
        while at:
            before = reading.taken[at - 1]
            if reading.norms[at - 1] in _IN:
                at, is_in = at - 1, True
            elif before and country and self._country(before) == country:
                at, is_in = before.first, is_in or bool(before.proclitic)
            else:
                break
        return at, is_in

    def _official(self, name: list[str]) -> list[Match]:
        """Who is called so in any form, or by the adjective of the country."""
        for form in [name, *lands_of(self._gazetteer).other_forms(name)]:
            found = [match for match in self._patterns.find(form) if (match.first, match.end) == (0, len(form))]
            own = [match for match in found if match.pattern.entity_id.partition(":")[0] in OFFICIAL]
            # «الجيش في سوريا» is no weak name of an army that was called so once
            sure = [match for match in own if match.pattern.role == "strong"]
            if sure or (own := [match for match in own if is_by_term(match.pattern.context)]):
                return sure or own
        return []


def before_their_holder(offices: Iterable[Match], reading: Reading) -> Iterator[Match]:
    """Offices that end in that of who is named behind, over all these words: «المتحدث باسم الأمين العام غوتيريش»."""
    listed = [match for match in offices if match.end < len(reading.norms)]
    for match in listed:
        holder = reading.taken[match.end]
        if holder is None or holder.first != match.end or reading.norms[match.first] not in OFFICES:
            continue
        held = {other.pattern.entity_id for other in listed if other.end == match.end and other.first > match.first}
        if holder.pattern.entity_id in held and match.pattern.entity_id != holder.pattern.entity_id:
            yield match._replace(end=holder.end)
