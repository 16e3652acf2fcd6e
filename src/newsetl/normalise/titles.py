"""A page's title without the outlet's name: of all that may be it, what readers see and other places bear out.

Candidates are headings, elements named as a title, and lines that equal a declared title. Each is weighed by what it
is and by who agrees with it: JSON-LD, og:title, the document's title, the feed, the links for sharing, the address.
Where nobody agrees with anything that is shown, the most prominent line above the text is it (``prominence``).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from newsetl.normalise.blocks import BLOCK_TAGS, Block, key_of
from newsetl.normalise.metadata import PageData, line, scope_of
from newsetl.normalise.outlet import Outlet, is_front, outlet_of
from newsetl.normalise.zones import zone_of

_SEPARATOR = re.compile(r"\s+[|\-–—:•·»«›‹<>←/\\~_]+\s+|\s*(?:\||::|»)\s*|[:\-–—]\s+")
_STRONG = re.compile(r"[|»«›‹<>←/\\~_•·]|::|\s[\-–—]\s")
"""Separators behind which a section's name stands; a colon is as often part of a headline."""
_CUT_OFF = re.compile(r"\s*(?:…|(?<!\.)\.{2,})$")
_SECTION_WORDS = 3
_TITLE_WORDS = 5
_LONGEST_TITLE = 30
_MOST_HEADINGS = 40
_MOST_LINES = 300
_MOST_LINKS = 400
_MOST_PIECES = 8
_BEHIND = 80
"""Words of running text."""
_ALIKE = 0.6
_NOT_OWN = ("others", "service", "embed", "caption")
_NAMED = re.compile(
    r"(?:news|article|art|post|story|entry|main|page|detail|details|node|content|subject)[-_]?(?:title|headline)"
    r"|(?:title|headline)[-_]?(?:news|article|post|story|main|detail)|(?:^|[ _])(?:headline|title)(?:$| )",
    re.IGNORECASE,
)
_SHARED = re.compile(r"shar|intent|tweet|mailto:|whatsapp|t\.me|telegram|wa\.me|submit", re.IGNORECASE)
_SHARED_TEXTS = ("text", "title", "subject", "t", "quote", "su", "body")
_BADGE = re.compile(
    r"(?:^|[\s_-])(?:badge|flag|label|sr-only|visually-hidden|screen-reader-text)(?:$|\s)", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# How much it says for a candidate that it is such an element, and that such a place agrees with it.
_KINDS = {"heading": 3.0, "element named title": 2.0, "smaller heading": 1.5, "line": 0.0}
_WITNESSES = {
    "feed or dump": 3.0,
    "declared title": 2.5,
    "document title": 2.0,
    "link for sharing": 2.0,
    "address": 1.5,
}
_HALF_AGREES = 0.5
_ALONE = 1.5
"""What it says against a candidate that nobody agrees with it."""


@dataclass(frozen=True)
class Title:
    """A page's title and how it was found; ``sure`` where a shown text was agreed to by another place."""

    text: str
    how: str
    sure: bool


@dataclass(frozen=True)
class _Candidate:
    text: str
    kind: str
    weight: float
    only: bool = True
    """Whether no other element of the page is named and tagged like its own."""


def page_title(tree: Any, url: str, data: PageData, hint: str, blocks: list[Block]) -> tuple[Title, Outlet]:
    """The title of an lxml tree and what the outlet calls itself; ``blocks`` are the page's, ``hint`` is the feed's."""
    document = next((line(element.text_content()) for element in tree.xpath("//head/title|//title")), "")
    plain = [block.text for block in blocks if not block.is_link]
    outlet = outlet_of(tree, data, url, plain, document)
    headings = list(_headings(tree, outlet, _Places(blocks)))
    shown = [text for text in plain if _SECTION_WORDS < len(text.split()) <= _LONGEST_TITLE][:_MOST_LINES]
    raw = [(text, "declared title") for text in data.titles]
    raw += [(document, "document title"), *((text, "link for sharing") for text in _shared(tree))]
    raw += [(hint, "feed or dump")] if hint else []
    known = {key_of(one.text) for one in headings} | {key_of(text) for text in shown}
    labels = _labels(tree, data)
    said: dict[str, tuple[str, str]] = {}
    for one, how in raw:
        if text := without_site(one, outlet, known, labels):
            said.setdefault(f"{how}: {key_of(text)}", (text, how))
    declared = list(said.values())
    keys = {key_of(text) for text, _ in declared}
    cut = tuple(key_of(_CUT_OFF.sub("", text)) for text, _ in declared if _CUT_OFF.search(text))
    cut = tuple(key for key in cut if len(key.split()) > _SECTION_WORDS)
    lines = [_Candidate(text, "line", 0.0) for text in shown if key_of(text) in keys or key_of(text).startswith(cut)]
    witnesses = declared + [(text, "address") for text in _address_words(url)]
    alone, weight = _alone(headings, declared, labels, hint)
    return _agreed([*headings, *lines], witnesses, labels, weight) or alone, outlet


def _agreed(
    candidates: list[_Candidate], witnesses: list[tuple[str, str]], labels: set[str], least: float
) -> Title | None:
    """The candidate with most weight that at least one witness agrees with.

    ``least`` is the weight of the best that nobody agrees with, which a section's name must surpass.
    """
    best: tuple[float, Title] | None = None
    for one in candidates:
        total, title, by = one.weight + _length(one.text, labels), one.text, ""
        seen: set[str] = set()
        for text, how in witnesses:
            if how in seen:
                continue
            if met := _meet(one.text, text, address=how == "address"):
                key = key_of(one.text)
                if not by or (key_of(text) == key != key_of(title)):  # the whole heading before a part of it
                    title, by = met, how
                total += _WITNESSES[how]
                seen.add(how)
            elif _alike(one.text, text):
                total += _HALF_AGREES
        bar = least - (_ALONE if len(one.text.split()) >= _SECTION_WORDS else 0.0)
        if by and total > bar and (best is None or total > best[0]):
            best = total, Title(title, f"{one.kind}, {by} agrees", sure=True)
    return best[1] if best else None


def _alone(headings: list[_Candidate], said: list[tuple[str, str]], labels: set[str], hint: str) -> tuple[Title, float]:
    """The title that nobody need agree with, and its weight.

    A heading of the first order or a named element, else what is declared, else the hint.
    """
    own = [one for one in headings if one.kind == "heading" or (one.only and one.kind != "smaller heading")]
    weighed = [
        (weight, one)
        for one in own
        if (weight := one.weight + _length(one.text, labels)) >= 0 and not _is_section(one.text, said, labels)
    ]
    if weighed:
        weight, best = max(weighed, key=lambda pair: pair[0])
        return Title(best.text, best.kind, sure=weight >= _KINDS["heading"]), weight
    declared = [pair for pair in said if pair[1] in ("declared title", "document title")]
    if declared:
        return Title(*declared[0], sure=False), 0.0
    return (Title(hint, "feed or dump", sure=True) if hint else Title("", "none", sure=False)), 0.0


def _length(text: str, labels: set[str]) -> float:
    """What speaks against a candidate: it is in the page's menus, or shorter or longer than headlines are."""
    words = len(text.split())
    if key_of(text) in labels:
        return -4.0
    return -3.0 if words < _SECTION_WORDS or words > _LONGEST_TITLE else -1.0 if words == _SECTION_WORDS else 0.0


class _Places:
    """Where elements stand among a page's running text."""

    def __init__(self, blocks: list[Block]) -> None:
        self._before: dict[Any, int] = {}
        self._words = 0
        for block in blocks:
            self._before.setdefault(block.element, self._words)
            self._words += block.words - block.linked if block.is_prose else 0

    def is_behind(self, element: Any) -> bool:
        """Whether a report's text stands before an element."""
        before = next((self._before[one] for one in element.iter() if one in self._before), 0)
        return before > _BEHIND or (2 * before > _BEHIND and 2 * before > self._words)


def _headings(tree: Any, outlet: Outlet, places: _Places) -> Iterator[_Candidate]:
    """The headings and the elements named as a title, in reading order, without the outlet's name and logos."""
    level1 = list(tree.xpath("//h1 | //*[@role='heading' and @aria-level='1'] | //*[@itemprop='headline']"))
    level1 = [one for one in level1 if one.tag not in ("meta", "a", "img") and not _is_of_part(one)][:_MOST_HEADINGS]
    smaller = list(tree.iter("h2", "h3", "h4"))[:_MOST_HEADINGS]
    firsts = set(level1)
    named = [one for one in _named(tree) if one not in firsts]
    known = firsts.union(named)
    names = Counter(_name(one) for one in {*level1, *named, *smaller})
    for kind, elements in (
        ("heading", level1),
        ("element named title", named),
        ("smaller heading", [one for one in smaller if one not in known]),
    ):
        for element in elements:
            if _is_logo(element):
                continue
            text = heading_text(element)
            if not text or outlet.is_name(text):
                continue
            weight = _KINDS[kind] + (1.0 if element.get("itemprop") == "headline" else 0.0)
            zones = [zone_of(one) for one in element.iterancestors()]
            weight -= 4.0 if zone_of(element) == "about" else 0.0
            weight -= 2.0 if _is_hidden(element) else 0.0
            weight -= 2.0 if any(zone in _NOT_OWN for zone in zones) else 0.0
            weight -= 4.0 if places.is_behind(element) else 0.0
            weight -= 1.0 if any(one.get("role") == "banner" for one in element.iterancestors("header")) else 0.0
            yield _Candidate(text, kind, weight, names[_name(element)] == 1)


def _is_hidden(element: Any) -> bool:
    """Whether readers do not see a heading."""
    return bool(_HIDDEN.search(element.get("style") or "") or _BADGE.search(element.get("class") or ""))


def _is_of_part(element: Any) -> bool:
    """Whether a headline in microdata is that of a part, such as an entry of a live blog."""
    scope = scope_of(element) if element.get("itemprop") == "headline" else None
    return scope is not None and scope.get("itemprop") is not None


def _name(element: Any) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def _named(tree: Any) -> Iterator[Any]:
    """Elements that are named as a report's title and hold no link."""
    for element in tree.xpath("//*[contains(@class, 'itle') or contains(@id, 'itle') or contains(@class, 'eadline')]"):
        if element.tag in ("h1", "title", "a", "img", "body", "meta") or not _NAMED.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            continue
        if any(True for _ in element.iter("a")):
            continue
        if _SECTION_WORDS < len(heading_text(element).split()) <= _LONGEST_TITLE:
            yield element


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
        if one is not element and (zone_of(one) in ("about", "service") or _BADGE.search(one.get("class") or "")):
            pieces += [" ", one.tail or ""]
            continue
        pieces += [apart, one.text or ""]
        todo.append((one, True))
        todo.extend((child, False) for child in reversed(one))
    return line("".join(pieces))


def without_site(title: str, outlet: Outlet, known: set[str], labels: set[str]) -> str:
    """``title`` without the outlet's and the section's name around separators; empty where nothing else is there.

    The longest run of its pieces whose key is ``known`` from the page's own lines, else what is left when names, and
    ``labels`` of the page's menus, are taken from both ends.
    """
    title = title.strip()
    cuts = list(_SEPARATOR.finditer(title))[: _MOST_PIECES - 1]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(title)]
    runs = [title[start:end].strip() for n, start in enumerate(starts) for end in ends[n:]]
    shown = [run for run in runs if len(run.split()) > _SECTION_WORDS and key_of(run) in known]
    shown = [run for run in shown if not outlet.is_name(run)]
    if shown:
        return max(shown, key=lambda run: (len(key_of(run)), len(run)))
    first, last = 0, len(starts) - 1
    while first <= last and outlet.is_name(title[starts[first] : ends[first]]):
        first += 1
    while last > first and outlet.is_name(title[starts[last] : ends[last]]):
        last -= 1
    if first > last:
        return ""
    while first < last and _is_label(title, starts[first], ends[first], cuts[first].group(), labels):
        first += 1
    while last > first and _is_label(title, starts[last], ends[last], cuts[last - 1].group(), labels):
        last -= 1
    return title[starts[first] : ends[last]].strip()


