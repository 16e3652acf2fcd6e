"""Whether a source still works: what its pack says, what its addresses answer, what is made of its newest pages."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Self

from newsetl.ingest.fetch import Fetcher
from newsetl.ingest.health import FetchStore, Health
from newsetl.ingest.listing import NoListing, address_of, links_of
from newsetl.ingest.reading import is_address
from newsetl.ingest.sources import Source, SourceError
from newsetl.records import Record, UtcDatetime
from newsetl.settings import Settings
from newsetl.sourcing import feeds, robots, sitemaps
from newsetl.sourcing.adding import now
from newsetl.sourcing.asking import Asker, NoAnswer
from newsetl.sourcing.feeds import FeedError, ReadFeed
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import ReadSitemap, SitemapError
from newsetl.sourcing.stored import reread
from newsetl.sourcing.trial import PageTrial, Trier, score_of

State = Literal["ok", "warn", "fail"]
PAGES = 3
"""Newest pages that are tried."""
QUIET, ABANDONED = timedelta(days=7), timedelta(days=60)
"""Age of a source's newest item from which on it is worth a look, and from which on it counts as dead."""
GOOD_SCORE, POOR_SCORE = 70, 40
"""Extraction below the first is worth a look, below the second no use."""
_MOST_ASKED = 40
_SHOWN = 40
"""Characters shown of a line."""
_UNREAD = ("pages", "dumps", "files", "archives")
_AGAIN = "if it stays so, correct the address in the pack, or take it out"


class Finding(Record):
    """One thing looked at. ``warn``: works, but look at it; ``fail``: brings nothing until it is mended."""

    what: str
    state: State
    found: str
    advice: str = ""


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
    low_score: int = GOOD_SCORE


@dataclass(frozen=True)
class Checking:
    """What checks need; without ``fetcher`` only what needs no network is checked."""

    settings: Settings
    fetcher: Fetcher | None
    health: Callable[[str], Health]
    """How runs fared with a source, by its id."""
    clock: Callable[[], datetime] = now
    tell: Callable[[str], None] = lambda _: None

    @classmethod
    @contextmanager
    def opened(
        cls, settings: Settings, *, offline: bool = False, tell: Callable[[str], None] = lambda _: None
    ) -> Iterator[Self]:
        """Ready to check, as the settings say."""
        with closing(FetchStore.from_settings(settings)) as past:
            if offline:
                yield cls(settings, None, past.health, tell=tell)
                return
            with Fetcher(settings) as fetcher:
                yield cls(settings, fetcher, past.health, tell=tell)


@dataclass
class _Look:
    """What was found so far of one source."""

    source: Source
    checking: Checking
    findings: list[Finding] = field(default_factory=list)
    feeds: list[ReadFeed] = field(default_factory=list)
    sitemaps: list[ReadSitemap] = field(default_factory=list)

    def add(self, what: str, state: State, found: str, advice: str = "") -> None:
        self.findings.append(Finding(what=what, state=state, found=found, advice=advice))

    @property
    def scope(self) -> Scope:
        return Scope.of(self.source.homepage)


def check_faulty(source_id: str, path: Path, error: SourceError) -> SourceCheck:
    """What is to be said of a pack that cannot be read."""
    message = str(error).removeprefix(f"{path}: ")
    finding = Finding(
        what="pack", state="fail", found=message, advice=f"correct {path}; the keys are in docs/sources.md"
    )
    return SourceCheck(id=source_id, verdict="fail", findings=[finding])


def check_source(source: Source, checking: Checking) -> SourceCheck:
    """Look at everything; trouble with one thing keeps nothing else from being looked at."""
    look = _Look(source, checking)
    _check_pack(look)
    _check_files(look)
    _check_stored_page(look)
    _check_past(look)
    pages: list[PageTrial] = []
    newest = None
    if checking.fetcher is not None:
        asker = Asker(checking.fetcher, _MOST_ASKED, checking.settings.fetch_timeout, checking.tell)
        _check_site(look, asker)
        _check_feeds(look, asker)
        _check_sitemaps(look, asker)
        _check_listings(look, asker)
        newest = _check_age(look)
        pages = _check_pages(look, checking.fetcher)
    past = checking.health(source.id)
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


