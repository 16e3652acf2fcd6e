"""What Kibana's search bar asks for what is typed into it, as queries that both engines understand.

Lucene's language as it is set (AND), and KQL, as far as the guide teaches them: names, words, quotes, and, or, not, and
keyword fields with a quoted value. Measured: the bar names no fields, and KQL sends the words between two operators as
one text (``multi_match``, any of them). In Lucene's language neighbouring words are one text too, unless an operator
stands before or behind one: ``سجن غويران AND هجوم`` asks for three words.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from newsetl.index.query import AllOf, AnyOf, Everything, KibanaBar, Query, Term, Without

Language = Literal["lucene", "kql"]
_TOKEN = re.compile(r'(?P<mark>[-+](?=\S))?(?:(?P<field>[a-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')


class _Token(NamedTuple):
    """A value with what stands before it, or an operator."""

    text: str
    quoted: bool = False
    field: str = ""
    mark: str = ""
    operator: str = ""


def asked_in_bar(text: str, language: Language) -> Query:
    """The query of the bar. Raises ValueError for what it cannot read: OR in Lucene's language, values side by side in
    KQL without an operator.
    """
    tokens = list(_tokens(text, language))
    return _lucene(tokens) if language == "lucene" else _kql(tokens)


def _tokens(text: str, language: Language) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        word, quoted = match["word"] or "", match["quoted"]
        if language == "kql":
            # KQL knows no marks: there a hyphen is part of the word
            word, mark = (match["mark"] or "") + word, ""
        else:
            mark = match["mark"] or ""
        spelled = word.upper() if language == "kql" else word
        if quoted is None and not match["field"] and spelled in ("AND", "OR", "NOT"):
            yield _Token("", operator=spelled)
        else:
            yield _Token(word if quoted is None else quoted, quoted is not None, match["field"] or "", mark)


def _value(token: _Token, language: Language) -> Query:
    if token.field:
        return Term(token.field, token.text)
    return KibanaBar(token.text, token.quoted, "and" if language == "lucene" else "or")


def _lucene(tokens: list[_Token]) -> Query:
    """Clauses that must all hold; plain words that no operator touches stand in one clause with their neighbours."""
    wanted: list[Query] = []
    unwanted: list[Query] = []
    run: list[str] = []
    before = ""
    for token, following in pairwise([*tokens, None]):
        if token is None:
            break
        if token.operator == "OR":
            raise ValueError("OR of Lucene's language is not understood here")
        if token.operator:
            before = token.operator
            continue
        joined = following is not None and following.operator == "AND"
        plain = not (token.quoted or token.field or token.mark or before or joined)
        if run and not plain:
            wanted.append(KibanaBar(" ".join(run), operator="and"))
            run = []
        if plain:
            run.append(token.text)
        else:
            refused = token.mark == "-" or before == "NOT"
            (unwanted if refused else wanted).append(_value(token, "lucene"))
        before = ""
    if run:
        wanted.append(KibanaBar(" ".join(run), operator="and"))
    return _all(wanted, unwanted)


def _kql(tokens: list[_Token]) -> Query:
    """Alternatives (``or``) of clauses that must all hold (``and``), each perhaps refused (``not``)."""
    alternatives: list[Query] = []
    for part in _split(tokens, "OR"):
        wanted: list[Query] = []
        unwanted: list[Query] = []
        for clause in _split(part, "AND"):
            refused = bool(clause) and clause[0].operator == "NOT"
            values = clause[1:] if refused else clause
            if any(one.operator for one in values) or (len(values) > 1 and any(_whole(one) for one in values)):
                raise ValueError("KQL wants and, or, and not between values")
            if values:
                value = values[0] if _whole(values[0]) else _Token(" ".join(one.text for one in values))
                (unwanted if refused else wanted).append(_value(value, "kql"))
        alternatives.append(_all(wanted, unwanted))
    return alternatives[0] if len(alternatives) == 1 else AnyOf(tuple(alternatives))


def _whole(token: _Token) -> bool:
    return token.quoted or bool(token.field)


def _split(tokens: list[_Token], operator: str) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    for token in tokens:
        if token.operator == operator:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _all(wanted: list[Query], unwanted: list[Query]) -> Query:
    core: Query = wanted[0] if len(wanted) == 1 else AllOf(tuple(wanted)) if wanted else Everything()
    return Without(core, AnyOf(tuple(unwanted))) if unwanted else core
