"""The query tree, compiled to Elasticsearch's JSON; ``embedded_query`` gives it the same meaning on tantivy."""

from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from newsetl.arabic.analysis import Analyzer
from newsetl.index.mapping import keyword_value
from newsetl.index.query import (
    TEXT_FIELDS,
    TITLE_BOOST,
    AllOf,
    AnyOf,
    Boost,
    Concept,
    Everything,
    KibanaBar,
    OneOf,
    Phrase,
    Query,
    Term,
    TimeRange,
    Without,
    WordPart,
    Words,
    phrase_terms,
    word_parts,
)
from newsetl.names.gazetteer import concept_token

Json = dict[str, Any]


def compile_query(query: Query, analyzer: Analyzer) -> Json:
    """The ``query`` of a search request. Raises ValueError for a ``Term`` on a field that is no keyword."""
    asked = partial(compile_query, analyzer=analyzer)
    match query:
        case Everything():
            return {"match_all": {}}
        case Words():
            return _words(query, analyzer)
        case Phrase():
            return _phrase(query, analyzer)
        case Concept():
            return _constant({"term": {"concepts": concept_token(query.entity_id)}})
        case Term() | OneOf():
            return _constant(_keyword(query))
        case TimeRange():
            return _constant(_time_range(query))
        case AllOf():
            return {"bool": {"must": [asked(part) for part in query.parts]}} if query.parts else {"match_all": {}}
        case AnyOf():
            parts = [asked(part) for part in query.parts]
            return {"bool": {"should": parts, "minimum_should_match": query.least}} if parts else {"match_none": {}}
        case Without():
            return {
                "bool": {
                    "must": [asked(query.query)],
                    "must_not": [asked(query.unwanted)],
                }
            }
        case Boost():
            return {"bool": {"must": [asked(query.query)], "boost": query.factor}}
        case KibanaBar():
            # Exactly what Kibana sends: no field list.
            kind = "phrase" if query.quoted else "best_fields"
            asked_for: Json = {"type": kind, "query": query.text, "lenient": True}
            # KQL names no operator; Lucene's language asks each field as multi_match with this operator does
            return {"multi_match": asked_for | ({"operator": "and"} if query.operator == "and" else {})}
        case _:
            assert_never(query)


def _words(query: Words, analyzer: Analyzer) -> Json:
    parts = word_parts(query, analyzer)
    if not parts:
        return {"match_none": {}}
    kind = "must" if query.operator == "and" else "should"
    return _best_field(lambda field: {"bool": {kind: [_word(field, part) for part in parts]}})


def _word(field: str, part: WordPart) -> Json:
    """Any form of one word: the best of them counts."""
    forms: list[Json] = [{"term": {field: {"value": term}}} for term in part.terms]
    if part.similar:
        # Without max_expansions: a constant score takes every similar word.
        forms.append(
            {"fuzzy": {f"{field}.exact": {"value": part.verbatim, "fuzziness": 1, "rewrite": "constant_score"}}}
        )
    else:
        forms.append({"term": {f"{field}.exact": {"value": part.verbatim}}})
    return {"dis_max": {"queries": forms}}


def _phrase(query: Phrase, analyzer: Analyzer) -> Json:
    if not (terms := phrase_terms(query, analyzer)):
        return {"match_none": {}}
    suffix = ".exact" if query.exact else ""
    # The terms are final: white space alone parts them again.
    asked = {"query": " ".join(terms), "analyzer": "whitespace"}
    return _best_field(lambda field: {"match_phrase": {f"{field}{suffix}": asked}})


def _best_field(one_field: Callable[[str], Json]) -> Json:
    title, *others = (one_field(field) for field in TEXT_FIELDS)
    return {"dis_max": {"queries": [{"bool": {"must": [title], "boost": TITLE_BOOST}}, *others]}}


def _keyword(query: Term | OneOf) -> Json:
    if isinstance(query, Term):
        return {"term": {query.field: keyword_value(query.field, query.value)}}
    return {"terms": {query.field: [keyword_value(query.field, value) for value in query.values]}}


def _time_range(query: TimeRange) -> Json:
    bounds = {"gte": query.since, "lt": query.until}
    return {"range": {"timeline_at": {name: moment.isoformat() for name, moment in bounds.items() if moment}}}


def _constant(query: Json) -> Json:
    return {"constant_score": {"filter": query}}
