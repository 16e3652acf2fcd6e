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
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

import platformdirs

import newsetl
from newsetl.files import write_whole
from newsetl.records import digest_of

T = TypeVar("T")

WORTH = 0.3
"""Seconds: what is made quicker is not kept."""
GENERATIONS = 3
"""Of each table so many are kept, those used last."""
_MAKERS = ("pyahocorasick", "pydantic", "regex")
"""Packages whose objects stand in the tables, or that decide what a word is."""
_DIGEST = hashlib.blake2b().digest_size
_log = logging.getLogger(__name__)


def kept(name: str, key: str, make: Callable[[], T]) -> T:
    """What ``make`` makes, or made in an earlier process; ``key`` says what it depends on beside newsetl's code.

    Where the folder cannot be used the table is made each time.
    """
    path = folder() / f"{name}-{digest_of([key, _code()])[:32]}.pickle"
    with _staying():
        content = _own_content(path)
        if content is not None:
            table: T = pickle.loads(content)  # noqa: S301 - this user's own file, whole
            return table
        begun = time.perf_counter()
        made = make()
        if time.perf_counter() - begun > WORTH:
            _keep(path, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


@contextmanager
def _staying() -> Iterator[None]:
    """For what makes many objects that all stay: Python would look for garbage among them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()


def folder() -> Path:
    """Where the tables lie."""
    return platformdirs.user_cache_path("newsetl") / "tables"


def _own_content(path: Path) -> bytes | None:
    """The bytes of a table, if its file is this user's alone to write and not damaged."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            digest, content = file.read(_DIGEST), file.read()
        if hashlib.blake2b(content).digest() != digest:
            return None
        os.utime(path)
    except OSError:
        return None
    return content


def _keep(path: Path, content: bytes) -> None:
    def write(beside: Path) -> None:
        beside.touch(mode=0o600)
        beside.write_bytes(hashlib.blake2b(content).digest() + content)

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, write)
        name = path.name.rpartition("-")[0]
        by_use = sorted(path.parent.glob(f"{name}-*.pickle"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in by_use[GENERATIONS:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        _log.info("%s is not kept for the next process: %s", path.name, error)


@lru_cache(1)
def _code() -> str:
    """Changes with newsetl's code, Python and the packages that the tables are made of."""
    with as_file(files(newsetl)) as root:
        sources = sorted((str(source.relative_to(root)), source.read_text("utf-8")) for source in root.rglob("*.py"))
    packages = [f"{package} {version(package)}" for package in _MAKERS]
    return digest_of([sys.version, *packages, *(piece for pair in sources for piece in pair)])
