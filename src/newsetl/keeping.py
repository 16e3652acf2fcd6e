"""Tables that take seconds to make and follow from the names and the code alone: kept on disk for the next process.

They lie in the user's cache folder (on Linux ``~/.cache/newsetl/tables``) and may be deleted at any time. Nothing is
shared between machines or users: pickles run code, so only a file that nobody else may write is read.
"""

import gc
import hashlib
import logging
import os
import pickle
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

import newsetl
from newsetl.files import write_whole
from newsetl.records import digest_of

T = TypeVar("T")

WORTH = 0.05
"""Seconds: what is made quicker is not kept."""
LARGE = 10_000
"""Objects: fewer are no table."""
ABANDONED = 3600
"""Seconds after which nobody writes a file any more."""
GENERATIONS = 3
"""Of each table so many are kept, those used last."""
_MAKERS = ("pydantic", "regex")
"""Packages whose objects stand in the tables, or that decide what a word is."""
_DIGEST = hashlib.blake2b().digest_size
_log = logging.getLogger(__name__)


def kept(name: str, key: str, make: Callable[[], T], *, keep: bool = True) -> T:
    """What ``make`` makes, or made in an earlier process; ``key`` says what it depends on beside newsetl's code.

    Where the folder cannot be used the table is made each time; without ``keep`` too, for what no later process wants.
    """
    path = _path(name, key) if keep else None
    with _staying():
        table: T | None = _read(path) if path else None
        if table is not None:
            return table
        begun = time.perf_counter()
        made = make()
        if path and time.perf_counter() - begun > WORTH:
            _keep(path, made)
    return made


@contextmanager
def _staying() -> Iterator[None]:
    """For what makes many objects that all stay: Python would look for garbage among them, now and ever after."""
    was_on = gc.isenabled()
    before = gc.get_count()[0]
    gc.disable()
    try:
        yield
        if gc.get_count()[0] - before > LARGE:
            gc.freeze()
    finally:
        if was_on:
            gc.enable()


def folder() -> Path:
    """Where the tables lie. Raises RuntimeError for a user who has no home."""
    return platformdirs.user_cache_path("newsetl") / "tables"


def _path(name: str, key: str) -> Path | None:
    try:
        return folder() / f"{name}-{digest_of([key, _CODE])[:32]}.pickle"
    except RuntimeError as error:
        _log.info("no table is kept for the next process: %s", error)
        return None


def _read(path: Path) -> Any:
    """A kept table; None without one, or where its file is damaged, of other packages, or not this user's alone."""
    content = _own_content(path)
    if content is None:
        return None
    try:
        return pickle.loads(content)  # noqa: S301 - this user's own file, whole
    except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
        _log.warning("%s is made anew, it cannot be read: %s", path, error)
        return None


def _own_content(path: Path) -> bytes | None:
    """The bytes of a table, if its file is this user's alone to write and not damaged."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            digest, content = file.read(_DIGEST), file.read()
    except OSError:
        return None
    if hashlib.blake2b(content).digest() != digest:
        return None
    # used last; of no matter where nothing may be written
    with suppress(OSError):
        os.utime(path)
    return content


def _keep(path: Path, table: object) -> None:
    content = pickle.dumps(table, pickle.HIGHEST_PROTOCOL)

    def write(beside: Path) -> None:
        beside.touch(mode=0o600)
        beside.write_bytes(hashlib.blake2b(content).digest() + content)

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, write)
    except OSError as error:
        _log.info("%s is not kept for the next process: %s", path.name, error)
        return
    with suppress(OSError):
        _remove_old(path)


def _remove_old(path: Path) -> None:
    """Tables of the same name but for those used last, and what a kill left half written."""
    alike = path.parent.glob(f"{path.name.rpartition('-')[0]}-*.pickle")
    for old in sorted(alike, key=lambda p: p.stat().st_mtime, reverse=True)[GENERATIONS:]:
        old.unlink(missing_ok=True)
    for left in path.parent.glob(".*.tmp"):
        if time.time() - left.stat().st_mtime > ABANDONED:
            left.unlink(missing_ok=True)


def _code() -> str:
    """Changes with newsetl's code, Python and the packages that the tables are made of."""
    with as_file(files(newsetl)) as root:
        sources = sorted((str(source.relative_to(root)), source.read_text("utf-8")) for source in root.rglob("*.py"))
    packages = [f"{package} {version(package)}" for package in _MAKERS]
    return digest_of([sys.version, *packages, *(piece for pair in sources for piece in pair)])


_CODE = _code()
"""Of the code that this process runs: read now, not when a newer one may lie there."""
