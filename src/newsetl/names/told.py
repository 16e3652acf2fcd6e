"""Events told without a name, sentence by sentence: where it was or who was in it, a word for what happened, and when.

In the days of an event a sentence with its place and such a word tells of it; later it takes a date of those days too,
or time counted back to them («قبل عامين», «الذكرى الثالثة»). Of a wide place, where much happens, a party to the event
has to be named as well; an agreement is told by two of its parties, a killing by its victim. That somebody was driven
out of a place tells of its liberation whenever it is said, where he was driven out of it but once.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.dates import find_dates
from newsetl.arabic.tokens import words
from newsetl.names.elapsed import find_elapsed
from newsetl.names.events import DAY_BEFORE, Days, days_of, is_agreed_in_a_capital, is_state, news_of, telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import VIOLENCE, alike, is_violent
from newsetl.names.reading import SOFT_BREAKS, Reading, stem_of

_WEEK, _FORTNIGHT, _SEASON, _HALF_A_YEAR = (timedelta(days=days) for days in (7, 14, 93, 183))
_YEAR = timedelta(days=366)
_EVER_SINCE = frozenset(word.norm for word in words("منذ since حتى until"))
"""Before a date: what is told has gone on from then, or until then."""
_LONG_BEFORE = timedelta(days=30)
_CLOSE = 12
"""Words between a place and what tells that somebody was driven out of it."""
WIDE, SMALL = 12, 3
"""Names that lie in a place: from so many it is wide, up to so many small."""
_GENTLE = frozenset(("displacement", "agreement", "protest"))
"""Kinds whose words are said of much else: beside another place than the event's own they tell nothing."""
_DRIVEN_OUT = telling(("liberation",))
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

    def is_of(self, days: Days) -> bool:
        """Whether the days that a sentence says may be these."""
        return self.since <= days[1] and days[0] <= self.until


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

    @property
    def days(self) -> Days:
        """First and last day."""
        return self.first, self.last

    def is_within(self, most: timedelta) -> bool:
        """Whether it took no more days."""
        return self.last - self.first <= most


class Tale:
    """A report by sentences, each with what it says of time; read only as far as somebody asks."""

    def __init__(
        self,
        reading: Reading,
        day: date,
        present: set[str],
        triggers: Mapping[str, list[int]],
        victims: Mapping[str, list[int]],
    ) -> None:
        self.reading = reading
        self.day = day
        self.present = present
        """Entities of the report and places that contain them."""
        self.triggers = triggers
        """Event → indices of its triggers."""
        self.victims = victims
        self._dates: dict[int, list[_Dated]] = {}

    @cached_property
    def _firsts(self) -> list[int]:
        """The first word of each sentence, and the end."""
        norms = self.reading.norms
        ends = (at for at in self.reading.breaks if norms[at] not in SOFT_BREAKS and norms[at][1:] not in "|:")
        return [0, *(at + 1 for at in ends), len(norms)]

    def sentence(self, at: int) -> int:
        """The number of a word's sentence."""
        return bisect_right(self._firsts, at) - 1

    def span(self, first: int, last: int) -> range:
        """The words of sentences ``first`` to ``last``, as far as there are such."""
        starts = self._firsts
        most = len(starts) - 1
        return range(starts[min(max(0, first), most)], starts[min(most, last + 1)])

    def names_any(self, event: Entry) -> bool:
        """Whether the report names a participant, or has words that stand for the event or for whom it befell."""
        told = event.id in self.triggers or event.id in self.victims
        return told or not self.reading.all_at.keys().isdisjoint(event.participants)

    def said(self, stems: frozenset[str], span: range) -> int | None:
        """Index of the first word in ``span`` that is a form of one of ``stems``."""
        norms = self.reading.norms
        return next((at for at in span if not stems.isdisjoint(DEFAULT.terms(norms[at]))), None)

    def said_phrase(self, phrases: Iterable[tuple[str, ...]], first: frozenset[str], span: range) -> int | None:
        """Index of the first word in ``span`` with which one of ``phrases`` begins: stems of words that follow each
        other, of which ``first`` has the first ones.
        """
        norms = self.reading.norms
        begun = (at for at in span if not first.isdisjoint(DEFAULT.terms(norms[at])))
        return next((at for at in begun if any(self._follow(phrase, at) for phrase in phrases)), None)

    def _follow(self, phrase: tuple[str, ...], at: int) -> bool:
        """Whether words from ``at`` on are forms of these stems, one after another."""
        words_ = self.reading.norms[at : at + len(phrase)]
        return len(words_) == len(phrase) and all(
            stem in DEFAULT.terms(norm) for stem, norm in zip(phrase, words_, strict=True)
        )

    def word(self, event: Entry, kinds: frozenset[str], span: range, *, violence: bool) -> int | None:
        """Index of what in ``span`` tells that the event happened: a word of ``kinds``, one of violence where that will
        do, or a trigger.
        """
        found = self.said(kinds, span)
        if found is None and violence:
            found = self.said(_VIOLENCE, span)
        return found if found is not None else next((at for at in self.triggers.get(event.id, ()) if at in span), None)

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

    def is_dated(self, sentence: int, days: Days) -> bool:
        """Whether a sentence says days of an event."""
        return any(dated.is_of(days) for dated in self.dates_in(sentence))

    def is_of_long_before(self, sentence: int, days: Days) -> bool:
        """Whether a sentence has a date long before an event and none of it: it looks back on something else."""
        before = any(dated.until < days[0] - _LONG_BEFORE for dated in self.dates_in(sentence))
        return before and not self.is_dated(sentence, days)


