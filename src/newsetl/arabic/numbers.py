"""Arabic numbers in words, in both directions: how a number is written, and which number words say.

Gender and case change the words (ثلاثة, ثلاث; عشرون, عشرين), spelling the hundreds (مئة, مائة; ثلاثمئة, ثلاث مئة). The
tables hold each word once; compounds are put together by the same rules for writing and for reading.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from newsetl.arabic.forms import to_norm

_UNITS: tuple[tuple[str, ...], ...] = (
    ("صفر",),
    ("واحد", "واحدة"),
    ("اثنان", "اثنين", "اثنتان", "اثنتين"),
    ("ثلاثة", "ثلاث"),
    ("أربعة", "أربع"),
    ("خمسة", "خمس"),
    ("ستة", "ست"),
    ("سبعة", "سبع"),
    ("ثمانية", "ثمان", "ثماني"),
    ("تسعة", "تسع"),
    ("عشرة", "عشر"),
)
_TEEN_UNITS = {1: (("أحد",), ("إحدى",)), 2: (("اثنا", "اثني"), ("اثنتا", "اثنتي"))}
"""11 and 12 begin with words of their own: (before عشر, before عشرة)."""
_TWENTY_ONE = ("أحد", "إحدى")
"""Beside واحد in 21, 31 and so on."""
_TENS = {
    20: ("عشرون", "عشرين"),
    30: ("ثلاثون", "ثلاثين"),
    40: ("أربعون", "أربعين"),
    50: ("خمسون", "خمسين"),
    60: ("ستون", "ستين"),
    70: ("سبعون", "سبعين"),
    80: ("ثمانون", "ثمانين"),
    90: ("تسعون", "تسعين"),
}
_HUNDRED = ("مئة", "مائة")
_TWO_HUNDRED = ("مئتان", "مئتين", "مائتان", "مائتين", "مئتا", "مئتي", "مائتا", "مائتي")
_THOUSAND, _THOUSANDS = ("ألف", "ألفا", "ألفًا"), ("آلاف",)
_TWO_THOUSAND = ("ألفان", "ألفين", "ألفا", "ألفي")
_MILLION, _MILLIONS = ("مليون", "مليونا", "مليونًا"), ("ملايين",)
_TWO_MILLION = ("مليونان", "مليونين", "مليونا", "مليوني")

_ORDINALS: tuple[tuple[str, ...], ...] = (
    (),
    ("أول", "أولى"),
    ("ثاني", "ثانية"),
    ("ثالث", "ثالثة"),
    ("رابع", "رابعة"),
    ("خامس", "خامسة"),
    ("سادس", "سادسة"),
    ("سابع", "سابعة"),
    ("ثامن", "ثامنة"),
    ("تاسع", "تاسعة"),
    ("عاشر", "عاشرة"),
)
_FIRST_OF_COMPOUND = ("حادي", "حادية")
"""Stands for أول in 11th, 21st and so on."""


class Number(NamedTuple):
    """What number words say, and how many tokens say it."""

    value: int
    length: int


def _norms(*tables: Iterable[tuple[int, tuple[str, ...]]]) -> dict[str, int]:
    return {to_norm(word): value for table in tables for value, words in table for word in words}


_UNIT_OF = _norms(enumerate(_UNITS), [(1, _TWENTY_ONE)])
_TEEN_UNIT_OF = _norms(
    [(n, _UNITS[n]) for n in range(3, 10)], [(n, words) for n, both in _TEEN_UNITS.items() for words in both]
)
_TEN_WORDS = frozenset(map(to_norm, _UNITS[10]))
_TENS_OF = _norms(_TENS.items())
_ORDINAL_OF = _norms(enumerate(_ORDINALS))
_COMPOUND_ORDINAL_OF = _ORDINAL_OF | _norms([(1, _FIRST_OF_COMPOUND)])
_GLUED_HUNDREDS_OF = _norms(
    [(n * 100, tuple(unit + hundred for unit in _UNITS[n] for hundred in _HUNDRED)) for n in range(3, 10)],
    [(100, _HUNDRED), (200, _TWO_HUNDRED)],
)
_HUNDRED_WORDS = frozenset(map(to_norm, _HUNDRED))
_NUMBER_WORDS = frozenset(
    [*_UNIT_OF, *_TEEN_UNIT_OF, *_TENS_OF, *_COMPOUND_ORDINAL_OF, *_GLUED_HUNDREDS_OF]
    + [to_norm(word) for word in (*_THOUSAND, *_TWO_THOUSAND, *_MILLION, *_TWO_MILLION)]
)


def spellings(n: int) -> tuple[str, ...]:
    """The usual written forms of ``n`` in words, most usual first, unnormalised; none for what no table covers.

    Covered: 0 to 100, round hundreds to 900, round thousands to 10,000, 100,000, one and two million. Both genders and
    cases are there, also the forms that stand before a noun (مئتا, ألفي).
    """
    if 0 <= n <= 10:
        found = _UNITS[n]
    elif 11 <= n <= 19:
        found = _teens(n - 10)
    elif 21 <= n <= 99 and n % 10:
        found = _with_tens(n % 10, n - n % 10)
    elif n in _TENS:
        found = _TENS[n]
    elif n % 100 == 0 and 0 < n <= 900:
        found = _hundreds(n // 100)
    else:
        found = _large(n)
    return tuple(dict.fromkeys(found))


def ways_to_write(n: int) -> tuple[str, ...]:
    """``n`` in digits, in digits with a word («5 آلاف»), and in words."""
    mixed: list[str] = []
    for size, one, many in ((1_000_000, _MILLION, _MILLIONS), (1_000, _THOUSAND, _THOUSANDS)):
        count, rest = divmod(n, size)
        if count and not rest:
            mixed += [f"{count} {word}" for word in (many if 3 <= count <= 10 else one[:1])]
    return tuple(dict.fromkeys([str(n), *mixed, *spellings(n)]))


def _teens(unit: int) -> tuple[str, ...]:
    masculine, feminine = _TEEN_UNITS.get(unit) or (_UNITS[unit][:1], _UNITS[unit][1:])
    ten = {"m": "عشر", "f": "عشرة"}
    return (*(f"{word} {ten['m']}" for word in masculine), *(f"{word} {ten['f']}" for word in feminine))


def _with_tens(unit: int, tens: int) -> tuple[str, ...]:
    nominative, oblique = _TENS[tens]
    if unit == 2:  # the one unit that shows its case
        he, him, she, her = _UNITS[2]
        return (f"{he} و{nominative}", f"{him} و{oblique}", f"{she} و{nominative}", f"{her} و{oblique}")
    units = (*_UNITS[unit], *(_TWENTY_ONE if unit == 1 else ()))
    return tuple(f"{word} و{ten}" for word, ten in product(units, (nominative, oblique)))


def _hundreds(count: int) -> tuple[str, ...]:
    if count == 1:
        return _HUNDRED
    if count == 2:
        return _TWO_HUNDRED
    # ثلاثمئة, but ثمانمئة and ثمانيمئة
    units = _UNITS[count][1:]
    return tuple(f"{unit}{gap}{hundred}" for gap in ("", " ") for unit in units for hundred in _HUNDRED)


def _large(n: int) -> tuple[str, ...]:
    if n in (1000, 1_000_000):
        return (_THOUSAND if n == 1000 else _MILLION)[:1]
    if n in (2000, 2_000_000):
        return _TWO_THOUSAND if n == 2000 else _TWO_MILLION
    if n == 100_000:
        return tuple(f"{hundred} {_THOUSAND[0]}" for hundred in _HUNDRED)
    if n % 1000 == 0 and 3000 <= n <= 10_000:
        return tuple(f"{unit} {_THOUSANDS[0]}" for unit in _UNITS[n // 1000] if unit != "ثمان")
    return ()


def read_cardinal(tokens: Sequence[str]) -> Number | None:
    """The number that ``tokens`` (words in the form for matching) begin with; None where they begin with none.

    «خمسة وعشرين» is 25, «ألفين واثنين وعشرين» 2022, «ثلاثة آلاف وخمسمئة» 3500. The first word bears no clitic.
    """
    total = position = 0
    for one, many, two, size in _SCALES:
        begun = _joined(tokens, position) if position else tokens
        found = _scaled(begun, one, many, two, size)
        if found:
            total, position = total + found.value, position + found.length
    rest = _below_thousand(_joined(tokens, position) if position else tokens)
    if rest:
        total, position = total + rest.value, position + rest.length
    return Number(total, position) if position else None


_SCALES = tuple(
    (frozenset(map(to_norm, one)), frozenset(map(to_norm, many)), frozenset(map(to_norm, two)) - {to_norm(one[1])}, n)
    for one, many, two, n in (
        (_MILLION, _MILLIONS, _TWO_MILLION, 1_000_000),
        (_THOUSAND, _THOUSANDS, _TWO_THOUSAND, 1000),
    )
)


def _scaled(
    tokens: Sequence[str], one: frozenset[str], many: frozenset[str], two: frozenset[str], size: int
) -> Number | None:
    """«ألف», «ألفين», «خمسة آلاف», «مئة ألف»."""
    if not tokens:
        return None
    if tokens[0] in one:
        return Number(size, 1)
    if tokens[0] in two:
        return Number(2 * size, 1)
    count = _below_thousand(tokens)
    if count and count.length < len(tokens) and tokens[count.length] in one | many:
        return Number(count.value * size, count.length + 1)
    return None


def read_ordinal(tokens: Sequence[str]) -> Number | None:
    """The ordinal that ``tokens`` (in the form for matching) begin with, with or without article; None for none.

    «الحادي عشر» is 11, «الثالث والعشرين» 23, «الثلاثين» 30. The tens need the article: without it they are cardinals.
    """
    if not tokens:
        return None
    definite = tokens[0].startswith("ال") and tokens[0] not in _ORDINAL_OF
    word = tokens[0][2:] if definite else tokens[0]
    following = tokens[1] if len(tokens) > 1 else ""
    unit = _COMPOUND_ORDINAL_OF.get(word)
    if unit and unit < 10:
        if following in _TEN_WORDS:
            return Number(10 + unit, 2)
        tens = _TENS_OF.get(following.removeprefix("و").removeprefix("ال")) if following.startswith("و") else None
        if tens:
            return Number(tens + unit, 2)
    if word in _ORDINAL_OF:
        return Number(_ORDINAL_OF[word], 1)
    return Number(_TENS_OF[word], 1) if definite and word in _TENS_OF else None


def is_number_word(norm: str) -> bool:
    """Whether a word, with or without article, can begin a number that the two readers read."""
    return norm.removeprefix("ال") in _NUMBER_WORDS or norm in _NUMBER_WORDS


def _below_thousand(tokens: Sequence[str]) -> Number | None:
    if not tokens:
        return None
    hundreds = _GLUED_HUNDREDS_OF.get(tokens[0])
    length = 1
    if hundreds is None and len(tokens) > 1 and tokens[1] in _HUNDRED_WORDS and 3 <= _UNIT_OF.get(tokens[0], 0) <= 9:
        hundreds, length = _UNIT_OF[tokens[0]] * 100, 2
    if hundreds is None:
        return _below_hundred(tokens)
    rest = _below_hundred(_joined(tokens, length))
    return Number(hundreds + rest.value, length + rest.length) if rest else Number(hundreds, length)


def _below_hundred(tokens: Sequence[str]) -> Number | None:
    if not tokens:
        return None
    first, second = tokens[0], tokens[1] if len(tokens) > 1 else ""
    if first in _TENS_OF:
        return Number(_TENS_OF[first], 1)
    if second in _TEN_WORDS and (first in _TEEN_UNIT_OF):
        return Number(10 + _TEEN_UNIT_OF[first], 2)
    unit = _UNIT_OF.get(first)
    if unit is None:
        return None
    tens = _TENS_OF.get(second[1:]) if second.startswith("و") and 1 <= unit <= 9 else None
    return Number(tens + unit, 2) if tens else Number(unit, 1)


def _joined(tokens: Sequence[str], position: int) -> Sequence[str]:
    """What follows ``position``, without the و that joins it to what stands before; empty where none joins it."""
    rest = tokens[position : position + 6]
    if rest and rest[0].startswith("و") and len(rest[0]) > 2:
        return [rest[0][1:], *rest[1:]]
    return []
