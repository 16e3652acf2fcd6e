"""Whose turn it is at a host, whatever process asks; on SQLite here, on PostgreSQL where `make up` put it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine

from newsetl.ingest.failures import FetchOutcome
from newsetl.ingest.fetch import Fetcher, FetchFailed, SourceUnavailable
from newsetl.ingest.health import FetchStore
from newsetl.ingest.sources import FetchPolicy
from newsetl.ingest.store import METADATA, Store
from newsetl.ingest.turns import FAILURES, LeftAlone, Pace, Turns
from newsetl.settings import Settings, SettingsError
from tests.ingest.conftest import Web

REPO = Path(__file__).resolve().parents[2]
PACE = Pace(interval=10.0)


@dataclass
class Clock:
    """Time that passes when somebody sleeps."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.e2e)])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The same on both databases."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        engine = create_engine(url)
        METADATA.drop_all(engine)
        engine.dispose()
        return settings.model_copy(update={"fetch_state_url": SecretStr(url)})
    return settings


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, with an empty database."""
    sys.path.insert(0, str(REPO / "tools"))
    from postgres_local import Postgres, unprivileged

    server = Postgres.at(tmp_path_factory.mktemp("postgresql"), "not-to-be-told")
    process = subprocess.Popen(server.command, cwd="/", stderr=subprocess.DEVNULL, **unprivileged())
    try:
        while not server.ready():
            assert process.poll() is None, "PostgreSQL did not start"
            time.sleep(0.1)
        yield server.url
    finally:
        process.terminate()
        process.wait(30)
        server.remove_socket()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def both(settings: Settings, clock: Clock) -> Iterator[tuple[Turns, Turns]]:
    """Two processes' views of one store."""
    with Store.from_settings(settings) as first, Store.from_settings(settings) as second:
        yield Turns(first, clock), Turns(second, clock)


def test_processes_take_turns_at_a_host(both: tuple[Turns, Turns], clock: Clock) -> None:
    one, other = both
    first = one.reserve("nahr.example", PACE, 30)
    assert first
    assert first.at == clock.now
    assert other.reserve("nahr.example", PACE, 30) is None, "one at a time"
    assert other.reserve("bahr.example", PACE, 30), "another host is free"
    one.give_back(first)
    second = other.reserve("nahr.example", PACE, 30)
    assert second
    assert second.at == first.at + PACE.interval
    assert one.reserve("nahr.example", Pace(10, concurrency=2), 30), "two at a time, if the source may"
    assert one.reserve("nahr.example", Pace(10, concurrency=2), 30) is None


def test_a_turn_that_was_never_given_back_ends_by_itself(both: tuple[Turns, Turns], clock: Clock) -> None:
    one, other = both
    lost = one.reserve("nahr.example", PACE, 30)
    assert lost
    clock.now += 29
    one.renew(lost, 30)
    clock.now += 29
    assert other.reserve("nahr.example", PACE, 30) is None
    clock.now += 2
    assert other.reserve("nahr.example", PACE, 30)


def test_who_is_asked_to_slow_down_does_and_recovers(both: tuple[Turns, Turns], clock: Clock) -> None:
    one, other = both

    def interval(turns: Turns) -> float:
        """Between a turn now and the next."""
        pair = []
        for _ in range(2):
            turn = turns.reserve("nahr.example", PACE, 30)
            assert turn
            turns.give_back(turn)
            pair.append(turn.at)
        clock.now = pair[1] + 1000
        return pair[1] - pair[0]

    assert interval(one) == 10
    one.slow_down("nahr.example", "HTTP 503", None)
    assert interval(other) == 20
    for _ in range(20):
        one.slow_down("nahr.example", "HTTP 503", None)
    assert interval(other) == 60, "bounded"
    for _ in range(40):
        other.answered("nahr.example")
    assert interval(one) == 10


