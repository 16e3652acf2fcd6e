"""What `make up` starts and what it keeps to itself, an outlet in trouble, and `make down`.

The tests share one running Airflow with those in the browser, come after them, and go in the order of the file.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.e2e.airflow import Airflow, indexed

pytestmark = pytest.mark.e2e

OUTAGE = "2022-03-01"
FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{id}</title><link>{base}</link><item>
<title>تقرير من {id}</title><link>https://{id}.example/1</link><pubDate>Tue, 01 Mar 2022 09:00:00 GMT</pubDate>
<description>{text}</description></item></channel></rss>"""
TEXT = "قالت مصادر محلية إن عدداً من العائلات عادت إلى بيوتها في الريف بعد إصلاح شبكة المياه. " * 5


class Outlets(ThreadingHTTPServer):
    """Two outlets on one port: `sound` always answers, `ailing` with 500 until it is well."""

    well = False
    refused = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Outlets

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "robots.txt":
            self.send_error(404)
            return
        ok = name == "sound" or self.server.well
        self.server.refused += not ok
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
    body = {"dag_id": "news_daily", "from_date": f"{OUTAGE}T00:00:00Z", "to_date": f"{OUTAGE}T00:00:00Z"}
    assert airflow.call("viewer", "GET", "/api/v2/dags/news_daily")[0] == 200
    assert airflow.call("viewer", "POST", "/api/v2/backfills", body)[0] == 403
    assert airflow.call("", "POST", "/api/v2/backfills", body)[0] == 401


def test_an_outlet_that_answers_500_for_a_day_is_named_and_the_next_run_heals_it(
    airflow: Airflow, outlets: Outlets
) -> None:
    assert airflow.call("admin", "PATCH", "/api/v2/dags/news_daily", {"is_paused": False})[0] == 200
    assert airflow.call("admin", "GET", "/api/v2/pools/newsetl_index")[1]["slots"] == 1
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
    assert outlets.refused == 4, "an answer of 500 may pass by itself, so the task was tried three times again"
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
