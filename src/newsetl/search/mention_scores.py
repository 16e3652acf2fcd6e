"""How well mentions are linked, beside what people marked.

A mention is right when a mark of the same entity has the same span (exact), or shares a letter with it (overlapping);
each mark is matched once. In a marked report every other mention is wrong, unless nobody claimed that it is one: those
that are only possible, and demonyms, which markers leave out. Recall is of all marks, and of those whose name the
gazetteer has («curated»).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from newsetl.arabic.sentences import sentence_around
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.matching import POSSIBLE
from newsetl.records import Mention
from newsetl.search.gold import GoldMarks, Mark, Names
from newsetl.search.judgements import EvaluationError
from newsetl.search.rates import Rate, f1

UNKNOWN = "not in the gazetteer"
"""Kind of a mark whose name the gazetteer lacks."""
DEMONYM = "demonym"
Texts = Mapping[str, str]
"""``title`` and ``body`` of a report, as given."""


@dataclass(frozen=True)
class Fault:
    """A mark that was missed, or a mention that is wrong, with its sentence."""

    report: str
    field: str
    surface: str
    name: str
    """What people called it, or the entity that it was linked to."""
    why: str
    """Rule of a wrong mention; of a missed mark what stands there instead."""
    sentence: str


@dataclass
class Tally:
    """Counts of one kind of matching; kinds are of the gazetteer."""

    right: Counter[str] = field(default_factory=Counter)
    claimed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    rules: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Rule without its argument → right, claimed."""
    missed: list[Fault] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Rates over all kinds and by kind."""
        curated = [kind for kind in self.marked if kind != UNKNOWN]
        precision = Rate(self.right.total(), self.claimed.total())
        recall = Rate(sum(self.found[kind] for kind in curated), sum(self.marked[kind] for kind in curated))
        of_all = Rate(self.found.total(), self.marked.total())
        return {
            "precision": precision.as_json(),
            "recall_curated": recall.as_json(),
            "recall_all": of_all.as_json(),
            "f1_curated": round(f1(precision.value, recall.value), 4),
            "f1_all": round(f1(precision.value, of_all.value), 4),
            "kinds": {
                kind: {
                    "precision": Rate(self.right[kind], self.claimed[kind]).as_json(),
                    "recall": Rate(self.found[kind], self.marked[kind]).as_json(),
                }
                for kind in sorted(self.claimed | self.marked)
            },
            "rules": {rule: {"right": right, "claimed": all_} for rule, (right, all_) in sorted(self.rules.items())},
        }


class MentionScores:
    """Takes reports one by one; ``exact`` and ``overlapping`` hold the counts."""

    def __init__(self, marks: GoldMarks, names: Names, gazetteer: Gazetteer) -> None:
        self.exact, self.overlapping = Tally(), Tally()
        self.reports = 0
        self.unknown_names: Counter[str] = Counter()
        self._marks, self._names, self._gazetteer = marks, names, gazetteer
        self._left = set(marks)

    def wants(self, report: str) -> bool:
        """Whether the report is marked and was not yet taken."""
        return report in self._left

    def take(self, report: str, texts: Texts, mentions: Iterable[Mention]) -> None:
        """Count one report that is wanted, texts and offsets as given.

        Raises EvaluationError when a mark is not where it says: the marks belong to another text.
        """
        self._left.remove(report)
        self.reports += 1
        marks = self._marks[report]
        for mark in marks:
            if (there := texts[mark.field][mark.start : mark.end]) != mark.surface:
                raise EvaluationError(f"{report}: {mark.surface!r} is marked where the {mark.field} has {there!r}")
            if not self._names.entities(mark.name):
                self.unknown_names[mark.name] += 1
        claimed = [one for one in mentions if _is_claimed(one)]
        for tally, fits in ((self.exact, _same_span), (self.overlapping, _overlap)):
            self._count(tally, fits, report, texts, marks, claimed)

    def unread(self) -> list[str]:
        """Marked reports that were not among those taken."""
        return sorted(self._left)

    def as_json(self, *, misses: bool = False) -> dict[str, Any]:
        """Both tallies, and the marked names that the gazetteer lacks with how often each is marked."""
        tallies = {"exact": self.exact, "overlapping": self.overlapping}
        result: dict[str, Any] = {"reports": self.reports, **{name: one.as_json() for name, one in tallies.items()}}
        result["unknown_names"] = dict(self.unknown_names.most_common())
        if misses:
            result["missed"] = [asdict(fault) for fault in self.exact.missed]
            result["wrong"] = [asdict(fault) for fault in self.exact.wrong]
        return result

    def _count(
        self,
        tally: Tally,
        fits: Callable[[Mark, Mention], bool],
        report: str,
        texts: Texts,
        marks: list[Mark],
        claimed: list[Mention],
    ) -> None:
        open_ = list(claimed)
        for mark in sorted(marks, key=lambda mark: (mark.field, mark.start)):
            right = self._names.entities(mark.name)
            kind = self._kind(right)
            tally.marked[kind] += 1
            hit = next((one for one in open_ if one.entity_id in right and fits(mark, one)), None)
            if hit:
                open_.remove(hit)
                tally.found[kind] += 1
                tally.right[hit.kind] += 1
                tally.rules[_rule(hit)][0] += 1
            else:
                there = ", ".join(f"{one.surface} → {one.entity_id}" for one in claimed if _overlap(mark, one))
                sentence = sentence_around(texts[mark.field], mark.start, mark.end)
                known = ", ".join(sorted(right)) or UNKNOWN
                tally.missed.append(
                    Fault(report, mark.field, mark.surface, f"{mark.name} ({known})", there or "nothing", sentence)
                )
        for one in claimed:
            tally.claimed[one.kind] += 1
            tally.rules[_rule(one)][1] += 1
        for one in open_:
            sentence = sentence_around(texts[one.field], one.start, one.end)
            tally.wrong.append(Fault(report, one.field, one.surface, one.entity_id, one.rule, sentence))

    def _kind(self, entities: frozenset[str]) -> str:
        kinds = sorted(self._gazetteer.entries[entity].kind for entity in entities)
        return kinds[0] if kinds else UNKNOWN


def _is_claimed(mention: Mention) -> bool:
    return mention.confidence > POSSIBLE and _rule(mention) != DEMONYM


def _rule(mention: Mention) -> str:
    return mention.rule.split(":", 1)[0]


def _same_span(mark: Mark, mention: Mention) -> bool:
    return (mark.field, mark.start, mark.end) == (mention.field, mention.start, mention.end)


def _overlap(mark: Mark, mention: Mention) -> bool:
    return mark.field == mention.field and mark.start < mention.end and mention.start < mark.end
