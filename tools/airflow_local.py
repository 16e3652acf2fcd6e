"""A private Airflow in the data folder, without any server: ``python tools/airflow_local.py run-sample``.

The bundled sample goes through the DAG ``news_daily``: real task instances, mapping and trigger rules. Airflow's own
talk goes to a log file; what is shown comes from newsetl's ledger. Exit codes: 0 done, 1 the run failed, 130 stopped.
"""

import argparse
import base64
import json
import os
import re
import secrets
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout
from rich.console import Console
from rich.markup import escape

import newsetl
from newsetl.ledger import AttemptRow, Ledger
from newsetl.reasons import WORDING
from newsetl.records import Outcome, Partition
from newsetl.settings import Settings, SettingsError, get_settings
from newsetl.stages import Context

REPO = Path(__file__).resolve().parents[1]
SAMPLE = Path(newsetl.__file__).parent / "sample" / "sources"
RANGE = {"since": "2022-01-20", "until": "2022-02-03"}
QUESTION = "سجن غويران"
POOL = "newsetl_index"
HINTS = {
    "No space left on device": "the disk is full: make room, or name another folder with NEWSETL_DATA_DIR",
    "database or disk is full": "the disk is full: make room, or name another folder with NEWSETL_DATA_DIR",
    "readonly database": "a database in the data folder cannot be written: change its owner, or set NEWSETL_DATA_DIR",
    "unable to open database file": "a database in the data folder cannot be opened: change its owner",
    "database is locked": "a database in the data folder is held by another process: end it and run this again",
    "disk image is malformed": "Airflow's database is damaged: remove the folder «airflow» in the data folder",
    "file is not a database": "Airflow's database is damaged: remove the folder «airflow» in the data folder",
}
"""What may stand in the log → what to do."""
_ERROR_LINE = re.compile(r"[\w.]*(Error|Exception|Failed|Unusable)\b:")

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


