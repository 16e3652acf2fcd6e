"""What can be asked of an engine: a small query tree that both engines compile to the same matched set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsetl.arabic.analysis import Analyzer

TEXT_FIELDS = ("title", "body")
TITLE_BOOST = 3.0
FUZZY_LENGTH = 4
LONGEST_WORD = 255
"""Of a phrase, in characters: Elasticsearch's ``whitespace`` analyzer cuts longer ones."""

MOST_VALUES = 65_536
"""Of a ``OneOf``: what Elasticsearch takes (``index.max_terms_count``)."""


@dataclass(frozen=True)
class Everything:
    """Every document, score 1."""


@dataclass(frozen=True)
class Words:
    """The words of ``text``, all of them in one of TEXT_FIELDS, or any of them; BM25, title ×3.

    A word counts in any form; the form that was typed counts for more, as it is rarer.
    """

    text: str
    operator: Literal["and", "or"] = "and"
    fuzzy: bool = False
    """One letter of a word as typed may differ, where it has FUZZY_LENGTH letters or more; such hits score 1 a word."""


@dataclass(frozen=True)
class Phrase:
    """The words of ``text`` next to each other, in order, in one of TEXT_FIELDS, in any form; BM25, title ×3."""

    text: str
    exact: bool = False
    """Compare words as typed, but for particles attached in the text (the ``exact`` fields)."""


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
class OneOf:
    """Documents whose keyword field holds one of these values, up to MOST_VALUES; constant score 1."""

    field: str
    values: tuple[str, ...]


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
    """Documents that match at least ``least`` of the parts, counting from 1; scores add up."""

    parts: tuple["Query", ...]
    least: int = 1


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
    """What Kibana's bar asks for bare words or a quoted phrase, over the default fields title, body and concepts, each
    with the search analyzer that knows the names (the bar sends no field list, so ``index.query.default_field``
    decides).
    """

    text: str
    quoted: bool = False
    operator: Literal["and", "or"] = "or"
    """Of bare words: ``or`` in KQL; ``and``, which must all stand in one field, in Lucene's language as it is set."""


Query = Everything | Words | Phrase | Concept | Term | OneOf | TimeRange | AllOf | AnyOf | Without | Boost | KibanaBar


@dataclass(frozen=True)
class WordPart:
    """One word of a ``Words`` query as an engine asks for it."""

    terms: tuple[str, ...]
    """Of the stemmed fields."""
    verbatim: str
    """Of the ``exact`` fields."""
    similar: bool
    """Whether a letter of ``verbatim`` may differ."""


def word_parts(query: Words, analyzer: Analyzer) -> list[WordPart]:
    """The words of a ``Words`` query, each in the terms of the index."""
    return [
        WordPart(analyzer.terms(token.term), token.term, query.fuzzy and len(token.term) >= FUZZY_LENGTH)
        for token in analyzer.analyse_verbatim(query.text)
    ]


def phrase_terms(query: Phrase, analyzer: Analyzer) -> list[str]:
    """The terms of a ``Phrase``, one a word: the texts hold every form that may stand in their places."""
    typed = [token.term for token in analyzer.analyse_verbatim(query.text)]
    if any(len(word) > LONGEST_WORD for word in typed):
        return []
    return typed if query.exact else [analyzer.terms(word)[0] for word in typed]
