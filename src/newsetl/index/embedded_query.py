"""The query tree, compiled for tantivy so that it matches what ``elasticsearch_query`` makes Elasticsearch match."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import assert_never

import tantivy
from tantivy import Occur

from newsetl.arabic.analysis import Analyzer
from newsetl.index.embedded_schema import exact_field, make_schema, milliseconds
from newsetl.index.mapping import DEFAULT_FIELDS, keyword_value
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
from newsetl.index.synonyms import Path, SynonymGraph
from newsetl.names.gazetteer import concept_token


class QueryCompiler:
    """Compiles against one searcher, which is asked only whether a spelling occurs at all."""

    def __init__(self, searcher: tantivy.Searcher, names: Callable[[], SynonymGraph], analyzer: Analyzer) -> None:
        self._schema = make_schema()
        self._searcher = searcher
        self._names = names
        self._analyzer = analyzer

    def compile(self, query: Query) -> tantivy.Query:
        """The tantivy query. Raises ValueError for a ``Term`` on a field that is no keyword."""
        match query:
            case Everything():
                return tantivy.Query.all_query()
            case Words():
                return self._words(query)
            case Phrase():
                return self._phrase(query)
            case Concept():
                return self._constant(self._term("concepts", concept_token(query.entity_id), "basic"))
            case Term() | OneOf():
                return self._constant(self._keyword(query))
            case TimeRange():
                return self._constant(self._time_range(query))
            case AllOf():
                return _combined(Occur.Must, map(self.compile, query.parts))
            case AnyOf():
                return _any(map(self.compile, query.parts), query.least)
            case Without():
                return tantivy.Query.boolean_query(
                    [(Occur.Must, self.compile(query.query)), (Occur.MustNot, self.compile(query.unwanted))]
                )
            case Boost():
                return tantivy.Query.boost_query(self.compile(query.query), query.factor)
            case KibanaBar():
                return self._kibana(query)
            case _:
                assert_never(query)

    def _keyword(self, query: Term | OneOf) -> tantivy.Query:
        if isinstance(query, Term):
            return self._term(query.field, keyword_value(query.field, query.value), "basic")
        values = [keyword_value(query.field, value) for value in query.values]
        return tantivy.Query.term_set_query(self._schema, query.field, values)

    def _words(self, query: Words) -> tantivy.Query:
        parts = word_parts(query, self._analyzer)
        if not parts:
            return tantivy.Query.empty_query()
        occur = Occur.Must if query.operator == "and" else Occur.Should
        return self._best_field(lambda field: _combined(occur, (self._word(field, part) for part in parts)))

    def _word(self, field: str, part: WordPart) -> tantivy.Query:
        """Any form of one word: the best of them counts."""
        verbatim = self._similar if part.similar else self._term
        forms = [*(self._term(field, term) for term in part.terms), verbatim(exact_field(field), part.verbatim)]
        return tantivy.Query.disjunction_max_query(forms)

    def _phrase(self, query: Phrase) -> tantivy.Query:
        if not (terms := tuple(phrase_terms(query, self._analyzer))):
            return tantivy.Query.empty_query()
        return self._best_field(lambda field: self._path(exact_field(field) if query.exact else field, terms))

    @staticmethod
    def _best_field(one_field: Callable[[str], tantivy.Query]) -> tantivy.Query:
        title, *others = (one_field(field) for field in TEXT_FIELDS)
        return tantivy.Query.disjunction_max_query([tantivy.Query.boost_query(title, TITLE_BOOST), *others])

    def _time_range(self, query: TimeRange) -> tantivy.Query:
        since, until = (moment and milliseconds(moment) for moment in (query.since, query.until))
        if since is None and until is None:
            return tantivy.Query.all_query()
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, "timeline_ms", kind, since, until, True, until is None)

    def _kibana(self, query: KibanaBar) -> tantivy.Query:
        segments = self._names().segments(self._analyzer.analyse_names(query.text))
        one_field = self._quoted if query.quoted else self._every if query.operator == "and" else self._bare
        fields = [part for field in DEFAULT_FIELDS if (part := one_field(field, segments)) is not None]
        if not fields:
            return tantivy.Query.empty_query()
        return tantivy.Query.disjunction_max_query(fields)

    def _bare(self, field: str, segments: list[list[Path]]) -> tantivy.Query | None:
        """Any segment; within a segment any spelling, each spelling as a phrase."""
        found = [path for paths in segments for path in self._occurring(field, paths)]
        return _any(self._path(field, path) for path in found) if found else None

    def _every(self, field: str, segments: list[list[Path]]) -> tantivy.Query | None:
        """All segments, each in any spelling."""
        occurring = [self._occurring(field, paths) for paths in segments]
        if not segments or not all(occurring):
            return None
        return _combined(Occur.Must, (_any(self._path(field, path) for path in paths) for paths in occurring))

    def _quoted(self, field: str, segments: list[list[Path]]) -> tantivy.Query | None:
        """All segments one behind the other, each in any spelling."""
        # Spellings that occur nowhere cannot be part of a phrase; without them the product stays small.
        occurring = [self._occurring(field, paths) for paths in segments]
        if not segments or not all(occurring):
            return None
        if field == "concepts" and len(segments) > 1:
            return None  # concept tokens stand apart from each other: no two are neighbours
        phrases = (tuple(term for path in choice for term in path) for choice in product(*occurring))
        return _any(self._path(field, phrase) for phrase in phrases)

    def _occurring(self, field: str, paths: Iterable[Path]) -> list[Path]:
        """The paths that some document holds in this field."""
        longest = 1 if field == "concepts" else None
        return [
            path
            for path in paths
            if (longest is None or len(path) <= longest)
            and all(self._searcher.doc_freq(field, term) for term in path)
            and (len(path) == 1 or self._searcher.search(self._path(field, path), limit=1).hits)
        ]

    def _path(self, field: str, path: Path) -> tantivy.Query:
        if len(path) == 1:
            return self._term(field, path[0], "basic" if field == "concepts" else "position")
        return tantivy.Query.phrase_query(self._schema, field, list(path))

    def _term(self, field: str, term: str, index_option: str = "position") -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, index_option)

    def _similar(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.fuzzy_term_query(self._schema, field, term, 1, True)

    @staticmethod
    def _constant(query: tantivy.Query) -> tantivy.Query:
        return tantivy.Query.const_score_query(query, 1.0)


def _combined(occur: Occur, queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """Without any query everything for ``Must`` and nothing for ``Should``."""
    if parts := [(occur, query) for query in queries]:
        return tantivy.Query.boolean_query(parts)
    return tantivy.Query.all_query() if occur is Occur.Must else tantivy.Query.empty_query()


def _any(queries: Iterable[tantivy.Query], least: int = 1) -> tantivy.Query:
    parts = list(queries)
    if len(parts) < least:
        return tantivy.Query.empty_query()
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(Occur.Should, p) for p in parts], least)
