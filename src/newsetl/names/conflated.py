"""Names of bodies that analysis cannot tell from a part of another's name: «الدفاع البريطانية» is the ministry, but a
search for it also finds «وزير الدفاع البريطاني».
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from newsetl.arabic.tokens import spaced
from newsetl.names.proclitics import ARTICLE

Terms = tuple[str, ...]
_SHORTEST, _LONGEST = 2, 4
"""Terms of such a name."""


def conflated(
    bodies: Mapping[str, Iterable[str]], everyone: Mapping[str, Iterable[str]], terms_of: Callable[[str], Terms]
) -> set[tuple[str, Terms]]:
    """Bodies, each with the terms of a name of its own that stand within a longer name of somebody else, and there in
    another form than the body's names have: «رئيس مجلس النواب العراقي» names the parliament.
    """
    own: dict[Terms, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for body, names in bodies.items():
        for name in names:
            if _SHORTEST <= len(terms := terms_of(name)) <= _LONGEST:
                own[terms][body].add(_bare(name))
    found = set[tuple[str, Terms]]()
    begun = {terms[:_SHORTEST] for terms in own}
    for entity, names in everyone.items():
        for name in names:
            for part in _parts(terms_of(name), begun):
                for body, spellings in own.get(part, {}).items():
                    if body != entity and not any(one in _bare(name) for one in spellings):
                        found.add((body, part))
    return found


def _parts(terms: Terms, begun: set[Terms]) -> Iterable[Terms]:
    """Runs of terms that are not all of them, of those that begin so."""
    for at in range(len(terms) - _SHORTEST + 1):
        if terms[at : at + _SHORTEST] in begun:
            longest = min(_LONGEST, len(terms) - at, len(terms) - 1)
            yield from (terms[at : at + length] for length in range(_SHORTEST, longest + 1))


def _bare(name: str) -> str:
    """A name's words, without an article before the first, which a letter before it may change, and with an end."""
    return f"{spaced(name).removeprefix(ARTICLE)} "