def test_a_host_that_keeps_failing_is_left_alone_for_growing_times(
    both: tuple[Turns, Turns], settings: Settings, clock: Clock
) -> None:
    one, other = both
    rests = []
    for _ in range(FAILURES - 1):
        one.failed("nahr.example", "no answer")
    assert one.left_alone() == []
    for _ in range(12):
        one.failed("nahr.example", "no answer")
        with pytest.raises(
            LeftAlone, match=r"nahr.example is left alone until .* failed \d+ times .* no answer"
        ) as told:
            other.reserve("nahr.example", PACE, 30)
        rests.append(told.value.until.timestamp() - clock.now)
        clock.now = told.value.until.timestamp()
    assert rests[:3] == [120, 240, 480]
    assert rests[-1] == 6 * 3600
    store = FetchStore.from_settings(settings)
    assert store.left_alone() == [], "that was long ago"
    store.close()
    turn = one.reserve("nahr.example", PACE, 30)
    assert turn, "one try"
    one.answered("nahr.example")
    one.failed("nahr.example", "no answer")
    assert one.left_alone() == []


@pytest.mark.parametrize("written", ["number", "date"])
def test_a_short_retry_after_is_waited_for(settings: Settings, web: Web, clock: Clock, written: str) -> None:
    value = "30" if written == "number" else formatdate(clock.now + 30, usegmt=True)
    url = web.add("/busy", status=429, Retry_After=value)
    web.add("/busy", "well")
    patient = settings.model_copy(update={"fetch_retries": 1})
    began = clock.now
    with Fetcher(patient, clock.sleep, clock=clock) as fetcher:
        assert fetcher.fetch(url).body == b"well"
    assert 30 <= clock.now - began < 35


@pytest.mark.parametrize("written", ["number", "date"])
def test_a_long_retry_after_holds_for_the_next_run(settings: Settings, web: Web, clock: Clock, written: str) -> None:
    value = "3600" if written == "number" else formatdate(clock.now + 3600, usegmt=True)
    url = web.add("/busy", status=503, Retry_After=value)
    web.add("/busy", "well")
    with Fetcher(settings, clock.sleep, clock=clock) as fetcher, pytest.raises(SourceUnavailable, match="3600"):
        fetcher.fetch(url)
    with Fetcher(settings, clock.sleep, clock=clock, source="nahr") as fetcher:
        with pytest.raises(SourceUnavailable, match="left alone until") as told:
            fetcher.fetch(url)
        assert not told.value.asked
        assert len(web.asked) == 1
        clock.now += 3601
        assert fetcher.fetch(url).body == b"well"
    store = FetchStore.from_settings(settings)
    assert store.health("nahr").failure is None, "a server that was not asked has not failed"
    store.close()


def test_the_sources_own_interval_goes_before_the_settings(settings: Settings, web: Web, clock: Clock) -> None:
    url = web.add("/a", "x")
    began = clock.now
    for interval in (None, 40.0, 40.0):
        with Fetcher(settings, clock.sleep, policy=FetchPolicy(interval=interval), clock=clock) as fetcher:
            fetcher.fetch(url)
    assert clock.now - began == 40


def test_health_tells_of_last_success_and_failure(settings: Settings, web: Web, clock: Clock) -> None:
    store = FetchStore.from_settings(settings)
    assert store.health("nahr").last_success is None
    with Fetcher(settings, clock.sleep, source="nahr", clock=clock) as fetcher:
        fetcher.fetch(web.add("/a", "x"))
        clock.now += 86_400
        for _ in range(2):
            with pytest.raises(FetchFailed):
                fetcher.fetch(web.url("/gone"))
    health = store.health("nahr")
    assert health.last_success
    assert health.last_failure
    assert (health.last_failure - health.last_success).total_seconds() == 86_400
    assert (health.failure, health.message) == (FetchOutcome.GONE, f"{web.url('/gone')}: HTTP 404")
    first = health.last_success.date()
    days = store.outcomes("nahr", first, health.last_failure.date())
    assert days == {first: {FetchOutcome.FETCHED: 1}}, "the last day is not part of the span"
    assert store.outcomes("bahr", first, health.last_failure.date()) == {}
    store.close()


@pytest.mark.parametrize("url", ["mysql://me:geheim@db/x", "me:geheim@db", "oracle+odd://me:geheim@db/x"])
def test_an_address_of_no_store_is_told_without_its_password(settings: Settings, url: str) -> None:
    with pytest.raises(SettingsError, match="NEWSETL_FETCH_STATE_URL") as told:
        Store.from_settings(settings.model_copy(update={"fetch_state_url": SecretStr(url)}))
    assert "geheim" not in str(told.value).replace("me:geheim@db", "")
