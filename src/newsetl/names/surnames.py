"""Persons by the surname of their English name, in queries: «Iraq electricity minister Fahdawi»."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from newsetl.arabic.tokens import norms_of, words
from newsetl.names import sounds
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.patterns import Match, Pattern
from newsetl.names.reading import Reading

_SHORTEST = 4
"""Letters."""
_WORDS = frozenset(norms_of("price ford rice power white black brown young long king bush wood street"))
"""Surnames that are English words."""


class LatinSurnames:
    """Whose alone a surname in Latin script is, as the packs write it or by its sound."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _owners(self) -> Mapping[str, set[str]]:
        """Surname, or its sound → persons; made when a query first has a word in Latin script that nothing names."""
        found: dict[str, set[str]] = defaultdict(set)
        entries = self._gazetteer.entries.values()
        named = _WORDS | {word.norm for entry in entries if entry.kind != "person" for word in words(entry.en)}
        for entry in entries:
            surname = norms_of(entry.en)[-1] if entry.kind == "person" else ""
            if surname.isascii() and len(surname) >= _SHORTEST and surname not in named:
                for key in {surname, _sound(surname)}:
                    found[key].add(entry.id)
        return found

    def find(self, reading: Reading) -> Iterator[Match]:
        """Surnames among the words of a query that nothing names, written with a capital."""
        for at, norm in enumerate(reading.norms):
            free = len(norm) >= _SHORTEST and reading.taken[at] is None
            if not (free and reading.is_latin_name(at, at + 1)) or reading.is_second(at):
                continue
            owners = self._owners.get(norm) or self._owners.get(_sound(norm)) or set()
            if len(owners) == 1:
                yield Match(at, at + 1, Pattern(min(owners), norm, 0, "weak"))


def _sound(norm: str) -> str:
    """The consonants of a surname that has enough of them to be told by, marked so as to be no word; else the word."""
    skeleton = sounds.skeleton(norm)
    return f"{skeleton} " if len(skeleton) >= sounds.SURNAME else norm