def _check_pack(look: _Look) -> None:
    source, today = look.source, look.checking.clock().date()
    ways = [
        f"{len(found)} {key}" for key in ("feeds", "sitemaps", "listings", *_UNREAD) if (found := getattr(source, key))
    ]
    if ways:
        look.add("pack", "ok", ", ".join(ways))
    else:
        look.add(
            "pack",
            "fail",
            "names nowhere to read",
            "give it feeds, sitemaps or listings: newsetl source add URL finds them",
        )
    if not source.time_zone:
        advice = "name its country (where that has one) or its time_zone"
        look.add("time zone", "warn", "not known: dates without an offset are taken for UTC", advice)
    if source.selectors and source.selectors.valid_until < today:
        found = f"not used since {source.selectors.valid_until}"
        look.add("selectors", "warn", found, "look whether general extraction does now; else renew them")


def _check_files(look: _Look) -> None:
    for key in _UNREAD:
        for entry in getattr(look.source, key):
            address = entry if isinstance(entry, str) else entry.url
            if not is_address(address) and "{" not in address and not Path(address).exists():
                look.add(key, "fail", f"{address}: there is no such file", "put it there, or take it out of the pack")


def _check_stored_page(look: _Look) -> None:
    found = reread(look.source)
    if found is None:
        return
    wrong = [
        *([found.trouble] if found.trouble else []),
        *([f"title «{found.title}»"] if found.title else []),
        *([f"{len(found.lost)} paragraphs lost"] if found.lost else []),
    ]
    doubtful = [
        *([f"date {found.published}"] if found.published else []),
        *([f"{len(found.extra)} lines too many, such as «{found.extra[0][:_SHOWN]}»"] if found.extra else []),
    ]
    if wrong or doubtful:
        advice = "extraction reads this outlet's kind of page otherwise than expected: write selectors, or report it"
        look.add("stored page", "fail" if wrong else "warn", ", ".join([*wrong, *doubtful]), advice)
    else:
        look.add("stored page", "ok", "read as expected")


def _check_past(look: _Look) -> None:
    """How runs fared with the source."""
    health = look.checking.health(look.source.id)
    if health.last_failure and (health.last_success is None or health.last_failure > health.last_success):
        since = (
            f"; last success {health.last_success:%Y-%m-%d %H:%M}" if health.last_success else ", and never succeeded"
        )
        found = f"last failed {health.last_failure:%Y-%m-%d %H:%M} UTC{since}: {health.message}"
        look.add("runs", "warn", found, "see what is said of its addresses below, or newsetl coverage")
    elif health.last_success:
        look.add("runs", "ok", f"last success {health.last_success:%Y-%m-%d %H:%M} UTC")
    else:
        look.add("runs", "ok", "none has asked it yet")


def _check_site(look: _Look, asker: Asker) -> None:
    source = look.source
    if not source.homepage or not (source.feeds or source.sitemaps or source.listings):
        return
    rules = robots.read(asker, source.homepage)
    if not rules.allowed:
        look.add(
            "robots.txt", "warn", f"{rules.address} asks not to fetch the homepage", "ask the outlet for its permission"
        )
        return
    if rules.trouble:
        look.add(
            "robots.txt", "warn", f"{rules.address}: {rules.trouble}", "nothing is fetched where it cannot be read"
        )
    else:
        delay = f", {rules.delay:g} s between requests" if rules.delay else ""
        look.add("robots.txt", "ok", f"allows it{delay}")
    answer = asker.ask(source.homepage)
    if isinstance(answer, NoAnswer):
        look.add("homepage", "warn", f"{source.homepage}: {answer.message}", _advice(answer))
    elif Scope.of(answer.url).site != look.scope.site:
        look.add(
            "homepage",
            "warn",
            f"leads to {answer.url}",
            "the outlet may have moved: newsetl source add its new address",
        )


