"""Packs of the gazetteer, shipped ones and the operator's: read line by line, every fault told with file and line."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from newsetl.keeping import kept
from newsetl.names.contexts import is_by_term
from newsetl.names.extension import Extension, extended, extension_faults, short_descriptions
from newsetl.names.gazetteer import Entry, Gazetteer, GazetteerError, concept_token
from newsetl.names.happenings import KINDS
from newsetl.names.heads import HEADS
from newsetl.names.retold import MARKS, part_of, retelling_ids
from newsetl.names.sides import BEARINGS
from newsetl.records import digest_of

MOST_TOLD = 10
CASES = "cases.jsonl"
"""What is no pack in the operator's folder: sentences with what is to be found in them (``names.cases``)."""
_WORDING = {
    "missing": "has no {field}",
    "extra_forbidden": "has a key that entries do not have: {field}",
    "greater_than_equal": "{field} is off the globe: {input}",
    "less_than_equal": "{field} is off the globe: {input}",
}
_FIELDS = {"ar": "Arabic name (ar)", "en": "English name (en)", "lat": "latitude (lat)", "lon": "longitude (lon)"}


class Line(NamedTuple):
    """An entry and where it stands."""

    entry: Entry
    file: str
    number: int

    @property
    def place(self) -> str:
        """For people: file and line."""
        return f"{self.file} line {self.number}"


class Fault(NamedTuple):
    """What is wrong in a line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.message}"


def load_gazetteer(own: Path | None = None, shipped: Collection[str] = ()) -> Gazetteer:
    """The shipped packs (of those named, or all), and every ``*.jsonl`` of the operator's folder if it exists.

    Raises GazetteerError that tells every fault with file and line.
    """
    return _loaded(tuple(map(_whole, packs(own, shipped))))


@dataclass(frozen=True)
class _Read:
    """A pack as it is now; equal to itself as long as nobody writes to it."""

    path: str
    content: bytes
    pack: Traversable = field(compare=False)


def _whole(pack: Traversable) -> _Read:
    return _Read(str(pack), pack.read_bytes(), pack)


@lru_cache(4)
def _loaded(found: tuple[_Read, ...]) -> Gazetteer:
    """The gazetteer of these packs; to check them takes seconds."""
    key = digest_of(digest_of([], one.content) for one in found)
    return kept("gazetteer", key, lambda: _checked(found))


def _checked(read: Iterable[_Read]) -> Gazetteer:
    lines, faults = _lines_of(read)
    faults += faults_between(lines)
    if faults:
        told = [str(fault) for fault in faults[:MOST_TOLD]]
        rest = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
        raise GazetteerError("; ".join([*told, *rest]) + " (`newsetl gazetteer check` lists all)")
    gazetteer = Gazetteer(line.entry for line in lines)
    gazetteer.lasting = True
    # asked for at every start, so that they are kept with it
    _ = gazetteer.fingerprint, gazetteer.chain_names
    return gazetteer


def shipped_packs() -> dict[str, Traversable]:
    """The packs that come with newsetl, by name."""
    folder = files("newsetl.names").joinpath("packs")
    return {pack.name.removesuffix(".jsonl"): pack for pack in sorted(folder.iterdir(), key=lambda p: p.name)}


def packs(own: Path | None, shipped: Collection[str] = ()) -> list[Traversable]:
    """The packs to read, in order. Raises GazetteerError for a shipped pack that there is not."""
    known = shipped_packs()
    if unknown := [name for name in shipped if name not in known]:
        raise GazetteerError(f"no shipped pack is called {', '.join(unknown)}: there are {', '.join(known)}")
    return [*(known[name] for name in shipped or known), *own_packs(own)]


def own_packs(own: Path | None) -> list[Path]:
    """The packs of the operator's folder, in order; none where there is no folder."""
    return [pack for pack in sorted(own.glob("*.jsonl")) if pack.name != CASES] if own and own.is_dir() else []


class _Pack(NamedTuple):
    """What a pack says by itself."""

    lines: tuple[Line, ...]
    extensions: tuple[tuple[Extension, str, int], ...]
    faults: tuple[Fault, ...]


def read_packs(files_: list[Traversable]) -> tuple[list[Line], list[Fault]]:
    """Entries, as other lines extend them, and the faults of lines that are none."""
    return _lines_of(map(_whole, files_))


def _lines_of(read: Iterable[_Read]) -> tuple[list[Line], list[Fault]]:
    found = [*map(_pack, read)]
    lines = [line for one in found for line in one.lines]
    faults = [fault for one in found for fault in one.faults]
    return lines, faults + _extend(lines, [extension for one in found for extension in one.extensions])


@lru_cache(16)
def _pack(read: _Read) -> _Pack:
    """A pack by itself, which is read but once however often the others change."""
    name = read.pack.name
    return kept(f"pack {name}", digest_of([], read.content), lambda: _read_pack(name, read.content))


def _read_pack(name: str, content: bytes) -> _Pack:
    lines: list[Line] = []
    faults: list[Fault] = []
    extensions: list[tuple[Extension, str, int]] = []
    try:
        # editors of Windows begin a file with a mark
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        return _Pack((), (), (Fault(name, number, f"is not UTF-8: {error.reason} (byte {error.start} of the file)"),))
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not raw.strip():
            continue
        try:
            if '"extends"' in raw:
                extensions.append((Extension.model_validate_json(raw), name, number))
                continue
            entry = Entry.model_validate_json(raw)
        except ValidationError as error:
            faults += [Fault(name, number, message) for message in _messages(raw, error)]
            continue
        faults += [Fault(name, number, f"{entry.id} {message}") for message in _entry_faults(entry)]
        lines.append(Line(entry, name, number))
    return _Pack(tuple(lines), tuple(extensions), tuple(faults))


