"""A page's title without the outlet's name."""

import re
from typing import Any

from newsetl.arabic.forms import to_norm
from newsetl.normalise.metadata import PageData, line

_SEPARATOR = re.compile(r"\s+[|\-–—:•»«/]+\s+|\s*(?:\||::)\s*")
_CUT_OFF = re.compile(r"\s*(?:…|(?<!\.)\.{2,})$")


def page_title(tree: Any, data: PageData, hint: str = "") -> tuple[str, str]:
    """(title, how it was found) of an lxml tree: declared, else the heading, else ``<title>``, else ``hint``."""
    headings = [text for h1 in tree.iter("h1") if (text := line(h1.text_content()))]
    document = next((line(element.text_content()) for element in tree.xpath("//head/title|//title")), "")
    for title in data.titles:
        if title := without_site(title, data.site_names, headings):
            cut = _CUT_OFF.sub("", title)
            full = next((h for h in headings if cut != title and h.startswith(cut)), title)
            return full, "declared title"
    for heading in headings:
        if document and _key(heading) in _key(document) and _key(heading) not in map(_key, data.site_names):
            return heading, "heading that the document title repeats"
    if title := without_site(document, data.site_names, headings):
        return title, "document title"
    if hint:
        return hint, "feed or dump"
    return (headings[0], "heading") if headings else ("", "none")


def heading_of(tree: Any, title: str) -> Any:
    """The element that shows the title: the h1 that resembles it, else any heading that does, else the only h1."""
    key = _key(title)
    h1 = list(tree.iter("h1"))
    for element in [*h1, *tree.iter("h2", "h3")]:
        text = _key(element.text_content())
        if text and key and (text in key or key in text) and len(text) >= min(len(key), 12):
            return element
    return h1[0] if len(h1) == 1 else None


def without_site(title: str, site_names: list[str], headings: list[str]) -> str:
    """``title`` without the outlet's name before or behind a separator; empty where nothing else is there."""
    names = {_key(name) for name in site_names if name}
    heads = {_key(heading) for heading in headings}
    title = title.strip()
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        if _is_name(title[last.end() :], names) or _key(title[: last.start()]) in heads:
            title = title[: last.start()].strip()
        elif _is_name(title[: first.start()], names) or _key(title[first.end() :]) in heads:
            title = title[first.end() :].strip()
        else:
            break
    return "" if _key(title) in names else title


def _is_name(part: str, names: set[str]) -> bool:
    """Whether a piece of a title is the outlet's name, perhaps with a word such as «جريدة» or «موقع» around it."""
    key = _key(part)
    return any(
        name and (key == name or (f" {name} " in f" {key} " and len(key.split()) <= len(name.split()) + 2))
        for name in names
    )


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", to_norm(text)))
