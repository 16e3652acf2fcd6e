"""Why a text is searched as what it is: the chain of ``analysis`` run over each word, step by step.

These are the very steps of an ``Analyzer``, so what they lead to is what it indexes and searches; a test holds them
together. Nothing here is used when texts are indexed.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from newsetl.arabic.analysis import ATTACHED, BEFORE_ARTICLE, DEFAULT, WHOLE_MARK, Analyzer, Lookup, Step, run_step
from newsetl.arabic.explain_wording import held_back, meaning
from newsetl.arabic.forms import INVISIBLE, MARKS, TATWEEL
from newsetl.arabic.tokens import Piece, fold_char, pieces, runs
from newsetl.records import Record

DIGITS = "letters and digits are words of their own"
JOINED = "«{}» is the first part of a name that is also written in two words"
PARTED = "«{}» parts words"
BEFORE_DIGITS = "a particle before digits is no word of its own: it is not in the index"
ALONE = "a particle that stands alone is no word of its own: it is not in the index"


class Change(Record):
    """What one step did. ``before`` and ``after`` are equal where it kept something that others would have cut."""

    step: str
    before: str
    after: str
    why: str


class Reading(Record):
    """One form of a word, and the way to its term."""

    form: str
    """Without the attached particles of this reading."""
    changes: list[Change]
    term: str


class ExplainedWord(Record):
    """``text[start:end]`` and what becomes of it; lengths and offsets in code points."""

    written: str
    start: int
    end: int
    position: int | None
    """Among the words of the index; None for a particle that is none, for which everything below is empty."""
    begins: str
    """Why it begins where it does, unless a blank stands before it."""
    skipped: str
    """Why it is no word of the index."""
    folded: list[Change]
    """Characters that have another form for matching."""
    norm: str
    terms: list[str]
    """Of the stemmed fields, in the index; words that are asked for one by one are looked for as any of them."""
    exact_terms: list[str]
    """Of the ``exact`` fields, in the index; asked for is ``norm``."""
    query_term: str
    """Where names are looked for first, as in Kibana's bar."""
    index: list[Reading]
    exact: list[Reading]
    search: Reading | None
    kept: list[Change]
    """Letters that look like attached particles and are none."""


def explain(text: str, analyzer: Analyzer = DEFAULT) -> list[ExplainedWord]:
    """Every word of the text in order, with each step that changed it. Never raises on any text."""
    found: list[ExplainedWord] = []
    previous: Piece | None = None
    position = 0
    for match in runs(text):
        at = match.start()
        for piece in pieces(match.group()):
            here = piece._replace(start=at + piece.start, end=at + piece.end)
            found.append(_word(text, here, previous, position, analyzer))
            position += piece.searched
            previous = here
    return found


def _word(text: str, piece: Piece, previous: Piece | None, position: int, analyzer: Analyzer) -> ExplainedWord:
    kept: list[Change] = []
    index: list[Reading] = []
    exact: list[Reading] = []
    search: Reading | None = None
    if piece.searched:
        kept, index = _readings(piece.norm, ATTACHED, analyzer.steps, analyzer)
        loose = [(*path, *BEFORE_ARTICLE) for path in ATTACHED]
        _, exact = _readings(piece.norm, [*ATTACHED, *loose], (), analyzer)
        search = _reading(piece.norm, analyzer.query_steps, analyzer, searched=True)
    written = text[piece.start : piece.end]
    return ExplainedWord(
        written=written,
        start=piece.start,
        end=piece.end,
        position=position if piece.searched else None,
        begins=_begins(text, piece, previous),
        skipped="" if piece.searched else _skipped(text, piece.end),
        folded=list(_folded(written)),
        norm=piece.norm,
        terms=list(dict.fromkeys(reading.term for reading in index)),
        exact_terms=list(dict.fromkeys(reading.term for reading in exact)),
        query_term=search.term if search else "",
        index=index,
        exact=exact,
        search=search,
        kept=kept,
    )


def _readings(
    norm: str, paths: Iterable[Sequence[Step]], steps: Sequence[Step | Lookup], analyzer: Analyzer
) -> tuple[list[Change], list[Reading]]:
    """What the paths left attached, and one reading for each form that they lead to."""
    kept: dict[Change, None] = {}
    found: dict[str, Reading] = {}
    for path in paths:
        attached = _reading(norm, path, analyzer)
        kept |= dict.fromkeys(change for change in attached.changes if change.before == change.after)
        if attached.term not in found:
            split = [change for change in attached.changes if change.before != change.after]
            stemmed = _reading(attached.term, steps, analyzer)
            found[attached.term] = Reading(form=attached.term, changes=[*split, *stemmed.changes], term=stemmed.term)
    return list(kept), list(found.values())


def _reading(form: str, steps: Iterable[Step | Lookup], analyzer: Analyzer, *, searched: bool = False) -> Reading:
    """Run the steps, and keep those that changed the term, marked it as whole, or were held back."""
    changes: list[Change] = []
    term = form
    for step in steps:
        before, term = term, run_step(step, term)
        shown, after = before.removesuffix(WHOLE_MARK), term.removesuffix(WHOLE_MARK)
        if shown != after or (term != before and term.endswith(WHOLE_MARK)):
            why = meaning(step.name, shown, after, analyzer.names)
        elif before.endswith(WHOLE_MARK) or not (why := held_back(step.name, shown, analyzer.names, searched=searched)):
            continue
        changes.append(Change(step=step.name, before=shown, after=after, why=why))
    return Reading(form=form, changes=changes, term=term)


def _begins(text: str, piece: Piece, previous: Piece | None) -> str:
    if previous is None:
        return ""
    between = text[previous.end : piece.start]
    if between:
        return "" if any(char.isspace() for char in between) else PARTED.format(between)
    if piece.norm[0].isdecimal() or previous.norm[-1].isdecimal():
        return DIGITS
    return JOINED.format(previous.norm)


def _skipped(text: str, end: int) -> str:
    return BEFORE_DIGITS if text[end : end + 1].isdecimal() else ALONE


def _folded(written: str) -> Iterable[Change]:
    """Each character that is left out or gets another form, once."""
    for char in dict.fromkeys(written):
        form = fold_char(char)
        if form in (",", "'"):
            form = ""
        if form != char:
            kind, why = _kind(char, form)
            yield Change(step=kind, before=char, after=form, why=why)


def _kind(char: str, form: str) -> tuple[str, str]:
    """What sort of folding this is, and why it is done."""
    if char == TATWEEL:
        return "tatweel", "it only draws the word out"
    if char in INVISIBLE:
        return "invisible character", "nobody sees it"
    if char in MARKS or unicodedata.combining(char):
        return "mark", "most texts leave it out"
    if not form:
        return "joiner", "the word is found with and without it"
    if form.isdecimal():
        return "digit", "digits of all scripts are one"
    if unicodedata.normalize("NFKC", char) != char:
        return "presentation form", "a shape of the letter, as old files and screens hold it"
    if form.isascii():
        return "Latin letter", "without accents, in lower case"
    return "letter", "people write the one for the other"
