"""Weeks, months, years and their parts: «الأسبوع الماضي», «في العام 2014», «صيف 2019», «النصف الأول من 2020»."""

from datetime import date, timedelta

from newsetl.arabic.dates.calendars import (
    Span,
    day_or_month,
    months_after,
    reading,
    week_after,
    year_and_month,
    year_span,
)
from newsetl.arabic.dates.model import Confidence, Reading
from newsetl.arabic.dates.relative import Found
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import (
    COUNTED,
    GREGORIAN_ERA,
    HIJRI_ERA,
    PARTS,
    SEASONS,
    WHEN,
    YEAR_WORDS,
    YEARS_WORDS,
    bare,
)
from newsetl.arabic.dates.written import resolve, written_at, year_number
from newsetl.arabic.forms import to_norm
from newsetl.arabic.numbers import read_cardinal, read_ordinal

_UNITS = {
    to_norm(word): unit
    for word, unit in (
        *(("الأسبوع", "week"), ("الشهر", "month"), ("العام", "year"), ("السنة", "year")),
        *(("العقد", "decade"), ("القرن", "century")),
    )
}
_UNIT_WORDS = frozenset(_UNITS)
_THIS = frozenset({"هذا", "هذه"})
_SECTIONS = {to_norm(word): months for word, months in (("النصف", 6), ("الربع", 3), ("الثلث", 4))}
_DECADES = {
    to_norm(f"{stem}{ending}"): years
    for stem, years in (
        *(("عشرين", 20), ("ثلاثين", 30), ("أربعين", 40), ("خمسين", 50)),
        *(("ستين", 60), ("سبعين", 70), ("ثمانين", 80), ("تسعين", 90)),
    )
    for ending in ("يات", "ات")
}
_DECADE_WORDS = frozenset(_DECADES) | {f"ال{word}" for word in _DECADES}
_YEAR_PREPOSITIONS = frozenset(
    to_norm("الفترة في منذ حتى بحلول قبل بعد خلال وفي ومنذ وحتى إلى لغاية من بين دورة").split()
)
FIRST_WORDS = (
    PARTS
    | YEAR_WORDS
    | YEARS_WORDS
    | _THIS
    | _UNIT_WORDS
    | _DECADE_WORDS
    | frozenset(_SECTIONS)
    | frozenset(SEASONS)
    | {f"ال{word}" for word in SEASONS}
)
"""What a period may begin with, apart from numbers."""
_NOT_OLDER, _NOT_NEWER = 1900, 2100
"""A number without a word for year is taken for one only between these."""


