"""Ctrl-C, closed pipes and full disks: one line, and the right exit code."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.reports import REPORT, lines, loaded, pack


def started(settings, *words, program=("-m", "newsetl.cli"), **options):
    environment = {**os.environ, "NEWSETL_DATA_DIR": str(settings.data_dir), "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, words)],
        env=environment,
        cwd=settings.data_dir.parent,
        stderr=subprocess.PIPE,
        **options,
    )


def test_ctrl_c_at_work_is_one_line(settings, tmp_path):
    os.mkfifo(tmp_path / "r.jsonl")
    process = started(settings, "load", tmp_path / "r.jsonl", stdout=subprocess.DEVNULL)
    with (tmp_path / "r.jsonl").open("w"):  # waits until it is opened for reading
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "stopped; run the same command again to go on\n")


INTERRUPT_AT_IMPORT = """
import os, signal, sys
from newsetl.cli import main

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)

MODULE = sys.argv.pop(1)
assert MODULE not in sys.modules
sys.meta_path.insert(0, Interrupting())
main()
"""


@pytest.mark.parametrize("module", ["typer", "newsetl.pipeline"])
def test_ctrl_c_while_modules_are_imported_is_one_line(settings, module):
    process = started(settings, module, "search", "x", program=("-c", INTERRUPT_AT_IMPORT), stdout=subprocess.DEVNULL)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "stopped; run the same command again to go on\n")


@pytest.mark.parametrize("words", [["search", "غويران"], ["search", "غويران", "--json"], ["--help"]])
def test_a_closed_pipe_is_no_trouble(newsetl_, settings, tmp_path, words):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    process = started(settings, *words, stdout=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), err) == (0, b"")


@pytest.mark.parametrize("format_", [[], ["--json"]])
def test_a_closed_pipe_makes_no_incomplete_run_whole(settings, monkeypatch, format_):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    pack(settings, address)
    monkeypatch.setenv("NEWSETL_ALLOW_HOSTS", address)
    monkeypatch.setenv("NEWSETL_FETCH_RETRIES", "0")
    process = started(
        settings, "run", "--since", "2022-01-20", "--until", "2022-02-03", *format_, stdout=subprocess.PIPE
    )
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 1
    assert "incomplete outlet" in err
    assert "Traceback" not in err


def test_a_progress_that_nobody_reads_stops_no_run(newsetl_, settings, tmp_path):
    process = started(settings, "load", lines(tmp_path / "r.jsonl", REPORT), stdout=subprocess.DEVNULL)
    process.stderr.close()
    assert process.wait(60) == 0
    code, out, _ = newsetl_("search", "غويران", "--json")
    assert (code, json.loads(out)["total"]) == (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("format_", [[], ["--json"]])
def test_output_that_finds_no_room_is_told(newsetl_, settings, tmp_path, format_):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    with Path("/dev/full").open("w") as full:
        process = started(settings, "search", "غويران", *format_, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "No space left" in err.decode()
    assert err.count(b"\n") == 1


# --- bad input: one clear line or one quarantined record, and nothing else is lost
