"""Events told without a name, sentence by sentence: where it was or who was in it, a word for what happened, and when.

In the days of an event a sentence with its place and such a word tells of it; later it takes a date of those days too,
or time counted back to them («قبل عامين», «الذكرى الثالثة»). Of a wide place, where much happens, a party to the event
has to be named as well; an agreement is told by two of its parties, a killing by its victim. That somebody was driven
out of a place tells of its liberation whenever it is said, where he was driven out of it but once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from newsetl.arabic.tokens import words
from newsetl.names.dated import Days, days_of
from newsetl.names.events import DAY_BEFORE, is_agreed_in_a_capital, is_state, news_of, telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import GENTLE, alike, is_planned, is_violent
from newsetl.names.tale import Tale

_WEEK, _FORTNIGHT, _HALF_A_YEAR = (timedelta(days=days) for days in (7, 14, 183))
_CLOSE = 12
"""Words between a place and what tells that somebody was driven out of it."""
WIDE, SMALL = 12, 3
"""Names that lie in a place: from so many it is wide, up to so many small."""
_DRIVEN_OUT = telling(("liberation",))
_THE_PLACE = frozenset(
    word.norm
    for word in words(
        "المدينة البلدة القرية الحي المخيم السجن المبنى الموقع المنطقة القضاء الناحية المزرعة المطار القاعدة المعبر "
        "city town village camp prison neighbourhood district"
    )
)
"""What may stand for a place that was named before."""


_Inside = dict[str, list[int]]


class _Event(NamedTuple):
    """An event with what tells of it."""

    entry: Entry
    first: date
    last: date
    own: frozenset[str]
    """Stems of the words for its kinds."""
    kinds: frozenset[str]
    """Those, and what its kinds are told by too."""
    forceful: frozenset[str]
    """Those of its forceful kinds."""
    violent: bool
    parties: tuple[str, ...]
    """The participants that are no state."""
    killed: str
    """The person whose killing it is."""
    meeting: tuple[str, ...]
    """Those two of whom tell of it by themselves: of an agreement its parties, of days outside a town anybody in it."""
    is_local: bool
    """Whether it was in a facility, or within a governorate."""

    @property
    def days(self) -> Days:
        """First and last day."""
        return self.first, self.last

    def is_within(self, most: timedelta) -> bool:
        """Whether it took no more days."""
        return self.last - self.first <= most


class Teller:
    """The events of a gazetteer by what tells of them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._within = names_within(gazetteer)
        self._of_anchor: dict[str, list[_Event]] = defaultdict(list)
        for entry in gazetteer.entries.values():
            befell = entry.kind == "event" and entry.happening and not is_planned(entry)
            event = _event(entry, gazetteer) if befell else None
            if event and (event.is_within(_HALF_A_YEAR) or event.is_local):
                for anchor in {entry.id, entry.place, *entry.places, *entry.participants} - {None}:
                    self._of_anchor[anchor or ""].append(event)

    def told(self, tale: Tale) -> Iterator[tuple[Entry, int]]:
        """Events that a report tells of, each with the index of the word that tells it; of those whose place, victims
        or party it names.
        """
        seen: set[str] = set()
        inside = self._named_inside(tale)
        for anchor in sorted(self._of_anchor.keys() & tale.present.union(tale.victims)):
            for event in self._of_anchor[anchor]:
                entry = event.entry
                if entry.id not in seen:
                    seen.add(entry.id)
                    if entry.id not in tale.reading.all_at and (at := self._sign(event, tale, inside)) is not None:
                        yield entry, at

    def _named_inside(self, tale: Tale) -> _Inside:
        """Place → mentions of what lies in it, but for events."""
        found: _Inside = defaultdict(list)
        for entity, places in tale.reading.all_at.items():
            if entity[:6] != "event:":
                for outer in self._gazetteer.containing(entity):
                    found[outer] += places
        return found

    def _sign(self, event: _Event, tale: Tale, inside: _Inside) -> int | None:
        if tale.day < event.first - DAY_BEFORE:
            return None
        if tale.day <= event.last + news_of(event.entry):
            return self._in_days(event, tale, inside)
        ousted = self._looking_back(event, tale)
        return self._later(event, tale, inside) if ousted is None else ousted

    @staticmethod
    def _looking_back(event: _Event, tale: Tale) -> int | None:
        """Index of what tells that somebody was driven out of the event's place, whenever it is said."""
        entry, found = event.entry, tale.reading.all_at
        ousted = found.get(entry.driven_out or "", ())
        for at in found.get(entry.place or "", ()) if ousted else ():
            sentence = tale.sentence(at)
            span, around = tale.span(sentence, sentence), tale.span(sentence - 1, sentence)
            word = tale.tells(_DRIVEN_OUT, range(max(span.start, at - _CLOSE), min(span.stop, at + _CLOSE)))
            if word is None or tale.is_of_long_before(sentence, event.days):
                continue
            if any(party in around for party in ousted):
                return word
        return None

    def _in_days(self, event: _Event, tale: Tale, inside: _Inside) -> int | None:
        entry = event.entry
        very = {*tale.reading.all_at.get(entry.place or "", ())}
        violence = event.violent and self._is_small(entry.place)
        for at, _ in self._anchors(entry, tale, inside):
            needed = self._parties_needed(event, later=False) if at in very else int(not event.is_within(_FORTNIGHT))
            sentence, around = tale.sentence(at), at in very and not needed
            span = tale.span(sentence - around, sentence + around)
            word = tale.word(entry, event.kinds if at in very else event.forceful, span, violence=violence)
            if word is None or tale.is_of_long_before(tale.sentence(word), event.days):
                continue
            if self._has_parties(event, tale, span, needed):
                return word
        for span in self._meetings(event, tale):
            word = tale.tells(event.kinds, span)
            if word is not None and not tale.is_of_long_before(tale.sentence(word), event.days):
                return word
        return None

    def _later(self, event: _Event, tale: Tale, inside: _Inside) -> int | None:
        entry = event.entry
        if not event.is_local and not tale.names_any(entry):
            return None  # of a wide place one of these is needed below; most reports are done with here
        anchors, meetings = list(self._anchors(entry, tale, inside)), list(self._meetings(event, tale))
        if not anchors and not meetings:
            return None
        near = self._sentences_with(event, [*(at for at, _ in anchors), *(span.start for span in meetings)], tale)
        for dated in (dated for sentence in near for dated in tale.dates_in(sentence)):
            if not dated.is_of(event.days):
                continue
            span = tale.span(dated.sentence - dated.exact, dated.sentence + dated.exact)
            word = tale.word(entry, event.kinds, span, violence=dated.exact and event.violent)
            if word is None:
                continue
            if dated.exact and any(meeting.start in span for meeting in meetings):
                return word
            placed = any(at in span and (close or dated.exact) for at, close in anchors)
            if not placed and dated.exact and any(close for at, close in anchors if at < span.stop):
                placed = any(tale.reading.norms[at] in _THE_PLACE for at in tale.span(dated.sentence, dated.sentence))
            needed = self._parties_needed(event, later=True)
            if needed == 1 and dated.exact and self._gazetteer.is_local(entry.place or ""):
                needed = int(tale.tells(event.own, span) is None)
            if placed and self._has_parties(event, tale, span, needed):
                return word
        return None

    @staticmethod
    def _sentences_with(event: _Event, places: Iterable[int], tale: Tale) -> list[int]:
        """Sentences that may date the event: those around its anchors where something that happened is told."""
        found = set[int]()
        for sentence in {tale.sentence(at) for at in places}:
            for other in range(max(0, sentence - 2), sentence + 3):
                if tale.word(event.entry, event.kinds, tale.span(other, other), violence=True) is not None:
                    found.update((other - 1, other, other + 1))
        return sorted(at for at in found if at >= 0 and tale.span(at, at))

    def _anchors(self, event: Entry, tale: Tale, inside: _Inside) -> Iterator[tuple[int, bool]]:
        """Mentions of where it was: (index, whether of the very place or one beside it, not of a place in it)."""
        yield from ((at, True) for at in tale.victims.get(event.id, ()))
        for place in dict.fromkeys([event.place, *event.places]):
            yield from ((at, True) for at in tale.reading.all_at.get(place or "", ()))
        if event.place in inside and self._gazetteer.is_local(event.place):
            yield from ((at, False) for at in inside[event.place])

    @staticmethod
    def _meetings(event: _Event, tale: Tale) -> Iterator[range]:
        """Sentences that name two parties to an agreement, or the one who was killed."""
        entry, found = event.entry, tale.reading.all_at
        for at in found.get(event.killed, ()):
            yield tale.span(tale.sentence(at), tale.sentence(at))
        meeting = [party for party in event.meeting if party in found]
        if len(meeting) > 1:
            named: dict[int, set[str]] = defaultdict(set)
            for party in meeting:
                for at in found[party]:
                    named[tale.sentence(at)].add(party)
            there = not tale.present.isdisjoint((entry.place, *entry.places))
            if not there and event.is_local:
                return  # army and rebels agree about many towns
            for sentence, parties in sorted(named.items()):
                # states meet about everything: «واشنطن وباريس … الضربات» is of Syria where Syria is named
                if len(parties) > 1 and (there or not all(map(is_state, parties))):
                    yield tale.span(sentence, sentence)

    def _parties_needed(self, event: _Event, *, later: bool) -> int:
        """How many parties have to be named beside the place, for it to be this event's."""
        place = event.entry.place or ""
        if place.startswith("facility:"):
            return 0
        if self._gazetteer.is_local(place):
            return int(width_of(self._within[place]) == "wide")
        if self._gazetteer.containing(place) and not is_agreed_in_a_capital(event.entry, self._gazetteer):
            return int(later or not event.is_within(_FORTNIGHT))
        return 2

    @staticmethod
    def _has_parties(event: _Event, tale: Tale, span: range, needed: int) -> bool:
        entry = event.entry
        if any(at in span for at in (*tale.triggers.get(entry.id, ()), *tale.victims.get(entry.id, ()))):
            return True
        parties = entry.participants if needed > 1 else event.parties
        named = (party for party in parties if any(at in span for at in tale.reading.all_at.get(party, ())))
        return sum(1 for _ in named) >= needed

    def _is_small(self, place: str | None) -> bool:
        return bool(place) and width_of(self._within[place or ""]) == "small"


