"""Words, numbers and marks with offsets, cut for the date parser: «وال26» are two, «20/1/2022» is one."""

from functools import lru_cache
from typing import Literal, NamedTuple

import regex

from newsetl.arabic.forms import INVISIBLE, TATWEEL, to_norm
from newsetl.arabic.tokens import LONGEST_REMEMBERED

_DIGIT = "[0-9٠-٩۰-۹]"
_INSIDE = "".join(sorted(INVISIBLE))
_TOKEN = regex.compile(
    # a time may be glued to a date: «20/01/2022-10:30»
    rf"(?P<chain>{_DIGIT}{{1,4}}(?P<sign>[-/.]){_DIGIT}{{1,2}}(?P=sign){_DIGIT}{{1,4}}(?=[-,،|]{_DIGIT}{{1,2}}:))"
    rf"|(?P<number>{_DIGIT}++)(?:[-‐‑–—−./:,٫٬\\]{_DIGIT}++)*+"
    rf"|(?P<word>(?:(?!{_DIGIT})[\p{{L}}\p{{M}}\p{{N}}{TATWEEL}{_INSIDE}])++)"
    rf"|(?P<line>[\n\r]++)"
    rf"|(?P<mark>[^\s])"
)
_LONGEST = 40
"""Beyond that a run of letters or digits is nothing of a date, and not worth normalising."""
AHEAD = 16
"""So many empty tokens end the list: rules look that far ahead without asking where the text ends."""

Kind = Literal["word", "number", "chain", "mark", "line", "end"]


class Token(NamedTuple):
    """``text[start:end]``; a chain is numbers with separators between, a line the break between paragraphs."""

    start: int
    end: int
    norm: str
    kind: Kind
    glued: bool
    """No blank stands before it."""


_END = Token(-1, -1, "", "end", glued=False)


def tokenise(text: str) -> list[Token]:
    """The tokens of ``text``, with ``AHEAD`` empty ones behind them (which index -1 finds too)."""
    found: list[Token] = []
    begin = 0
    # no token holds a blank, and none depends on what stands behind one
    for chunk in text.split(" "):
        tokens = _tokens(chunk) if len(chunk) <= LONGEST_REMEMBERED else _tokens.__wrapped__(chunk)
        for start, end, norm, kind, glued in tokens:
            found.append(Token(begin + start, begin + end, norm, kind, glued))
        begin += len(chunk) + 1
    return found + [_END] * AHEAD


@lru_cache(50_000)
def _tokens(chunk: str) -> tuple[Token, ...]:
    """The tokens of a text without blanks."""
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(chunk):
        size = match.end() - match.start()
        kind = _kind(match, size)
        norm = to_norm(match.group()).replace("\\", "/") if size <= _LONGEST else "…"
        if norm:  # an invisible sign alone is nothing
            found.append(Token(match.start(), match.end(), norm, kind, glued=match.start() == end))
        end = match.end()
    return tuple(found)


def _kind(match: "regex.Match[str]", size: int) -> Kind:
    if match["line"]:
        return "line"
    if match["word"] or size > _LONGEST:
        return "word"
    if match["mark"]:
        return "mark"
    return "number" if match["number"] and len(match["number"]) == size else "chain"
