"""Names believed for the head noun beside them: «سجن بحي غويران», «مخيمي الهول وروج», "al-Hol and Roj camps"; or for an
adjective that tells the class: «التنف الحدودي».
"""

from collections.abc import Iterable

from newsetl.arabic.tokens import spaced
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.heads import BETWEEN, BETWEEN_OF, KIND_BEHIND, MOST_BETWEEN, OR, HeadWord, head_words, plurals_at
from newsetl.names.patterns import BREAK, Match
from newsetl.names.reading import SOFT_BREAKS, Reading

MOST_UNKNOWN = 2
"""Words of names that no pack has, within an enumeration under one head noun."""


def with_heads(cores: Iterable[Match], reading: Reading, gazetteer: Gazetteer) -> list[Match]:
    """The matches of cores that have a head noun of their class, each over the head noun and the core."""
    found = []
    by_end: dict[int, int] = {}
    by_start: dict[int, int] = {}
    cores = list(cores)
    for core in cores:
        by_end[core.end] = min(core.first, by_end.get(core.end, core.first))
        by_start[core.first] = max(core.end, by_start.get(core.first, core.end))
    for core in cores:
        kind = gazetteer.entries[core.pattern.entity_id].head or ""
        first = _head_before(core, kind, reading.norms, by_end)
        if first is not None:
            if not _is_one_of_its_town(core, first, reading.norms, by_start, gazetteer):
                found.append(core._replace(first=first))
        elif reading.norms[core.end : core.end + 1] == [KIND_BEHIND.get(kind)]:
            found.append(core._replace(end=core.end + 1))
        elif reading.norms[core.first].isascii():
            end = _head_behind(core, kind, reading.norms, by_start)
            if end is not None:
                found.append(core._replace(end=end))
    return found


def _is_one_of_its_town(
    core: Match, first: int, norms: list[str], by_start: dict[int, int], gazetteer: Gazetteer
) -> bool:
    """Whether a plural noun and the name of a town ask for all there is: «سجون الرقة», not «سجون الرقة وعايد»."""
    kind = gazetteer.entries[core.pattern.entity_id].head
    if not any(kind == several for at in range(first, core.first) for _, several in plurals_at(norms, at)):
        return False
    following = norms[core.end : core.end + 1]
    if core.end in by_start or not OR.isdisjoint(following):
        return False
    around = (gazetteer.entries[place] for place in gazetteer.containing(core.pattern.entity_id))
    return any(spaced(core.pattern.alias) in map(spaced, place.all_names) for place in around)


def _head_before(core: Match, kind: str, norms: list[str], by_end: dict[int, int]) -> int | None:
    """Index of the head noun's first word; of a name in an enumeration, of the name itself."""
    several = core.proclitic.startswith("و")
    crossed, between, unknown = several, 0, 0
    at = core.first - 1
    while at >= 0:
        norm = norms[at]
        if (head := _head_at(norms, at, kind)) is not None:
            if crossed and not head.several:
                return None
            return core.first if crossed else at - len(head.before)
        if norm[0] == BREAK:
            if norm not in SOFT_BREAKS:
                return None
            crossed = several = True
        elif norm in OR:
            crossed = several = True
        elif (norm in BETWEEN or norm in BETWEEN_OF.get(kind, ())) and between < MOST_BETWEEN:
            between += 1
        elif at + 1 in by_end and several:
            at = by_end[at + 1]
            crossed = True
        elif several and unknown < MOST_UNKNOWN:
            unknown += 1
            crossed = True
        else:
            return None
        at -= 1
    return None


def _head_behind(core: Match, kind: str, norms: list[str], by_start: dict[int, int]) -> int | None:
    """Index behind the head noun of a name in Latin script; of a name in an enumeration, behind the name itself."""
    crossed, between, several = False, 0, False
    at = core.end
    while at < len(norms):
        norm = norms[at]
        for length in (1, 2):
            last = at + length - 1
            if last < len(norms) and (head := _head_at(norms, last, kind)) and len(head.before) == length - 1:
                return core.end if crossed else last + 1
        if norm in OR or norm in SOFT_BREAKS:
            several = crossed = True
        elif norm in BETWEEN and between < MOST_BETWEEN:
            between += 1
        elif several and at in by_start:
            at = by_start[at] - 1
        else:
            return None
        at += 1
    return None


def _head_at(norms: list[str], at: int, kind: str) -> HeadWord | None:
    for head in head_words().get(norms[at], ()):
        if kind in head.kinds:
            start = at - len(head.before)
            if not head.before or (start >= 0 and _same(norms[start:at], head.before)):
                return head
    return None


def _same(written: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether these are the first words of a head noun, whatever is attached to the first."""
    return all(word.endswith(want) and len(word) - len(want) <= 4 for word, want in zip(written, wanted, strict=True))


def other_thing_between(reading: Reading, kind: str, since: int, until: int) -> bool:
    """Whether a thing of the class that nobody knows is named in [since, until): «سجن رومية» before «السجن»."""
    for at in range(since, min(until, len(reading.norms) - 1)):
        head = _head_at(reading.norms, at, kind)
        following = reading.norms[at + 1]
        if (
            head
            and not head.definite
            and not head.several
            and reading.taken[at] is None
            and following[0] != BREAK
            and following not in BETWEEN
            and len(following) > 2  # «سجن ما»
        ):
            return True
    return False
