"""Slips of the pen and of the keyboard: two words that are one but for a letter."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from newsetl.arabic.tokens import norms_of
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import GIVEN_NAMES
from newsetl.names.patterns import Match, Pattern
from newsetl.names.reading import Reading

_SHORTEST = 4
"""Letters of a word of a name in which one may be wrong."""
_LONG = 6
"""Letters of one in which any may be too many."""


def is_slip(one: str, other: str, *, swapped: bool = False) -> bool:
    """Whether one letter was added, left out or mistaken, or with ``swapped`` changed places with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    front = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    a, b = one[front:], other[front:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (swapped and a[:2] == b[1::-1] and a[2:] == b[2:])


def _is_likely(one: str, other: str) -> bool:
    """Whether a word is likely a slip for another: by a long vowel, a doubled or mistaken letter, two in the wrong
    order, or in a long one any letter. «علاوي» is no slip for «علاوة».
    """
    if min(len(one), len(other)) < _SHORTEST or one == other:
        return False
    swapped = len(one) == len(other) and sorted(one) == sorted(other) and is_slip(one, other, swapped=True)
    alike = min(len(one), len(other)) >= _LONG or _consonants(one) == _consonants(other)
    added = len(one) != len(other) and is_slip(one, other) and alike
    return swapped or added or is_mistaken(one, other)


def _consonants(norm: str) -> str:
    return norm.translate(_VOWELS)


_VOWELS = str.maketrans("", "", "اوي")
_ROWS = ("دذزظضد", "صسثتطظ", "تهحخ", "جغقكج", "عا")
_MISTAKEN = frozenset(frozenset(pair) for row in _ROWS for pair in pairwise(row))
"""Letters that are mistaken for each other, by their sound or their shape: neighbours in a row."""


def is_mistaken(one: str, other: str) -> bool:
    """Whether two words are one but for a letter that is mistaken for another, or doubled."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        differ = [frozenset((a, b)) for a, b in zip(one, other, strict=True) if a != b]
        return len(differ) == 1 and differ[0] in _MISTAKEN
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return len(long) == len(short) + 1 and at > 0 and long[at] == long[at - 1] and long[at + 1 :] == short[at:]


class MisspeltPersons:
    """Persons by one word of a name of two in Arabic script and all but a letter of the other: «سيرجي لافرورف»."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _beside(self) -> Mapping[tuple[int, str], dict[str, set[str]]]:
        """Place and word of a name → the other word → whose it is."""
        found: dict[tuple[int, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for entry in self._gazetteer.entries.values():
            for name in entry.names if entry.kind == "person" else ():
                norms = norms_of(name)
                if len(norms) == 2 and not any(map(str.isascii, norms)):
                    found[0, norms[0]][norms[1]].add(entry.id)
                    found[1, norms[1]][norms[0]].add(entry.id)
        return found

    def find(self, reading: Reading) -> Iterator[Match]:
        """Two words of a query that name nothing and are one person's name but for a letter."""
        for at, pair in enumerate(pairwise(reading.norms)):
            if any(reading.taken[at : at + 2]):
                continue
            owners = set[str]()
            for place in (0, 1):
                norm = pair[1 - place]
                for other, whose in self._beside.get((place, pair[place]), {}).items():
                    if norm not in GIVEN_NAMES and _is_likely(norm, other):
                        owners |= whose
            if len(owners) == 1:
                yield Match(at, at + 2, Pattern(min(owners), " ".join(pair), 0, "weak"))