def period_at(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """The period at a token, perhaps behind «نهاية», «مطلع» and the like, which do not change its value."""
    if bare(tokens[at].norm, PARTS) is None:
        return _period(tokens, at, published)
    end = at + 1
    if bare(tokens[end].norm, PARTS):
        end += 1
    found = _period(tokens, end, published) or _bare_year(tokens, end, announced=True)
    if found is None:
        found = _month(tokens, end, published) or _bare_unit(tokens, end, published)
    return found


def _month(tokens: list[Token], at: int, published: date | None) -> Found | None:
    found = written_at(tokens, at)
    if found is None or found[0] is None or found[0].day:
        return None
    return resolve(found[0], published), found[2]


def _period(tokens: list[Token], at: int, published: date | None) -> Found | None:
    return (
        _relative_unit(tokens, at, published)
        or year_at(tokens, at, published)
        or _bare_year(tokens, at, announced=False)
        or _season(tokens, at, published)
        or _section(tokens, at, published)
        or _week_of_month(tokens, at, published)
        or _decade(tokens, at)
        or _century(tokens, at)
    )


def _relative_unit(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«الشهر الماضي», «هذا العام», «الأسبوع قبل الماضي»."""
    if published is None:
        return None
    if without := bare(tokens[at].norm, _THIS):
        unit = _UNITS.get(tokens[at + 1].norm)
        return (_unit_away(published, unit, 0), at + 2) if unit and without else None
    word = bare(tokens[at].norm, _UNIT_WORDS)
    if word is None:
        return None
    end = at + 1
    twice = 0
    if tokens[end].norm == "ما" and tokens[end + 1].norm == "قبل":
        end += 1
    if tokens[end].norm in ("قبل", "بعد"):
        twice = -1 if tokens[end].norm == "قبل" else 1
        end += 1
    when = WHEN.get(tokens[end].norm, 0 if tokens[end].norm in _THIS else None)
    if when is None or (twice and when != twice):
        return None
    return _unit_away(published, _UNITS[word], when + twice), end + 1


def _bare_unit(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«نهاية العام», «مطلع الأسبوع»: the present one."""
    unit = _UNITS.get(tokens[at].norm)
    if unit is None or published is None or tokens[at + 1].kind in ("number", "chain"):
        return None
    found = _unit_away(published, unit, 0)
    return tuple(Reading(r.first, r.last, r.granularity, r.rule, Confidence.LOW) for r in found), at + 1


def _unit_away(published: date, unit: str, count: int) -> tuple[Reading, ...]:
    rule = f"relative {unit}"
    if unit == "week":
        return reading(week_after(published, count), "range", rule, Confidence.MEDIUM)
    if unit == "month":
        return reading(months_after(published, count), "month", rule, Confidence.MEDIUM)
    if unit == "year":
        return reading(year_span(published.year + count), "year", rule, Confidence.MEDIUM)
    length = 10 if unit == "decade" else 100
    first = (published.year // length + count) * length + (unit == "century")
    return reading(_years(first, first + length - 1), "range", rule, Confidence.LOW)


def _years(first: int, last: int) -> Span | None:
    begin, end = year_span(first), year_span(last)
    return Span(begin.first, end.last) if begin and end and first <= last else None


def year_at(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«عام 2014», «سنة 1443هـ», «عام ألفين وأحد عشر», «عامي 2013 و2014», «عام 2021-2022»."""
    singular, plural = bare(tokens[at].norm, YEAR_WORDS), bare(tokens[at].norm, YEARS_WORDS)
    if not (singular or plural):
        return None
    position = at + 1
    if tokens[position].norm in ("الميلادي", "الهجري", "الدراسي"):
        position += 1
    if tokens[position].norm == "ال" and tokens[position + 1].kind == "number":
        position += 1
    token = tokens[position]
    if token.kind == "chain":
        return _chain_of_years(tokens, position)
    if (year := year_number(token)) is None:
        number = read_cardinal([tokens[position + n].norm for n in range(6)])
        if number is None or not 1800 <= number.value <= 2199 or token.kind != "word" or not singular:
            return None
        return reading(year_span(number.value), "year", "year in words", Confidence.HIGH), position + number.length
    after = tokens[position + 1]
    second = tokens[position + 2] if after.norm == "و" else after
    if plural and after.norm == "و" and (other := year_number(second)) == year + 1 and other:
        return reading(_years(year, other), "range", "two years", Confidence.HIGH), position + 3
    return _stated_year(tokens, position, year, published)


def _stated_year(tokens: list[Token], position: int, year: int, published: date | None) -> Found:
    era = tokens[position + 1].norm
    end = position + 1 + (era in GREGORIAN_ERA or era in HIJRI_ERA)
    hijri = reading(year_span(year, hijri=True), "range", "hijri year", Confidence.MEDIUM)
    plain = reading(year_span(year), "year", "year", Confidence.HIGH)
    if era in HIJRI_ERA:
        return hijri, end
    if year >= 1501 or era in GREGORIAN_ERA:
        return plain, end
    now = year_and_month(published, hijri=True) if published else None
    near = now is not None and now[0] - 60 <= year <= now[0] + 5
    doubtful = [*hijri, *plain] if near else [*plain, *hijri]
    return tuple(Reading(r.first, r.last, r.granularity, r.rule, Confidence.LOW) for r in doubtful), end


def _chain_of_years(tokens: list[Token], at: int) -> Found | None:
    for separator in "-/":
        first, found, second = tokens[at].norm.partition(separator)
        if found and len(first) == 4 and len(second) in (2, 4) and second.isdigit():
            last = int(second) if len(second) == 4 else int(first) // 100 * 100 + int(second)
            return reading(_years(int(first), last), "range", "span of years", Confidence.MEDIUM), at + 1
    return None


def bare_year(token: Token, after: Token) -> int | None:
    """A number that can be a year without being called one: not too far off, and counting nothing."""
    year = year_number(token)
    return (
        year if year and _NOT_OLDER <= year < _NOT_NEWER and after.norm not in COUNTED and after.norm != "%" else None
    )


def _bare_year(tokens: list[Token], at: int, *, announced: bool) -> Found | None:
    """«منذ 2011», «في 2014», «مطلع 2021»: the number, behind a word that can stand before a year."""
    if not announced and not (at and tokens[at - 1].norm in _YEAR_PREPOSITIONS):
        return None
    if tokens[at].kind == "chain":
        return _chain_of_years(tokens, at)
    year = bare_year(tokens[at], tokens[at + 1])
    if year is None or (not announced and year % 100 == 0 and year != 2000):
        return None
    end = at + 1 + (tokens[at + 1].norm in GREGORIAN_ERA)
    return reading(year_span(year), "year", "bare year", Confidence.MEDIUM), end


def _any_year(tokens: list[Token], at: int, published: date | None) -> tuple[int, int] | None:
    """(year, token behind) of whatever says a year here: «2019», «عام 2019», «العام الماضي», «هذا العام»."""
    found = year_at(tokens, at, published) or _relative_unit(tokens, at, published)
    if found is None:
        year = bare_year(tokens[at], tokens[at + 1])
        return (year, at + 1) if year else None
    readings, end = found
    return (readings[0].first.year, end) if readings and readings[0].granularity == "year" else None


def _season(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«صيف 2019», «ربيع العام الماضي», «الصيف الماضي», «شتاء 2021-2022»."""
    word = bare(tokens[at].norm, _SEASON_WORDS)
    if word is None:
        return None
    first = SEASONS[word.removeprefix("ال")]
    sure = Confidence.LOW if first == 12 else Confidence.MEDIUM
    if (years := _chain_of_years(tokens, at + 1)) and years[0] and first == 12:
        return reading(_season_span(years[0][0].first.year + 1, first), "range", "season", Confidence.MEDIUM), years[1]
    found = _any_year(tokens, at + 1, published)
    if found:
        return reading(_season_span(found[0], first), "range", "season", sure), found[1]
    when = WHEN.get(tokens[at + 1].norm)
    if published is None or when is None or not word.startswith("ال"):
        return None
    spans = [span for year in range(published.year - 2, published.year + 3) if (span := _season_span(year, first))]
    if when < 0:
        spans = [span for span in spans if span.last < published][-1:]
    elif when > 0:
        spans = [span for span in spans if span.first > published][:1]
    else:
        spans = [span for span in spans if span.first.year == published.year][:1]
    return (reading(spans[0], "range", "relative season", sure), at + 2) if spans else None


_SEASON_WORDS = frozenset(SEASONS) | {f"ال{word}" for word in SEASONS}


def _season_span(year: int, first: int) -> Span | None:
    """Three months; a winter bears the year in which it ends."""
    begin = day_or_month(year - (first == 12), first, None)
    end = months_after(begin.first, 2) if begin else None
    return Span(begin.first, end.last) if begin and end else None


def _section(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«النصف الأول من 2020», «الربع الأخير من العام الماضي», «النصف الثاني من شباط»."""
    word = bare(tokens[at].norm, _SECTION_WORDS)
    if word is None:
        return None
    months = _SECTIONS[word]
    which = 12 // months if tokens[at + 1].norm in ("الاخير", "الاخيره") else 0
    ordinal = read_ordinal([tokens[at + 1].norm])
    which = which or (ordinal.value if ordinal else 0)
    if not 1 <= which <= 12 // months:
        return None
    position = at + 2 + (tokens[at + 2].norm == "من")
    if found := _any_year(tokens, position, published):
        year, end = found
        begin = day_or_month(year, (which - 1) * months + 1, None)
        last = day_or_month(year, which * months, None)
        span = Span(begin.first, last.last) if begin and last else None
        return reading(
            span, "range", "part of a year", Confidence.HIGH if published is None else Confidence.MEDIUM
        ), end
    if months != 6:
        return None
    month = _month(tokens, position, published) or _relative_unit(tokens, position, published)
    if month is None or not month[0] or month[0][0].granularity != "month":
        return None
    whole = month[0][0]
    middle = whole.first + timedelta(14)
    half = Span(whole.first, middle) if which == 1 else Span(middle + timedelta(1), whole.last)
    return reading(half, "range", "half of a month", Confidence.LOW), month[1]


_SECTION_WORDS = frozenset(_SECTIONS)


def _week_of_month(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«الأسبوع الأول من شباط»: days 1 to 7."""
    if bare(tokens[at].norm, frozenset({"الاسبوع"})) is None:
        return None
    ordinal = read_ordinal([tokens[at + 1].norm])
    last = tokens[at + 1].norm == "الاخير"
    if not last and (ordinal is None or not 1 <= ordinal.value <= 4):
        return None
    position = at + 2 + (tokens[at + 2].norm == "من")
    month = _month(tokens, position, published) or _relative_unit(tokens, position, published)
    if month is None or not month[0] or month[0][0].granularity != "month":
        return None
    whole = month[0][0]
    first = whole.last - timedelta(6) if ordinal is None else whole.first + timedelta(7 * ordinal.value - 7)
    return reading(Span(first, first + timedelta(6)), "range", "week of a month", Confidence.LOW), month[1]


def _century(tokens: list[Token], at: int) -> Found | None:
    """«القرن العشرين», «القرن التاسع عشر»."""
    if bare(tokens[at].norm, _UNIT_WORDS) != "القرن":
        return None
    ordinal = read_ordinal([tokens[at + n].norm for n in (1, 2)])
    if ordinal is None or not 11 <= ordinal.value <= 21:
        return None
    span = _years(100 * ordinal.value - 99, 100 * ordinal.value)
    return reading(span, "range", "century", Confidence.MEDIUM), at + 1 + ordinal.length


def _decade(tokens: list[Token], at: int) -> Found | None:
    """«تسعينيات القرن الماضي», «الثمانينيات»: of the twentieth century, unless another one is named."""
    word = bare(tokens[at].norm, _DECADE_WORDS)
    if word is None:
        return None
    first = 1900 + _DECADES[word.removeprefix("ال")]
    end, sure = at + 1, Confidence.LOW
    of = at + 1 + (tokens[at + 1].norm == "من")
    if tokens[of].norm == "القرن":
        if WHEN.get(tokens[of + 1].norm) == -1 or tokens[of + 1].norm == "العشرين":
            end, sure = of + 2, Confidence.MEDIUM
        elif tokens[of + 1].norm == "التاسع" and tokens[of + 2].norm == "عشر":
            first, end, sure = first - 100, of + 3, Confidence.MEDIUM
        else:
            return None
    elif not word.startswith("ال"):
        return None
    return reading(_years(first, first + 9), "range", "decade", sure), end
