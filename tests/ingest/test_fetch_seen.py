"""What is known is not fetched again, what may have changed is, and nothing is lost on the way."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from sqlalchemy import select

from newsetl import pipeline as pipeline_module
from newsetl.erasing import erase, undo
from newsetl.ingest.health import FetchStore
from newsetl.ingest.page import fetch_page
from newsetl.ingest.sources import FetchPolicy, Source
from newsetl.ingest.store import PAGES, Store
from newsetl.names.gazetteer import Gazetteer
from newsetl.pipeline import StageFailed
from newsetl.records import Reason, Route
from newsetl.settings import Settings
from newsetl.state import State
from newsetl.tombstones import Tombstones, address_aliases
from tests.ingest.conftest import Web
from tests.ingest.newsdesk import HALF_HOUR, START, Newsdesk


@pytest.fixture
def desk(settings: Settings, web: Web, source: Callable[..., Source], monkeypatch: pytest.MonkeyPatch) -> Newsdesk:
    made = Newsdesk(settings, web, source(feeds=[web.url("/feed")]), monkeypatch)
    for path in ("/1", "/2", "/3"):
        made.page(path)
    return made


def test_a_known_page_is_not_fetched_again(desk: Newsdesk) -> None:
    desk.show("/1")
    assert desk.poll() == ["/feed", "/1"]
    desk.show("/2", "/1")
    assert desk.poll() == ["/feed", "/2"]
    assert desk.sweep() == ["/feed"]
    assert desk.sweep(Route.RANGE, 3) == ["/feed"]
    assert {name for name, _ in desk.lake} == {"1", "2"}


def test_a_page_is_revisited_while_it_is_listed(desk: Newsdesk) -> None:
    """After 1, 6, 24 and 72 hours; a revision is taken, the same bytes are not."""
    desk.show("/1")
    hours = [0, 0.5, 1, 1.5, 5.5, 6, 6.5, 23.5, 24, 30, 71.5, 72, 72.5, 200]
    assert [hour for hour in hours if "/1" in desk.poll_at(hour)] == [0, 1, 6, 24, 72]
    assert len(desk.lake) == 1
    desk.page("/2", "أول")
    desk.show("/2")
    desk.poll()
    desk.page("/2", "ثان")
    assert "/2" in desk.poll(timedelta(hours=1))
    assert {text for name, text in desk.lake if name == "2"} == {"<p>أول /2</p>", "<p>ثان /2</p>"}


def test_the_page_of_an_erased_report_is_not_even_asked_for(desk: Newsdesk) -> None:
    url = desk.web.url("/1")
    Tombstones(State.from_settings(desk.settings)).add(url, address_aliases(url), [], "court order", "tests")
    desk.show("/1", "/2")
    assert desk.poll() == ["/feed", "/2"]


def test_an_erased_page_is_forgotten_and_comes_back_once_that_is_taken_back(
    desk: Newsdesk, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)
    desk.show("/1", "/2", ETag='"same"')
    desk.poll()
    stone = erase(desk.pipeline(), desk.web.url("/1")).tombstone
    with Store.from_settings(desk.settings).reading() as sql:
        pages = sql.execute(select(PAGES.c.page)).scalars().all()
    assert [page.rpartition("/")[2] for page in pages] == ["2"]
    assert desk.poll() == ["/feed"]
    undo(desk.pipeline(), stone)
    assert desk.poll(revisit=False) == ["/feed", "/1"]
    assert {name for name, _ in desk.lake} == {"1", "2"}


def test_revisits_can_be_switched_off(desk: Newsdesk) -> None:
    desk.show("/1")
    asked = [desk.poll(timedelta(hours=5), revisit=False, fetch_recheck=0) for _ in range(20)]
    assert asked == [["/feed", "/1"], *[["/feed"]] * 19]


def test_a_page_said_to_have_changed_is_fetched_and_the_saying_is_doubted(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[datetime | None] = [None]

    def telling(*args: Any, **named: Any) -> Any:
        return fetch_page(*args, **named, modified=said[0])

    monkeypatch.setattr("newsetl.ingest.feed.fetch_page", telling)
    listing = 0

    def polled(modified: datetime) -> bool:
        nonlocal listing
        listing += 1
        said[0] = modified
        desk.show("/1", f"/gone-{listing}")  # so that the feed itself is never as before
        return "/1" in desk.poll(revisit=False)

    assert polled(START), "new"
    assert not polled(START), "older than what we have"
    desk.page("/1", "ثان")
    assert polled(desk.now), "changed"
    assert polled(desk.now), "said again, and believed once more"
    assert [polled(desk.now) for _ in range(8)] == [False, True, False, False, False, True, False, False]
    assert len([1 for name, _ in desk.lake if name == "1"]) == 2


def test_an_unchanged_feed_is_asked_for_conditionally(desk: Newsdesk) -> None:
    modified = format_datetime(START, usegmt=True)
    desk.show("/1", ETag='"a"', Last_Modified=modified)
    desk.poll(revisit=False)
    assert desk.asked_with() == {}
    desk.web.answers["/feed"] = [(304, {}, b"")]
    assert desk.poll(revisit=False) == ["/feed"]
    assert desk.asked_with() == {"If-None-Match": '"a"', "If-Modified-Since": modified}
    desk.show("/2", "/1", ETag='"b"', Last_Modified=modified)
    assert desk.poll(revisit=False) == ["/feed", "/2"], "a feed that tells lies about its time is read all the same"
    outcomes = outcomes_of(desk.settings)
    assert (outcomes["fetched"], outcomes["not_modified"]) == (4, 1)


def test_the_same_bytes_are_nothing_new(desk: Newsdesk) -> None:
    desk.show("/1")
    desk.poll(revisit=False)
    assert desk.poll(revisit=False) == ["/feed"]
    assert desk.told.read == 0
    assert outcomes_of(desk.settings)["unchanged"] == 1


def test_a_feed_that_never_admits_a_change_is_asked_for_whole(desk: Newsdesk) -> None:
    desk.show("/1", ETag='"for ever"')
    desk.poll(revisit=False)
    unaware = desk.web.answers["/feed"]
    desk.web.answers["/feed"] = [(304, {}, b"")]
    polls = [desk.poll(revisit=False) and bool(desk.asked_with()) for _ in range(11)]
    assert polls == [True] * 11
    desk.show("/2", "/1", ETag='"for ever"')
    assert desk.web.answers["/feed"] != unaware
    assert desk.poll(revisit=False) == ["/feed", "/2"], "six hours are over"


def test_what_another_interval_took_of_a_feed_says_nothing_of_this_one(desk: Newsdesk) -> None:
    """A sweep reads the same bytes as the poll before it; its day is still to be found in them."""
    desk.show("/1", "/2", ETag='"a"')
    desk.page("/2", status=404)
    desk.poll()
    assert "/feed" in desk.sweep()
    assert desk.asked_with() == {}
    assert desk.told.read == 1, "the page that failed in the poll is tried again"
    assert [reason for reason, _ in desk.quarantine] == [Reason.FETCH_FAILED]


@pytest.mark.parametrize("change", ["pack", "lake"])
def test_another_pack_or_a_lost_lake_reads_everything_anew(desk: Newsdesk, change: str, settings: Settings) -> None:
    desk.show("/1", ETag='"a"')
    desk.poll()
    if change == "pack":
        desk.source = desk.source.model_copy(update={"follow": "always"})
    else:
        (settings.data_path / "lake").rename(settings.data_path / "lost")
    asked = desk.poll()
    assert asked == (["/feed"] if change == "pack" else ["/feed", "/1"])
    assert "If-None-Match" not in next(headers for path, headers in desk.web.asked[::-1] if path == "/feed")


@pytest.mark.parametrize("where", ["before the commit", "in the commit", "superseded"])
def test_what_was_fetched_in_vain_is_fetched_again(desk: Newsdesk, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks are made when the result lies in the lake: a run that ends before leaves none, and loses nothing."""
    desk.show("/1", "/2", ETag='"a"')

    def die(*_: Any, **__: Any) -> None:
        raise pipeline_module.Superseded("a later attempt") if where == "superseded" else OSError("killed")

    with monkeypatch.context() as patch:
        if where == "before the commit":
            patch.setattr(pipeline_module, "_report", die)
        else:
            patch.setattr("newsetl.lake.Lake.write", die)
        if where == "superseded":
            desk.poll()
        else:
            with pytest.raises(StageFailed, match="killed"):
                desk.poll()
    assert desk.lake == set()
    assert desk.poll() == ["/feed", "/1", "/2"]
    assert desk.asked_with() == {}
    assert len(desk.lake) == 2


