"""Spellings of a name that follow from it by rule."""

from collections.abc import Iterator
from typing import Protocol

from newsetl.names.common_words import common_words
from newsetl.names.proclitics import ARTICLE, LONG_WORD, MIN_WORD


class Pattern(Protocol):
    """What a name is to its entity."""

    @property
    def role(self) -> str:
        """Strong name, weak name, core …"""

    @property
    def short_of(self) -> str:
        """Of what longer name it is a short form."""


def variants(name: list[str], pattern: Pattern, kind: str) -> Iterator[list[str]]:
    """The name with an article added to, or missing from, its last word; of one word only where that is safe. In Latin
    script with the endings of Kurmanji's oblique case.
    """
    last = name[-1]
    if last.isascii() and (pattern.role == "core" or (len(name) == 1 and len(last) >= LONG_WORD)):
        yield from ([*name[:-1], last + ending] for ending in ("e", "ye", "an"))
    if last.isascii() or pattern.role in ("demonym", "trigger", "victims") or pattern.short_of:
        return
    has = last.startswith(ARTICLE) and len(last) > len(ARTICLE) + 2
    if len(name) == 1 and pattern.role != "core" and (has or kind != "place" or len(last) < LONG_WORD):
        return
    # «روسيا يوم الأحد» is no «روسيا اليوم»: only places lose their article, and not where the word then begins another
    # name («منطقة باب المندب»)
    bare = last[len(ARTICLE) :]
    goes_on = len(name) > 1 and pattern.role != "core" and bare in common_words()
    if has and kind in ("place", "facility") and not goes_on:
        yield [*name[:-1], bare]
    elif has:
        return
    elif len(last) > MIN_WORD:
        yield [*name[:-1], ARTICLE + last]
