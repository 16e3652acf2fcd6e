"""Time gone by since something: «ثماني سنوات على», «الذكرى الثالثة», «بعد عام من», «قبل أقل من شهر», "a year after".

It says when that was only to somebody who knows what is counted from, so it is no date of its own (``arabic.dates``);
an event of those days that is told of beside it is meant.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from newsetl.arabic.dates.relative import UNITS
from newsetl.arabic.numbers import read_cardinal, read_ordinal
from newsetl.arabic.tokens import norms_of, words

_DAYS = {"year": 365.25, "month": 30.44, "week": 7, "day": 1}
_SLACK = {"year": 75, "month": 31, "week": 8, "day": 3}
"""Days by which an anniversary or a count may be off."""
_ALONE = {
    **{word: (unit, count) for word, (unit, count) in UNITS.items() if unit in _DAYS and count and word != "يوم"},
    "سنويه": ("year", 1),
    **{unit: (unit, 1) for unit in ("year", "month", "week")},
}
"""Words that count by themselves: «عام», «سنتان»; «يوم على» counts nothing."""
_COUNTED = {
    **{word: unit for word, (unit, count) in UNITS.items() if unit in _DAYS and not count},
    **{word: unit for word, (unit, count) in UNITS.items() if unit in ("year", "month") and count == 1},
    **{f"{unit}s": unit for unit in _DAYS},
}
"""Units behind a number, among them the singulars of «عشرين عام»."""
_SINCE = frozenset(norms_of("على من منذ after since on"))
_BEFORE = frozenset(norms_of("قبل منذ"))
_LESS = frozenset(norms_of("أقل دون"))
_WHOLE = frozenset(norms_of("كامل كاملة كاملين كاملتين ونصف تقريبا"))
_ANNIVERSARY = frozenset(form + word.norm for word in words("ذكرى") for form in ("", "ال", "بال", "ب", "لل", "وال"))
_YEARLY = frozenset(norms_of("السنوية سنوية"))
_ENGLISH = {word.norm: n for n, word in enumerate(words("one two three four five six seven eight nine ten"), 1)}
_ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth tenth")
_ENGLISH_ORDINALS = {word.norm: n for n, word in enumerate(_ORDINALS, 1)}
MOST = 60
"""Years counted back at most."""


class Elapsed(NamedTuple):
    """Words [first, end) that count back to days between ``since`` and ``until``."""

    first: int
    end: int
    since: date
    until: date


def find_elapsed(norms: Sequence[str], published: date) -> Iterator[Elapsed]:
    """What the normalised words of a report of that day count back to."""
    for at, norm in enumerate(norms):
        if norm in _ANNIVERSARY:
            yield from _anniversary(norms, at, published)
        elif norm == "anniversary":
            number = _ENGLISH_ORDINALS.get(norms[at - 1]) if at else None
            if number:
                yield _back(at - 1, at + 1, "year", number, published)
        elif norm in _BEFORE and norms[at + 1 : at + 2] and norms[at + 1] in _LESS:
            found = _ALONE.get(norms[at + 3]) if at + 3 < len(norms) else None
            if found:
                unit, count = found
                yield Elapsed(at, at + 4, published - _span(unit, count) - timedelta(_SLACK[unit] / 3), published)
        elif at and (norm in _SINCE or norm == "ago"):
            yield from _counted(norms, at, published)


def _anniversary(norms: Sequence[str], at: int, published: date) -> Iterator[Elapsed]:
    behind = at + 1 + (norms[at + 1 : at + 2] != [] and norms[at + 1] in _YEARLY)
    number = read_ordinal(norms[behind : behind + 3])
    if number:
        yield _back(at, behind + number.length, "year", number.value, published)


def _counted(norms: Sequence[str], at: int, published: date) -> Iterator[Elapsed]:
    """«ثماني سنوات على», «عامين على», «بعد عام من», "two years after", "four years ago", before the word at ``at``."""
    unit_at = at - 1 - (norms[at - 1] in _WHOLE)
    if unit_at < 0:
        return
    for first in range(max(0, unit_at - 3), unit_at):
        number = _number(norms[first:unit_at])
        unit = _COUNTED.get(norms[unit_at]) if number else None
        if unit:
            yield _back(first, at + 1, unit, number, published)
            return
    own = _ALONE.get(norms[unit_at])
    if own:
        yield _back(unit_at, at + 1, *own, published)


def _number(norms: Sequence[str]) -> int:
    """The number that these words are; 0 for none."""
    if len(norms) == 1 and (norms[0] in _ENGLISH or (norms[0].isdecimal() and len(norms[0]) < 3)):
        return _ENGLISH.get(norms[0]) or int(norms[0])
    number = read_cardinal(norms)
    return int(number.value) if number and number.length == len(norms) else 0


def _back(first: int, end: int, unit: str, count: float, published: date) -> Elapsed:
    if unit == "year" and count > MOST:
        return Elapsed(first, end, published, published)
    then, slack = published - _span(unit, count), timedelta(_SLACK[unit])
    return Elapsed(first, end, then - slack, min(then + slack, published))


def _span(unit: str, count: float) -> timedelta:
    return timedelta(days=_DAYS[unit] * count)
