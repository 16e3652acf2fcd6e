"""Publication dates: what machines wrote first, then what the feed said, then the date people see, then the address.

Of two that differ the earlier in this order counts, and ``how`` says that the other differs. A date later than the day
after the page was seen is no publication date: the next candidate is asked, and ``how`` names the refused one.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsetl.arabic.dates import find_dates
from newsetl.arabic.forms import to_norm
from newsetl.arabic.numbers import read_cardinal
from newsetl.times import Moment, parse_moment

_TIME = re.compile(
    r"(?<![\d:+])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*"
    r"(?P<half>am|pm|صباحا|مساء|ظهرا|ليلا|ص|م)?(?!\w)"
)
_GREENWICH = re.compile(r"gmt|utc|غرينت?ش|جرينت?ش|غرينيتش")
_OFFSET = re.compile(
    rf"\W{{0,3}}(?:بتوقيت )?(?P<name>{_GREENWICH.pattern})?\s*"
    r"(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
)
"""Behind a time; without a name only where the minutes are stated too: «10:00 -12 قراءة» is none."""
_DIGIT = re.compile(r"\d")
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([-/])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_BELIEVED = frozenset({"gregorian day", "numeric day first", "numeric year first"})
"""Rules of the date parser: Hijri months may begin a day sooner or later, and years of two digits are no years."""
_AHEAD = timedelta(days=1)
_EARLIEST = 1900
_LONGEST_LINE = 300


_LONGEST_RELATIVE = 60
# In the form for matching. Unit → (what it is, how many it says itself; 0 where a number stands before it).
_UNITS = {
    to_norm(word): (unit, count)
    for unit, count, words in (
        ("minutes", 1, "دقيقة"),
        ("minutes", 2, "دقيقتين دقيقتان"),
        ("minutes", 0, "دقائق"),
        ("hours", 1, "ساعة"),
        ("hours", 2, "ساعتين ساعتان"),
        ("hours", 0, "ساعات"),
        ("days", 1, "يوم"),
        ("days", 2, "يومين يومان"),
        ("days", 0, "أيام يوما"),
        ("weeks", 1, "أسبوع"),
        ("weeks", 2, "أسبوعين أسبوعان"),
        ("weeks", 0, "أسابيع"),
    )
    for word in words.split()
}
_DAYS = {"days": 1, "weeks": 7}
_NAMED = {"اليوم": 0, "امس": 1, "البارحه": 1, "اول امس": 2}
_AGO = re.compile(
    rf"(?:^|[^\w])(?:(?:قبل|منذ) (?:نحو |حوالي )?(?:(?P<count>\d{{1,3}}|\w{{3,8}}) )?(?P<unit>{'|'.join(_UNITS)})(?!\w)"
    rf"|(?P<day>{'|'.join(sorted(_NAMED, key=len, reverse=True))})"
    r"[،,]? ?(?:الساعه |عند |في |-|:|\|)? ?(?=\d{1,2}:\d\d))"
)


@dataclass(frozen=True)
class Dated:
    """A publication date, how it was found, and how exactly it is known."""

    at: datetime
    how: str
    precision: Literal["second", "day"]


def choose(candidates: Iterable[tuple[str, str]], time_zone: str = "", seen_at: datetime | None = None) -> Dated | None:
    """The first candidate, (text, where it stood), that states a date; a time without offset is of ``time_zone``.

    One that lies more than a day after ``seen_at`` is passed over while there is another: ``validate`` decides on it
    where there is none.
    """
    refused: list[Dated] = []
    for text, where in candidates:
        dated = _dated(text, where, time_zone, seen_at)
        if dated is None:
            continue
        if seen_at is None or dated.at - seen_at <= _AHEAD:
            notes = [f"{early.how} refused: {early.at.date()} is later than seen" for early in refused]
            return replace(dated, how=", ".join([dated.how, *dict.fromkeys(notes)]))
        refused.append(dated)
    return refused[0] if refused else None


def _dated(text: str, where: str, time_zone: str, seen_at: datetime | None = None) -> Dated | None:
    moment = parse_moment(text[:_LONGEST_LINE]) or parse_date_line(text)
    if moment is None and seen_at:
        moment = parse_relative_line(text, seen_at, time_zone)
        where = f"{where}, counted from when it was seen"
    if moment is None:
        return None
    if moment.offset_stated or moment.precision == "day":
        return Dated(moment.at, where, moment.precision)
    how = f"{where}, offset missing: {time_zone or 'UTC'} assumed"
    return Dated(_in_zone(moment.at, time_zone), how, moment.precision)


def with_conflicts(
    dated: Dated, others: Iterable[tuple[str, str]], time_zone: str, seen_at: datetime | None = None
) -> Dated:
    """``dated``, whose ``how`` names each other place that states another day.

    Where the outlet's time zone is unknown, its midnight is too, and neighbouring days are no conflict.
    """
    differing = []
    for text, where in others:
        other = _dated(text, where, time_zone, seen_at)
        if other and abs((_day(other, time_zone) - _day(dated, time_zone)).days) > (0 if time_zone else 1):
            differing.append(f"{where} says {_day(other, time_zone)}")
    return replace(dated, how=", ".join([dated.how, *differing]))


def _day(dated: Dated, time_zone: str) -> date:
    """The day by the outlet's clock."""
    if dated.precision == "day":
        return dated.at.date()
    try:
        return dated.at.astimezone(ZoneInfo(time_zone or "UTC")).date()
    except OverflowError:
        return dated.at.date()


