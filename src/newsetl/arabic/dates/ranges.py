"""From one date to another: «بين 20 و26 كانون الثاني», «من 28 شباط حتى 3 آذار», «بين عامي 2011 و2014»."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from newsetl.arabic.dates.calendars import Span, day_or_month, months_after, reading, shifted, year_span
from newsetl.arabic.dates.model import Confidence, Reading
from newsetl.arabic.dates.periods import bare_year, period_at
from newsetl.arabic.dates.points import Point, Readings, point_at
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import UNTIL, YEARS_WORDS, bare
from newsetl.arabic.dates.written import DayNumber, Written, day_at, resolve, written_at

_BETWEEN = frozenset({"بين"})
_FROM = frozenset({"من", "منذ"})
_SKIPPED = frozenset({"يوم", "يومي", "ايام", "شهر", "شهري", "تاريخ", "الفتره", "مطلع", "نهايه", "ليل", "ليله"})
_SAME = frozenset({"نفسه", "ذاته", "عينه"})
_TWO_DAYS = re.compile(r"(\d{1,2})-(\d{1,2})")
FIRST_WORDS = _BETWEEN | _FROM | YEARS_WORDS | _SKIPPED
"""What a range may begin with, apart from dates."""


@dataclass(frozen=True)
class _Item:
    """One end of a range, as far as it is known alone."""

    end: int
    day: DayNumber | None = None
    written: Written | None = None
    same: bool = False
    """«26 من الشهر نفسه»: a day of the first end's month."""
    year: int | None = None
    readings: Readings = ()


def range_at(tokens: list[Token], at: int, published: date | None) -> Point | None:
    """The range at a token, with or without «بين» or «من»; without, «و» joins only two days that follow each other."""
    chain = _TWO_DAYS.fullmatch(tokens[at].norm) if tokens[at].kind == "chain" else None
    if chain:
        return _days_of_one_month(tokens, at, int(chain[1]), int(chain[2]), published)
    between = bare(tokens[at].norm, _BETWEEN) is not None
    opened = between or bare(tokens[at].norm, _FROM) is not None
    begin = at + opened
    years = bare(tokens[begin].norm, YEARS_WORDS) is not None
    begin += years or (tokens[begin].norm in _SKIPPED and tokens[begin + 1].norm not in UNTIL)
    for first in _items(tokens, begin, published):
        joined = _separator(tokens, first.end, between=between, opened=opened)
        if joined is None or (first.year and not (opened or years)):
            continue
        position, paired = joined
        for second in _items(tokens, position, published):
            found = _resolved(first, second)
            if found and (not paired or _neighbours(first, second, found[0])):
                return Point(found, at, second.end)
    return _listed_day(tokens, at, published) if not opened else None


def _neighbours(first: _Item, second: _Item, found: Reading) -> bool:
    """Whether the ends are two days or two months of which one follows the other."""
    if first.day:
        return (found.last - found.first).days == 1
    if first.readings and second.readings and first.readings[0].rule == second.readings[0].rule == "weekday":
        return (found.last - found.first).days == 1
    if first.written is None or second.written is None or first.written.day or second.written.day:
        return False
    return (found.last - found.first).days in range(57, 63)


def _listed_day(tokens: list[Token], at: int, published: date | None) -> Point | None:
    """The first day of a list that names its month at the end: «5 و12 و19 شباط»."""
    first = position = None
    for _ in range(6):
        number = day_at(tokens, at if position is None else position)
        if number is None or not number.day or number.cardinal:
            return None
        first = first or number
        position = number.end + (tokens[number.end].norm in ("و", ","))
        if not (position > number.end or tokens[position].norm.startswith("وال")):
            return None
        last = written_at(tokens, position)
        if last and last[0] and last[0].day:
            item = _Item(last[2], written=last[0], readings=resolve(last[0], published))
            found = tuple(replace(r, last=r.first, granularity="day") for r in _same_month(first.day, item))
            return Point(found, first.start, first.end) if found else None
    return None


def _items(tokens: list[Token], at: int, published: date | None) -> list[_Item]:
    """What may stand at one end of a range here, longest first."""
    at += bare(tokens[at].norm, _SKIPPED) is not None
    found: list[_Item] = []
    written = written_at(tokens, at, announced=True)
    if written and written[0]:
        found.append(_Item(written[2], written=written[0], readings=resolve(written[0], published)))
    elif point := point_at(tokens, at, published):
        found.append(_Item(point.end, readings=point.readings))
    elif (period := period_at(tokens, at, published)) and period[0] and period[0][0].granularity in ("year", "month"):
        found.append(_Item(period[1], readings=period[0]))
    if tokens[at].norm == "الان" and published:
        found.append(_Item(at + 1, readings=reading(shifted(published, 0), "day", "now", Confidence.MEDIUM)))
    if (number := day_at(tokens, at)) and number.day:
        of = number.end + (tokens[number.end].norm == "من")
        if tokens[of].norm == "الشهر" and tokens[of + 1].norm in _SAME:
            found.append(_Item(of + 2, day=number, same=True))
        found.append(_Item(number.end, day=number))
        if tokens[at + 1].norm.startswith("وال") and (only := day_at([tokens[at], *tokens[-8:]], 0)):
            found.append(_Item(at + 1, day=only))  # «بين السادس والعشرين من تموز» has two days in it
    if year := bare_year(tokens[at], tokens[at + 1]):
        found.append(_Item(at + 1, year=year))
    return found


