"""Sentences of which it is known whether they name an entity: what feedback taught must stay so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from newsetl.names.linker import POSSIBLE, Linker
from newsetl.names.loading import Fault
from newsetl.records import Mention, Record


class Case(Record):
    """A sentence with its report's title and day, and whether it names the entity."""

    sentence: str
    title: str = ""
    day: date | None = None
    entity_id: str
    expected: bool
    surface: str = ""
    """The words that do or do not name it; any of the sentence where it is empty. The title is context alone."""

    def holds(self, linker: Linker) -> bool:
        """Whether the linker does as expected; what it holds merely possible is no link."""
        return bool(self.mentions(linker)) == self.expected

    def mentions(self, linker: Linker) -> list[Mention]:
        """Where the sentence is linked to the entity by the words that the case is about."""
        return [
            mention
            for mention in linker.link(self.title, self.sentence, self.day)
            if mention.entity_id == self.entity_id and mention.confidence > POSSIBLE and mention.field == "body"
            if self.surface in ("", mention.surface)
        ]


def failing(path: Path, linker: Linker) -> Iterator[Fault]:
    """The cases of a file that do not hold, and the lines that are none; nothing where there is no file."""
    if not path.exists():
        return
    for number, raw in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not raw.strip():
            continue
        try:
            case = Case.model_validate_json(raw)
        except ValidationError as error:
            yield Fault(path.name, number, f"is no case: {error.errors()[0]['msg']}")
            continue
        if not case.holds(linker):
            told = "is no longer found in" if case.expected else "is found again in"
            yield Fault(path.name, number, f"{case.entity_id} {told} «{case.sentence}»")
