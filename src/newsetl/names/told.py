"""Events told without a name, sentence by sentence: where it was or who was in it, a word for what happened, and when.

In the days of an event a sentence with its place and such a word tells of it; later it takes a date of those days too,
or time counted back to them («قبل عامين», «الذكرى الثالثة»). Of a wide place, where much happens, a party to the event
has to be named as well; an agreement is told by two of its parties, a killing by its victim.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.dates import find_dates
from newsetl.arabic.tokens import words
from newsetl.names.elapsed import find_elapsed
from newsetl.names.events import REPORTED, days_of, is_state, telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import VIOLENCE, alike
from newsetl.names.patterns import BREAK
from newsetl.names.reading import SOFT_BREAKS, Reading, stem_of

_DAY_BEFORE = timedelta(days=1)
_WEEK, _FORTNIGHT, _SEASON, _HALF_A_YEAR = (timedelta(days=days) for days in (7, 14, 93, 183))
_YEAR = timedelta(days=366)
_EVER_SINCE = frozenset(word.norm for word in words("منذ since حتى until"))
"""Before a date: what is told has gone on from then, or until then."""
_LONG_BEFORE = timedelta(days=30)
WIDE, SMALL = 12, 3
"""Names that lie in a place: from so many it is wide, up to so many small."""
_VIOLENT = frozenset(["chemical", "massacre", "bombing", "airstrike", "attack", "battle", "siege", "killing"])
_GENTLE = frozenset(("displacement", "agreement", "protest"))
"""Kinds whose words are said of much else: beside another place than the event's own they tell nothing."""
_VIOLENCE = frozenset(stem_of(word.norm) for word in words(VIOLENCE))
_THE_PLACE = frozenset(
    word.norm
    for word in words(
        "المدينة البلدة القرية الحي المخيم السجن المبنى الموقع المنطقة القضاء الناحية المزرعة المطار القاعدة المعبر "
        "city town village camp prison neighbourhood district"
    )
)
"""What may stand for a place that was named before."""


class _Dated(NamedTuple):
    sentence: int
    since: date
    until: date
    exact: bool
    """Not a whole year."""


class Tale:
    """A report by sentences, each with what it says of time; read only as far as somebody asks."""

    def __init__(
        self, reading: Reading, day: date, triggers: Mapping[str, list[int]], victims: Mapping[str, list[int]]
    ) -> None:
        self.reading = reading
        self.day = day
        self.triggers = triggers
        """Event → indices of its triggers."""
        self.victims = victims
        self._dates: dict[int, list[_Dated]] = {}

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        """(the sentence of each word, the first word of each sentence and the end)."""
        of_word, firsts = [], [0]
        for at, norm in enumerate(self.reading.norms):
            if norm[0] == BREAK and norm not in SOFT_BREAKS and norm[1:] not in "|:":
                firsts.append(at + 1)
            of_word.append(len(firsts) - 1)
        return of_word, [*firsts, len(of_word)]

    def sentence(self, at: int) -> int:
        """The number of a word's sentence."""
        return self._bounds[0][at]

    def span(self, first: int, last: int) -> range:
        """The words of sentences ``first`` to ``last``, as far as there are such."""
        starts = self._bounds[1]
        most = len(starts) - 1
        return range(starts[min(max(0, first), most)], starts[min(most, last + 1)])

    def said(self, stems: frozenset[str], span: range) -> int | None:
        """Index of the first word in ``span`` that is a form of one of ``stems``."""
        return next((at for at in span if not stems.isdisjoint(self._stems[at])), None)

    @cached_property
    def _stems(self) -> list[tuple[str, ...]]:
        return [() if norm[0] == BREAK else DEFAULT.terms(norm) for norm in self.reading.norms]

    def dates_in(self, sentence: int) -> list[_Dated]:
        """What a sentence says of time."""
        known = self._dates.get(sentence)
        if known is None:
            known = self._dates[sentence] = [*self._elapsed_in(sentence), *self._said_in(sentence)]
        return known

    def _elapsed_in(self, sentence: int) -> Iterator[_Dated]:
        span = self.span(sentence, sentence)
        for back in find_elapsed(self.reading.norms[span.start : span.stop], self.day):
            yield _Dated(sentence, back.since, back.until, back.until - back.since < 2 * _SEASON)

    def _said_in(self, sentence: int) -> Iterator[_Dated]:
        span, starts = self.span(sentence, sentence), self.reading.starts
        if not span:
            return
        text = self.reading.texts[self.reading.field_of(span.start)]
        first = starts[span.start]
        for mention in find_dates(text[first : self.reading.ends[span.stop - 1]], self.day):
            before = bisect_left(starts, first + mention.start, span.start, span.stop) - 1
            said = mention.best
            if said.last - said.first <= _YEAR and (before < 0 or self.reading.norms[before] not in _EVER_SINCE):
                exact = said.granularity != "year" and said.last - said.first <= _SEASON
                yield _Dated(sentence, said.first, said.last, exact)

    def is_of_long_before(self, sentence: int, first: date) -> bool:
        """Whether all dates of a sentence lie long before a day: it looks back on something else."""
        said = self.dates_in(sentence)
        return bool(said) and all(dated.until < first - _LONG_BEFORE for dated in said)


