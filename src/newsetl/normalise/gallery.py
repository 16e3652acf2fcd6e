"""Galleries: reports whose text is the captions of their pictures."""

import re
from collections import Counter, defaultdict
from typing import Any

from newsetl.arabic.forms import to_norm
from newsetl.normalise.blocks import key_of
from newsetl.normalise.marks import Region, up

GALLERY = 3
"""So many captions make a gallery."""
_DEPTH = 4
_CAPTION_WORDS = 3
_CREDIT_WORDS = 8
_COUNTER = re.compile(r"[\W\d_]*(?:(?:صوره|الصوره|من|of|photo)[\W\d_]*)*")
_CREDIT = re.compile(
    r"\W*(?:(?:ال)?(?:تصوير|مصور|مصوره|عدسه|مصدر)|بعدسه|حقوق الصوره|صوره?|صور|ت|photo(?: by)?|photograph\w*|credit"
    r"|image)(?: (?:ال)?صوره?| الصور)?\s*[:/|\-–]\s*.+"
    r"|\W*(?:عدسه|بعدسه|تصوير|photo by|©|getty|afp|reuters|ا ف ب|رويترز) ?.*"
)


def keep_gallery(region: Region) -> None:
    """Keep the captions of a gallery, where they are more than the text: a picture and a line, again and again."""
    albums: dict[Any, list[int]] = defaultdict(list)
    for box, held in _pictured(region).items():
        if len(held) <= 2:
            for around in up(box)[1:_DEPTH]:
                albums[around] += held
    best = max(albums.values(), key=len, default=[])
    text = sum(region.blocks[at].words for at in region.kept if at not in best)
    if len(best) < GALLERY or sum(region.blocks[at].words for at in best) <= text:
        return
    for at in best:
        region.left_out.pop(at, None)
    region.gallery = True
    first, last = min(best), max(best)
    foreign = {at for at in region.kept if first < at < last and at not in best and not region.blocks[at].is_prose}
    region.left_out |= dict.fromkeys(foreign, "around")
    region.kept = sorted({*region.kept, *best} - foreign)
    region.span = range(region.kept[0], region.kept[-1] + 1)


def _pictured(region: Region) -> dict[Any, list[int]]:
    """Box around one picture → the captions in it, without numbers, credits and what stands in several boxes."""
    owners: dict[Any, list[int]] = defaultdict(list)
    for at in range(region.anchor + 1, len(region.blocks)):
        block = region.blocks[at]
        if region.left_out.get(at, "caption") != "caption" or block.is_link or block.heading:
            continue
        if block.words < _CAPTION_WORDS or is_credit(block.text):
            continue
        box = next((one for one in up(block.element)[:_DEPTH] if _pictures(one)), None)
        if box is not None and box.tag not in ("body", "main", "article") and _pictures(box) == 1:
            owners[box].append(at)
    often = Counter(key_of(region.blocks[at].text) for held in owners.values() for at in held)
    return {box: [at for at in held if often[key_of(region.blocks[at].text)] == 1] for box, held in owners.items()}


def is_credit(text: str) -> bool:
    """Whether a line under a picture says who took it, or which of how many it is, and nothing else."""
    said = to_norm(text)
    short = len(said.split()) <= _CREDIT_WORDS
    return bool(_COUNTER.fullmatch(said)) or (short and not said.endswith(".") and bool(_CREDIT.fullmatch(said)))


def _pictures(element: Any) -> int:
    """1 or 2: how many pictures are inside, of which more than two are not counted; copies for no script are none."""
    shown = (one for one in element.iter("img", "amp-img") if next(one.iterancestors("noscript"), None) is None)
    return sum(1 for _ in zip(range(2), shown, strict=False))
