"""Dates in a query: «قصف إدلب شباط 2020» asks for the reports of those days, and for later ones that name the date."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from newsetl.arabic.dates import Confidence, find_dates
from newsetl.arabic.dates.calendars import day_or_month
from newsetl.arabic.dates.model import Reading
from newsetl.arabic.dates.periods import bare_year
from newsetl.arabic.dates.tokens import Token, tokenise
from newsetl.arabic.forms import to_norm
from newsetl.arabic.months import GREGORIAN_MONTHS, month_at
from newsetl.arabic.tokens import words
from newsetl.index.query import AllOf, AnyOf, Boost, Phrase, Query, TimeRange, Words
from newsetl.names.dated import days_of
from newsetl.names.events import DAY_BEFORE
from newsetl.names.gazetteer import Entry
from newsetl.names.happenings import announced
from newsetl.names.proclitics import ARTICLE
from newsetl.times import day_start

AFTERWARDS = {"day": 2, "month": 2, "year": 0, "range": 2}
"""Days after a date in which reports still tell of it as news."""
YEARS = range(2000, 2041)
"""In which a month without a year is looked for."""
DAYS = range(1, 32)
_PERSONS = frozenset(map(to_norm, ("ماي", "جوان", "أوت", "may", "mar", "march", "june", "jun", "jan")))
"""Names of months that are persons' too, or other words."""
_CALLED = frozenset(
    word.norm
    for word in words("حي جسر شارع ساحة ميدان مستشفى مشفى مدرسة جامعة ملعب ثورة انقلاب قوى تحالف حركة كتيبة لواء")
)
"""What is called by a day of a month."""


class AskedDate(NamedTuple):
    """``text[start:end]`` of a query is a date, and which reports it asks for."""

    start: int
    end: int
    query: Query


def asked_dates(text: str) -> list[AskedDate]:
    """The dates that a query states in full, with their year, in order; a year alone also without a word for it, and a
    month or a day of one, which is that of any year.
    """
    stated = [found for found in find_dates(text, None) if found.best.confidence > Confidence.LOW]
    asked = [AskedDate(one.start, one.end, _reports_of(one.best, text[one.start : one.end])) for one in stated]
    tokens = tokenise(text)
    for token, after in pairwise(tokens):
        year = bare_year(token, after)
        # «2000 مدني» is a count
        if year and year % 100 and not _is_taken(token, asked):
            first, last = date(year, 1, 1), date(year, 12, 31)
            asked.append(AskedDate(token.start, token.end, _either(first, last, Words(str(year)))))
    asked += [month for month in _months(tokens) if not _is_taken(month, asked)]
    return sorted(asked)


def _is_taken(span: Token | AskedDate, dates: list[AskedDate]) -> bool:
    """Whether a part of the text is a date already."""
    return any(one.start < span.end and span.start < one.end for one in dates)


def _months(tokens: list[Token]) -> Iterator[AskedDate]:
    """Months of any year, with a day or without one: «حظر التجوال بالبصرة أيلول», «4 نيسان/أبريل»."""
    until = 0
    for at, token in enumerate(tokens):
        found = month_at([other.norm for other in tokens[at : at + 2]]) if token.kind == "word" else None
        if at < until or found is None or found[0].hijri:
            continue
        month, until = found[0].number, at + found[1]
        # «نيسان/أبريل» is one
        other = until + (tokens[until].kind == "mark")
        again = month_at([token.norm for token in tokens[other : other + 2]])
        if again and again[0].number == month:
            until = other + again[1]
        before, behind = tokens[at - 1], tokens[until]
        if _is_day(before) and behind.kind != "number" and not _is_called(tokens[at - 2]):
            first, last, day = before, tokens[until - 1], int(before.norm)
        elif _is_day(behind) and (token.norm.isascii() or tokens[until + 1].kind == "end"):
            first, last, day = token, behind, int(behind.norm)
        elif "number" in (before.kind, behind.kind) or token.norm in _PERSONS:
            continue
        else:
            first, last, day = token, tokens[until - 1], None
        spans = [span for year in YEARS if (span := day_or_month(year, month, day))]
        if not spans:
            continue  # «31 شباط»
        after = timedelta(days=AFTERWARDS["day" if day else "month"])
        name = _any_name(GREGORIAN_MONTHS[month - 1])
        said = AllOf((name, Words(str(day)))) if day else name
        yield AskedDate(first.start, last.end, AnyOf((*(_days(one.first, one.last + after) for one in spans), said)))


def _is_day(token: Token) -> bool:
    return token.kind == "number" and int(token.norm) in DAYS


def _is_called(token: Token) -> bool:
    """Whether what is called by a day stands before it: «جسر 17 تموز», «ثورة 14 تموز»."""
    return token.norm.removeprefix(ARTICLE) in _CALLED


def _any_name(names: Iterable[str]) -> Query:
    return AnyOf(tuple(Phrase(name) if " " in name else Words(name) for name in names))


def _reports_of(reading: Reading, typed: str) -> Query:
    last = reading.last + timedelta(days=AFTERWARDS[reading.granularity])
    if reading.granularity == "range" or "hijri" in reading.rule:
        return _either(reading.first, last, Phrase(typed))
    said: list[Query] = [Words(str(reading.first.year))]
    if reading.granularity in ("day", "month"):
        said.append(_any_name(GREGORIAN_MONTHS[reading.first.month - 1]))
    if reading.granularity == "day":
        said.append(Words(str(reading.first.day)))
    return _either(reading.first, last, AllOf(tuple(said)))


def _either(first: date, last: date, said: Query) -> Query:
    """Reports of [first, last], and those that say it."""
    return AnyOf((_days(first, last), said))


def _days(first: date, last: date) -> TimeRange:
    return TimeRange(day_start(first), day_start(last + timedelta(days=1)))


def since_events(events: Iterable[Entry]) -> list[Query]:
    """What keeps reports out that are older than all of some events and so tell of none, nor plan one; empty where the
    day of one is not known.
    """
    firsts = [days[0] - max(announced(event), DAY_BEFORE) if (days := days_of(event)) else None for event in events]
    known = [day for day in firsts if day]
    if len(known) < len(firsts) or not known:
        return []
    return [Boost(TimeRange(since=day_start(min(known))), 0.0)]
