"""What the linker asks of matches by themselves: order, containment, grouping."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.patterns import Match
from newsetl.names.reading import Reading

STRONG, WEAK, ADJECTIVE, POSSIBLE = 0.95, 0.8, 0.6, 0.3
"""Confidence by kind of evidence; an order, not a measured probability."""
_HOLDERS = {
    ("organisation", "person"),
    ("force", "person"),
    ("person", "force"),
    ("person", "organisation"),
    ("facility", "force"),
    ("facility", "organisation"),
}
"""Kinds of a name and of the one within it that is named too; «حزب الله العراقي» does not name حزب الله."""


class Believed(NamedTuple):
    """A match with why it is believed and how far."""

    match: Match
    rule: str
    confidence: float


def within(match: Match, owner: Match) -> bool:
    """Whether a match is a part of its words' owner."""
    return owner.first <= match.first and match.end <= owner.end and match.end - match.first < owner.end - owner.first


def is_named_within(match: Match, owner: Match, reading: Reading, kinds: tuple[str, str]) -> bool:
    """Whether a name within another's is named too: the leader or the force of what is called by them; where the thing
    is, at its end («الإدارة المدنية في منبج», not «مجلس منبج العسكري»); whose an office or a body is, where that is no
    listed form of it («وزير خارجية تركيا», «جيش تركيا»).
    """
    if kinds in _HOLDERS:
        return True
    if kinds == ("person", "place"):
        return owner.pattern.role == "weak"
    if kinds[1] != "place" or kinds[0] not in ("organisation", "force", "facility") or match.end != owner.end:
        return False
    said = match.proclitic == "ب" or (match.first > owner.first and reading.norms[match.first - 1] == "في")
    return said or owner.pattern.derived


def rule_of(match: Match) -> str:
    """The rule of a name that needs no context."""
    return "head" if match.pattern.role == "core" else "strong"


def longest_first(match: Match) -> tuple[int, int, int, str]:
    """Order by length, then by how little is attached; the same for any order of the packs."""
    return match.first - match.end, len(match.proclitic), match.first, match.pattern.entity_id


def is_anothers_surname(match: Match, reading: Reading) -> bool:
    """Whether a name stands behind a given name: «علي الزعتري» is no camp, «ناصر الشيخ مقصود» no quarter."""
    if match.proclitic or match.pattern.role == "core":
        return False
    return reading.is_given_name(match.first - 1)


def by_entity(matches: Iterable[Match]) -> dict[str, list[int]]:
    """Entity → where its matches begin."""
    found: dict[str, list[int]] = {}
    for match in matches:
        found.setdefault(match.pattern.entity_id, []).append(match.first)
    return found


def grouped(matches: Iterable[Match]) -> list[list[Match]]:
    """Matches by span, the longest span first."""
    spans: dict[tuple[int, int], list[Match]] = {}
    for match in matches:
        spans.setdefault((match.first - match.end, match.first), []).append(match)
    return [spans[span] for span in sorted(spans)]


def verdict(item: Believed, elsewhere: set[str]) -> tuple[str, float]:
    """Rule and confidence; of a name that is likelier another place's, a mere possibility."""
    return (
        ("possible:elsewhere", POSSIBLE) if item.match.pattern.entity_id in elsewhere else (item.rule, item.confidence)
    )


@dataclass
class Found:
    """The matches of a text by what they need, and what has been believed of them."""

    strong: list[Match] = field(default_factory=list)
    weak: list[Match] = field(default_factory=list)
    rivals: list[list[Match]] = field(default_factory=list)
    """Those of the weak ones that have a chance, by span, the longest first."""
    adjectives: list[Match] = field(default_factory=list)
    event_names: list[Match] = field(default_factory=list)
    triggers: list[Match] = field(default_factory=list)
    victims: list[Match] = field(default_factory=list)
    believed: list[Believed] = field(default_factory=list)


def present_in(reading: Reading, gazetteer: Gazetteer) -> set[str]:
    """Entities believed in, the places that contain them, and those that weak names suppose together."""
    known = (*reading.all_at, *reading.supposed)
    return {place for entity in known for place in (entity, *gazetteer.containing(entity))}
