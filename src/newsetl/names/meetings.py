"""Meetings and visits told without a name: «سيلتقي بوتين نتنياهو في موسكو الأربعاء».

Two who met, in one sentence with a word for meeting, tell of it; so do its visitor and the town, where the host is
every day. In its days and the few after nothing more is needed. At any other time, also before, for meetings are
announced, the sentence must give its date, to the month. What was said by telephone is no meeting.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from newsetl.arabic.tokens import words
from newsetl.names.dated import Days, days_of
from newsetl.names.events import DAY_BEFORE, RUNNING, telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.reading import stem_of
from newsetl.names.tale import Tale

MEETING = "meeting"
_MOST_DATED = timedelta(days=31)
"""Of a date that points at a meeting: those who meet meet often."""
_BY_TELEPHONE = frozenset(stem_of(word.norm) for word in words("هاتفي هاتفيا هاتفية اتصال اتصل telephone phone"))
_TOGETHER = 2


class _Meeting(NamedTuple):
    entry: Entry
    days: Days
    persons: tuple[str, ...]
    places: frozenset[str]
    """Of what lies in a country; a country is where too much happens."""


class Meetings:
    """The meetings of a gazetteer, by who met."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._of_person: dict[str, list[_Meeting]] = defaultdict(list)
        self._stems = telling((MEETING,))
        for entry in gazetteer.entries.values():
            days = days_of(entry) if MEETING in entry.happening else None
            if days:
                persons = tuple(party for party in entry.participants if party.startswith("person:"))
                places = frozenset(place for place in (entry.place or "", *entry.places) if gazetteer.containing(place))
                for person in persons:
                    self._of_person[person].append(_Meeting(entry, days, persons, places))

    def told(self, tale: Tale) -> Iterator[tuple[Entry, int]]:
        """Meetings that a report tells of, each with the index of the word that tells it."""
        named = tale.reading.all_at
        seen: set[str] = set()
        for person in sorted(self._of_person.keys() & named.keys()):
            for meeting in self._of_person[person]:
                entry = meeting.entry
                if entry.id in seen or entry.id in named:
                    continue
                seen.add(entry.id)
                if (at := self._sign(meeting, tale)) is not None:
                    yield entry, at

    def _sign(self, meeting: _Meeting, tale: Tale) -> int | None:
        first, last = meeting.days
        in_days = first - DAY_BEFORE <= tale.day <= last + RUNNING
        for sentence in self._sentences(meeting, tale):
            span = tale.span(sentence, sentence)
            at = tale.said(self._stems, span)
            if at is None or tale.said(_BY_TELEPHONE, span) is not None:
                continue
            if _is_dated(tale, sentence, meeting.days):
                return at
            if in_days and not tale.is_of_long_before(sentence, meeting.days):
                return at
        return None

    @staticmethod
    def _sentences(meeting: _Meeting, tale: Tale) -> list[int]:
        """The sentences that name two who met, the visitor one of them, or the visitor and where."""
        named = tale.reading.all_at
        who: dict[int, set[str]] = defaultdict(set)
        for person in meeting.persons:
            for at in named.get(person, ()):
                who[tale.sentence(at)].add(person)
        where = {tale.sentence(at) for place in meeting.places for at in named.get(place, ())}
        return sorted(
            at
            for at, persons in who.items()
            if (not meeting.entry.visitor or meeting.entry.visitor in persons)
            and (len(persons) >= _TOGETHER or (meeting.entry.visitor and at in where))
        )


def _is_dated(tale: Tale, sentence: int, days: Days) -> bool:
    """Whether a sentence gives days of a meeting."""
    return any(
        dated.exact and dated.is_of(days) and dated.until - dated.since <= _MOST_DATED
        for dated in tale.dates_in(sentence)
    )
