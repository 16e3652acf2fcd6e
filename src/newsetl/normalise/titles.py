"""A page's title without the outlet's name: the heading that readers see, checked against what is declared."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from newsetl.arabic.forms import to_norm
from newsetl.normalise.blocks import BLOCK_TAGS
from newsetl.normalise.metadata import PageData, line
from newsetl.normalise.zones import zone_of

_SEPARATOR = re.compile(r"\s+[|\-–—:•·»«/\\~]+\s+|\s*(?:\||::)\s*|[:\-–—]\s+")
_CUT_OFF = re.compile(r"\s*(?:…|(?<!\.)\.{2,})$")
_SECTION_WORDS = 3
_TITLE_WORDS = 5
_MOST_HEADINGS = 40
_MOST_LINES = 300
_LONGEST_NAME = 60


def page_title(tree: Any, data: PageData, hint: str = "", shown: Iterable[str] = ()) -> tuple[str, str]:
    """(title, how it was found) of an lxml tree; ``shown`` are lines of the page, which tell a title from a name.

    The heading of the first order that is no logo and no section's name; where another title contains it or it begins
    or ends with another title, that decides where the two meet (a kicker inside the heading, a cut declaration).
    Without such a heading: the declared title, the document's, ``hint``.
    """
    names = _site_names(tree, data)
    document = next((line(element.text_content()) for element in tree.xpath("//head/title|//title")), "")
    raw = [(text, "declared title") for text in data.titles] + [(document, "document title")]
    headings = [
        text
        for element in list(tree.iter("h1"))[:_MOST_HEADINGS]
        if not _is_front_link(element) and (text := heading_text(element)) and _key(text) not in names
    ]
    lines = [text for text in shown if _SECTION_WORDS < len(text.split()) <= _LONGEST_TITLE][:_MOST_LINES]
    said = [(text, how) for one, how in raw if (text := without_site(one, names, [*headings, *lines]))]
    headings = [text for text in headings if not _is_section(text, said, data)]
    named = _named(tree, names)
    if named and all(len(_key(text).split()) <= _SECTION_WORDS for text in headings):
        if found := _agreed(named, said, "element named title"):
            return found
        if headings or not said:
            return named[0], "element named title"
    if headings:
        own = next((one for one in headings if hint and _key(one) == _key(hint)), headings[0])
        return _agreed(headings, said, "heading") or (own, "heading")
    smaller = [text for element in list(tree.iter("h2", "h3"))[:_MOST_HEADINGS] if (text := heading_text(element))]
    if found := _agreed([text for text in smaller if _key(text) not in names], said, "smaller heading"):
        return found
    return said[0] if said else (hint, "feed or dump") if hint else ("", "none")


def _agreed(shown: list[str], said: list[tuple[str, str]], where: str) -> tuple[str, str] | None:
    """The first shown text that another title agrees with, and where both stand."""
    for one in shown:
        for text, how in said:
            if met := _meet(one, text):
                return met, f"{where}, {how} agrees"
    return None


def _named(tree: Any, names: set[str]) -> list[str]:
    """The texts of elements that are named as a report's title and are no heading of the first order."""
    found = []
    for element in tree.xpath("//*[contains(@class, 'itle') or contains(@id, 'itle') or contains(@class, 'eadline')]"):
        if element.tag in ("h1", "title", "a", "img", "body", "meta") or not _NAMED.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            continue
        if any(True for _ in element.iter("a")) or any(zone_of(one) in _NOT_OWN for one in element.iterancestors()):
            continue
        text = heading_text(element)
        if _SECTION_WORDS < len(text.split()) <= _LONGEST_TITLE and _key(text) not in names:
            found.append(text)
    return found


_NOT_OWN = ("frame", "others", "service", "embed", "caption")
_NAMED = re.compile(
    r"(?:news|article|art|post|story|entry|main|page|detail|details|node|content|subject)[-_]?(?:title|headline)"
    r"|(?:title|headline)[-_]?(?:news|article|post|story|main|detail)|(?:^|[ _])(?:headline|title)(?:$| )",
    re.IGNORECASE,
)
_LONGEST_TITLE = 30


