"""Names of months and weekdays, as the outlets of all Arab countries write them. The one home of these tables."""

from collections.abc import Sequence
from typing import NamedTuple

from newsetl.arabic.forms import to_norm

GREGORIAN_MONTHS: tuple[tuple[str, ...], ...] = (
    ("كانون الثاني", "كانون ثاني", "كانون ثان", "كانون ٢", "يناير", "ينائر", "جانفي", "january", "jan"),
    ("شباط", "فبراير", "فبرائر", "فيفري", "february", "feb"),
    ("آذار", "مارس", "march", "mar"),
    ("نيسان", "أبريل", "إبريل", "أفريل", "إفريل", "april", "apr"),
    ("أيار", "آيار", "مايو", "ماي", "may"),
    ("حزيران", "يونيو", "يونيه", "يونية", "جوان", "june", "jun"),
    ("تموز", "يوليو", "يوليه", "يولية", "يوليوز", "جويلية", "جويليه", "july", "jul"),
    ("آب", "أغسطس", "اوغسطس", "أوت", "غشت", "august", "aug"),
    ("أيلول", "سبتمبر", "سبتنبر", "شتنبر", "september", "sept", "sep"),
    ("تشرين الأول", "تشرين أول", "تشرين ١", "أكتوبر", "october", "oct"),
    ("تشرين الثاني", "تشرين ثاني", "تشرين ثان", "تشرين ٢", "نوفمبر", "نونبر", "november", "nov"),
    ("كانون الأول", "كانون أول", "كانون ١", "ديسمبر", "دجنبر", "ديسامبر", "december", "dec"),
)
"""January first: names in Syria, Lebanon and Iraq; in Egypt and the Gulf; in the Maghreb; in Latin letters."""

HIJRI_MONTHS: tuple[tuple[str, ...], ...] = (
    ("محرم", "المحرم", "محرم الحرام"),
    ("صفر", "صفر الخير"),
    ("ربيع الأول", "ربيع أول"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع ثاني"),
    ("جمادى الأولى", "جمادى الأول", "جماد الأول", "جمادى أولى"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الثاني", "جماد الآخر", "جماد الثاني", "جمادى الآخر"),
    ("رجب",),
    ("شعبان",),
    ("رمضان", "رمضان المبارك"),
    ("شوال",),
    ("ذو القعدة", "ذي القعدة", "ذي قعدة", "ذو قعدة"),
    ("ذو الحجة", "ذي الحجة", "ذي حجة", "ذو حجة"),
)
"""Muharram first."""

WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("الاثنين", "الأثنين"),
    ("الثلاثاء", "الثلثاء"),
    ("الأربعاء",),
    ("الخميس",),
    ("الجمعة",),
    ("السبت",),
    ("الأحد",),
)
"""Monday first, as ``date.weekday()`` counts; with the article, without which they are numbers and common nouns."""

_ALSO_WORDS = (
    *("آب", "ماي", "مارس", "أوت", "جوان", "نيسان", "أيار", "تموز", "حزيران"),
    *("محرم", "المحرم", "صفر", "رجب", "شعبان", "رمضان", "شوال"),
)
_LONGEST = 3


class Month(NamedTuple):
    """A month by its number in its calendar."""

    number: int
    hijri: bool
    also_word: bool
    """The name is a common word or a person's name too, and is a month only beside a day, a year or the like."""


def _months() -> dict[tuple[str, ...], Month]:
    doubtful = frozenset(map(to_norm, _ALSO_WORDS))
    table: dict[tuple[str, ...], Month] = {}
    for hijri, months in ((False, GREGORIAN_MONTHS), (True, HIJRI_MONTHS)):
        for number, names in enumerate(months, 1):
            for norm in map(to_norm, names):
                table[tuple(norm.split())] = Month(number, hijri, norm in doubtful or norm.isascii())
    return table


_MONTH_OF = _months()
FIRST_WORDS = frozenset(words[0] for words in _MONTH_OF)
"""The first word of each month's name, normalised."""
WEEKDAY_OF = {to_norm(name): number for number, names in enumerate(WEEKDAYS) for name in names}
"""Normalised name → 0 for Monday to 6 for Sunday."""


def without_clitic(norm: str, letters: str, known: frozenset[str] | dict[str, int]) -> str | None:
    """``norm`` or what is left of it behind up to two of ``letters``, whichever is first ``known``; else None."""
    for cut in range(min(3, len(norm))):
        if norm[cut:] in known:
            # «باب» is a door, «لاب» nothing: so short a name takes no preposition
            return norm[cut:] if cut == 0 or len(norm) - cut > 2 or norm[:cut] == "و" else None
        if norm[cut] not in letters:
            return None
    return None


def month_at(norms: Sequence[str]) -> tuple[Month, int] | None:
    """The month whose name ``norms`` (words in the form for matching) begin with, and how many words it takes."""
    if not norms:
        return None
    first = without_clitic(norms[0], "وفبلك", FIRST_WORDS)
    if first is None:
        return None
    for length in range(min(_LONGEST, len(norms)), 0, -1):
        month = _MONTH_OF.get((first, *norms[1:length]))
        if month:
            return month, length
    return None