def _is_label(title: str, start: int, end: int, separator: str, labels: set[str]) -> bool:
    return bool(_STRONG.search(separator)) and key_of(title[start:end]) in labels


def _labels(tree: Any, data: PageData) -> set[str]:
    """Sections: declared ones, and the short texts of the page's first links, which are its menus."""
    links = (line(str(link.text_content())[:60]) for link, _ in zip(tree.iter("a"), range(_MOST_LINKS), strict=False))
    return {key_of(text) for text in [*data.sections, *links] if text and len(text.split()) <= _SECTION_WORDS} - {""}


def _shared(tree: Any) -> Iterable[str]:
    """The texts that the page's links for sharing carry."""
    found: dict[str, None] = {}
    for href in tree.xpath("//a/@href[contains(., '=')]")[:_MOST_LINKS]:
        if not _SHARED.search(href):
            continue
        try:
            said = parse_qs(urlsplit(str(href)).query)
        except ValueError:
            continue
        for name in _SHARED_TEXTS:
            for value in said.get(name, [])[:1]:
                text = line(re.sub(r"https?://\S+", " ", value))
                if len(text.split()) >= _SECTION_WORDS:
                    found.setdefault(text)
    return list(found)[:4]


def _address_words(url: str) -> list[str]:
    """The words of an address that spells out its title; none where it does not."""
    try:
        steps = [step for step in unquote(urlsplit(url).path).split("/") if step]
    except ValueError:
        return []
    words = " ".join(re.findall(r"[^\W\d_]{2,}|\d+", re.sub(r"\.\w{2,5}$", "", max(steps, key=len, default=""))))
    return [words] if len(words.split()) > _SECTION_WORDS else []


