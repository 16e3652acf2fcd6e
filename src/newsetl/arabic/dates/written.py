"""Dates with a month's name: «الثالث والعشرين من تموز/يوليو 2021», «26 كانون الثاني الماضي», «6 رجب 1443هـ»."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from newsetl.arabic.dates.calendars import EARLIEST, LATEST, Span, day_or_month, months_after, reading, year_and_month
from newsetl.arabic.dates.model import Confidence, Granularity, Reading
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import (
    COUNTED,
    GREGORIAN_ERA,
    HIJRI_ERA,
    PARTS,
    WHEN,
    YEAR_WORDS,
    bare,
)
from newsetl.arabic.forms import to_norm
from newsetl.arabic.months import Month, month_at
from newsetl.arabic.numbers import is_number_word, read_cardinal, read_ordinal

NO_DAY = 0
"""Stands for a number beside a month that no month has: the whole is then no date."""
ARTICLES = frozenset({"ال", "وال", "بال", "لل", "فال", "ولل"})
PREFIXES = ARTICLES | frozenset("وفبل") | {"ول", "وب"}
"""Words that a text has before digits: «ال 26», «لـ20», «وال26»."""
_MONTH_PREPOSITIONS = frozenset(to_norm("في منذ خلال حتى شهر وفي ومنذ لشهر بشهر وشهر").split())
_FIRST_DAY = frozenset({"فاتح", "غره"})
_THIS_WORD = frozenset({"هذا", "هذه"})
_MONTH_WORDS = frozenset({"شهر", "الشهر"})


@dataclass(frozen=True)
class Written:
    """A date as written: what is missing is None."""

    day: int | None
    month: Month
    year: int | None = None
    when: int | None = None
    """Of the month: -1 «الماضي», 0 «الجاري», 1 «المقبل»."""
    year_when: int | None = None
    """The same of the year: «من العام الماضي»."""
    hijri_year: bool = False
    certain: bool = True
    """False where the words could say something else too."""


@dataclass(frozen=True)
class DayNumber:
    """A day of a month, in digits or words, from token ``start`` up to ``end``."""

    day: int
    start: int
    end: int
    cardinal: bool = False


def day_at(tokens: list[Token], at: int) -> DayNumber | None:
    """The day that begins at a token: «26», «ال 26», «وال26», «الثالث والعشرين», «عشرين»."""
    token = tokens[at]
    if token.kind == "word" and token.norm in PREFIXES:
        digits = tokens[at + 1]
        if digits.kind == "number" and (digits.glued or token.norm in ARTICLES):
            start = at if token.norm == "ال" else at + 1
            return DayNumber(_day_of(digits), start, at + 2) if len(digits.norm) <= 2 else None
        return None
    if token.kind == "number":
        return DayNumber(_day_of(token), at, at + 1) if len(token.norm) <= 2 else None
    return _day_in_words(tokens, at) if token.kind == "word" else None


def _day_of(token: Token) -> int:
    return value if 1 <= (value := int(token.norm)) <= 31 else NO_DAY


def _day_in_words(tokens: list[Token], at: int) -> DayNumber | None:
    norms = [tokens[at + n].norm for n in range(3)]
    first = norms[0]
    if first in _FIRST_DAY:
        return DayNumber(1, at, at + 1, cardinal=True)
    if not _may_count(first):
        return None
    for clitic in ("", "و", "ب", "ف", "ك", "لل", "ولل"):
        if not first.startswith(clitic):
            continue
        word = ("ال" if clitic.endswith("لل") else "") + first[len(clitic) :]
        if not word.startswith("ال"):
            continue
        found = read_ordinal([word, *norms[1:]])
        if found:
            return DayNumber(found.value, at, at + found.length) if found.value <= 31 else None
    count = read_cardinal([first.removeprefix("و") if first != "واحد" else first, *norms[1:]])
    return DayNumber(count.value, at, at + count.length, cardinal=True) if count and 1 <= count.value <= 31 else None


@lru_cache(50_000)
def _may_count(norm: str) -> bool:
    """Whether a word is one for a number behind the letters attached to it, at most «ولل»: most words are not."""
    return any(is_number_word(norm[cut:]) for cut in range(min(4, len(norm))))


def named_month(tokens: list[Token], at: int) -> tuple[Month, int] | None:
    """The month at a token and the token behind it; two names of one month joined are one: «كانون الثاني/يناير»."""
    found = month_at([tokens[at + n].norm for n in range(3)])
    if found is None:
        return None
    month, end = found[0], at + found[1]
    opening = tokens[end].norm in ("/", "(", "-", "[")
    other = month_at([tokens[end + opening + n].norm for n in range(3)])
    if other:
        # beside each other without a sign they must be of one month, or they are two dates
        if other[0][:2] == month[:2]:
            end += opening + other[1]
            return _certain(month), end + (tokens[end].norm in (")", "]"))
        if tokens[end].norm == "/" and tokens[end].glued and other[0].hijri == month.hijri:
            return None
    return month, end


def _certain(month: Month) -> Month:
    """The same month, which its second name has made certain."""
    return month._replace(also_word=False)


def written_at(tokens: list[Token], at: int, *, announced: bool = False) -> tuple[Written | None, int, int] | None:
    """The written date at a token: (date, first token, token behind); without date where the words make none.

    «31 شباط» and «26 كانون الثاني 0000» are such: nothing in them may be read alone. ``announced`` says that only a
    date can stand here, so that «أيار» need have nothing beside it.
    """
    return _day_first(tokens, at) or _month_first(tokens, at, announced=announced) or _day_of_month_word(tokens, at)


def _day_first(tokens: list[Token], at: int) -> tuple[Written | None, int, int] | None:
    number = day_at(tokens, at)
    if number is None:
        return None
    position = number.end
    joined = tokens[position].norm in ("/", "-", ".", "_") and not number.cardinal
    if joined:
        position += 1
    of = tokens[position].norm == "من"
    position += of
    announced = tokens[position].norm in _MONTH_WORDS
    position += announced
    found = named_month(tokens, position)
    if found is None or (number.cardinal and of):
        return None
    month, end = found
    written, end = _with_year(tokens, end, Written(number.day, month, certain=not number.cardinal))
    if number.day == NO_DAY:
        return (None, at, end)
    return written, number.start, end


def _month_first(tokens: list[Token], at: int, *, announced: bool) -> tuple[Written | None, int, int] | None:
    called = bare(tokens[at].norm, _MONTH_WORDS) is not None
    found = named_month(tokens, at + called)
    if found is None:
        return None
    month, end = found
    number = day_at(tokens, end)
    if number and number.day and tokens[end].kind == "number":  # «يناير 20, 2022»
        written, behind = _with_year(tokens, number.end, Written(number.day, month))
        if written and written.year:
            return written, at, behind
    written, behind = _with_year(tokens, end, Written(None, month))
    if written is None:
        return None, at, behind
    announced = announced or called
    certain = announced or not month.also_word or behind > end or _announced_before(tokens, at, month)
    return (replace(written, certain=announced or not month.also_word), at, behind) if certain else None


def _announced_before(tokens: list[Token], at: int, month: Month) -> bool:
    """Whether a preposition or «نهاية» before a doubtful name makes it a month; Hijri names stay people's names."""
    before = tokens[at - 1].norm if at else ""
    return not month.hijri and (before in _MONTH_PREPOSITIONS or bare(before, PARTS) is not None)


