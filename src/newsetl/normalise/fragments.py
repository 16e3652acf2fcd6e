"""Pieces of HTML that are nothing but the report, and texts with a little markup in them → paragraphs."""

import html as html_module
import re
from typing import Any

import lxml.etree
import lxml.html

from newsetl.normalise.blocks import BLOCK_TAGS
from newsetl.normalise.zones import zone_of

_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|strong)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")
_SPACE = re.compile(r"\s+")
_NOT_TEXT = ("script", "style", "noscript", "iframe", "figure", "form", "template", "svg")


def text_lines(text: str) -> list[str]:
    """The paragraphs of a text, which may hold simple markup."""
    return (
        fragment_lines(text) if _MARKUP.search(text) else [part for raw in text.splitlines() if (part := raw.strip())]
    )


def fragment_lines(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML that is nothing but the report."""
    return fragment_parts(markup)[0]


def fragment_parts(markup: str) -> tuple[list[str], list[str]]:
    """The paragraphs of a piece of HTML, and the lines of the posts, captions and boxes set into it."""
    if not _TAG.search(markup) and _ESCAPED_TAG.search(markup):  # feeds that escape their HTML twice
        markup = html_module.unescape(markup)
    if "<" not in markup and "&" not in markup:
        return [part for raw in markup.splitlines() if (part := raw.strip())], []
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.ParserError, ValueError):
        return [], []
    for element in list(root.iter(*_NOT_TEXT)):
        element.drop_tree()
    set_in = [element for element in root.iterdescendants() if isinstance(element.tag, str) and _is_set_in(element)]
    left_out: list[str] = []
    for element in set_in:
        if element.getparent() is not None:
            left_out += _lines(element)
            element.drop_tree()
    return _lines(root), left_out


def _is_set_in(element: Any) -> bool:
    return element.tag in BLOCK_TAGS and zone_of(element) in ("embed", "caption", "service")


def _lines(root: Any) -> list[str]:
    pieces: list[str] = []
    todo: list[tuple[Any, bool]] = [(root, False)]
    while todo:
        element, leaving = todo.pop()
        apart = "\n" if element.tag in BLOCK_TAGS or (leaving and element.tag == "br") else ""
        tail = _SPACE.sub(" ", element.tail or "") if element is not root else ""
        if not isinstance(element.tag, str):
            pieces.append(tail)
        elif leaving:
            pieces += [apart, tail]
        else:
            pieces += [apart, _SPACE.sub(" ", element.text or "")]
            todo.append((element, True))
            todo.extend((child, False) for child in reversed(element))
    return [part for raw in "".join(pieces).split("\n") if (part := raw.strip())]
