"""Show what becomes of a text: its words in the index and in a search, and, asked for, why."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from newsetl.cli.app import Json
from newsetl.cli.screen import line, out, print_json
from newsetl.settings import get_settings

if TYPE_CHECKING:
    from newsetl.arabic.explain import Change, ExplainedWord
    from newsetl.arabic.morphology_database import Forms
    from newsetl.search.explanation import BarName, ExplainedQuery, Meant

COMPACT = {"written", "start", "end", "position", "terms", "exact_terms", "query_term"}
NO_WORDS = "no words: nothing of this text is in the index"
SPELLINGS = 8
"""Of a name that people are shown."""


def analyze(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words of a report, or a query.")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for every word and step what it did, and why.")
    ] = False,
    json_: Json = False,
) -> None:
    """Show the terms that a text has in the index, and those it is searched by.

    Offsets are code points of the text, positions count the words of the index from 0. The index holds `index` terms,
    and `exact` ones for quoted phrases. The page and `newsetl search` look for a word by all its index terms, and for
    names by their entities; Kibana's bar looks for the one term in `search`.

    Examples: `newsetl analyze "وللجنة"`, `newsetl analyze "بسجنِ غُوَيْران" --explain`
    """
    from newsetl.arabic.explain import explain as explain_words
    from newsetl.arabic.morphology import open_morphology, tier
    from newsetl.names.linker import Linker
    from newsetl.names.loading import load_gazetteer
    from newsetl.search.explanation import explain_query

    if text.startswith("--"):
        raise typer.BadParameter(f"there is no option {text.split()[0]}", param_hint="TEXT")
    if not text.strip():
        raise typer.BadParameter("the text is empty", param_hint="TEXT")
    settings = get_settings()
    gazetteer = load_gazetteer(settings.gazetteer_path, settings.packs)
    words = explain_words(text, gazetteer.analyzer)
    active = tier(settings).wording
    if not explain:
        _tell_terms(text, words, active, as_json=json_)
        return
    query = explain_query(text, Linker(gazetteer))
    morphology = open_morphology(settings)
    forms = morphology.forms(word.written for word in words) if morphology else []
    if json_:
        lemmas: list[dict[str, str]] = [form._asdict() for form in forms] or [{}] * len(words)
        told = [word.model_dump() | lemma for word, lemma in zip(words, lemmas, strict=True)]
        print_json({"text": text, "morphology": active, "words": told, "query": query.model_dump()})
        return
    if not words:
        out.print(NO_WORDS)
    for place, word in enumerate(words):
        _show_word(word, forms[place] if forms else None)
    _show_query(query)
    out.print(line(f"morphology: {active}"))


def _tell_terms(text: str, words: "Sequence[ExplainedWord]", morphology: str, *, as_json: bool) -> None:
    if as_json:
        told: list[dict[str, Any]] = [word.model_dump(include=COMPACT) for word in words]
        print_json({"text": text, "morphology": morphology, "words": told})
        return
    table = Table("word", "offsets", "position", "index", "exact", "search")
    for word in words:
        place = "none" if word.position is None else str(word.position)
        terms = (" ".join(word.terms), " ".join(word.exact_terms), word.query_term)
        table.add_row(line(word.written), f"{word.start}-{word.end}", place, *map(line, terms))
    out.print(table if words else NO_WORDS)
    out.print(line(f"morphology: {morphology}"))


def _show_word(word: "ExplainedWord", forms: "Forms | None") -> None:
    place = "" if word.position is None else f", position {word.position}"
    out.print(line((word.written, "bold"), f"  characters {word.start}-{word.end}{place}"))
    _say("begins", word.begins)
    _show_folding(word)
    _say("left out", word.skipped)
    _show_changes(word.kept, "kept")
    readings = [("index", reading) for reading in word.index] + [("exact", reading) for reading in word.exact]
    for side, reading in [*readings, *([("search", word.search)] if word.search else [])]:
        _say(side, reading.term)
        _show_changes(reading.changes)
    if forms:
        _say("lemma", f"{forms.lemma}, segments {forms.segments}")
    out.print()


def _show_folding(word: "ExplainedWord") -> None:
    _say("folded", word.norm)
    reasons: dict[tuple[str, str], list[str]] = {}
    for change in word.folded:
        became = f"{_visible(change.before)} becomes {change.after}" if change.after else _visible(change.before)
        reasons.setdefault((change.step, change.why), []).append(became)
    for (kind, why), characters in reasons.items():
        _say("", f"{kind} {', '.join(characters)}: {why}")


def _show_changes(changes: "Iterable[Change]", label: str = "") -> None:
    for change in changes:
        # a word between the two keeps their order on screens that show Arabic from right to left
        became = "" if change.before == change.after else f" {change.before} becomes {change.after},"
        _say(label, f"{change.step}:{became} {change.why}")


def _show_query(query: "ExplainedQuery") -> None:
    out.print(line(("the whole text as a query", "bold")))
    for name in query.bar:
        _say("Kibana", f"{name.written} is {_meant(name.entities)}")
        _say("", f"or any of {len(name.spellings)} spellings: {', '.join(name.spellings[:SPELLINGS])}{_more(name)}")
    for found in query.page:
        sure = "" if found.certain else ", or the word itself"
        _say("page", f"{found.written} is {_meant(found.entities)}{sure}")
    _say("planned", query.understood)
    out.print()


def _more(name: "BarName") -> str:
    return " and more (--json has all)" if len(name.spellings) > SPELLINGS else ""


def _meant(entities: "Sequence[Meant]") -> str:
    if not entities:
        return "a number"
    told = (f"{meant.entity_id} ({meant.name}), in the index {meant.concept}" for meant in entities)
    return f"a name: {' and '.join(told)}"


def _say(label: str, text: str) -> None:
    """A line with its label before it; nothing for no text."""
    if text:
        out.print(line((f"  {label:<9}", "dim"), text))


def _visible(char: str) -> str:
    """A character as a screen can show it alone: a mark on a circle, what nobody sees by its number."""
    if unicodedata.combining(char):
        return f"\N{DOTTED CIRCLE}{char}"
    return char if char.isprintable() else f"U+{ord(char):04X}"
