"""Airflow with its user interface on this machine alone, in the background: ``python tools/airflow_up.py start``.

`start` brings up PostgreSQL (from a wheel), scheduler, DAG processor, triggerer and API server under one supervisor
and waits until all are healthy; `stop` ends them; `status` says what is running. Everything is in DATA_DIR/airflow:
`up.json` what runs, `logs/` what it says, `passwords.json` the users. Exit codes: 0 done, 1 not, 130 stopped.

When one part dies, the supervisor stops the others and says why: it is either whole or not there, and nothing is
started again behind anyone's back. Each part has a session of its own, by which what it leaves behind is found.
"""

import argparse
import contextlib
import ctypes
import importlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import psutil
from filelock import FileLock, Timeout
from pydantic import BaseModel
from rich.markup import escape

from airflow_local import POOL, REPO, environment, err, out, private_file
from newsetl.ingest.sources import configured_sources
from newsetl.settings import SettingsError, get_settings
from postgres_local import CannotStart, Postgres, unprivileged

SERVICES = {
    # Logs are read from the folder by the API server; serving them too would listen on every address.
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "api-server": ["api-server"],
}
USERS = {"admin": "may do everything", "viewer": "may look at everything and change nothing"}
START_SECONDS = 240
GRACE_SECONDS = {"postgres": 30, "api-server": 10}
"""How long a part may take to end before it is killed; others: 20."""
DEFAULT_GRACE_SECONDS = 20
PR_SET_CHILD_SUBREAPER = 36


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


