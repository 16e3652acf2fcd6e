"""The headline that nothing declares: the most prominent line above a report's text, by size, weight and place."""

import re
from typing import Any

from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.blocks import Block
from newsetl.normalise.boilerplate import is_bare_date, is_byline, is_label, is_marker
from newsetl.normalise.gallery import is_credit
from newsetl.normalise.marks import Region, up
from newsetl.normalise.outlet import Outlet, is_front
from newsetl.normalise.zones import zone_of

_SIZES = {"h1": 32.0, "h2": 24.0, "h3": 19.0, "h4": 16.0, "h5": 13.0, "h6": 11.0, "big": 19.0, "small": 13.0}
_FONT_SIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
"""Of ``<font size=1>`` to 7, in pixels (HTML Standard, 15.3.1)."""
_NORMAL = 16.0
_UNITS = {"px": 1.0, "pt": 4 / 3, "em": _NORMAL, "rem": _NORMAL, "%": _NORMAL / 100}
_SIZE = re.compile(r"font(?:-size)?\s*:[^;}]{0,60}?(?<![\w.])(\d{1,3}(?:\.\d{1,3})?)\s*(px|pt|em|rem|%)", re.IGNORECASE)
_RULE = re.compile(r"([.#][\w-]{1,60})\s*\{([^{}]{0,600})\}")
_LONGEST_STYLE = 200_000
_LARGEST_TEXT = 26.0
_BOLD = 1.15
_LARGER = 1.1
_DEPTH = 6
_ABOVE = 25
_NEAR = 6
_FEW_LINKS = 4
_LEAST_WORDS = 3
_HEADLINE_WORDS = 4
_MOST_WORDS = 30
_FOREIGN = ("frame", "others", "service", "embed", "caption", "about", "link", "teaser", "labelled")


def headline_above(tree: Any, region: Region, outlet: Outlet, title: str = "") -> str:
    """The line above the text that is larger or bolder than the text; empty where none is.

    Of several the largest, of equals the nearest; where none is, and ``title`` is nothing that the page or another
    place bears out, a line close above. Not one that is linked, a date, a label, a credit, the outlet's name
    or part of the page's frame.
    """
    if not region.kept:
        return ""
    first = region.kept[0]
    sizes = _style_sizes(tree)
    text = _prominence(region.blocks[first], sizes)
    if text > _LARGEST_TEXT:  # rules of another page, or for another screen
        sizes, text = {}, _NORMAL
    best, headline = text * _LARGER, ""
    shown = region.anchor >= 0 and len(title.split()) >= _LEAST_WORDS
    if shown:  # what is taken for the title is shown, and only a larger line is more so
        best = max(best, _prominence(region.blocks[region.anchor], sizes))
    headlines = 0
    plain: list[int] = []
    # a bold first line under the page's root counts as kept, so the search begins at the first running text
    start = next((at for at in region.kept if region.blocks[at].is_prose), first)
    for at in range(start - 1, max(start - _ABOVE, -1), -1):
        block = region.blocks[at]
        headlines += block.is_link and block.words >= _HEADLINE_WORDS
        if headlines > 1:
            break  # another part of the page
        if not _may_be(region, at, outlet):
            continue
        prominence = _prominence(block, sizes)
        if prominence > best:
            best, headline = prominence, block.text
        if start - at <= _NEAR and block.words >= _HEADLINE_WORDS and not ends_sentence(block.text):
            plain.append(at)
    return headline or ("" if shown else _plain_headline(region, plain, title))


def _plain_headline(region: Region, plain: list[int], title: str) -> str:
    """Where no line is prominent: the line before a date or by-line, else the first if there is no ``title``."""
    before = [at for at in plain if _is_about(region, at + 1)]
    if before:
        return region.blocks[before[0]].text
    return region.blocks[plain[-1]].text if plain and len(title.split()) <= _LEAST_WORDS else ""


def _is_about(region: Region, at: int) -> bool:
    """Whether a block says when, where or by whom a report was written."""
    text = region.blocks[at].text
    return region.left_out.get(at) == "about" or is_bare_date(text) or is_byline(text)


def _may_be(region: Region, at: int, outlet: Outlet) -> bool:
    block = region.blocks[at]
    if region.left_out.get(at) in _FOREIGN and not _is_own_header(region, at, outlet):
        return False
    if block.linked or not _LEAST_WORDS <= block.words <= _MOST_WORDS:
        return False
    said = block.text
    return not (
        is_bare_date(said)
        or is_label(said)
        or is_marker(said)
        or is_credit(said)
        or is_byline(said)
        or outlet.is_name(said)
    )


def _is_own_header(region: Region, at: int, outlet: Outlet) -> bool:
    """Whether a block that counts as the page's frame stands in the header of the report: without menu and logo."""
    if region.left_out.get(at) != "frame":
        return False
    header = next((one for one in up(region.blocks[at].element) if zone_of(one) == "frame"), None)
    if header is None or header.tag in ("nav", "footer", "menu"):
        return False
    links = [link for link, _ in zip(header.iter("a"), range(_FEW_LINKS + 1), strict=False)]
    logos = [link for link in links if is_front(link.get("href")) and outlet.is_name(str(link.text_content()))]
    return len(links) <= _FEW_LINKS and not logos


def _prominence(block: Block, sizes: dict[str, float]) -> float:
    """The size of a block's letters in pixels, larger where they are bold."""
    inside = block.element
    own = "".join(block.text.split())
    path = []
    while True:  # down to the element that holds all of the text, as in <td><font><b>
        path.append(inside)
        child = next((one for one in inside if _holds(one, own)), None)
        if child is None:
            break
        inside = child
    path = [*reversed(path), *list(block.element.iterancestors())[:_DEPTH]]
    bold = any(one.tag in ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6") for one in path)
    size = next((found for one in path if (found := _size(one, sizes))), _NORMAL)
    return size * (_BOLD if bold else 1.0)


def _holds(element: Any, text: str) -> bool:
    return isinstance(element.tag, str) and "".join(str(element.text_content()).split()) == text


def _size(element: Any, sizes: dict[str, float]) -> float:
    """The size of letters that an element sets; 0.0 where it sets none."""
    if found := _SIZE.search(element.get("style") or ""):
        return float(found[1]) * _UNITS[found[2].lower()]
    for name in (f"#{element.get('id')}", *(f".{one}" for one in (element.get("class") or "").split())):
        if name in sizes:
            return sizes[name]
    if element.tag == "font" and (said := re.fullmatch(r"([+-]?)(\d)", (element.get("size") or "").strip())):
        step = 3 + int(f"{said[1]}{said[2]}") if said[1] else int(said[2])
        return _FONT_SIZES[min(max(step, 1), 7) - 1]
    return _SIZES.get(element.tag, 0.0)


def _style_sizes(tree: Any) -> dict[str, float]:
    """Class or id → size of letters, of the rules in the page's own style sheets that are about nothing else."""
    found: dict[str, float] = {}
    for style in tree.iter("style"):
        for name, rule in _RULE.findall((style.text or "")[:_LONGEST_STYLE]):
            if size := _SIZE.search(rule):
                found.setdefault(name, float(size[1]) * _UNITS[size[2].lower()])
    return found
