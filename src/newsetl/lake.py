"""Where records rest between stages: one folder a stage and partition, rewritten whole and atomically.

``STAGE/route=…/interval=…/source=…/`` holds the files of the current attempt and ``current.json`` that names them.
A reader sees the old attempt or the new one, never a mixture: the pointer is the only thing that is replaced.
"""

import json
import os
from collections.abc import Iterator, Sequence
from glob import escape
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq
from filelock import FileLock

from newsetl import warc
from newsetl.arrow import table_of
from newsetl.files import write_whole
from newsetl.records import Capture, Partition, Record, Rejection, Route, generation_of
from newsetl.settings import Settings, SettingsError, file_url_path, location_without_credentials

POINTER = "current.json"
CAPTURES = "ingest"
_MARKER = "lake.json"
R = TypeVar("R", bound=Record)


class LakeError(RuntimeError):
    """The lake cannot be used as it is set up; the message says why and what to do."""


class Superseded(LakeError):
    """A later attempt has already written this partition, so this one's result is dropped."""


class Commit(Record):
    """What ``current.json`` says of one stage's partition."""

    attempt: int
    digest: str
    """Digest of the rows, for the stages behind."""
    consumed: dict[str, str]
    """``STAGE/partition path`` → digest of the input that was read."""
    rows: int
    rejected: int
    files: list[str]