def test_a_kill_behind_the_commit_costs_requests_and_no_page(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.show("/1", "/2", ETag='"a"')

    def die(_: Any) -> None:
        os.kill(os.getpid(), 9)

    with monkeypatch.context() as patch:
        patch.setattr("newsetl.ingest.seen.Memory.write", die)
        child = os.fork()
        if child == 0:
            try:
                desk.poll()
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == 9
    assert len(desk.lake) == 2
    assert desk.poll(HALF_HOUR * 2) == ["/feed", "/1", "/2"]
    assert len(desk.lake) == 2


def test_a_failed_page_is_tried_again_ever_more_rarely_and_then_no_more(desk: Newsdesk) -> None:
    desk.page("/1", status=500)
    desk.show("/1", "/2")
    hours = [0, 0.5, 1, 1.5, 2, 7, 7.5, 8, 31, 31.5, 32, 60, 200]
    assert [hour for hour in hours if "/1" in desk.poll_at(hour, revisit=False)] == [0, 0.5, 1.5, 7.5, 31.5]
    desk.page("/1")
    assert desk.poll(revisit=False) == ["/feed"]
    assert "/1" in desk.poll(refetch=True)
    assert {name for name, _ in desk.lake} == {"1", "2"}


def test_the_same_sweep_twice_gives_the_same_quarantine(desk: Newsdesk) -> None:
    desk.page("/1", status=404)
    desk.show("/1", "/2")
    desk.sweep()
    assert desk.sweep() == ["/feed", "/1"], "once at once"
    first = desk.quarantine
    assert desk.sweep() == ["/feed"]
    assert desk.quarantine == first
    assert desk.told.read == 2
    desk.page("/1")
    desk.now += timedelta(hours=1)
    assert desk.sweep() == ["/feed", "/1"]
    assert (desk.quarantine, len(desk.lake)) == ([], 2)


def test_overlapping_sweeps_have_everything_in_any_order(desk: Newsdesk, settings: Settings) -> None:
    desk.show("/1", "/2")
    desk.page("/2", status=500)
    spans: list[tuple[Route, int]] = [(Route.RANGE, 3), (Route.DAILY, 1), (Route.RANGE, 2)]
    for route, days in spans:
        desk.sweep(route, days)
    desk.page("/2")
    desk.now += timedelta(hours=30)
    for route, days in reversed(spans):
        desk.sweep(route, days)
    assert {name for name, _ in desk.lake} == {"1", "2"}
    fetched = [path for path, _ in desk.web.asked]
    assert (fetched.count("/1"), len([p for p in fetched if p == "/feed"])) == (1, 6)


def test_refetch_asks_for_everything_without_conditions(desk: Newsdesk) -> None:
    desk.show("/1", ETag='"a"')
    desk.page("/1", ETag='"p"')
    desk.poll()
    desk.page("/1", "ثان", ETag='"p"')
    assert desk.poll(refetch=True) == ["/feed", "/1"]
    assert desk.asked_with() == {}
    assert len(desk.lake) == 2


def test_a_revisit_is_conditional(desk: Newsdesk) -> None:
    desk.show("/1")
    desk.page("/1", ETag='"p"')
    desk.poll()
    desk.web.answers["/1"] = [(304, {}, b"")]
    assert desk.poll(timedelta(hours=2)) == ["/feed", "/1"]
    assert desk.asked_with() == {"If-None-Match": '"p"'}
    assert (desk.told.read, outcomes_of(desk.settings)["not_modified"]) == (0, 1)


def test_a_source_takes_no_more_pages_than_it_may_and_the_rest_later(desk: Newsdesk) -> None:
    desk.source = desk.source.model_copy(update={"fetch": FetchPolicy(max_pages=2)})
    desk.show("/1", "/2", "/3", ETag='"a"')
    assert desk.poll() == ["/feed", "/1", "/2"]
    assert desk.told.message == "nahr: pages left to the next run: 1"
    assert desk.poll() == ["/feed", "/3"]
    assert desk.told.message == ""


def test_the_newest_items_date_is_kept(desk: Newsdesk) -> None:
    desk.show("/1")
    desk.poll()
    store = FetchStore.from_settings(desk.settings)
    assert store.health("nahr").newest == datetime(2022, 1, 20, 9, tzinfo=UTC)
    store.close()


def outcomes_of(settings: Settings) -> dict[str, int]:
    """Outcomes of all days together."""
    store = FetchStore.from_settings(settings)
    days = store.outcomes("nahr", START.date(), (START + timedelta(days=30)).date()).values()
    store.close()
    return {str(name): sum(day.get(name, 0) for day in days) for name in {name for day in days for name in day}}
