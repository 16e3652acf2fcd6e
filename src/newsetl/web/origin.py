"""Where a report came from, as the lake knows it: how its fields were found, and what was taken out of its text."""

from newsetl.index.documents import Document
from newsetl.lake import Lake
from newsetl.records import EnrichedArticle, Partition, Provenance, Record, Route, UtcDatetime

STAGE = "enrich"
MOST_PARTITIONS = 60
"""Partitions read for one page: the likely ones come first, so that a large lake costs a reader no minute."""


class Origin(Record):
    """What only the lake keeps of a report."""

    found_by: str
    """The partition: route, interval and source."""
    provenance: list[Provenance]
    boilerplate: list[str]
    raw_title: str
    fetched_at: UtcDatetime


def find_origin(lake: Lake, document: Document) -> Origin | None:
    """The record behind an indexed report, preferably of the same content; None where this lake has none.

    Raises LakeError where the lake cannot be read.
    """
    if document.route not in set(Route) or "/" in document.source:
        return None
    route = Route(document.route)
    # A loaded file may name its records' outlet itself; its partition is named after the file.
    source = None if route is Route.LOAD else document.source
    partitions = lake.partitions(STAGE, route=route, source=source)
    moments = [m for m in (document.published_at, document.observed_at, document.fetched_at) if m]

    def unlikeliness(partition: Partition) -> tuple[int, float]:
        within = any(partition.since <= moment < partition.until for moment in moments)
        nearest = min(abs((partition.since - moment).total_seconds()) for moment in moments)
        return (0 if within else 1, nearest)

    best: Origin | None = None
    for partition in sorted(partitions, key=unlikeliness)[:MOST_PARTITIONS]:
        for article in lake.find(STAGE, partition, EnrichedArticle, "article_id", document.article_id):
            origin = Origin(
                found_by=partition.path,
                provenance=article.provenance,
                boilerplate=article.boilerplate,
                raw_title=article.raw_title,
                fetched_at=article.fetched_at,
            )
            if article.content_hash == document.content_hash:
                return origin
            best = best or origin
    return best
