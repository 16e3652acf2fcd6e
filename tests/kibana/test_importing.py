"""The import against a server that answers as Kibana does, while it starts and after."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from newsetl.kibana.importing import KibanaRefused, import_objects

LOGIN = ("elastic", "s3cret-of-the-test")
DONE = (200, json.dumps({"success": True, "successCount": 9}))
STARTING = (503, "Kibana server is not ready yet")


class FakeKibana(ThreadingHTTPServer):
    """Gives one answer after the other, the last one for ever."""

    answers: list[tuple[int, str]]
    asked: list[tuple[str, dict[str, str], bytes]]


@pytest.fixture
def kibana() -> Iterator[FakeKibana]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((self.path, dict(self.headers), body))
            status, said = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = FakeKibana(("127.0.0.1", 0), Handler)
    server.answers, server.asked = [DONE], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "objects.ndjson"
    path.write_text('{"type":"search"}\n')
    return path


def go(kibana: FakeKibana, file: Path, patience: float = 60) -> int:
    return import_objects(
        f"http://127.0.0.1:{kibana.server_port}", LOGIN, file, patience=patience, sleep=lambda _: None
    )


def test_the_request_is_the_one_that_kibana_wants(kibana: FakeKibana, file: Path) -> None:
    assert go(kibana, file) == 9
    ((path, headers, body),) = kibana.asked
    assert path == "/api/saved_objects/_import?overwrite=true"
    assert headers["kbn-xsrf"]
    assert headers["Authorization"] == f"Basic {base64.b64encode(':'.join(LOGIN).encode()).decode()}"
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="newsetl.ndjson"' in body
    assert file.read_bytes() in body


def test_it_waits_while_kibana_starts_and_sends_the_whole_file_each_time(kibana: FakeKibana, file: Path) -> None:
    kibana.answers = [STARTING, STARTING, (404, "not found"), DONE]
    assert go(kibana, file) == 9
    assert len(kibana.asked) == 4
    assert all(file.read_bytes() in body for _, _, body in kibana.asked)


def test_a_kibana_that_never_comes_is_told(kibana: FakeKibana, file: Path) -> None:
    kibana.answers = [STARTING]
    with pytest.raises(KibanaRefused, match="not ready in 0 s: HTTP 503"):
        go(kibana, file, patience=0.05)
    kibana.shutdown()
    kibana.server_close()
    with pytest.raises(KibanaRefused, match="ConnectError"):
        go(kibana, file, patience=0.05)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((401, "{}"), "refuses the login"),
        ((400, json.dumps({"message": "Request must contain a kbn-xsrf header."})), "kbn-xsrf"),
        (
            (
                200,
                json.dumps({"success": False, "errors": [{"type": "lens", "id": "x", "error": {"type": "unknown"}}]}),
            ),
            "lens x: .*unknown",
        ),
    ],
)
def test_a_refusal_is_told_at_once_without_the_password(
    kibana: FakeKibana, file: Path, answer: tuple[int, str], message: str
) -> None:
    kibana.answers = [answer]
    with pytest.raises(KibanaRefused, match=message) as caught:
        go(kibana, file)
    assert LOGIN[1] not in str(caught.value)
    assert len(kibana.asked) == 1
