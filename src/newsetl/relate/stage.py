"""The relate stage over one interval's sources together.

It reads the reports back from the index rather than from the lake: the index holds exactly the highest version of each
report, whatever partitions they came through, and answers a time window in order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from newsetl.lake import input_key
from newsetl.records import EnrichedArticle, Outcome, Partition, Rejection, related_version
from newsetl.relate.duplicates import WINDOW, Text, components, pairs, prepare
from newsetl.stages import Context, StageOutput

_CHUNK = 500
_TICK = timedelta(microseconds=1)
"""Makes a scan's exclusive end take in the last moment itself."""


class Store(Protocol):
    """The part of an index engine that relate needs."""

    def scan(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Any]:
        """Documents in order of time."""

    def get(self, article_ids: Iterable[str]) -> Mapping[str, Any]:
        """Documents by id."""

    def in_groups(self, groups: Iterable[str]) -> Mapping[str, Any]:
        """Documents of these near-duplicate groups."""

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


def relate(partition: Partition, parts: Sequence[Partition], context: Context, store: Store) -> StageOutput:
    """Group the reports around those of ``parts``; write what changed, above the version it was read under.

    ``partition`` is the name under which the outcomes are kept, ``parts`` the sources' partitions just indexed.
    """
    output = context.output("relate", partition, Rejection)
    ids: list[str] = []
    for part in parts:
        if commit := context.lake.commit("index", part):
            output.consumed[input_key("index", part)] = commit.digest
        ids += [article.article_id for article in context.lake.read("enrich", part, EnrichedArticle)]
    touched = store.get(ids)
    # a report that changed its text or its date may have left copies behind
    groups = sorted({document.duplicate_group for document in touched.values() if document.duplicate_group})
    former = [document for chunk in _chunks(groups) for document in store.in_groups(chunk).values()]
    times = [document.timeline_at for document in (*touched.values(), *former)]
    if not times:
        return output
    for article_id, outcome in write_relations(store, times):
        output.read += 1
        output.tell(article_id, outcome)
    return output


def write_relations(store: Store, moments: Sequence[datetime]) -> Iterator[tuple[str, Outcome]]:
    """Group the reports around the moments and write those whose relations changed; ids and what became of them."""
    relations = find_relations(store, moments)
    for chunk in _chunks(sorted(relations)):
        changed = []
        for article_id, document in sorted(store.get(chunk).items()):
            fields = relations[article_id].fields
            if all(getattr(document, name) == value for name, value in fields.items()):
                yield article_id, Outcome.UNCHANGED
            else:
                changed.append(document.model_copy(update={**fields, "version": related_version(document.version)}))
                yield article_id, Outcome.UPDATED
        store.write(changed)


def find_relations(store: Store, moments: Sequence[datetime]) -> dict[str, Relation]:
    """Relations of every report within WINDOW of one of the moments, and of all that are grouped with one of them.

    Each zone around the moments grows until no group reaches out of it, so that a group is always seen whole.
    """
    relations: dict[str, Relation] = {}
    for first, last in _zones(moments):
        relations |= _zone_relations(store, first, last)
    return relations


def _zones(moments: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """Spans around the moments, apart from one another by so much that none needs what another reads."""
    zones: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        if zones and moment - zones[-1][1] <= 4 * WINDOW:
            zones[-1] = (zones[-1][0], moment)
        else:
            zones.append((moment, moment))
    return zones


def _zone_relations(store: Store, first: datetime, last: datetime) -> dict[str, Relation]:
    low, high = first - WINDOW, last + WINDOW
    while True:
        times: dict[str, datetime] = {}
        edges = [
            (one.article_id, other.article_id)
            for one, other in pairs(_texts(store, low - WINDOW, high + WINDOW + _TICK, times))
        ]
        groups: dict[str, list[str]] = defaultdict(list)
        for member, group in components(times, edges).items():
            groups[group].append(member)
        touched = [group for group in groups.values() if any(low <= times[member] <= high for member in group)]
        reach = [times[member] for group in touched for member in group]
        if not reach or (min(reach) >= low and max(reach) <= high):
            return {member: relation for group in touched for member, relation in _relations(group, times)}
        low, high = min(low, *reach), max(high, *reach)


def _texts(store: Store, since: datetime, until: datetime, times: dict[str, datetime]) -> Iterator[Text]:
    for document in store.scan(since, until):
        times[document.article_id] = document.timeline_at
        yield prepare(document.article_id, document.timeline_at, document.body, document.source)


def _relations(group: list[str], times: dict[str, datetime]) -> Iterator[tuple[str, Relation]]:
    if len(group) == 1:
        yield group[0], Relation(None, None)
        return
    primary = min(group, key=lambda member: (times[member], member))
    for member in group:
        yield member, Relation(min(group), None if member == primary else primary)


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