def main(arguments: list[str] | None = None) -> int:
    """Run one command; trouble of a known kind is told in words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    start_parser = commands.add_parser("start", help="start everything, and return when it is healthy")
    start_parser.add_argument("--port", type=_port, default=8080, help="of the user interface (default: 8080)")
    commands.add_parser("stop", help="stop everything, and whatever an earlier start left behind")
    commands.add_parser("status", help="say what is running")
    inner = commands.add_parser("supervise", help="what `start` runs in the background")
    inner.add_argument("--port", type=int, required=True)
    commands.add_parser("prepare", help="what the supervisor runs first: Airflow's tables, and the pool")
    service = commands.add_parser("service", help="what the supervisor runs: one part of Airflow")
    service.add_argument("words", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    if given.command == "prepare":
        return prepare()
    if given.command == "service":
        return run_airflow(given.words)
    try:
        settings = get_settings()
        home = Home(settings.data_path / "airflow")
        (home.path / "logs").mkdir(parents=True, exist_ok=True)
        match given.command:
            case "supervise":
                return Supervisor(home, given.port).run()
            case "start":
                start(home, given.port)
            case "stop":
                stop(home)
            case "status":
                return tell_status(home)
    except (CannotRun, CannotStart, SettingsError) as error:
        err.print(f"[red]failed:[/] {escape(str(error))}")
        return 1
    except OSError as error:
        err.print(f"[red]failed:[/] {escape(f'{error.filename}: {error.strerror}')}: change its owner or make room, ")
        err.print("or name another data folder with NEWSETL_DATA_DIR")
        return 1
    except KeyboardInterrupt:
        err.print("stopped")
        return 130
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


# --- start, stop, status: what a person types -------------------------------------------------------------------------


def start(home: Home, port: int) -> None:
    """Start the supervisor and wait until Airflow is healthy. Raises CannotRun."""
    if home.supervised():
        status = home.status()
        where = f": {url(status.port)}" if status and status.state == "running" else f" ({status and status.state})"
        out.print(f"Airflow is running already{escape(where)}; `make down` stops it.", markup=False)
        return
    if left := sessions(home.status()):
        out.print(f"An earlier start left {end_sessions(left)} processes behind; they were ended.")
    _require_free(port)
    new_users = passwords(home)
    notice = configured_sources(get_settings())[1]
    out.print(f"Airflow starts in about a minute; its logs: {escape(str(home.path / 'logs'))}")
    began = time.time()
    with home.log("supervisor").open("w") as log:
        supervisor = subprocess.Popen(
            [sys.executable, __file__, "supervise", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in this terminal, or its end, is not meant for it
        )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        wait_until_healthy(home, port, supervisor, began)
    except BaseException as error:
        stop(home, quiet=not isinstance(error, KeyboardInterrupt))
        if new_users:  # nobody has seen the passwords: the next start makes and shows new ones
            home.passwords.unlink()
        raise
    tell_started(home, port, time.time() - began, new_users, notice)


def wait_until_healthy(home: Home, port: int, supervisor: subprocess.Popen[bytes], began: float) -> None:
    """Return when every part reports itself and the DAGs are known. Raises CannotRun with the cause otherwise."""
    said = ""
    with out.status("starting …") as shown:
        while time.time() < began + START_SECONDS:
            status = home.status()
            ended = supervisor.poll() is not None
            if ended and (status is None or status.pid != supervisor.pid):
                raise CannotRun(f"the supervisor ended at once:\n{tail(home.log('supervisor'))}")
            if status and status.pid == supervisor.pid:
                if ended or status.state in ("stopping", "failed", "stopped"):
                    raise CannotRun(status.message or "it was stopped")
                missing = not_ready(home, status, port, began)
                if not missing:
                    return
                words = f"waiting for {missing} …"
                shown.update(words)
                if words != said:
                    out.print(f"  {time.time() - began:3.0f} s  {words}")
                    said = words
            time.sleep(0.5)
    raise CannotRun(f"after {START_SECONDS} s still {said or 'not started'}; see {home.path / 'logs'}")


def not_ready(home: Home, status: Status, port: int, began: float) -> str:
    """What is still missing, in words; empty when all is there. Raises CannotRun for a DAG that cannot be loaded."""
    if status.state == "starting":
        return status.message
    try:
        health = ask(f"{url(port)}/api/v2/monitor/health")
        waiting = [name for name in SERVICES if name != "api-server" and not _beats(health, name, began)]
        if waiting:
            return ", ".join(waiting)
        token = ask(f"{url(port)}/auth/token", {"username": "admin", "password": passwords_of(home)["admin"]})
        access = token["access_token"]
        if ask(f"{url(port)}/api/v2/dags?dag_id_pattern=news_", token=access)["total_entries"]:
            return ""
        if faults := ask(f"{url(port)}/api/v2/importErrors", token=access)["import_errors"]:
            raise CannotRun(f"a DAG cannot be loaded: {faults[0]['filename']}: {faults[0]['stack_trace'].strip()}")
    except (OSError, ValueError, KeyError):
        return "api-server"
    return "the DAGs"


def _beats(health: dict[str, Any], name: str, began: float) -> bool:
    """Whether a part gave a sign of life since this start: the database remembers those of earlier ones."""
    from datetime import datetime

    key = name.replace("-", "_")
    last = health[key][f"latest_{key}_heartbeat"]
    return health[key]["status"] == "healthy" and datetime.fromisoformat(last).timestamp() >= began


def tell_started(home: Home, port: int, seconds: float, new_users: bool, notice: str) -> None:
    """Where it is, who may enter, and what to do there."""
    out.print(f"\nAirflow is running, on this machine alone: [bold]{url(port)}[/]  (ready after {seconds:.0f} s)")
    if new_users:
        out.print(f"\nUsers; their passwords are shown this once and kept in {escape(str(home.passwords))}:")
        for name, password in passwords_of(home).items():
            out.print(f"  {name:<7} {password}   {USERS.get(name, '')}", markup=False)
    else:
        out.print(f"Users: {', '.join(passwords_of(home))}; passwords in {escape(str(home.passwords))}")
    if notice:
        out.print(f"\nSources: {notice}", markup=False)
    out.print("\nNext:")
    if notice:
        out.print("  open the DAG «News of a day»; Trigger → Backfill, 2022-01-20 to 2022-02-02, four active runs")
        out.print('  make search q="سجن غويران"', markup=False)
    else:
        out.print("  switch on the DAGs; Trigger → Backfill collects past days")
    out.print("  make logs   what it says    make down   stop it")


def stop(home: Home, quiet: bool = False) -> None:
    """End the supervisor and with it everything; then whatever else is left of it. Raises CannotRun."""

    def say(text: str) -> None:
        if not quiet:
            out.print(text)

    status = home.status()
    began = time.monotonic()
    if home.supervised():
        if status is None:
            raise CannotRun(f"something holds {home.path / 'up.lock'}, but up.json does not say what")
        with contextlib.suppress(ProcessLookupError):
            os.kill(status.pid, signal.SIGTERM)
        try:
            with home.lock.acquire(timeout=sum(GRACE_SECONDS.values()) + 2 * DEFAULT_GRACE_SECONDS):
                pass
        except Timeout:
            say("the supervisor does not end; it is killed")
            with contextlib.suppress(ProcessLookupError):
                os.kill(status.pid, signal.SIGKILL)
        status = home.status() or status
        for line in status.ended:
            say(f"  stopped {line}")
        if not end_sessions(sessions(status)):
            say(f"Airflow is stopped; it took {time.monotonic() - began:.0f} s. News, index and history are kept.")
            return
        say("some processes had to be killed")
        return
    if left := sessions(status):
        say(f"the supervisor was gone; {end_sessions(left)} processes it had left behind were ended")
        return
    why = f" It had ended because {status.message}" if status and status.state == "failed" else ""
    say(f"Airflow is not running.{escape(why)}")


def tell_status(home: Home) -> int:
    """0 when it runs."""
    status = home.status()
    if status and home.supervised():
        out.print(f"{status.state}: {url(status.port)}", markup=False)
        for name, part in status.parts.items():
            out.print(f"  {name:<14} process {part.pid}")
        return 0
    why = f": {status.message}" if status and status.state == "failed" else ""
    out.print(f"not running{why}", markup=False)
    return 1


def url(port: int) -> str:
    """Where the user interface is."""
    return f"http://127.0.0.1:{port}"


def ask(address: str, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
    """Ask Airflow, past any proxy. Raises OSError or ValueError."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(address, json.dumps(body).encode() if body else None, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def passwords(home: Home) -> bool:
    """Make the users' passwords where there are none; says whether it did."""
    if home.passwords.exists():
        return False
    private_file(home.passwords, json.dumps({name: secrets.token_urlsafe(12) for name in USERS}))
    return True


