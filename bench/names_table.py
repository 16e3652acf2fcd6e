"""The table of names: what is typed into Kibana's bar, in which form, and what it should find.

A row asks one form of one name in one language. Wanted are the reports that the linker put the entity into, with a
word or without one where the form says so. ``EXACT`` forms find these and no other; of the rest, which the index cannot
mend, the table tells how many they find and how many wrong ones. Words that are parts of names must find what they find
in an index that knows no names.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from newsetl.index.engine import Engine
from newsetl.index.query import AnyOf, Concept
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.kibana_bar import Language, asked_in_bar
from newsetl.search.planner import plan

NAMES = (
    "سجن غويران",
    "سجن الصناعة",
    "Ghweran prison",
    "مخيم الهول",
    "معبر باب الهوى",
    "سد تشرين",
    "هيئة تحرير الشام",
    "قوات سوريا الديمقراطية",
    "داعش",
)
WITH, WITHOUT = "هجوم", "محاكمة"
"""A word that reports on all of them have, and one that some have."""
PARTS = ("الشام", "الصناعة", "العربية", "prison", "الديمقراطية", "الهوى")
"""Words that stand in names and are none themselves."""
Wanted = Literal["name", "name and word", "name without word"]


@dataclass(frozen=True)
class Form:
    """One way to type a name."""

    title: str
    language: Language
    typed: Callable[[str], str]
    wanted: Wanted = "name"
    exact: bool = False
    """Whether it finds what is wanted and no other, on every corpus."""
    several: bool = False
    """Only for names of several words."""


@dataclass(frozen=True)
class Row:
    """What one form of one name found."""

    form: str
    language: Language
    name: str
    typed: str
    wanted: int
    right: int
    wrong: int
    exact: bool


def _forms() -> Iterator[Form]:
    for language, and_, without in (("kql", "and", "and not "), ("lucene", "AND", "-")):
        of: dict[str, Any] = {"language": language}
        yield Form("bare", typed=lambda name: name, exact=True, **of)
        yield Form("quoted", typed=lambda name: f'"{name}"', exact=True, **of)
        yield Form(
            "quoted, and a word",
            typed=lambda name, joined=and_: f'"{name}" {joined} {WITH}',
            wanted="name and word",
            exact=True,
            **of,
        )
        yield Form(
            "quoted, not a word",
            typed=lambda name, minus=without: f'"{name}" {minus}{WITHOUT}',
            wanted="name without word",
            exact=True,
            **of,
        )
        yield Form("bare, a word before", typed=lambda name: f"{WITH} {name}", wanted="name and word", **of)
        yield Form(
            "its words with and", typed=lambda name, joined=and_: f" {joined} ".join(name.split()), several=True, **of
        )
        yield Form("reversed", typed=lambda name: " ".join(reversed(name.split())), several=True, **of)


FORMS = tuple(_forms())


def name_rows(engine: Engine, linker: Linker, names: Iterable[str] = NAMES) -> list[Row]:
    """Every form of every name, asked of an index whose names the linker has.

    Raises ValueError for a name that the gazetteer lacks.
    """
    rows = []
    for name in names:
        found = linker.link_query(name)
        if len(found) != 1:
            raise ValueError(f"{name} is not one name of the gazetteer")
        reports = engine.matched_ids(AnyOf(tuple(Concept(entity) for entity in found[0].entity_ids)))
        for form in FORMS:
            if form.several and len(name.split()) < 2:
                continue
            wanted = _wanted(engine, reports, form)
            hits = engine.matched_ids(asked_in_bar(form.typed(name), form.language))
            counts = {"wanted": len(wanted), "right": len(hits & wanted), "wrong": len(hits - wanted)}
            rows.append(Row(form.title, form.language, name, form.typed(name), exact=form.exact, **counts))
    return rows


def _wanted(engine: Engine, reports: set[str], form: Form) -> set[str]:
    match form.wanted:
        case "name and word":
            return reports & engine.matched_ids(asked_in_bar(WITH, form.language))
        case "name without word":
            return reports - engine.matched_ids(asked_in_bar(WITHOUT, form.language))
        case _:
            return reports


def part_rows(
    engine: Engine, nameless: Engine, linker: Linker, parts: Sequence[str] = PARTS
) -> list[dict[str, int | str]]:
    """What a word that is part of names finds, and how many of the hits an index without names has not.

    ``nameless``: the same reports in an index that knows no names (``without_names``).
    """
    rows: list[dict[str, int | str]] = []
    bare = Linker(Gazetteer([]))
    for part in parts:
        asked = {
            "planner": (plan(part, linker).query, plan(part, bare).query),
            **{language: (asked_in_bar(part, language),) * 2 for language in ("kql", "lucene")},
        }
        for way, (with_names, without) in asked.items():
            hits, plain = engine.matched_ids(with_names), nameless.matched_ids(without)
            counts = {"hits": len(hits), "without_names": len(plain), "more": len(hits - plain)}
            rows.append({"word": part, "asked": way, **counts, "fewer": len(plain - hits)})
    return rows


def without_names(engine: Engine, nameless: Engine) -> None:
    """Copy every report of ``engine`` into an index that knows no names, without its concepts."""
    nameless.prepare()
    batch = []
    for document in engine.scan():
        batch.append(document.model_copy(update={"concepts": []}))
        if len(batch) == 500:
            nameless.write(batch)
            batch = []
    nameless.write(batch)


def summed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of each form and language added up over all names."""
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        one = sums.setdefault(
            (row.language, row.form),
            {"language": row.language, "form": row.form, "names": 0, "wanted": 0, "right": 0, "wrong": 0},
        )
        one["names"] += 1
        for count in ("wanted", "right", "wrong"):
            one[count] += asdict(row)[count]
    return list(sums.values())
