"""Marked mentions as files: what a person found in reports, and which entities the names they wrote stand for."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsetl.arabic.tokens import spaced
from newsetl.names.gazetteer import Gazetteer
from newsetl.search.judgements import EvaluationError, read_lines

GoldMarks = dict[str, list["Mark"]]
"""Report id → what is marked in it; a report without a mark in it counts, one that is not there does not."""


@dataclass(frozen=True)
class Mark:
    """A marked mention; ``name`` is a gazetteer id or what people call the thing."""

    field: str
    start: int
    end: int
    surface: str
    name: str


class Names:
    """From the names that markers wrote to entities: by their own table, by id, or by a strong name that is equal."""

    def __init__(self, gazetteer: Gazetteer, table: Mapping[str, frozenset[str]]) -> None:
        self._table = table
        self._entries = gazetteer.entries
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for entry in gazetteer.entries.values():
            for name in entry.names:
                self._by_name[spaced(name)].add(entry.id)

    def entities(self, name: str) -> frozenset[str]:
        """Ids that are right for a name: several where it is that of several; none when the gazetteer lacks it."""
        if name in self._table:
            return self._table[name]
        return frozenset({name}) if name in self._entries else frozenset(self._by_name.get(spaced(name), ()))


def read_marks(path: Path) -> GoldMarks:
    """Marked mentions, JSON Lines: {"id", "mentions": [{"field", "start", "end", "surface", "name"}]}.

    Raises EvaluationError naming file and line.
    """
    marks: GoldMarks = {}
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            marks[str(record["id"])] = [_mark(one) for one in record["mentions"]]
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path} line {number}: expected id and mentions with field, start, end, surface, name: {error!r}"
            ) from None
    return marks


def _mark(one: Mapping[str, Any]) -> Mark:
    if one["field"] not in ("title", "body"):
        raise ValueError(f"{one['field']!r} is neither title nor body")
    return Mark(one["field"], int(one["start"]), int(one["end"]), str(one["surface"]), str(one["name"]))


def read_name_table(path: Path, known: Iterable[str]) -> dict[str, frozenset[str]]:
    """name<TAB>id: several ids, with commas between them, are all right; without an id the gazetteer lacks the thing.

    Raises EvaluationError for an id that is not ``known``.
    """
    ids = set(known)
    table: dict[str, frozenset[str]] = {}
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        name, _, right = line.partition("\t")
        table[name.strip()] = frozenset(part for cell in right.split(",") if (part := cell.strip()))
        if missing := table[name.strip()] - ids:
            raise EvaluationError(f"{path} line {number}: the gazetteer has no {', '.join(sorted(missing))}")
    return table
