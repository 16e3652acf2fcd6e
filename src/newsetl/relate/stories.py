"""Stories: reports that tell of one event, each found by what it shares with the reports before it.

Reports are taken in order of time. A report joins the story of that report of the last WINDOW which it is most like
(cosine over stems and entities, each weighted by how rare it was in the WINDOW before its report), if that story began
within WINDOW too and the report still resembles its first report; otherwise it begins a story of its own. A story is
named by its first report and thus never spans more than WINDOW. What becomes of a report depends on the reports of the
2 WINDOWs before it and on no other: whoever takes them all from some moment on comes to the same stories as whoever
takes all there are, in whatever order they arrived.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from math import fsum, log, sqrt

from newsetl.arabic.analysis import Analyzer
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.relate.norms import norms

WINDOW = timedelta(hours=72)
SIMILARITY = 0.35
"""Least likeness to the report that is followed."""
FIRST_SIMILARITY = 0.2
"""Least likeness to the story's first report, so that one report after another does not wander off to other news."""
PINPOINT_BONUS = 0.2
"""Added to the cosine of two reports about one facility or one event: outlets tell it in words of their own."""
PINPOINTS = ("facility:", "event:")
"""What the ids of such entities begin with. What happens in a city, to a party or to a person is many stories."""
LEAD_WORDS = 120
"""News says first what is new; what comes later is background that other stories share."""
TITLE_WEIGHT, ENTITY_WEIGHT = 2, 1.5
_PRIOR_REPORTS, _PRIOR_SHARE = 100, 0.002
"""A term that the window says little about counts as one that stands in every five-hundredth report."""
_COMMON, _FEW = 0.1, 20
"""A term in more than FEW reports that are more than this share of all tells no event."""
_PROBES, _CANDIDATES = 24, 12
"""With how many of its rarest terms a report looks for others, and with how many of these it is compared whole."""
_ANALYZER = Analyzer()
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one report."""

    article_id: str
    timeline_at: datetime
    counts: Weights
    """Term → how much the report makes of it: 1 + ln of its count."""
    pinpoints: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Weighed:
    told: Told
    weights: Weights
    norm: float
    first: str


def tell(
    article_id: str, timeline_at: datetime, title: str, body: str, about: Iterable[str], mentioned: Iterable[str]
) -> Told:
    """Stems of title and lead, and the entities, of one report; ``about`` and ``mentioned`` are entity ids."""
    counts: Counter[str] = Counter()
    for text, weight in ((title, TITLE_WEIGHT), (body, 1)):
        for word in norms(text)[:LEAD_WORDS]:
            if len(word) > 1 and word not in FUNCTION_WORDS:
                counts[_ANALYZER.terms(word)[-1]] += weight
    weights = {term: 1 + log(count) for term, count in counts.items()}
    entities = {f"@{entity}": ENTITY_WEIGHT for entity in (*about, *mentioned)}
    pinpoints = frozenset(entity for entity in about if entity.startswith(PINPOINTS))
    return Told(article_id, timeline_at, weights | entities, pinpoints)


class StoryWindow:
    """The reports of the last WINDOW with the first report of the story of each; give reports in order of time."""

    def __init__(self) -> None:
        self._recent: deque[str] = deque()
        self._by_id: dict[str, _Weighed] = {}
        self._reports_with: Counter[str] = Counter()
        self._holders: dict[str, Weights] = defaultdict(dict)

    def add(self, told: Told, first: str | None = None) -> str:
        """Take in a report; ``first`` is the id of its story's first report, found here when it is not given."""
        self._forget(told.timeline_at)
        weights = {term: count * rarity for term, count in told.counts.items() if (rarity := self._rarity(term))}
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        first = first or self._first(told, weights, norm)
        self._recent.append(told.article_id)
        self._by_id[told.article_id] = _Weighed(told, weights, norm, first)
        self._reports_with.update(told.counts.keys())
        for term, weight in weights.items():
            self._holders[term][told.article_id] = weight
        return first

    def _first(self, told: Told, weights: Weights, norm: float) -> str:
        likeness = {other: self._likeness(told, weights, norm, other) for other in self._candidates(weights)}
        followed = sorted((-alike, other) for other, alike in likeness.items() if alike >= SIMILARITY)
        for _, other in followed:
            first = self._by_id[other].first
            if first in self._by_id and self._likeness(told, weights, norm, first) >= FIRST_SIMILARITY:
                return first
        return told.article_id

    def _candidates(self, weights: Weights) -> list[str]:
        """The reports that share most of what is rarest in this one."""
        shared: Weights = defaultdict(float)
        for term, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_PROBES]:
            for other, theirs in self._holders.get(term, {}).items():
                shared[other] += weight * theirs
        return [other for _, other in nsmallest(_CANDIDATES, ((-product, other) for other, product in shared.items()))]

    def _likeness(self, told: Told, weights: Weights, norm: float, other: str) -> float:
        theirs = self._by_id[other]
        # exact, as the order of a set of words is another in every process
        product = fsum(weights[term] * theirs.weights[term] for term in weights.keys() & theirs.weights.keys())
        bonus = PINPOINT_BONUS if told.pinpoints & theirs.told.pinpoints else 0.0
        return round(product / (norm * theirs.norm), 9) + bonus

    def _rarity(self, term: str) -> float:
        """Natural logarithm of how many reports there are for one that holds the term; 0 for common terms."""
        held, reports = self._reports_with[term], len(self._recent)
        if held > _FEW and held > _COMMON * reports:
            return 0.0
        return log((reports + _PRIOR_REPORTS) / (held + _PRIOR_REPORTS * _PRIOR_SHARE))

    def _forget(self, now: datetime) -> None:
        while self._recent and now - self._by_id[self._recent[0]].told.timeline_at > WINDOW:
            gone = self._by_id.pop(self._recent.popleft())
            self._reports_with.subtract(gone.told.counts.keys())
            for term in gone.told.counts:
                if not self._reports_with[term]:
                    del self._reports_with[term]
            for term in gone.weights:
                holders = self._holders[term]
                del holders[gone.told.article_id]
                if not holders:
                    del self._holders[term]