def _is_logo(element: Any) -> bool:
    """Whether a heading is the logo: it holds a link to the front page, or stands in one."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    return any(is_front(link.get("href")) for link in links)


def _is_section(heading: str, said: list[tuple[str, str]], labels: set[str]) -> bool:
    """Whether a heading is a section's name: short, and part of nothing that is declared, all of which is longer."""
    key = key_of(heading)
    if key in labels:
        return True
    if len(key.split()) > _SECTION_WORDS or not said:
        return False
    return all(key not in key_of(text) and len(key_of(text).split()) >= _TITLE_WORDS for text, _ in said)


def _meet(heading: str, said: str, *, address: bool = False) -> str:
    """The title that a heading and another text agree on, as the heading writes it; empty where they are two titles."""
    one, other = key_of(heading), key_of(said)
    if not one or not other:
        return ""
    if one == other:
        return heading
    if address:  # addresses are cut, and lack what no address can hold
        return heading if one.startswith(other) or (len(one.split()) > _SECTION_WORDS and one in other) else ""
    cut = key_of(_CUT_OFF.sub("", said))
    if _CUT_OFF.search(said) and one.startswith(cut):
        return heading
    if len(other.split()) >= _SECTION_WORDS and one.endswith(f" {other}") and len(other) >= 0.5 * len(one):
        return _ending(heading, other) or said  # a kicker stands before it
    if len(other.split()) >= _SECTION_WORDS and one.startswith(f"{other} "):
        return heading
    if len(one.split()) >= _SECTION_WORDS and (other.endswith(f" {one}") or other.startswith(f"{one} ")):
        return heading
    return ""


def _ending(heading: str, key: str) -> str:
    """The end of a heading whose key is ``key``, as the heading writes it."""
    words = heading.split()
    return next((end for n in range(len(words)) if key_of(end := " ".join(words[n:])) == key), "")


def _alike(one: str, other: str) -> bool:
    """Whether two texts share most of their words: one headline, edited."""
    words, others = set(key_of(one).split()), set(key_of(other).split())
    return len(words & others) >= _ALIKE * max(len(words | others), 1)
