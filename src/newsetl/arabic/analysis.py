"""The analysis chain, defined once as data: ``lucene`` compiles it for Elasticsearch, ``Analyzer`` runs it here.

A word of the text becomes one term, and more at the same place where letters in front of it may be attached particles:
«بسجن» is indexed as itself and as «سجن», so that both find it. From each form go, in this order, attached particles
before the article, the article, pronouns, and endings; words that would lose letters of their own are spared
(``affixes``), broken plurals get the form of their singular (``irregular``). Both sides of a search are analysed alike.
The ``exact`` fields hold the words as written, and without their attached particles. No stop words are removed: that
would silently break names and quoted phrases.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from newsetl.arabic.affixes import (
    INFLECTIONS,
    LAM_SPARED,
    NO_ARTICLE,
    NO_PROCLITIC,
    OTHER_WITH_HA,
    PREPOSITION_SPARED,
    WAW_SPARED,
    WHOLE,
    WHOLE_ENDINGS,
    one_of,
    spared,
    table,
)
from newsetl.arabic.forms import to_norm
from newsetl.arabic.irregular import IRREGULAR
from newsetl.arabic.tokens import LONGEST_REMEMBERED, pieces, runs

WORDS = 100_000
"""How many different words each cache holds: nearly all that recur in a month of news, in some 40 MB."""
WHOLE_MARK = "="
"""Stands behind a term that the following steps must leave as it is; the last step takes it away."""


class Step(NamedTuple):
    """One replacement in a word; ``pattern`` means the same to Java and to Python."""

    name: str
    pattern: str
    replacement: str = ""


class Lookup(NamedTuple):
    """One replacement of whole words."""

    name: str
    table: dict[str, str]


L = r"\p{L}"


def run_steps(steps: Iterable[Step | Lookup], term: str) -> str:
    """The term after all steps."""
    for step in steps:
        term = run_step(step, term)
    return term


def run_step(step: Step | Lookup, term: str) -> str:
    """The term after one step."""
    if isinstance(step, Lookup):
        return step.table.get(term, term)
    replace, replacement = _compiled(step)
    return replace(replacement, term)


@lru_cache(1024)
def _compiled(step: Step) -> tuple[Callable[[str, str], str], str]:
    # Words hold letters, marks and digits only: there the two classes are the same, and ``re`` is the quicker engine.
    pattern = re.compile(step.pattern.replace(L, r"[^\W\d_]"))
    return pattern.sub, step.replacement.replace("$", "\\")


_REST = rf"(?={L}{{3}})"
# Not spared words, and not the article, which has steps of its own.
_PREPOSITIONS = "|".join(
    rf"{letter}(?!{'ال|' if letter == 'ب' else 'ل|ال|'}{spared(words_, letter)})"
    for letter, words_ in PREPOSITION_SPARED.items()
)

CONJUNCTION = Step("conjunction", rf"^و(?!{spared(WAW_SPARED, 'و')}){_REST}")
PREPOSITION = Step("preposition", rf"^(?:{_PREPOSITIONS}){_REST}")
BEFORE_ARTICLE = (
    # «لل» hides the article, and the first letter of a word that begins with another «ل»: للاجئين, للجنة
    Step("for the ل…", rf"^[وف]?لل(?={spared(LAM_SPARED, 'ل')})", "الل"),
    Step("for the", rf"^[وف]?لل{_REST}", "ال"),
    Step("before the article", rf"^(?!{spared(NO_PROCLITIC)})(?:[وف]?[بك]|[وف])(?=ال{L}{{3}})"),
    # spoken: ها + ال, على + ال
    Step("spoken this", rf"^ه(?=ال(?!ك|ي|وين|اند){L}{{3}})"),
    Step("spoken on", rf"^ع(?=ال(?![مقجي]){L}{{3}})"),
)
HAMZA = (
    Step("hamza on ya before waw", "ئ(?=و)", "ؤ"),
    Step("hamza on waw", "ؤ", "و"),
    # but فئة, which would become «in it»
    Step("hamza on ya", "(?<!^ف)(?<!^الف)ئ", "ي"),
    Step("double waw", rf"(?<={L})وو(?={L})", "و"),
)
# «وزراء» keeps its alef: علماء and علم are two words.
FINAL_HAMZA = (
    Step("hamza behind alef", rf"(?<={L}{{2}}ا)(?<!^ولا)ء$", WHOLE_MARK),
    Step("hamza at the end", rf"(?<={L}{{2}})(?<!ا)ء$"),
)
ARTICLE = Step("article", rf"^ال(?!{spared(NO_ARTICLE, 'ال')})(?={L}{{2,}}$)")
WHOLE_STEM = Step(
    "ending of its own",
    rf"^({one_of(run_steps(HAMZA, word) for word in table(WHOLE_ENDINGS))})(?:{one_of(table(INFLECTIONS))})?$",
    f"$1{WHOLE_MARK}",
)
PRONOUNS = (
    Step("pronoun behind a plural", rf"(?<={L}{{2}}ات)(?:ها|هما|هم|هن|نا|كم|ه)$"),
    Step("pronoun behind a feminine", rf"(?<={L}{{3}})ت(?:ها|هما|هم|هن|نا|كم|ه)$"),
    Step("pronoun", rf"(?<={L}{{3}})ها$|(?<={L}{{4}})(?:هما|هم|هن|نا|كم)$"),
)
ENDINGS = (
    Step("adverb", rf"(?<={L}{{3}}(?<!ي))ا$"),
    Step("plural", rf"(?<={L}{{3}})(?:ات|ون|ين|(?<!س)تان|يان)$"),
    Step("relation", rf"(?<={L}{{3}})(?:يه|يا)$"),
    Step("feminine", rf"(?<={L}{{2}})ه$"),
    Step("relative", rf"(?<={L}{{3}})ي$"),
)
LATIN_PLURAL = (
    Step("countries", "^(?!concept)([a-z]+[b-df-z])ies$", "$1y"),
    Step("camps", "^(?!concept)([a-z]{2,}[a-rtv-z])s$", "$1"),
)
LAST = Step("whole", f"{WHOLE_MARK}$")
ATTACHED: tuple[tuple[Step, ...], ...] = ((), (CONJUNCTION,), (PREPOSITION,), (CONJUNCTION, PREPOSITION))
"""What may be taken off a word before the other steps; each leaves one of its forms."""


class Token(NamedTuple):
    """An indexed term, where it stands among the terms, and the characters of the text it came from."""

    term: str
    position: int
    start: int
    end: int


class Names(NamedTuple):
    """What the chain must know of the gazetteer; see ``Gazetteer.chain_names``."""

    whole: frozenset[str] = frozenset()
    """Normalised words that are names by themselves: nothing is cut off their end."""
    first: frozenset[str] = frozenset()
    """First words of names: in a query a proclitic before one is one."""


def stem_steps(whole: Iterable[str] = ()) -> list[Step | Lookup]:
    """The steps from one form of a word to its term."""
    names: dict[str, str] = {}
    listed = {run_steps(HAMZA, name) for name in {*whole, *table(WHOLE)}}
    for name in sorted(listed):
        # listed with its article and without it, a name is one term
        bare = (name[2:] if name[2:] in listed and name.startswith("ال") else name).removesuffix("ء")
        names |= {name: bare + WHOLE_MARK, bare: bare + WHOLE_MARK}
    irregular = Lookup("irregular", _irregular())
    return [
        *BEFORE_ARTICLE,
        *HAMZA,
        Lookup("name", names),
        ARTICLE,
        *FINAL_HAMZA,
        irregular,
        WHOLE_STEM,
        *PRONOUNS,
        *FINAL_HAMZA,
        irregular,
        *ENDINGS,
        *LATIN_PLURAL,
        LAST,
    ]


def attached_forms(norm: str) -> list[str]:
    """The word, and what is left of it without a conjunction, a preposition, and both."""
    return list(dict.fromkeys(run_steps(path, norm) for path in ATTACHED))


@lru_cache(1)
def _irregular() -> dict[str, str]:
    """Irregular form → term, keyed as the step meets it: also without the hamza at its end, which people leave out."""
    regular = [*HAMZA, *FINAL_HAMZA, WHOLE_STEM, *PRONOUNS, *FINAL_HAMZA, *ENDINGS, LAST]
    found: dict[str, str] = {}
    for form, head in IRREGULAR.items():
        term = run_steps(regular, to_norm(head)) + WHOLE_MARK
        found |= dict.fromkeys(irregular_keys(form), term)
    return found


def irregular_keys(form: str) -> tuple[str, ...]:
    """An irregular form as its step meets it: with the hamza at its end and without, as people leave it out; as an
    adverb, and with the pronoun «ه», which looks like the feminine ending.
    """
    key = run_steps([*HAMZA, *FINAL_HAMZA], to_norm(form))
    bare = key.removesuffix(WHOLE_MARK)
    keys = [key, bare]
    if key != bare:
        keys += [bare + ending for ending in ("ي", "و", "ءه", "يه", "وه")]
    elif bare[-1] not in "هي" and bare not in OTHER_WITH_HA:
        keys += [bare + "ا", bare + "ه"]
    return tuple(keys)


class Analyzer:
    """Runs the chain. One for a set of names; its caches are worth keeping, so take it from the gazetteer."""

    def __init__(self, names: Names = Names()) -> None:  # noqa: B008  # immutable
        self.names = names
        self.steps = stem_steps(names.whole)
        """From a form of a word to its term."""
        self.query_steps = [*query_steps(names), *self.steps]
        """From a word to the one term it is searched by where names are looked for."""
        self.terms = lru_cache(WORDS)(self._terms)
        self.exact_terms = lru_cache(WORDS)(self._exact_terms)
        self.query_term = lru_cache(WORDS)(self._query_term)
        self._terms_of_run = _cached_runs(self.terms)
        self._exact_terms_of_run = _cached_runs(self.exact_terms)
        self._names_of_run = _cached_runs(lambda norm: (self.query_term(norm),))

    def analyse(self, text: str) -> list[Token]:
        """Terms of the stemmed fields, for indexing and for searching words."""
        return _tokens(text, self._terms_of_run)

    def analyse_exact(self, text: str) -> list[Token]:
        """Terms of the ``exact`` fields as they are indexed: as written, and without attached particles."""
        return _tokens(text, self._exact_terms_of_run)

    def analyse_verbatim(self, text: str) -> list[Token]:
        """What is asked of the ``exact`` fields: the words as typed."""
        return _tokens(text, _verbatim_run)

    def analyse_names(self, text: str) -> list[Token]:
        """One term a word, as the search analyzer has them before it looks for names."""
        return _tokens(text, self._names_of_run)

    def name_terms(self, text: str) -> tuple[str, ...]:
        """The terms of ``analyse_names`` alone."""
        return tuple(token.term for run in runs(text) for token in self._names_of_run(run.group())[1])

    def _terms(self, norm: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(run_steps(self.steps, form) for form in attached_forms(norm)))

    def _exact_terms(self, norm: str) -> tuple[str, ...]:
        forms = attached_forms(norm)
        return tuple(dict.fromkeys([norm, *forms, *(run_steps(BEFORE_ARTICLE, form) for form in forms)]))

    def _query_term(self, norm: str) -> str:
        return run_steps(self.query_steps, norm)


def query_steps(names: Names) -> list[Step]:
    """What the search analyzer cuts off: proclitics before the names it knows, and conjunctions."""
    if not names.first:
        return [CONJUNCTION]
    known = one_of(sorted(names.first))
    return [
        Step("before a name", rf"^(?!{known}$)(?:[وف]?[بلك]|[وف])(?={known}$)"),
        CONJUNCTION._replace(pattern=rf"^(?!{known}$){CONJUNCTION.pattern.removeprefix('^')}"),
    ]


def _tokens(text: str, of_run: Callable[[str], tuple[int, tuple[Token, ...]]]) -> list[Token]:
    found: list[Token] = []
    position = 0
    for match in runs(text):
        count, tokens = of_run(match.group())
        at = match.start()
        for term, place, start, end in tokens:
            found.append(Token(term, position + place, at + start, at + end))  # the quickest way
        position += count
    return found


def _cached_runs(forms: Callable[[str], tuple[str, ...]]) -> Callable[[str], tuple[int, tuple[Token, ...]]]:
    """From a stretch of text to the number of its words and its tokens, by offsets into it; remembered."""

    @lru_cache(WORDS)
    def of_run(run: str) -> tuple[int, tuple[Token, ...]]:
        searched = [piece for piece in pieces(run) if piece.searched]
        tokens = (
            Token(term, place, piece.start, piece.end)
            for place, piece in enumerate(searched)
            for term in forms(piece.norm)
        )
        return len(searched), tuple(tokens)

    def remembered(run: str) -> tuple[int, tuple[Token, ...]]:
        return of_run(run) if len(run) <= LONGEST_REMEMBERED else of_run.__wrapped__(run)

    return remembered


_verbatim_run = _cached_runs(lambda norm: (norm,))

DEFAULT = Analyzer()
"""The chain without a gazetteer."""
