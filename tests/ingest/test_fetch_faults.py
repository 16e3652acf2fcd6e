"""Servers at fault: each ends in an outcome of its own, and what stands beside it is fetched all the same."""

import gzip
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import brotli
import pytest
import zstandard

from newsetl.ingest.failures import FetchError, FetchOutcome
from newsetl.ingest.fetch import Fetcher, SourceUnavailable
from newsetl.ingest.health import FetchStore
from newsetl.ingest.sources import Source
from newsetl.pipeline import Pipeline
from newsetl.records import Reason, Route
from newsetl.settings import Settings
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web
from tests.ingest.odd import HEAD, Odd, odd_server, reset

Run = Callable[..., StageOutput]


@pytest.fixture
def odd() -> Iterator[Odd]:
    with odd_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, odd: Odd) -> Settings:
    """A second of patience: enough for a loopback, and a test need not wait long for what never comes."""
    allowed = [*settings.allow_hosts, odd.host]
    return settings.model_copy(update={"allow_hosts": allowed, "fetch_timeout": 1.0})


def ending(settings: Settings, url: str) -> FetchOutcome:
    """How an address ends, which must be counted too."""
    with Fetcher(settings, source="nahr") as fetcher:
        try:
            fetcher.fetch(url)
            outcome = FetchOutcome.FETCHED
        except (FetchError, SourceUnavailable) as error:
            outcome = error.outcome
    assert counted(settings) == {outcome: 1}
    return outcome


def counted(settings: Settings, source: str = "nahr") -> dict[FetchOutcome, int]:
    """Outcomes of all days."""
    store = FetchStore.from_settings(settings)
    found = store.outcomes(source, datetime(2020, 1, 1, tzinfo=UTC).date(), datetime(2100, 1, 1, tzinfo=UTC).date())
    store.close()
    (day,) = found.values()
    return day


def drip(odd: Odd, head: bytes, connection: socket.socket) -> None:
    """Never silent for long, and never done."""
    connection.sendall(head)
    while not odd.closing.wait(0.1):
        connection.sendall(b"X")


def flood(odd: Odd, sent: list[int], connection: socket.socket) -> None:
    """Two hundred megabytes, without saying so."""
    connection.sendall(HEAD + b"Connection: close\r\n\r\n")
    for _ in range(3200):
        if odd.closing.is_set():
            return
        connection.sendall(bytes(65536))
        sent.append(65536)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", HEAD + b"Content-Length: 10000\r\n\r\n"])
def test_a_server_that_drips_runs_into_the_deadline(settings: Settings, odd: Odd, head: bytes) -> None:
    assert ending(settings, odd.add("/drip", partial(drip, odd, head))) is FetchOutcome.TIMEOUT


def test_a_body_without_end_is_left_at_the_limit(settings: Settings, odd: Odd) -> None:
    sent: list[int] = []
    assert ending(settings, odd.add("/flood", partial(flood, odd, sent))) is FetchOutcome.TOO_LARGE
    assert sum(sent) < 20_000_000, "sockets hold some megabytes; the rest is never taken"


@pytest.mark.parametrize("said", [b"", HEAD[:30], HEAD + b"Content-Length: 10000\r\n\r\nhalf"])
def test_a_connection_that_breaks_may_be_tried_again(settings: Settings, odd: Odd, said: bytes) -> None:
    def breaks(connection: socket.socket) -> None:
        connection.sendall(said)
        reset(connection)

    assert ending(settings, odd.add("/reset", breaks)) is FetchOutcome.UNREACHABLE


def test_a_redirect_loop_ends(settings: Settings, web: Web) -> None:
    web.add("/b", status=302, Location="/a")
    assert ending(settings, web.add("/a", status=302, Location="/b")) is FetchOutcome.REDIRECT_LOOP


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1/admin", "http://inside.example/admin", "http://[::1]/", "file:///"]
)
def test_a_redirect_leads_nowhere_inside(
    settings: Settings, web: Web, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    original = socket.getaddrinfo

    def resolve(host: Any, *args: Any, **kw: Any) -> Any:
        return original("127.0.0.1" if host == "inside.example" else host, *args, **kw)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert ending(settings, web.add("/a", status=302, Location=inside)) is FetchOutcome.REFUSED_ADDRESS
    assert [path for path, _ in web.asked] == ["/a"]


@pytest.mark.parametrize(
    ("name", "compress"), [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)]
)
def test_bombs_are_left_at_the_limit(settings: Settings, web: Web, name: str, compress: Callable[..., bytes]) -> None:
    bomb = compress(bytes(20_000_000))
    assert len(bomb) < settings.max_body_bytes
    assert ending(settings, web.add("/bomb", bomb, Content_Encoding=name)) is FetchOutcome.TOO_LARGE


