"""The headline that nothing declares: the most prominent line above a report's text, by size, weight and place."""

import re
from typing import Any

from newsetl.normalise.blocks import Block
from newsetl.normalise.boilerplate import is_bare_date, is_label, is_marker
from newsetl.normalise.gallery import is_credit
from newsetl.normalise.marks import Region
from newsetl.normalise.outlet import Outlet

_SIZES = {"h1": 32.0, "h2": 24.0, "h3": 19.0, "h4": 16.0, "h5": 13.0, "h6": 11.0, "big": 19.0, "small": 13.0}
_FONT_SIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
"""Of ``<font size=1>`` to 7, in pixels (HTML Standard, 15.3.1)."""
_NORMAL = 16.0
_UNITS = {"px": 1.0, "pt": 4 / 3, "em": _NORMAL, "rem": _NORMAL, "%": _NORMAL / 100}
_SIZE = re.compile(r"font(?:-size)?\s*:[^;}]{0,60}?(?<![\w.])(\d{1,3}(?:\.\d{1,3})?)\s*(px|pt|em|rem|%)", re.IGNORECASE)
_RULE = re.compile(r"([.#][\w-]{1,60})\s*\{([^{}]{0,600})\}")
_LONGEST_STYLE = 200_000
_BOLD = 1.15
_LARGER = 1.1
_DEPTH = 6
_ABOVE = 25
_LEAST_WORDS = 3
_MOST_WORDS = 30
_FOREIGN = ("frame", "others", "service", "embed", "caption", "about", "link", "teaser", "labelled")


def headline_above(tree: Any, region: Region, outlet: Outlet) -> str:
    """The line above the text that is larger or bolder than the text; empty where none is.

    Of several the largest, of equals the nearest. Not one that is linked, a date, a label, a credit, the outlet's name
    or part of the page's frame.
    """
    if not region.kept:
        return ""
    first = region.kept[0]
    sizes = _style_sizes(tree)
    text = _prominence(region.blocks[first], sizes)
    best, headline = text * _LARGER, ""
    # a bold first line under the page's root counts as kept, so the search begins at the first running text
    start = next((at for at in region.kept if region.blocks[at].is_prose), first)
    for at in range(start - 1, max(start - _ABOVE, -1), -1):
        block = region.blocks[at]
        if not _may_be(region, at, outlet):
            continue
        prominence = _prominence(block, sizes)
        if prominence > best:
            best, headline = prominence, block.text
    return headline


def _may_be(region: Region, at: int, outlet: Outlet) -> bool:
    block = region.blocks[at]
    if region.left_out.get(at) in _FOREIGN or block.linked or not _LEAST_WORDS <= block.words <= _MOST_WORDS:
        return False
    said = block.text
    return not (is_bare_date(said) or is_label(said) or is_marker(said) or is_credit(said) or outlet.is_name(said))


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
