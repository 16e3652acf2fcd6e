"""The analyzers that are compared with each other on Elasticsearch, each a complete set of analysis settings."""

import copy
from dataclasses import dataclass, field
from typing import Any

from newsetl.arabic.analysis import Names
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.lucene import elasticsearch_analysis

BASELINE = "arabic"
"""The variant that all others are tested against: what Elasticsearch has for Arabic."""


@dataclass(frozen=True)
class Variant:
    """One way to analyse a field. ``index`` and ``search`` are built in, or defined in ``analysis``."""

    index: str
    search: str
    analysis: dict[str, Any] = field(default_factory=dict)
    lemmas: bool = False
    """The texts are lemmas prepared elsewhere; without a file of them the variant is left out."""


def variants() -> dict[str, Variant]:
    """Variants by the name they have in tables, in their order there.

    No names are among ours: the synonyms of the gazetteer are measured with the planner, not with the analyzer.
    """
    ours = elasticsearch_analysis([], Names())
    return {
        "standard": Variant("standard", "standard"),
        BASELINE: Variant("arabic", "arabic"),
        "folded only": Variant("news_verbatim", "news_verbatim", ours),
        "ours": Variant("news_text", "news_text", ours),
        "ours, stop words removed": Variant("news_text", "news_text", with_stop_words_removed(ours)),
        "lemmas": Variant("whitespace", "whitespace", lemmas=True),
    }


def without(analysis: dict[str, Any], *filters: str) -> dict[str, Any]:
    """The same analysis with these token filters taken out of every analyzer. Raises ValueError for one in none."""
    changed = copy.deepcopy(analysis)
    chains = [analyzer["filter"] for analyzer in changed["analyzer"].values()]
    for name in filters:
        if not any(name in chain for chain in chains):
            raise ValueError(f"no analyzer has the token filter {name}")
    for analyzer in changed["analyzer"].values():
        analyzer["filter"] = [name for name in analyzer["filter"] if name not in filters]
    return changed


def with_filter(
    analysis: dict[str, Any], name: str, definition: dict[str, Any], after: str = "lowercase"
) -> dict[str, Any]:
    """The same analysis with one more token filter in every analyzer, right behind the filter ``after``."""
    changed = copy.deepcopy(analysis)
    changed["filter"][name] = definition
    for analyzer in changed["analyzer"].values():
        at = analyzer["filter"].index(after) + 1
        analyzer["filter"].insert(at, name)
    return changed


def with_stop_words_removed(analysis: dict[str, Any]) -> dict[str, Any]:
    """Without the function words, which our analyzers keep because names and quoted phrases hold them."""
    return with_filter(analysis, "bench_stop", {"type": "stop", "stopwords": sorted(FUNCTION_WORDS)})
