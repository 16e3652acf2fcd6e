"""Where the revisions of a report lie, and the revisions themselves with what changed from one to the next.

The lake keeps every revision, the index the newest. The state store says which partitions hold a report, so that
nobody has to look through the lake; what it says can be made anew from the lake (``survey``).
"""

from collections.abc import Callable, Iterable
from typing import Literal

from newsetl.lake import Lake
from newsetl.records import Article, Partition, Record, UtcDatetime
from newsetl.state import State
from newsetl.textdiff import Change, changes

STAGE = "validate"
"""The stage that accepts articles."""


Way = Literal["feed", "dump", "page", "text"]


class Revision(Record):
    """One state of a report, as it was on the web from ``observed_at`` on."""

    number: int
    """1 for the first that was observed."""
    observed_at: UtcDatetime
    fetched_at: UtcDatetime
    published_at: UtcDatetime | None
    url: str
    title: str
    content_hash: str
    partition: str
    read_as: Way
    """What its text was read from."""
    edited: bool
    """Whether it differs from the last that was read in the same way; False for the first that was read so."""
    changes: list[Change]
    """From that one; empty where it is not edited."""


class Revisions:
    """The table of revisions in the state store."""

    def __init__(self, state: State) -> None:
        self._state = state

    def record(self, partition: Partition, attempt: int, articles: Iterable[Article]) -> None:
        """Say what a partition holds, in place of what it held before; an earlier attempt says nothing any more."""
        with self._state.transaction() as sql:
            known = sql.execute(
                "SELECT attempt FROM revision_partitions WHERE partition = ?", (partition.path,)
            ).fetchone()
            if known and known["attempt"] > attempt:
                return
            sql.execute("DELETE FROM revisions WHERE partition = ?", (partition.path,))
            sql.execute("INSERT OR REPLACE INTO revision_partitions VALUES (?, ?)", (partition.path, attempt))
            sql.executemany(
                "INSERT OR IGNORE INTO revisions VALUES (?, ?, ?, ?)",
                [(one.article_id, partition.path, one.observed_at.isoformat(), one.content_hash) for one in articles],
            )

    def partitions(self, article_id: str) -> list[Partition]:
        """Where the report has revisions."""
        with self._state.transaction() as sql:
            rows = sql.execute(
                "SELECT DISTINCT partition FROM revisions WHERE article_id = ? ORDER BY partition", (article_id,)
            ).fetchall()
        return [Partition.from_path(row["partition"]) for row in rows]

    def count(self, article_id: str) -> int:
        """How many different texts of a report there are, at most: some may differ in nothing that counts."""
        with self._state.transaction() as sql:
            row = sql.execute(
                "SELECT COUNT(DISTINCT content_hash) AS n FROM revisions WHERE article_id = ?", (article_id,)
            ).fetchone()
        return int(row["n"])

    def forget(self, article_ids: Iterable[str]) -> None:
        """Of reports that were erased."""
        with self._state.transaction() as sql:
            sql.executemany("DELETE FROM revisions WHERE article_id = ?", [(one,) for one in article_ids])

    def survey(self, lake: Lake, progress: Callable[[int, int], None] = lambda *_: None) -> int:
        """Take in every partition that is not known as it is now; returns how many those were."""
        with self._state.transaction() as sql:
            rows = sql.execute("SELECT partition, attempt FROM revision_partitions").fetchall()
        known = {row["partition"]: row["attempt"] for row in rows}
        partitions = lake.partitions(STAGE)
        renewed = 0
        for done, partition in enumerate(partitions):
            progress(done, len(partitions))
            commit = lake.commit(STAGE, partition)
            if commit and known.get(partition.path) != commit.attempt:
                self.record(partition, commit.attempt, lake.read(STAGE, partition, Article))
                renewed += 1
        progress(len(partitions), len(partitions))
        return renewed


def history(lake: Lake, state: State, article_id: str) -> list[Revision]:
    """The revisions of a report in the order of observation, whatever partitions they came through.

    What differs from the last that was read in the same way in nothing that counts (``textdiff``) is none. A feed's
    item and its page differ without anybody having edited them, so the first of another way is no edit, and told only
    where it differs from what was told last. Empty for an unknown report. Raises LakeError where the lake cannot be
    read.
    """
    found = [
        (article, partition)
        for partition in Revisions(state).partitions(article_id)
        for article in lake.find(STAGE, partition, Article, "article_id", article_id)
    ]
    found.sort(key=lambda one: (one[0].observed_at, one[0].content_hash, one[1].path))
    told: list[Revision] = []
    last: dict[Way, Article] = {}
    shown: Article | None = None
    for article, partition in found:
        way = _way(article)
        before = last.get(way)
        differs = changes(before, article) if before else []
        if before and not differs:
            continue
        last[way] = article
        if not before and shown and not changes(shown, article):
            continue
        told.append(
            Revision(
                number=len(told) + 1,
                read_as=way,
                edited=bool(differs),
                changes=differs,
                partition=partition.path,
                **{
                    name: getattr(article, name)
                    for name in ("observed_at", "fetched_at", "published_at", "url", "title", "content_hash")
                },
            )
        )
        shown = article
    return told


def _way(article: Article) -> Way:
    how = next((one.how for one in article.provenance if one.field == "body"), "")
    return "feed" if how == "feed" else "dump" if how == "dump" else "page" if how else "text"