def _day_of_month_word(tokens: list[Token], at: int) -> tuple[Written | None, int, int] | None:
    """«26 من الشهر الماضي», «الثالث من الشهر الجاري», «في 3 الجاري», «5 من هذا الشهر»."""
    number = day_at(tokens, at)
    if number is None or number.cardinal:
        return None
    position = number.end + (of := tokens[number.end].norm == "من")
    if tokens[position].norm in _THIS_WORD and tokens[position + 1].norm == "الشهر":
        when, end = 0, position + 2
    elif tokens[position].norm in ("الشهر", "شهر") and tokens[position + 1].norm in WHEN:
        when, end = WHEN[tokens[position + 1].norm], position + 2
    elif tokens[position].norm in WHEN and tokens[number.end - 1].kind == "number" and tokens[at - 1].norm == "في":
        when, end = WHEN[tokens[position].norm], position + 1
    elif of and tokens[position].norm in ("الجاري", "الحالي"):
        when, end = 0, position + 1
    else:
        return None
    return Written(number.day, Month(0, hijri=False, also_word=False), when=when), number.start, end


def _with_year(tokens: list[Token], at: int, written: Written) -> tuple[Written | None, int]:
    """``written`` with the year or the «الماضي» that stands at a token, and the token behind; None for no such year."""
    position, named = at, False
    if tokens[position].norm in (",", "/", "-", ".", "_") and tokens[position + 1].kind in ("number", "word"):
        position += 1
    if tokens[position].norm == "من":
        position += 1
    this = tokens[position].norm in _THIS_WORD
    if bare(tokens[position + this].norm, YEAR_WORDS):
        named = True
        position += 1 + this
    token = tokens[position]
    if named and (this or token.norm in WHEN):
        when = 0 if this else WHEN[token.norm]
        return replace(written, year_when=when), position + (not this)
    if not named and token.norm in WHEN and position - at <= 1 and tokens[at].kind == "word":
        return replace(written, when=WHEN[token.norm]), position + 1
    if token.kind == "number":
        return _numbered_year(tokens, position, named, at, written)
    if named:
        words = [tokens[position + n].norm for n in range(5)]
        if (count := read_cardinal(words)) and EARLIEST <= count.value <= LATEST:
            return replace(written, year=count.value), position + count.length
    return written, at


