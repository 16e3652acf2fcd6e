"""`make up`, a backfill through the same request as the dialog's, an outlet in trouble, and `make down`.

The tests share one running Airflow and go in the order of the file.
"""

import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.settings import Settings
from newsetl.times import parse_moment
from tests.e2e.airflow import Airflow

pytestmark = pytest.mark.e2e

DAYS = ("2022-01-20", "2022-02-02")
AFTER = "2022-02-03"
OUTAGE = "2022-03-01"
FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{id}</title><link>{base}</link><item>
<title>تقرير من {id}</title><link>https://{id}.example/1</link><pubDate>Tue, 01 Mar 2022 09:00:00 GMT</pubDate>
<description>{text}</description></item></channel></rss>"""
TEXT = "قالت مصادر محلية إن عدداً من العائلات عادت إلى بيوتها في الريف بعد إصلاح شبكة المياه. " * 5


@pytest.fixture(scope="module")
def airflow() -> Iterator[Airflow]:
    """A running one; stopped in any case. Its folder is open to all, or root's PostgreSQL would go elsewhere."""
    data = Path(tempfile.mkdtemp(prefix="newsetl-e2e-"))
    data.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSETL_", "AIRFLOW"))}
    env |= {"NEWSETL_DATA_DIR": str(data), "NEWSETL_ALLOW_HOSTS": '["127.0.0.1"]', "NEWSETL_FETCH_RETRIES": "0"}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    up = Airflow(data, port, tuple(sorted(env.items())))
    try:
        began = time.monotonic()
        started = up.start()
        assert started.returncode == 0, started.stdout + started.stderr
        print(started.stdout, f"started in {time.monotonic() - began:.0f} s")
        assert up.url in started.stdout
        assert all(password in started.stdout for password in up.passwords.values())
        yield up
    finally:
        up.do("stop")
        shutil.rmtree(data)


class Outlets(ThreadingHTTPServer):
    """Two outlets on one port: `sound` always answers, `ailing` with 500 until it is well."""

    well = False

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Outlets

    def do_GET(self) -> None:
        name = self.path.strip("/")
        ok = name == "sound" or self.server.well
        body = FEED.format(id=name, base=self.server.base, text=TEXT).encode() if ok else b"broken"
        self.send_response(200 if ok else 500)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outlets() -> Iterator[Outlets]:
    server = Outlets(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def indexed(data: Path) -> dict[str, Any]:
    """Every document by id, without what may differ between two ways of collecting the same."""
    found = Pipeline.from_settings(Settings(_env_file=None, data_dir=data)).reader.scan()
    return {
        one.article_id: json.loads(one.model_dump_json(exclude={"version", "fetched_at", "route"})) for one in found
    }


def test_it_listens_on_loopback_alone_and_keeps_its_secrets(airflow: Airflow) -> None:
    import psutil

    pids = {part["pid"] for part in airflow.status["parts"].values()} | {airflow.status["pid"]}
    pids |= {child.pid for pid in pids for child in psutil.Process(pid).children(recursive=True)}
    listening = {
        (one.laddr.ip, one.laddr.port)
        for one in psutil.net_connections("inet")
        if one.pid in pids and one.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", airflow.port)}
    for name in ("passwords.json", "secrets.json"):
        assert (airflow.data / "airflow" / name).stat().st_mode & 0o777 == 0o600


def test_a_second_start_says_that_it_runs(airflow: Airflow) -> None:
    again = airflow.start()
    assert again.returncode == 0
    assert f"running already: {airflow.url}" in again.stdout


def test_a_port_that_is_taken_is_told(airflow: Airflow, tmp_path: Path) -> None:
    other = airflow.do("start", "--port", str(airflow.port), NEWSETL_DATA_DIR=str(tmp_path))
    assert other.returncode == 1
    assert f"port {airflow.port} is taken" in other.stderr


def test_a_viewer_may_not_backfill(airflow: Airflow) -> None:
    body = {"dag_id": "news_daily", "from_date": f"{DAYS[0]}T00:00:00Z", "to_date": f"{DAYS[1]}T00:00:00Z"}
    assert airflow.call("viewer", "GET", "/api/v2/dags/news_daily")[0] == 200
    assert airflow.call("viewer", "POST", "/api/v2/backfills", body)[0] == 403
    assert airflow.call("", "POST", "/api/v2/backfills", body)[0] == 401


def test_a_backfill_ends_as_a_direct_run_does(airflow: Airflow, settings: Settings) -> None:
    assert airflow.call("admin", "GET", "/api/v2/pools/newsetl_index")[1]["slots"] == 1
    assert airflow.call("admin", "PATCH", "/api/v2/dags/news_daily", {"is_paused": False})[0] == 200
    began = time.monotonic()
    states = airflow.backfill(*DAYS)
    print(f"backfilled in {time.monotonic() - began:.0f} s")
    assert len(states) == 14
    assert set(states.values()) == {"success"}, states

    direct = Pipeline.from_settings(settings)
    since, until = (moment.at for moment in map(parse_moment, (DAYS[0], AFTER)) if moment)
    assert direct.run(direct.plan(Route.RANGE, since, until)).ok
    assert indexed(airflow.data) == indexed(settings.data_path)
    assert len(indexed(airflow.data)) >= 37


def test_an_outlet_that_answers_500_for_a_day_is_named_and_the_next_run_heals_it(
    airflow: Airflow, outlets: Outlets
) -> None:
    before = len(indexed(airflow.data))
    folder = airflow.data / "sources"
    folder.mkdir()
    for name in ("sound", "ailing"):
        pack = {"id": name, "name": {"ar": name, "en": name}, "feeds": [f"{outlets.base}/{name}"], "follow": "never"}
        (folder / f"{name}.yaml").write_text(json.dumps(pack | {"homepage": "https://a.example/", "country": "SY"}))
    assert airflow.backfill(OUTAGE, OUTAGE) == {OUTAGE: "failed"}
    run = airflow.runs()[OUTAGE]["dag_run_id"]
    said = airflow.said(run, "verdict", 1)
    assert "partial: ailing: ingest of ailing failed" in said
    assert "HTTP 500" in said
    assert len(indexed(airflow.data)) == before + 1, "the other outlet's report is searchable all the same"

    outlets.well = True
    assert airflow.backfill(OUTAGE, OUTAGE, reprocess="failed") == {OUTAGE: "success"}
    assert len(indexed(airflow.data)) == before + 2


def test_stopping_leaves_no_process(airflow: Airflow) -> None:
    assert len(airflow.processes()) > 5
    stopped = airflow.do("stop")
    assert stopped.returncode == 0, stopped.stderr
    for name in ("scheduler", "dag-processor", "triggerer", "api-server", "postgres"):
        assert f"stopped {name}" in stopped.stdout
    assert airflow.processes() == []
    assert "not running" in airflow.do("stop").stdout
