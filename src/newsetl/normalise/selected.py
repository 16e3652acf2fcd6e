"""What a pack's selectors pick out of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cssselect import HTMLTranslator

from newsetl.normalise.blocks import blocks_of, key_of
from newsetl.normalise.candidates import Found
from newsetl.normalise.metadata import line
from newsetl.normalise.titles import heading_text
from newsetl.selectors import Selectors

SELECTOR = "selector"
"""Provenance of what a selector picked."""
_NOTHING = "the selector matched nothing"
_KEPT = ("html", "head", "body")


@dataclass(frozen=True)
class Selected:
    """The page's fields by selector, empty where none is given or it matched nothing."""

    body: Found | None = None
    title: str = ""
    published: str = ""
    author: str = ""
    missed: frozenset[str] = field(default_factory=frozenset)
    """Fields whose selector matched nothing, or nothing with a text."""

    def how(self, name: str, general: str) -> str:
        """The provenance of a field: ``general`` is how it was found without a selector."""
        return f"{general}, {_NOTHING}" if name in self.missed else general


def select(tree: Any, url: str, selectors: Selectors | None, seen_at: datetime | None) -> Selected:
    """Take what ``remove`` matches out of an lxml tree, and read the fields that the others match.

    Nothing is done where there are no selectors or they apply no longer.
    """
    if selectors is None or not selectors.applies(seen_at):
        return Selected()
    for element in list(_matches(tree, selectors.remove)):
        if element.getparent() is not None and element.tag not in _KEPT:
            element.drop_tree()
    title = next((text for one in _matches(tree, selectors.title) if (text := _stated(one) or heading_text(one))), "")
    found = {
        "title": title,
        "published": _first(tree, selectors.published),
        "author": _first(tree, selectors.author),
    }
    body = _body(tree, url, selectors.body, title)
    given = {name for name in ("title", "body", "published", "author") if getattr(selectors, name)}
    missed = given - {name for name, text in found.items() if text} - ({"body"} if body else set())
    return Selected(body, found["title"], found["published"], found["author"], frozenset(missed))


def _matches(tree: Any, selector: str | None) -> Iterator[Any]:
    """The elements that a selector matches, in the page's order."""
    if selector:
        yield from tree.xpath(HTMLTranslator().css_to_xpath(selector))


def _stated(element: Any) -> str:
    """What an element says for machines."""
    return line(element.get("content") or element.get("datetime") or "")


def _first(tree: Any, selector: str | None) -> str:
    texts = (_stated(one) or line(one.text_content()) for one in _matches(tree, selector))
    return next((text for text in texts if text), "")


def _body(tree: Any, url: str, selector: str | None, title: str) -> Found | None:
    """All the text of the elements matched, one inside another read once; None where they have none."""
    chosen = list(_matches(tree, selector))
    outer = set(chosen)
    chosen = [one for one in chosen if not any(around in outer for around in one.iterancestors())]
    blocks = [block for element in chosen for block in blocks_of(element, url)]
    paragraphs = [block.text for block in blocks if key_of(block.text) != key_of(title)]
    return Found(paragraphs, [aside for block in blocks for aside in block.asides], SELECTOR) if paragraphs else None
