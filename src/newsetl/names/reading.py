"""A report as one sequence of words, and what has been believed of it so far."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from sys import intern
from typing import Literal, NamedTuple, cast

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import words
from newsetl.names.given import GIVEN_NAMES, NO_NAME_BEHIND
from newsetl.names.patterns import BREAK, Match
from newsetl.names.remembering import Remembered

Field = Literal["title", "body"]
LONGEST_ACRONYM = 5
ALEF = "\u0627"
ADVERBS = (ALEF + "\u064b", "\u064b" + ALEF)
"""Alef with the mark of the indefinite accusative, in either order."""
_BREAKING = re.compile(r"[.,;:!?|/\n،؛؟۔…]")
NOWHERE = -(10**9)
"""Less than the index of any word."""
SOFT_BREAKS = frozenset(BREAK + char for char in ",،/")
"""Breaks that may stand within an enumeration of names."""
VETO_WORDS = 4
"""How near a word vetoes a weak name."""


@dataclass
class Reading:
    """Words of title and body with breaks between; the index of a word is its place here."""

    texts: dict[Field, str]
    published: date | None = None
    norms: list[str] = field(default_factory=list)
    """Normalised words; BREAK and the character that breaks where a sentence or clause ends."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """Indices of those."""
    body_at: int = 0
    """Index of the body's first word."""
    taken: list[Match | None] = field(default_factory=list)
    """Who has each word."""
    all_at: dict[str, list[int]] = field(default_factory=dict)
    """Entity → indices of its believed mentions."""
    supposed: set[str] = field(default_factory=set)
    """Places that nothing names and several weak names ask for."""
    _around: dict[tuple[int, int, int], set[str]] = field(default_factory=dict)

    def field_of(self, index: int) -> Field:
        """The text that a word stands in."""
        return "body" if index >= self.body_at else "title"

    def written(self, first: int, end: int) -> str:
        """The text of words ``first`` to before ``end``, as it stands there."""
        return self.texts[self.field_of(first)][self.starts[first] : self.ends[end - 1]]

    def is_given_name(self, index: int) -> bool:
        """Whether a word is a given name; «على», which folding makes one with «علي», is none."""
        if index < 0 or self.norms[index] not in GIVEN_NAMES:
            return False
        if index and self.norms[index - 1] in NO_NAME_BEHIND.get(self.norms[index], ()):
            return False
        return self.texts[self.field_of(index)][self.ends[index] - 1] != "ى"

    def is_written_as(self, match: Match) -> bool:
        """Whether a name has the form that only names have: a Latin one its capitals (all, for an acronym such as «IS»;
        the first, where it is found by its sound), an Arabic one no ending of an adverb («دوماً» is not دوما).
        """
        alias = match.pattern.alias
        # most words end in another letter: their text need not be looked at
        if self.norms[match.end - 1][-1] == ALEF and self.texts[self.field_of(match.first)].endswith(
            ADVERBS, 0, self.ends[match.end - 1]
        ):
            return alias.endswith(ADVERBS)
        acronym = len(alias) <= LONGEST_ACRONYM and alias.isupper()
        if not (acronym or match.by_sound):
            return True
        written = self.written(match.first, match.end)
        return written.isupper() if acronym and not match.by_sound else not written[0].islower()

    def is_latin_name(self, first: int, end: int) -> bool:
        """Whether words are in Latin script, with the capital of a name."""
        written = self.written(first, end)
        return written.isascii() and written[:1].isupper()

    def is_second(self, at: int) -> bool:
        """Whether a word in Latin script stands behind another capitalised one that names nothing: «Henry Ford»."""
        return at > 0 and self.taken[at - 1] is None and self.is_latin_name(at - 1, at)

    def near(self, word: str, match: Match, reach: int) -> bool:
        """Whether a form of ``word`` stands within ``reach`` words before or after the match."""
        return stem_of(word) in self._stems_around(match, reach)

    def is_vetoed(self, match: Match) -> bool:
        """Whether a word stands near that says a weak name means something else here."""
        return any(self.near(word, match, VETO_WORDS) for word in match.pattern.unless)

    def near_any(self, words_: frozenset[str], match: Match, reach: int) -> bool:
        """Whether ``near`` holds for any of the words."""
        return bool(words_) and not _stems_of(words_).isdisjoint(self._stems_around(match, reach))

    def with_neighbour(self, match: Match, word: str) -> Match:
        """The match with the next word, where that is a form of ``word``: «الوحدات» with «الكردية» behind it."""
        following = self.norms[match.end] if match.end < len(self.norms) else BREAK
        if ":" in word or following[0] == BREAK or stem_of(word) not in DEFAULT.terms(following):
            return match
        return match._replace(end=match.end + 1)

    def _stems_around(self, match: Match, reach: int) -> set[str]:
        place = (match.first, match.end, reach)
        around = self._around.get(place)
        if around is None:
            norms = self.norms[max(0, match.first - reach) : match.first] + self.norms[match.end : match.end + reach]
            around = self._around[place] = set[str]().union(*map(DEFAULT.terms, norms))
        return around

    def put_mark(self, mark: str, at: int) -> None:
        """Put a mark that breaks before what begins at a place of the text."""
        self.breaks.append(len(self.norms))
        self.norms.append(mark)
        self.starts.append(at)
        self.ends.append(at)

    def free(self, match: Match) -> bool:
        """Whether the words are free, or held only by shorter names inside a longer one («الحسكة» in «سجن الحسكة»)."""
        first, end = match.first, match.end
        for owner in self.taken[first:end]:
            if owner and (owner.first < first or owner.end > end or owner.end - owner.first >= end - first):
                return False
        return True

    def take(self, match: Match, *, believe: bool = True) -> None:
        """Give the words to the match."""
        self.taken[match.first : match.end] = [match] * (match.end - match.first)
        if believe:
            self.believe(match.pattern.entity_id, match.first)

    def believe(self, entity_id: str, index: int) -> None:
        """Remember that an entity is named at a word."""
        self.all_at.setdefault(entity_id, []).append(index)

    def nearness(self, match: Match) -> int:
        """Index of the entity's nearest believed mention before this one. Of a title's word, where there is none before
        it, the index of the first in the body as a negative number; NOWHERE without any.
        """
        named = self.all_at.get(match.pattern.entity_id)
        if not named:
            return NOWHERE
        before = max((at for at in named if at < match.first), default=NOWHERE)
        if before > NOWHERE or match.first >= self.body_at:
            return before
        return -min((at for at in named if at >= self.body_at), default=-NOWHERE)


