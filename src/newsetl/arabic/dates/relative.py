"""Days and spans counted from the publication date: «أمس», «الأحد الماضي», «قبل عامين», «الأيام الثلاثة الماضية»."""

from datetime import date
from typing import NamedTuple

from newsetl.arabic.dates.calendars import Span, months_after, reading, shifted, week_after, year_span
from newsetl.arabic.dates.model import Confidence, Reading
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import CLITICS, DAY_PARTS, LATEST_ONES, WHEN, bare
from newsetl.arabic.dates.written import year_number
from newsetl.arabic.forms import to_norm
from newsetl.arabic.months import WEEKDAY_OF, month_at, without_clitic
from newsetl.arabic.numbers import read_cardinal, read_ordinal

Found = tuple[tuple[Reading, ...], int]
"""Readings and the token behind; no readings where the words are spoken for but say no date."""

_DAYS = {
    tuple(to_norm(words).split()): days
    for words, days in (
        *(("أول من أمس", -2), ("أول أمس", -2), ("أمس الأول", -2), ("أول البارحة", -2), ("قبل أمس", -2)),
        *(("قبل البارحة", -2), ("أول من البارحة", -2), ("أمس", -1), ("الأمس", -1), ("البارحة", -1), ("اليوم", 0)),
        *(("هذا اليوم", 0), ("الليلة الماضية", -1), ("الليلة الفائتة", -1), ("الليلة", 0), ("هذه الليلة", 0)),
        *(("غدا", 1), ("يوم غد", 1), ("يوم الغد", 1), ("بعد غد", 2), ("بعد الغد", 2), ("بعد يوم غد", 2)),
        *(("مساء غد", 1), ("صباح غد", 1), ("غد", 1), ("الغد", 1), ("هذا المساء", 0), ("هذا الصباح", 0)),
    )
}
_FIRST_WORDS = frozenset(words[0] for words in _DAYS)
_NOT_AFTER = frozenset(to_norm("صحيفة جريدة موقع قناة روسيا المصري ذلك نفس ذات الأردن تركيا شبكة").split())
_NOT_BEFORE = frozenset(
    to_norm(
        """التالي التالية الموالي الموالية السابق السابقة المقبل الماضي الأخير الواحد نفسه نفسها ذاته ذاتها عينه
        العالمي الدولي الوطني المحدد المفتوح الدراسي الموعود الأسود الحاجة"""
    ).split()
)
_EVERY = frozenset(to_norm("كل أيام").split())

UNITS = {
    to_norm(word): (unit, count)
    for unit, count, words in (
        ("day", 1, "يوم"),
        ("day", 2, "يومين يومان"),
        ("day", 0, "أيام يوما"),
        ("week", 1, "أسبوع"),
        ("week", 2, "أسبوعين أسبوعان"),
        ("week", 0, "أسابيع أسبوعا"),
        ("month", 1, "شهر"),
        ("month", 2, "شهرين شهران"),
        ("month", 0, "أشهر شهور شهرا"),
        ("year", 1, "عام سنة"),
        ("year", 2, "عامين عامان سنتين سنتان"),
        ("year", 0, "أعوام سنوات سنين عاما"),
        ("decade", 1, "عقد"),
        ("decade", 2, "عقدين عقدان"),
        ("decade", 0, "عقود عقدا"),
        ("hour", 1, "ساعة"),
        ("hour", 2, "ساعتين ساعتان"),
        ("hour", 0, "ساعات"),
    )
    for word in words.split()
}
"""Word → (unit, how many it says itself; 0 for a plural)."""
_DEFINITE_UNITS = {f"ال{word}": unit for word, unit in UNITS.items()}
_LAST = frozenset({"اخر"})
_BEFORE, _AFTER = frozenset({"قبل", "منذ"}), frozenset({"بعد"})
FIRST_WORDS = frozenset({*_FIRST_WORDS, *DAY_PARTS, *WEEKDAY_OF, *_DEFINITE_UNITS, *_BEFORE, *_AFTER, *_LAST, "منتصف"})
"""What a relative date may begin with, apart from numbers."""
_ABOUT = frozenset(to_norm("نحو حوالي قرابة زهاء حوالى مدة").split())


class Weekday(NamedTuple):
    """A weekday (0 for Monday), «الماضي» and the like behind it, and the token behind both."""

    weekday: int
    when: int | None
    end: int


def day_part(tokens: list[Token], at: int) -> int:
    """The token behind «صباح», «يوم», «منتصف ليل» and the like, which name a part of a day; ``at`` for none."""
    end = at
    while end - at < 3 and (bare(tokens[end].norm, DAY_PARTS) or (tokens[end].norm == "منتصف" and end == at)):
        end += 1
    return end


