"""Days, months and years of both calendars as spans of Gregorian days; None where the calendar has no such day."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from hijridate import Gregorian, Hijri

from newsetl.arabic.dates.model import Confidence, Granularity, Reading

EARLIEST, LATEST = 1000, 2199
"""Gregorian years that a report can mean."""


class Span(NamedTuple):
    """From ``first`` to ``last``, both included."""

    first: date
    last: date


def day_or_month(year: int, month: int, day: int | None, *, hijri: bool = False) -> Span | None:
    """The day, or the whole month where ``day`` is None."""
    try:
        return _hijri(year, month, day) if hijri else _gregorian(year, month, day)
    except (ValueError, OverflowError):
        return None


def _gregorian(year: int, month: int, day: int | None) -> Span | None:
    if not EARLIEST <= year <= LATEST:
        return None
    if day is not None:
        return Span(at := date(year, month, day), at)
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _hijri(year: int, month: int, day: int | None) -> Span:
    first = Hijri(year, month, day or 1)
    days = 1 if day else first.month_length()
    start = _plain(first.to_gregorian())
    return Span(start, start + timedelta(days - 1))


def _plain(found: Gregorian) -> date:
    return date(found.year, found.month, found.day)


def year_and_month(at: date, *, hijri: bool = False) -> tuple[int, int] | None:
    """The year and month of a day; None where the table of Hijri months does not reach."""
    if not hijri:
        return at.year, at.month
    try:
        found = Gregorian(at.year, at.month, at.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return found.year, found.month


def year_span(year: int, *, hijri: bool = False) -> Span | None:
    """A whole year."""
    first, last = (day_or_month(year, month, None, hijri=hijri) for month in (1, 12))
    return Span(first.first, last.last) if first and last else None


def months_after(at: date, count: int) -> Span | None:
    """The month that begins ``count`` months after the one ``at`` lies in (before it, if negative)."""
    year, month = divmod(at.year * 12 + at.month - 1 + count, 12)
    return day_or_month(year, month + 1, None)


def week_after(at: date, count: int) -> Span | None:
    """The calendar week, Sunday to Saturday, ``count`` weeks after that of ``at``."""
    return shifted(at, 7 * count - (at.weekday() + 1) % 7, 7)


def shifted(at: date, days: int, length: int = 1) -> Span | None:
    """``length`` days from ``days`` after ``at``; None beyond the calendar."""
    try:
        first = at + timedelta(days)
        last = first + timedelta(length - 1)
    except OverflowError:
        return None
    return Span(first, last) if first.year >= EARLIEST and last.year <= LATEST else None


def reading(span: Span | None, granularity: Granularity, rule: str, confidence: Confidence) -> tuple[Reading, ...]:
    """One reading, or none without a span."""
    return (Reading(span.first, span.last, granularity, rule, confidence),) if span else ()
