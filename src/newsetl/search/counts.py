"""Numbers in a query: «خمسة آلاف», «5 آلاف», «5000» and «5,000» ask for the same reports."""

from typing import NamedTuple

from newsetl.arabic.numbers import read_cardinal, ways_to_write
from newsetl.index.query import AnyOf, Phrase, Query, Words

SMALLEST = 3
"""Arabic counts one and two by the noun alone, and their words mean other things too."""
_SCALES = {"الاف": 1_000, "الف": 1_000, "الفا": 1_000, "ملايين": 1_000_000, "مليون": 1_000_000, "مليونا": 1_000_000}


class Counted(NamedTuple):
    """A number at the beginning of some words, and how many of them say it."""

    value: int
    length: int


def read_number(norms: list[str]) -> Counted | None:
    """The number that normalised words begin with, in digits, in words, or in digits with a word («5 آلاف»)."""
    if norms and norms[0].isdecimal() and len(norms[0]) <= 12:  # no count of news is longer
        value = int(norms[0])
        if len(norms) > 1 and norms[1] in _SCALES:
            return Counted(value * _SCALES[norms[1]], 2)
        return Counted(value, 1)
    found = read_cardinal(norms)
    return Counted(found.value, found.length) if found else None


def word_queries(norms: list[str], *, fuzzy: bool = False) -> list[Query]:
    """A query for each of these words, and one for each number, in whichever way a report writes it."""
    found: list[Query] = []
    at = 0
    while at < len(norms):
        number = read_number(norms[at:])
        if number is None or number.value < SMALLEST:
            found.append(Words(norms[at], fuzzy=fuzzy))
            at += 1
            continue
        written = " ".join(norms[at : at + number.length])
        ways = dict.fromkeys([written, *ways_to_write(number.value)])
        found.append(AnyOf(tuple(map(as_written, ways))) if len(ways) > 1 else Words(written))
        at += number.length
    return found


def as_written(written: str) -> Query:
    """One word in any form, or several as a phrase."""
    return Phrase(written) if " " in written else Words(written)