class Teller:
    """The events of a gazetteer by what tells of them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._within = names_within(gazetteer)
        self._of_anchor: dict[str, list[_Event]] = defaultdict(list)
        for entry in gazetteer.entries.values():
            event = _event(entry) if entry.kind == "event" and entry.happening else None
            if event and (event.is_within(_HALF_A_YEAR) or self._is_local(entry)):
                for anchor in {entry.id, entry.place, *entry.places, *entry.participants} - {None}:
                    self._of_anchor[anchor or ""].append(event)

    def told(self, tale: Tale) -> Iterator[tuple[Entry, int]]:
        """Events that a report tells of, each with the index of the word that tells it; of those whose place, victims
        or party it names.
        """
        seen: set[str] = set()
        for anchor in sorted(tale.present.union(tale.victims)):
            for event in self._of_anchor.get(anchor, ()):
                entry = event.entry
                if entry.id not in seen:
                    seen.add(entry.id)
                    if entry.id not in tale.reading.all_at and (at := self._sign(event, tale)) is not None:
                        yield entry, at

    def _sign(self, event: _Event, tale: Tale) -> int | None:
        if tale.day < event.first - DAY_BEFORE:
            return None
        if tale.day <= event.last + news_of(event.entry):
            return self._in_days(event, tale)
        ousted = self._looking_back(event, tale)
        return self._later(event, tale) if ousted is None else ousted

    @staticmethod
    def _looking_back(event: _Event, tale: Tale) -> int | None:
        """Index of what tells that somebody was driven out of the event's place, whenever it is said."""
        entry, found = event.entry, tale.reading.all_at
        ousted = found.get(entry.driven_out or "", ())
        for at in found.get(entry.place or "", ()) if ousted else ():
            sentence = tale.sentence(at)
            span, around = tale.span(sentence, sentence), tale.span(sentence - 1, sentence)
            word = tale.said(_DRIVEN_OUT, range(max(span.start, at - _CLOSE), min(span.stop, at + _CLOSE)))
            if word is None or tale.is_of_long_before(sentence, event.days):
                continue
            if any(party in around for party in ousted):
                return word
        return None

    def _in_days(self, event: _Event, tale: Tale) -> int | None:
        entry = event.entry
        very = {*tale.reading.all_at.get(entry.place or "", ())}
        violence = event.violent and self._is_small(entry.place)
        for at, _ in self._anchors(entry, tale):
            needed = self._parties_needed(event, later=False) if at in very else int(not event.is_within(_FORTNIGHT))
            sentence, around = tale.sentence(at), at in very and not needed
            span = tale.span(sentence - around, sentence + around)
            word = tale.word(entry, event.kinds if at in very else event.forceful, span, violence=violence)
            if word is None or tale.is_of_long_before(tale.sentence(word), event.days):
                continue
            if self._has_parties(event, tale, span, needed):
                return word
        for span in self._meetings(event, tale):
            word = tale.said(event.kinds, span)
            if word is not None and not tale.is_of_long_before(tale.sentence(word), event.days):
                return word
        return None

    def _later(self, event: _Event, tale: Tale) -> int | None:
        entry = event.entry
        if not self._is_local(entry) and not tale.names_any(entry):
            return None  # of a wide place one of these is needed below; most reports are done with here
        anchors, meetings = list(self._anchors(entry, tale)), list(self._meetings(event, tale))
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
                needed = int(tale.said(event.own, span) is None)
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

    def _anchors(self, event: Entry, tale: Tale) -> Iterator[tuple[int, bool]]:
        """Mentions of where it was: (index, whether of the very place or one beside it, not of a place in it)."""
        yield from ((at, True) for at in tale.victims.get(event.id, ()))
        for place in dict.fromkeys([event.place, *event.places]):
            yield from ((at, True) for at in tale.reading.all_at.get(place or "", ()))
        if event.place and self._gazetteer.is_local(event.place):
            for entity, found in tale.reading.all_at.items():
                if entity[:6] != "event:" and event.place in self._gazetteer.containing(entity):
                    yield from ((at, False) for at in found)

    def _meetings(self, event: _Event, tale: Tale) -> Iterator[range]:
        """Sentences that name two parties to an agreement, or the one who was killed."""
        entry = event.entry
        victim = next(iter(entry.participants), "")
        if "killing" in entry.happening and victim.startswith("person:"):
            for at in tale.reading.all_at.get(victim, ()):
                yield tale.span(tale.sentence(at), tale.sentence(at))
        brief = event.last - event.first < _WEEK and not self._gazetteer.is_local(entry.place or "")
        if "agreement" in entry.happening or brief:
            named: dict[int, set[str]] = defaultdict(set)
            for party in entry.participants if brief else event.parties:
                for at in tale.reading.all_at.get(party, ()):
                    named[tale.sentence(at)].add(party)
            there = not tale.present.isdisjoint((entry.place, *entry.places))
            if not there and self._is_local(entry):
                return  # army and rebels agree about many towns
            for sentence, parties in sorted(named.items()):
                # states meet about everything: «واشنطن وباريس … الضربات» is of Syria where Syria is named
                if len(parties) > 1 and (there or not all(map(is_state, parties))):
                    yield tale.span(sentence, sentence)

    def _is_local(self, event: Entry) -> bool:
        place = event.place or ""
        return place.startswith("facility:") or self._gazetteer.is_local(place)

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


def _event(entry: Entry) -> _Event | None:
    """What tells of an event; None for one without dates."""
    days = days_of(entry)
    if days is None:
        return None
    kinds = telling(alike(entry.happening))
    return _Event(
        entry=entry,
        first=days[0],
        last=days[1],
        own=telling(tuple(entry.happening)),
        kinds=kinds,
        forceful=telling(alike(kind for kind in entry.happening if kind not in _GENTLE)) or kinds,
        violent=is_violent(entry),
        parties=tuple(party for party in entry.participants if not is_state(party)),
    )
