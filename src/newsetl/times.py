"""Times as machines write them: ISO 8601, RFC 822, seconds since 1970. Arabic date lines are read in ``normalise``."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Literal

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_ZONE_NAMES = ("UTC", "GMT")


@dataclass(frozen=True)
class Moment:
    """A point in time (UTC) and how exactly it was stated."""

    at: datetime
    precision: Literal["second", "day"] = "second"
    offset_stated: bool = True
    """False: the text gave no offset and UTC was assumed."""


def parse_moment(text: str) -> Moment | None:
    """The time a machine-readable string states; None when it states none. Never raises."""
    text = text.strip()
    if day := _DAY.fullmatch(text):
        try:
            return Moment(datetime(int(day[1]), int(day[3]), int(day[4]), tzinfo=UTC), "day", offset_stated=False)
        except ValueError:
            return None
    try:
        if _EPOCH.fullmatch(text):
            return Moment(datetime.fromtimestamp(int(text[:10]), UTC))
        value = _parse(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(to_utc(value), offset_stated=value.tzinfo is not None)


def to_utc(value: datetime) -> datetime:
    """The same moment in UTC (naive is taken as UTC); at the ends of the calendar, where that overflows, as written."""
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


def day_start(day: date) -> datetime:
    """The first moment of a day, UTC."""
    return datetime.combine(day, time(), UTC)


def _parse(text: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{text[:-3].rstrip()}+00:00" if text.endswith(_ZONE_NAMES) else text)
    except ValueError:
        value = parsedate_to_datetime(text)
        # RFC 5322: -0000 is UTC from one who does not know his zone; Python reads it as no offset
        return value.replace(tzinfo=UTC) if text.endswith("-0000") else value
