"""HTTP/2 where the server speaks it: one connection, the same manners, the same page."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from socket import create_server, socket

import h2.config
import h2.connection
import h2.events
import pytest

from newsetl.ingest import wire
from newsetl.ingest.fetch import Fetcher
from newsetl.settings import Settings
from newsetl.setup.certificates import make_certificates


class Http2Server:
    """Answers every path with its own name over HTTP/2, and 404 for robots.txt."""

    def __init__(self, folder: Path) -> None:
        make_certificates(folder, folder, "node", ["127.0.0.1"])
        self.authority = folder / "ca.crt"
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(folder / "node.crt", folder / "node.key")
        self._tls.set_alpn_protocols(["h2"])
        self._listening = create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.connections = 0
        self.asked: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket) -> None:
        with self._tls.wrap_socket(plain, server_side=True) as stream:
            speaking = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
            speaking.initiate_connection()
            stream.sendall(speaking.data_to_send())
            while data := stream.recv(65_536):
                for event in speaking.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        self._answer(speaking, event)
                stream.sendall(speaking.data_to_send())

    def _answer(self, speaking: h2.connection.H2Connection, event: h2.events.RequestReceived) -> None:
        path = dict(event.headers or [])[b":path"].decode()
        self.asked.append(path)
        status = "404" if path == "/robots.txt" else "200"
        assert event.stream_id
        speaking.send_headers(event.stream_id, [(":status", status), ("content-type", "text/html; charset=utf-8")])
        speaking.send_data(event.stream_id, f"صفحة {path}".encode(), end_stream=True)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Http2Server]:
    serving = Http2Server(tmp_path)
    trusting = ssl.create_default_context(cafile=str(serving.authority))
    monkeypatch.setattr(wire, "_tls", lambda: trusting)
    yield serving
    serving.close()


def test_pages_come_over_one_http2_connection(server: Http2Server, settings: Settings) -> None:
    allowed = settings.model_copy(update={"allow_hosts": [f"127.0.0.1:{server.port}"], "fetch_interval": 0})
    with Fetcher(allowed, source="nahr") as fetcher:
        pages = [fetcher.fetch(f"https://127.0.0.1:{server.port}/{name}") for name in ("a", "b")]
    assert [page.body.decode() for page in pages] == ["صفحة /a", "صفحة /b"]
    assert pages[0].charset == "utf-8"
    assert server.asked == ["/robots.txt", "/a", "/b"]
    assert server.connections == 1
