"""Publication dates: what machines wrote first, then what the feed said, then htmldate, then the date people see."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from newsetl.arabic.forms import to_norm
from newsetl.times import Moment, parse_moment

# Names in Syria, Lebanon and Iraq; in Egypt and the Gulf; in Tunisia, Algeria and Morocco; in Latin letters.
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("كانون الثاني", "كانون ثاني", "كانون ٢", "يناير", "ينائر", "جانفي", "january", "jan"),
    ("شباط", "فبراير", "فبرائر", "فيفري", "february", "feb"),
    ("آذار", "مارس", "march", "mar"),
    ("نيسان", "أبريل", "ابريل", "أفريل", "april", "apr"),
    ("أيار", "آيار", "مايو", "ماي", "may"),
    ("حزيران", "يونيو", "يونيه", "جوان", "june", "jun"),
    ("تموز", "يوليو", "يوليه", "يوليوز", "جويلية", "july", "jul"),
    ("آب", "أغسطس", "اوغسطس", "أوت", "غشت", "august", "aug"),
    ("أيلول", "سبتمبر", "سبتنبر", "شتنبر", "september", "sep"),
    ("تشرين الأول", "تشرين أول", "تشرين ١", "أكتوبر", "october", "oct"),
    ("تشرين الثاني", "تشرين ثاني", "تشرين ٢", "نوفمبر", "نونبر", "november", "nov"),
    ("كانون الأول", "كانون أول", "كانون ١", "ديسمبر", "دجنبر", "ديسامبر", "december", "dec"),
)
_MONTH_OF = {to_norm(name): number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "(?:" + "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True)) + ")"
_DUAL = rf"(?P<month>{_MONTH})(?:\s*[/\\(\-]\s*(?P<other>{_MONTH})\s*\)?)?"
_GAP = r"[\s/\-.,]*"
_YEAR = r"(?:من\s+)?(?:عام|سنه)?\s*(?P<year>\d{4})(?!\d)"
_WRITTEN = (
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:\s+من)?(?:\s+شهر)?{_GAP}{_DUAL}(?!\w){_GAP}{_YEAR}"),
    re.compile(rf"(?<!\w){_DUAL}\s+(?P<day>\d{{1,2}})\s*,?\s*{_YEAR}"),
    re.compile(r"(?<!\d)(?P<year>\d{4})\s*([-/.])\s*(?P<digits>\d{1,2})\s*\2\s*(?P<day>\d{1,2})(?!\d)"),
    # Arabic sites write the day first
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*([-/.])\s*(?P<digits>\d{1,2})\s*\2\s*(?P<year>\d{4})(?!\d)"),
)
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
_EARLIEST = 1900
_LONGEST_LINE = 300


@dataclass(frozen=True)
class Dated:
    """A publication date, how it was found, and how exactly it is known."""

    at: datetime
    how: str
    precision: Literal["second", "day"]


def choose(candidates: Iterable[tuple[str, str]], time_zone: str = "") -> Dated | None:
    """The first candidate, (text, where it stood), that states a date; a time without offset is of ``time_zone``."""
    for text, where in candidates:
        moment = parse_moment(text[:_LONGEST_LINE]) or parse_date_line(text)
        if moment:
            if moment.offset_stated or moment.precision == "day":
                return Dated(moment.at, where, moment.precision)
            return Dated(
                _in_zone(moment.at, time_zone),
                f"{where}, offset missing: {time_zone or 'UTC'} assumed",
                moment.precision,
            )
    return None


def _in_zone(at: datetime, time_zone: str) -> datetime:
    """A wall clock's time that was taken for UTC, in UTC; at the ends of the calendar as it is."""
    try:
        return at.replace(tzinfo=ZoneInfo(time_zone or "UTC")).astimezone(UTC)
    except OverflowError:
        return at


def same_day(seen: Dated, day: Dated, time_zone: str) -> bool:
    """Whether ``seen`` lies, by the outlet's clock, on the ``day`` that another place states."""
    return seen.at.astimezone(ZoneInfo(time_zone or "UTC")).date() == day.at.date()


def parse_date_line(line: str) -> Moment | None:
    """The full date a line of Arabic text states, with its time of day if there is one; None without day and year.

    Reads the month names of all Arab countries, also two at once («كانون الثاني/يناير»), and all three digit sets.
    """
    text = to_norm(line[:_LONGEST_LINE])
    for pattern in _WRITTEN:
        if match := pattern.search(text):
            parts = match.groupdict()
            month = int(parts["digits"]) if parts.get("digits") else _MONTH_OF[parts["month"]]
            other = parts.get("other")
            if other and _MONTH_OF[other] != month:
                continue
            try:
                day = datetime(int(parts["year"]), month, int(parts["day"]), tzinfo=UTC)
            except ValueError:
                continue
            if day.year >= _EARLIEST:
                return _with_time(day, f"{text[: match.start()]} {text[match.end() :]}")
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
