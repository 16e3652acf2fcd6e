"""Which of a page's blocks are the report: the densest container behind the headline, without what is not it.

The method is that of Readability (paragraphs vote for their ancestors) over blocks instead of elements, with three
additions: the headline says where the report begins, a second headline of its kind where the next report does, and
every block left out is handed back with the reason.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.blocks import Block, key_of
from newsetl.normalise.boilerplate import is_bare_date, is_byline, is_marker
from newsetl.normalise.gallery import GALLERY, keep_gallery
from newsetl.normalise.marks import (
    Region,
    is_read_on,
    mark_cards,
    mark_labelled,
    mark_links,
    mark_zones,
    up,
)
from newsetl.normalise.zones import names_report

_SHARES = (1.0, 0.5, 0.25)
"""How much of a paragraph's words its container, and the two around it, are credited with."""
_DECLARED = 1.6
_ARTICLE = 1.3
_BEFORE_TITLE = 0.3
_CONTINUED = 40
_TEASER_DEPTH = 4
_HEADLINE_WORDS = 4
_CLOCK = 40
_CLOCK_TIME = re.compile(r"\d{1,2}:\d{2}")
_EDGE_WORDS = 4
_DATELINE = re.compile(r"\w+(?: \w+){0,2} ?[-–—/:] ?\S+(?: \S+)?")
"""A line such as «الحسكة – خاص», which is the beginning of the text."""


def find_region(
    blocks: list[Block],
    title: str,
    url: str,
    *,
    live: bool = False,
    is_name: Callable[[str], bool] = lambda _: False,
) -> Region:
    """The report among a page's blocks.

    ``live`` where the page says that it is a live blog; ``is_name`` tells the outlet's name, which agencies put on a
    line of its own before their text.
    """
    region = Region(blocks, key_of(title), live, is_name)
    for block in blocks:
        if block.is_prose:
            for element in up(block.element):
                region.prose[element] += block.words - block.linked
    mark_zones(region)
    mark_links(region, url)
    mark_labelled(region)
    mark_cards(region)
    region.root = _whole(region, _densest(region))
    region.anchor = _anchor(region)
    if region.root is not None:
        _keep(region)
    keep_gallery(region)
    return region


def _densest(region: Region) -> Any:
    """The element whose paragraphs hold the report; of equals the first behind the headline."""
    scores: dict[Any, float] = defaultdict(float)
    order: dict[Any, int] = {}
    singles: dict[Any, int] = defaultdict(int)
    for block in region.blocks:
        singles[block.element] += 1
    titled = _title_positions(region)
    region.end = _end_of_story(region, titled)
    for at, block in enumerate(region.blocks[: region.end]):
        if at in region.left_out or not block.is_prose:
            continue
        holder = block.container
        if holder is block.element and singles[holder] == 1 and holder.getparent() is not None:
            holder = holder.getparent()
        words = block.words - block.linked
        if titled and at < titled[0]:
            words = int(words * _BEFORE_TITLE)
        for share, element in zip(_SHARES, up(holder), strict=False):
            scores[element] += share * words
            order.setdefault(element, at)
    if not scores:
        return None
    weighed = {element: score * _weight(element) for element, score in scores.items()}
    best = max(weighed.values())
    near = [element for element, score in weighed.items() if score >= 0.5 * best]
    if titled:
        own = [e for e in near if any(order[e] >= at for at in titled)]
        story = _story_of(region, titled)
        inside = [e for e in own if story is not None and (story is e or story in e.iterancestors())]
        near = inside or own or near
    top = max(weighed[element] for element in near)
    return next(
        element
        for element in sorted(near, key=lambda e: order[e])
        if weighed[element] >= 0.6 * top and (weighed[element] == top or not _within(element, near, weighed, top))
    )


def _end_of_story(region: Region, titled: list[int]) -> int:
    """The position of a second headline of the title's kind, or of another article, where text stands before it."""
    if not titled or region.live:
        return len(region.blocks)
    own = region.blocks[titled[0]].element
    story = next(own.iterancestors("article"), None)
    text = False
    for at in range(titled[0] + 1, len(region.blocks)):
        block = region.blocks[at]
        if at in region.left_out:
            continue
        around = next(block.element.iterancestors("article"), None)
        alike = block.element.tag == own.tag and key_of(block.text) != region.title_key
        named = alike and bool(own.get("class")) and block.element.get("class") == own.get("class")
        apart = alike and own.tag == "h1" and block.element.getparent() is not own.getparent()
        if text and (
            named or apart or (story is not None and around is not None and around not in (story, *_outer(story)))
        ):
            return at
        text = text or block.is_prose
    return len(region.blocks)


def _outer(element: Any) -> list[Any]:
    return list(element.iterancestors("article"))