def test_what_grows_too_far_is_refused_below_the_limit(settings: Settings, web: Web) -> None:
    roomy = settings.model_copy(update={"max_body_bytes": 50_000_000})
    bomb = web.add("/bomb", gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")
    assert ending(roomy, bomb) is FetchOutcome.TOO_LARGE


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "lzma", "gzip, gzip, gzip"])
def test_a_wrong_or_unknown_encoding_is_told(settings: Settings, web: Web, coding: str) -> None:
    assert ending(settings, web.add("/odd", "plain " * 100, Content_Encoding=coding)) is FetchOutcome.BAD_ENCODING


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, FetchOutcome.FETCHED),
        (404, FetchOutcome.GONE),
        (410, FetchOutcome.GONE),
        (401, FetchOutcome.FORBIDDEN),
        (403, FetchOutcome.FORBIDDEN),
        (451, FetchOutcome.FORBIDDEN),
        (418, FetchOutcome.OTHER),
        (304, FetchOutcome.OTHER),
        (429, FetchOutcome.RATE_LIMITED),
        (500, FetchOutcome.SERVER_ERROR),
        (503, FetchOutcome.SERVER_ERROR),
    ],
)
def test_every_status_has_its_outcome(settings: Settings, web: Web, status: int, outcome: FetchOutcome) -> None:
    assert ending(settings, web.add("/a", status=status)) is outcome


def test_a_faulty_page_stands_in_quarantine_beside_sound_ones(
    settings: Settings, run: Run, source: Callable[..., Source], web: Web, odd: Odd
) -> None:
    faulty = [
        odd.add("/reset", reset),
        web.add("/loop", status=302, Location="/loop"),
        web.add("/bomb", gzip.compress(bytes(900_000)), Content_Encoding="gzip"),
        web.add("/odd", "plain", Content_Encoding="lzma"),
        "http://10.0.0.8/",
    ]
    items = [f"<item><title>خبر</title><link>{url}</link></item>" for url in [*faulty, web.add("/good", "<p>خبر</p>")]]
    feed = f'<rss version="2.0"><channel><title>نهر</title>{"".join(items)}</channel></rss>'
    output = run(source(feeds=[web.add("/feed", feed)]), Route.DAILY, 20)
    assert [capture.url for capture in output.rows] == [web.url("/good")]
    assert [rejection.reason for rejection in output.rejections] == [
        *(Reason.FETCH_FAILED, Reason.FETCH_FAILED, Reason.TOO_LARGE, Reason.FETCH_FAILED, Reason.BAD_ADDRESS)
    ]
    assert counted(settings) == {
        FetchOutcome.FETCHED: 2,
        FetchOutcome.UNREACHABLE: 1,
        FetchOutcome.REDIRECT_LOOP: 1,
        FetchOutcome.TOO_LARGE: 1,
        FetchOutcome.BAD_ENCODING: 1,
        FetchOutcome.REFUSED_ADDRESS: 1,
    }


def test_a_stalled_source_holds_up_no_other(
    settings: Settings, source: Callable[..., Source], web: Web, odd: Odd
) -> None:
    """The stalled server answers only when the quick source's result is there: read one by one, it never would be."""
    feed = '<rss version="2.0"><channel><title>نهر</title></channel></rss>'
    patient = settings.model_copy(update={"fetch_timeout": 60.0})
    pipeline = Pipeline.from_settings(patient)
    since, until = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 1, 21, tzinfo=UTC)
    seen: list[bool] = []

    def stall(connection: socket.socket) -> None:
        for _ in range(300):
            if pipeline.context.lake.commit("ingest", quick) or odd.closing.wait(0.1):
                break
        seen.append(pipeline.context.lake.commit("ingest", quick) is not None)
        connection.sendall(HEAD + f"Content-Length: {len(feed.encode())}\r\n\r\n{feed}".encode())

    stalled = source(feeds=[odd.add("/feed", stall)]).model_copy(update={"id": "a-stalled"})
    pipeline.__dict__["sources"] = {
        "a-stalled": stalled,
        "b-quick": source(feeds=[web.add("/feed", feed)]).model_copy(update={"id": "b-quick"}),
    }
    partitions = pipeline.plan(Route.DAILY, since, until)
    quick = partitions[1]
    told: list[str] = []
    pipeline.run(partitions, lambda report: told.append(f"{report.stage} {report.partition.rpartition('=')[2]}"))
    assert seen == [True]
    assert told[:4] == ["ingest a-stalled", "normalise a-stalled", "ingest b-quick", "normalise b-quick"]
