"""What a sentence tells of by its parts without a name: «سقوط إحدى مقاتلاتها من طراز إف 16» of Israel's is an event,
«على الحدود بين العراق وجارته تركيا» a border.

A pack says of an entity which parts together in one sentence tell of it and of nothing else. A part is a choice,
written with ``|`` between: words in any form, several as they follow each other, entities by their ids, with ``~``
before it an entity that the report names anywhere, or ``@dated`` for any date of the event. With ``!`` before it a part
is what the sentence must not have. Words and names count near the first part that is of entities alone. ``@report``, a
part by itself, says that no query is meant so: «غارات إسرائيلية على دمشق» asks for Damascus too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import words
from newsetl.names.asking import MOST_EVENTS, QueryName
from newsetl.names.capitals import capitals_of, with_governments
from newsetl.names.dated import Days, days_of
from newsetl.names.events import DAY_BEFORE
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.reading import Reading, stem_of
from newsetl.names.remembering import Remembered
from newsetl.names.tale import Tale
from newsetl.names.when import dates_among, is_long, is_within

DATED, REPORT = "@dated", "@report"
MARKS = frozenset({DATED, REPORT})
ANYWHERE, NOT = "~", "!"
_BODIES = ("force", "organisation")
_TYPED = 2
"""Parts that only words are, with which a query says enough."""
REACH = 15
"""Words on either side of the entity that a retelling turns on, within which its other parts stand."""


class Part(NamedTuple):
    """A choice of what a sentence must have."""

    stems: frozenset[str]
    """Of words."""
    phrases: tuple[tuple[str, ...], ...]
    """Stems of words that follow each other."""
    begun: frozenset[str]
    """The first stems of those."""
    ids: frozenset[str]
    """Entities that the sentence names, or what stands for them."""
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
    def is_around(self) -> bool:
        """Whether only what the report names will do, wherever it does."""
        return bool(self.anywhere) and not (self.is_said or self.ids or self.dated or self.unwanted)

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
        if choice[:1] != "@" and ":" not in choice
    ]
    single = frozenset(stems[0] for stems in said if len(stems) == 1)
    phrases = tuple(stems for stems in said if len(stems) > 1)
    begun = frozenset(stems[0] for stems in phrases)
    return Part(single, phrases, begun, named, anywhere, DATED in choices, written.startswith(NOT))


def retelling_ids(entry: Entry) -> frozenset[str]:
    """Ids of the entities that an entry's retellings name."""
    parts = (part_of(written) for parts in entry.retold for written in parts)
    return frozenset().union(*(part.ids | part.anywhere for part in parts))


def _parts_in(gazetteer: Gazetteer) -> dict[str, Part]:
    """The parts of all retellings, as the packs write them."""
    retold = (parts for entry in gazetteer.entries.values() for parts in entry.retold)
    return {written: part_of(written) for parts in retold for written in parts if written != REPORT}


class _Retelling(NamedTuple):
    entry: Entry
    days: Days | None
    """Of an event."""
    parts: tuple[Part, ...]
    """Besides the anchor."""
    worded: int
    """Those that only words are, one bit each."""
    is_asked: bool
    """Whether queries have them too."""


