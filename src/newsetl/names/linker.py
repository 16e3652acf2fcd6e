"""From text to mentions: strong names at once, weak ones where the report gives them a reason.

Longest match first; among equals the form with fewer attached letters. Quotes, hyphens and brackets inside a name do
not matter; sentence punctuation and line breaks end it. A weak alias is believed when one of its contexts holds; when
only part of a context holds it is kept as ``possible``, and when none does it is no mention at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import Word, words
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.patterns import BREAK, Match, Pattern, Patterns
from newsetl.records import Mention

STRONG, WEAK, POSSIBLE = 0.95, 0.8, 0.3
"""Confidence by kind of evidence; an order, not a measured probability."""
CONTEXT_WORDS = 8
VETO_WORDS = 4
SELF = "@self"
_BREAKING = re.compile(r"[.,;:!?|/\n،؛؟۔…]")
Field = Literal["title", "body"]


@dataclass
class _Reading:
    """A report as one sequence of words with breaks, and what has been believed of it so far."""

    words: list[tuple[Field, Word]]
    taken: list[Match | None]
    """Who has each word."""
    first_at: dict[str, int] = field(default_factory=dict)
    """Entity → index of its first believed mention."""
    all_at: dict[str, list[int]] = field(default_factory=dict)

    @cached_property
    def stems(self) -> list[tuple[str, ...]]:
        """Stems of every word, for contexts that ask for a word in any form."""
        return [DEFAULT.terms(word.norm) for _, word in self.words]


class QueryName(NamedTuple):
    """``query[start:end]`` names these entities; when not certain, its word may also mean something else."""

    start: int
    end: int
    entity_ids: list[str]
    certain: bool


class Linker:
    """Finds the gazetteer's entities in reports and in queries."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._patterns = Patterns(gazetteer.entries.values())

    def link(self, title: str, body: str) -> list[Mention]:
        """Mentions in order of the text; offsets into ``title`` or ``body``.

        None overlap, but for an event's name, which may hold the name of its place («الهجوم على سجن …»).
        """
        texts: dict[Field, str] = {"title": title, "body": body}
        reading = _read(texts)
        matches = self._patterns.find([word.norm for _, word in reading.words])
        matches.sort(key=lambda m: (m.first - m.end, len(m.pattern.proclitic), m.first, m.pattern.entity_id))
        believed: list[tuple[Match, str, float]] = []
        event_words: set[int] = set()
        for match in matches:
            if not match.pattern.strong:
                continue
            if self._is_event(match):
                if event_words.isdisjoint(range(match.first, match.end)):
                    event_words.update(range(match.first, match.end))
                    reading.first_at.setdefault(match.pattern.entity_id, match.first)
                    believed.append((match, "strong", STRONG))
            elif _free(reading, match):
                _take(reading, match)
                believed.append((match, "strong", STRONG))
        weak = [match for match in matches if not match.pattern.strong]
        while found := self._believe_weak(reading, weak):
            believed += found
        believed += self._keep_possible(reading, weak)
        # a longer weak name that was believed in has taken the place of a shorter strong one inside it
        believed = [item for item in believed if self._is_event(item[0]) or reading.taken[item[0].first] is item[0]]
        return [self._mention(reading, texts, *item) for item in sorted(believed, key=lambda b: b[0][:2])]

    def link_query(self, query: str) -> list[QueryName]:
        """Names in a query, in order, none overlapping. A query has no context to lean on, so a weak alias is taken
        only where it is the surname of one person, and then as not certain.

        Events are left to their words: few reports spell an event's name, many tell of it.
        """
        reading = _read({"title": query})
        found: dict[tuple[int, int], QueryName] = {}
        matches = [m for m in self._patterns.find([w.norm for _, w in reading.words]) if not self._is_event(m)]
        strong = [match for match in matches if match.pattern.strong]
        for match in sorted(strong, key=lambda m: (m.first - m.end, len(m.pattern.proclitic), m.first)):
            span = (match.first, match.end)
            if _free(reading, match):
                _take(reading, match)
                found[span] = self._query_name(reading, match, [match.pattern.entity_id], certain=True)
            elif span in found and match.pattern.entity_id not in found[span].entity_ids:
                ids = [*found[span].entity_ids, match.pattern.entity_id]
                found[span] = self._query_name(reading, match, ids, certain=True)
        for match, rivals in _grouped([match for match in matches if not match.pattern.strong]):
            owners = {rival.pattern.entity_id for rival in rivals}
            a_person = self.gazetteer.entries[match.pattern.entity_id].kind == "person"
            if a_person and len(owners) == 1 and not any(reading.taken[match.first : match.end]):
                _take(reading, match)
                found[match.first, match.end] = self._query_name(reading, match, [*owners], certain=False)
        return sorted(found.values())

    @staticmethod
    def _query_name(reading: _Reading, match: Match, ids: list[str], *, certain: bool) -> QueryName:
        return QueryName(reading.words[match.first][1].start, reading.words[match.end - 1][1].end, ids, certain)

    def _is_event(self, match: Match) -> bool:
        return self.gazetteer.entries[match.pattern.entity_id].kind == "event"

    def _believe_weak(self, reading: _Reading, weak: list[Match]) -> list[tuple[Match, str, float]]:
        """One round over the weak matches; what it believes may be the context of the next round."""
        present = self._present(reading)
        believed = []
        for match, rivals in _grouped(weak):
            if not _free(reading, match):
                continue
            reasons = {
                rival.pattern.entity_id: (rival, reason)
                for rival in rivals
                if (reason := self._reason(rival.pattern, rival, reading, present))
            }
            if not reasons:
                continue
            chosen, reason = max(
                reasons.values(), key=lambda item: (_nearest_before(reading, item[0]), item[0].pattern.entity_id)
            )
            _take(reading, chosen)
            believed.append((chosen, f"weak:{reason}", WEAK))
        return believed

    def _keep_possible(self, reading: _Reading, weak: list[Match]) -> Iterator[tuple[Match, str, float]]:
        """Weak matches with part of a context."""
        present = self._present(reading)
        for match, rivals in _grouped(weak):
            for rival in rivals:
                if any(reading.taken[match.first : match.end]):
                    break
                held = [
                    need
                    for option in rival.pattern.context
                    if len(option) > 1
                    for need in option
                    if self._holds(need, rival, reading, present)
                ]
                if held:
                    _take(reading, rival, believe=False)
                    yield rival, f"possible:{held[0]}", POSSIBLE

    def _present(self, reading: _Reading) -> set[str]:
        """Entities believed in, and the places that contain them."""
        return {place for entity in reading.first_at for place in (entity, *self.gazetteer.containing(entity))}

    def _reason(self, pattern: Pattern, match: Match, reading: _Reading, present: set[str]) -> str:
        """The first context that holds, as written in the gazetteer; empty when none does."""
        if any(self._near(word, match, reading, VETO_WORDS) for word in pattern.unless):
            return ""
        for option in pattern.context:
            if all(self._holds(need, match, reading, present) for need in option):
                return "+".join(option)
        return ""

    def _holds(self, need: str, match: Match, reading: _Reading, present: set[str]) -> bool:
        if need == SELF:
            first = reading.first_at.get(match.pattern.entity_id)
            return first is not None and first < match.first
        if ":" in need:
            return need in present and need != match.pattern.entity_id
        return self._near(need, match, reading, CONTEXT_WORDS)

    @staticmethod
    def _near(word: str, match: Match, reading: _Reading, reach: int) -> bool:
        """Whether a form of ``word`` stands within ``reach`` words before or after the match."""
        stem, stems = _stem(word), reading.stems
        around = stems[max(0, match.first - reach) : match.first] + stems[match.end : match.end + reach]
        return any(stem in forms for forms in around)

    def _mention(
        self, reading: _Reading, texts: Mapping[Field, str], match: Match, rule: str, confidence: float
    ) -> Mention:
        where, first = reading.words[match.first]
        end = reading.words[match.end - 1][1].end
        entity = self.gazetteer.entries[match.pattern.entity_id]
        return Mention(
            entity_id=entity.id,
            kind=entity.kind,
            surface=texts[where][first.start : end],
            field=where,
            start=first.start,
            end=end,
            alias=match.pattern.alias,
            rule=rule,
            confidence=confidence,
        )


