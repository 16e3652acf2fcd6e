"""What the supervisor of `make up` does when a part dies or it is told to stop; parts that only sleep, no Airflow."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
sys.path.insert(0, {tools!r})
from pathlib import Path
from up_home import Home
from up_supervisor import Supervisor

class Sleepers(Supervisor):
    def bring_up(self):
        for name in ("scheduler", "api-server"):
            # a worker of the same session, as the LocalExecutor has them
            self.start(name, ["sh", "-c", {part!r}], {{"PATH": "/usr/bin:/bin"}})

home = Path({home!r})
(home / "logs").mkdir(parents=True, exist_ok=True)
sys.exit(Sleepers(Home(home), 8080).run())
"""
POLITE = "sleep 1000 & trap 'kill $!; exit 0' TERM; echo ready; wait"


class Run:
    """A supervisor in a process of its own."""

    def __init__(self, home: Path) -> None:
        script = SCRIPT.format(tools=str(REPO / "tools"), part=POLITE, home=str(home))
        self.home = home
        self.process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)

    @property
    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "up.json").read_text())
        return found

    def until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not done():
            assert time.monotonic() < deadline, self.status
            time.sleep(0.1)

    def is_up(self) -> bool:
        logs = [self.home / "logs" / f"{name}.log" for name in ("scheduler", "api-server")]
        return all(log.exists() and "ready" in log.read_text() for log in logs) and self.status["state"] == "running"

    def left(self) -> list[int]:
        """Processes of the parts' sessions."""
        sids = {part["pid"] for part in self.status["parts"].values()}
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if os.getsid(int(folder.name)) in sids:
                        found.append(int(folder.name))
                except ProcessLookupError:
                    continue
        return found


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Run]:
    pytest.importorskip("psutil")
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    run = Run(tmp_path)
    run.until((tmp_path / "up.json").exists)
    run.until(run.is_up)
    yield run
    run.process.kill()
    run.process.wait()
    for pid in run.left():
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_everything(supervisor: Run, sign: signal.Signals) -> None:
    assert len(supervisor.left()) == 4
    supervisor.process.send_signal(sign)
    assert supervisor.process.wait(30) == 0
    assert supervisor.status["state"] == "stopped"
    assert supervisor.status["ended"] == ["scheduler", "api-server"]
    assert supervisor.left() == []


def test_a_killed_part_takes_all_with_it_and_is_named(supervisor: Run) -> None:
    os.kill(supervisor.status["parts"]["scheduler"]["pid"], signal.SIGKILL)
    assert supervisor.process.wait(30) == 1
    assert supervisor.status["state"] == "failed"
    assert "scheduler was killed by SIGKILL" in supervisor.status["message"]
    assert supervisor.left() == [], "its worker is an orphan"


def test_what_a_killed_supervisor_leaves_is_found_and_ended(supervisor: Run) -> None:
    supervisor.process.kill()
    supervisor.process.wait()
    assert len(supervisor.left()) == 4
    script = "import airflow_up, up_home, pathlib, sys; airflow_up.stop(up_home.Home(pathlib.Path(sys.argv[1])))"
    stopped = subprocess.run(
        [sys.executable, "-c", script, str(supervisor.home)],
        cwd=REPO / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "left behind" in stopped.stdout
    assert supervisor.left() == []


ABANDON = """
import pathlib, subprocess, sys
import airflow_up, up_home
mine = subprocess.Popen(["sleep", "1000"])
airflow_up.abandon(up_home.Home(pathlib.Path(sys.argv[1])), mine, quiet=True)
print(mine.poll())
"""


def test_a_start_that_gives_up_ends_its_own_supervisor_and_nobody_elses(supervisor: Run) -> None:
    gave_up = subprocess.run(
        [sys.executable, "-c", ABANDON, str(supervisor.home)],
        cwd=REPO / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    assert gave_up.stdout.strip() == str(-signal.SIGTERM)
    assert supervisor.status["state"] == "running"
    assert len(supervisor.left()) == 4


def test_a_full_disk_keeps_no_part_running(supervisor: Run) -> None:
    (supervisor.home / "up.tmp").mkdir()  # what up.json is written to first
    supervisor.process.send_signal(signal.SIGTERM)
    assert supervisor.process.wait(30) == 0
    assert supervisor.left() == []
