"""The supervisor that `make up` leaves in the background: it starts Airflow's parts, watches them, and stops them.

When one part dies, it stops the others and says why: it is either whole or not there, and nothing is started again
behind anyone's back.
"""

import contextlib
import ctypes
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
from filelock import Timeout

from airflow_local import REPO, environment, private_file
from newsetl.settings import get_settings
from postgres_local import CannotStart, Postgres, unprivileged
from up_home import (
    USERS,
    CannotRun,
    Home,
    Part,
    Status,
    end_sessions,
    grace,
    members,
    tail,
    url,
)

SERVICES = {
    # Logs are read from the folder by the API server; serving them too would listen on every address.
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "api-server": ["api-server"],
}
SERVICE = str(Path(__file__).with_name("up_service.py"))
LINGER_SECONDS = 2
"""What a part that has ended told to end may take to be gone."""
PR_SET_CHILD_SUBREAPER = 36


class Supervisor:
    """Starts the parts, watches them, and stops all of them when told to or when one of them ends."""

    def __init__(self, home: Home, port: int) -> None:
        self.home = home
        self.status = Status(state="starting", pid=os.getpid(), port=port, message="PostgreSQL")
        self.postgres: Postgres | None = None
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = False

    def run(self) -> int:
        """Until told to stop (0) or a part dies (1)."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGHUP, self._on_signal)
        try:
            # Whoever asks whether a supervisor is alive holds the lock for a moment.
            with self.home.lock.acquire(timeout=1):
                return self._run()
        except Timeout:
            print("another `make up` was faster; its Airflow goes on")
            return 1

    def _run(self) -> int:
        _adopt_orphans()
        try:
            self.bring_up()
            self._tell("running")
            self._wait(lambda: False)
        except (CannotRun, CannotStart) as error:
            self._tell("failed", str(error))
        except Exception as error:
            self._tell("failed", f"of a fault of the supervisor: {type(error).__name__}: {error}")
            raise
        finally:
            failed = self.status.state == "failed"
            if not failed:
                self._tell("stopping")
            # Tasks that are ending report to the API server, and everything to PostgreSQL.
            last = ["api-server", "postgres"]
            for group in ([name for name in self.processes if name not in last], *([name] for name in last)):
                self._stop([name for name in group if name in self.processes])
            if self.postgres:
                self.postgres.remove_socket()
            self._tell("failed" if failed else "stopped", self.status.message)
        return 1 if failed else 0

    def bring_up(self) -> None:
        """Start every part, each when those it needs are there; leave early when told to stop."""
        self._tell("starting", "PostgreSQL")
        self.postgres = postgres = Postgres.at(self.home.path, environment_keys(self.home.path)["postgres"])
        env = airflow_environment(self.home, postgres.url, self.status.port)
        # PostgreSQL gets neither our secrets nor our working folder.
        self.start("postgres", postgres.command, {"PATH": os.defpath}, cwd="/", **unprivileged())
        if not self._wait(postgres.ready):
            return
        self._tell("starting", "Airflow's database")
        self.start("prepare", [sys.executable, SERVICE, "prepare"], env)
        if not self._wait(lambda: self.processes["prepare"].poll() == 0):
            return
        del self.processes["prepare"], self.status.parts["prepare"]
        for name, words in SERVICES.items():
            self.start(name, [sys.executable, SERVICE, *words], env)

    def start(self, name: str, words: list[str], env: dict[str, str], **how: Any) -> None:
        """Start one part in a session of its own, its talk going to its log."""
        log = self.home.log(name)
        if log.exists():
            log.replace(log.with_name(f"{log.name}.1"))
        with log.open("w") as output:
            process = subprocess.Popen(
                words,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **how,
            )
        self.processes[name] = process
        self.status.parts[name] = Part(pid=process.pid, created=psutil.Process(process.pid).create_time())
        self._tell(self.status.state, self.status.message)

    def _wait(self, done: Callable[[], bool]) -> bool:
        """Watch the parts until ``done`` (True) or told to stop (False). Raises CannotRun when a part has ended."""
        while not self.asked_to_stop:
            if done():
                return True
            for name, process in self.processes.items():
                if process.poll() is not None and not (name == "prepare" and process.returncode == 0):
                    raise CannotRun(self._obituary(name, process.returncode))
            self._reap()
            time.sleep(0.3)
        return False

    def _obituary(self, name: str, code: int) -> str:
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        log = self.home.log(name)
        return f"{name} {how}, so all was stopped; `make up` starts it again. The end of {log}:\n{tail(log)}"

    def _stop(self, names: list[str]) -> None:
        """Ask these parts to end, kill what does not, and what they leave behind."""
        alive = {name for name in names if self.processes[name].poll() is None}
        for name in alive:
            # PostgreSQL's «fast» shutdown; at SIGTERM it would wait for its clients.
            self.processes[name].send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
        until = time.monotonic() + max((grace(name) for name in names), default=0)
        for name in names:
            process, part = self.processes[name], self.status.parts[name]
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, until - time.monotonic()))
            if process.poll() is not None:
                _await_end({part.pid}, LINGER_SECONDS)
            killed = end_sessions({part.pid}) if process.poll() is None or members({part.pid}) else 0
            process.wait()
            self._reap()
            how = [] if name in alive else ["had ended before"]
            if killed:
                how.append(f"{killed} processes had to be ended by force")
            self.status.ended.append(f"{name} ({', '.join(how)})" if how else name)

    def _reap(self) -> None:
        """Collect what our parts' dead children left to us."""
        own = {process.pid for process in self.processes.values()}
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.Error, ChildProcessError):
                if child.pid not in own and child.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(child.pid, os.WNOHANG)

    def _tell(self, state: Any, message: str = "") -> None:
        changed = (state, message) != (self.status.state, self.status.message)
        self.status.state, self.status.message = state, message
        if changed:
            print(f"{time.strftime('%F %T')} {state} {message}", flush=True)
        try:
            self.home.tell(self.status)
        except OSError as error:  # a full disk must not keep the parts from being stopped
            print(f"up.json cannot be written: {error}", flush=True)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True


