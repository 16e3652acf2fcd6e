"""What each step of the chain means for the word at hand, in one plain sentence."""

from collections.abc import Callable
from functools import lru_cache

from newsetl.arabic.affixes import (
    INFLECTIONS,
    NO_ARTICLE,
    NO_PROCLITIC,
    PREPOSITION_SPARED,
    WAW_SPARED,
    table,
)
from newsetl.arabic.analysis import HAMZA, WHOLE_MARK, Names, irregular_keys, run_steps
from newsetl.arabic.irregular import IRREGULAR

ARTICLE = "ال"
TOO_SHORT = "«{cut}» stays: what it would leave is shorter than three letters"
SPARED = "«{cut}» is part of the word, which is on the list of spared words as «{spared}»"
MEANINGS = {
    "conjunction": "«{cut}» may be the conjunction, and",
    "preposition": "«{cut}» may be a preposition that is written together with its word",
    "for the ل…": "«لل» is the preposition and the article before a word that itself begins with ل",
    "for the": "«لل» is the preposition ل with the article",
    "before the article": "«{cut}» before the article is a particle",
    "spoken this": "«ه» before the article is spoken for هذا",
    "spoken on": "«ع» before the article is spoken for على",
    "before a name": "«{cut}» stands before «{after}», with which a name of the gazetteer begins",
    "hamza on ya before waw": "the hamza of «ئو» is also written «ؤو»",
    "hamza on waw": "«ؤ» is also written «و»",
    "hamza on ya": "«ئ» is also written «ي»",
    "double waw": "«وو» inside a word is also written «و»",
    "article": "the article is left out: the word is found with and without it",
    "hamza behind alef": "a hamza at the end is often left out; the alef before it is the word's own",
    "hamza at the end": "a hamza at the end is often left out",
    "pronoun behind a plural": "«{cut}» behind a plural is a pronoun",
    "pronoun behind a feminine": "«{cut}» is the feminine ending with a pronoun",
    "pronoun": "«{cut}» is a pronoun",
    "adverb": "«{cut}» is the ending of an adverb or an object",
    "plural": "«{cut}» is an ending of the plural or the dual",
    "relation": "«{cut}» is an ending of adjectives and of countries",
    "feminine": "«{cut}» is the feminine ending, or a pronoun",
    "relative": "«{cut}» is the ending of an adjective, or a pronoun",
    "countries": "«ies» is an English plural",
    "camps": "«s» is an English plural",
}
"""By name of the step; those that need to look a word up are in ``meaning``."""
_FROM_THE_FRONT = {"conjunction", "preposition", "before the article", "before a name"}


def meaning(step: str, before: str, after: str, names: Names) -> str:
    """Why this step made ``after`` of ``before``; both without the mark of whole words."""
    match step:
        case "name":
            if before in _seated(names.whole):
                return "a name of one word in the gazetteer: nothing is cut off its end"
            return "a name that the rules would make one with other words: nothing is cut off it"
        case "irregular":
            form, head = _heads().get(before, (before, after))
            return f"«{form}» is an irregular form of «{head}», and gets its term"
        case "ending of its own":
            if before == after:
                return "the ending belongs to the word, which is on the list of such words"
            return f"«{_cut(step, before, after)}» is an ending; that of «{after}» is its own, it is on the list"
    return MEANINGS[step].format(cut=_cut(step, before, after), after=after)


def held_back(step: str, term: str, names: Names, *, searched: bool = False) -> str:
    """What kept a step from cutting ``term``, of which it left everything; empty when there was nothing to cut."""
    if not term or step not in _GUARDS:
        return ""
    if searched and step == "conjunction" and term[0] == "و" and term in names.first:
        return "«و» stays: a name of the gazetteer begins with this word"
    return _GUARDS[step](term)


def _spared_by(words: str, norm: str) -> str:
    """The normalised word of a table that this is with any ending, the longest of several; empty for none."""
    beginnings = (norm.removesuffix(ending) for ending in _endings() if norm.endswith(ending))
    return max((word for word in beginnings if word in _normalised(words)), key=len, default="")


def _conjunction(term: str) -> str:
    return _attached(term, WAW_SPARED) if term[0] == "و" else ""


def _preposition(term: str) -> str:
    words = PREPOSITION_SPARED.get(term[0])
    # the article, and what begins with two lams, have steps of their own
    if words is None or term[1:].startswith((ARTICLE, "ل") if term[0] == "ل" else ARTICLE):
        return ""
    return _attached(term, words)


def _attached(term: str, words: str) -> str:
    spared = _spared_by(words, term)
    if not spared and len(term) > 1:
        return TOO_SHORT.format(cut=term[0])
    return SPARED.format(cut=term[0], spared=spared) if spared else ""


def _before_article(term: str) -> str:
    if not _spared_by(NO_PROCLITIC, term):
        return ""
    return f"nothing stands before an article in «{term}»: it is on the list"


def _article(term: str) -> str:
    if not _spared_by(NO_ARTICLE, term):
        return ""
    return "«ال» stays: it is no article in this word, which is on the list of such words"


_GUARDS: dict[str, Callable[[str], str]] = {
    "conjunction": _conjunction,
    "preposition": _preposition,
    "before the article": _before_article,
    "article": _article,
}


def _cut(step: str, before: str, after: str) -> str:
    if step in _FROM_THE_FRONT:
        return before.removesuffix(after)
    return before.removeprefix(after)


@lru_cache(8)
def _normalised(words: str) -> frozenset[str]:
    return frozenset(table(words))


@lru_cache(1)
def _endings() -> tuple[str, ...]:
    return ("", *table(INFLECTIONS))


@lru_cache(1)
def _heads() -> dict[str, tuple[str, str]]:
    """Irregular form as the chain meets it, unmarked → that form and the word it is one of, as people write them."""
    return {
        key.removesuffix(WHOLE_MARK): (form, head) for form, head in IRREGULAR.items() for key in irregular_keys(form)
    }


@lru_cache(4)
def _seated(whole: frozenset[str]) -> frozenset[str]:
    seated = {run_steps(HAMZA, name) for name in whole}
    return frozenset(seated | {name.removesuffix("ء") for name in seated})
