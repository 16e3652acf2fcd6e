"""The analysis chain as Elasticsearch settings: the same words, steps and tables that ``analysis`` runs here.

Word and term boundaries come from a ``pattern`` tokenizer, each step is a ``pattern_replace`` filter, each table a
``stemmer_override``; attached particles multiply words by ``multiplexer``, which must not stand before names
(Elasticsearch refuses a ``synonym_graph`` behind it), so the search analyzer cuts them off known names instead.
"""

from collections.abc import Iterable
from typing import Any

from newsetl.arabic.analysis import (
    BEFORE_ARTICLE,
    CONJUNCTION,
    PREPOSITION,
    Lookup,
    Names,
    Step,
    query_steps,
    stem_steps,
)
from newsetl.arabic.forms import FOLD, LATIN
from newsetl.arabic.tokens import TOKEN_PATTERN, fold_char

Json = dict[str, Any]
# Compatibility forms of Arabic letters, full-width Latin.
_COMPATIBILITY = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0xFF01, 0xFF5E))


RULES_TOGETHER = 100
"""Rules of names in one string, a line each."""


def elasticsearch_analysis(synonyms: list[str], names: Names) -> Json:
    """The ``analysis`` settings of an index.

    ``news_text`` and ``news_exact`` index; ``news_verbatim`` asks the exact fields, ``news_search`` is for whoever does
    not plan a query (Kibana's bar): it knows the names by ``synonyms``, Solr-style rules, one an entity. The rules are
    parsed by the chain that stands before them, so they may be written as people write the names.
    """
    # Elasticsearch goes through every string of these settings once for each of their keys, twice an index
    rules = ["\n".join(synonyms[at : at + RULES_TOGETHER]) for at in range(0, len(synonyms), RULES_TOGETHER)]
    filters: Json = {"news_names": {"type": "synonym_graph", "synonyms": rules, "lenient": False}}

    def add(steps: Iterable[Step | Lookup]) -> list[str]:
        return [_add(filters, step) for step in steps]

    conjunction, preposition = add([CONJUNCTION, PREPOSITION])
    before_article = ", ".join(add(BEFORE_ARTICLE))
    attached = [conjunction, preposition, f"{conjunction}, {preposition}"]
    filters["news_attached"] = {"type": "multiplexer", "filters": attached}
    # The parts of a chain within a chain are named in one string.
    loose = [before_article, *(f"{chain}, {before_article}" for chain in attached)]
    filters["news_attached_exact"] = {"type": "multiplexer", "filters": [*attached, *loose]}
    steps = add(stem_steps(names.whole))
    chains = {
        "news_text": ["lowercase", "news_attached", *steps, "remove_duplicates"],
        "news_search": ["lowercase", *add(query_steps(names)), *steps, "news_names"],
        "news_exact": ["lowercase", "news_attached_exact", "remove_duplicates"],
        "news_verbatim": ["lowercase"],
    }
    return {
        "char_filter": {"news_fold": {"type": "mapping", "mappings": char_mappings()}},
        "tokenizer": {"news_words": {"type": "pattern", "pattern": TOKEN_PATTERN, "group": 0}},
        "filter": filters | {"news_joined": {"type": "pattern_replace", "pattern": "[,']", "replacement": ""}},
        "analyzer": {
            name: {
                "type": "custom",
                "char_filter": ["news_fold"],
                "tokenizer": "news_words",
                "filter": ["news_joined", *chain],
            }
            for name, chain in chains.items()
        },
    }


def _add(filters: Json, step: Step | Lookup) -> str:
    """The name of the filter for a step, which is put into ``filters`` unless an equal one is there."""
    made: Json = (
        {"type": "stemmer_override", "rules": [f"{form} => {term}" for form, term in sorted(step.table.items())]}
        if isinstance(step, Lookup)
        else {"type": "pattern_replace", "pattern": step.pattern, "replacement": step.replacement}
    )
    base = name = "news_" + step.name.replace(" ", "_").replace("…", "")
    while filters.get(name, made) != made:
        name = f"{name}_again" if name != base else f"{base}_query"
    filters[name] = made
    return name


def char_mappings() -> list[str]:
    r"""The folding of single characters as ``mapping`` rules, with every compatibility form of an Arabic letter."""
    ranges = (*_COMPATIBILITY, (ord("A"), ord("Z")))
    codes = {*LATIN, *FOLD, *(code for first, last in ranges for code in range(first, last + 1))}
    table = {chr(code): folded for code in sorted(codes) if (folded := fold_char(chr(code))) != chr(code)}
    return [f"{_escape(char)} => {_escape(folded)}" for char, folded in table.items()]


def _escape(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)
