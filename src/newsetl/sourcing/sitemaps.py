"""What a sitemap holds: news, pages or other sitemaps, how new and how far back."""

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from newsetl.ingest import windows
from newsetl.ingest.fetch import Fetched
from newsetl.ingest.reading import AHEAD, canonical_or_none, shown
from newsetl.ingest.sitemap import names_windows
from newsetl.ingest.sitemap_entries import Entry, SitemapError, read_entries
from newsetl.ingest.windows import Window
from newsetl.records import Record, UtcDatetime
from newsetl.sourcing.scope import Scope

__all__ = ["Page", "ReadSitemap", "SitemapError", "SitemapFacts", "read"]

_ZONE = "UTC"
"""Of days and months: here they are only told, and to the day that is close enough."""
_OTHER = re.compile(
    r"(?:image|video|tag|categor|author|user|topic|keyword|writer|section|static|misc|page|product|gallery)",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"(?:news|article|post|stor(?:y|ies)|archive|content|report)", re.IGNORECASE)


class SitemapFacts(Record):
    """What one sitemap holds; times are UTC."""

    address: str
    kind: Literal["news", "index", "pages"]
    entries: int
    """Pages, or sitemaps where it is an index."""
    ours: int
    """Those of them that lie within the outlet's scope."""
    dated: int
    """Those that tell a time: of publication, in their address, or of their last change."""
    newest: UtcDatetime | None = None
    oldest: UtcDatetime | None = None
    """How far back it reaches, where it tells."""
    languages: list[str] = []


@dataclass(frozen=True)
class Page:
    """A page that a sitemap names, with what it says of it."""

    address: str
    at: datetime | None
    hints: dict[str, str]


@dataclass(frozen=True)
class ReadSitemap:
    """A sitemap's facts, its newest pages within scope, and of an index the child that should hold the newest."""

    facts: SitemapFacts
    newest: list[Page]
    child: str | None = None
    children: tuple[str, ...] = ()

    def with_child(self, child: "ReadSitemap") -> "ReadSitemap":
        """This index, with what its child tells of the newest pages."""
        newest = child.facts.newest or self.facts.newest
        return replace(self, facts=self.facts.model_copy(update={"newest": newest}), newest=child.newest)


def read(address: str, answer: Fetched, scope: Scope, now: datetime) -> ReadSitemap:
    """Look at a fetched document as a sitemap. Raises SitemapError where it is none, or damaged at its beginning."""
    entries: list[Entry] = []
    try:
        entries.extend(read_entries(io.BytesIO(answer.body)))
    except SitemapError:
        if not entries:
            raise
    children = [entry for entry in entries if entry.is_sitemap and canonical_or_none(entry.loc)]
    if children:
        return _index(address, children, scope, now)
    pages = [(entry, url) for entry in entries if (url := canonical_or_none(entry.loc))]
    times = {url: at for entry, url in pages if (at := _time(entry, url)) and at <= now + AHEAD}
    ours = [(entry, url) for entry, url in pages if scope.holds(url)]
    # of those without a time the last ones: sitemaps grow at their end
    newest = sorted(ours, key=lambda pair: times.get(pair[1], windows.FIRST))[::-1]
    told = [times[url] for _, url in ours if url in times]
    facts = SitemapFacts(
        address=shown(address),
        kind="news" if any(entry.published for entry, _ in pages) else "pages",
        entries=len(pages),
        ours=len(ours),
        dated=len(told),
        newest=max(told, default=None),
        oldest=min(told, default=None),
        languages=sorted({entry.language for entry, _ in pages if entry.language}),
    )
    return ReadSitemap(facts, [_page(entry, times.get(url)) for entry, url in newest[:10]])


def holds_reports(address: str) -> bool:
    """Whether a sitemap's name does not say that it lists something else: tags, authors, pictures."""
    name = address.rpartition("/")[2]
    return not _OTHER.search(name) or bool(_REPORTS.search(name))


def _index(address: str, children: list[Entry], scope: Scope, now: datetime) -> ReadSitemap:
    ours = [child for child in children if scope.holds(child.loc)] or children
    reports = [child for child in ours if holds_reports(child.loc)] or ours
    named = names_windows([child.loc for child in reports], _ZONE, now)
    spans = {child.loc: window for child in reports if (window := named.get(child.loc) or _changed(child))}
    firsts = [window.first for window in spans.values() if window.first > windows.FIRST]
    lasts = [min(window.last, now) for window in spans.values()]
    ranked = sorted(reports, key=lambda child: _rank(child, spans.get(child.loc)), reverse=True)
    facts = SitemapFacts(
        address=shown(address),
        kind="index",
        entries=len(children),
        ours=sum(scope.holds(child.loc) for child in children),
        dated=len(spans),
        newest=max(lasts, default=None),
        oldest=min(firsts, default=None),
    )
    return ReadSitemap(facts, [], ranked[0].loc, tuple(child.loc for child in children))


def _rank(child: Entry, window: Window | None) -> tuple[bool, datetime, bool]:
    named_so = bool(_REPORTS.search(child.loc.rpartition("/")[2]))
    return "news" in child.loc.rpartition("/")[2].lower(), window.last if window else windows.FIRST, named_so


def _changed(entry: Entry) -> Window | None:
    changed = windows.stated(entry.lastmod, _ZONE) if entry.lastmod else None
    return Window(last=changed.last) if changed else None


def _time(entry: Entry, url: str) -> datetime | None:
    for text in (entry.published, entry.lastmod):
        if text and (window := windows.stated(text, _ZONE)):
            return window.first
    day = windows.of_address(url, _ZONE)
    return day.first if day else None


def _page(entry: Entry, at: datetime | None) -> Page:
    return Page(entry.loc, at, entry.hints)