def _whole(region: Region, root: Any) -> Any:
    """The element around all parts of a report that comes in parts of one name, as the entries of a live blog do."""
    if root is None:
        return None
    free = {e for at, b in enumerate(region.blocks) if at not in region.left_out and b.is_prose for e in up(b.element)}
    for part in up(root)[:_TEASER_DEPTH]:
        parent = part.getparent()
        if parent is None or part.tag in ("body", "main", "html") or parent.tag in ("body", "html"):
            break
        name = part.get("class")
        parts = [
            one
            for one in parent
            if name and one is not part and one.tag == part.tag and one.get("class") == name and one in free
        ]
        parts = [one for one in parts if next(one.iter("h1"), None) is None]
        if len(parts) >= 2 or (parts and region.live):
            return parent
    return root


def _within(element: Any, near: list[Any], weighed: dict[Any, float], top: float) -> bool:
    """Whether the best container lies around or inside this one: then that is the better one of the two."""
    best = next(e for e in near if weighed[e] == top)
    return best in element.iterancestors() or element in best.iterancestors()


def _weight(element: Any) -> float:
    if names_report(element):
        return _DECLARED
    return _ARTICLE if element.tag == "article" else 1.0


def _title_positions(region: Region) -> list[int]:
    """Where the title is shown, headings first and best."""
    if not region.title_key:
        return []
    shown = [
        (not block.heading, at)
        for at, block in enumerate(region.blocks)
        if not block.is_link and block.words < 60 and _shows(block, region.title_key)
    ]
    headings = [at for plain, at in shown if not plain]
    return headings or [at for _, at in shown]


def _shows(block: Block, title_key: str) -> bool:
    key = key_of(block.text)
    return key == title_key or (bool(block.heading) and len(title_key) > 15 and (title_key in key))


def _story_of(region: Region, titled: list[int]) -> Any:
    """The article element around the headline, unless the text is outside of it."""
    element = region.blocks[titled[0]].element
    story = next(element.iterancestors("article"), None)
    return story if story is not None and region.prose.get(story, 0) > 0 else None


def _anchor(region: Region) -> int:
    """The title's last place before the report's text."""
    if region.root is None:
        return next(iter(_title_positions(region)), -1)
    first = next((n for n, b in enumerate(region.blocks) if region.root in up(b.element) and b.is_prose), 0)
    before = [at for at in _title_positions(region) if at <= first]
    if before:
        return before[-1]
    # the text may stand in front of a headline that closes the page; then nothing is known of where it begins
    return -1


def _keep(region: Region) -> None:
    end = _next_story(region)
    root = region.root
    inside = [at for at in range(region.anchor + 1, end) if root in up(region.blocks[at].element)]
    inside = [at for at in inside if _same_story(region, at)]
    if not inside:
        return
    lead = _lead(region, inside[0])
    inside = [*lead, *inside, *_continuation(region, inside, end)]
    captions = [at for at in inside if region.left_out.get(at) == "caption"]
    prose = sum(region.blocks[at].words for at in inside if at not in region.left_out and region.blocks[at].is_prose)
    if len(captions) >= GALLERY and sum(region.blocks[at].words for at in captions) > prose:
        for at in captions:
            del region.left_out[at]
    seen: set[str] = set()
    for at in inside:
        block = region.blocks[at]
        key = key_of(block.text)
        if at not in region.left_out:
            if block.is_prose and key in seen:
                region.left_out[at] = "repeated"
            elif key == region.title_key and region.title_key:
                region.left_out[at] = "title"
            elif is_marker(block.text):
                region.left_out[at] = "marker"
            elif is_bare_clock(block.text):
                region.left_out[at] = "time"
        seen.add(key)
    _leave_out_invitations(region, inside)
    candidates = [at for at in inside if at not in region.left_out]
    region.kept = _trimmed(region, candidates)
    kept = set(region.kept)
    for at in candidates:
        if at not in kept:
            region.left_out[at] = "around"
    region.span = range(inside[0], inside[-1] + 1)


def _leave_out_invitations(region: Region, inside: list[int]) -> None:
    """Leave out the headings of boxes whose text is an outlet's own, such as the call to take its newsletter."""
    kept = {at for at in inside if at not in region.left_out}
    for at in inside:
        if region.left_out.get(at) != "marker":
            continue
        box = region.blocks[at].element.getparent()
        if box is None or box is region.root or box in region.root.iterancestors():
            continue
        own = [n for n in kept if box in up(region.blocks[n].element)]
        if own and not any(region.blocks[n].is_prose for n in own):
            region.left_out |= dict.fromkeys(own, "marker")


def is_bare_clock(text: str) -> bool:
    """Whether a line says a time of day and nothing else, as live blogs put before their entries."""
    return len(text) < _CLOCK and bool(_CLOCK_TIME.search(text)) and is_bare_date(f"{text} 1/1/2000")


def _next_story(region: Region) -> int:
    """Where the next report begins: a headline marked up as the page's own, with another text."""
    if region.anchor < 0 or region.live:
        return len(region.blocks)
    own = region.blocks[region.anchor].element
    for at in range(region.anchor + 1, len(region.blocks)):
        element = region.blocks[at].element
        if element.tag != own.tag or key_of(region.blocks[at].text) == region.title_key:
            continue
        same_name = bool(own.get("class")) and element.get("class") == own.get("class")
        if (own.tag == "h1" or same_name) and region.root not in element.iterancestors():
            return at
        if same_name or (own.tag == "h1" and own.getparent() is not element.getparent()):
            return at
        if own.tag == "h1" and any(is_bare_date(block.text) for block in region.blocks[at + 1 : at + 3]):
            return at
    return len(region.blocks)


