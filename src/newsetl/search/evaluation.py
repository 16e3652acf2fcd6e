"""How well the search answers judged queries: measures over a scratch index built of one collection.

The matched set is every hit before collapsing, without the widened query; the ranking is what a reader sees, so it is
the widened one where nothing held every word. Unjudged is not relevant, and so is every report of a background. A
need's values are means over its queries; macro means are over needs with at least one relevant report, micro rates over
all (need, report) pairs, so that a need with three queries weighs as one with a single query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

import ir_measures
from ir_measures import AP, Rprec, nDCG

from newsetl.index.engine import Engine, Page
from newsetl.index.query import AllOf, AnyOf, KibanaBar, Query, Term
from newsetl.names.linker import Linker
from newsetl.search.judgements import judged_at
from newsetl.search.named import only_name
from newsetl.search.planner import plan
from newsetl.search.rates import Rate

Measures = dict[str, float]
Asked = tuple[Query, tuple[Query, ...]]
"""A query, and the wider ones that a reader gets in turn when it finds nothing."""
Way = Callable[[str], Asked | None]
"""From what a reader types to what is asked; None where it cannot be asked so, which finds nothing."""
RANKED = {"nDCG@10": nDCG @ 10, "AP": AP, "Rprec": Rprec}
MACRO = (*RANKED, "set_recall", "set_precision")
BACKGROUND = "background/"
"""What the ids of unjudged background reports begin with."""
_DEPTH = 1000


@dataclass(frozen=True)
class Answer:
    """What one query found: external ids, and the measures of its ranking."""

    query: str
    matched: frozenset[str]
    ranked: Measures


@dataclass(frozen=True)
class NeedScore:
    """A need's answers beside its relevant reports; counts are means over its queries."""

    need: str
    relevant: frozenset[str]
    answers: tuple[Answer, ...]

    @property
    def found(self) -> float:
        """Relevant reports found."""
        return fmean(len(answer.matched & self.relevant) for answer in self.answers)

    @property
    def matched(self) -> float:
        """Reports found, background and all."""
        return fmean(len(answer.matched) for answer in self.answers)

    @property
    def background(self) -> float:
        """Reports of the background found."""
        return fmean(sum(key.startswith(BACKGROUND) for key in answer.matched) for answer in self.answers)

    @property
    def measures(self) -> Measures:
        """MACRO of the need."""
        precisions = [
            len(answer.matched & self.relevant) / len(answer.matched) if answer.matched else 0.0
            for answer in self.answers
        ]
        ranked = {name: fmean(answer.ranked[name] for answer in self.answers) for name in RANKED}
        return ranked | {"set_recall": self.found / len(self.relevant), "set_precision": fmean(precisions)}

    def misses(self) -> list[dict[str, Any]]:
        """Missed and wrong reports of each query; queries that found the same stand together."""
        alike: dict[frozenset[str], list[str]] = {}
        for answer in self.answers:
            alike.setdefault(answer.matched, []).append(answer.query)
        return [
            {"queries": queries, "missed": sorted(self.relevant - found), "wrong": sorted(found - self.relevant)}
            for found, queries in alike.items()
        ]


@dataclass(frozen=True)
class ModeScore:
    """One way of asking: every need's score, and how many background reports there were."""

    needs: list[NeedScore] = field(default_factory=list)
    background: int = 0

    def as_json(self, *, misses: bool = False) -> dict[str, Any]:
        """Rates with intervals, macro means, false links, and the needs one by one."""
        found, matched = sum(one.found for one in self.needs), sum(one.matched for one in self.needs)
        outside = sum(one.background for one in self.needs)
        result: dict[str, Any] = {
            "recall": Rate(found, sum(len(one.relevant) for one in self.needs)).as_json(),
            "precision": Rate(found, matched).as_json(),
            "macro": mean_measures([one.measures for one in self.needs]),
        }
        if self.background:
            result["precision_judged_only"] = Rate(found, matched - outside).as_json()
            result["false_links"] = {
                "hits": round(outside, 2),
                "background": self.background,
                "per_10000": round(outside / self.background * 10_000, 2),
            }
        result["needs"] = {one.need: _need_json(one, misses=misses) for one in self.needs}
        return result


def _need_json(score: NeedScore, *, misses: bool) -> dict[str, Any]:
    counts = {"relevant": len(score.relevant), "found": round(score.found, 2), "matched": round(score.matched, 2)}
    shown = counts | {"background": round(score.background, 2)} | _rounded(score.measures)
    return shown | ({"misses": score.misses()} if misses else {})


