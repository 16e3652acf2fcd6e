"""A web server on the loopback, and the stage run with little ado."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from newsetl.ingest.sources import Source, SourceName
from newsetl.ingest.stage import ingest
from newsetl.normalise.article import published_of
from newsetl.records import Capture, Partition, Route
from newsetl.settings import Settings
from newsetl.stages import Context, StageOutput

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Web:
    """Answers by path; a list is given out one by one, its last element for good."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    rules_asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What was asked of robots.txt, which every test would see otherwise."""
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def add(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.answers.setdefault(path, []).append((status, named, data))
        return self.url(path)


@pytest.fixture
def web() -> Iterator[Web]:
    """A server that answers what the test adds, 404 for the rest."""
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = site.rules_asked if self.path == "/robots.txt" else site.asked
            asked.append((self.path, dict(self.headers)))
            queue = site.answers.get(self.path, [(404, {}, b"")])
            status, headers, body = queue.pop(0) if len(queue) > 1 else queue[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(settings: Settings, web: Web) -> Settings:
    """The web server may be asked, at once and without retries."""
    return settings.model_copy(
        update={"allow_hosts": [web.host], "fetch_interval": 0, "fetch_retries": 0, "max_body_bytes": 20_000}
    )


@pytest.fixture
def source() -> Callable[..., Source]:
    """A source; give what it offers."""

    def make(**fields: Any) -> Source:
        return Source(id="nahr", name=SourceName(ar="نهر", en="Nahr"), **fields)

    return make


@pytest.fixture
def run(settings: Settings) -> Callable[..., StageOutput]:
    """Run the stage over one source and commit it; a second run of the same partition sees the first."""
    context = Context.from_settings(settings)

    def go(
        source: Source, route: Route = Route.LOAD, day: int | None = None, until: datetime | None = None
    ) -> StageOutput:
        since = datetime(2022, 1, day or 1, tzinfo=UTC)
        until = until or (datetime(2022, 1, day + 1, tzinfo=UTC) if day else datetime(2022, 2, 1, tzinfo=UTC))
        partition = Partition(route=route, source=source.id, since=since, until=until)
        attempt = context.ledger.begin("ingest", partition)
        output = ingest(partition, source, context, published_of)
        assert output.read == len(output.outcomes)
        context.lake.write(
            "ingest",
            partition,
            attempt,
            output.rows,
            output.rejections,
            digest=output.digest,
            consumed={},
            model=Capture,
        )
        for tell in output.after_commit:
            tell()
        return output

    return go
