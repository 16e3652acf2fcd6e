"""The analyzers that are compared with each other on Elasticsearch: analysis, mapping and the query that asks them."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from newsetl.arabic.analysis import Names
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.lucene import elasticsearch_analysis
from newsetl.index.elasticsearch_query import compile_query
from newsetl.index.mapping import index_body
from newsetl.index.query import Words
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.loading import load_gazetteer

BASELINE = "arabic"
"""The variant that all others are tested against: what Elasticsearch has for Arabic."""
Json = dict[str, Any]
Operator = Literal["and", "or"]
Ask = Callable[[str, Sequence[str], Operator], Json]
"""From the words, the fields and whether all words must be there to the ``query`` of a search request."""


def matched(text: str, fields: Sequence[str], operator: Operator) -> Json:
    """Elasticsearch's own query for words: over several fields each word may stand in another one."""
    asked: Json = {"query": text, "operator": operator}
    if len(fields) == 1:
        return {"match": {fields[0]: asked}}
    return {"combined_fields": {**asked, "fields": list(fields)}}


@dataclass(frozen=True)
class Variant:
    """One way to index and ask a text field."""

    mapping: Json
    """Of every searched field; its analyzers are built in, or defined in ``analysis``."""
    analysis: Json = field(default_factory=dict)
    similarity: Json = field(default_factory=dict)
    ask: Ask = matched
    lemmas: bool = False
    """The texts are lemmas prepared elsewhere; without a file of them the variant is left out."""


def variants() -> dict[str, Variant]:
    """Variants by the name they have in tables, in their order there.

    Ours know the shipped gazetteer as far as the chain does: which words are names, and end as they do. What the names
    mean, their aliases and concepts, is measured with the planner, not with the analyzer.
    """
    gazetteer = load_gazetteer()
    ours = elasticsearch_analysis([], gazetteer.chain_names)
    nameless = without(elasticsearch_analysis([], Names()), "news_name", "news_ending_of_its_own")
    return {
        "standard": Variant(analyzed("standard")),
        BASELINE: Variant(analyzed("arabic")),
        "folded only": Variant(analyzed("news_verbatim"), ours),
        "ours": Variant(analyzed("news_text"), ours),
        "ours, as the search asks": as_the_search_asks(gazetteer),
        "ours, particles kept": Variant(analyzed("news_text"), without(ours, "news_attached")),
        "ours, names unprotected": Variant(analyzed("news_text"), nameless),
        "ours, no irregular plurals": Variant(analyzed("news_text"), without(ours, "news_irregular")),
        "ours, stop words removed": Variant(analyzed("news_text"), with_stop_words_removed(ours)),
        "lemmas": Variant(analyzed("whitespace"), lemmas=True),
    }


def analyzed(analyzer: str) -> Json:
    """The mapping of a field that one analyzer reads, texts and queries alike."""
    return {"type": "text", "analyzer": analyzer}


def as_the_search_asks(gazetteer: Gazetteer) -> Variant:
    """The index that newsetl makes, asked as its search asks for words that are no names.

    A word counts by the best of its stemmed terms and of the word as typed in the ``exact`` field. A field that an
    index does not have holds no word, so the same query serves an index of bodies alone.
    """
    body = index_body(gazetteer)

    def ask(text: str, _fields: Sequence[str], operator: Operator) -> Json:
        return compile_query(Words(text, operator), gazetteer.analyzer)

    return Variant(
        body["mappings"]["properties"]["body"],
        body["settings"]["analysis"],
        body["settings"]["index"]["similarity"],
        ask,
    )


def without(analysis: Json, *filters: str) -> Json:
    """The same analysis with these token filters taken out of every analyzer. Raises ValueError for one in none."""
    changed = copy.deepcopy(analysis)
    chains = [analyzer["filter"] for analyzer in changed["analyzer"].values()]
    for name in filters:
        if not any(name in chain for chain in chains):
            raise ValueError(f"no analyzer has the token filter {name}")
    for analyzer in changed["analyzer"].values():
        analyzer["filter"] = [name for name in analyzer["filter"] if name not in filters]
    return changed


def with_filter(analysis: Json, name: str, definition: Json, after: str = "lowercase") -> Json:
    """The same analysis with one more token filter in every analyzer, right behind the filter ``after``."""
    changed = copy.deepcopy(analysis)
    changed["filter"][name] = definition
    for analyzer in changed["analyzer"].values():
        at = analyzer["filter"].index(after) + 1
        analyzer["filter"].insert(at, name)
    return changed


def with_stop_words_removed(analysis: Json) -> Json:
    """Without the function words, which our analyzers keep because names and quoted phrases hold them."""
    return with_filter(analysis, "bench_stop", {"type": "stop", "stopwords": sorted(FUNCTION_WORDS)})
