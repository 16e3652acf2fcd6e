"""A source added: discovered, drafted, tried, and its pack written."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from newsetl.ingest.fetch import Fetcher
from newsetl.ingest.sources import Source, packs_in, parse_source
from newsetl.records import Record
from newsetl.settings import Settings
from newsetl.sourcing.asking import Asker
from newsetl.sourcing.discover import MOST_ASKED, Discovery, DiscoveryError, LeftOut, discover
from newsetl.sourcing.draft import Given, draft, source_id_of
from newsetl.sourcing.feeds import FeedFacts, has_text_of_its_own
from newsetl.sourcing.packs import SHIPPED, same_outlet
from newsetl.sourcing.robots import RobotsFacts
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import SitemapFacts
from newsetl.sourcing.trial import PageTrial, Trier, score_of

PAGES = 3
"""Pages tried."""


class Addition(Record):
    """An outlet as it would be added; ``pack`` is the YAML."""

    id: str
    path: str
    pack: str
    homepage: str
    robots: RobotsFacts
    feeds: list[FeedFacts]
    sitemaps: list[SitemapFacts]
    left_out: list[LeftOut]
    notices: list[str]
    pages: list[PageTrial]
    score: int | None
    """Mean score of the pages that were fetched, 0 to 100; None where none was."""
    asked: int
    """Documents asked for, pages and robots.txt among them."""

    @property
    def newest(self) -> datetime | None:
        """The time of the newest item that its feeds and sitemaps tell."""
        found: list[FeedFacts | SitemapFacts] = [*self.feeds, *self.sitemaps]
        return max((facts.newest for facts in found if facts.newest), default=None)


@dataclass(frozen=True)
class Adding:
    """What adding needs: settings, an open fetcher, a clock, and whom to tell what is being done."""

    settings: Settings
    fetcher: Fetcher
    clock: Callable[[], datetime]
    tell: Callable[[str], None] = lambda _: None


def examine(url: str, adding: Adding, folder: Path, source_id: str = "", given: Given | None = None) -> Addition:
    """Find out about the outlet at ``url`` and draft its pack for ``folder``. Raises DiscoveryError."""
    given = given or Given()
    address = address_of(url)
    if not (source_id or source_id_of(Scope.of(address))):
        raise DiscoveryError(f"no id can be made of {url}: give one with --id")
    today = adding.clock()
    asker = Asker(adding.fetcher, MOST_ASKED, adding.settings.fetch_timeout, adding.tell)
    found = discover(address, asker, today)
    name = source_id or source_id_of(found.scope) or source_id_of(Scope.of(address))
    path = folder / f"{name}.yaml"
    text = draft(found, name, given, today)
    pages = _try(found, parse_source(text, path), adding)
    if _pages_cannot_be_read(found, pages) and not given.follow:
        text = draft(found, name, replace(given, follow="never"), today)
        pages = _try(found, parse_source(text, path), adding)
    ways = [*(feed.facts.address for feed in found.feeds), *(sitemap.facts.address for sitemap in found.sitemaps)]
    for packs, notice in (
        (folder, "it is set up already as {}"),
        (SHIPPED, "newsetl ships a pack of it: source add {}"),
    ):
        if other := same_outlet(name, found.homepage.url, ways, packs_in(packs)):
            found.notices.append(notice.format(other.id))
    return Addition(
        id=name,
        path=str(path),
        pack=text,
        homepage=found.homepage.url,
        robots=found.robots,
        feeds=[feed.facts for feed in found.feeds],
        sitemaps=[sitemap.facts for sitemap in found.sitemaps],
        left_out=found.left_out,
        notices=found.notices,
        pages=pages,
        score=score_of(pages),
        asked=1 + MOST_ASKED - asker.left + sum(page.how.get("body") != "feed" for page in pages),
    )


def address_of(url: str) -> str:
    """The address that a person typed, with a scheme. Raises DiscoveryError for what is none."""
    address = url.strip() if "://" in url else f"https://{url.strip()}"
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            return parts._replace(fragment="", path=parts.path or "/").geturl()
    raise DiscoveryError(f"{url} is no address of a homepage, such as https://news.example/")


def _try(found: Discovery, source: Source, adding: Adding) -> list[PageTrial]:
    trier = Trier(source, adding.settings, adding.fetcher, adding.clock)
    newest_first = sorted(found.feeds, key=lambda feed: feed.facts.items, reverse=True)
    if newest_first:
        feed = newest_first[0]
        adding.tell(f"trying the newest of {feed.facts.address}")
        return trier.of_feed(feed, PAGES)
    best = next((one for one in found.sitemaps if one.newest), None)
    if best is None:
        return []
    adding.tell(f"trying the newest of {best.facts.address}")
    return trier.of_sitemap(best.facts.address, best.newest[:PAGES])


def _pages_cannot_be_read(found: Discovery, pages: list[PageTrial]) -> bool:
    """Whether only the feed's own text can be had."""
    failed = bool(pages) and all(page.state != "extracted" for page in pages)
    return failed and any(has_text_of_its_own(feed.facts) for feed in found.feeds)
