"""Near-duplicates and stories of all reports that a change may have touched, read from the index and from nothing else.

What is found is a property of the reports that the index holds, never of the order in which they came: each function
reads as much around the changes as the answer depends on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from newsetl.relate import stories
from newsetl.relate.duplicates import WINDOW, Text, components, pairs, prepare

_TICK = timedelta(milliseconds=1)
"""Makes a scan's exclusive end take in the last moment itself; engines tell times apart by milliseconds."""


class Store(Protocol):
    """The part of an index engine that relate needs."""

    def scan(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Any]:
        """Documents in order of time."""

    def get(self, article_ids: Iterable[str]) -> Mapping[str, Any]:
        """Documents by id."""

    def in_groups(
        self, groups: Iterable[str], field: Literal["duplicate_group", "story_id"] = "duplicate_group"
    ) -> Mapping[str, Any]:
        """Documents of these near-duplicate groups, or stories."""

    def write(self, documents: Iterable[Any]) -> Sequence[Any]:
        """Write whole documents."""


@dataclass(frozen=True)
class Relation:
    """How one report stands to its near-duplicates."""

    group: str | None
    """Smallest article id of the group; None for a report without copies."""
    duplicate_of: str | None
    """The group's primary; None for the primary itself."""

    @property
    def fields(self) -> dict[str, Any]:
        """As fields of the document."""
        return {
            "is_primary": self.duplicate_of is None,
            "duplicate_of": self.duplicate_of,
            "duplicate_group": self.group,
        }


@dataclass
class Duplicates:
    """Relations of every report of the zones, and the moments at which a report began or ceased to be primary."""

    relations: dict[str, Relation] = field(default_factory=dict)
    turned: list[datetime] = field(default_factory=list)


def find_duplicates(store: Store, moments: Sequence[datetime]) -> Duplicates:
    """Relations of every report within WINDOW of one of the moments, and of all that are grouped with one of them.

    Each zone around the moments grows until no group reaches out of it, so that a group is always seen whole.
    """
    found = Duplicates()
    for first, last in _zones(moments, 4 * WINDOW):
        _add_zone(found, store, first, last)
    return found


def _zones(moments: Sequence[datetime], gap: timedelta) -> list[tuple[datetime, datetime]]:
    """Spans around the moments, apart from one another by more than ``gap``."""
    zones: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        if zones and moment - zones[-1][1] <= gap:
            zones[-1] = (zones[-1][0], moment)
        else:
            zones.append((moment, moment))
    return zones


def _add_zone(found: Duplicates, store: Store, first: datetime, last: datetime) -> None:
    low, high = first - WINDOW, last + WINDOW
    while True:
        seen: dict[str, tuple[datetime, bool]] = {}
        edges = [
            (one.article_id, other.article_id)
            for one, other in pairs(_texts(store, low - WINDOW, high + WINDOW + _TICK, seen))
        ]
        groups: dict[str, list[str]] = defaultdict(list)
        for member, group in components(seen, edges).items():
            groups[group].append(member)
        touched = [group for group in groups.values() if any(low <= seen[member][0] <= high for member in group)]
        reach = [seen[member][0] for group in touched for member in group]
        if not reach or (min(reach) >= low and max(reach) <= high):
            break
        low, high = min(low, *reach), max(high, *reach)
    for members in touched:
        for member, relation in _relations(members, seen):
            found.relations[member] = relation
            moment, was_primary = seen[member]
            if was_primary != (relation.duplicate_of is None):
                found.turned.append(moment)


def _texts(store: Store, since: datetime, until: datetime, seen: dict[str, tuple[datetime, bool]]) -> Iterator[Text]:
    for document in store.scan(since, until):
        seen[document.article_id] = (document.timeline_at, document.is_primary)
        yield prepare(document.article_id, document.timeline_at, document.body, document.source)


def _relations(group: list[str], seen: Mapping[str, tuple[datetime, bool]]) -> Iterator[tuple[str, Relation]]:
    if len(group) == 1:
        yield group[0], Relation(None, None)
        return
    primary = min(group, key=lambda member: (seen[member][0], member))
    for member in group:
        yield member, Relation(min(group), None if member == primary else primary)


@dataclass
class Stories:
    """Primary report → its ``story_id``, of all that were looked at, and which of these are stored with another."""

    ids: dict[str, str | None] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


def find_stories(store: Store, relations: Mapping[str, Relation], moments: Sequence[datetime]) -> Stories:
    """Stories of the primary reports that what changed at the moments can have touched.

    A report is placed by what came in the 2 WINDOWs before it, so the sweep begins with the first change and goes on
    for as long as anything that came out differently than it is stored can matter.
    """
    found = Stories()
    sweep: _Sweep | None = None
    for first, last in _zones(moments, 4 * stories.WINDOW):
        begin = first.replace(microsecond=first.microsecond // 1000 * 1000)
        horizon = last + 2 * stories.WINDOW
        sweep = _Sweep(
            relations, sweep.firsts if sweep else {}, begin, max(horizon, sweep.horizon) if sweep else horizon
        )
        at = begin - 2 * stories.WINDOW
        while at <= sweep.horizon:
            until = sweep.horizon + _TICK
            for document in store.scan(at, until):
                sweep.take(document)
            at = until
        for article_id, story_id in sweep.story_ids().items():
            found.ids[article_id] = story_id
            if story_id == sweep.taken[article_id][2]:
                found.changed.discard(article_id)
            else:
                found.changed.add(article_id)
    return found


@dataclass
class _Sweep:
    """One pass over the reports in order of time."""

    relations: Mapping[str, Relation]
    firsts: dict[str, str]
    """Report → first report of its story, of those placed by this sweep and the ones before it."""
    begin: datetime
    """Earlier reports are as they are stored."""
    horizon: datetime
    """The last moment whose reports may come out differently than they are stored."""
    window: stories.StoryWindow = field(default_factory=stories.StoryWindow)
    taken: dict[str, tuple[datetime, str, str | None]] = field(default_factory=dict)
    """Report → its time, the first report of its story, the ``story_id`` it is stored with."""

    def take(self, document: Any) -> None:
        """Place the next report; copies stand where their original does."""
        article_id, moment = document.article_id, document.timeline_at
        relation = self.relations.get(article_id)
        if not (document.is_primary if relation is None else relation.duplicate_of is None):
            return
        told = stories.tell(
            article_id, moment, document.title, document.body, document.about_ids, document.mentioned_ids
        )
        stored = self.firsts.get(article_id) or document.story_id or article_id
        first = self.window.add(told, stored if moment < self.begin else None)
        if first != stored:
            self.horizon = max(self.horizon, moment + stories.WINDOW)
        if moment >= self.begin:
            self.firsts[article_id] = first
        self.taken[article_id] = (moment, first, document.story_id)

    def story_ids(self) -> dict[str, str | None]:
        """What became of every report of the sweep: the first of a story knows by its followers that it is one."""
        followed = {first for article_id, (_, first, _) in self.taken.items() if first != article_id}
        found: dict[str, str | None] = {}
        for article_id, (moment, first, stored) in self.taken.items():
            if first != article_id or article_id in followed:
                found[article_id] = first
            else:
                # its followers may lie beyond the horizon, where all is as it is stored
                found[article_id] = stored if stored == article_id and moment + stories.WINDOW > self.horizon else None
        return found