class Lake:
    """A lake in a folder. Construction touches nothing; the first write creates and marks the folder."""

    def __init__(self, url: str, machine: str) -> None:
        root = file_url_path(url)
        if root is None:
            shown = location_without_credentials(url)
            raise SettingsError(f"NEWSETL_LAKE_URL={shown}: only file:/// lakes are supported so far")
        self.root = root
        self.machine = machine

    @classmethod
    def from_settings(cls, settings: Settings) -> "Lake":
        """The lake that the settings name."""
        return cls(settings.lake_location, settings.machine)

    def write(
        self,
        stage: str,
        partition: Partition,
        attempt: int,
        rows: list[Any],
        rejections: list[Rejection],
        *,
        digest: str,
        consumed: dict[str, str],
        model: type[Record],
    ) -> Commit:
        """Make ``rows`` and ``rejections`` the partition's content.

        Raises Superseded if a later attempt was there first, LakeError where the folder cannot be written.
        """
        self._claim()
        folder = self.folder(stage, partition)
        name = f"{attempt:08d}.{'warc.gz' if stage == CAPTURES else 'parquet'}"
        rejected_name = f"{attempt:08d}.rejected.parquet"
        folder.mkdir(parents=True, exist_ok=True)
        if stage == CAPTURES:
            write_whole(folder / name, lambda path: warc.write_captures(path, rows))
        else:
            write_whole(folder / name, lambda path: pq.write_table(table_of(rows, model), path, compression="zstd"))
        write_whole(
            folder / rejected_name,
            lambda path: pq.write_table(table_of(rejections, Rejection), path, compression="zstd"),
        )
        commit = Commit(
            attempt=attempt,
            digest=digest,
            consumed=consumed,
            rows=len(rows),
            rejected=len(rejections),
            files=[name, rejected_name],
        )
        with FileLock(folder / ".lock", timeout=60):
            before = self.commit(stage, partition)
            if before and before.attempt > attempt:
                raise Superseded(f"{stage} {partition.path}: attempt {before.attempt} came after attempt {attempt}")
            write_whole(folder / POINTER, lambda path: path.write_text(commit.model_dump_json()))
            self._drop_old(folder, keep={*commit.files, *(before.files if before else [])})
        return commit

    def commit(self, stage: str, partition: Partition) -> Commit | None:
        """The partition's current commit; None when the stage never finished there."""
        try:
            return Commit.model_validate_json((self.folder(stage, partition) / POINTER).read_text())
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise LakeError(f"the lake folder cannot be read: {error}") from error

    def read(self, stage: str, partition: Partition, model: type[R]) -> list[R]:
        """The partition's rows; empty when the stage never finished there."""
        return [model.model_validate(row) for row in self._read_table(stage, partition, 0)]

    def find(self, stage: str, partition: Partition, model: type[R], column: str, value: str) -> list[R]:
        """The partition's rows with this value in a column, without reading row groups that cannot hold it."""
        found = self._read_table(stage, partition, 0, [(column, "=", value)])
        return [model.model_validate(row) for row in found]

    def values(self, stage: str, partition: Partition, column: str) -> set[str]:
        """The different values that a column has in the partition, without reading anything else."""
        return {row[column] for row in self._read_table(stage, partition, 0, columns=[column])}

    def columns(
        self,
        stage: str,
        partition: Partition,
        names: Sequence[str],
        filters: list[tuple[str, str, str]] | None = None,
    ) -> list[dict[str, Any]]:
        """These columns of the partition's rows, as stored, without reading the others."""
        return self._read_table(stage, partition, 0, filters, list(names))

    def read_captures(self, partition: Partition) -> Iterator[Capture]:
        """The partition's captures, in the order they were taken."""
        commit = self.commit(CAPTURES, partition)
        if commit:
            yield from warc.read_captures(self.folder(CAPTURES, partition) / commit.files[0])

    def read_rejections(self, stage: str, partition: Partition) -> list[Rejection]:
        """What the stage would not pass on."""
        return [Rejection.model_validate(row) for row in self._read_table(stage, partition, 1)]

    def partitions(
        self,
        stage: str,
        *,
        route: Route | None = None,
        source: str | None = None,
    ) -> list[Partition]:
        """Partitions the stage has finished, oldest interval first, optionally of one route and source."""
        routes = f"route={route}" if route else "route=*"
        base = self.root / stage
        sources = f"source={escape(source)}" if source else "source=*"
        pointers = base.glob(f"{routes}/interval=*/{sources}/{POINTER}")
        found = [Partition.from_path(pointer.parent.relative_to(base).as_posix()) for pointer in pointers]
        return sorted(found, key=lambda p: (p.since, p.until, p.route, p.source))

    def last_generation(self) -> int:
        """The highest processing generation among enriched records; 0 in an empty lake."""
        files = (path for path in self.root.glob("enrich/**/*.parquet") if ".rejected." not in path.name)
        columns = (pq.read_table(path, columns=["version"]).column("version").to_pylist() for path in files)
        return max((generation_of(version) for column in columns for version in column), default=0)

    def check_writable(self) -> None:
        """Raise LakeError with what to do, if this process could not write here."""
        self._claim()
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise LakeError(f"the lake folder {self.root} is not writable: change its owner or set NEWSETL_LAKE_URL")

    def _claim(self) -> None:
        """Create and mark the folder for this machine; refuse another machine's folder."""
        marker = self.root / _MARKER
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                write_whole(marker, lambda path: path.write_text(json.dumps({"format": 1, "machine": self.machine})))
            owner = json.loads(marker.read_text())["machine"]
        except OSError as error:
            raise LakeError(
                f"the lake folder {self.root} cannot be used: {error.strerror}: "
                "change its owner, or name another folder with NEWSETL_LAKE_URL"
            ) from error
        if owner != self.machine:
            raise LakeError(
                f"the lake folder {self.root} belongs to the machine «{owner}», this one is «{self.machine}»: several "
                "machines cannot safely write to one file:// lake. If the machine was only renamed, "
                f"set NEWSETL_MACHINE={owner}"
            )

    def folder(self, stage: str, partition: Partition) -> Path:
        """Where a stage keeps the partition; need not exist."""
        return self.root / stage / partition.path

    def _read_table(
        self,
        stage: str,
        partition: Partition,
        which: int,
        filters: list[tuple[str, str, str]] | None = None,
        columns: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        for last_try in (False, True):
            commit = self.commit(stage, partition)
            if commit is None:
                return []
            path = self.folder(stage, partition) / commit.files[which]
            try:
                rows: list[dict[str, Any]] = pq.read_table(path, filters=filters, columns=columns).to_pylist()
                return rows
            except FileNotFoundError:
                # two newer attempts landed between the pointer and the file: read the pointer again
                if last_try:
                    raise
        return []

    @staticmethod
    def _drop_old(folder: Path, keep: set[str]) -> None:
        """Remove files of attempts before the last two: a reader may still hold the last pointer."""
        oldest = min(keep)
        for path in folder.iterdir():
            # a higher number may be an attempt that is just about to commit
            if path.name[:1].isdigit() and path.name[:8] < oldest[:8]:
                path.unlink(missing_ok=True)


def input_key(stage: str, partition: Partition) -> str:
    """The key of one consumed input in ``Commit.consumed``."""
    return f"{stage}/{partition.path}"