@lru_cache(10_000)
def _stem(word: str) -> str:
    return DEFAULT.query_term(words(word)[0].norm)


def _read(texts: Mapping[Field, str]) -> _Reading:
    sequence: list[tuple[Field, Word]] = []
    for where, text in texts.items():
        found = words(text)
        if sequence and found:
            sequence.append((where, Word(0, 0, BREAK)))
        for word, following in pairwise([*found, None]):
            if word is None:
                break
            sequence.append((where, word))
            if following and _BREAKING.search(text, word.end, following.start):
                sequence.append((where, Word(word.end, word.end, BREAK)))
    return _Reading(sequence, [None] * len(sequence))


def _grouped(matches: list[Match]) -> Iterator[tuple[Match, list[Match]]]:
    """Matches by span, longest first: (the first of a span, all of that span)."""
    spans: dict[tuple[int, int], list[Match]] = {}
    for match in matches:
        spans.setdefault((match.first, match.end), []).append(match)
    for _, rivals in sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        yield rivals[0], rivals


def _free(reading: _Reading, match: Match) -> bool:
    """Whether the words are free, or held only by shorter strong names inside a weak one («الحسكة» in «سجن الحسكة»)."""
    return all(
        owner is None
        or (
            not match.pattern.strong
            and owner.pattern.strong
            and match.first <= owner.first
            and owner.end <= match.end
            and owner.end - owner.first < match.end - match.first
        )
        for owner in reading.taken[match.first : match.end]
    )


def _take(reading: _Reading, match: Match, *, believe: bool = True) -> None:
    reading.taken[match.first : match.end] = [match] * (match.end - match.first)
    if believe:
        entity = match.pattern.entity_id
        reading.first_at[entity] = min(match.first, reading.first_at.get(entity, match.first))
        reading.all_at.setdefault(entity, []).append(match.first)


def _nearest_before(reading: _Reading, match: Match) -> int:
    """Index of the entity's nearest believed mention before this one; -1 without any."""
    return max((at for at in reading.all_at.get(match.pattern.entity_id, []) if at < match.first), default=-1)
