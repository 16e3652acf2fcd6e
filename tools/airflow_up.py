"""Airflow with its user interface on this machine alone, in the background: ``python tools/airflow_up.py start``.

`start` brings up PostgreSQL (from a wheel), scheduler, DAG processor, triggerer and API server under one supervisor
and waits until all are healthy; `stop` ends them; `status` says what is running. Everything is in DATA_DIR/airflow:
`up.json` what runs, `logs/` what it says, `passwords.json` the users. Exit codes: 0 done, 1 not, 130 stopped.
"""

import argparse
import contextlib
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
from typing import Any

import psutil
from filelock import Timeout
from rich.markup import escape

from airflow_local import err, out, private_file
from newsetl.ingest.sources import configured_sources
from newsetl.settings import SettingsError, get_settings
from postgres_local import CannotStart
from up_home import (
    STOP_SECONDS,
    USERS,
    CannotRun,
    Home,
    Status,
    end_sessions,
    sessions,
    tail,
    url,
)
from up_supervisor import SERVICES, Supervisor

START_SECONDS = 240


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
    given = parser.parse_args(arguments)
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
    notice = configured_sources(get_settings())[1]  # a faulty pack is told before there are passwords
    new_users = passwords(home)
    out.print(f"Airflow starts in about a minute; its logs: {escape(str(home.path / 'logs'))}")
    began = time.time()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    supervisor = None
    try:
        with home.log("supervisor").open("w") as log:
            supervisor = subprocess.Popen(
                [sys.executable, __file__, "supervise", "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in this terminal, or its end, is not meant for it
            )
        wait_until_healthy(home, port, supervisor, began)
    except BaseException as error:
        if supervisor:
            abandon(home, supervisor, quiet=not isinstance(error, KeyboardInterrupt))
        if new_users:  # nobody has seen the passwords: the next start makes and shows new ones
            home.passwords.unlink(missing_ok=True)
        raise
    tell_started(home, port, time.time() - began, new_users, notice)


def abandon(home: Home, supervisor: subprocess.Popen[bytes], quiet: bool) -> None:
    """End the supervisor of this start, whether it holds the lock yet or not, and nobody else's."""
    status = home.status()
    if status and status.pid == supervisor.pid and home.supervised():
        stop(home, quiet)
    elif supervisor.poll() is None:
        supervisor.terminate()  # it has started nothing, or stops by itself what it has
        supervisor.wait(STOP_SECONDS)


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
            with home.lock.acquire(timeout=STOP_SECONDS):
                pass
        except Timeout:
            say("the supervisor does not end; it is killed")
            with contextlib.suppress(ProcessLookupError):
                os.kill(status.pid, signal.SIGKILL)
        # it lets go of the lock a moment before its process is gone
        with contextlib.suppress(psutil.Error):
            psutil.Process(status.pid).wait(timeout=STOP_SECONDS)
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


if __name__ == "__main__":
    sys.exit(main())
