"""From an outlet's address to the ways in that it offers: feeds and sitemaps, each asked for and read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newsetl.ingest.fetch import Fetched
from newsetl.records import Record
from newsetl.sourcing import feeds, homepage, robots, sitemaps
from newsetl.sourcing.asking import Asker, NoAnswer
from newsetl.sourcing.feeds import FeedError, ReadFeed
from newsetl.sourcing.homepage import Homepage, NoHomepage
from newsetl.sourcing.robots import RobotsFacts
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import ReadSitemap, SitemapError

MOST_ASKED = 11
"""Documents asked for to find the ways in; robots.txt and the pages tried afterwards come on top."""
_FEEDS, _SITEMAPS = 5, 5
"""Of these so many of each kind."""
_USUAL_FEEDS = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml")
_USUAL_SITEMAPS = ("sitemap.xml", "sitemap_index.xml", "news-sitemap.xml", "sitemap-news.xml")
_ELSEWHERE = "of another part of the site, so not asked for"
_HEAD = 500
"""Bytes in which a document says what it is."""
_STALE = timedelta(days=30)
"""A feed that lags so far behind another of the outlet's is one that nobody fills any more."""
_MANY = 20
"""Pages from which on a sitemap is taken that tells no time of any."""


class DiscoveryError(ValueError):
    """An outlet that cannot be set up; the message says why and what to do."""


class LeftOut(Record):
    """A document that was looked at and is not taken."""

    address: str
    why: str


@dataclass
class Discovery:
    """What an outlet offers."""

    homepage: Homepage
    scope: Scope
    robots: RobotsFacts
    feeds: list[ReadFeed] = field(default_factory=list)
    sitemaps: list[ReadSitemap] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def discover(url: str, asker: Asker, now: datetime) -> Discovery:
    """Find the ways in of the outlet whose homepage (or one of whose feeds) is at ``url``.

    Raises DiscoveryError where the homepage may not or cannot be read, or where neither feed nor sitemap is found.
    """
    rules, answer = _allowed(asker, url)
    given = _as_feed(url, answer, now)
    if given:
        url = given.facts.site
        if not url:
            raise DiscoveryError(f"{answer.url} is a feed that does not say whose: give the address of the homepage")
        rules, answer = _allowed(asker, url)
    if any(mark in answer.body[:_HEAD].lower() for mark in (b"<urlset", b"<sitemapindex")):
        raise DiscoveryError(
            f"{url} is a sitemap: give the address of the outlet's homepage, and it is found from there"
        )
    try:
        front = homepage.read(answer)
    except ValueError as error:
        kind = "" if isinstance(error, NoHomepage) else "cannot be read: "
        raise DiscoveryError(f"{url}: {kind}{error}: give the address of the outlet's homepage") from error
    if urlsplit(answer.url).netloc != urlsplit(url).netloc:
        rules = robots.read(asker, answer.url)
    found = Discovery(front, _scope(url, answer.url), rules, [given] if given else [])
    if answer.url != url:
        found.notices.append(f"{url} leads to {answer.url}")
    _find_feeds(found, asker, now)
    _find_sitemaps(found, asker, now)
    if not (found.feeds or found.sitemaps):
        raise DiscoveryError(_nothing(found))
    return found


def _allowed(asker: Asker, url: str) -> tuple[RobotsFacts, Fetched]:
    """What robots.txt says, and the document. Raises DiscoveryError where it may not or cannot be read."""
    rules = robots.read(asker, url)
    if not rules.allowed:
        raise DiscoveryError(
            f"{rules.address} asks not to fetch {url}, and newsetl obeys it: ask the outlet for its permission or for "
            "another way to its reports, such as a dump (docs/sources.md)"
        )
    return rules, _reached(asker.ask(url), url)


