"""What is known of the Airflow that `make up` runs: its folder, what its supervisor says, and its processes.

Each part has a session of its own, by which what it leaves behind is found.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import psutil
from filelock import FileLock, Timeout
from pydantic import BaseModel

USERS = {"admin": "may do everything", "viewer": "may look at everything and change nothing"}
GRACE_SECONDS = {"postgres": 30, "api-server": 10}
"""How long a part may take to end before it is killed; others: 20."""
DEFAULT_GRACE_SECONDS = 20
KILL_SECONDS = 5
"""Waited after each of the two signals that end a session."""
PARTS = 7
"""No more ever run at a time: PostgreSQL, what prepares its tables, four services, and one to spare."""
STOP_SECONDS = sum(GRACE_SECONDS.values()) + DEFAULT_GRACE_SECONDS + 2 * KILL_SECONDS * PARTS
"""After this a supervisor that was told to stop has stopped, whatever its parts do."""


def grace(name: str) -> int:
    """Seconds that a part has to end by itself."""
    return GRACE_SECONDS.get(name, DEFAULT_GRACE_SECONDS)


class CannotRun(RuntimeError):
    """What is in the way, and what to do; ready to be shown."""


class Part(BaseModel):
    """A process the supervisor started, leader of a session of its own."""

    pid: int
    created: float


class Status(BaseModel):
    """What the supervisor says of itself in ``up.json``."""

    state: Literal["starting", "running", "stopping", "stopped", "failed"]
    pid: int
    port: int
    message: str = ""
    parts: dict[str, Part] = {}
    ended: list[str] = []
    """What was stopped, in words."""


class Home:
    """The folder DATA_DIR/airflow, and what is known there of a running Airflow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = FileLock(path / "up.lock")
        self.passwords = path / "passwords.json"
        self._status = path / "up.json"

    def log(self, name: str) -> Path:
        """Where a part writes."""
        return self.path / "logs" / f"{name}.log"

    def status(self) -> Status | None:
        """What the last supervisor said; None before the first, or where it cannot be read."""
        try:
            return Status.model_validate_json(self._status.read_text())
        except (OSError, ValueError):
            return None

    def tell(self, status: Status) -> None:
        """Replace ``up.json`` in one step."""
        scratch = self._status.with_suffix(".tmp")
        scratch.write_text(status.model_dump_json(indent=1))
        scratch.replace(self._status)

    def supervised(self) -> bool:
        """Whether a supervisor is alive: it holds the lock as long as it lives, however it ends."""
        try:
            with self.lock.acquire(timeout=0):
                return False
        except Timeout:
            return True


def url(port: int) -> str:
    """Where the user interface is."""
    return f"http://127.0.0.1:{port}"


def tail(log: Path, lines: int = 12) -> str:
    """The end of a log."""
    try:
        return "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def sessions(status: Status | None) -> set[int]:
    """The sessions of these parts that still have members, and are not another program's by now."""
    found = set()
    for part in status.parts.values() if status else ():
        try:
            if abs(psutil.Process(part.pid).create_time() - part.created) > 1:
                continue  # the number was given out again, so the session had died out
        except psutil.NoSuchProcess:
            pass
        if members({part.pid}):
            found.add(part.pid)
    return found


def members(wanted: set[int]) -> list[psutil.Process]:
    """Living processes of these sessions."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(process.pid) in wanted and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end_sessions(wanted: Iterable[int]) -> int:
    """End all processes of these sessions, politely first; returns how many there were."""
    if not (wanted := set(wanted)):
        return 0
    ended: set[int] = set()
    for kill in (False, True):
        left = members(wanted)
        for process in left:
            ended.add(process.pid)
            with contextlib.suppress(psutil.Error):
                process.kill() if kill else process.terminate()
        psutil.wait_procs(left, timeout=KILL_SECONDS)
    return len(ended)
