"""The report's text as several witnesses give it, and the one that the others bear out.

Witnesses: the page's blocks (``region``), JSON-LD's ``articleBody``, trafilatura, and the state that a page's script
draws itself from. The blocks are asked first, since only they tell what was left out; a second witness that agrees
ends the hearing, so most pages are read by one extractor and checked by another.
"""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import lxml.etree
from trafilatura import bare_extraction

from newsetl.normalise.blocks import key_of, one_line
from newsetl.normalise.fragments import fragment_lines
from newsetl.normalise.marks import Region
from newsetl.normalise.metadata import PageData

_AGREE = 0.85
_ALIKE = 0.6
_ENOUGH = 40
"""Words from which a text is a report and not a teaser."""
_LONGEST_STATE = 3_000_000
_HEADLINE_WORDS = 4
_LONGEST_HEADLINE = 30
_SENTENCE = 8
_TREE_SIZE = 8_000
"""Elements of a page from which trafilatura takes seconds."""


@dataclass
class Found:
    """Paragraphs, what was left out between them, and which witness gave them with whose agreement."""

    paragraphs: list[str]
    left_out: list[str] = field(default_factory=list)
    how: str = ""


def choose_body(tree: Any, url: str, data: PageData, region: Region, title: str) -> Found:
    """The text that most witnesses agree on; without paragraphs where nobody found any."""
    own = _from_blocks(region)
    declared = [text for body in data.bodies for text in fragment_lines(body)]
    said = _bag(declared)
    if said.total() >= _ENOUGH and not _is_cut(declared, own):
        if agreement(_bag(own.paragraphs), said) >= _AGREE:
            return _how(_without_foreign(own, declared), "page blocks, JSON-LD agrees")
        guided = _guided(region, declared)
        if agreement(_bag(guided.paragraphs), said) >= _AGREE:
            return _how(guided, "page blocks that JSON-LD names")
    other = _by_trafilatura(tree, url, region)
    words, others = _bag(own.paragraphs), _bag(other)
    if words and agreement(words, others) >= _ALIKE:
        return _how(own, "page blocks, trafilatura agrees")
    if said.total() >= _ENOUGH and not _is_cut(declared, own):
        against = max(agreement(words, said), agreement(others, said))
        if against < _ALIKE:
            return Found(_without_headlines(declared, region), own.left_out, "JSON-LD articleBody")
        if agreement(others, said) > agreement(words, said):
            return Found(other, own.left_out, "trafilatura, JSON-LD agrees")
        return _how(own, "page blocks, JSON-LD agrees in part")
    state = _by_state(tree, title) if max(words.total(), others.total()) < _ENOUGH else []
    if _bag(state).total() > 2 * max(words.total(), others.total()):
        return Found(state, how="the page's script state")
    if words.total() * 2 >= others.total() or (region.anchor >= 0 and words.total() >= _ENOUGH):
        return _how(own, "page blocks" if words else "none")
    return Found(other, how="trafilatura")