def address_date(url: str) -> str | None:
    """The day in a page's address, as /2022/01/20/ or 2022-01-20, in the form 2022-1-20."""
    match = _IN_ADDRESS.search(urlsplit(url).path)
    return "-".join(match.group("year", "month", "day")) if match else None


def _in_zone(at: datetime, time_zone: str) -> datetime:
    """A wall clock's time that was taken for UTC, in UTC; at the ends of the calendar as it is."""
    try:
        return at.replace(tzinfo=ZoneInfo(time_zone or "UTC")).astimezone(UTC)
    except OverflowError:
        return at


def same_day(seen: Dated, day: Dated, time_zone: str) -> bool:
    """Whether ``seen`` lies, by the outlet's clock, on the ``day`` that another place states."""
    return _day(seen, time_zone) == day.at.date()


def parse_date_line(line: str) -> Moment | None:
    """The full date a line of Arabic text states, with its time of day if there is one; None without day and year.

    Reads the month names of all Arab countries, also two at once («كانون الثاني/يناير»), and all three digit sets.
    """
    text = to_norm(line[:_LONGEST_LINE])
    if not _DIGIT.search(text):
        return None
    for mention in find_dates(text, None):
        best = mention.best
        if best.rule in _BELIEVED and best.granularity == "day" and best.first.year >= _EARLIEST:
            day = datetime(best.first.year, best.first.month, best.first.day, tzinfo=UTC)
            return _with_time(day, f"{text[: mention.start]} {text[mention.end :]}")
    return None


def is_relative(line: str) -> bool:
    """Whether a line says how long ago something was: «قبل 3 ساعات», «منذ يومين», «أمس 14:05»."""
    return len(line) <= _LONGEST_RELATIVE and _relative(line) is not None


def _relative(line: str) -> re.Match[str] | None:
    return _AGO.search(to_norm(line[:_LONGEST_RELATIVE]))


def parse_relative_line(line: str, seen_at: datetime, time_zone: str = "") -> Moment | None:
    """The time a line counts back from when it was seen; None where it does not.

    Minutes and hours give the time to the second they are counted from; days and more give the day by the outlet's
    clock, with the time of day where the line states one («أمس 14:05»).
    """
    match = _relative(line)
    if match is None:
        return None
    if match["unit"]:
        unit, own = _UNITS[match["unit"]]
        said = match["count"]
        count = int(said) if said and said.isdigit() else _number(said) or own
        if not count:
            return None
        if unit in ("minutes", "hours"):
            return Moment(seen_at - timedelta(**{unit: count}))
        back = timedelta(days=count * _DAYS[unit])
    else:
        back = timedelta(days=_NAMED[match["day"]])
    with suppress(OverflowError):
        day = (seen_at.astimezone(ZoneInfo(time_zone or "UTC")) - back).date()
        return _with_time(datetime(day.year, day.month, day.day, tzinfo=UTC), to_norm(line[:_LONGEST_RELATIVE]))
    return None


def _number(word: str | None) -> int:
    read = read_cardinal([word]) if word else None
    return int(read.value) if read else 0


def _with_time(day: datetime, rest: str) -> Moment:
    match = _TIME.search(rest)
    if match is None:
        return Moment(day, "day", offset_stated=False)
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = match["half"] or ""
    forenoon = (half == "ليلا" and hour < 6) or (half == "ظهرا" and hour >= 10)
    if half in ("pm", "م", "مساء", "ظهرا", "ليلا") and 1 <= hour < 12 and not forenoon:
        hour += 12
    elif half in ("am", "ص", "صباحا", "ليلا") and hour == 12:
        hour = 0
    try:
        at = day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return Moment(day, "day", offset_stated=False)
    offset = _OFFSET.match(rest, match.end())
    if offset and (offset["name"] or offset["minutes"]):
        ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        with suppress(OverflowError):
            return Moment(at - ahead if offset["sign"] == "+" else at + ahead)
    return Moment(at, offset_stated=bool(_GREENWICH.search(rest)))
