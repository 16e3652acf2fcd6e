"""What of a page is not its report: other parts of the page, links, teasers, boxes under a label, cards of a list.

Every block left out is marked with the reason, so that nothing is lost without a word.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.blocks import Block, key_of, leads_away
from newsetl.normalise.boilerplate import is_label
from newsetl.normalise.zones import Zone, zone_of

_KEPT_ZONE = 0.6
"""A zone that holds so much of a page's running text is a name given to the wrong element, as on unclosed markup."""
_TEASER_DEPTH = 4
_HEADLINE_WORDS = 4
_BOX_SHARE = 0.4
_CARDS = 3
_READ_ON = re.compile(
    r"(?:اكمل|اكملي|تابع|تابعوا|اقرا|مواصله|متابعه|واصل|استكمل)(?: ي)? (?:القراءه|المزيد|قراءه المزيد)|"
    r"(?:التفاصيل|المزيد|قراءه المزيد|اقرا التفاصيل|read more|continue reading)"
)
_TITLE_WORDS = 30


@dataclass
class Region:
    """The report's blocks in order; ``left_out`` maps the position of a block to why it is none of them."""

    blocks: list[Block]
    title_key: str
    live: bool = False
    is_name: Callable[[str], bool] = lambda _: False
    """Whether a text is the outlet's name."""
    prose: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    """Element → words of running text inside it."""
    titled: set[Any] = field(default_factory=set)
    """The elements around the title, wherever it is shown."""
    left_out: dict[int, str] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    anchor: int = -1
    """Position of the block that shows the title, -1 where none does."""
    root: Any = None
    end: int = 1 << 62
    """Position of the next report's first block, behind all blocks where there is none."""
    gallery: bool = False
    """Whether the text is the captions of pictures."""
    span: range = range(0)
    """From the report's first block to its last, what was left out between them included."""


def up(element: Any) -> list[Any]:
    """An element and all around it, from the inside."""
    return [element, *element.iterancestors()]


def mark_zones(region: Region) -> None:
    """Mark what declares itself another part of the page."""
    total = max((block.words for block in region.blocks), default=0)
    total = max(region.prose.values(), default=total)
    titled = {
        element
        for block in region.blocks
        if region.title_key and not block.is_link and block.heading and key_of(block.text) == region.title_key
        for element in up(block.element)[1:]
    }
    shown = {
        element
        for block in region.blocks
        if block.words < _TITLE_WORDS
        and region.title_key
        and not block.is_link
        and key_of(block.text) == region.title_key
        for element in block.element.iterancestors()
    }
    titled = titled or shown
    region.titled = titled | {
        element
        for block in region.blocks
        if block.words < _TITLE_WORDS and region.title_key and key_of(block.text) == region.title_key
        for element in block.element.iterancestors()
    }
    known: dict[Any, Zone | None] = {}
    for at, block in enumerate(region.blocks):
        path = []
        zone: Zone | None = None
        for element in up(block.element):
            if element in known:
                zone = known[element]
                break
            path.append(element)
        for element in reversed(path):
            own = zone_of(element)
            if own and _is_misnamed(element, own, region, titled, total):
                own = None
            zone = zone or own
            known[element] = zone
        if zone:
            region.left_out[at] = zone


def _is_misnamed(element: Any, zone: Zone, region: Region, titled: set[Any], total: int) -> bool:
    """Whether an element that declares itself apart holds the report all the same."""
    if element in titled:
        return True
    prose = region.prose.get(element, 0)
    if prose > _KEPT_ZONE * total:
        return zone not in ("embed", "caption") or prose == total
    return False


def mark_links(region: Region, url: str) -> None:
    """Lines that are nothing but a link, and teasers: text in a box of its own with a link to another report."""
    cards = _cards(region)
    for at, block in enumerate(region.blocks):
        if at in region.left_out:
            continue
        if at in cards:
            region.left_out[at] = "teaser"
        elif block.is_link and not (region.live and block.heading):
            region.left_out[at] = "link"
        elif _is_teaser(region, at, url):
            region.left_out[at] = "teaser"


