"""What may be wrong with names though every line is well-formed: common words, names of two things."""

from collections import defaultdict

from newsetl.arabic.tokens import spaced
from newsetl.names.common_words import common_words
from newsetl.names.given import GIVEN_NAMES
from newsetl.names.heads import head_words
from newsetl.names.loading import Fault, Line


def find_collisions(lines: list[Line]) -> tuple[list[Fault], list[Fault]]:
    """(faults, notices): what makes wrong links, and what is worth a look."""
    strong: dict[str, dict[str, Line]] = defaultdict(dict)
    weak: dict[str, set[str]] = defaultdict(set)
    faults, notices = [], []
    for line in lines:
        contexts = {alias.alias for alias in line.entry.weak_aliases}
        for alias in contexts:
            weak[spaced(alias)].add(line.entry.id)
        for name in line.entry.names:
            folded = spaced(name)
            if name in contexts or not folded:
                continue
            strong[folded].setdefault(line.entry.id, line)
            if folded in common_words():
                faults.append(_at(line, f"{name!r} is a common word of the news: make it a weak alias, or a core"))
            elif folded.startswith("ال") and folded[2:] in common_words():
                notices.append(_at(line, f"{name!r} without its article is a common word of the news"))
        notices += [
            _at(line, f"{name!r} alone is a head noun or a given name")
            for name in dict.fromkeys([*line.entry.names, *line.entry.cores])
            if name not in contexts and (spaced(name) in head_words() or spaced(name) in GIVEN_NAMES)
        ]
    for folded, owners in strong.items():
        if len(owners) > 1:
            first, *others = owners.values()
            faults += [_at(other, f"{folded!r} is a name of {first.entry.id} too ({first.place})") for other in others]
        for owner in owners.values():
            notices += [
                _at(owner, f"{folded!r} is always this one, though {other} has it in context")
                for other in sorted(weak[folded] - {owner.entry.id})
            ]
    return faults, notices


def _at(line: Line, message: str) -> Fault:
    return Fault(line.file, line.number, f"{line.entry.id}: {message}")
