"""Stretches of time in which a report may have been published, as documents tell them: a moment, a day, a month.

A day is the outlet's. Where its time zone is not known, a day is everything that is that day anywhere on earth: a
stretch too long costs a request, one too short loses news.
"""

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from newsetl.times import parse_moment, to_utc

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_EASTMOST, _WESTMOST = timedelta(hours=14), timedelta(hours=12)
"""How far clocks are before and behind UTC: Kiribati, and Baker Island."""
_W3C = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_LONGEST = 100
_DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class Window:
    """A stretch of time [first, last), UTC."""

    first: datetime = FIRST
    last: datetime = LAST

    def overlaps(self, interval: tuple[datetime, datetime] | None) -> bool:
        """Whether something within may lie in [since, until); always with None."""
        return interval is None or (self.first < interval[1] and interval[0] < self.last)


ANY = Window()
"""Nothing is known."""


def until(moment: datetime) -> Window:
    """Not after ``moment``: what is known of a page that was last changed then."""
    return Window(last=_shifted(moment, timedelta(seconds=1)))


def at(moment: datetime) -> Window:
    """At ``moment``, as exactly as such moments are written."""
    return Window(moment, _shifted(moment, timedelta(seconds=1)))


def of_days(first: date, last: date, zone: str) -> Window:
    """From the beginning of a day to the end of another, by the clock of ``zone`` (IANA name; empty: not known)."""
    begin = datetime.combine(first, time(), UTC)
    end = _shifted(datetime.combine(last, time(), UTC), timedelta(days=1))
    if not zone:
        return Window(_shifted(begin, -_EASTMOST), _shifted(end, _WESTMOST))
    return Window(*(to_utc(moment.replace(tzinfo=ZoneInfo(zone))) for moment in (begin, end)))


def of_month(year: int, month: int, zone: str) -> Window:
    """A whole month. Raises ValueError for one that no calendar has."""
    return of_days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), zone)


def stated(text: str, zone: str) -> Window | None:
    """What a date in W3C's form (year, month, day, or a time with or without offset) or another of machines says.

    None where it says none. https://www.w3.org/TR/NOTE-datetime
    """
    text = text.strip()[:_LONGEST]
    if match := _W3C.fullmatch(text):
        year, month, day = int(match["year"]), int(match["month"] or 0), int(match["day"] or 0)
        with suppress(ValueError):
            if day:
                return of_days(date(year, month, day), date(year, month, day), zone)
            if month:
                return of_month(year, month, zone)
            return of_days(date(year, 1, 1), date(year, 12, 31), zone)
        return None
    moment = parse_moment(text)
    if moment is None:
        return None
    if moment.precision == "day":
        return of_days(moment.at.date(), moment.at.date(), zone)
    if not moment.offset_stated:
        if not zone:
            return Window(_shifted(moment.at, -_EASTMOST), _shifted(moment.at, _WESTMOST))
        return at(to_utc(moment.at.replace(tzinfo=ZoneInfo(zone))))
    return at(moment.at)


def of_address(url: str, zone: str) -> Window | None:
    """The day that stands in a page's path (``/2022/01/20/``, ``2022-01-20``); None without, or with different ones."""
    days = set()
    for year, _, month, day in _DAY_IN_PATH.findall(unquote(urlsplit(url).path)):
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)))
    if len(days) != 1:
        return None
    day = days.pop()
    return of_days(day, day, zone)


def days_of(interval: tuple[datetime, datetime], zone: str) -> Iterator[date]:
    """The days by the clock of ``zone`` that share time with [since, until), oldest first."""
    since, end = interval
    day = _shifted(since, -timedelta(days=1)).date()
    last = _shifted(end, timedelta(days=1)).date()
    while day <= last:
        if of_days(day, day, zone).overlaps(interval):
            yield day
        day += timedelta(days=1)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    """Later or earlier, at the ends of the calendar as it is."""
    try:
        return moment + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST
