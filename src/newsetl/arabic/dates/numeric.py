"""Dates in digits alone: «20/1/2022», «2022-01-20», «20 / 1 / 2022», and «20/1» where something announces a date."""

import re
from datetime import date

from newsetl.arabic.dates.calendars import Span, day_or_month, reading
from newsetl.arabic.dates.model import Confidence, Reading
from newsetl.arabic.dates.tokens import Token
from newsetl.arabic.dates.vocabulary import AGREEING, COUNTED, HIJRI_ERA, bare
from newsetl.arabic.dates.written import Written, resolve
from newsetl.arabic.forms import to_norm
from newsetl.arabic.months import WEEKDAY_OF, Month

_THREE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")
_TWO = re.compile(r"(\d{1,2})/(\d{1,2})")
_ANNOUNCING = frozenset(
    to_norm("في يوم بتاريخ تاريخ وفي منذ حتى من إلى ليلة مساء صباح فجر نهار بين وبتاريخ ل ب").split()
)


def numeric_at(tokens: list[Token], at: int, published: date | None) -> tuple[tuple[Reading, ...], int] | None:
    """The readings of the numeric date at a token, and the token behind it; without readings for no such day."""
    token = tokens[at]
    if token.kind == "chain":
        text, end = token.norm, at + 1
    elif token.kind == "number" and tokens[at + 1].norm in ("/", "-") and tokens[at + 4].kind == "number":
        if tokens[at + 3].norm != tokens[at + 1].norm or tokens[at + 2].kind != "number":
            return None
        text, end = "".join(tokens[at + n].norm for n in range(5)), at + 5
    else:
        return None
    if tokens[end].kind == "word" and tokens[end].glued and tokens[end].norm not in ("t", "م", *HIJRI_ERA):
        return None
    if match := _THREE.fullmatch(text):
        hijri = tokens[end].norm in HIJRI_ERA
        readings = _full(match[1], match[3], match[4], hijri=hijri)
        return (readings, end + (hijri or tokens[end].norm == "م")) if readings is not None else None
    if (match := _TWO.fullmatch(text)) and published and _is_date(tokens, at, end, int(match[1]), int(match[2])):
        written = Written(int(match[1]), Month(int(match[2]), hijri=False, also_word=False), certain=False)
        return resolve(written, published), end
    return None


def _full(first: str, second: str, third: str, *, hijri: bool) -> tuple[Reading, ...] | None:
    if len(first) == 4 and len(third) <= 2:
        year, month, day = int(first), int(second), int(third)
        swapped: Span | None = None
    elif len(third) in (2, 4) and len(first) <= 2:
        year, month, day = int(third), int(second), int(first)
        if len(third) == 2:
            year += 2000 if year < 70 else 1900
        swapped = day_or_month(year, day, month) if day != month else None
    else:
        return None
    if hijri or ((len(first) == 4 or len(third) == 4) and 1340 <= year <= 1500):
        return reading(day_or_month(year, month, day, hijri=True), "day", "numeric hijri", Confidence.MEDIUM)
    if year < 1800:
        return ()
    span = day_or_month(year, month, day)
    sure = Confidence.HIGH if swapped is None else Confidence.MEDIUM
    if len(third) == 2 and len(first) != 4:
        sure = Confidence.LOW
    rule = "numeric year first" if len(first) == 4 else "numeric day first" if len(third) == 4 else "numeric short year"
    other = Confidence.LOW if span else min(sure, Confidence.MEDIUM)
    return reading(span, "day", rule, sure) + reading(swapped, "day", "numeric month first", other)


def _is_date(tokens: list[Token], at: int, end: int, day: int, month: int) -> bool:
    """Whether «20/1» is a day of a month and no fraction, share or score."""
    if not (1 <= day <= 31 and 1 <= month <= 12) or tokens[end].norm in ("%", *COUNTED):
        return False
    before = tokens[at - 1].norm if at else ""
    alone = at == 0 and tokens[end].kind == "end"
    return (
        alone
        or before in _ANNOUNCING
        or before in AGREEING
        or bare(before, WEEKDAY_OF) is not None
        or (day > 12 and (day, month) != (24, 7))
    )