def relative_day_at(tokens: list[Token], at: int, published: date | None) -> tuple[Reading, int] | None:
    """The day named from the day of publication, perhaps behind a part of the day, and the token behind."""
    start = day_part(tokens, at)
    for begin in dict.fromkeys((at, start)):
        first = without_clitic(tokens[begin].norm, CLITICS, _FIRST_WORDS)
        if first is None or (first in ("غد", "الغد") and begin == at):
            continue
        for length in (3, 2, 1):
            key = (first, *(tokens[begin + n].norm for n in range(1, length)))
            if key in _DAYS and published and not _no_day(tokens, at, begin + length):
                span = shifted(published, _DAYS[key])
                low = key == ("الليله", "الماضيه") or (key == ("غدا",) and tokens[begin].end - tokens[begin].start == 3)
                found = reading(span, "day", "relative day", Confidence.LOW if low else Confidence.MEDIUM)
                return (found[0], begin + length) if found else None
    return None


def _no_day(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the neighbours make a name or another day of it: «اليوم العالمي», «صحيفة اليوم», «اليوم الثاني»."""
    before, after = tokens[at - 1].norm if at else "", tokens[end].norm
    if after in WEEKDAY_OF:
        return False
    ordinal = after.startswith("ال") and read_ordinal([after, tokens[end + 1].norm]) is not None
    return before in _NOT_AFTER or after in _NOT_BEFORE or ordinal


def weekday_at(tokens: list[Token], at: int) -> Weekday | None:
    """The weekday at a token, perhaps behind a part of the day; none where it is repeated («كل يوم جمعة»)."""
    begin = day_part(tokens, at)
    name = bare(tokens[begin].norm, WEEKDAY_OF)
    if name is None or (at and tokens[at - 1].norm in _EVERY):
        return None
    when = WHEN.get(tokens[begin + 1].norm)
    end = begin + 1 + (when is not None)
    if when is None and tokens[end].norm == "ما":
        end += tokens[end + 1].norm == "قبل"
    if when is None and tokens[end].norm == "قبل" and WHEN.get(tokens[end + 1].norm) == -1:
        return Weekday(WEEKDAY_OF[name], -2, end + 2)
    return Weekday(WEEKDAY_OF[name], when, begin + 1 + (when is not None))


def resolve_weekday(found: Weekday, published: date | None) -> tuple[Reading, ...]:
    """The latest such day up to publication; with «الماضي» before it, with «المقبل» after it."""
    if published is None:
        return ()
    back = (published.weekday() - found.weekday) % 7
    if found.when == 1:
        days = 7 - back
    elif found.when is not None and found.when < 0:
        days = -(back or 7) - (7 if found.when == -2 else 0)
    else:
        days = -back
    main = reading(shifted(published, days), "day", "weekday", Confidence.MEDIUM)
    if found.when is None:
        return main + reading(shifted(published, days + 7), "day", "weekday to come", Confidence.LOW)
    return main


def counted_at(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«قبل يومين», «منذ 3 أيام», «بعد شهر», «قبل أكثر من عام»."""
    word = without_clitic(tokens[at].norm, "وف", _BEFORE | _AFTER)
    if word is None or published is None:
        return None
    position, about = at + 1, False
    if tokens[position].norm == "اكثر" and tokens[position + 1].norm == "من":
        position, about = position + 2, True
    elif tokens[position].norm in _ABOUT:
        position, about = position + 1, True
    counted = _count_and_unit(tokens, position)
    if counted is None or _spoken_for(tokens, counted[2], word):
        return None
    unit, count, end = counted
    sign = 1 if word in _AFTER else -1
    sure = Confidence.LOW if about or sign > 0 or unit == "hour" else Confidence.MEDIUM
    if unit in ("month", "year") and tokens[end].norm == "ونصف":
        if unit == "year":
            month = months_after(published, sign * min(12 * count + 6, 36000))
        else:
            middle = shifted(published, sign * (30 * count + 15))
            month = months_after(middle.first, 0) if middle else None
        return reading(month, "month", "counted months", Confidence.LOW), end + 1
    return _away(published, unit, sign * count, sure), end


def _spoken_for(tokens: list[Token], end: int, word: str) -> bool:
    """Whether what follows makes it a distance from something else than publication, or another date."""
    after = tokens[end].norm
    if after == "من" and tokens[end + 1].norm not in ("الان", "اليوم"):
        return True
    single = tokens[end - 1].norm in ("يوم", "شهر", "عام", "سنه", "اسبوع", "ساعه")
    named = after in WEEKDAY_OF or month_at([tokens[end + n].norm for n in range(3)]) or year_number(tokens[end])
    named = named or after in WHEN or tokens[end].kind in ("number", "chain") or after in ("غد", "الغد", "امس")
    return bool(single and named) or (word == "بعد" and after in ("علي", "واحد"))


def _count_and_unit(tokens: list[Token], at: int) -> tuple[str, int, int] | None:
    """(unit, how many, token behind)."""
    token = tokens[at]
    if token.norm in UNITS:
        unit, count = UNITS[token.norm]
        single = tokens[at + 1].norm in ("واحد", "واحده", "اثنين", "اثنتين")
        return (unit, count, at + 1 + single) if count else None
    if token.kind == "number":
        count, end = (int(token.norm) if len(token.norm) <= 4 else 0), at + 1
    else:
        number = read_cardinal([tokens[at + n].norm for n in range(6)])
        if number is None:
            return None
        count, end = number.value, at + number.length
    unit = UNITS.get(tokens[end].norm, ("", 0))[0]
    return (unit, count, end + 1) if unit and count else None


def _away(published: date, unit: str, count: int, sure: Confidence) -> tuple[Reading, ...]:
    rule = f"counted {unit}s"
    if abs(count) > 3000 * 12:
        return ()
    if unit in ("day", "week", "hour"):
        days = {"day": count, "week": 7 * count, "hour": int(count / 24)}[unit]
        sure = Confidence.LOW if unit == "week" and abs(count) > 1 else sure
        return reading(shifted(published, days), "day", rule, sure)
    if unit == "month":
        return reading(months_after(published, count), "month", rule, sure)
    years = count * (10 if unit == "decade" else 1)
    return reading(year_span(published.year + years), "year", rule, Confidence.LOW if unit == "decade" else sure)


def several_at(tokens: list[Token], at: int, published: date | None) -> Found | None:
    """«الأيام الثلاثة الماضية», «العامين الماضيين», «الساعات الـ24 الماضية», «الـ24 ساعة الماضية», «آخر 3 أيام»."""
    if published is None:
        return None
    unit, count, end = "", 0, at
    definite = bare(tokens[at].norm, _DEFINITE_UNITS_KEYS)
    if definite:
        unit, count = _DEFINITE_UNITS[definite]
        end = at + 1
        if count == 1:
            return None
        if count == 0:
            found = _definite_count(tokens, end)
            if found is None:
                return None
            count, end = found
    elif tokens[at].norm in _LAST:
        counted = _count_and_unit(tokens, at + 1)
        return (_block(published, counted[0], -counted[1]), counted[2]) if counted and counted[1] > 1 else None
    else:
        found = _definite_count(tokens, at)
        if found is None or tokens[found[1]].norm not in UNITS:
            return None
        count, end = found[0], found[1] + 1
        unit = UNITS[tokens[found[1]].norm][0]
    word = tokens[end].norm
    when = -1 if word in LATEST_ONES else WHEN.get(word, 0)
    return (_block(published, unit, when * count), end + 1) if when and count else None


_DEFINITE_UNITS_KEYS = frozenset(_DEFINITE_UNITS)


def _definite_count(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """«الثلاثة», «الـ24», «24», «الخمسة عشر»."""
    if tokens[at].norm in ("ال", "وال", "بال", "لل") and tokens[at + 1].kind == "number":
        at += 1
    if tokens[at].kind == "number":
        return (int(tokens[at].norm), at + 1) if len(tokens[at].norm) <= 4 else None
    norms = [tokens[at + n].norm for n in range(4)]
    if not norms[0].startswith("ال"):
        return None
    number = read_cardinal([norms[0][2:], *(norm.replace("وال", "و", 1) for norm in norms[1:])])
    return (number.value, at + number.length) if number else None


def _block(published: date, unit: str, count: int) -> tuple[Reading, ...]:
    """The ``count`` units that end before the present one (negative), or begin after it."""
    n = abs(count)
    if n > 3000 * 12:
        return ()
    first, last = (-n, -1) if count < 0 else (1, n)
    span: Span | None
    if unit == "hour":
        days = -(-n // 24)
        span = shifted(published, -days if count < 0 else 0, days + 1)
    elif unit == "day":
        span = shifted(published, first, n)
    elif unit == "week":
        span = _hull(week_after(published, first), week_after(published, last))
    elif unit == "month":
        span = _hull(months_after(published, first), months_after(published, last))
    else:
        size = 10 if unit == "decade" else 1
        first, last = (-n * size, -1) if count < 0 else (1, n * size)
        span = _hull(year_span(published.year + first), year_span(published.year + last))
    return reading(span, "range", f"several {unit}s", Confidence.LOW)


def _hull(first: Span | None, last: Span | None) -> Span | None:
    return Span(first.first, last.last) if first and last else None