def _check_feeds(look: _Look, asker: Asker) -> None:
    for address in filter(is_address, look.source.feeds):
        answer = asker.ask(address)
        if isinstance(answer, NoAnswer):
            look.add("feed", "fail", f"{address}: {answer.message}", _advice(answer))
            continue
        try:
            feed = feeds.read(address, answer, look.checking.clock())
        except FeedError as error:
            look.add("feed", "fail", f"{address}: {error}", f"look whether the outlet has another; {_AGAIN}")
            continue
        if not feed.facts.items:
            look.add("feed", "warn", f"{address}: empty", _AGAIN)
            continue
        look.feeds.append(feed)
        newest = f"newest {feed.facts.newest:%Y-%m-%d %H:%M} UTC" if feed.facts.newest else "no dates"
        state: State = "warn" if feed.facts.comments else "ok"
        advice = "these are readers' comments: take it out of the pack" if feed.facts.comments else ""
        look.add("feed", state, f"{address}: {feed.facts.items} items, {newest}", advice)


def _check_sitemaps(look: _Look, asker: Asker) -> None:
    for address in filter(is_address, look.source.sitemaps):
        sitemap = _read_sitemap(look, asker, address)
        if sitemap is None:
            continue
        facts = sitemap.facts
        if sitemap.child and (child := _read_sitemap(look, asker, sitemap.child)):
            sitemap = sitemap.with_child(child)
            facts = sitemap.facts
        if not facts.entries:
            look.add("sitemap", "warn", f"{address}: empty", _AGAIN)
            continue
        look.sitemaps.append(sitemap)
        newest = f"newest {facts.newest:%Y-%m-%d %H:%M} UTC" if facts.newest else "no dates"
        what = "sitemaps" if facts.kind == "index" else "pages"
        look.add("sitemap", "ok", f"{address}: {facts.entries} {what}, {newest}")


def _read_sitemap(look: _Look, asker: Asker, address: str) -> ReadSitemap | None:
    answer = asker.ask(address)
    if isinstance(answer, NoAnswer):
        look.add("sitemap", "fail", f"{address}: {answer.message}", _advice(answer))
        return None
    try:
        return sitemaps.read(address, answer, look.scope, look.checking.clock())
    except SitemapError as error:
        look.add("sitemap", "fail", f"{address}: {error}", f"look whether the outlet has another; {_AGAIN}")
        return None


def _check_listings(look: _Look, asker: Asker) -> None:
    yesterday = (look.checking.clock() - timedelta(days=1)).date()
    for listing in look.source.listings:
        address = address_of(listing.url, yesterday, listing.first_page)
        answer = asker.ask(address)
        if isinstance(answer, NoAnswer):
            look.add("listing", "fail", f"{address}: {answer.message}", _advice(answer))
            continue
        try:
            links = links_of(answer.body, answer.url, listing.links, look.source.encoding or answer.charset)
        except NoListing as error:
            look.add("listing", "fail", f"{address}: {error}", _AGAIN)
            continue
        ours = [link for link in links if look.scope.holds(link)]
        advice = "" if ours else "yesterday may have had no news; else correct «links» in the pack"
        look.add("listing", "ok" if ours else "warn", f"{address}: {len(ours)} links", advice)


def _check_age(look: _Look) -> datetime | None:
    """The time of the newest item of all, and a finding where it is old."""
    read: list[ReadFeed | ReadSitemap] = [*look.feeds, *look.sitemaps]
    told = [found.facts.newest for found in read if found.facts.newest]
    if not told:
        return None
    newest, clock = max(told), look.checking.clock()
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


def _check_pages(look: _Look, fetcher: Fetcher) -> list[PageTrial]:
    """The newest pages of the freshest feed, else sitemap, tried."""
    trier = Trier(look.source, look.checking.settings, fetcher, look.checking.clock)
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


def _advice(answer: NoAnswer) -> str:
    return {
        "refused": "only public addresses are fetched; if it is yours, name its host in NEWSETL_ALLOW_HOSTS",
        "robots": "newsetl obeys robots.txt; ask the outlet for its permission",
        "unavailable": "it may pass: check again later",
        "no": f"look whether the outlet has another; {_AGAIN}",
        "enough": "the pack names more documents than are asked for in a check",
    }[answer.kind]
