"""Who wrote a report and in which section it stands."""

import re
from typing import Any

from newsetl.arabic.forms import to_norm
from newsetl.normalise.metadata import PageData, line
from newsetl.normalise.zones import zone_of

_MAIL = re.compile(r"[<(\[]?\b(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b[>)\]]?")
_BEFORE = re.compile(
    r"(?:بقلم|كتب|كتبت|كتبه|كتبها|المصدر|اعداد|تحرير|تقرير|الكاتب|الكاتبه|المحرر|المحرره|المؤلف|المولف|by|author)"
    r"(?:\s*[:/|\-–]+\s*|\s+)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@\w{2,30}")
_EDGES = " \t-–—|/,،:؛.•<>()"
_LONGEST = 60
_NAMED = re.compile(r"(?:^|[\s_-])(?:author|writer)(?:[_-]{1,2}(?:name|link))?(?:$|\s)", re.IGNORECASE)
_SOURCE = re.compile(r"المصدر ?:")
_ELSEWHERE = ("others", "service", "embed", "frame")


def author_of(tree: Any, data: PageData, hint: str | None) -> tuple[str | None, str]:
    """(author, how found); several are joined by «، ». The page's declaration first, then the feed, then a by-line."""
    if declared := [name for raw in data.authors[:5] if (name := clean_author(raw))]:
        return "، ".join(dict.fromkeys(declared)), "declared"
    if hint and (name := clean_author(hint)):
        return name, "feed or dump"
    for word in ("author", "writer", "byline"):
        for element in tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {word} ') or @rel='{word}']"):
            if name := _name_in(element):
                return name, f"element named {word}"
    for element in tree.xpath("//*[contains(@class, 'author') or contains(@class, 'writer')]"):
        if _NAMED.search(element.get("class")) and (name := _name_in(element)):
            return name, "element named for its author"
    for element in tree.xpath("//*[contains(concat(' ', @class, ' '), ' source ')]"):
        said = line(element.text_content())
        if _SOURCE.match(to_norm(said)) and (name := clean_author(said)):
            return name, "source named beside the title"
    return None, ""


def _name_in(element: Any) -> str:
    """The name that an element holds; empty where it holds none, or is of another part of the page."""
    if any(zone_of(one) in _ELSEWHERE for one in element.iterancestors()):
        return ""
    name = clean_author(line(element.text_content()))
    return name if 2 <= len(name) <= _LONGEST else ""


def clean_author(text: str) -> str:
    """A by-line's name: without e-mail addresses, account names, «بقلم» and the like, and stray punctuation."""
    text = _HANDLE.sub(" ", _MAIL.sub(" ", text))
    text = " ".join(text.split()).strip(_EDGES)
    words = text.split(" ", 1)
    if len(words) == 2 and _BEFORE.fullmatch(f"{to_norm(words[0]).rstrip(':')} "):
        text = words[1].strip(_EDGES)
    elif ":" in text[:12] and _BEFORE.fullmatch(f"{to_norm(text.partition(':')[0])}: "):
        text = text.partition(":")[2].strip(_EDGES)
    return text


def section_of(tree: Any, data: PageData, hint: str | None) -> tuple[str | None, str]:
    """(section, how found): declared, else the feed's, else the last step of the path from the front page."""
    if data.sections:
        return data.sections[0], "declared"
    if hint:
        return hint, "feed or dump"
    found = tree.xpath(
        "//*[contains(@class, 'breadcrumb') or contains(concat(' ', @class, ' '), ' path ') or @id='breadcrumb']//a"
    )
    text = line(found[-1].text_content()) if len(found) > 1 else ""
    return (text, "breadcrumb") if text else (None, "")