def _reached(answer: Fetched | NoAnswer, url: str) -> Fetched:
    if isinstance(answer, Fetched):
        return answer
    advice = {
        "refused": "only public addresses are fetched; if this one is yours, name its host in NEWSETL_ALLOW_HOSTS",
        "robots": "newsetl obeys robots.txt; ask the outlet for its permission",
        "unavailable": "check the address, or try again later",
        "forbidden": "the outlet does not let programs in; a person must ask it for its permission",
        "no": "check the address",
        "enough": "",
    }[answer.kind]
    raise DiscoveryError(f"{url} cannot be read: {answer.message}: {advice}")


def _as_feed(url: str, answer: Fetched, now: datetime) -> ReadFeed | None:
    head = answer.body[:_HEAD].lower()
    if not any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
        return None
    try:
        return feeds.read(url, answer, now)
    except FeedError:
        return None


def _scope(asked: str, reached: str) -> Scope:
    """Whoever names a whole site means all of it, wherever that leads (``/`` to ``/ar/``)."""
    there = Scope.of(reached)
    return Scope(there.site, "/") if Scope.of(asked).path == "/" else there


def _find_feeds(found: Discovery, asker: Asker, now: datetime) -> None:
    front, scope = found.homepage, found.scope
    likely = list(dict.fromkeys([*front.declared, *front.linked]))
    if len(likely) > _FEEDS:
        found.notices.append(
            f"the page names {len(likely)} feeds; the first {_FEEDS} are looked at, add others by hand"
        )
    asked = {feed.facts.address for feed in found.feeds}
    queue = [*likely]
    while queue and len(asked) < _FEEDS:
        address = queue.pop(0)
        if address in asked or address == front.url:
            continue
        asked.add(address)
        queue += [more for more in _try_feed(found, asker, address, now) if more not in queue]
    for name in _USUAL_FEEDS:
        if found.feeds or len(asked) >= _FEEDS:
            break
        address = scope.at(front.url, name)
        if address not in asked:
            asked.add(address)
            _try_feed(found, asker, address, now, usual=True)
    newest = max((feed.facts.newest for feed in found.feeds if feed.facts.newest), default=None)
    for feed in list(found.feeds):
        if newest and feed.facts.newest and newest - feed.facts.newest > _STALE:
            found.feeds.remove(feed)
            why = f"its newest item is of {feed.facts.newest:%Y-%m-%d}, while another feed goes on"
            found.left_out.append(LeftOut(address=feed.facts.address, why=why))


def _try_feed(found: Discovery, asker: Asker, address: str, now: datetime, *, usual: bool = False) -> list[str]:
    """Take the feed at ``address`` or say why not; feeds that a page there names instead of being one."""
    answer = asker.ask(address)
    if isinstance(answer, NoAnswer):
        if not usual or answer.kind not in ("no", "enough"):
            found.left_out.append(LeftOut(address=address, why=answer.message))
        return []
    try:
        feed = feeds.read(answer.url, answer, now)
    except FeedError:
        more = [] if usual else [link for link in homepage.feeds_on(answer) if link not in found.homepage.linked]
        if not usual:
            found.left_out.append(LeftOut(address=address, why="a page, no feed"))
        return more
    if why := _why_no_news(found, feed, declared=address in found.homepage.declared):
        found.left_out.append(LeftOut(address=address, why=why))
        return []
    links = set(feed.facts.links)
    twin = next((other for other in found.feeds if links and links == set(other.facts.links)), None)
    if twin is None:
        found.feeds.append(feed)
        return []
    if twin.facts.address == feed.facts.address:  # one address leads to the other
        return []
    worse, better = sorted((twin, feed), key=lambda one: (one.facts.full_text, one is twin))
    found.feeds[found.feeds.index(twin)] = better
    found.left_out.append(LeftOut(address=worse.facts.address, why=f"the same items as {better.facts.address}"))
    return []


def _why_no_news(found: Discovery, feed: ReadFeed, *, declared: bool) -> str:
    facts, scope = feed.facts, found.scope
    if facts.comments:
        return "readers' comments"
    if not facts.items:
        return "empty"
    ours = sum(map(scope.holds, facts.links))
    if (declared and scope.path == "/") or scope.holds(facts.address) or ours > facts.items / 2:
        return ""
    return f"another outlet's: of its {facts.items} items {ours} lie below {scope.site}{scope.path}"


