"""Dates in a query: «قصف إدلب شباط 2020» asks for the reports of those days, and for later ones that name the date."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from newsetl.arabic.dates import Confidence, find_dates
from newsetl.arabic.dates.model import Reading
from newsetl.arabic.dates.periods import bare_year
from newsetl.arabic.dates.tokens import tokenise
from newsetl.arabic.months import GREGORIAN_MONTHS
from newsetl.index.query import AllOf, AnyOf, Phrase, Query, TimeRange, Words
from newsetl.times import day_start

AFTERWARDS = {"day": 2, "month": 2, "year": 0, "range": 2}
"""Days after a date in which reports still tell of it as news."""


class AskedDate(NamedTuple):
    """``text[start:end]`` of a query is a date, and which reports it asks for."""

    start: int
    end: int
    query: Query


def asked_dates(text: str) -> list[AskedDate]:
    """The dates that a query states in full, with their year, in order; a year alone also without a word for it."""
    stated = [found for found in find_dates(text, None) if found.best.confidence > Confidence.LOW]
    asked = [AskedDate(one.start, one.end, _reports_of(one.best, text[one.start : one.end])) for one in stated]
    tokens = tokenise(text)
    for token, after in pairwise(tokens):
        year = bare_year(token, after)
        # «2000 مدني» is a count
        if year and year % 100 and not any(one.start < token.end and token.start < one.end for one in asked):
            first, last = date(year, 1, 1), date(year, 12, 31)
            asked.append(AskedDate(token.start, token.end, _either(first, last, Words(str(year)))))
    return sorted(asked)


def _reports_of(reading: Reading, typed: str) -> Query:
    last = reading.last + timedelta(days=AFTERWARDS[reading.granularity])
    if reading.granularity == "range" or "hijri" in reading.rule:
        return _either(reading.first, last, Phrase(typed))
    said: list[Query] = [Words(str(reading.first.year))]
    if reading.granularity in ("day", "month"):
        names = GREGORIAN_MONTHS[reading.first.month - 1]
        said.append(AnyOf(tuple(Phrase(name) if " " in name else Words(name) for name in names)))
    if reading.granularity == "day":
        said.append(Words(str(reading.first.day)))
    return _either(reading.first, last, AllOf(tuple(said)))


def _either(first: date, last: date, said: Query) -> Query:
    """Reports of [first, last], and those that say it."""
    return AnyOf((TimeRange(day_start(first), day_start(last + timedelta(days=1))), said))
