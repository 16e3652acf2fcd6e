"""Whether a source still works: what its pack says, what its addresses answer, what is made of its newest pages."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from newsetl.ingest.fetch import Fetcher
from newsetl.ingest.health import FetchStore, Health
from newsetl.ingest.sources import Source, SourceError
from newsetl.ingest.stage import now
from newsetl.records import Record, UtcDatetime
from newsetl.settings import Settings
from newsetl.sourcing.asking import Asker
from newsetl.sourcing.feeds import ReadFeed
from newsetl.sourcing.findings import Finding, Look, State
from newsetl.sourcing.offline import check_offline
from newsetl.sourcing.sitemaps import ReadSitemap
from newsetl.sourcing.trial import PageTrial, Trier, score_of
from newsetl.sourcing.ways import check_ways

PAGES = 3
"""Newest pages that are tried."""
QUIET, ABANDONED = timedelta(days=7), timedelta(days=60)
"""Age of a source's newest item from which on it is worth a look, and from which on it counts as dead."""
GOOD_SCORE, POOR_SCORE = 70, 40
"""Extraction below the first is worth a look, below the second no use."""
_MOST_ASKED = 40


class SourceCheck(Record):
    """How one source is; ``verdict`` is the worst of the findings' states."""

    id: str
    verdict: State
    findings: list[Finding]
    pages: list[PageTrial] = []
    last_success: UtcDatetime | None = None
    """When a run last got something of it."""
    last_failure: UtcDatetime | None = None
    score: int | None = None
    """Mean score of the pages that were fetched, 0 to 100 (``trial``); None where none was."""
    newest: UtcDatetime | None = None
    """Time of the newest item that its feeds and sitemaps tell."""
    days_since_newest: int | None = None


@dataclass(frozen=True)
class Checking:
    """What checks need; unless ``online`` only what needs no network is checked."""

    settings: Settings
    health: Callable[[str], Health]
    """How runs fared with a source, by its id."""
    online: bool = True
    clock: Callable[[], datetime] = now
    tell: Callable[[str], None] = lambda _: None

    @classmethod
    @contextmanager
    def opened(
        cls, settings: Settings, *, online: bool = True, tell: Callable[[str], None] = lambda _: None
    ) -> Iterator[Self]:
        """Ready to check, as the settings say."""
        with closing(FetchStore.from_settings(settings)) as past:
            yield cls(settings, past.health, online, tell=tell)


def check_faulty(source_id: str, path: Path, error: SourceError) -> SourceCheck:
    """What is to be said of a pack that cannot be read."""
    message = str(error).removeprefix(f"{path}: ")
    finding = Finding(
        what="pack", state="fail", found=message, advice=f"correct {path}; the keys are in docs/sources.md"
    )
    return SourceCheck(id=source_id, verdict="fail", findings=[finding])


def check_source(source: Source, checking: Checking) -> SourceCheck:
    """Look at everything; trouble with one thing keeps nothing else from being looked at."""
    look, past = Look(source, checking.clock), checking.health(source.id)
    check_offline(look, past)
    pages: list[PageTrial] = []
    newest = None
    if checking.online:
        with Fetcher(checking.settings, policy=source.fetch) as fetcher:
            check_ways(look, Asker(fetcher, _MOST_ASKED, checking.settings.fetch_timeout, checking.tell))
            newest = _check_age(look)
            pages = _check_pages(look, checking.settings, fetcher)
    states = [finding.state for finding in look.findings]
    return SourceCheck(
        id=source.id,
        verdict="fail" if "fail" in states else "warn" if "warn" in states else "ok",
        findings=look.findings,
        pages=pages,
        last_success=past.last_success,
        last_failure=past.last_failure,
        score=score_of(pages),
        newest=newest,
        days_since_newest=(checking.clock() - newest).days if newest else None,
    )


def _check_age(look: Look) -> datetime | None:
    """The time of the newest item of all, and a finding where it is old."""
    read: list[ReadFeed | ReadSitemap] = [*look.feeds, *look.sitemaps]
    told = [found.facts.newest for found in read if found.facts.newest]
    if not told:
        return None
    newest, clock = max(told), look.clock()
    age = clock - newest
    if age > ABANDONED:
        advice = "the outlet may have moved or ended: look at its site; then correct the pack or take it out"
        look.add("newest item", "fail", f"{newest:%Y-%m-%d}, {age.days} days ago", advice)
    elif age > QUIET:
        look.add(
            "newest item", "warn", f"{newest:%Y-%m-%d}, {age.days} days ago", "look at its site whether news goes on"
        )
    else:
        look.add("newest item", "ok", f"{newest:%Y-%m-%d %H:%M} UTC")
    return newest


def _check_pages(look: Look, settings: Settings, fetcher: Fetcher) -> list[PageTrial]:
    """The newest pages of the freshest feed, else sitemap, tried."""
    trier = Trier(look.source, settings, fetcher, look.clock)
    pages: list[PageTrial] = []
    if look.feeds:
        pages = trier.of_feed(max(look.feeds, key=_freshness), PAGES)
    elif with_pages := [sitemap for sitemap in look.sitemaps if sitemap.newest]:
        best = max(with_pages, key=_freshness)
        pages = trier.of_sitemap(best.facts.address, best.newest[:PAGES])
    if not pages:
        return []
    score = score_of(pages)
    lost = sum(page.state != "extracted" for page in pages)
    told = f"{len(pages) - lost} of {len(pages)} newest pages extracted" + (
        f", {score} of 100" if score is not None else ""
    )
    if lost == len(pages) or score is None or score < POOR_SCORE:
        look.add(
            "extraction", "fail", told, "general extraction does not read its pages: write selectors (docs/sources.md)"
        )
    elif lost or score < GOOD_SCORE:
        look.add("extraction", "warn", told, "look at the pages below; selectors may be needed (docs/sources.md)")
    else:
        look.add("extraction", "ok", told)
    return pages


def _freshness(found: ReadFeed | ReadSitemap) -> float:
    return found.facts.newest.timestamp() if found.facts.newest else 0.0