def _extend(lines: list[Line], extensions: list[tuple[Extension, str, int]]) -> list[Fault]:
    """Put extended entries, which stand where they were last extended, in the place of what they extend."""
    at = {line.entry.id: index for index, line in reversed(list(enumerate(lines)))}
    faults = []
    for extension, file, number in extensions:
        index = at.get(extension.id)
        if index is None:
            faults.append(Fault(file, number, f"{extension.id} extends an entry that no pack has"))
            continue
        entry = lines[index].entry
        faults += [Fault(file, number, f"{entry.id} {message}") for message in extension_faults(entry, extension)]
        lines[index] = Line(extended(entry, extension), file, number)
    return faults


def faults_between(lines: list[Line]) -> list[Fault]:
    """Faults that show only when entries are seen together: ids, places, contexts."""
    first: dict[str, Line] = {}
    tokens: dict[str, Line] = {}
    faults = []
    for line in lines:
        entity = line.entry.id
        if (other := first.setdefault(entity, line)) is not line:
            told = f'stands twice, first in {other.place} (a line that adds to it has "extends": true)'
            faults.append(_fault(line, told))
        other = tokens.setdefault(concept_token(entity), line)
        if other.entry.id != entity:
            faults.append(_fault(line, f"and {other.entry.id} would share one concept token: rename one"))
    for line in lines:
        faults += [_fault(line, message) for message in _missing(line.entry, first)]
        if cycle := _cycle(line.entry, first):
            faults.append(_fault(line, f"lies in itself: {' → '.join(cycle)}"))
    return faults


def _fault(line: Line, message: str) -> Fault:
    return Fault(line.file, line.number, f"{line.entry.id} {message}")


def _entry_faults(entry: Entry) -> Iterator[str]:
    if not any("\u0600" <= char <= "\u06ff" for char in entry.ar):
        yield f"has no Arabic name (ar): {entry.ar!r} is not in Arabic script"
    if (entry.lat is None) != (entry.lon is None):
        yield "has one coordinate without the other"
    if entry.head and entry.head not in HEADS:
        yield f"has an unknown head noun class {entry.head!r}: there are {', '.join(HEADS)}"
    if unknown := sorted({*entry.happening} - {*KINDS}):
        yield f"is an event of an unknown kind {', '.join(unknown)}: there are {', '.join(KINDS)}"
    if entry.side and entry.side not in BEARINGS:
        yield f"lies on an unknown side {entry.side!r}: there are {', '.join(BEARINGS)}"
    if bool(entry.side) != bool(entry.side_of):
        yield "needs side and side_of together"
    if bool(entry.head) != bool(entry.cores):
        yield "needs head and cores together"
    if entry.visitor and entry.visitor not in entry.participants:
        yield f"is visited by {entry.visitor}, which is none of its participants"
    if entry.driven_out and entry.driven_out not in entry.participants:
        yield f"drives out {entry.driven_out}, which is none of its participants"
    yield from short_descriptions(entry.descriptions)
    yield from _term_faults(entry)
    yield from _retold_faults(entry)


def _term_faults(entry: Entry) -> Iterator[str]:
    for weak in entry.weak_aliases:
        first, last = entry.term_of(weak)
        if is_by_term(weak.context) and not (first or last):
            yield f"is called {weak.alias!r} on its days alone (@then), of which none is known"
        if first and last and first > last:
            yield f"is called {weak.alias!r} until {last}, before {first}"


def _retold_faults(entry: Entry) -> Iterator[str]:
    if entry.retold and entry.kind == "event" and not entry.valid_from:
        yield "is retold and has no valid_from, before which nothing tells of it"
    for written in entry.retold:
        parts = [*map(part_of, written)]
        if not any(part.is_named for part in parts) or not any(part.is_worded for part in parts):
            yield f"is retold by {' + '.join(written)}, which needs a part of ids alone and one of words alone"
        if unknown := sorted({choice for part in written for choice in part.split("|") if choice[:1] == "@"} - MARKS):
            yield f"is retold by {', '.join(unknown)}: of such there are only {', '.join(sorted(MARKS))}"


def _missing(entry: Entry, known: Collection[str]) -> Iterator[str]:
    for place in (entry.located_in, entry.place, entry.side_of, *(entry.on_sides or ())):
        if place and place not in known:
            yield f"lies in {place}, which no pack has"
    needs = {need for weak in entry.weak_aliases for need in weak.entities}
    for need in sorted({*needs, *entry.participants, *entry.places, *retelling_ids(entry)}):
        if need not in known:
            yield f"asks for {need}, which no pack has"


def _cycle(entry: Entry, known: dict[str, Line]) -> list[str]:
    """The way from an entry through the places that contain it back to itself; empty where there is none."""
    way, at = [entry.id], entry.located_in or entry.place
    while at and at in known and at not in way:
        way.append(at)
        at = known[at].entry.located_in or known[at].entry.place
    return [*way, entry.id] if at == entry.id else []


def _messages(raw: str, error: ValidationError) -> Iterator[str]:
    try:
        record = json.loads(raw)
    except ValueError as broken:
        yield f"is no JSON: {broken}"
        return
    name = record.get("id", "the entry") if isinstance(record, dict) else "the entry"
    for fault in error.errors():
        field = ".".join(map(str, fault["loc"])) or "the line"
        wording = _WORDING.get(fault["type"], "{field}: {message}")
        told = wording.format(field=_FIELDS.get(field, field), input=fault.get("input"), message=fault["msg"])
        yield f"{name} {told}"