class RunFailed(RuntimeError):
    """The run is not whole; the message says why, ready to be shown."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; trouble of a known kind is told in words, not as a traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run-sample", help="take the bundled sample through news_daily and show an answer")
    commands.add_parser("inside", help="what run-sample starts: the run itself, inside the private Airflow")
    if parser.parse_args(arguments).command == "inside":
        return inside(Path(os.environ["AIRFLOW_HOME"]))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the run with us, as Ctrl-C does
    try:
        run_sample(get_settings())
    except (RunFailed, SettingsError) as error:
        err.print(f"[red]failed:[/] {escape(str(error))}")
        return 1
    except OSError as error:
        hint = HINTS.get(error.strerror or "", "change its owner, or name another data folder with NEWSETL_DATA_DIR")
        err.print(f"[red]failed:[/] {escape(f'{error.filename}: {error.strerror}: {hint}')}")
        return 1
    except KeyboardInterrupt:
        err.print("stopped; run the same command again to go on")
        return 130
    return 0


def run_sample(settings: Settings) -> None:
    """Prepare, run, tell and answer. Raises RunFailed with the cause."""
    home = settings.data_path / "airflow"
    home.mkdir(parents=True, exist_ok=True)
    env = environment(home) | {"NEWSETL_DATA_DIR": str(settings.data_path), "NEWSETL_SOURCES": str(SAMPLE)}
    context = Context.from_settings(settings)
    ledger = context.ledger
    log = home / "run-sample.log"
    try:
        with FileLock(home / "run-sample.lock", timeout=0):
            before = max((row.attempt for row in ledger.attempts_after(0)), default=0)
            code = watch(ledger, before, env, log)
    except Timeout:
        raise RunFailed(f"another run is at work in {settings.data_path}: wait until it has ended") from None
    attempts = ledger.attempts_after(before)
    if code or not attempts:
        raise RunFailed(cause(attempts, log))
    tell_counts(context, attempts)
    out.print(f"\n[bold]newsetl search[/] {shlex.quote(QUESTION)}")
    newsetl_command = str(Path(sys.executable).with_name("newsetl"))
    if subprocess.run([newsetl_command, "search", QUESTION, "--limit", "5"], env=env, check=False).returncode:
        raise RunFailed("the sample was indexed, but the search over it failed: see above")
    tell_next(settings.data_path)


def environment(home: Path) -> dict[str, str]:
    """The process's environment with an Airflow of its own in ``home`` and nothing of any other."""
    keys = _secrets(home / "secrets.json")
    own = {
        "CORE__DAGS_FOLDER": REPO / "dags",
        "CORE__PLUGINS_FOLDER": REPO / "plugins",
        "CORE__LOAD_EXAMPLES": False,
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": 2,
        "CORE__FERNET_KEY": keys["fernet"],
        "CORE__DEFAULT_TIMEZONE": "utc",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "LOGGING__BASE_LOG_FOLDER": home / "logs",
        "LOGGING__COLORED_CONSOLE_LOG": False,
        "API__HOST": "127.0.0.1",
        "API__SECRET_KEY": keys["api"],
        "API_AUTH__JWT_SECRET": keys["jwt"],
        "USAGE_DATA_COLLECTION__ENABLED": False,
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
    if inherited.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Every task would compile all libraries anew; what must stay clean is the working copy, not the data folder.
        inherited["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")
    return (
        inherited
        | {f"AIRFLOW__{key}": str(value) for key, value in own.items()}
        | {"AIRFLOW_HOME": str(home), "NEWSETL_INDEX_POOL": POOL, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    )


def _secrets(path: Path) -> dict[str, str]:
    """Generated once, readable by the owner alone."""
    if not path.exists():
        made = {
            "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "api": secrets.token_urlsafe(32),
            "jwt": secrets.token_urlsafe(64),
        }
        private_file(path, json.dumps(made))
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def private_file(path: Path, text: str) -> None:
    """Write a file that the owner alone may read, whole or not at all."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.touch(0o600)
    scratch.write_text(text)
    scratch.replace(path)


def inside(home: Path) -> int:
    """Create or migrate Airflow's database and the pool where this version has not done so, then run the sample.

    One process for all of it, since importing Airflow takes longer than any of the steps.
    """
    from importlib.metadata import version

    from airflow.__main__ import main as airflow

    def run(*words: str) -> None:
        sys.argv = ["airflow", *words]
        airflow()  # type: ignore[no-untyped-call]

    done = home / f"prepared-{version('apache-airflow')}"
    if not (done.exists() and (home / "airflow.db").exists()):
        run("db", "migrate")
        run("pools", "set", POOL, "1", "Writers of the search index")
        done.touch()
    run("dags", "test", "news_daily", "--conf", json.dumps(RANGE))
    return 0


def watch(ledger: Ledger, before: int, env: dict[str, str], log: Path) -> int:
    """Start the run and show what the ledger says of it until it ends; returns its exit code."""
    out.print(f"Taking the bundled sample ({RANGE['since']} to {RANGE['until']}) through the Airflow DAG news_daily.")
    out.print(f"Airflow starts in some 10 seconds, the first time in 15; its log: {escape(str(log))}")
    shown: set[int] = set()
    with (
        log.open("w") as file,
        _child([sys.executable, __file__, "inside"], env, file) as child,
        out.status("Airflow is starting …") as status,
    ):
        ended = False
        while not ended:
            time.sleep(0.3)
            ended = child.poll() is not None
            for row in ledger.attempts_after(before):
                if row.attempt in shown:
                    continue
                if row.state == "running" and not ended:
                    status.update(f"{row.stage} of {escape(Partition.from_path(row.partition).source)} …")
                else:
                    shown.add(row.attempt)
                    out.print(_line(ledger, row))
    return child.returncode


@contextmanager
def _child(words: list[str], env: dict[str, str], output: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group, so that Ctrl-C reaches it through us alone; ended, if need be, when we leave."""
    child = subprocess.Popen(words, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _line(ledger: Ledger, row: AttemptRow) -> str:
    """One finished attempt in words."""
    partition = Partition.from_path(row.partition)
    if row.state != "done":
        return f"  {row.stage:<10} [red]{escape(row.message or f'{partition.source}: {row.state}')}[/]"
    name = f"  {row.stage:<10} {escape(partition.source)}: "
    counts = [f"{c.count} {c.outcome}" for c in ledger.counts([partition]) if c.stage == row.stage]
    return name + (escape(row.message) or ", ".join(counts) or "nothing to do")


def cause(attempts: list[AttemptRow], log: Path) -> str:
    """Why the run is not whole: what the ledger knows, else what the log says, and what to do where that is known."""
    last = {(row.stage, row.partition): row for row in attempts}.values()
    lines = [
        row.message or f"{row.stage} of {Partition.from_path(row.partition).source} was interrupted"
        for row in last
        if row.state in ("failed", "running")
    ]
    text = log.read_text(errors="replace")
    if not attempts and "no source is due" in text:
        lines.append("no source was due, so nothing was done")
    said = list(dict.fromkeys(line for line in text.splitlines() if _ERROR_LINE.match(line)))
    lines += [f"what to do: {hint}" for sign, hint in HINTS.items() if sign in text][:1]
    lines.append(f"Airflow's log is {log}; its last errors:")
    return "\n".join([*lines, *(f"  {line}" for line in (said or text.splitlines())[-5:])])


def tell_counts(context: Context, attempts: list[AttemptRow]) -> None:
    """What became of the records: a table by stage, reasons of the quarantined, what was known already."""
    from newsetl.cli.report import counts_table
    from newsetl.pipeline import STAGES

    partitions = [Partition.from_path(path) for path in sorted({row.partition for row in attempts})]
    counts = context.ledger.counts(partitions)
    out.print(counts_table(counts))
    reasons = Counter(
        rejection.reason
        for partition in partitions
        for stage in STAGES
        for rejection in context.lake.read_rejections(stage, partition)
    )
    if reasons:
        said = ", ".join(f"{count} × {WORDING[reason][1]}" for reason, count in reasons.most_common())
        out.print(f"Quarantined: {said}.")
    indexed = [row for row in counts if row.stage == "index"]
    known = sum(row.count for row in indexed if row.outcome is Outcome.UNCHANGED)
    if known:
        total = sum(row.count for row in indexed)
        out.print(f"Unchanged: {known} of {total} reports were in the index already and were left as they are.")


def tell_next(data: Path) -> None:
    """Commands worth typing now, such that they find this data folder from where the reader stands."""
    shown = os.path.relpath(data) if data.is_relative_to(Path.cwd()) else str(data)
    usual = Path(Settings.model_fields["data_dir"].default).expanduser()
    folder = "" if data == usual else f"NEWSETL_DATA_DIR={shlex.quote(shown)} "
    make_folder = "" if data == REPO / ".newsetl" else folder
    binary = Path(sys.executable).parent
    program = os.path.relpath(binary) if binary.is_relative_to(Path.cwd()) else str(binary)
    out.print("\nNext:")
    out.print(f'  {make_folder}make search q="مخيم الهول"', markup=False)
    out.print(f"  {make_folder}make serve", markup=False)
    out.print(f"  {folder}{program}/newsetl quarantine list", markup=False)
    out.print(f"  {folder}{program}/newsetl doctor", markup=False)


if __name__ == "__main__":
    sys.exit(main())