def environment_keys(home: Path) -> dict[str, str]:
    """The generated secrets of this Airflow."""
    environment(home)  # makes them
    keys: dict[str, str] = json.loads((home / "secrets.json").read_text())
    if "postgres" not in keys:
        keys["postgres"] = secrets.token_urlsafe(24)
        private_file(home / "secrets.json", json.dumps(keys))
    return keys


def airflow_environment(home: Home, database: str, port: int) -> dict[str, str]:
    """As for ``make run``, but on PostgreSQL and with a user interface."""
    own = {
        "DATABASE__SQL_ALCHEMY_CONN": database,
        "API__PORT": port,
        "API__BASE_URL": url(port),  # tasks derive from it where they report
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{name}" for name in USERS),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": home.passwords,
        # Collecting is mostly waiting for outlets, and a free slot is filled only once a second.
        "CORE__PARALLELISM": min(8, max(4, os.cpu_count() or 4)),
        # Airflow often misses the moment at which a task ends and looks again only after this; the default of 5 s
        # left the slots idle half of the time.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": 1,
        "DAG_PROCESSOR__REFRESH_INTERVAL": 15,
    }
    around = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1,localhost"]))
    env = environment(home.path) | {f"AIRFLOW__{key}": str(value) for key, value in own.items()}
    env |= {"NEWSETL_DATA_DIR": str(get_settings().data_path), "NO_PROXY": around, "no_proxy": around}
    if not (REPO / "plugins").is_dir():
        del env["AIRFLOW__CORE__PLUGINS_FOLDER"]
    return env


def _await_end(sessions: set[int], seconds: float) -> None:
    """Return when these sessions have no members, or after so many seconds."""
    until = time.monotonic() + seconds
    while members(sessions) and time.monotonic() < until:
        time.sleep(0.05)


def _adopt_orphans() -> None:
    """On Linux, become the parent of what our children leave behind, so that it can be found and collected."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
