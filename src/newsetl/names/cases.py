"""Sentences with what is to be found in them: what an operator or feedback once corrected stays corrected."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock
from pydantic import ConfigDict, ValidationError

from newsetl.files import write_whole
from newsetl.names.linker import Linker
from newsetl.names.loading import Fault
from newsetl.names.matching import POSSIBLE
from newsetl.records import Mention, Record

OWN_LOCK, LOCK_SECONDS = ".own.lock", 30
"""The lock of the operator's folder, beside its packs, which end otherwise."""


class Case(Record):
    """A sentence, and whether an entity is to be linked in it. Other keys are for whoever wrote the file."""

    model_config = ConfigDict(extra="ignore")

    sentence: str
    title: str = ""
    """Of the sentence's report: context alone, in which nothing is expected."""
    entity_id: str
    expected: bool
    surface: str = ""
    """The words that do or do not name it; any of the sentence where it is empty."""
    day: date | None = None
    """The day of the report, for names that hold at a time."""

    def mentions(self, linker: Linker, *, possible: bool = False) -> list[Mention]:
        """Where the sentence is linked to the entity by the words that the case is about.

        What the linker holds merely ``possible`` is no link, unless asked for.
        """
        return [
            mention
            for mention in linker.link(self.title, self.sentence, self.day)
            if mention.entity_id == self.entity_id and mention.field == "body"
            if self.surface in ("", mention.surface) and (possible or mention.confidence > POSSIBLE)
        ]

    def holds(self, linker: Linker) -> bool:
        """Whether the linker does as expected."""
        return bool(self.mentions(linker)) == self.expected


class CaseLine(NamedTuple):
    """A case and where it stands."""

    case: Case
    file: str
    number: int


def read_cases(path: Path) -> tuple[list[CaseLine], list[Fault]]:
    """The cases of a file (JSON Lines), and its lines that are none; nothing where there is no file."""
    cases, faults = [], []
    for number, raw in enumerate(path.read_bytes().split(b"\n") if path.exists() else (), 1):
        if not raw.strip():
            continue
        try:
            cases.append(CaseLine(Case.model_validate_json(raw), path.name, number))
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the line'}: {e['msg']}" for e in error.errors())
            faults.append(Fault(path.name, number, f"is no case: {told}"))
    return cases, faults


def remove_cases(path: Path, unwanted: Callable[[str], bool]) -> int:
    """Take the cases out of a file whose sentence ``unwanted`` takes; returns how many these were."""
    if not path.exists():
        return 0
    with FileLock(path.parent / OWN_LOCK, timeout=LOCK_SECONDS):
        gone = {line.number for line in read_cases(path)[0] if unwanted(line.case.sentence)}
        lines = path.read_bytes().split(b"\n")
        kept = b"\n".join(raw for number, raw in enumerate(lines, 1) if number not in gone)
        if gone:
            write_whole(path, lambda temporary: temporary.write_bytes(kept))
    return len(gone)


def run_cases(cases: list[CaseLine], linker: Linker) -> list[Fault]:
    """The cases that do not come out as expected."""
    return [Fault(file, number, told) for case, file, number in cases if (told := _told(case, linker))]


def _told(case: Case, linker: Linker) -> str:
    """What is wrong with a case; empty where it holds."""
    if case.expected and case.entity_id not in linker.gazetteer.entries:
        return f"expects {case.entity_id}, which no pack has"
    found = case.mentions(linker)
    if bool(found) == case.expected:
        return ""
    if case.expected:
        how = "possible only" if case.mentions(linker, possible=True) else "not found"
        return f"{case.entity_id} is {how} in «{case.sentence}»"
    by = f"«{found[0].surface}» ({found[0].rule})"
    return f"{case.entity_id} is found by {by} in «{case.sentence}», where it is not meant"
