"""The analysis chain, defined once: compiled to Elasticsearch settings, and run in Python for the embedded engine.

For now it is Lucene's Arabic normalisation and light stemmer (light10: Larkey, Ballesteros and Connell 2002) behind our
own folding table and tokenizer. No stop words are removed: that would silently break names and quoted phrases.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from newsetl.arabic.forms import FOLD, to_norm
from newsetl.arabic.tokens import Word, words

# Longest first, as Lucene's ArabicStemmer tries them; one prefix at most, then each suffix in turn.
PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


class Token(NamedTuple):
    """An indexed term, where it stands among the terms, and the characters of the text it came from."""

    term: str
    position: int
    start: int
    end: int


def analyse(text: str) -> list[Token]:
    """Terms of the stemmed fields."""
    return _tokens(words(text), _stem)


def analyse_exact(text: str) -> list[Token]:
    """Terms of the ``exact`` fields: folded, not stemmed."""
    return _tokens(words(text), _ascii)


def analyse_both(text: str) -> tuple[list[Token], list[Token]]:
    """``analyse`` and ``analyse_exact`` of one text, which is split into words once."""
    found = words(text)
    return _tokens(found, _stem), _tokens(found, _ascii)


def _tokens(found: list[Word], form: Callable[[str], str]) -> list[Token]:
    return [Token(form(norm), i, start, end) for i, (start, end, norm) in enumerate(found)]


@lru_cache(200_000)
def _stem(norm: str) -> str:
    return light_stem(_ascii(norm))


def light_stem(term: str) -> str:
    """Lucene's ArabicStemFilter on a normalised term."""
    for prefix in PREFIXES:
        # a one-letter prefix needs three letters behind it, a longer one two
        if term.startswith(prefix) and len(term) >= (4 if len(prefix) == 1 else len(prefix) + 2):
            term = term[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if term.endswith(suffix) and len(term) >= len(suffix) + 2:
            term = term[: -len(suffix)]
    return term


@lru_cache(200_000)
def _ascii(term: str) -> str:
    """Latin letters without their diacritics."""
    return term if term.isascii() else term.translate(_LATIN)


def _latin_table() -> dict[int, str]:
    """Latin letters to ASCII; other scripts keep theirs, for й and ؤ are letters of their own."""
    table = dict.fromkeys(range(0x0300, 0x0370), "")
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code)).rstrip("".join(map(chr, range(0x0300, 0x0370))))
        if base.isascii():
            table[code] = base
    # Letters that Unicode does not decompose.
    plain = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "đ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t"}
    plain |= {"ı": "i", "ŋ": "n", "ə": "a", "ĸ": "k", "ɛ": "e", "ʿ": "", "ʾ": ""}
    table |= {ord(form): to for char, to in plain.items() for form in {char, char.upper()} if len(form) == 1}
    return {code: folded for code, folded in table.items() if chr(code) != folded}


_LATIN = _latin_table()


def elasticsearch_analysis(synonyms: list[str]) -> dict[str, Any]:
    """The ``analysis`` settings of an index: news_text and news_exact, and news_search with the names' synonym graph.

    ``synonyms``: Solr-style rules, one an entity. The rules are parsed by the chain that stands before them, so
    they may be written as people write the names.
    """
    folding = ["lowercase"]
    return {
        "char_filter": {"news_fold": {"type": "mapping", "mappings": _char_mappings()}},
        "tokenizer": {"news_words": {"type": "pattern", "pattern": r"[\p{L}\p{M}\p{Nd}]+", "group": 0}},
        "filter": {
            "news_stem": {"type": "stemmer", "language": "arabic"},
            "news_names": {"type": "synonym_graph", "synonyms": synonyms, "lenient": False},
        },
        "analyzer": {
            name: {"type": "custom", "char_filter": ["news_fold"], "tokenizer": "news_words", "filter": filters}
            for name, filters in {
                "news_exact": folding,
                "news_text": [*folding, "news_stem"],
                "news_search": [*folding, "news_stem", "news_names"],
            }.items()
        },
    }


def _char_mappings() -> list[str]:
    r"""Our folding table as Elasticsearch ``mapping`` rules, with every compatibility form of an Arabic letter."""
    compatibility = {
        char: norm
        for first, last in ((0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0xFF01, 0xFF5E))
        for code in range(first, last + 1)
        if (norm := to_norm(char := chr(code))) != char
    }
    # Latin first: where both tables know a character, the folding of the text forms is the one that Python meets first.
    table = {chr(code): folded for code, folded in (_LATIN | FOLD).items()} | compatibility
    return [f"{_escape(char)} => {_escape(folded)}" for char, folded in sorted(table.items())]


def _escape(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)
