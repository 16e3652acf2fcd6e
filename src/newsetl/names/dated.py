"""When events were, and whether the words around a mention say that time."""

from datetime import date

from newsetl.arabic.dates import Confidence, find_dates
from newsetl.arabic.dates import Reading as DateReading
from newsetl.arabic.months import month_at
from newsetl.arabic.sentences import sentence_around
from newsetl.names.gazetteer import Entry
from newsetl.names.patterns import Match
from newsetl.names.reading import Reading

_MOST_DAYS = 93
"""A date expression of more days («عام 2022») does not point at an event by itself; a season does."""
_AROUND = 300
"""Characters before and behind a mention within which its date is looked for, besides in its sentence."""
_YEAR_DIGITS = 4
Days = tuple[date, date]


def days_of(event: Entry) -> Days | None:
    """First and last day, None for an event without dates."""
    if not event.valid_from:
        return None
    first = date.fromisoformat(event.valid_from)
    return first, date.fromisoformat(event.valid_to) if event.valid_to else first


def is_of_other_year(days: Days, match: Match, reading: Reading) -> bool:
    """Whether the words behind say a year in which the event was not, or a month: «مجزرة … 2019», «… تموز 2012»."""
    end = years_behind(match, reading)
    if not end:
        return False
    year, said = int(reading.norms[end - 1]), month_at(reading.norms[match.end : end - 1])
    if said is None or said[0].hijri:
        return not days[0].year <= year <= days[1].year
    return not (days[0].year, days[0].month) <= (year, said[0].number) <= (days[1].year, days[1].month)


def years_behind(match: Match, reading: Reading) -> int:
    """Index behind a year that follows a match, at once or after one word; 0 without one."""
    for at in (match.end, match.end + 1):
        norm = reading.norms[at] if at < len(reading.norms) else ""
        if is_year(norm):
            return at + 1
    return 0


def is_year(norm: str) -> bool:
    """Whether a normalised word is a year in digits."""
    return len(norm) == _YEAR_DIGITS and norm.isdecimal()


def is_dated(days: Days, match: Match, reading: Reading, published: date) -> bool:
    """Whether the text around a match says a date of the event, or its year («عام 2022», «قبل ثلاث سنوات»)."""
    text, start, end = _place_of(match, reading)
    said = find_dates(text[max(0, start - _AROUND) : end + _AROUND], published)
    return any(_points_at(found.best, days) or _is_year_of(found.best, days) for found in said)


def is_dated_in_sentence(days: Days, match: Match, reading: Reading, published: date, *, years: bool = False) -> bool:
    """Whether the sentence of a match says a date of the event; of ``years`` its year will do."""
    text, start, end = _place_of(match, reading)
    since = max(0, start - _AROUND)
    sentence = sentence_around(text[since : end + _AROUND], start - since, end - since)
    said = find_dates(sentence, published)
    return any(_points_at(found.best, days) or (years and _is_year_of(found.best, days)) for found in said)


def _place_of(match: Match, reading: Reading) -> tuple[str, int, int]:
    text = reading.texts[reading.field_of(match.first)]
    return text, reading.starts[match.first], reading.ends[match.end - 1]


def _points_at(said: DateReading, days: Days) -> bool:
    short = (said.last - said.first).days <= _MOST_DAYS
    return short and _overlaps(said, days) and said.confidence > Confidence.LOW


def _is_year_of(said: DateReading, days: Days) -> bool:
    return said.granularity == "year" and _overlaps(said, days)


def _overlaps(said: DateReading, days: Days) -> bool:
    return said.first <= days[1] and days[0] <= said.last
