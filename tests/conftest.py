"""Fixtures shared by all tests: settings in a throw-away folder, and articles that need only what matters."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from newsetl.arabic.forms import to_norm
from newsetl.records import Article, Route, digest_of
from newsetl.settings import Settings

_NUMBERS = count(1)


@pytest.fixture
def settings(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Embedded settings in a folder of the test's own, whatever the user's environment says."""
    import os

    for name in list(os.environ):
        if name.startswith("NEWSETL_") and not name.startswith("NEWSETL_TEST_"):
            monkeypatch.delenv(name)
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
