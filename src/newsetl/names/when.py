"""Words of a query that say when: months and years, as stems."""

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.months import GREGORIAN_MONTHS
from newsetl.arabic.tokens import words
from newsetl.names.events import days_of, is_year
from newsetl.names.gazetteer import Entry

_STEMS_OF_MONTHS = [
    {DEFAULT.query_term(word.norm) for name in names for word in words(name)} for names in GREGORIAN_MONTHS
]
_MONTHS: dict[str, frozenset[int]] = {
    stem: frozenset(number for number, stems in enumerate(_STEMS_OF_MONTHS, 1) if stem in stems)
    for stem in frozenset[str]().union(*_STEMS_OF_MONTHS)
}
"""Stem of a word of a month's name → the months, 1 for January: «تشرين» is two."""


def is_date(stem: str) -> bool:
    """Whether a stem is a word of a month's name or a year."""
    return stem in _MONTHS or is_year(stem)


def is_within(stem: str, event: Entry) -> bool:
    """Whether a date word may be the event's: a month or a year in which it was."""
    days = days_of(event)
    if days is None:
        return not is_year(stem)
    if is_year(stem):
        return days[0].year <= int(stem) <= days[1].year
    months = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month
    return any((month - days[0].month) % 12 <= months for month in _MONTHS[stem])
