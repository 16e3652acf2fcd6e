"""One date said in several ways at once: «أمس الأحد 6 شباط», «الاثنين 6 رجب 1443هـ الموافق 7 فبراير 2022»."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from newsetl.arabic.dates.calendars import reading, shifted
from newsetl.arabic.dates.model import Confidence, Reading
from newsetl.arabic.dates.numeric import numeric_at
from newsetl.arabic.dates.relative import Weekday, day_part, relative_day_at, resolve_weekday, weekday_at
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import AGREEING
from newsetl.arabic.dates.written import Written, resolve, written_at
from newsetl.arabic.months import WEEKDAY_OF

Readings = tuple[Reading, ...]


class Point(NamedTuple):
    """A date expression: token ``start`` up to ``end``; without readings its words say no date."""

    readings: Readings
    start: int
    end: int
    written: Written | None = None
    """Set where the readings come from it alone."""


def point_at(tokens: list[Token], at: int, published: date | None) -> Point | None:
    """The date at a token with everything beside it that says the same date again."""
    if relative := relative_day_at(tokens, at, published):
        day, end = relative
        return _relative_and_more(tokens, at, end, day, published)
    if weekday := weekday_at(tokens, at):
        follower = _follower(tokens, weekday.end)
        calendar = (
            _calendar_date(tokens, follower, published) if weekday.when is None or follower > weekday.end else None
        )
        if calendar and all(found.granularity == "day" for found in calendar.readings):
            readings = _checked(calendar.readings, weekday.weekday)
            return Point(readings, at, _closed(tokens, weekday.end, follower, calendar.end))
        readings = resolve_weekday(weekday, published)
        night = _night(tokens, at, weekday, readings)
        return night or (Point(readings, at, weekday.end) if readings else None)
    return _calendar_date(tokens, at, published)


def _night(tokens: list[Token], at: int, first: Weekday, readings: Readings) -> Point | None:
    """«ليل السبت - الأحد»: both days, of which the later is the one up to publication."""
    following = first.end + (tokens[first.end].norm in ("-", "/", ","))
    second = WEEKDAY_OF.get(tokens[following].norm)
    if not readings or second != (first.weekday + 1) % 7 or day_part(tokens, at) == at:
        return None
    span = shifted(readings[0].first, 0, 2)
    return Point(reading(span, "range", "night between two days", Confidence.LOW), at, following + 1)


def _relative_and_more(tokens: list[Token], at: int, end: int, day: Reading, published: date | None) -> Point:
    follower = _follower(tokens, end)
    readings: Readings = (day,)
    if weekday := weekday_at(tokens, follower):
        said = resolve_weekday(weekday, published)
        # around midnight the day's name is right and «اليوم» is of the evening before
        agree = day.first.weekday() == weekday.weekday
        readings = (
            (replace(day, confidence=Confidence.HIGH, rule="relative day, weekday agrees"),)
            if agree
            else tuple(replace(found, confidence=Confidence.LOW) for found in (*said[:1], day))
        )
        end = _closed(tokens, end, follower, weekday.end)
        follower = _follower(tokens, end)
    calendar = _calendar_date(tokens, follower, published)
    if calendar:
        same = tuple(found for found in calendar.readings if found.iso == readings[0].iso)
        if same:
            return Point(
                (replace(same[0], confidence=Confidence.HIGH),), at, _closed(tokens, end, follower, calendar.end)
            )
    return Point(readings, at, end)


def _calendar_date(tokens: list[Token], at: int, published: date | None) -> Point | None:
    """A date of one calendar, or of both: then the Gregorian one counts."""
    first = _one_calendar(tokens, at, published)
    if first is None or not first.readings:
        return first
    follower = _follower(tokens, first.end)
    if follower > first.end:
        second = _one_calendar(tokens, follower, published)
        if second and second.readings and _is_hijri(first.readings) != _is_hijri(second.readings):
            plain, other = (second, first) if _is_hijri(first.readings) else (first, second)
            if plain.readings[0].granularity == other.readings[0].granularity == "day":
                near = [r for r in plain.readings if any(abs((r.first - o.first).days) <= 2 for o in other.readings)]
                if near:
                    merged = (near[0], *(r for r in plain.readings if r is not near[0]))
                    return Point(merged, first.start, _closed(tokens, first.end, follower, second.end))
    return first


def _one_calendar(tokens: list[Token], at: int, published: date | None) -> Point | None:
    if numeric := numeric_at(tokens, at, published):
        return Point(numeric[0], at, numeric[1])
    found = written_at(tokens, at)
    if found is None:
        return None
    written, start, end = found
    if written and written.year is written.when is written.year_when is None:
        written = _with_next_year(tokens, end, written, 4)
    return Point(resolve(written, published) if written else (), start, end, written)


def _with_next_year(tokens: list[Token], at: int, written: Written, depth: int) -> Written:
    """``written`` with the year of the date joined to it, as in «20 شباط و3 آذار 2015»."""
    joined = tokens[at]
    if depth == 0 or not (joined.norm.startswith("و") or joined.norm in (",", "او", "ثم")):
        return written
    found = written_at(tokens, at + (joined.norm in ("و", ",", "او", "ثم")))
    if found is None or found[0] is None or found[0].month.hijri != written.month.hijri:
        return written
    following = found[0]
    if following.year is following.when is following.year_when is None:
        following = _with_next_year(tokens, found[2], following, depth - 1)
    if following.year is None or following.month.number < written.month.number:
        return written
    return replace(written, year=following.year, hijri_year=following.hijri_year, certain=False)


def _is_hijri(readings: Readings) -> bool:
    return "hijri" in readings[0].rule


def _follower(tokens: list[Token], at: int) -> int:
    """The token at which the same date may be said again: behind a comma, a bracket, «الموافق»."""
    end = at
    if tokens[end].norm in (",", "(", "-", "/", "|"):
        end += 1
    if tokens[end].norm in AGREEING:
        end += 1
        if tokens[end].norm in ("ل", "في", "ليوم", "يوم", ":"):
            end += 1
    elif tokens[end].norm in ("ل", "في") and tokens[end - 1].norm == "الواقع":
        end += 1
    return end


def _closed(tokens: list[Token], opened: int, inside: int, end: int) -> int:
    """``end``, or the token behind the bracket that closes what was opened between the two parts."""
    return end + 1 if inside > opened and tokens[opened].norm == "(" and tokens[end].norm == ")" else end


def _checked(readings: Readings, weekday: int) -> Readings:
    """The readings that fall on the weekday first; none does: all are doubtful."""
    right = [found for found in readings if found.first.weekday() == weekday]
    if not right:
        return tuple(replace(found, confidence=Confidence.LOW) for found in readings)
    best = replace(right[0], confidence=max(right[0].confidence, Confidence.MEDIUM))
    return (best, *(replace(found, confidence=Confidence.LOW) for found in readings if found is not right[0]))
