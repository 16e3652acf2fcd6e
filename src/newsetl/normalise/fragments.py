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
    for element in root.iter():
        breaks = "\n" if element.tag in BLOCK_TAGS else ""
        element.text = breaks + re.sub(r"\s+", " ", element.text or "")
        if element is not root:
            tail = re.sub(r"\s+", " ", element.tail or "")
            element.tail = ("\n" if element.tag in BLOCK_TAGS or element.tag == "br" else "") + tail
    return [part for raw in str(root.text_content()).split("\n") if (part := raw.strip())]
