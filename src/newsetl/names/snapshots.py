"""The names as they were: every gazetteer that records or an index were made with, kept under its fingerprint.

``FOLDER/FINGERPRINT.jsonl.gz`` holds the entries, one a line; ``FOLDER/processings/ENRICHED_BY.json`` says what a
record's ``enriched_by`` stands for. Both are written once, when first used; later changes are measured against them.
"""

import gzip
import json
import zlib
from pathlib import Path

from newsetl.files import write_whole
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.records import Record, digest_of


class Processing(Record):
    """What made an enriched record beside its article."""

    code: str
    """``code_fingerprint`` of the code that linked it."""
    gazetteer: str
    """``Gazetteer.fingerprint``."""
    morphology: str | None = None
    """Morphological database, None without one."""
    older_text: bool = False
    """Linked anew from an article that older code had extracted: the same code run from the capture supersedes it."""

    @property
    def fingerprint(self) -> str:
        """The record's ``enriched_by``."""
        tier = [self.morphology] if self.morphology else []
        return digest_of([self.code, self.gazetteer, *tier, *(["older text"] if self.older_text else [])])

    def links_like(self, other: "Processing") -> bool:
        """Whether both make the same of one article."""
        return (self.code, self.gazetteer, self.morphology) == (other.code, other.gazetteer, other.morphology)


class Snapshots:
    """The kept gazetteers and processings of one data folder; nothing is made before something is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, gazetteer: Gazetteer) -> None:
        """Keep a gazetteer, unless it is kept already."""
        path = self._path(gazetteer.fingerprint)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{entry.model_dump_json()}\n" for _, entry in sorted(gazetteer.entries.items()))
        # no time in the header, so that the same names are the same file
        write_whole(path, lambda beside: beside.write_bytes(gzip.compress(lines.encode(), mtime=0)))

    def load(self, fingerprint: str) -> Gazetteer | None:
        """A kept gazetteer; None for one that is not kept or that this newsetl can no longer read."""
        try:
            lines = gzip.decompress(self._path(fingerprint).read_bytes()).decode().splitlines()
            gazetteer = Gazetteer(Entry.model_validate(json.loads(line)) for line in lines)
        except (OSError, EOFError, zlib.error, ValueError):
            return None
        gazetteer.lasting = True
        return gazetteer

    def keep_processing(self, processing: Processing) -> None:
        """Keep what an ``enriched_by`` stands for."""
        path = self._processing_path(processing.fingerprint)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, lambda beside: beside.write_text(processing.model_dump_json()))

    def processing(self, enriched_by: str) -> Processing | None:
        """What an ``enriched_by`` stands for; None when that is not known."""
        try:
            return Processing.model_validate_json(self._processing_path(enriched_by).read_text())
        except (OSError, ValueError):
            return None

    def _path(self, fingerprint: str) -> Path:
        return self.folder / f"{fingerprint}.jsonl.gz"

    def _processing_path(self, enriched_by: str) -> Path:
        return self.folder / "processings" / f"{enriched_by}.json"
