"""Fixtures shared by all tests: settings in a throw-away folder, articles, and a few names of the tests' own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from newsetl.arabic.forms import to_norm
from newsetl.names.gazetteer import Entry, Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.records import Article, Route, digest_of
from newsetl.settings import Settings

PACKS = "core-syria-actors,core-syria-places"
"""The packs of all tests: the world's are built in seconds that most tests would wait for in vain."""
_NUMBERS = count(1)
# All processes of the tests share tables of names that are not the user's.
os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"newsetl-tests-{os.getuid()}")
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
NO_BROWSER = "no Chromium here, so the page was not tried in a browser"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped browser test guards against stored scripts, so it is said aloud; xdist shows it from here alone."""
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"NOT TESTED: {NO_BROWSER}; install chromium and run again", yellow=True, bold=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the system's; in CI its absence is a failure.

    By module, because playwright holds the thread's event loop as long as it is open.
    """
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root has no sandbox, and only our own pages are opened.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def few_packs() -> Iterator[None]:
    """Tests that make settings of their own have no more packs than the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSETL_PACKS", PACKS)
        yield


@pytest.fixture
def settings(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Embedded settings in a folder of the test's own, whatever the user's environment says."""
    for name in list(os.environ):
        if name.startswith("NEWSETL_") and not name.startswith("NEWSETL_TEST_"):
            monkeypatch.delenv(name)
    # Great Expectations takes seconds to import; tests that are about it switch it on.
    monkeypatch.setenv("NEWSETL_EXPECTATIONS", "false")
    monkeypatch.setenv("NEWSETL_PACKS", PACKS)
    # a database in the home of whoever runs the tests is no part of them
    monkeypatch.setenv("NEWSETL_CAMEL_DATA", str(tmp_path / "camel_tools"))
    return Settings(_env_file=None, data_dir=tmp_path / "data", machine="test", lock_timeout=30)


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """An accepted article; give the fields that the test is about."""

    def make(**fields: Any) -> Article:
        number = next(_NUMBERS)
        url = fields.pop("url", f"https://nahr.example/news/{number}")
        title, body = fields.pop("title", f"تقرير رقم {number}"), fields.pop("body", "نص التقرير.")
        observed = fields.pop("observed_at", datetime(2022, 1, 21, 6, tzinfo=UTC))
        published = fields.pop("published_at", datetime(2022, 1, 20, 12, tzinfo=UTC))
        return Article(
            article_id=fields.pop("article_id", digest_of([url])),
            capture_id=digest_of([url, str(observed)]),
            source=fields.pop("source", "nahr"),
            route=fields.pop("route", Route.DAILY),
            url=url,
            title=title,
            body=body,
            raw_title=title,
            raw_body=body,
            norm_title=to_norm(title),
            norm_body=to_norm(body),
            lang=fields.pop("lang", "ar"),
            published_at=published,
            observed_at=observed,
            fetched_at=observed,
            timeline_at=published or observed,
            date_quality="published" if published else "observed",
            content_hash=digest_of([title, body]),
            **fields,
        )

    return make


def held(*titles: str, since: str, until: str | None = None) -> dict[str, object]:
    """Of an entry: what somebody is called while he holds an office, and its days."""
    offices = [WeakAlias(alias=title, context=[["@then"]]) for title in titles]
    return {"weak_aliases": offices, "valid_from": since, "valid_to": until}


def named_in(linker: Linker, query: str, **how: bool) -> list[tuple[int, int, list[str], bool]]:
    """Where a query names what, and whether for certain."""
    return [name[:4] for name in linker.link_query(query, **how)]


def linked(linker: Linker, body: str, title: str = "") -> list[tuple[str, str]]:
    """What is linked for sure in a report without a day, with the words."""
    return [(m.entity_id, m.surface) for m in linker.link(title, body) if m.confidence > 0.3]


def entry(entity_id: str, ar: str, *aliases: str, **fields: object) -> Entry:
    """An entry with only what matters."""
    return Entry(
        id=entity_id,
        kind=entity_id.split(":", maxsplit=1)[0],
        ar=ar,
        en=entity_id,
        aliases=list(aliases),
        source="test",
        **fields,
    )


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """A prison in a quarter in a city, two forces, another prison, and an event."""
    the_prison = [["@self"], ["place:quarter"], ["place:city", "force:band"]]
    return Gazetteer(
        [
            entry(
                "facility:prison",
                "سجن غويران",
                "سجن الصناعة",
                "سجن الصناعة في حي غويران",
                "al-Sina'a prison",
                located_in="place:quarter",
                weak_aliases=[
                    WeakAlias(alias="السجن", context=the_prison, unless=["المؤبد", "لمدة"]),
                    WeakAlias(alias="سجن الحسكة", context=[["force:band"]]),
                ],
            ),
            entry(
                "facility:other",
                "سجن حلب المركزي",
                weak_aliases=[WeakAlias(alias="السجن", context=[["@self"]])],
            ),
            entry("place:quarter", "حي غويران", "غويران", located_in="place:city"),
            entry("place:city", "الحسكة", "مدينة الحسكة", located_in="place:country", lat=36.5, lon=40.75),
            entry("place:country", "سوريا"),
            entry("place:raqqa", "الرقة", located_in="place:country"),
            entry(
                "place:gate",
                "مدينة الباب",
                weak_aliases=[WeakAlias(alias="الباب", context=[["مدينة"], ["ريف"]])],
            ),
            entry("force:band", "داعش", "تنظيم داعش", weak_aliases=[WeakAlias(alias="التنظيم", context=[["@self"]])]),
            entry("force:allies", "قوات سوريا الديمقراطية", "قسد"),
            entry("person:kirby", "جون كيربي", weak_aliases=[WeakAlias(alias="كيربي", context=[["@self"]])]),
            entry("event:attack", "الهجوم على سجن غويران", place="facility:prison"),
        ]
    )


@pytest.fixture(scope="session")
def linker(gazetteer: Gazetteer) -> Linker:
    """Linker over the small gazetteer."""
    return Linker(gazetteer)
