"""Every date expression in a text: at each word all rules are tried, the longest expression counts."""

from datetime import date
from functools import lru_cache

from newsetl.arabic.dates.model import DateMention
from newsetl.arabic.dates.periods import FIRST_WORDS as PERIOD_WORDS
from newsetl.arabic.dates.periods import period_at
from newsetl.arabic.dates.points import Point, point_at
from newsetl.arabic.dates.ranges import FIRST_WORDS as RANGE_WORDS
from newsetl.arabic.dates.ranges import range_at
from newsetl.arabic.dates.relative import FIRST_WORDS as RELATIVE_WORDS
from newsetl.arabic.dates.relative import Found, counted_at, several_at
from newsetl.arabic.dates.tokens import AHEAD, Token, tokenise
from newsetl.arabic.dates.vocabulary import bare
from newsetl.arabic.dates.written import PREFIXES
from newsetl.arabic.months import FIRST_WORDS as MONTH_WORDS
from newsetl.arabic.numbers import is_number_word

_FIRST_WORDS = PERIOD_WORDS | RANGE_WORDS | RELATIVE_WORDS | MONTH_WORDS | PREFIXES


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """The date expressions of ``text`` (the project's ``text`` form, to which offsets refer) in order, without overlap.

    ``published`` is what relative expressions and dates without year count from; without it they say nothing and are
    left out. Never raises, and takes time in proportion to the text's length.
    """
    tokens = tokenise(text)
    found: list[DateMention] = []
    at, count = 0, len(tokens) - AHEAD
    while at < count:
        point = _longest(tokens, at, published) if _may_begin(tokens[at]) else None
        if point is None or point.end <= at:
            at += 1
            continue
        if point.readings:
            found.append(DateMention(tokens[point.start].start, tokens[point.end - 1].end, point.readings))
        at = point.end
    return found


def best_date(phrase: str, published: date | None) -> DateMention | None:
    """The mention that a phrase is about: the longest, and of those as long the first; None for none."""
    return max(find_dates(phrase, published), key=lambda mention: mention.end - mention.start, default=None)


def _may_begin(token: Token) -> bool:
    return _begins(token.norm) if token.kind == "word" else token.kind in ("number", "chain")


@lru_cache(50_000)
def _begins(norm: str) -> bool:
    """Whether any rule knows the word: most words of a text are ruled out here at once."""
    if bare(norm, _FIRST_WORDS) or norm.startswith(("ول", "فاتح", "غره")):
        return True
    return any(is_number_word(norm[cut:]) for cut in range(min(3, len(norm))))


def _longest(tokens: list[Token], at: int, published: date | None) -> Point | None:
    found = [
        range_at(tokens, at, published),
        point_at(tokens, at, published),
        _as_point(counted_at(tokens, at, published), at),
        _as_point(several_at(tokens, at, published), at),
        _as_point(period_at(tokens, at, published), at),
    ]
    return max((point for point in found if point), key=lambda point: point.end, default=None)


def _as_point(found: Found | None, at: int) -> Point | None:
    return Point(found[0], at, found[1]) if found else None