def _cards(region: Region) -> set[int]:
    """Blocks that begin with the link to a report, one beside the other: a headline and its teaser on one line."""
    rows: dict[Any, list[int]] = defaultdict(list)
    count: dict[Any, int] = defaultdict(int)
    for at, block in enumerate(region.blocks):
        for around in up(block.element)[1:3]:
            count[around] += 1
            if block.opening >= _HEADLINE_WORDS:
                rows[around].append(at)
    return {
        at for around, row in rows.items() if len(row) >= 2 and len(row) >= _KEPT_ZONE * count[around] for at in row
    }


def _is_teaser(region: Region, at: int, url: str) -> bool:
    """Whether the smallest box around a block and another link says that the block belongs to that link."""
    block = region.blocks[at]
    box = block.element
    for _ in range(_TEASER_DEPTH):
        if box is None or box.tag in ("body", "main"):
            return False
        if box.tag == "a" and leads_away(box.get("href"), url):
            return True
        if region.prose.get(box, 0) > block.words and box is not block.element:
            return False  # more running text than this: not its box alone
        if box is not block.element and box.tag in ("div", "li", "article", "section", "td", "tr", "ul"):
            for other in region.blocks[max(at - 3, 0) : at]:  # a headline stands above its teaser
                if not other.is_link or other.words < _HEADLINE_WORDS:
                    continue
                if box in up(other.element):
                    return box not in region.titled
        box = box.getparent()
    return False


def mark_labelled(region: Region) -> None:
    """Boxes that begin with «اقرأ أيضاً» and the like, and the links behind such a line."""
    total = max(region.prose.values(), default=0)
    for at, block in enumerate(region.blocks):
        if region.left_out.get(at) not in (None, "link") or not is_label(block.text):
            continue
        box = block.element
        first = at
        while True:
            parent = box.getparent()
            if parent is None or parent.tag in ("body", "main", "article"):
                break
            if region.prose.get(parent, 0) > _BOX_SHARE * total or _begins_before(region, parent, at):
                break
            box = parent
        inside = _behind_in(region, first, box)
        if len(inside) > 1 and not any(_is_headline(region, n) for n in inside if n != at):
            continue  # what a button unfolds, not a box of other reports
        if box is block.element and len(inside) == 1:
            inside += _linked_behind(region, at)
        for n in inside:
            region.left_out.setdefault(n, "labelled")


def _behind_in(region: Region, first: int, box: Any) -> list[int]:
    """The blocks from ``first`` on that lie in a box, which holds them without a gap."""
    found = []
    for at in range(first, len(region.blocks)):
        element = region.blocks[at].element
        if element is not box and box not in element.iterancestors():
            break
        found.append(at)
    return found


def _is_headline(region: Region, at: int) -> bool:
    block = region.blocks[at]
    return block.words >= _HEADLINE_WORDS and (region.left_out.get(at) is not None or not block.is_prose)


def _begins_before(region: Region, box: Any, at: int) -> bool:
    return at > 0 and box in region.blocks[at - 1].element.iterancestors()


def mark_cards(region: Region) -> None:
    """Texts that end in «أكمل القراءة», where several do so: the page lists reports."""
    ends = [at for at, block in enumerate(region.blocks) if is_read_on(block.text)]
    if len(ends) < _CARDS:
        return
    for at in ends:
        box = region.blocks[at].element
        while (
            box.getparent() is not None
            and sum(box in up(region.blocks[n].element) for n in range(max(at - 4, 0), at)) < 1
        ):
            box = box.getparent()
        for n in range(max(at - 4, 0), at + 1):
            if box in up(region.blocks[n].element):
                region.left_out.setdefault(n, "teaser")


def is_read_on(text: str) -> bool:
    """Whether a line is «أكمل القراءة» or the like."""
    return len(text) < 40 and bool(_READ_ON.fullmatch(key_of(text)))


def _linked_behind(region: Region, at: int) -> list[int]:
    """The headlines behind a label: linked lines, or one line that is no sentence."""
    found = []
    for n in range(at + 1, len(region.blocks)):
        if region.left_out.get(n) != "link":
            break
        found.append(n)
    if found or at + 1 >= len(region.blocks):
        return found
    block = region.blocks[at + 1]
    plain = not block.is_prose and not block.heading and not ends_sentence(block.text)
    return [at + 1] if plain and block.words >= _HEADLINE_WORDS else []
