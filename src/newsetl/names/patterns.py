"""Surface patterns of names: proclitics on the first word, and one automaton over space-joined normalised words."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

from newsetl.arabic.tokens import words
from newsetl.names.gazetteer import Entry

ARTICLE = "ال"
CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ل", "ك")
# Shorter words with a letter before them are nearly always other words: لـ + «بن» is milk.
MIN_WORD_FOR_PROCLITIC = 3
BREAK = "\x00"
"""Stands between words that no name may span: sentence punctuation, a slash, a line break."""


class Pattern(NamedTuple):
    """One spelling of one entity's name as it may stand in a text."""

    entity_id: str
    alias: str
    length: int
    """In words."""
    proclitic: str
    context: tuple[tuple[str, ...], ...]
    """Alternatives of requirements; empty for a strong alias."""
    unless: tuple[str, ...] = ()
    """Words that veto a weak alias when they stand close by."""

    @property
    def strong(self) -> bool:
        """Believed without context."""
        return not self.context


class Match(NamedTuple):
    """A pattern found at words [first, end)."""

    first: int
    end: int
    pattern: Pattern


def with_proclitics(word: str) -> list[tuple[str, str]]:
    """Every attached form of a name's first word (normalised), with the letters that were put before it.

    The article joins what stands before it: ب + ال → بال, ل + ال → لل.
    """
    if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 1:
        bare = word[len(ARTICLE) :]
        forms = [("", word), ("ب", "بال" + bare), ("ك", "كال" + bare), ("ل", "لل" + bare)]
        if bare.startswith("ل"):
            forms.append(("ل", "ل" + bare))  # للجنة: three lams are written as two
    elif len(word) >= MIN_WORD_FOR_PROCLITIC and not word.isascii():
        forms = [(preposition, preposition + word) for preposition in PREPOSITIONS]
    else:
        return [(word, "")]
    return [(conjunction + form, conjunction + letters) for conjunction in CONJUNCTIONS for letters, form in forms]


class Patterns:
    """Every spelling of every entry in one automaton: a text is searched in one pass."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_surface: dict[str, list[Pattern]] = defaultdict(list)
        for entry in entries:
            # an alias listed as weak is weak, even where it is the canonical name
            weak = {weak.alias: weak for weak in entry.weak_aliases}
            for alias in [*(name for name in entry.names if name not in weak), *weak]:
                name = [word.norm for word in words(alias)]
                if not name:
                    continue
                context = tuple(tuple(option) for option in weak[alias].context) if alias in weak else ()
                unless = tuple(weak[alias].unless) if alias in weak else ()
                for first, proclitic in with_proclitics(name[0]):
                    surface = " ".join([first, *name[1:]])
                    found = Pattern(entry.id, alias, len(name), proclitic, context, unless)
                    if not any(p.entity_id == entry.id and p.strong >= found.strong for p in by_surface[surface]):
                        by_surface[surface].append(found)
        self._automaton = ahocorasick.Automaton()
        for surface, patterns in by_surface.items():
            self._automaton.add_word(f" {surface} ", (len(surface), tuple(patterns)))
        if by_surface:
            self._automaton.make_automaton()
        self._empty = not by_surface

    def find(self, norms: list[str]) -> list[Match]:
        """All matches in a sequence of normalised words in which BREAK may stand between two."""
        if self._empty:
            return []
        starts: dict[int, int] = {}
        pieces, at = [" "], 1
        for i, norm in enumerate(norms):
            starts[at] = i
            pieces.append(f"{norm} ")
            at += len(norm) + 1
        matches = []
        for last, (length, patterns) in self._automaton.iter("".join(pieces)):
            first = starts.get(last - length)
            if first is not None:
                matches += [Match(first, first + pattern.length, pattern) for pattern in patterns]
        return matches