def _separator(tokens: list[Token], at: int, *, between: bool, opened: bool) -> tuple[int, bool] | None:
    """The token of the second end, and whether only «و» joins the two; the و of «وآذار» is passed over by all rules."""
    token = tokens[at]
    if token.norm in UNTIL or (token.norm == "-" and not between):
        return at + 1 + (tokens[at + 1].norm in _SKIPPED), False
    if (between or not opened) and token.kind == "word" and token.norm.startswith("و"):
        return at + (token.norm == "و"), not between
    return None


def _resolved(first: _Item, second: _Item) -> Readings:
    if first.year and second.year:
        return _span(year_span(first.year), year_span(second.year), Confidence.MEDIUM)
    ends = second.readings
    begins = first.readings or reading(year_span(first.year or 0), "year", "bare year", Confidence.MEDIUM)
    if second.year:
        ends = reading(year_span(second.year), "year", "bare year", Confidence.MEDIUM)
        if begins and begins[0].granularity != "year":
            return ()
    if second.same and second.day and begins and begins[0].granularity == "day":
        whole = months_after(begins[0].first, 0)
        last = day_or_month(whole.first.year, whole.first.month, second.day.day) if whole else None
        return _span(Span(begins[0].first, begins[0].last), last, begins[0].confidence)
    if first.day:
        return _same_month(first.day.day, second)
    if first.written and second.written:
        begins, ends = _inherited(first.written, second.written, begins, ends)
    if not begins or not ends:
        return ()
    begin, end = begins[0], ends[0]
    sure = min(begin.confidence, end.confidence)
    if begin.rule == end.rule == "weekday":  # «المقبل» at the end is of both
        moved = shifted(end.first, -((end.first - begin.first).days % 7))
        begin = next(iter(reading(moved, "day", "weekday", sure)), begin)
    return _span(Span(begin.first, begin.last), Span(end.first, end.last), sure)


def _same_month(day: int, second: _Item) -> Readings:
    """From a bare day to a date of the same month."""
    found: list[Reading] = []
    for end in second.readings:
        last_day = second.written.day if second.written else end.first.day
        stated = second.written or end.rule.startswith("numeric")
        if not stated or end.granularity != "day" or not last_day or day >= last_day:
            return ()
        begin = end.first - timedelta(last_day - day)
        found += reading(Span(begin, end.last), "range", "range", end.confidence)
    return tuple(found)


def _inherited(first: Written, second: Written, begins: Readings, ends: Readings) -> tuple[Readings, Readings]:
    """The readings of both ends where one alone says the year: the other has the year that keeps their order."""
    first_open = first.year is None and first.year_when is None and first.when is None
    second_open = second.year is None and second.year_when is None and second.when is None
    if first.month.hijri or second.month.hijri:
        if first_open and second.year:
            begins = resolve(replace(first, year=second.year, hijri_year=second.hijri_year), None)
    elif first_open and ends:
        year = ends[0].first.year
        tries = [resolve(replace(first, year=y), None) for y in (year, year - 1)]
        begins = next((r for r in tries if r and r[0].first <= ends[0].first), ())
        begins = tuple(replace(r, confidence=min(r.confidence, ends[0].confidence)) for r in begins)
    elif second_open and begins:
        year = begins[0].first.year
        tries = [resolve(replace(second, year=y), None) for y in (year, year + 1)]
        ends = next((r for r in tries if r and r[0].first >= begins[0].first), ())
        ends = tuple(replace(r, confidence=min(r.confidence, Confidence.MEDIUM)) for r in ends)
    return begins, ends


def _span(first: Span | None, last: Span | None, sure: Confidence) -> Readings:
    if first is None or last is None or first.first >= last.last or first.first > last.first:
        return ()
    return reading(Span(first.first, last.last), "range", "range", sure)


def _days_of_one_month(tokens: list[Token], at: int, first: int, last: int, published: date | None) -> Point | None:
    """«20-26 كانون الثاني 2022», which comes as one token."""
    number = tokens[at]._replace(norm=str(last), kind="number")
    found = written_at([number, *tokens[at + 1 : at + 13], *tokens[-4:]], 0)
    if found is None or found[0] is None or found[0].day is None:
        return None
    item = _Item(found[2], written=found[0], readings=resolve(found[0], published))
    return Point(_same_month(first, item) if first else (), at, at + found[2])
