"""Publication dates: what machines wrote first, then what the feed said, then the date people see, then the address.

Of two that differ the earlier in this order counts, and ``how`` says that the other differs. A date later than the day
after the page was seen is no publication date: the next candidate is asked, and ``how`` names the refused one.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsetl.arabic.dates import find_dates
from newsetl.arabic.forms import to_norm
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
        dated = _dated(text, where, time_zone)
        if dated is None:
            continue
        if seen_at is None or dated.at - seen_at <= _AHEAD:
            notes = [f"{early.how} refused: {early.at.date()} is later than seen" for early in refused]
            return replace(dated, how=", ".join([dated.how, *dict.fromkeys(notes)]))
        refused.append(dated)
    return refused[0] if refused else None


def _dated(text: str, where: str, time_zone: str) -> Dated | None:
    moment = parse_moment(text[:_LONGEST_LINE]) or parse_date_line(text)
    if moment is None:
        return None
    if moment.offset_stated or moment.precision == "day":
        return Dated(moment.at, where, moment.precision)
    how = f"{where}, offset missing: {time_zone or 'UTC'} assumed"
    return Dated(_in_zone(moment.at, time_zone), how, moment.precision)


def with_conflicts(dated: Dated, others: Iterable[tuple[str, str]], time_zone: str) -> Dated:
    """``dated``, whose ``how`` names each other place that states another day.

    Where the outlet's time zone is unknown, its midnight is too, and neighbouring days are no conflict.
    """
    differing = []
    for text, where in others:
        other = _dated(text, where, time_zone)
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


def visible_line(heading: Any, body_start: str) -> str | None:
    """The first line with a full date around a page's heading (an lxml element): behind it up to the text, then before.

    Other places are not believed: page heads show today's date, side columns those of other reports.
    """
    if heading is None:
        return None
    for element in heading.xpath("following::*[position() <= 80]"):
        text = _short_text(element)
        if text is None:
            if element.tag == "p" and body_start and body_start[:40] in " ".join(element.text_content().split()):
                break
            continue
        if parse_date_line(text):
            return text
    parent = heading.getparent()
    if parent is None or parent.tag == "body":
        return None
    for element in heading.xpath("preceding-sibling::*/descendant-or-self::*[position() <= 5]"):
        text = _short_text(element)
        if text and parse_date_line(text):
            return text
    return None


def _short_text(element: Any) -> str | None:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "a", "li", "ul", "ol"):
        return None
    text = " ".join(element.text_content().split())
    return text if 6 <= len(text) <= 120 else None


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
