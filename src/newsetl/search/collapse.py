"""Copies fold into one hit a group, as part of the query: totals and pages then need no further care."""

from collections.abc import Iterable

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import MOST_VALUES, AllOf, AnyOf, Boost, OneOf, Query, Term
from newsetl.records import Record


class Copies(Record):
    """The other reports of a hit's near-duplicate group, matched or not, and the outlets they stand in."""

    count: int
    outlets: list[str]
    """Each once, the earliest first."""


class Story(Record):
    """The story a hit belongs to; copies are not counted."""

    id: str
    title: str
    """Of its first report."""
    reports: int


def collapse(engine: Engine, query: Query) -> Query:
    """The same query with one hit a near-duplicate group: the primary, or else the best of the copies that match.

    Where copies of more than MOST_VALUES groups match, the query as it is.
    """
    matched = AllOf((query, _unscored(Term("is_primary", False))))
    copied = _groups(engine, matched)
    if not copied or len(copied) >= MOST_VALUES:
        return query
    shown: list[Query] = [Term("is_primary", True)]
    originals = _groups(engine, AllOf((query, _unscored(Term("is_primary", True)))))
    if orphans := {group: count for group, count in copied.items() if group not in originals}:
        several = tuple(group for group, count in orphans.items() if count > 1)
        single = tuple(group for group, count in orphans.items() if count == 1)
        shown.append(AllOf((Term("is_primary", False), OneOf("duplicate_group", single))))
        count = sum(orphans[group] for group in several)
        page = engine.search(AllOf((matched, _unscored(OneOf("duplicate_group", several)))), limit=count)
        best = {hit.document.duplicate_group: hit.document.article_id for hit in reversed(page.hits)}
        shown.append(OneOf("article_id", tuple(sorted(best.values()))))
    return AllOf((query, _unscored(AnyOf(tuple(shown)))))


def _unscored(query: Query) -> Query:
    return Boost(query, 0.0)


def _groups(engine: Engine, query: Query) -> dict[str, int]:
    """Near-duplicate groups among the matches of a query, with how many of these are of each."""
    page = engine.search(query, limit=0, facets=["duplicate_group"], facet_size=MOST_VALUES)
    return dict(page.facets["duplicate_group"])


def copies_of(engine: Engine, documents: Iterable[Document]) -> dict[str, Copies]:
    """Document → its copies, for those that have any."""
    groups = {document.article_id: group for document in documents if (group := document.duplicate_group)}
    if not groups:
        return {}
    members: dict[str, list[Document]] = {group: [] for group in groups.values()}
    for member in engine.in_groups(members).values():
        members[str(member.duplicate_group)].append(member)
    found = {}
    for article_id, group in groups.items():
        others = sorted(
            (member for member in members[group] if member.article_id != article_id),
            key=lambda member: (member.timeline_at, member.article_id),
        )
        if others:
            outlets = list(dict.fromkeys(member.outlet for member in others))
            found[article_id] = Copies(count=len(others), outlets=outlets)
    return found


def find_stories(engine: Engine, story_ids: Iterable[str]) -> dict[str, Story]:
    """Stories by id; those that no report is in are left out."""
    wanted = tuple(sorted(set(story_ids)))
    if not wanted:
        return {}
    reports = AllOf((OneOf("story_id", wanted), Term("is_primary", True)))
    counts = engine.search(reports, limit=0, facets=["story_id"], facet_size=len(wanted)).facets["story_id"]
    firsts = engine.get(story_id for story_id, _ in counts)
    return {
        story_id: Story(id=story_id, title=firsts[story_id].title, reports=count)
        for story_id, count in counts
        if story_id in firsts
    }
