"""What a weak name's contexts ask for, and whether a report has it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter

from newsetl.arabic.tokens import norms_of
from newsetl.names.contexts import HOME, SELF, THEN, is_by_term
from newsetl.names.gazetteer import Gazetteer, is_within
from newsetl.names.headed import other_thing_between
from newsetl.names.lands import OFFICIAL, Lands, lands_of
from newsetl.names.matching import is_anothers_surname
from newsetl.names.patterns import Match
from newsetl.names.reading import NOWHERE, Reading
from newsetl.names.remembering import Remembered
from newsetl.names.together import is_in_a_row

CONTEXT_WORDS = 8
LEAST_AT_HOME, MOST_AT_HOME = 2, 0.7
"""Of the places that a report names: how many, and what share, lie in a country where it is at home."""
_PLACED = ("place:", "facility:")
_BODIES = ("organisation:", "force:")
_PLANNED = timedelta(days=730)
"""So long before it is founded a body may be spoken of: Syria's constitutional committee was."""


class Reasons:
    """Reasons to believe weak names, by the entities of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._homes = Remembered(self._homes_of)

    @cached_property
    def _lands(self) -> Lands:
        return lands_of(self._gazetteer)

    def _homes_of(self, entity_id: str) -> frozenset[str]:
        return homes_of(entity_id, self._gazetteer, self._lands)

    def of(self, match: Match, reading: Reading, present: set[str]) -> str:
        """The first context that holds, as written in the gazetteer; empty when none does."""
        for option in self._open_to(match, reading, present):
            for need in option:
                if not self._holds(need, match, reading, present):
                    break
            else:
                vetoed = (
                    reading.is_vetoed(match) or is_anothers_surname(match, reading) or self._is_other(match, reading)
                )
                return "" if vetoed else "+".join(option)
        return "beside" if is_in_a_row(match, reading, self._gazetteer) else ""

    def part_of(self, match: Match, reading: Reading, present: set[str]) -> str:
        """The first requirement that holds of those that do only together; of a name of its own its place."""
        if match.pattern.role in ("core", "strong"):
            return "place"
        if self._is_other(match, reading):
            return ""
        if self._may_have_part(match, reading, present):
            for need in match.pattern.context.parts:
                if self._holds(need, match, reading, present):
                    return need
        return ""

    def _is_other(self, match: Match, reading: Reading) -> bool:
        """Whether a body, or who holds an office, of this short name cannot be the entity: the adjective behind is
        another country's («وزارة الداخلية المقدونية»), or the body was founded long after the report.
        """
        entity_id = match.pattern.entity_id
        behind = reading.norms[match.end] if match.end < len(reading.norms) else ""
        land, is_body = self._lands.of(behind), entity_id.startswith(_BODIES)
        if land and (is_body or is_by_term(match.pattern.context)) and not self._says_its_land(match):
            homes = self._homes[entity_id]
            if homes and land not in homes:
                return True
        if not is_body:
            return False
        founded, day = self._gazetteer.entries[entity_id].valid_from, reading.published
        return bool(founded and day and (min(day, date.max - _PLANNED) + _PLANNED).isoformat() < founded)

    def _says_its_land(self, match: Match) -> bool:
        """Whether a name has a country in it: an adjective behind «مدرب منتخب العراق» is of the man."""
        return any(self._lands.within(norms_of(match.pattern.alias)))

    def _open_to(self, match: Match, reading: Reading, present: set[str]) -> Iterable[tuple[str, ...]]:
        """The alternatives that may hold, in order: of most names all but a few are passed over together."""
        context = match.pattern.context
        if not context.ids.isdisjoint(present) or reading.near_any(context.words, match, CONTEXT_WORDS):
            return context
        return context.rest if self._may_have_part(match, reading, present) else context.marks

    @staticmethod
    def _may_have_part(match: Match, reading: Reading, present: set[str]) -> bool:
        """Whether any requirement may hold of those that do only together."""
        context = match.pattern.context
        return (
            context.part_marked
            or not context.part_ids.isdisjoint(present)
            or reading.near_any(context.part_words, match, CONTEXT_WORDS)
        )

    def _holds(self, need: str, match: Match, reading: Reading, present: set[str]) -> bool:
        if need == SELF:
            last, kind = reading.nearness(match), match.pattern.short_of
            return last > NOWHERE and not (kind and last >= 0 and other_thing_between(reading, kind, last, match.first))
        if need == THEN:
            return reading.published is not None and is_within(match.pattern.term, reading.published)
        if need == HOME:
            home = home_of(reading, self._gazetteer)
            return home is not None and self._gazetteer.country_of(match.pattern.entity_id) == home
        if ":" in need:
            return need in present and need != match.pattern.entity_id
        return reading.near(need, match, CONTEXT_WORDS)


def homes_of(entity_id: str, gazetteer: Gazetteer, lands: Lands) -> frozenset[str]:
    """The country of a body, and those that its names tell, or the offices of a person; none where nothing is known."""
    kind = entity_id.partition(":")[0]
    if kind not in OFFICIAL:
        return frozenset()
    country = None if kind == "person" else gazetteer.country_of(entity_id)
    told = (land for name in gazetteer.entries[entity_id].all_names for land in lands.within(norms_of(name)))
    return frozenset(filter(None, (country, *told)))


def home_of(reading: Reading, gazetteer: Gazetteer) -> str | None:
    """The country in which most of the places lie that a report names, where it names some; None for none."""
    named: Counter[str | None] = Counter()
    for entity, where in reading.all_at.items():
        if entity.startswith(_PLACED):
            named[gazetteer.country_of(entity)] += len(where)
    country, times = max(named.items(), key=itemgetter(1), default=(None, 0))
    return country if times >= max(LEAST_AT_HOME, MOST_AT_HOME * named.total()) else None
