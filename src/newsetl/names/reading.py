"""A report as one sequence of words, and what has been believed of it so far."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import Word, words
from newsetl.names.patterns import BREAK, Match

Field = Literal["title", "body"]
_BREAKING = re.compile(r"[.,;:!?|/\n،؛؟۔…]")
SOFT_BREAKS = frozenset(BREAK + char for char in ",،/")
"""Breaks that may stand within an enumeration of names."""


@dataclass
class Reading:
    """Words of title and body with breaks between; the index of a word is its place here."""

    texts: dict[Field, str]
    norms: list[str] = field(default_factory=list)
    """Normalised words; BREAK and the character that breaks where a sentence or clause ends."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    body_at: int = 0
    """Index of the body's first word."""
    taken: list[Match | None] = field(default_factory=list)
    """Who has each word."""
    all_at: dict[str, list[int]] = field(default_factory=dict)
    """Entity → indices of its believed mentions."""

    def field_of(self, index: int) -> Field:
        """The text that a word stands in."""
        return "body" if index >= self.body_at else "title"

    def near(self, word: str, match: Match, reach: int) -> bool:
        """Whether a form of ``word`` stands within ``reach`` words before or after the match."""
        stem = stem_of(word)
        around = [*self.norms[max(0, match.first - reach) : match.first], *self.norms[match.end : match.end + reach]]
        return any(stem in DEFAULT.terms(norm) for norm in around)

    def free(self, match: Match) -> bool:
        """Whether the words are free, or held only by shorter names inside a longer one («الحسكة» in «سجن الحسكة»)."""
        length = match.end - match.first
        return all(
            owner is None
            or (match.first <= owner.first and owner.end <= match.end and owner.end - owner.first < length)
            for owner in self.taken[match.first : match.end]
        )

    def take(self, match: Match, *, believe: bool = True) -> None:
        """Give the words to the match."""
        self.taken[match.first : match.end] = [match] * (match.end - match.first)
        if believe:
            self.all_at.setdefault(match.pattern.entity_id, []).append(match.first)

    def nearest_before(self, match: Match) -> int:
        """Index of the entity's nearest believed mention before this one; -1 without any."""
        return max((at for at in self.all_at.get(match.pattern.entity_id, ()) if at < match.first), default=-1)


def read(title: str, body: str) -> Reading:
    """Cut a report into words and breaks."""
    reading = Reading({"title": title, "body": body})
    _add(reading, title)
    if reading.norms:
        _add_break(reading, "\n", len(title))
    reading.body_at = len(reading.norms)
    _add(reading, body)
    reading.taken = [None] * len(reading.norms)
    return reading


def _add(reading: Reading, text: str) -> None:
    breaks = [(found.start(), found.group()) for found in _BREAKING.finditer(text)]
    at, last = 0, len(breaks)
    found: list[Word] = words(text)
    for start, end, norm in found:
        if at < last and breaks[at][0] < start:
            # the strongest mark between two words decides: one that is no comma
            marks = []
            while at < last and breaks[at][0] < start:
                marks.append(breaks[at][1])
                at += 1
            _add_break(reading, next((mark for mark in marks if BREAK + mark not in SOFT_BREAKS), marks[0]), start)
        while at < last and breaks[at][0] < end:
            at += 1  # inside a number
        reading.norms.append(norm)
        reading.starts.append(start)
        reading.ends.append(end)


def _add_break(reading: Reading, mark: str, place: int) -> None:
    reading.norms.append(BREAK + mark)
    reading.starts.append(place)
    reading.ends.append(place)


@lru_cache(10_000)
def stem_of(word: str) -> str:
    """The term by which a context word is looked for."""
    return DEFAULT.query_term(words(word)[0].norm)
