"""Sentences with what is to be found in them: what an operator once corrected stays corrected."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from newsetl.names.linker import POSSIBLE, Linker
from newsetl.names.loading import Fault


class Case(BaseModel):
    """A sentence, and whether an entity is to be linked in it. Other keys are for whoever wrote the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sentence: str
    title: str = ""
    entity_id: str
    expected: bool
    day: date | None = None
    """The day of the report, for names that hold at a time."""


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


def run_cases(cases: list[CaseLine], linker: Linker) -> list[Fault]:
    """The cases that do not come out as expected; a possibility is no link."""
    faults = []
    for case, file, number in cases:
        if case.expected and case.entity_id not in linker.gazetteer.entries:
            faults.append(Fault(file, number, f"expects {case.entity_id}, which no pack has"))
            continue
        found = [m for m in linker.link(case.title, case.sentence, case.day) if m.entity_id == case.entity_id]
        believed = [mention for mention in found if mention.confidence > POSSIBLE]
        if case.expected and not believed:
            how = "possible only" if found else "not found"
            faults.append(Fault(file, number, f"{case.entity_id} is {how} in «{case.sentence}»"))
        elif believed and not case.expected:
            mention = believed[0]
            faults.append(
                Fault(
                    file,
                    number,
                    f"{case.entity_id} is found by «{mention.surface}» ({mention.rule}) in «{case.sentence}», "
                    "where it is not meant",
                )
            )
    return faults