def agreement(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two bags of words: 1.0 for the same words as often, 0.0 for none in common."""
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def _how(found: Found, how: str) -> Found:
    return Found(found.paragraphs, found.left_out, how)


def _bag(paragraphs: list[str]) -> Counter[str]:
    return Counter(" ".join(paragraphs).split())


def _from_blocks(region: Region) -> Found:
    kept = [region.blocks[at] for at in region.kept]
    left = [(at, region.blocks[at].text) for at in region.span if at in region.left_out]
    left += [(at, aside) for at in region.kept for aside in region.blocks[at].asides if aside]
    return Found([block.text for block in kept], [text for _, text in sorted(left)])


def _is_cut(declared: list[str], own: Found) -> bool:
    """Whether a declared text is only the beginning of the page's: descriptions stand there on many sites."""
    text = one_line(" ".join(declared))
    if text.endswith(("…", "...", "[...]")):
        return True
    words, said = _bag(own.paragraphs), _bag(declared)
    return words.total() > 1.3 * said.total() and (words & said).total() >= 0.9 * said.total()


def _without_foreign(own: Found, declared: list[str]) -> Found:
    """The page's paragraphs without running text that the declared one lacks, but for a lead before it."""
    text = _running(declared)
    known = [f" {key_of(one)} " in text for one in own.paragraphs]
    first = known.index(True) if any(known) else len(known)
    foreign = {
        at
        for at, one in enumerate(own.paragraphs)
        if at > first and not known[at] and len(one.split()) >= _SENTENCE and not _share_of(one, text) > _ALIKE
    }
    kept = [one for at, one in enumerate(own.paragraphs) if at not in foreign]
    return Found(kept, [*own.left_out, *(own.paragraphs[at] for at in sorted(foreign))])


def _share_of(paragraph: str, text: str) -> float:
    """The share of a paragraph's threes of words that stand in a text given as ``_running`` does."""
    words = key_of(paragraph).split()
    threes = [f" {' '.join(words[at : at + 3])} " for at in range(max(len(words) - 2, 1))]
    return sum(three in text for three in threes) / len(threes)


def _running(paragraphs: list[str]) -> str:
    """Paragraphs as one key between spaces, to look for other keys in."""
    return f" {' '.join(key_of(part) for paragraph in paragraphs for part in _parts(paragraph))} "


def _guided(region: Region, declared: list[str]) -> Found:
    """The blocks whose text stands in the declared one, and which are no link to another report."""
    text = _running(declared)
    kept: list[int] = []
    for at, block in enumerate(region.blocks):
        key = key_of(block.text)
        if not key or region.left_out.get(at) in ("link", "labelled", "teaser", "repeated"):
            continue
        if key != region.title_key and f" {key} " in text and (block.words > 2 or at in region.kept):
            kept.append(at)
    seen: set[str] = set()
    unique = []
    for at in kept:
        key = key_of(region.blocks[at].text)
        if key not in seen:
            unique.append(at)
        seen.add(key)
    left = [region.blocks[at].text for at in region.span if at not in unique]
    return Found([region.blocks[at].text for at in unique], left)


def _parts(text: str) -> Iterator[str]:
    """A long text in pieces that ``key_of`` reads whole."""
    words = text.split()
    for start in range(0, len(words), 30):
        yield " ".join(words[start : start + 30])


def _without_headlines(paragraphs: list[str], region: Region) -> list[str]:
    """Paragraphs that neither begin with a linked headline of the page nor are of a part of it that is no report."""
    headlines: set[str] = set()
    others: list[str] = []
    for at, block in enumerate(region.blocks):
        if block.is_link and block.words >= _HEADLINE_WORDS:
            headlines.add(key_of(block.text))
        elif region.left_out.get(at) in _NEVER or at >= region.end:
            others.append(key_of(block.text).replace(" ", ""))
    left = " ".join(others)
    kept = []
    for text in paragraphs:
        words = key_of(text).split()
        begins = (" ".join(words[:size]) for size in range(_HEADLINE_WORDS, min(len(words), _LONGEST_HEADLINE) + 1))
        if words and not any(begin in headlines for begin in begins) and "".join(words) not in left:
            kept.append(text)
    return kept


_NEVER = ("frame", "others", "service", "about", "caption", "embed", "link", "teaser", "labelled", "marker")


def _by_trafilatura(tree: Any, url: str, region: Region) -> list[str]:
    if sum(1 for _ in zip(range(_TREE_SIZE + 1), tree.iter(), strict=False)) > _TREE_SIZE:
        return []
    found = bare_extraction(deepcopy(tree), url=url, include_comments=False, fast=True)
    return _without_headlines(_paragraphs(found), region)


def _paragraphs(document: Any) -> list[str]:
    """The paragraphs of trafilatura's result; list items and table rows are paragraphs of their own.

    In a table that lays the page out each cell is, and the blocks inside it.
    """
    if document is None or document.body is None:
        return []
    for cell in list(document.body.iter("cell")):
        if cell.find(".//p") is not None or cell.find(".//head") is not None:
            row = next(cell.iterancestors("row"), None)
            if row is None:
                continue
            row.tag = "layout"
            for other in row.iter("cell"):
                other.tag = "p"
    lines: list[str] = []
    for element in document.body.iter("p", "head", "item", "quote", "row", "code"):
        if any(parent.tag in ("p", "item", "quote", "row") for parent in element.iterancestors()):
            continue
        pieces: list[str] = []
        for inner, event in ((part, event) for event, part in lxml.etree.iterwalk(element, events=("start", "end"))):
            own = inner is element
            if event == "start":
                pieces += ["\n" if inner.tag in ("head", "p") and not own else "", inner.text or ""]
            elif not own:
                pieces += [_BREAKS.get(inner.tag, ""), inner.tail or ""]
        lines += [part for raw in "".join(pieces).split("\n") if (part := one_line(raw))]
    return lines


_BREAKS = {"lb": "\n", "head": "\n", "p": "\n", "item": "\n", "cell": " "}
"""What stands behind an element of trafilatura's when its text is written out."""


def _by_state(tree: Any, title: str) -> list[str]:
    """The longest text beside the page's title in the JSON that its script starts from (Next, Nuxt and others)."""
    wanted = key_of(title)
    best: list[str] = []
    for script in tree.iter("script"):
        text = script.text or ""
        start = text.find("{")
        if start < 0 or len(text) > _LONGEST_STATE or "ld+json" in (script.get("type") or ""):
            continue
        try:
            state, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        for node in _objects(state):
            values = [value for value in node.values() if isinstance(value, str)]
            if wanted and not any(key_of(value) == wanted for value in values):
                continue
            for value in node.values():
                lines = [line for part in _strings(value) for line in fragment_lines(part)]
                lines = [line for line in lines if key_of(line) != wanted]
                if _bag(lines).total() > _bag(best).total():
                    best = lines
    return best


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)


_TEXT_KEYS = frozenset(
    ["text", "html", "content", "value", "body", "paragraph", "data", "children", "paragraphs", "blocks"]
)


def _strings(value: Any, depth: int = 8) -> Iterator[str]:
    """The texts of a value: itself, or of a list of blocks theirs."""
    if isinstance(value, str):
        if len(value.split()) > 2:
            yield value
    elif depth and isinstance(value, list):
        for one in value:
            yield from _strings(one, depth - 1)
    elif depth and isinstance(value, dict):
        for key, one in value.items():
            if key.lower() in _TEXT_KEYS:
                yield from _strings(one, depth - 1)
