"""The names in a query, found as Elasticsearch's ``synonym_graph`` filter finds them; for the embedded engine."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from newsetl.arabic.analysis import Analyzer, Token
from newsetl.arabic.numbers import ways_to_write
from newsetl.names.gazetteer import Gazetteer

Path = tuple[str, ...]
"""Terms that stand one behind the other."""


COUNTED = (*range(3, 101), *range(200, 1_000, 100), *range(1_000, 11_000, 1_000))
"""Numbers whose words a search analyzer knows; one and two are said by the noun alone."""


@lru_cache(4)
def search_rules(gazetteer: Gazetteer) -> tuple[str, ...]:
    """The rules of the search analyzer: names, and numbers in digits and words."""
    rules = gazetteer.table("rules", gazetteer.synonym_rules)
    return (*rules, *(", ".join(ways_to_write(n)) for n in COUNTED))


class SynonymGraph:
    """Solr-style rules compiled to: terms of a name → every spelling of it.

    A rule is a set of equivalent names, or ``name => what stands for it``.
    """

    def __init__(self, rules: Iterable[str], analyzer: Analyzer) -> None:
        self._names: dict[Path, dict[Path, None]] = {}
        for rule in rules:
            names, arrow, spelled = rule.partition("=>")
            paths = _paths(names, analyzer)
            spellings = _paths(spelled, analyzer) if arrow else paths
            # A name of two entities stands for the spellings of both.
            for path in paths:
                self._names.setdefault(path, {path: None}).update(dict.fromkeys(spellings))
        self._lengths: dict[str, list[int]] = {}
        for path in self._names:
            lengths = self._lengths.setdefault(path[0], [])
            if len(path) not in lengths:
                lengths.append(len(path))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def segments(self, tokens: Sequence[Token]) -> list[list[Path]]:
        """``tokens`` cut into segments, each the alternatives that may stand there.

        From left to right the longest name wins; what belongs to no name is a segment of its one term.
        """
        terms = [token.term for token in tokens]
        found: list[list[Path]] = []
        at = 0
        while at < len(terms):
            for length in self._lengths.get(terms[at], ()):
                name = tuple(terms[at : at + length])
                if name in self._names:
                    found.append(list(self._names[name]))
                    at += length
                    break
            else:
                found.append([(terms[at],)])
                at += 1
        return found


def _paths(names: str, analyzer: Analyzer) -> list[Path]:
    """The terms of each of some names separated by commas, each once."""
    return [path for path in dict.fromkeys(map(analyzer.name_terms, names.split(","))) if path]


@lru_cache(4)
def synonym_graph(gazetteer: Gazetteer) -> SynonymGraph:
    """The graph of a gazetteer; it takes seconds to make."""
    return gazetteer.table("graph", lambda: SynonymGraph(search_rules(gazetteer), gazetteer.analyzer))
