"""What can be asked of an engine: a small query tree that both engines compile to the same matched set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TEXT_FIELDS = ("title", "body")


@dataclass(frozen=True)
class Everything:
    """Every document, score 1."""


@dataclass(frozen=True)
class Words:
    """The words of ``text`` (stemmed chain), all of them in one of TEXT_FIELDS each, or any of them; BM25, title ×3."""

    text: str
    operator: Literal["and", "or"] = "and"
    fuzzy: bool = False
    """One letter may differ in words of five letters or more."""


@dataclass(frozen=True)
class Phrase:
    """The words of ``text`` next to each other, in order, in one of TEXT_FIELDS; BM25, title ×3."""

    text: str
    exact: bool = False
    """Compare folded but unstemmed words (the ``exact`` fields)."""


@dataclass(frozen=True)
class Concept:
    """Documents whose ``concepts`` hold this entity's token; constant score 1."""

    entity_id: str


@dataclass(frozen=True)
class Term:
    """Documents whose keyword or boolean field holds exactly this value; constant score 1."""

    field: str
    value: str | bool


@dataclass(frozen=True)
class TimeRange:
    """Documents with ``timeline_at`` in [since, until); constant score 1."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AllOf:
    """Documents that match every part; scores add up."""

    parts: tuple["Query", ...]


@dataclass(frozen=True)
class AnyOf:
    """Documents that match at least one part; scores add up."""

    parts: tuple["Query", ...]


@dataclass(frozen=True)
class Without:
    """Documents that match ``query`` and not ``unwanted``."""

    query: "Query"
    unwanted: "Query"


@dataclass(frozen=True)
class Boost:
    """The same documents with their score multiplied."""

    query: "Query"
    factor: float


@dataclass(frozen=True)
class KibanaBar:
    """What Kibana's KQL bar sends for bare words (multi_match, OR) or a quoted phrase, over the default fields
    title, body and concepts, each with the search analyzer that knows the names (research: multi_match sends no
    field list, so ``index.query.default_field`` decides).
    """

    text: str
    quoted: bool = False


Query = Everything | Words | Phrase | Concept | Term | TimeRange | AllOf | AnyOf | Without | Boost | KibanaBar
