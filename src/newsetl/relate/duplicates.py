"""Near-duplicates: who republished whom, whatever order the reports arrived in.

Two reports are near-duplicates when they lie within WINDOW of each other, one holds at least CONTAINMENT of the other's
word 3-shingles (Broder 1997) and they state the same numbers: bulletins on weather and prices are one text with new
numbers every day. And each begins with what the other has too: news that ends in the background paragraphs of an
earlier story begins with what is new. Within one outlet the whole must be alike, since an outlet that adds to its own
story has news.
Candidates come from MinHash bands over the whole text and over its lead, as a shortened wire story resembles its source
only there. All this is a property of the pair alone, so groups (connected components) do not depend on the order of
arrival or on which interval was worked on first.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rensa import RMinHash

from newsetl.relate.norms import norms

WINDOW = timedelta(hours=72)
CONTAINMENT = 0.7
"""Of 3-shingles: what is left of a text when an editor changed every tenth word."""
SAME_NUMBERS = 0.7
"""Least share of the numbers of the one that has fewer that the other has too."""
MIN_NUMBERS = 3
"""Fewer may be the day's date or a line of the page that carries a copy."""
LEAD_CONTAINMENT = 0.5
"""Least share of each report's lead that stands anywhere in the other."""
OWN_RESEMBLANCE = 0.9
"""Least Jaccard resemblance of two reports of one outlet: what an outlet keeps of its last report is background."""
MIN_SHINGLES = 12
"""Shorter texts (captions, flashes) say too little to be told apart."""
LEAD_WORDS = 60
_PERMUTATIONS, _ROWS = 128, 4  # 32 bands of 4 rows: a pair at Jaccard 0.5 is a candidate with probability 0.87
_SEED = 20220120


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of one report."""

    article_id: str
    timeline_at: datetime
    source: str
    shingles: frozenset[str]
    lead: frozenset[str]
    numbers: frozenset[str]
    bands: frozenset[tuple[str, int, int]]


def prepare(article_id: str, timeline_at: datetime, body: str, source: str) -> Text:
    """Shingles and bands of one report."""
    words = norms(body)
    shingles = _shingles(words)
    if len(shingles) < MIN_SHINGLES:
        return Text(article_id, timeline_at, source, *(frozenset[Any](),) * 4)
    lead = _shingles(words[:LEAD_WORDS])
    bands = frozenset((*_bands("whole", shingles), *_bands("lead", lead)))
    numbers = frozenset(word for word in words if word.isdecimal())
    return Text(article_id, timeline_at, source, shingles, lead, numbers, bands)


def pairs(texts: Iterable[Text]) -> Iterator[tuple[Text, Text]]:
    """Near-duplicate pairs among texts given in order of ``timeline_at``; holds one WINDOW of them at a time."""
    recent: deque[Text] = deque()
    by_band: dict[tuple[str, int, int], list[Text]] = {}
    for text in texts:
        while recent and text.timeline_at - recent[0].timeline_at > WINDOW:
            gone = recent.popleft()
            for band in gone.bands:
                by_band[band].remove(gone)
                if not by_band[band]:
                    del by_band[band]
        candidates = {other.article_id: other for band in text.bands for other in by_band.get(band, ())}
        for _, other in sorted(candidates.items()):
            if are_copies(text, other):
                yield other, text
        recent.append(text)
        for band in text.bands:
            by_band.setdefault(band, []).append(text)


def are_copies(one: Text, other: Text) -> bool:
    """Whether one of the two republishes the other."""
    if containment(one.shingles, other.shingles) < CONTAINMENT:
        return False
    if min(len(one.numbers), len(other.numbers)) >= MIN_NUMBERS and (
        containment(one.numbers, other.numbers) < SAME_NUMBERS
    ):
        return False
    if min(_share(one.lead, other.shingles), _share(other.lead, one.shingles)) < LEAD_CONTAINMENT:
        return False
    shared = len(one.shingles & other.shingles)
    alike = shared / (len(one.shingles) + len(other.shingles) - shared)
    return one.source != other.source or alike >= OWN_RESEMBLANCE


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the smaller set that stands in the larger, 0 for an empty one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part)


def components(members: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Member → smallest member of its connected component."""
    parent = {member: member for member in members}

    def root(member: str) -> str:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in edges:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return {member: root(member) for member in parent}


def _shingles(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def _bands(kind: str, shingles: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(sorted(shingles))
    digest = minhash.digest()
    for band in range(0, _PERMUTATIONS, _ROWS):
        yield kind, band, hash(tuple(digest[band : band + _ROWS]))