def _numbered_year(
    tokens: list[Token], position: int, named: bool, at: int, written: Written
) -> tuple[Written | None, int]:
    year = year_number(tokens[position])
    era = tokens[position + 1].norm
    if year is None:
        # «26 يناير 0000» is no day of any year, «26 يناير 500 شخص» is
        bad = tokens[position].norm.startswith("0") or len(tokens[position].norm) > 4 or named
        glued = tokens[position].glued and position > at and len(tokens[position].norm) != 2
        return (None, position + 1) if bad or glued else (written, at)
    if era in HIJRI_ERA or (written.month.hijri and year < 1800):
        return replace(written, year=year, hijri_year=True), position + 1 + (era in HIJRI_ERA)
    if era in GREGORIAN_ERA:
        return replace(written, year=year), position + 2
    if not named and (not 1800 <= year <= 2199 or era in COUNTED):
        return written, at
    return replace(written, year=year), position + 1


def year_number(token: Token) -> int | None:
    """A number of four digits that can be a year of either calendar."""
    if token.kind != "number" or len(token.norm) != 4:
        return None
    return value if 1000 <= (value := int(token.norm)) <= 2199 else None


def resolve(written: Written, published: date | None) -> tuple[Reading, ...]:
    """The readings of a written date, most likely first; none where it exists in no year or its year is unknown."""
    granularity: Granularity = "day" if written.day else "range" if written.month.hijri else "month"
    rule = f"{'hijri' if written.month.hijri else 'gregorian'} {'day' if written.day else 'month'}"
    stated = Confidence.MEDIUM if written.month.hijri or not written.certain else Confidence.HIGH
    if written.year is not None:
        if written.hijri_year and not written.month.hijri:
            return ()
        if written.month.hijri and not written.hijri_year:
            spans = _hijri_in_gregorian_year(written, written.year)
            return tuple(found for span in spans for found in reading(span, granularity, rule, Confidence.LOW))
        return reading(_in_year(written, written.year), granularity, rule, stated)
    if published is None:
        return ()
    if written.month.number == 0:
        return _of_month_word(written, published)
    if written.year_when is not None:
        now = year_and_month(published, hijri=written.month.hijri)
        span = _in_year(written, now[0] + written.year_when) if now else None
        return reading(span, granularity, f"{rule}, relative year", min(stated, Confidence.MEDIUM))
    spans = _candidates(written, published)
    confidence = Confidence.MEDIUM if written.certain else Confidence.LOW
    rule = f"{rule}, year inferred"
    readings: list[Reading] = []
    for span in spans:
        readings += reading(span, granularity, rule, Confidence.LOW if readings else confidence)
    return tuple(readings)


def _in_year(written: Written, year: int) -> Span | None:
    return day_or_month(year, written.month.number, written.day, hijri=written.month.hijri)


def _hijri_in_gregorian_year(written: Written, year: int) -> list[Span]:
    base = year_and_month(date(year, 1, 1), hijri=True) if EARLIEST <= year <= LATEST else None
    years = range(base[0], base[0] + 2) if base else ()
    spans = [span for hijri_year in years if (span := _in_year(written, hijri_year))]
    return [span for span in spans if span.first.year == year]


def _of_month_word(written: Written, published: date) -> tuple[Reading, ...]:
    month = months_after(published, written.when or 0)
    span = day_or_month(month.first.year, month.first.month, written.day) if month else None
    return reading(span, "day", "day of a relative month", Confidence.MEDIUM)


def _candidates(written: Written, published: date) -> list[Span]:
    """The occurrences near publication: the latest up to two months ahead, then its neighbours.

    «الماضي» asks for the last one in a month before that of publication, «المقبل» for the next one after it (a day of
    this month that is still to come counts), «الجاري» for the one of this year.
    """
    now = year_and_month(published, hijri=written.month.hijri)
    ahead = months_after(published, 2)
    if now is None or ahead is None:
        return []
    years = range(now[0] + 1, now[0] - 9, -1)
    found = [(year, span) for year in years if (span := _in_year(written, year))]
    if written.when == -1:
        order = [span for year, span in found if (year, written.month.number) < now]
    elif written.when == 1:
        order = [span for _, span in reversed(found) if span.first > published]
    elif written.when == 0:
        order = [span for year, span in found if year == now[0]]
    else:
        last_day = min(published.day, ahead.last.day)
        limit = ahead.first.replace(day=last_day)
        order = [span for _, span in found if span.first <= limit]
        later = [span for _, span in found if span not in order]
        order = order[:1] + later[-1:] + order[1:]
    return order[:3]