def heading_text(element: Any) -> str:
    """A heading's words, without kickers, dates and buttons set into it; parts on lines of their own are kept apart."""
    pieces: list[str] = []
    todo: list[tuple[Any, bool]] = [(element, False)]
    while todo:
        one, leaving = todo.pop()
        apart = " " if one.tag in BLOCK_TAGS or one.tag == "br" else ""
        if leaving:
            pieces += [apart, one.tail if one is not element and one.tail else ""]
            continue
        if not isinstance(one.tag, str) or one.tag in ("script", "style", "button", "svg"):
            pieces.append(one.tail or "" if one is not element else "")
            continue
        if one is not element and zone_of(one) in ("about", "service"):
            pieces += [" ", one.tail or ""]
            continue
        pieces += [apart, one.text or ""]
        todo.append((one, True))
        todo.extend((child, False) for child in reversed(one))
    return line("".join(pieces))


def without_site(title: str, names: set[str], headings: list[str]) -> str:
    """``title`` without the outlet's name before or behind a separator; empty where nothing else is there."""
    heads = {_key(heading) for heading in headings}
    title = title.strip()
    for _ in range(4):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts or _key(title) in heads:
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
    return not key or any(
        name and (key == name or (f" {name} " in f" {key} " and len(key.split()) <= len(name.split()) + 2))
        for name in names
    )


def _site_names(tree: Any, data: PageData) -> set[str]:
    """The keys of the outlet's names: declared, or shown as the link to the front page."""
    names = {_key(name) for name in data.site_names if name}
    for link in tree.iter("a"):
        if _is_front(link.get("href")):
            shown = [link.get("title"), *(image.get("alt") for image in link.iter("img")), str(link.text_content())]
            names |= {_key(text) for text in shown if text and len(text) <= _LONGEST_NAME}
    return names - _HOME - {""}


_HOME = frozenset(["الرئيسيه", "الصفحه الرئيسيه", "الرييسيه", "home", "البدايه"])


def _is_front(href: str | None) -> bool:
    href = (href or "").strip()
    if href in (
        "/",
        "./",
        "index.php",
        "index.html",
        "/index.php",
        "/index.html",
        "default.aspx",
        "/default.aspx",
        "/ar",
        "/ar/",
    ):
        return True
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query and not parts.fragment


def _is_front_link(element: Any) -> bool:
    """Whether a heading is the logo: it holds a link to the front page, or stands in one."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    return any(_is_front(link.get("href")) for link in links)


def _is_section(heading: str, said: list[tuple[str, str]], data: PageData) -> bool:
    """Whether a heading is a section's name: short, and part of nothing that is declared, all of which is longer."""
    key = _key(heading)
    if key in {_key(section) for section in data.sections}:
        return True
    if len(key.split()) > _SECTION_WORDS or not said:
        return False
    return all(key not in _key(text) and len(_key(text).split()) >= _TITLE_WORDS for text, _ in said)


def _meet(heading: str, said: str) -> str:
    """The title that a heading and another text agree on; empty where they are two titles."""
    one, other = _key(heading), _key(said)
    if not one or not other:
        return ""
    if one == other:
        return heading
    cut = _key(_CUT_OFF.sub("", said))
    if _CUT_OFF.search(said) and one.startswith(cut):
        return heading
    if len(other.split()) >= _SECTION_WORDS and one.endswith(f" {other}") and len(other) >= 0.5 * len(one):
        return said  # a kicker stands before it
    if len(other.split()) >= _SECTION_WORDS and one.startswith(f"{other} "):
        return heading
    if len(one.split()) >= _SECTION_WORDS and (other.endswith(f" {one}") or other.startswith(f"{one} ")):
        return heading
    return ""


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", to_norm(text)))
