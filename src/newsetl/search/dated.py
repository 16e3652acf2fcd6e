"""Dates in a query: «قصف إدلب شباط 2020» asks for the reports of those days, and for later ones that name the date."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from newsetl.arabic.dates import Confidence, find_dates
from newsetl.arabic.dates.model import Reading
from newsetl.arabic.months import GREGORIAN_MONTHS
from newsetl.index.query import AllOf, AnyOf, Phrase, Query, TimeRange, Words

AFTERWARDS = {"day": 2, "month": 2, "year": 0, "range": 2}
"""Days after a date in which reports still tell of it as news."""
_BARE_YEAR = re.compile(r"(?<!\S)(?:19[89]|20[0-4])\d(?!\S)")


class AskedDate(NamedTuple):
    """``text[start:end]`` of a query is a date, and which reports it asks for."""

    start: int
    end: int
    query: Query


def asked_dates(text: str) -> list[AskedDate]:
    """The dates that a query states in full, with their year, in order; a year alone also without a word for it."""
    stated = [found for found in find_dates(text, None) if found.best.confidence > Confidence.LOW]
    asked = [AskedDate(found.start, found.end, _reports_of(found.best)) for found in stated]
    for year in _BARE_YEAR.finditer(text):
        if not any(one.start <= year.start() < one.end for one in asked):
            first, last = (date(int(year.group()), month, day) for month, day in ((1, 1), (12, 31)))
            asked.append(AskedDate(*year.span(), _either(first, last, Words(year.group()))))
    return sorted(asked)


def _reports_of(reading: Reading) -> Query:
    said: list[Query] = [Words(str(reading.first.year))]
    if reading.granularity in ("day", "month"):
        names = GREGORIAN_MONTHS[reading.first.month - 1]
        said.append(AnyOf(tuple(Phrase(name) if " " in name else Words(name) for name in names)))
    if reading.granularity == "day":
        said.append(Words(str(reading.first.day)))
    last = reading.last + timedelta(days=AFTERWARDS[reading.granularity])
    return _either(reading.first, last, AllOf(tuple(said)))


def _either(first: date, last: date, said: Query) -> Query:
    """Reports of [first, last], and those that say it."""
    return AnyOf((TimeRange(_midnight(first), _midnight(last + timedelta(days=1))), said))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
