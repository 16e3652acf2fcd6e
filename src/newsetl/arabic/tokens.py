"""Words with offsets, for the linker and for highlighting: what a reader would call a word, nothing else."""

from functools import lru_cache
from typing import NamedTuple

import regex

from newsetl.arabic.forms import INVISIBLE, TATWEEL, to_norm

_INSIDE = "".join(sorted(INVISIBLE))
WORD_PATTERN = rf"[\p{{L}}\p{{M}}\p{{Nd}}{TATWEEL}{_INSIDE}]+"
_WORD = regex.compile(WORD_PATTERN)


class Word(NamedTuple):
    """``text[start:end]`` is one word; ``norm`` its form for matching."""

    start: int
    end: int
    norm: str


def words(text: str) -> list[Word]:
    """Words of ``text`` in order; quotes, hyphens, underscores and all other punctuation separate them."""
    return [Word(match.start(), match.end(), norm) for match in _WORD.finditer(text) if (norm := _norm(match.group()))]


@lru_cache(200_000)
def _norm(word: str) -> str:
    return to_norm(word)
