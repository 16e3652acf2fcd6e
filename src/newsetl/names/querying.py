"""What a query names: the linker's matches, decided on by the query alone, as no report is around it."""

from collections.abc import Iterable, Iterator

from newsetl.names.asking import Asking, QueryName
from newsetl.names.clauses import only_described
from newsetl.names.events import Untold
from newsetl.names.explaining import Explainer
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.guessing import Guesser
from newsetl.names.holders import Holders
from newsetl.names.latin_places import LatinPlaces
from newsetl.names.led import asked_by_leader
from newsetl.names.matching import Found, by_entity, grouped, longest_first, present_in
from newsetl.names.patterns import Match, Patterns
from newsetl.names.reading import Reading
from newsetl.names.reasons import Reasons
from newsetl.names.retold import Reteller
from newsetl.names.seats import asked_by_seat, with_capitals
from newsetl.names.slips import MisspeltPersons
from newsetl.names.surnames import LatinSurnames
from newsetl.names.topics import said_on_something
from newsetl.names.whose import Whose, before_their_holder


class Queries:
    """Decides what the matches of a query name, and what its words mean together."""

    def __init__(
        self, gazetteer: Gazetteer, patterns: Patterns, reasons: Reasons, untold: Untold, reteller: Reteller
    ) -> None:
        self._gazetteer, self._patterns, self._reasons = gazetteer, patterns, reasons
        self._untold, self._reteller = untold, reteller
        self._explainer = Explainer(gazetteer)
        self._guesser = Guesser(gazetteer, self._explainer)
        self._surnames = LatinSurnames(gazetteer)
        self._latin_places = LatinPlaces(gazetteer)
        self._misspelt_persons = MisspeltPersons(gazetteer)
        self._whose, self._holders = Whose(gazetteer, patterns), Holders(gazetteer, patterns)

    def names(
        self, query: str, reading: Reading, found: Found, *, events: bool = True, guessed: bool = True
    ) -> list[QueryName]:
        """Names in a query, in order, none overlapping (``Linker.link_query``)."""
        asking = Asking(reading, self._gazetteer, found.adjectives)
        named = found.event_names if events else []
        told = [match for name in named if (match := self._untold.asked_by_name(name, reading))]
        weak = [*found.weak, *(name for name in named if name.pattern.role == "weak")]
        for match in sorted([*found.strong, *told], key=longest_first):
            asking.take(match, certain=True)
        self._take_with_reason(asking, weak, reading)
        of_lands = [*self._whose.of_lands(reading)]
        for match in (*of_lands, *before_their_holder(found.weak, reading)):
            asking.take(match, certain=match.pattern.role == "strong")
        for match in self._untold.asked(reading) if events else ():
            asking.take(match, certain=True, described=True)
        asking.take_alone(grouped(weak))
        latin = self._latin_places.find(reading, asking.entities)
        for match in (*self._surnames.find(reading), *latin, *self._misspelt(reading)):
            asking.take(match, certain=False)
        names = with_capitals(asking.names(), reading, self._gazetteer)
        names = self._holders.narrowed(names, reading, [*found.weak, *of_lands])
        whole = self._whole(query, reading, names, found.adjectives, guessed=guessed) if events else None
        return [whole] if whole else names

    def _take_with_reason(self, asking: Asking, weak: list[Match], reading: Reading) -> None:
        """Take weak names to which the query gives their context, round by round."""
        before = -1
        while len(asking) > before:
            before, present = len(asking), present_in(reading, self._gazetteer)
            for match in sorted(weak, key=longest_first):
                if reason := self._reasons.of(match, reading, present):
                    asking.take(reading.with_neighbour(match, reason), certain=True)

    def _whole(
        self, query: str, reading: Reading, names: list[QueryName], adjectives: Iterable[Match], *, guessed: bool
    ) -> QueryName | None:
        """What all of a query means together; None where it means what it names."""
        known_of, said = self._explainer.known_of_event, said_on_something(reading.norms)
        whole = asked_by_seat(query, reading, names, self._gazetteer)
        whole = whole or asked_by_leader(reading, names, self._gazetteer, self._patterns)
        if whole is None and only_described(names, query, self._gazetteer):
            return None  # «أبو مهدي المهندس الذي قتل مع سليماني» is the man
        whole = whole or self._explainer.whole(query, reading, names)
        whole = whole or self._reteller.asked(reading, names, by_entity(adjectives), known_of)
        if whole is None or self._is_only_topic(whole, said):
            whole = self._guesser.guess(query, reading, names) if guessed else None
        return None if whole is None or self._is_only_topic(whole, said) else whole

    def _is_only_topic(self, name: QueryName, said: str) -> bool:
        """Whether events are only what something is on, by the stem of the word for that; without one they are not."""
        of = self._explainer.tables.of
        return bool(said) and all(one.startswith("event:") and said not in of([one]) for one in name.entity_ids)

    def _misspelt(self, reading: Reading) -> Iterator[Match]:
        """Places and persons that free words of a query name but for a slip."""
        for at, norm in enumerate(reading.norms):
            for name in self._explainer.misspelt(norm) if reading.taken[at] is None else ():
                found = self._patterns.find([name])
                named = [match for match in found if match.pattern.entity_id.startswith("place:")]
                strong = [match for match in named if match.pattern.role == "strong"]
                yield from (match._replace(first=at, end=at + 1) for match in strong or named)
        yield from self._misspelt_persons.find(reading)
