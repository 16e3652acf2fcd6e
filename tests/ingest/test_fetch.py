import gzip
import io
import socket
from typing import Any

import pytest

from newsetl.ingest.addresses import AddressError, check, is_public
from newsetl.ingest.fetch import Fetcher, FetchFailed, FetchRefused, FetchTooLarge, SourceUnavailable
from newsetl.settings import Settings
from tests.ingest.conftest import Web


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_such_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_such_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost/",
        "http://8.8.8.8:22/",
        "https://8.8.8.8:8443/",
        "file:///etc/passwd",
        "ftp://8.8.8.8/",
        "gopher://8.8.8.8/",
        "//8.8.8.8/",
        "http:///",
    ],
)
def test_such_urls_are_refused(settings: Settings, url: str) -> None:
    with Fetcher(settings) as fetcher, pytest.raises(FetchRefused):
        fetcher.fetch(url)


def test_one_private_answer_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kw: answers)
    with pytest.raises(AddressError, match=r"10\.0\.0\.1"):
        check("http://rebind.example/", [])


def test_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch, web: Web, settings: Settings
) -> None:
    """A name is resolved once; a second, different answer is never asked for."""
    web.add("/a", "here")
    here, elsewhere = (socket.AF_INET, 1, 6, "", ("127.0.0.1", web.port)), (socket.AF_INET, 1, 6, "", ("127.0.0.9", 1))
    answers = [[here], [here], [elsewhere]]  # for robots.txt, for the page, and for whoever would ask again
    original = socket.getaddrinfo

    def resolve(host: Any, *args: Any, **kw: Any) -> Any:
        return answers.pop(0) if host == "rebind.example" else original(host, *args, **kw)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    allowed = settings.model_copy(update={"allow_hosts": [f"rebind.example:{web.port}"]})
    with Fetcher(allowed) as fetcher:
        assert fetcher.fetch(f"http://rebind.example:{web.port}/a").body == b"here"
    assert web.asked[0][1]["Host"] == f"rebind.example:{web.port}"
    assert len(answers) == 1


def test_every_redirect_is_checked(web: Web, settings: Settings) -> None:
    start = web.add("/a", status=302, Location="http://10.0.0.1/admin")
    with Fetcher(settings) as fetcher, pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        fetcher.fetch(start)
    other_port = web.add("/b", status=302, Location=f"http://127.0.0.1:{web.port + 1}/")
    with Fetcher(settings) as fetcher, pytest.raises(FetchRefused):
        fetcher.fetch(other_port)
    around = web.add("/c", status=301, Location="/c")
    with Fetcher(settings) as fetcher, pytest.raises(FetchFailed, match="redirects"):
        fetcher.fetch(around)


def test_a_page_comes_with_its_facts(web: Web, settings: Settings) -> None:
    web.add("/page", "نص", Content_Type="text/html; charset=UTF-8")
    start = web.add("/go", status=301, Location="/page")
    with Fetcher(settings.model_copy(update={"contact": "desk@nahr.example"})) as fetcher:
        page = fetcher.fetch(start)
    assert (page.url, page.status, page.media_type, page.charset) == (web.url("/page"), 200, "text/html", "UTF-8")
    assert page.body.decode() == "نص"
    assert web.asked[0][1]["User-Agent"].startswith("newsetl/")
    assert "desk@nahr.example" in web.asked[0][1]["User-Agent"]


def test_size_is_limited_as_sent_and_as_decompressed(web: Web, settings: Settings) -> None:
    limit = settings.max_body_bytes
    for url in (
        web.add("/long", b"x" * (limit + 1)),
        web.add("/bomb", gzip.compress(b"x" * (limit * 50)), Content_Encoding="gzip"),
    ):
        with Fetcher(settings) as fetcher, pytest.raises(FetchTooLarge):
            fetcher.fetch(url)


def test_what_is_gone_fails_for_good_and_what_is_ill_is_tried_again(web: Web, settings: Settings) -> None:
    waits: list[float] = []
    patient = settings.model_copy(update={"fetch_retries": 2})
    with Fetcher(patient, sleep=waits.append) as fetcher:
        with pytest.raises(FetchFailed, match="HTTP 404"):
            fetcher.fetch(web.url("/gone"))
        assert waits == []
        web.add("/ill", status=503, Retry_After="7")
        web.add("/ill", status=500)
        web.add("/ill", "well")
        assert fetcher.fetch(web.url("/ill")).body == b"well"
        assert waits[0] == 7
        with pytest.raises(SourceUnavailable, match="HTTP 500") as caught:
            fetcher.fetch(web.add("/dead", status=500).replace("//", "//user:secret@"))
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len([path for path, _ in web.asked if path == "/dead"]) == 3


def test_a_long_retry_after_is_left_to_the_next_run(web: Web, settings: Settings) -> None:
    url = web.add("/busy", status=429, Retry_After="3600")
    with (
        Fetcher(settings.model_copy(update={"fetch_retries": 5})) as fetcher,
        pytest.raises(SourceUnavailable, match="3600"),
    ):
        fetcher.fetch(url)
    assert len(web.asked) == 1


def test_nobody_listening_is_unavailable(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    allowed = settings.model_copy(update={"allow_hosts": ["127.0.0.1"]})
    with Fetcher(allowed) as fetcher, pytest.raises(SourceUnavailable):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


def test_requests_to_one_host_keep_their_distance(web: Web, settings: Settings) -> None:
    waits: list[float] = []
    url = web.add("/a", "x")
    with Fetcher(settings.model_copy(update={"fetch_interval": 5.0}), sleep=waits.append) as fetcher:
        fetcher.fetch(url)
        fetcher.fetch(url)
    assert len(waits) == 1
    assert 4 < waits[0] <= 5


def test_a_download_goes_to_a_file(web: Web, settings: Settings) -> None:
    sink = io.BytesIO()
    with Fetcher(settings) as fetcher:
        fetcher.download(web.add("/dump", b"x" * 30_000), sink, 40_000)
    assert len(sink.getvalue()) == 30_000
