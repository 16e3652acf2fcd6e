"""What the end-to-end tests know of a running Airflow: its REST API as a user, and its processes."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from newsetl.pipeline import Pipeline
from newsetl.settings import Settings

REPO = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Airflow:
    """One that `make up` starts in a data folder of its own."""

    data: Path
    port: int
    env: tuple[tuple[str, str], ...]

    def do(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run the launcher as `make up` and `make down` do."""
        command = [sys.executable, str(REPO / "tools" / "airflow_up.py"), *words]
        return subprocess.run(
            command, env=dict(self.env) | extra, cwd=REPO, capture_output=True, text=True, check=False, timeout=360
        )

    def start(self) -> subprocess.CompletedProcess[str]:
        return self.do("start", "--port", str(self.port))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def passwords(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.data / "airflow" / "passwords.json").read_text())
        return found

    @property
    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "airflow" / "up.json").read_text())
        return found

    def call(self, user: str, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and answer of one request, as the user interface would make it."""
        headers = {"Content-Type": "application/json"}
        if user:
            headers["Authorization"] = f"Bearer {_token(self, user)}"
        return self._send(method, path, body, headers)

    def backfill(self, since: str, until: str, reprocess: str = "none") -> dict[str, str]:
        """The request that the dialog makes, waiting until its runs are through: state by day.

        A backfill counts as running for up to half a minute after its last run, and Airflow takes one at a time.
        """
        body = {
            "dag_id": "news_daily",
            "from_date": f"{since}T00:00:00Z",
            "to_date": f"{until}T00:00:00Z",
            "reprocess_behavior": reprocess,
            "max_active_runs": 4,
        }
        deadline = time.monotonic() + 60
        while (answer := self.call("admin", "POST", "/api/v2/backfills", body))[0] == 409:
            assert time.monotonic() < deadline, answer
            time.sleep(1)
        assert answer[0] == 200, answer
        return self.finished(since, until)

    def finished(self, since: str, until: str) -> dict[str, str]:
        """State by day of the backfill's runs, once all have ended; Airflow itself calls a backfill complete later."""
        deadline = time.monotonic() + 400
        while True:
            states = {day: run["state"] for day, run in self.runs().items() if since <= day <= until}
            if states and not {"queued", "running"} & set(states.values()):
                return states
            assert time.monotonic() < deadline, states
            time.sleep(1)

    def runs(self) -> dict[str, Any]:
        """Run by the first day of its interval."""
        _, found = self.call("admin", "GET", "/api/v2/dags/news_daily/dagRuns?limit=100&run_type=backfill")
        return {run["data_interval_start"][:10]: run for run in found["dag_runs"]}

    def said(self, run_id: str, task: str, attempt: int) -> str:
        """The log of a task."""
        path = f"/api/v2/dags/news_daily/dagRuns/{run_id}/taskInstances/{task}/logs/{attempt}?full_content=true"
        code, found = self.call("admin", "GET", path)
        assert code == 200, found
        return json.dumps(found, ensure_ascii=False)

    def processes(self) -> list[str]:
        """Living processes that carry this data folder in their environment or command, or belong to one that does."""
        import psutil

        found = {}
        for process in psutil.process_iter():
            try:
                traces = " ".join(process.cmdline()) + " ".join(process.environ().values())
                if process.pid != os.getpid() and str(self.data) in traces and process.status() != "zombie":
                    for one in (process, *process.children(recursive=True)):
                        found[one.pid] = f"{one.pid} {' '.join(one.cmdline())[:80]}"
            except (psutil.Error, OSError):
                continue
        sids = {part["pid"] for part in self.status["parts"].values()}
        for pid in psutil.pids():
            try:
                if os.getsid(pid) in sids and psutil.Process(pid).status() != "zombie":
                    found.setdefault(pid, f"{pid} in a session of ours")
            except (psutil.Error, OSError):
                continue
        return sorted(found.values())

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def indexed(data: Path) -> dict[str, Any]:
    """Every document by id, without what may differ between two ways of collecting the same."""
    found = Pipeline.from_settings(Settings(_env_file=None, data_dir=data)).reader.scan()
    return {
        one.article_id: json.loads(one.model_dump_json(exclude={"version", "fetched_at", "route"})) for one in found
    }


@cache
def _token(airflow: Airflow, user: str) -> str:
    body = {"username": user, "password": airflow.passwords[user]}
    code, answer = airflow._send("POST", "/auth/token", body, {"Content-Type": "application/json"})
    assert code == 201, answer
    return str(answer["access_token"])
