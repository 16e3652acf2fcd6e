"""The whole as a person meets it, in a real browser: logging in, the backfill dialog, the search page in its frame."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.settings import Settings
from newsetl.times import parse_moment
from tests.e2e.airflow import Airflow, indexed

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::ResourceWarning")]

DAYS = ("2022-01-20", "2022-01-23")
AFTER = "2022-01-24"
RUNS = 4
SEARCH = "بحث الأخبار"
PRISON = "سجن غويران"
PATIENCE_MS = 30_000


@pytest.fixture
def visit(airflow: Airflow, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address of Airflow as a user: the page, once it is there. Without a user: whatever a stranger gets."""
    contexts = []

    def open_page(path: str, user: str = "") -> Any:
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}))
        contexts[-1].route(lambda url: not url.startswith(airflow.url), lambda route: route.abort())
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(airflow.url + path)
        if user:
            page.get_by_role("textbox", name="Username").fill(user)
            page.get_by_role("textbox", name="Password").fill(airflow.passwords[user])
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="User").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def expect() -> Any:
    """Playwright's assertions, which wait."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)
    return expect


def choose_day(page: Any, label: str, day: str) -> None:
    """Type a day into one of the dialog's two date fields."""
    field = page.get_by_role("dialog").get_by_role("group").filter(has_text=re.compile(f"^{label}"))
    field.get_by_role("paragraph").click()
    box = page.get_by_placeholder("YYYY/MM/DD")
    box.fill(day.replace("-", "/"))
    box.press("Enter")
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")


def directly_indexed(settings: Settings) -> dict[str, Any]:
    """What the same days bring without Airflow."""
    direct = Pipeline.from_settings(settings)
    since, until = (moment.at for moment in map(parse_moment, (DAYS[0], AFTER)) if moment)
    assert direct.run(direct.plan(Route.RANGE, since, until)).ok
    return indexed(settings.data_path)


def test_a_backfill_by_the_dialog_ends_as_a_direct_run_does(
    airflow: Airflow, visit: Callable[..., Any], expect: Any, pictures: Path, settings: Settings
) -> None:
    page = visit("/dags/news_daily", "admin")
    page.get_by_role("button", name="Trigger Dag").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Backfill", exact=True).click()
    choose_day(page, "From", DAYS[0])
    choose_day(page, "To", DAYS[1])
    expect(dialog.get_by_text(f"{RUNS} runs will be triggered")).to_be_visible()
    # The field takes no more than the DAG allows, and has no accessible name.
    dialog.locator("input[name=max_active_runs]").fill("4")
    page.screenshot(path=pictures / "airflow-dialog.png")
    # The DAG is still switched off: the dialog offers to switch it on, and a person leaves that ticked.
    dialog.get_by_role("button", name="Run Backfill").click()
    expect(page.get_by_role("status", name="Backfill generated")).to_be_visible()

    began = time.monotonic()
    states = airflow.finished(*DAYS)
    print(f"backfilled in {time.monotonic() - began:.0f} s")
    assert len(states) == RUNS
    assert set(states.values()) == {"success"}, states
    page.goto(f"{airflow.url}/dags/news_daily/runs?run_type=backfill")
    expect(page.get_by_role("heading", name=f"{RUNS} Dag Runs")).to_be_visible()
    expect(page.get_by_role("cell", name="Success", exact=True)).to_have_count(RUNS)

    documents = indexed(airflow.data)
    assert len(documents) > 0
    assert documents == directly_indexed(settings)


@pytest.mark.parametrize("user", ["admin", "viewer"])
def test_the_search_page_is_in_the_navigation_and_finds_reports(
    visit: Callable[..., Any], expect: Any, pictures: Path, user: str
) -> None:
    page = visit("/", user)
    page.get_by_role("link", name=SEARCH).click()
    framed = page.frame_locator(f"iframe[title='{SEARCH}']")
    framed.get_by_role("searchbox").fill(PRISON)
    framed.get_by_role("searchbox").press("Enter")
    expect(framed.get_by_role("heading", level=1)).to_contain_text("reports")
    hits = framed.get_by_role("article")
    expect(hits.first.locator("mark").first).to_be_visible()
    page.screenshot(path=pictures / f"airflow-search-{user}.png")

    title = hits.first.get_by_role("link").first
    said = title.inner_text()
    title.click()
    expect(framed.get_by_role("heading", level=1)).to_have_text(said)
    expect(framed.locator("html")).to_have_attribute("dir", "rtl")
    expect(framed.get_by_role("article").locator("mark", has_text="غويران").first).to_be_visible()
    page.screenshot(path=pictures / f"airflow-report-{user}.png")

    with page.context.expect_page():  # a plain click does nothing: the frame is Airflow's, and forbids new windows
        framed.get_by_role("main").get_by_role("link", name="https://").click(modifiers=["ControlOrMeta"])
    page.go_back()
    expect(hits.first).to_be_visible()


def test_a_stranger_finds_a_login_and_no_news(airflow: Airflow, visit: Callable[..., Any]) -> None:
    page = visit("/plugin/news-search")
    page.wait_for_url("**/auth/login**")
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.locator("iframe").count() == 0
    assert page.goto(f"{airflow.url}/newsetl/?q={PRISON}").status == 401
    assert page.locator("article").count() == 0


def test_a_wrong_password_opens_nothing(airflow: Airflow, visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.get_by_role("textbox", name="Username").fill("admin")
    page.get_by_role("textbox", name="Password").fill(airflow.passwords["viewer"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Invalid credentials").wait_for()
    assert page.goto(f"{airflow.url}/newsetl/").status == 401


def test_the_grid_shows_every_day_of_the_backfill(visit: Callable[..., Any], pictures: Path) -> None:
    page = visit("/dags/news_daily/backfills", "viewer")
    page.get_by_role("cell", name=DAYS[0]).wait_for()
    page.get_by_text("Backfill in progress").wait_for(state="hidden", timeout=2 * PATIENCE_MS)
    wide = {"details-panel,main-panel": {"expandToSizes": {}, "layout": [44, 56]}}
    page.evaluate("wide => localStorage['react-resizable-panels:grid-ltr'] = JSON.stringify(wide)", wide)
    page.set_viewport_size({"width": 1280, "height": 640})
    page.reload()
    page.get_by_role("button", name="Options").click()
    page.get_by_role("combobox").filter(has_text="10").click()
    page.get_by_role("option", name="25").click()
    page.keyboard.press("Escape")
    for day in ("2022-01-21", AFTER):  # Airflow names a run after the end of its day
        page.locator(f"a[href*='backfill__{day}']").first.wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=pictures / "airflow-run.png")
