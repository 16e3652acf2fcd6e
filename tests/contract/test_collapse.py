"""Copies fold into one hit a group, alike on both engines; nothing is lost, and pages join."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import AllOf, Everything, Query, Term, Words
from newsetl.search.collapse import Copies, collapse, copies_of, find_stories

START = datetime(2022, 1, 20, 12, tzinfo=UTC)
REPORTS = {
    "a": ("nahr", "a", None, "وصلت القافلة إلى المخيم"),
    "b": ("wadi", "a", "a", "وصلت القافلة إلى المخيم فجرا"),
    "c": ("sahl", "a", "a", "وصلت القافلة إلى المخيم فجرا"),
    "d": ("nahr", None, None, "وصلت الثلوج إلى المخيم"),
    "e": ("sahl", "e", None, "أقفل المعبر"),
    "f": ("wadi", "e", "e", "أقفل المعبر قرب المخيم"),
}
"""Id → outlet, near-duplicate group, original and body."""


@pytest.fixture
def filled(engine: Engine, make: Callable[..., Document]) -> Engine:
    engine.write(
        make(
            name,
            body=body,
            source=outlet,
            outlet=outlet,
            timeline_at=START + timedelta(minutes=number),
            duplicate_group=group,
            duplicate_of=original,
            is_primary=original is None,
            story_id="a" if name in "abcd" else None,
        )
        for number, (name, (outlet, group, original, body)) in enumerate(REPORTS.items())
    )
    return engine


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Everything(), {"a", "d", "e"}),
        (Words("القافلة"), {"a"}),
        # The original does not match, two copies do: the one that a reader would find first stands for the group.
        (Words("فجرا"), {"c"}),
        (Words("المخيم"), {"a", "d", "f"}),
        (AllOf((Words("المخيم"), Term("source", "wadi"))), {"b", "f"}),
        (Words("غائب"), set()),
    ],
)
def test_one_hit_a_group(filled: Engine, query: Query, expected: set[str]) -> None:
    folded = collapse(filled, query)
    page = filled.search(folded)
    assert {hit.document.article_id for hit in page.hits} == expected
    assert page.total == len(expected)
    paged = [hit.document.article_id for at in range(4) for hit in filled.search(folded, limit=1, offset=at).hits]
    assert paged == [hit.document.article_id for hit in page.hits]


def test_folding_changes_no_score(filled: Engine) -> None:
    every = {hit.document.article_id: hit.score for hit in filled.search(Words("المخيم")).hits}
    for hit in filled.search(collapse(filled, Words("المخيم"))).hits:
        assert hit.score == pytest.approx(every[hit.document.article_id])


def test_copies_are_told_by_outlet_in_order_of_time(filled: Engine) -> None:
    documents = filled.get(["a", "c", "d"]).values()
    assert copies_of(filled, documents) == {
        "a": Copies(count=2, outlets=["wadi", "sahl"]),
        "c": Copies(count=2, outlets=["nahr", "wadi"]),
    }


def test_a_story_has_the_title_of_its_first_report_and_counts_no_copies(filled: Engine) -> None:
    [story] = find_stories(filled, ["a", "nobody"]).values()
    assert (story.id, story.title, story.reports) == ("a", "عنوان", 2)
    assert find_stories(filled, []) == {}


def test_a_story_and_a_group_are_read_whole(filled: Engine) -> None:
    assert set(filled.in_groups(["a"])) == {"a", "b", "c"}
    assert set(filled.in_groups(["a"], "story_id")) == {"a", "b", "c", "d"}
    assert filled.in_groups([]) == {}