def passwords_of(home: Home) -> dict[str, str]:
    """Password by user."""
    found: dict[str, str] = json.loads(home.passwords.read_text())
    return found


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotRun(f"port {port} is for root alone: choose another, as in `make up port=8081`") from None
        except OSError:
            raise CannotRun(
                f"port {port} is taken by another program: choose another, as in `make up port={port + 1}`"
            ) from None


def tail(log: Path, lines: int = 12) -> str:
    """The end of a log."""
    try:
        return "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


# --- the supervisor ---------------------------------------------------------------------------------------------------


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
            with self.home.lock.acquire(timeout=0):
                return self._run()
        except Timeout:
            print("another supervisor is at work here")
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
        self.start("prepare", [sys.executable, __file__, "prepare"], env)
        if not self._wait(lambda: self.processes["prepare"].poll() == 0):
            return
        del self.processes["prepare"], self.status.parts["prepare"]
        for name, words in SERVICES.items():
            self.start(name, [sys.executable, __file__, "service", *words], env)

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
        for name in names:
            process, part = self.processes[name], self.status.parts[name]
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS.get(name, DEFAULT_GRACE_SECONDS))
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
        self.home.tell(self.status)

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


def prepare() -> int:
    """Create or migrate Airflow's tables and the pool; quick when that is done."""
    run_airflow(["db", "migrate"])
    return run_airflow(["pools", "set", POOL, "1", "Writers of the search index"])


def run_airflow(words: list[str]) -> int:
    """Airflow's own command line, in this process."""
    if words[0] == "scheduler":
        _load_libraries()
    from airflow.__main__ import main as airflow

    sys.argv = ["airflow", *words]
    airflow()  # type: ignore[no-untyped-call]
    return 0


def _load_libraries() -> None:
    """Import what the DAGs and stages import, so that each task, a fork of the scheduler, need not: seconds for each.

    Our own modules are forgotten again: tasks must run the code that is on the disk when they start.
    """
    sys.path.insert(0, str(REPO / "dags"))
    # What is wrong with one of them is told by the task or the DAG processor, not by a scheduler that is not there.
    for name in ("pandas", "httpcore", "news_daily", "newsetl.pipeline"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    sys.path.pop(0)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("newsetl", "news_daily", "stages")]:
        del sys.modules[name]


def _adopt_orphans() -> None:
    """On Linux, become the parent of what our children leave behind, so that it can be found and collected."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


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
        psutil.wait_procs(left, timeout=5)
    return len(ended)


if __name__ == "__main__":
    sys.exit(main())
