"""The names in a query, found as Elasticsearch's ``synonym_graph`` filter finds them; for the embedded engine."""

from collections.abc import Iterable, Sequence

from newsetl.arabic.analysis import Analyzer, Token

Path = tuple[str, ...]
"""Terms that stand one behind the other."""


class SynonymGraph:
    """Solr-style rules, one set of equivalent names each, compiled to: terms of a name → every spelling of it."""

    def __init__(self, rules: Iterable[str], analyzer: Analyzer) -> None:
        self._names: dict[Path, dict[Path, None]] = {}
        for rule in rules:
            paths = list(
                dict.fromkeys(
                    path
                    for name in rule.split(",")
                    if (path := tuple(token.term for token in analyzer.analyse_names(name)))
                )
            )
            # A name of two entities stands for the spellings of both.
            for path in paths:
                self._names.setdefault(path, {path: None}).update(dict.fromkeys(paths))
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
