"""When events were, and the words of a query that say when: years, months and their days, as stems."""

from collections.abc import Sequence
from datetime import timedelta

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.months import GREGORIAN_MONTHS
from newsetl.arabic.tokens import words
from newsetl.names.dated import days_of, is_year
from newsetl.names.gazetteer import Entry

_STEMS_OF_MONTHS = [
    {DEFAULT.query_term(word.norm) for name in names for word in words(name)} for names in GREGORIAN_MONTHS
]
_MONTHS: dict[str, frozenset[int]] = {
    stem: frozenset(number for number, stems in enumerate(_STEMS_OF_MONTHS, 1) if stem in stems)
    for stem in frozenset[str]().union(*_STEMS_OF_MONTHS)
}
"""Stem of a word of a month's name → the months, 1 for January: «تشرين» is two."""
_LONG = timedelta(days=21)
_LAST_DAY, _DIGITS = 31, 2
_NEXT_DAYS = 3
"""From the day before an event, of which the night is, to that on which all report it."""


def is_date(stem: str) -> bool:
    """Whether a stem is a word of a month's name, one with its day, or a year."""
    return stem.rpartition(" ")[2] in _MONTHS or is_year(stem)


def is_long(event: Entry) -> bool:
    """Whether an event took so long that a party's part in it is a thing by itself: a campaign, a war."""
    days = days_of(event)
    return days is not None and days[1] - days[0] >= _LONG


def with_days(norms: Sequence[str]) -> list[str]:
    """Normalised words, a month and the day right before it as one: «29 أبريل», not «نيسان 15 قتيلا»."""
    joined: list[str] = []
    for norm in norms:
        if joined and _is_day(joined[-1]) and DEFAULT.query_term(norm) in _MONTHS:
            joined[-1] += f" {DEFAULT.query_term(norm)}"
        else:
            joined.append(norm)
    return joined


def dates_among(norms: Sequence[str]) -> list[str]:
    """The stems of normalised words that say when."""
    stems = (norm if " " in norm else DEFAULT.query_term(norm) for norm in with_days(norms))
    return [stem for stem in stems if is_date(stem)]


def _is_day(norm: str) -> bool:
    return norm.isdecimal() and len(norm) <= _DIGITS and 1 <= int(norm) <= _LAST_DAY


def is_within(stem: str, event: Entry) -> bool:
    """Whether a date word may be the event's: a day of a month, a month or a year in which it was."""
    days = days_of(event)
    if days is None:
        return not is_year(stem)
    day, _, month = stem.rpartition(" ")
    if day:
        # of a war it says a part
        lasted = 0 if is_long(event) else (days[1] - days[0]).days + _NEXT_DAYS
        near = (days[0] + timedelta(days=after) for after in range(-1, lasted))
        return any(at.day == int(day) and at.month in _MONTHS[month] for at in near)
    if is_year(stem):
        return days[0].year <= int(stem) <= days[1].year
    months = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month
    return any((month - days[0].month) % 12 <= months for month in _MONTHS[stem])
