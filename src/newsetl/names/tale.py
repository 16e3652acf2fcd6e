"""A report by sentences: what each tells of events and says of time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.dates import find_dates
from newsetl.arabic.tokens import norms_of, words
from newsetl.names.dated import Days
from newsetl.names.elapsed import find_elapsed
from newsetl.names.events import telling
from newsetl.names.gazetteer import Entry
from newsetl.names.happenings import HAPPENINGS, VIOLENCE
from newsetl.names.reading import SOFT_BREAKS, Reading, stem_of
from newsetl.names.remembering import Remembered

_SEASON = timedelta(days=93)
_YEAR = timedelta(days=366)
_EVER_SINCE = frozenset(norms_of("منذ since حتى until"))
"""Before a date: what is told has gone on from then, or until then."""
_LONG_BEFORE = timedelta(days=30)
_VIOLENCE = frozenset(stem_of(word.norm) for word in words(VIOLENCE))
_TOLD_BY = telling(tuple(HAPPENINGS)) | _VIOLENCE
_TELLING = Remembered(lambda norm: tuple(stem for stem in DEFAULT.terms(norm) if stem in _TOLD_BY))
"""Of a normalised word the stems that tell of events."""


class _Dated(NamedTuple):
    sentence: int
    since: date
    until: date
    exact: bool
    """Not a whole year."""

    def is_of(self, days: Days) -> bool:
        """Whether the days that a sentence says may be these."""
        return self.since <= days[1] and days[0] <= self.until


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
        self._telling: dict[tuple[int, int], list[tuple[int, tuple[str, ...]]]] = {}

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
        for at, norm in enumerate(self.reading.norms[span.start : span.stop], span.start):
            if not stems.isdisjoint(DEFAULT.terms(norm)):
                return at
        return None

    def _happened(self, span: range) -> list[tuple[int, tuple[str, ...]]]:
        """The words in ``span`` that tell of any event, with their stems: many events ask for those of one sentence."""
        place = span.start, span.stop
        known = self._telling.get(place)
        if known is None:
            stems = map(_TELLING.__getitem__, self.reading.norms[span.start : span.stop])
            known = self._telling[place] = [(at, found) for at, found in enumerate(stems, span.start) if found]
        return known

    def tells(self, stems: frozenset[str], span: range) -> int | None:
        """``said`` of stems that tell of events."""
        for at, found in self._happened(span):
            if not stems.isdisjoint(found):
                return at
        return None

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
        found = self.tells(kinds, span)
        if found is None and violence:
            found = self.tells(_VIOLENCE, span)
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
