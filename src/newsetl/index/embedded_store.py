"""The embedded index's folder: numbered versions, the pointer to the current one, and the writer's lock.

``INDEX/v000001/`` is a tantivy index and a ``newsetl.json`` that says how it was built; ``INDEX/current`` names the
version that readers open. It is replaced in one step, so a kill leaves either the old version or the new one.
"""

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import tantivy
from filelock import FileLock, Timeout

from newsetl.index.embedded_schema import make_schema
from newsetl.index.engine import IndexUnusable
from newsetl.index.versions import missing_message, version_name, version_number

WRITER_HEAP_BYTES = 64_000_000


class IndexFolder:
    """Paths and switches; what is in the index is the engine's business."""

    def __init__(self, root: Path, lock_timeout: float, pinned: Path | None = None) -> None:
        """``pinned``: the version to use whatever readers use, by whoever holds the lock already."""
        self.root = root
        self._pinned = pinned
        self._lock_timeout = lock_timeout
        self._pointer = root / "current"
        self._holder = root / "writer.json"

    def current(self) -> Path | None:
        """The folder that readers use, None before the first version is complete."""
        if self._pinned:
            return self._pinned
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(
                f"{self._pointer} cannot be read ({error}): correct the folder's permissions"
            ) from error
        if not version_number("v", name):
            raise IndexUnusable(f"{self._pointer} names no version: write the name of a v000001-like folder into it")
        return self.root / name

    def require_current(self) -> Path:
        """The folder that readers use. Raises IndexUnusable when there is none."""
        if (folder := self.current()) is None:
            raise IndexUnusable(missing_message(str(self.root)))
        return folder

    def create_version(self, facts: dict[str, str]) -> Path:
        """A new empty version behind every existing one, not yet current. Call it holding the lock."""
        with storage_errors(self.root):
            numbers = [version_number("v", path.name) for path in self.root.iterdir()]
            folder = self.root / version_name("v", max(numbers, default=0) + 1)
            folder.mkdir()
            tantivy.Index(make_schema(), path=str(folder))
            _replace(folder / "newsetl.json", json.dumps(facts))
        return folder

    def promote(self, folder: Path) -> None:
        """Let readers use this version from now on."""
        with storage_errors(self.root):
            _replace(self._pointer, folder.name + "\n")

    def pin(self, folder: Path) -> "IndexFolder":
        """The same index folder with one version in place of the readers'. For whoever holds the lock."""
        return IndexFolder(self.root, self._lock_timeout, folder)

    def versions(self) -> list[Path]:
        """Every version, also such as were never promoted, oldest first."""
        with storage_errors(self.root):
            return sorted(path for path in self.root.iterdir() if version_number("v", path.name))

    def remove_versions(self, unwanted: Iterable[Path]) -> None:
        """Remove versions. Call it holding the lock."""
        with storage_errors(self.root):
            for folder in unwanted:
                shutil.rmtree(folder)

    def remove_all(self) -> None:
        """Remove the pointer, then every version. Call it holding the lock."""
        with storage_errors(self.root):
            self._pointer.unlink(missing_ok=True)
        self.remove_versions(self.versions())

    def facts(self, folder: Path) -> dict[str, str]:
        """How a version was built; empty when that is not known."""
        try:
            facts: dict[str, str] = json.loads((folder / "newsetl.json").read_text(encoding="utf-8"))
            return facts
        except (OSError, ValueError):
            return {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock, waiting for another writer. Raises IndexUnusable naming it when it takes too long."""
        if self._pinned:
            yield
            return
        with storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / "writer.lock")
            try:
                lock.acquire(timeout=self._lock_timeout)
            except Timeout:
                raise IndexUnusable(
                    f"index {self.root} is being written by {self._who()}; waited {self._lock_timeout:g} s: "
                    "try again later, or raise NEWSETL_LOCK_TIMEOUT"
                ) from None
        try:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            me = {"process": str(os.getpid()), "machine": socket.gethostname(), "since": now}
            with storage_errors(self.root):
                _replace(self._holder, json.dumps(me))
            yield
        finally:
            self._holder.unlink(missing_ok=True)
            lock.release()

    def _who(self) -> str:
        try:
            facts = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"process {facts['process']} on {facts['machine']} since {facts['since']}"
        except (OSError, ValueError, KeyError):
            return "another process"


@contextmanager
def storage_errors(root: Path) -> Iterator[None]:
    """Turn what the disk or tantivy reports about the index folder into IndexUnusable."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexUnusable(
            f"index {root} cannot be used ({error}): check the folder's permissions and free space, or move it away "
            "and run `newsetl reindex`"
        ) from error


@contextmanager
def open_writer(folder: Path) -> Iterator[tantivy.IndexWriter]:
    """A writer whose work appears to readers as a whole on leaving, and not at all after an error."""
    with storage_errors(folder):
        # One thread: documents keep their order, and small batches do not become many segments.
        writer = tantivy.Index.open(str(folder)).writer(WRITER_HEAP_BYTES, 1)
    try:
        yield writer
    except BaseException:
        writer.rollback()
        raise
    with storage_errors(folder):
        writer.commit()
        # Merges that are cut short would leave more and more segments.
        writer.wait_merging_threads()


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
