"""Words with offsets: one expression, run here and by Elasticsearch's ``pattern`` tokenizer, decides where words end.

Underscore, full stop, colon, apostrophe and every other mark part Arabic words; letters part from digits (``ال26``,
``كوفيد19``) and from Latin ones (``لـSNHR``); names that people write together part (``عبدالله``). An apostrophe inside
a Latin word and the commas of a number stay in their word, and go from its form: ``Sina'a`` is sinaa, ``1,500`` 1500.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import regex

from newsetl.arabic.forms import FOLD, INVISIBLE, LATIN, TATWEEL, to_norm


class Word(NamedTuple):
    """``text[start:end]`` is one word; ``norm`` its form for matching."""

    start: int
    end: int
    norm: str


# First halves of names that are often written together with the second, which begins with the article.
_JOINED = "عبد|دير|ابو|ابي|ابا|بيت"
_JOINED_DIN = "نور|سيف|صلاح|علاء|جمال|شمس|عز|شرف|بدر|كمال|ضياء|بهاء|محيي|محي|حسام|عماد|زين|تقي|فخر|خير|سعد|نصر|جلال"
_JOINED_ALLAH = "نصر|فضل|حزب|عطا|جاد|خير|سعد|رزق|انصار|عبيد|جند"
_LETTER = r"[\p{L}\p{M}]"
_LATIN = r"\p{IsLatin}"
_LATIN_LETTERS = rf"{_LATIN}[{_LATIN}\p{{M}}]*"
_OTHER_LETTERS = rf"(?!{_LATIN})\p{{L}}(?:(?!{_LATIN}){_LETTER})*"
_CONCEPT = r"concept[a-z0-9]+"
_NUMBER = r"\p{Nd}+(?:,\p{Nd}{3}(?!\p{Nd}))*"
_LATIN_WORD = r"[A-Za-z]{2,}(?:'[A-Za-z]+)+"
_HEAD = (
    rf"[وفبلك]{{0,2}}(?:(?:{_JOINED})(?=ال\p{{L}}{{2}})|(?:{_JOINED_DIN})(?=الدين(?!{_LETTER}))"
    rf"|(?:{_JOINED_ALLAH})(?=الله(?!{_LETTER})))"
)
# No words of their own: a proclitic before a digit or a Latin letter, and one that stands alone («لـ "قسد"», «و قال»).
PROCLITICS = r"(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)"
DETACHED = r"(?:[وفبلك]|ال|لل|وال)"
TOKEN_PATTERN = (
    rf"{_CONCEPT}|{_NUMBER}|{_LATIN_WORD}|{_HEAD}"
    rf"|{_LATIN_LETTERS}|(?!{PROCLITICS}(?=[\p{{Nd}}{_LATIN}]))(?!{DETACHED}(?!{_LETTER})){_OTHER_LETTERS}"
)
"""Of the searched fields, on text whose characters are folded. Java and Python read it alike."""
_WORD = regex.compile(rf"{_CONCEPT}|{_NUMBER}|{_LATIN_WORD}|{_HEAD}|{_LATIN_LETTERS}|{_OTHER_LETTERS}")
_SKIPPED_BEFORE_OTHERS = re.compile(PROCLITICS)
_LATIN_LETTER = regex.compile(_LATIN)
_SKIPPED_ALONE = re.compile(DETACHED)

_JOINERS = "".join(sorted(char for char in map(chr, FOLD) if FOLD[ord(char)] in (",", "'"))) + ",'"
_INSIDE = rf"\p{{L}}\p{{M}}\p{{Nd}}{TATWEEL}{''.join(sorted(INVISIBLE))}"
_RUN = regex.compile(rf"[{_INSIDE}]+(?:[{regex.escape(_JOINERS)}][{_INSIDE}]+)*")


class Piece(NamedTuple):
    """A word of a run, by offsets into the run."""

    start: int
    end: int
    norm: str
    searched: bool
    """False for a proclitic that stands alone, or before a digit or a Latin letter."""


def runs(text: str) -> "regex.Scanner":
    """Stretches of ``text`` that are cut into words each by itself (``pieces``): matches of an expression, in order."""
    return _RUN.finditer(text)


LONGEST_REMEMBERED = 200
"""Characters: longer stretches without a blank (encoded files, broken pages) do not come again."""


def pieces(run: str) -> tuple[Piece, ...]:
    """The words of one stretch, with the offsets that Elasticsearch's ``mapping`` filter would report.

    A word begins at its first visible character and ends where the next visible one begins.
    """
    return _pieces(run) if len(run) <= LONGEST_REMEMBERED else _pieces.__wrapped__(run)


@lru_cache(100_000)
def _pieces(run: str) -> tuple[Piece, ...]:
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(run):
        form = fold_char(char)
        folded.append(form)
        places += [place] * len(form)
    text = "".join(folded)
    places.append(len(run))
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        norm = match.group()
        if norm[0].isascii() and not norm.isalnum():
            norm = norm.replace("'", "").replace(",", "")
        last = max(places[end], places[end - 1] + 1)
        found.append(Piece(places[start], last, norm, not _is_skipped(norm, text, end)))
    return tuple(found)


def _is_skipped(norm: str, text: str, end: int) -> bool:
    if end < len(text) and (text[end].isdecimal() or _LATIN_LETTER.match(text[end])):
        return _SKIPPED_BEFORE_OTHERS.fullmatch(norm) is not None
    return _SKIPPED_ALONE.fullmatch(norm) is not None and not (end < len(text) and text[end].isalpha())


@lru_cache(100_000)
def fold_char(char: str) -> str:
    """The form of one character in words."""
    return to_norm(char.translate(LATIN))


def words(text: str) -> list[Word]:
    """Words of ``text`` in order; quotes, hyphens, underscores and all other punctuation separate them."""
    return [
        Word(match.start() + start, match.start() + end, norm)
        for match in _RUN.finditer(text)
        for start, end, norm, _ in pieces(match.group())
    ]


def norms_of(text: str) -> list[str]:
    """The normalised words of ``text`` in order, as ``words`` has them."""
    return [norm for match in _RUN.finditer(text) for _, _, norm, _ in pieces(match.group())]


def is_searched(text: str) -> bool:
    """Whether any word of ``text`` is in the index: of «ب ك ك» none is, for each could be a proclitic."""
    return any(piece.searched for run in runs(text) for piece in pieces(run.group()))


def spaced(text: str) -> str:
    """The normalised words of ``text`` with a space between: equal for all that differ in spelling alone."""
    return " ".join(norms_of(text))
