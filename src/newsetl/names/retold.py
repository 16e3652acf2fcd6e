"""Events that a sentence tells of by its parts, whenever it is said: «سقوط إحدى مقاتلاتها من طراز إف 16» of Israel's.

A pack says of an event which parts together in one sentence tell of it and of nothing else. A part is a choice, written
with ``|`` between: words in any form, several as they follow each other, entities by their ids, with ``~`` before it an
entity that the report names anywhere, or ``@dated`` for any date of the event. With ``!`` before it a part is what the
sentence must not have. Words and names count where they stand near the first part that is of entities alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.asking import QueryName
from newsetl.names.events import DAY_BEFORE, Days, days_of
from newsetl.names.explaining import MOST_EVENTS
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.reading import Reading, stem_of
from newsetl.names.told import Tale
from newsetl.names.when import is_date, is_within

DATED = "@dated"
ANYWHERE, NOT = "~", "!"
REACH = 15
"""Words on either side of the entity that a retelling turns on, within which its other parts stand."""


class Part(NamedTuple):
    """A choice of what a sentence must have."""

    stems: frozenset[str]
    """Of words."""
    phrases: tuple[tuple[str, ...], ...]
    """Stems of words that follow each other."""
    ids: frozenset[str]
    """Entities that the sentence names."""
    anywhere: frozenset[str]
    """Entities that the report names, or in which one lies that it names."""
    dated: bool
    unwanted: bool
    """Whether the sentence must not have it."""

    @property
    def is_named(self) -> bool:
        """Whether only an entity named in the sentence will do."""
        return bool(self.ids) and not (self.is_said or self.anywhere or self.dated or self.unwanted)

    @property
    def is_worded(self) -> bool:
        """Whether only a word will do."""
        return self.is_said and not (self.ids or self.anywhere or self.dated or self.unwanted)

    @property
    def is_said(self) -> bool:
        """Whether words will do."""
        return bool(self.stems or self.phrases)


def part_of(written: str) -> Part:
    """A part as a pack writes it."""
    choices = [choice.strip() for choice in written.removeprefix(NOT).split("|")]
    named = frozenset(choice for choice in choices if ":" in choice and choice[0] != ANYWHERE)
    anywhere = frozenset(choice[1:] for choice in choices if choice[0] == ANYWHERE)
    said = [
        tuple(stem_of(word.norm) for word in words(choice))
        for choice in choices
        if choice != DATED and ":" not in choice
    ]
    single = frozenset(stems[0] for stems in said if len(stems) == 1)
    phrases = tuple(stems for stems in said if len(stems) > 1)
    return Part(single, phrases, named, anywhere, DATED in choices, written.startswith(NOT))


class _Retelling(NamedTuple):
    event: Entry
    days: Days
    parts: tuple[Part, ...]
    """Besides the anchor."""


class Reteller:
    """The events of a gazetteer by what together retells them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._of_anchor: dict[str, list[_Retelling]] = defaultdict(list)
        for entry in gazetteer.entries.values():
            days = days_of(entry)
            for written in entry.retold if days else ():
                parts = [*map(part_of, written)]
                anchor = parts.pop(next(at for at, part in enumerate(parts) if part.is_named))
                for entity_id in anchor.ids:
                    self._of_anchor[entity_id].append(_Retelling(entry, days or (date.min, date.min), tuple(parts)))

    def told(self, tale: Tale) -> Iterator[tuple[Entry, int]]:
        """Events that a report retells, each with the index of a word that does; none of those that it names."""
        named, seen = tale.reading.all_at, set[str]()
        for anchor in sorted(self._of_anchor.keys() & named):
            for event, days, parts in self._of_anchor[anchor]:
                if event.id in seen or event.id in named or tale.day < days[0] - DAY_BEFORE:
                    continue
                for at in named[anchor]:
                    sentence = tale.sentence(at)
                    whole = tale.span(sentence, sentence)
                    span = range(max(whole.start, at - REACH), min(whole.stop, at + REACH + 1))
                    word = _word_of(parts, tale, span, partial(tale.is_dated, sentence, days))
                    if word is not None and not tale.is_of_long_before(sentence, days):
                        seen.add(event.id)
                        yield event, word
                        break

    def asked(self, reading: Reading, names: list[QueryName], adjectives: Mapping[str, list[int]]) -> QueryName | None:
        """The query as the one or two events of which it has all the parts, an entity also by its adjective; None where
        it names an event already.
        """
        if any(entity_id[:6] == "event:" for name in names for entity_id in name.entity_ids):
            return None
        named = {**adjectives, **reading.all_at}
        tale = Tale(replace(reading, all_at=named), date.max, {*named}, {}, {})
        dates = [stem for norm in reading.norms if is_date(stem := DEFAULT.query_term(norm))]
        found = {
            event.id
            for anchor in sorted(self._of_anchor.keys() & named)
            for event, _, parts in self._of_anchor[anchor]
            if all(is_within(stem, event) for stem in dates)
            and _word_of(parts, tale, range(len(reading.norms)), lambda: bool(dates)) is not None
        }
        if not 0 < len(found) <= MOST_EVENTS:
            return None
        return QueryName(reading.starts[0], reading.ends[-1], sorted(found), certain=True, described=True)


def _word_of(parts: Iterable[Part], tale: Tale, span: range, is_dated: Callable[[], bool]) -> int | None:
    """Index of the first word by which a stretch has a part that only a word is; None where it lacks a part."""
    told = None
    for part in parts:
        word = tale.said(part.stems, span, part.phrases) if part.is_said else None
        held = (
            word is not None
            or any(at in span for entity_id in part.ids for at in tale.reading.all_at.get(entity_id, ()))
            or not tale.present.isdisjoint(part.anywhere)
            or (part.dated and is_dated())
        )
        if held == part.unwanted:
            return None
        if told is None and part.is_worded:
            told = word
    return told