def _standing_for(gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Force or body → what belongs to it: where a navy is named, so are the forces of its land."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity_id, entry in gazetteer.entries.items():
        if entry.kind in _BODIES:
            for outer in gazetteer.containing(entity_id):
                if outer.partition(":")[0] in _BODIES:
                    found[outer].add(entity_id)
    return found


class Reteller:
    """The entities of a gazetteer by what together tells of them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._of_anchor: dict[str, list[_Retelling]] = defaultdict(list)
        numbers: dict[Part, int] = {}
        standing_for = _standing_for(gazetteer)
        self._capitals = capitals_of(gazetteer)
        read = gazetteer.table("parts", lambda: _parts_in(gazetteer))
        for entry in gazetteer.entries.values():
            days = days_of(entry) if entry.kind == "event" else None
            for written in entry.retold:
                parts = [
                    part._replace(ids=part.ids.union(*(standing_for.get(one, ()) for one in part.ids)))
                    for part in (read[one] for one in written if one != REPORT)
                ]
                anchor = parts.pop(next(at for at, part in enumerate(parts) if part.is_named))
                worded = {1 << numbers.setdefault(part, len(numbers)) for part in parts if part.is_worded}
                retelling = _Retelling(entry, days, tuple(parts), sum(worded), REPORT not in written)
                for entity_id in anchor.ids:
                    self._of_anchor[entity_id].append(retelling)
        self._of_stem: dict[str, int] = defaultdict(int)
        for part, number in numbers.items():
            for stem in part.stems | part.begun:
                self._of_stem[stem] |= 1 << number
        self._parts_of = Remembered(lambda norm: _either(self._of_stem.get(stem, 0) for stem in DEFAULT.terms(norm)))
        """The parts that a normalised word may be, one bit each."""

    def told(self, tale: Tale) -> Iterator[tuple[Entry, int]]:
        """Entities that a report tells of so, each with the index of a word that does; none of those that it names."""
        named, seen = with_governments(tale.reading.all_at, tale.reading, self._capitals), set[str]()
        for anchor in sorted(self._of_anchor.keys() & named):
            around = [self._around(at, tale) for at in named[anchor]]
            # most retellings are done with by the words that its sentences lack
            missing = ~_either(said for _, _, said in around)
            for entry, days, parts, worded, _ in self._of_anchor[anchor]:
                if worded & missing:
                    continue
                if entry.id in seen or entry.id in named or (days and tale.day < days[0] - DAY_BEFORE):
                    continue
                for sentence, span, said in around:
                    if worded & ~said:
                        continue
                    word = _word_of(parts, tale, named, span, partial(_is_dated, tale, sentence, days))
                    if word is not None and not (days and tale.is_of_long_before(sentence, days)):
                        seen.add(entry.id)
                        yield entry, word
                        break

    def _around(self, at: int, tale: Tale) -> tuple[int, range, int]:
        """The sentence of a mention, its words near it, and the parts that these may be."""
        sentence = tale.sentence(at)
        whole = tale.span(sentence, sentence)
        span = range(max(whole.start, at - REACH), min(whole.stop, at + REACH + 1))
        return sentence, span, _either(map(self._parts_of.__getitem__, tale.reading.norms[span.start : span.stop]))

    def asked(
        self,
        reading: Reading,
        names: list[QueryName],
        adjectives: Mapping[str, list[int]],
        known_of: Callable[[str], frozenset[str]],
    ) -> QueryName | None:
        """The query as what it has all the parts of, an entity also by its adjective: one or two events, a long one
        only where it says what is known of it (stems), or things of which it says no more. None where it names one of
        them, or an event, already.
        """
        known = {entity_id for name in names for entity_id in name.entity_ids}
        named = with_governments({**adjectives, **reading.all_at}, reading, self._capitals)
        tale = Tale(replace(reading, all_at=named), date.max, {*named}, {}, {})
        dates = dates_among(reading.norms)
        whole = range(len(reading.norms))
        meant = {
            entry.id
            for anchor in sorted(self._of_anchor.keys() & named)
            for entry, days, parts, worded, is_asked in self._of_anchor[anchor]
            if is_asked
            and all(is_within(stem, entry) for stem in dates)
            and _word_of(_typed(parts, worded), tale, named, whole, lambda: bool(dates)) is not None
            and (
                (days and not is_long(entry))
                or self._says_no_more(anchor, parts, tale, known_of(entry.id) if days else frozenset())
            )
        }
        if not 0 < len(meant) <= MOST_EVENTS or known & meant or any(one[:6] == "event:" for one in known):
            return None
        return QueryName(reading.starts[0], reading.ends[-1], sorted(meant), certain=True, described=True)

    @staticmethod
    def _says_no_more(anchor: str, parts: tuple[Part, ...], tale: Tale, known: frozenset[str]) -> bool:
        """Whether each word of a query is one of the parts', or of those known of the thing, or joins them."""
        ids = {anchor}.union(*(part.ids | part.anywhere for part in parts))
        stems = known.union(*(part.stems.union(*part.phrases) for part in parts))
        of_ids = {at for entity_id in ids for at in tale.reading.all_at.get(entity_id, ())}
        return all(
            norm in FUNCTION_WORDS or at in of_ids or tale.said(stems, range(at, at + 1)) is not None
            for at, norm in enumerate(tale.reading.norms)
        )


def _either(parts: Iterable[int]) -> int:
    """Parts that are in any of these."""
    return reduce(or_, parts, 0)


def _typed(parts: tuple[Part, ...], worded: int) -> Iterable[Part]:
    """The parts that a query must have: who types two of the words leaves out what every such report names."""
    return parts if worded.bit_count() < _TYPED else [part for part in parts if not part.is_around]


def _is_dated(tale: Tale, sentence: int, days: Days | None) -> bool:
    return days is not None and tale.is_dated(sentence, days)


def _word_of(
    parts: Iterable[Part],
    tale: Tale,
    named: Mapping[str, list[int]],
    span: range,
    is_dated: Callable[[], bool],
) -> int | None:
    """Index of the first word by which a stretch has a part that only a word is; None where it lacks a part."""
    told = None
    for part in parts:
        word = tale.said(part.stems, span) if part.stems else None
        if word is None and part.phrases:
            word = tale.said_phrase(part.phrases, part.begun, span)
        held = (
            word is not None
            or any(at in span for entity_id in part.ids for at in named.get(entity_id, ()))
            or not tale.present.isdisjoint(part.anywhere)
            or (part.dated and is_dated())
        )
        if held == part.unwanted:
            return None
        if told is None and part.is_worded:
            told = word
    return told