class Teller:
    """The events of a gazetteer by what tells of them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._within = names_within(gazetteer)
        self._of_anchor: dict[str, list[Entry]] = defaultdict(list)
        for event in gazetteer.entries.values():
            if event.kind == "event" and event.happening and (_is_within(event, _HALF_A_YEAR) or self._is_local(event)):
                for anchor in {event.id, event.place, *event.places, *event.participants} - {None}:
                    self._of_anchor[anchor or ""].append(event)

    def told(self, tale: Tale, candidates: Iterable[str]) -> Iterator[tuple[Entry, int]]:
        """Events that a report tells of, each with the index of the word that tells it; of those that have one of
        ``candidates`` (entities of the report and places that contain them) as place or party.
        """
        seen: set[str] = set()
        for anchor in candidates:
            for event in self._of_anchor.get(anchor, ()):
                if event.id not in seen:
                    seen.add(event.id)
                    if event.id not in tale.reading.all_at and (at := self._sign(event, tale)) is not None:
                        yield event, at

    def _sign(self, event: Entry, tale: Tale) -> int | None:
        days = days_of(event)
        if days is None or tale.day < days[0] - _DAY_BEFORE:
            return None
        kinds = telling(alike(event.happening))
        if tale.day <= days[1] + REPORTED:
            return self._in_days(event, tale, kinds, days[0])
        return self._later(event, tale, kinds, days)

    def _in_days(self, event: Entry, tale: Tale, kinds: frozenset[str], first: date) -> int | None:
        violent = not _VIOLENT.isdisjoint(event.happening)
        very = {*tale.reading.all_at.get(event.place or "", ())}
        forceful = telling(alike(kind for kind in event.happening if kind not in _GENTLE)) or kinds
        for at, _ in self._anchors(event, tale):
            needed = self._parties_needed(event, later=False) if at in very else int(not _is_within(event, _FORTNIGHT))
            sentence, around = tale.sentence(at), at in very and not needed
            span = tale.span(sentence - around, sentence + around)
            word = tale.said(kinds if at in very else forceful, span)
            if word is None and violent and self._is_small(event.place):
                word = tale.said(_VIOLENCE, span)
            word = word if word is not None else next((w for w in tale.triggers.get(event.id, ()) if w in span), None)
            if word is None or tale.is_of_long_before(tale.sentence(word), first):
                continue
            if self._has_parties(event, tale, span, needed):
                return word
        for span in self._meetings(event, tale):
            word = tale.said(kinds, span)
            if word is not None and not tale.is_of_long_before(tale.sentence(word), first):
                return word
        return None

    def _later(self, event: Entry, tale: Tale, kinds: frozenset[str], days: tuple[date, date]) -> int | None:
        anchors, meetings = list(self._anchors(event, tale)), list(self._meetings(event, tale))
        if not anchors and not meetings:
            return None
        near = self._sentences_with(
            kinds, [*(at for at, _ in anchors), *(span.start for span in meetings)], event, tale
        )
        for dated in (dated for sentence in near for dated in tale.dates_in(sentence)):
            if not (dated.since <= days[1] and days[0] <= dated.until):
                continue
            span = tale.span(dated.sentence - dated.exact, dated.sentence + dated.exact)
            word = tale.said(kinds, span)
            if word is None and dated.exact and not _VIOLENT.isdisjoint(event.happening):
                word = tale.said(_VIOLENCE, span)
            word = word if word is not None else next((w for w in tale.triggers.get(event.id, ()) if w in span), None)
            if word is None:
                continue
            if dated.exact and any(meeting.start in span for meeting in meetings):
                return word
            placed = any(at in span and (near or dated.exact) for at, near in anchors)
            if not placed and dated.exact and any(near for at, near in anchors if at < span.stop):
                placed = any(tale.reading.norms[at] in _THE_PLACE for at in tale.span(dated.sentence, dated.sentence))
            needed = self._parties_needed(event, later=True)
            if needed == 1 and dated.exact and self._gazetteer.is_local(event.place or ""):
                needed = int(tale.said(telling(tuple(event.happening)), span) is None)
            if placed and self._has_parties(event, tale, span, needed):
                return word
        return None

    def _sentences_with(self, kinds: frozenset[str], places: Iterable[int], event: Entry, tale: Tale) -> list[int]:
        """Sentences that may date the event: those around its anchors where something that happened is told."""
        phrases, found = tale.triggers.get(event.id, ()), set[int]()
        for sentence in {tale.sentence(at) for at in places}:
            for other in range(max(0, sentence - 2), sentence + 3):
                span = tale.span(other, other)
                if tale.said(kinds | _VIOLENCE, span) is not None or any(at in span for at in phrases):
                    found.update((other - 1, other, other + 1))
        return sorted(at for at in found if at >= 0 and tale.span(at, at))

    def _anchors(self, event: Entry, tale: Tale) -> Iterator[tuple[int, bool]]:
        """Mentions of where it was: (index, whether of the very place or one beside it, not of a place in it)."""
        yield from ((at, True) for at in tale.victims.get(event.id, ()))
        for place in dict.fromkeys([event.place, *event.places]):
            yield from ((at, True) for at in tale.reading.all_at.get(place or "", ()))
        if event.place and self._gazetteer.is_local(event.place):
            for entity, found in tale.reading.all_at.items():
                if entity[:6] != "event:" and event.place in self._gazetteer.containing(entity):
                    yield from ((at, False) for at in found)

    def _meetings(self, event: Entry, tale: Tale) -> Iterator[range]:
        """Sentences that name two parties to an agreement, or the one who was killed."""
        kinds = {*event.happening}
        if "killing" in kinds and event.participants and event.participants[0].startswith("person:"):
            for at in tale.reading.all_at.get(event.participants[0], ()):
                yield tale.span(tale.sentence(at), tale.sentence(at))
        days = days_of(event)
        brief = days is not None and days[1] - days[0] < _WEEK and not self._gazetteer.is_local(event.place or "")
        if "agreement" in kinds or brief:
            named: dict[int, set[str]] = defaultdict(set)
            for party in event.participants:
                if brief or not is_state(party):
                    for at in tale.reading.all_at.get(party, ()):
                        named[tale.sentence(at)].add(party)
            for sentence, parties in sorted(named.items()):
                if len(parties) > 1:
                    yield tale.span(sentence, sentence)

    def _is_local(self, event: Entry) -> bool:
        place = event.place or ""
        return bool(event.valid_from) and (place.startswith("facility:") or self._gazetteer.is_local(place))

    def _parties_needed(self, event: Entry, *, later: bool) -> int:
        """How many parties have to be named beside the place, for it to be this event's."""
        place = event.place or ""
        if place.startswith("facility:"):
            return 0
        if self._gazetteer.is_local(place):
            return int(width_of(self._within[place]) == "wide")
        if self._gazetteer.containing(place):
            return int(later or not _is_within(event, _FORTNIGHT))
        return 2

    def _has_parties(self, event: Entry, tale: Tale, span: range, needed: int) -> bool:
        named = (
            party
            for party in event.participants
            if (needed > 1 or not is_state(party)) and any(at in span for at in tale.reading.all_at.get(party, ()))
        )
        told = any(at in span for at in (*tale.triggers.get(event.id, ()), *tale.victims.get(event.id, ())))
        return told or sum(1 for _ in named) >= needed

    def _is_small(self, place: str | None) -> bool:
        return bool(place) and width_of(self._within[place or ""]) == "small"


def names_within(gazetteer: Gazetteer) -> Counter[str]:
    """Place → how many entries lie in it."""
    return Counter(place for entity_id in gazetteer.entries for place in gazetteer.containing(entity_id))


def width_of(names: int) -> str:
    """What a place with so many names in it is: small, wide, or neither."""
    return "wide" if names >= WIDE else "small" if names <= SMALL else ""


def _is_within(event: Entry, most: timedelta) -> bool:
    """Whether an event's days are known, and no more than so many."""
    days = days_of(event)
    return days is not None and days[1] - days[0] <= most
