"""A source whose pages are listed in a feed or a sitemap, polled and swept over hours and days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsetl.ingest import stage
from newsetl.ingest.sources import Source
from newsetl.pipeline import Pipeline, Verdict
from newsetl.records import Capture, Partition, Reason, Route
from newsetl.settings import Settings
from tests.ingest.conftest import Web

START = datetime(2022, 1, 20, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


class Newsdesk:
    """The source, its site, and the clock."""

    def __init__(self, settings: Settings, web: Web, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings, self.web, self.now, self.source = settings, web, START, source
        monkeypatch.setattr(stage, "now", lambda: self.now)
        self.listed: list[str] = []
        self.validators: dict[str, str] = {}

    def show(self, *paths: str, **validators: str) -> None:
        """Let the feed list these pages; it says what ``validators`` say, whether true or not."""
        items = "".join(
            f"<item><title>خبر</title><link>{self.web.url(path)}</link>"
            "<pubDate>Thu, 20 Jan 2022 09:00:00 GMT</pubDate></item>"
            for path in paths
        )
        self.web.answers["/feed"] = []
        feed = f'<rss version="2.0"><channel><title>نهر</title>{items}</channel></rss>'
        self.web.add("/feed", feed, **validators)

    def maps(self, path: str, *entries: tuple[str, str], index: bool = False, **headers: str) -> None:
        """Let a sitemap list these pages, or as an index these sitemaps, each with the time of its last change."""
        root, each = ("sitemapindex", "sitemap") if index else ("urlset", "url")
        listed = "".join(
            f"<{each}><loc>{self.web.url(at)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{each}>"
            for at, changed in entries
        )
        self.web.answers[path] = []
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        self.web.add(path, f'<?xml version="1.0"?><{root} xmlns="{space}">{listed}</{root}>', **headers)

    def report(self, path: str, published: str, text: str = "خبر") -> None:
        """A page that says when it was published."""
        self.web.answers[path] = []
        stated = f'<meta property="article:published_time" content="{published}">'
        self.web.add(path, f"<html><head>{stated}</head><body><p>{text} {path}</p></body></html>")

    def page(self, path: str, text: str = "خبر", status: int = 200, **headers: str) -> None:
        self.web.answers[path] = []
        self.web.add(path, f"<p>{text} {path}</p>", status=status, **headers)

    def pipeline(self, *, refetch: bool = False, **settings: Any) -> Pipeline:
        made = Pipeline.from_settings(self.settings.model_copy(update=settings), refetch=refetch)
        made.__dict__["sources"] = {self.source.id: self.source}
        return made

    def poll(self, after: timedelta = HALF_HOUR, **how: Any) -> list[str]:
        """One live interval later: the paths that were asked for."""
        self.now += after
        return self.run(Partition(route=Route.LIVE, source="nahr", since=self.now - HALF_HOUR, until=self.now), **how)

    def poll_at(self, hour: float, **how: Any) -> list[str]:
        """A poll so many hours after the first."""
        return self.poll(START + HALF_HOUR + timedelta(hours=hour) - self.now, **how)

    def sweep(self, route: Route = Route.DAILY, days: int = 1, **how: Any) -> list[str]:
        """The archives of the day and, as a range, of the days before."""
        until = datetime(2022, 1, 21, tzinfo=UTC)
        return self.run(Partition(route=route, source="nahr", since=until - timedelta(days=days), until=until), **how)

    def day(self, day: int, **how: Any) -> list[str]:
        """The archives of one day of January."""
        since = datetime(2022, 1, day, tzinfo=UTC)
        return self.run(
            Partition(route=Route.DAILY, source="nahr", since=since, until=since + timedelta(days=1)), **how
        )

    def run(self, partition: Partition, **how: Any) -> list[str]:
        before = len(self.web.asked)
        self.partition = partition
        self.told = self.pipeline(**how).run_stage("ingest", partition)
        return [path for path, _ in self.web.asked[before:]]

    def verdict(self) -> Verdict:
        """On the last run, of which only ingest was done."""
        return self.pipeline().verdict([self.partition])

    def asked_with(self) -> dict[str, str]:
        """Conditions of the last request."""
        headers = self.web.asked[-1][1]
        return {name: headers[name] for name in ("If-None-Match", "If-Modified-Since") if name in headers}

    @property
    def lake(self) -> set[tuple[str, str]]:
        """Everything that was captured, wherever it lies: path and text."""
        lake = self.pipeline().context.lake
        captures: list[Capture] = [one for part in lake.partitions("ingest") for one in lake.read_captures(part)]
        return {(one.url.rpartition("/")[2], one.payload.decode()) for one in captures}

    @property
    def held(self) -> set[str]:
        """The paths of what was captured."""
        return {name for name, _ in self.lake}

    @property
    def quarantine(self) -> list[tuple[Reason, str]]:
        lake = self.pipeline().context.lake
        return [(one.reason, one.message) for one in lake.read_rejections("ingest", self.partition)]
