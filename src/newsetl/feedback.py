"""What readers say of links, wrong ones and missing ones, kept until an operator has decided on each.

``DATA_DIR/feedback.jsonl`` is only ever appended to: a decision is the same feedback once more with another status, and
the last line of an id holds.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal, Protocol

from filelock import FileLock
from pydantic import StringConstraints, ValidationError

from newsetl.arabic.sentences import sentence_around
from newsetl.files import write_whole
from newsetl.records import Record, UtcDatetime, digest_of

FILE = "feedback.jsonl"
LOCK_SECONDS = 30
ID_LETTERS = 10
MAX_NAME, MAX_SENTENCE, MAX_NOTE = 120, 2_000, 1_000

Kind = Literal["wrong", "missing"]
Status = Literal["open", "accepted", "rejected"]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MAX_NAME)]


class FeedbackError(ValueError):
    """Feedback that cannot be taken; the message says what it lacks."""


class Feedback(Record):
    """One reader's word on one link."""

    id: str
    kind: Kind
    entity_id: Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAX_NAME)]
    """Of a missing link it may be an id that no pack has yet."""
    article_id: Annotated[str, StringConstraints(max_length=200)] | None = None
    surface: _Name
    """The words of the text."""
    sentence: Annotated[str, StringConstraints(min_length=1, max_length=MAX_SENTENCE)]
    title: Annotated[str, StringConstraints(max_length=MAX_SENTENCE)] = ""
    day: date | None = None
    """The report's day, which what an office or an event means may turn on."""
    at: UtcDatetime
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE)] = ""
    status: Status = "open"


class Named(Protocol):
    """Where an entity stands in a text; mentions of records and of documents are such."""

    @property
    def entity_id(self) -> str: ...  # noqa: D102
    @property
    def field(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Text:
    """The text that feedback is on: a report's, or one sentence without a title."""

    title: str
    body: str
    mentions: Iterable[Named]
    article_id: str | None = None
    day: date | None = None


@dataclass
class Kept:
    """All feedback by id, oldest first, and the lines that are none."""

    feedback: dict[str, Feedback] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Feedback]:
        """What waits for a decision."""
        return [item for item in self.feedback.values() if item.status == "open"]


def feedback_on(text: Text, kind: Kind, entity_id: str, surface: str = "", note: str = "") -> Feedback:
    """Feedback with the sentence it is on; ``surface`` may be left out of a wrong link, whose mention has it.

    Raises FeedbackError where the text has no such words or no such link, or a part is too long.
    """
    surface = surface.strip()
    if kind == "missing" and not surface:
        raise FeedbackError("say which words of the text name it")
    where, start, end = _found(text, entity_id, surface) if kind == "wrong" else _written(text, surface)
    source = text.title if where == "title" else text.body
    sentence = sentence_around(source, start, end)
    if len(sentence) > MAX_SENTENCE:
        sentence = source[max(0, start - MAX_SENTENCE // 3) : end + MAX_SENTENCE // 3].strip()
    title = text.title if where == "body" else ""
    try:
        return Feedback(
            id=digest_of([kind, entity_id, text.article_id or "", source[start:end], sentence])[:ID_LETTERS],
            kind=kind,
            entity_id=entity_id,
            article_id=text.article_id,
            surface=source[start:end],
            sentence=sentence,
            title=title[:MAX_SENTENCE],
            day=text.day,
            at=datetime.now(UTC),
            note=note.strip(),
        )
    except UnicodeEncodeError:
        raise FeedbackError("the text holds half a character: leave it out") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise FeedbackError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _found(text: Text, entity_id: str, surface: str) -> tuple[str, int, int]:
    for mention in text.mentions:
        source = text.title if mention.field == "title" else text.body
        if mention.entity_id == entity_id and surface in ("", source[mention.start : mention.end]):
            return mention.field, mention.start, mention.end
    raise FeedbackError(f"the text has no link to {entity_id}" + (f" by {surface!r}" if surface else ""))


def _written(text: Text, surface: str) -> tuple[str, int, int]:
    for where, source in (("body", text.body), ("title", text.title)):
        if (at := source.find(surface)) >= 0:
            return where, at, at + len(surface)
    raise FeedbackError(f"{surface!r} does not stand in the text: copy the words as they are written there")


class FeedbackStore:
    """The feedback of one data folder; several processes may append at once."""

    def __init__(self, data_path: Path) -> None:
        self.path = data_path / FILE

    def read(self) -> Kept:
        """All that can be read; a line that cannot is told with its number and passed over."""
        kept = Kept()
        if not self.path.exists():
            return kept
        for number, raw in enumerate(self.path.read_bytes().split(b"\n"), 1):
            if not raw.strip():
                continue
            try:
                item = Feedback.model_validate_json(raw)
            except ValidationError as error:
                kept.faults.append(f"{self.path.name} line {number} is no feedback: {error.errors()[0]['msg']}")
                continue
            kept.feedback[item.id] = item
        return kept

    def add(self, item: Feedback) -> None:
        """Keep one, flushed to disk. What is open already is not kept twice; what was decided is open again."""
        with self._lock():
            known = self.read().feedback.get(item.id)
            if known is None or known.status != item.status:
                self._append(item)

    def find(self, unwanted: Callable[[str | None, str], bool]) -> list[Feedback]:
        """Feedback on a report (its id, None where none is known) or a sentence that ``unwanted`` takes."""
        return [item for item in self.read().feedback.values() if unwanted(item.article_id, item.sentence)]

    def remove(self, unwanted: Callable[[str | None, str], bool]) -> list[Feedback]:
        """Take such feedback out of the file, with all decisions on it; returns it."""
        if not self.path.exists():
            return []
        with self._lock():
            removed = self.find(unwanted)
            ids = {item.id for item in removed}
            kept = [raw for raw in self.path.read_bytes().splitlines(keepends=True) if not _is_one_of(raw, ids)]
            if removed:
                write_whole(self.path, lambda path: path.write_bytes(b"".join(kept)))
        return removed

    def _lock(self) -> FileLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_name(f"{FILE}.lock"), timeout=LOCK_SECONDS)

    def _append(self, item: Feedback) -> None:
        """One write of whole lines; what a kill left half-written before gets a line of its own."""
        with self.path.open("a+b") as file:
            torn = False
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
            text = item.model_dump_json(exclude_none=True) + "\n"
            file.write(b"\n" * torn + text.encode())
            file.flush()
            os.fsync(file.fileno())


def _is_one_of(raw: bytes, ids: set[str]) -> bool:
    try:
        return Feedback.model_validate_json(raw).id in ids
    except ValidationError:
        return False
