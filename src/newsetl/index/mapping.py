"""The strict Elasticsearch mapping of ``Document``, and the hash by which both engines know their own index again."""

import json
from functools import lru_cache
from typing import Any

import newsetl
from newsetl.arabic.lucene import elasticsearch_analysis
from newsetl.index.synonyms import search_rules
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import digest_of

DEFAULT_FIELDS = ("title", "body", "concepts")
"""What a search without a field list (Kibana's bar) looks at."""
DIGEST_FIELD = "digest"
"""``Document.digest``, kept beside the document so that equal versions can be compared."""
KEYWORD_FIELDS = frozenset(
    {
        *("article_id", "url", "source", "outlet", "affiliation", "country", "route", "guid", "external_id"),
        *("author", "section", "tags", "lang", "date_quality", "content_hash", "concepts", "places", "events"),
        *("about", "mentioned", "possible", "about_ids", "mentioned_ids", "possible_ids", "with_countries"),
        *("duplicate_of", "duplicate_group", "story_id", "morphology"),
    }
)
"""Fields that ``Term`` compares whole."""
FORM_FIELDS = ("lemmas", "segments")
"""What morphology made of the text: terms separated by spaces, in no search that does not name them."""
BOOLEAN_FIELDS = frozenset({"is_primary"})
FACET_FIELDS = (KEYWORD_FIELDS | BOOLEAN_FIELDS) - {"concepts", "with_countries"}
"""Fields whose values can be counted: Elasticsearch keeps no column of the others."""

_KEYWORD = {"type": "keyword"}
_DATE = {"type": "date"}
_SHOWN_ONLY = {"type": "keyword", "index": False, "doc_values": False}


def _searched_text() -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": "news_text",
        "search_analyzer": "news_search",
        "fields": {"exact": {"type": "text", "analyzer": "news_exact", "search_analyzer": "news_verbatim"}},
    }


def _properties() -> dict[str, Any]:
    return {
        **dict.fromkeys(sorted(KEYWORD_FIELDS - {"concepts"}), _KEYWORD),
        **{name: {"type": "boolean"} for name in sorted(BOOLEAN_FIELDS)},
        **dict.fromkeys(("published_at", "updated_at", "observed_at", "fetched_at", "timeline_at"), _DATE),
        "moved_from": {"type": "date", "index": False, "doc_values": False},
        "version": {"type": "long"},
        "with_countries": {"type": "keyword", "doc_values": False},
        DIGEST_FIELD: _SHOWN_ONLY,
        "images": _SHOWN_ONLY,
        "title": _searched_text(),
        "body": _searched_text(),
        # Concept tokens must stay whole in the index; the searching side turns names into them.
        "concepts": {"type": "text", "analyzer": "whitespace", "search_analyzer": "news_search"},
        **{name: {"type": "text", "analyzer": "whitespace"} for name in FORM_FIELDS},
        "evidence": {"type": "text", "analyzer": "news_text", "search_analyzer": "news_search"},
        "locations": {"type": "geo_point"},
        # Offsets for highlighting: only ever read back.
        "mentions": {"type": "object", "enabled": False},
    }


def index_body(gazetteer: Gazetteer, replicas: int = 0) -> dict[str, Any]:
    """Settings and mappings for ``indices.create``; ``mappings._meta`` says which build this is."""
    settings, mappings = _settings(gazetteer), _mappings()
    meta = {
        "mapping_hash": _hash(settings, mappings),
        "newsetl": newsetl.__version__,
        "gazetteer": gazetteer.fingerprint,
    }
    # Replicas may be changed on a live index, so they are no part of the hash.
    settings["index"]["number_of_replicas"] = replicas
    return {"settings": settings, "mappings": {**mappings, "_meta": meta}}


@lru_cache(4)
def mapping_hash(gazetteer: Gazetteer) -> str:
    """SHA-256 of mapping and settings, names included: two indices with the same hash answer alike."""
    return _hash(_settings(gazetteer), _mappings())


def keyword_value(field: str, value: str | bool) -> str:
    """The indexed spelling of a keyword or boolean value. Raises ValueError for a field that holds neither."""
    if field in BOOLEAN_FIELDS:
        return str(value).lower()
    if field not in KEYWORD_FIELDS:
        raise ValueError(f"{field} is not a keyword field; these are: {', '.join(sorted(KEYWORD_FIELDS))}")
    return str(value)


def check_facets(fields: list[str]) -> None:
    """Raise ValueError for a field whose values cannot be counted."""
    if unknown := [name for name in fields if name not in FACET_FIELDS]:
        raise ValueError(f"{', '.join(unknown)}: not countable; fields are {', '.join(sorted(FACET_FIELDS))}")


def _settings(gazetteer: Gazetteer) -> dict[str, Any]:
    return {
        "index": {
            "number_of_shards": 1,
            "query": {"default_field": list(DEFAULT_FIELDS)},
            # Whoever deletes a report may load it again at once, under the version that it had.
            "gc_deletes": "0s",
            # Terms at one place count for a text's length as in the embedded engine: the same scores, the same order.
            "similarity": {"default": {"type": "BM25", "discount_overlaps": False}},
        },
        "analysis": elasticsearch_analysis(list(search_rules(gazetteer)), gazetteer.chain_names),
    }


def _mappings() -> dict[str, Any]:
    return {"dynamic": "strict", "properties": _properties()}


def _hash(settings: dict[str, Any], mappings: dict[str, Any]) -> str:
    return digest_of([json.dumps([settings, mappings], sort_keys=True, ensure_ascii=True)])