def names_within(gazetteer: Gazetteer) -> Counter[str]:
    """Place → how many entries lie in it."""
    return Counter(place for entity_id in gazetteer.entries for place in gazetteer.containing(entity_id))


def width_of(names: int) -> str:
    """What a place with so many names in it is: small, wide, or neither."""
    return "wide" if names >= WIDE else "small" if names <= SMALL else ""


def _event(entry: Entry, gazetteer: Gazetteer) -> _Event | None:
    """What tells of an event; None for one without dates."""
    days = days_of(entry)
    if days is None:
        return None
    kinds = telling(alike(entry.happening))
    parties = tuple(party for party in entry.participants if not is_state(party))
    place, victim = entry.place or "", next(iter(entry.participants), "")
    brief = days[1] - days[0] < _WEEK and not gazetteer.is_local(place)
    return _Event(
        entry=entry,
        first=days[0],
        last=days[1],
        own=telling(tuple(entry.happening)),
        kinds=kinds,
        forceful=telling(alike(kind for kind in entry.happening if kind not in GENTLE)) or kinds,
        violent=is_violent(entry),
        parties=parties,
        killed=victim if "killing" in entry.happening and victim.startswith("person:") else "",
        meeting=tuple(entry.participants) if brief else parties if "agreement" in entry.happening else (),
        is_local=place.startswith("facility:") or gazetteer.is_local(place),
    )
