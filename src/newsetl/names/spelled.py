"""Names in a tree by their words, each with whose it is and what may be attached before it."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from newsetl.names import proclitics

T = TypeVar("T")
ALONE = frozenset({""})
WORD_LETTERS = frozenset(proclitics.BEFORE_WORD)
ARTICLE_LETTERS = frozenset(proclitics.BEFORE_ARTICLE)
LAM_LETTERS = frozenset(proclitics.BEFORE_LAM)
SHORT_LETTERS = frozenset(proclitics.SHORT_WORD)
_LETTERS = (ALONE, WORD_LETTERS, ARTICLE_LETTERS, LAM_LETTERS, SHORT_LETTERS)
"""What may be attached, by the number that stands for it where a tree is kept."""


class Spelled(Generic[T]):
    """Spellings that begin with the same words."""

    __slots__ = ("longer", "owners")

    def __init__(self) -> None:
        self.longer: dict[str, Spelled[T]] = {}
        """Those that go on, by their next word."""
        self.owners: dict[frozenset[str], list[T]] = {}
        """Of the one that ends here: what may be attached before it → whose it is then."""

    def __reduce__(self) -> tuple[Callable[..., "Spelled[T]"], tuple[Any, ...]]:
        """For ``pickle``, so that there is little to read: most have but one of the two."""
        owners = [(_LETTERS.index(letters), owners) for letters, owners in self.owners.items()]
        return _spelled, (self.longer or None, *owners)

    def behind(self, name: Iterable[str]) -> "Spelled[T]":
        """Spellings that go on with these words."""
        found = self
        for word in name:
            found = found.longer.setdefault(word, Spelled())
        return found

    def may_follow(self, before: str) -> bool:
        """Whether any of the spellings may stand behind attached letters."""
        here = any(before in letters for letters in self.owners)
        return here or any(longer.may_follow(before) for longer in self.longer.values())

    def of(self, before: str) -> list[T]:
        """Whose the spelling is that ends here, behind attached letters."""
        return [owner for letters, owners in self.owners.items() if before in letters for owner in owners]


def _spelled(longer: dict[str, Spelled[T]] | None, *owners: tuple[int, list[T]]) -> Spelled[T]:
    found = Spelled[T]()
    found.longer = longer or {}
    found.owners = {_LETTERS[number]: those for number, those in owners}
    return found