def _same_story(region: Region, at: int) -> bool:
    """Whether a block lies in no other article element than the report's own."""
    if region.live:
        return True
    around = next(region.blocks[at].element.iterancestors("article"), None)
    if around is None or around is region.root or around in up(region.root):
        return True
    return region.anchor >= 0 and around in region.blocks[region.anchor].element.iterancestors()


def _lead(region: Region, first: int) -> list[int]:
    """Running text between the headline and the container."""
    if region.anchor < 0:
        return []
    between = range(region.anchor + 1, first)
    return [
        at for at in between if at not in region.left_out and region.blocks[at].is_prose and _same_story(region, at)
    ]


def _continuation(region: Region, inside: list[int], end: int) -> list[int]:
    """Text that goes on in a sibling: the next part of a divided report, or what a button unfolds."""
    found: list[int] = []
    root = region.root
    for level, top in enumerate(up(root)[:3]):
        around = top.getparent()
        if around is None or top.tag in ("body", "main") or (top is not root and top.tag == "article"):
            break
        parts: dict[Any, list[int]] = defaultdict(list)
        for at in range(inside[-1] + 1, end):
            path = up(region.blocks[at].element)
            if around in path[1:]:
                parts[path[path.index(around) - 1]].append(at)
        for sibling, part in parts.items():
            if sibling is not top and sibling.tag not in ("article", "aside", "footer", "nav"):
                found += _continued(region, top if level == 0 else None, sibling, part)
    return sorted(set(found))


def _continued(region: Region, root: Any, sibling: Any, part: list[int]) -> list[int]:
    """The blocks of a sibling that is another part of the report: of one name with it, or long and without links."""
    prose = [at for at in part if at not in region.left_out and region.blocks[at].is_prose]
    words = sum(region.blocks[at].words for at in prose)
    name = root.get("class") if root is not None else None
    alike = bool(name) and sibling.tag == root.tag and sibling.get("class") == name
    foreign = any(
        region.left_out.get(at) == "labelled"
        or (region.blocks[at].is_link and region.blocks[at].words >= _HEADLINE_WORDS)
        for at in part
    )
    unfolded = "display:none" in (sibling.get("style") or "").replace(" ", "") or is_read_on(
        region.blocks[part[0] - 1].text
    )
    headed = sum(region.blocks[at].heading > 0 for at in part)
    if headed > 1 and 2 * headed >= len(prose) and not alike:
        return []  # headlines with a teaser each
    if not prose or foreign or not (alike or unfolded or words >= _CONTINUED):
        return []
    return [at for at in part if _same_story(region, at)]


def _trimmed(region: Region, kept: list[int]) -> list[int]:
    """Without by-lines before the first running text and labels behind the last."""
    blocks = region.blocks
    prose = [n for n, at in enumerate(kept) if blocks[at].is_prose or _is_short_sentence(blocks[at])]
    if not prose:
        return kept
    first, last = prose[0], prose[-1]
    while first > 0 and blocks[kept[first - 1]].heading and blocks[kept[first - 1]].words >= _HEADLINE_WORDS:
        first -= 1
    while first > 0 and (
        _is_of_text(blocks[kept[first - 1]], blocks[kept[first]])
        or _is_sign(region, blocks[kept[first - 1]], blocks[kept[first]])
    ):
        first -= 1
    while last + 1 < len(kept) and (
        _goes_on(blocks[kept[last + 1]]) or _is_of_text(blocks[kept[last + 1]], blocks[kept[last]])
    ):
        last += 1
    return kept[first : last + 1]


def _is_short_sentence(block: Block) -> bool:
    return (
        block.words >= 3
        and ends_sentence(block.text)
        and block.linked < 0.4 * block.words
        and not is_bare_date(block.text)
    )


def _is_of_text(block: Block, beside: Block) -> bool:
    """Whether a line without a full stop stands in one element with running text, or is a paragraph like it."""
    if block.linked or is_bare_date(block.text) or is_byline(block.text):
        return False
    if block.element is beside.element or block.element in beside.element.iterancestors():
        return block.words > 1
    alike = block.element.tag == "p" == beside.element.tag and block.element.getparent() is beside.element.getparent()
    return alike and (block.words >= _EDGE_WORDS or bool(_DATELINE.fullmatch(block.text)))


def _is_sign(region: Region, block: Block, beside: Block) -> bool:
    """Whether a paragraph before the text is the outlet's name, as agencies begin their reports."""
    alike = block.element.tag == "p" == beside.element.tag and block.element.getparent() is beside.element.getparent()
    return alike and not block.linked and region.is_name(block.text)


def _goes_on(block: Block) -> bool:
    """Whether a line without a full stop still belongs to the text before it: an item or a row of figures."""
    if block.linked:
        return False
    element = block.element
    return element.tag in ("li", "tr", "dd", "dt") or next(element.iterancestors("li", "blockquote"), None) is not None