def _find_sitemaps(found: Discovery, asker: Asker, now: datetime) -> None:
    named = []
    for address in filter(sitemaps.holds_reports, found.robots.sitemaps):
        if found.scope.may_be_told_in(address):
            named.append(address)
        else:
            found.left_out.append(LeftOut(address=address, why=_ELSEWHERE))
    named.sort(key=lambda address: (not found.scope.holds(address), "news" not in address.rpartition("/")[2].lower()))
    before = asker.left
    for address in named:
        if before - asker.left < _SITEMAPS:
            _try_sitemap(found, asker, address, now)
    for address in _usual_sitemaps(found):
        if any(sitemap.facts.kind == "news" for sitemap in found.sitemaps) or before - asker.left >= _SITEMAPS:
            break
        if found.sitemaps and "news" not in address.rpartition("/")[2]:
            continue
        _try_sitemap(found, asker, address, now, usual=True)


def _usual_sitemaps(found: Discovery) -> Iterator[str]:
    known = {child for sitemap in found.sitemaps for child in sitemap.children}
    for name in _USUAL_SITEMAPS:
        address = found.scope.at(found.homepage.url, name)
        if address not in known:
            yield address


def _try_sitemap(found: Discovery, asker: Asker, address: str, now: datetime, *, usual: bool = False) -> None:
    """Take the sitemap at ``address`` or say why not; of an index the child with the newest pages is looked at too."""
    if any(sitemap.facts.address == address for sitemap in found.sitemaps):
        return
    answer = asker.ask(address)
    if isinstance(answer, NoAnswer):
        if not usual or answer.kind not in ("no", "enough"):
            found.left_out.append(LeftOut(address=address, why=answer.message))
        return
    try:
        sitemap = sitemaps.read(address, answer, found.scope, now)
    except SitemapError as error:
        if not usual:
            found.left_out.append(LeftOut(address=address, why=str(error)))
        return
    child = _child(found, asker, sitemap, now) if sitemap.child else None
    if why := _why_no_sitemap(found, child or sitemap):
        found.left_out.append(LeftOut(address=address, why=why))
        return
    if child and child.facts.kind == "news":
        # asked for by itself it costs one document, and the index many
        found.sitemaps.append(child)
    found.sitemaps.append(sitemap.with_child(child) if child else sitemap)


def _child(found: Discovery, asker: Asker, index: ReadSitemap, now: datetime) -> ReadSitemap | None:
    answer = asker.ask(index.child or "")
    if isinstance(answer, NoAnswer):
        found.left_out.append(LeftOut(address=index.child or "", why=answer.message))
        return None
    try:
        return sitemaps.read(index.child or "", answer, found.scope, now)
    except SitemapError as error:
        found.left_out.append(LeftOut(address=index.child or "", why=str(error)))
        return None


def _why_no_sitemap(found: Discovery, sitemap: ReadSitemap) -> str:
    facts, scope = sitemap.facts, found.scope
    if not facts.entries:
        return "empty"
    if not facts.ours:
        return f"another outlet's: none of its {facts.entries} entries lies below {scope.site}{scope.path}"
    if facts.kind == "pages" and not facts.dated and facts.entries < _MANY:
        return f"{facts.entries} pages without any date, which are hardly reports"
    return ""


def _nothing(found: Discovery) -> str:
    seen = "; ".join(f"{left.address}: {left.why}" for left in found.left_out if left.why != _ELSEWHERE)
    usual = ", ".join([*_USUAL_FEEDS, *_USUAL_SITEMAPS])
    return (
        f"neither a feed nor a sitemap was found at {found.homepage.url} (not among its links, in robots.txt, or as "
        f"{usual} beside it{f'; left out: {seen}' if seen else ''}): look on its pages for «RSS» or «خلاصات» and give "
        "that address instead, or write the pack by hand, with an archive page of each day under «listings» "
        "(docs/sources.md)"
    )