def read(title: str, body: str, published: date | None = None) -> Reading:
    """Cut a report into words and breaks."""
    reading = Reading({"title": title, "body": body}, published)
    _add(reading, title)
    if reading.norms and body:
        reading.put_mark(BREAK + "\n", len(title))
    reading.body_at = len(reading.norms)
    _add(reading, body)
    reading.taken = [None] * len(reading.norms)
    return reading


class _Chunk(NamedTuple):
    """What a stretch of text without blanks holds that is not just one word, by offsets into it."""

    norms: tuple[str, ...] = ()
    """Words and the marks between them."""
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    """Which of them are marks."""
    lead: str = ""
    """The mark before them, or without them."""
    trail: str = ""
    """The mark behind them."""


_NOTHING = _Chunk()


def _add(reading: Reading, text: str) -> None:
    """Put the words of a text behind those that are there: runs of stretches that are one word each at once."""
    chunks = text.split(" ")
    items = [*map(_remembered.__getitem__, chunks)]
    begins = [*accumulate([len(chunk) + 1 for chunk in chunks], initial=0)]
    blanks = [begin - 1 for begin in begins]
    mark, done = "", 0
    others = [i for i, item in enumerate(items) if item.__class__ is _Chunk]
    for i in [*others, len(items)]:
        norms, starts, ends, breaks, lead, trail = cast("_Chunk", items[i]) if i < len(items) else _NOTHING
        if done < i:
            if mark:
                reading.put_mark(mark, begins[done])
                mark = ""
            reading.norms += cast("list[str]", items[done:i])
            reading.starts += begins[done:i]
            reading.ends += blanks[done + 1 : i + 1]
        done = i + 1
        if lead:
            mark = _deciding(mark, lead)
        if norms:
            begin = begins[i]
            if mark:
                reading.put_mark(mark, begin + starts[0])
            if breaks:
                reading.breaks += [len(reading.norms) + at for at in breaks]
            reading.norms += norms
            reading.starts += [begin + start for start in starts]
            reading.ends += [begin + end for end in ends]
            mark = trail


def _deciding(mark: str, other: str) -> str:
    """Of several marks between two words one that is no comma decides, the last such."""
    return other if not mark or other not in SOFT_BREAKS else mark


_PLAIN = re.compile("[ء-غف-ي]+")
"""Arabic letters alone, without a tatweel or a vowel sign: one word, which needs no cutting, unless an article within
may begin another («عبدالله»).
"""
_ATTACHED = 2
"""Letters at the beginning in which an article begins no other word."""


def _read_chunk(chunk: str) -> str | _Chunk:
    """What a text without blanks holds; of one that is a single word, its norm."""
    if _PLAIN.fullmatch(chunk) and "ال" not in chunk[_ATTACHED:]:
        return intern(to_norm(chunk))
    found = _cut(chunk)
    if len(found) == 1 and found[0][:2] == (0, len(chunk)) and found[0][2][0] != BREAK:
        return intern(found[0][2])
    inside: list[tuple[int, int, str]] = []
    lead = mark = ""
    for start, end, norm in found:
        if norm[0] == BREAK:
            mark = _deciding(mark, norm)
            continue
        if mark and inside:
            inside.append((start, start, intern(mark)))
        elif mark:
            lead = mark
        inside.append((start, end, intern(norm)))
        mark = ""
    if not inside:
        return _Chunk(lead=mark)
    starts, ends, norms = zip(*inside, strict=True)
    breaks = tuple(at for at, norm in enumerate(norms) if norm[0] == BREAK)
    return _Chunk(norms, starts, ends, breaks, lead, trail=mark)


_remembered = Remembered(_read_chunk)
"""What stretches of text without blanks hold."""


def _cut(chunk: str) -> tuple[tuple[int, int, str], ...]:
    found = [(start, end, norm) for start, end, norm in words(chunk)]
    marks = [(mark.start(), mark.end(), BREAK + mark.group()) for mark in _BREAKING.finditer(chunk)]
    if not marks:
        return tuple(found)
    outside, until = [], 0
    for item in sorted([*found, *marks]):
        # the comma of a number is part of its word
        if item[2][0] != BREAK:
            until = item[1]
        if item[2][0] != BREAK or item[0] >= until:
            outside.append(item)
    return tuple(outside)


@lru_cache(10_000)
def stem_of(word: str) -> str:
    """The term by which a context word is looked for."""
    return DEFAULT.query_term(words(word)[0].norm)


@lru_cache(10_000)
def _stems_of(words_: frozenset[str]) -> frozenset[str]:
    return frozenset(stem_of(word) for word in words_)
