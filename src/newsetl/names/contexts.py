"""What a weak name asks for before it is believed: alternatives of requirements."""

from collections.abc import Iterable
from typing import Self

SELF, THEN, HOME = "@self", "@then", "@home"
"""That the entity was named before, that it was called so on the report's day, and that the report's places are mostly
of its country.
"""
_MARKS = frozenset([SELF, THEN, HOME])


class Context(tuple[tuple[str, ...], ...]):  # noqa: SLOT001 - tuples of any length have no slots
    """Alternatives of requirements, sorted so that those of one requirement can be passed over together."""

    ids: frozenset[str]
    """Entities each of which is an alternative by itself."""
    words: frozenset[str]
    """Words each of which is one."""
    rest: tuple[tuple[str, ...], ...]
    """The other alternatives."""
    marks: tuple[tuple[str, ...], ...]
    """Those of them that are one mark."""
    parts: tuple[str, ...]
    """What those of several requirements ask for."""
    part_ids: frozenset[str]
    part_words: frozenset[str]
    part_marked: bool
    """Whether a mark is one of those requirements."""

    def __new__(cls, options: Iterable[Iterable[str]] = ()) -> Self:
        """Take alternatives in order, each some requirements."""
        made = super().__new__(cls, (tuple(option) for option in options))
        alone = {option[0] for option in made if len(option) == 1} - _MARKS
        made.ids, made.words = _ids_and_words(alone)
        made.rest = tuple(option for option in made if len(option) > 1 or option[0] not in alone)
        made.marks = tuple(option for option in made.rest if len(option) == 1)
        made.parts = tuple(dict.fromkeys(need for option in made if len(option) > 1 for need in option))
        made.part_ids, made.part_words = _ids_and_words(frozenset(made.parts) - _MARKS)
        made.part_marked = not _MARKS.isdisjoint(made.parts)
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[tuple[str, ...], ...]]]:
        """For ``pickle``: the rest follows from the alternatives."""
        return type(self), (tuple(self),)


def _ids_and_words(needs: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    ids = frozenset(need for need in needs if ":" in need)
    return ids, frozenset(needs) - ids


def is_by_term(context: Iterable[Iterable[str]]) -> bool:
    """Whether a name with these alternatives is an office, meant by who held it on the report's day."""
    return any(THEN in option for option in context)