def evaluate(
    engine: Engine,
    linker: Linker,
    topics: Mapping[str, Sequence[str]],
    qrels: Mapping[str, Mapping[str, int]],
    *,
    background: int = 0,
    misses: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Measures of the planner and of what Kibana's bar would send, bare and quoted, as JSON.

    ``all`` and ``topics`` are the planner's macro means and its needs, ``kibana_words`` and ``kibana_phrase`` macro
    means. ``modes`` holds every way of asking at grade 1 or more; ``about`` what readers find who ask for what is about
    the entity that their query names, against grade 2: needs whose queries name none are listed in ``left_out``.
    ``background``: how many unjudged reports were indexed too, under external ids that begin with BACKGROUND.
    """

    def run(name: str, way: Way, needs: Mapping[str, Sequence[str]], grade: int) -> ModeScore:
        progress(f"{name}: {sum(map(len, needs.values()))} queries of {len(needs)} needs")
        relevant = judged_at(qrels, needs, grade)
        grades = {need: {key: given for key, given in qrels[need].items() if given >= grade} for need in relevant}
        scores = [
            NeedScore(
                need,
                frozenset(relevant[need]),
                tuple(_ask(engine, query, way(query), grades[need]) for query in needs[need]),
            )
            for need in relevant
        ]
        return ModeScore(scores, background)

    of_entities = {
        need: queries for need, queries in topics.items() if any(named_entities(query, linker) for query in queries)
    }
    modes = {name: run(name, way, topics, 1) for name, way in _ways(linker).items()}
    about = {name: run(f"{name}, about", way, of_entities, 2) for name, way in _ways_of_about(linker).items()}
    shown = {name: score.as_json(misses=misses) for name, score in modes.items()}
    return {
        "all": shown["planner"]["macro"],
        "topics": {one.need: _rounded(one.measures) for one in modes["planner"].needs},
        **{name: shown[name]["macro"] for name in ("kibana_phrase", "kibana_words")},
        "modes": shown,
        "about": {name: score.as_json(misses=misses) for name, score in about.items()},
        "left_out": sorted(judged_at(qrels, topics, 2).keys() - of_entities.keys()),
    }


def _ways(linker: Linker) -> dict[str, Way]:
    def planned(text: str) -> Asked:
        made = plan(text, linker)
        return made.query, made.wider

    return {
        "planner": planned,
        "kibana_words": lambda text: (KibanaBar(text, operator="and"), ()),
        "kibana_phrase": lambda text: (KibanaBar(text.replace('"', " "), quoted=True), ()),
    }


def _ways_of_about(linker: Linker) -> dict[str, Way]:
    """The query narrowed to ``about_ids`` where it asks for entities and no words, and in Kibana ``about:"LABEL"``."""

    def planned(text: str) -> Asked | None:
        made = plan(text, linker)
        entities = named_entities(text, linker) or made.guessed or ([] if made.words else made.entities)
        about = AnyOf(tuple(Term("about_ids", entity) for entity in entities))
        return (AllOf((made.query, about)), ()) if entities else None

    def kibana(text: str) -> Asked | None:
        labels = dict.fromkeys(linker.gazetteer.label(entity) for entity in named_entities(text, linker))
        return (AnyOf(tuple(Term("about", label) for label in labels)), ()) if labels else None

    return {"planner": planned, "kibana": kibana}


def named_entities(text: str, linker: Linker) -> list[str]:
    """The entities of a query that is one name and nothing else; empty for any other."""
    name = only_name(text, linker)
    return name.entity_ids if name else []


def _ask(engine: Engine, text: str, asked: Asked | None, grades: Mapping[str, int]) -> Answer:
    if asked is None:
        return Answer(text, frozenset(), dict.fromkeys(RANKED, 0.0))
    query, wider = asked
    page = engine.search(query, limit=_DEPTH)
    run = _as_run(page)
    matched = _external_ids(engine, query, run, page.total)
    for further in wider:
        run = run or _as_run(engine.search(further, limit=_DEPTH))
    ranked = ir_measures.calc_aggregate(list(RANKED.values()), {"q": dict(grades)}, {"q": run or {"": 0.0}})
    return Answer(text, frozenset(matched), {name: ranked[measure] for name, measure in RANKED.items()})


def _as_run(page: Page) -> dict[str, float]:
    """External id → score that only keeps the order."""
    return {hit.document.external_id or hit.document.article_id: -float(i) for i, hit in enumerate(page.hits)}


def _external_ids(engine: Engine, query: Query, run: Mapping[str, float], total: int) -> set[str]:
    """The whole matched set by external id; asked for apart only when it is deeper than the ranking."""
    if total <= len(run):
        return set(run)
    matched = engine.get(engine.matched_ids(query))
    return {document.external_id or article_id for article_id, document in matched.items()}


def mean_measures(rows: Iterable[Measures]) -> Measures:
    """The mean of each of MACRO over needs; 0 without any."""
    every = list(rows)
    return _rounded({name: fmean(row[name] for row in every) if every else 0.0 for name in MACRO})


def _rounded(measures: Measures) -> Measures:
    return {name: round(value, 4) for name, value in measures.items()}
