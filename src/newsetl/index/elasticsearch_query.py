"""The query tree, compiled to Elasticsearch's JSON; ``embedded_query`` gives it the same meaning on tantivy."""

from typing import Any, assert_never

from newsetl.index.mapping import keyword_value
from newsetl.index.query import (
    TEXT_FIELDS,
    AllOf,
    AnyOf,
    Boost,
    Concept,
    Everything,
    KibanaBar,
    Phrase,
    Query,
    Term,
    TimeRange,
    Without,
    Words,
)
from newsetl.names.gazetteer import concept_token

Json = dict[str, Any]


def compile_query(query: Query) -> Json:
    """The ``query`` of a search request. Raises ValueError for a ``Term`` on a field that is no keyword."""
    match query:
        case Everything():
            return {"match_all": {}}
        case Words():
            return _words(query)
        case Phrase():
            return _phrase(query)
        case Concept():
            return _constant({"term": {"concepts": concept_token(query.entity_id)}})
        case Term():
            return _constant({"term": {query.field: keyword_value(query.field, query.value)}})
        case TimeRange():
            return _constant(_time_range(query))
        case AllOf():
            return (
                {"bool": {"must": [compile_query(part) for part in query.parts]}} if query.parts else {"match_all": {}}
            )
        case AnyOf():
            parts = [compile_query(part) for part in query.parts]
            return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}
        case Without():
            return {"bool": {"must": [compile_query(query.query)], "must_not": [compile_query(query.unwanted)]}}
        case Boost():
            return {"bool": {"must": [compile_query(query.query)], "boost": query.factor}}
        case KibanaBar():
            # Exactly what Kibana sends: no field list.
            kind = "phrase" if query.quoted else "best_fields"
            return {"multi_match": {"type": kind, "query": query.text, "lenient": True}}
        case _:
            assert_never(query)


def _words(query: Words) -> Json:
    match_: Json = {
        "type": "best_fields",
        "query": query.text,
        "fields": [f"{TEXT_FIELDS[0]}^3", *TEXT_FIELDS[1:]],
        "operator": query.operator,
        # Not the search analyzer: names are the planner's business here.
        "analyzer": "news_text",
    }
    if query.fuzzy:
        # One edit from five letters on, two never.
        match_ |= {"fuzziness": "AUTO:5,1000", "max_expansions": 500}
    return {"multi_match": match_}


def _phrase(query: Phrase) -> Json:
    suffix = ".exact" if query.exact else ""
    return {
        "multi_match": {
            "type": "phrase",
            "query": query.text,
            "fields": [f"{TEXT_FIELDS[0]}{suffix}^3", *(f"{name}{suffix}" for name in TEXT_FIELDS[1:])],
            "analyzer": "news_exact" if query.exact else "news_text",
        }
    }


def _time_range(query: TimeRange) -> Json:
    bounds = {"gte": query.since, "lt": query.until}
    return {"range": {"timeline_at": {name: moment.isoformat() for name, moment in bounds.items() if moment}}}


def _constant(query: Json) -> Json:
    return {"constant_score": {"filter": query}}
