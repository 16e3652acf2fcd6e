"""Whether the ways into an outlet that its pack names still work: site, feeds, sitemaps, listings."""

from datetime import timedelta

from newsetl.ingest.listing import NoListing, address_of, links_of
from newsetl.ingest.reading import is_address
from newsetl.sourcing import feeds, robots, sitemaps
from newsetl.sourcing.asking import Asker, NoAnswer
from newsetl.sourcing.feeds import FeedError
from newsetl.sourcing.findings import Look, State
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import ReadSitemap, SitemapError

_AGAIN = "if it stays so, correct the address in the pack, or take it out"


def check_ways(look: Look, asker: Asker) -> None:
    """Ask for each of them, and read it."""
    _check_site(look, asker)
    _check_feeds(look, asker)
    _check_sitemaps(look, asker)
    _check_listings(look, asker)


def _check_site(look: Look, asker: Asker) -> None:
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


def _check_feeds(look: Look, asker: Asker) -> None:
    for address in filter(is_address, look.source.feeds):
        answer = asker.ask(address)
        if isinstance(answer, NoAnswer):
            look.add("feed", "fail", f"{address}: {answer.message}", _advice(answer))
            continue
        try:
            feed = feeds.read(address, answer, look.clock())
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


def _check_sitemaps(look: Look, asker: Asker) -> None:
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


def _read_sitemap(look: Look, asker: Asker, address: str) -> ReadSitemap | None:
    answer = asker.ask(address)
    if isinstance(answer, NoAnswer):
        look.add("sitemap", "fail", f"{address}: {answer.message}", _advice(answer))
        return None
    try:
        return sitemaps.read(address, answer, look.scope, look.clock())
    except SitemapError as error:
        look.add("sitemap", "fail", f"{address}: {error}", f"look whether the outlet has another; {_AGAIN}")
        return None


def _check_listings(look: Look, asker: Asker) -> None:
    yesterday = (look.clock() - timedelta(days=1)).date()
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


def _advice(answer: NoAnswer) -> str:
    return {
        "refused": "only public addresses are fetched; if it is yours, name its host in NEWSETL_ALLOW_HOSTS",
        "robots": "newsetl obeys robots.txt; ask the outlet for its permission",
        "unavailable": "it may pass: check again later",
        "forbidden": "the outlet does not let programs in; a person must ask it for its permission",
        "no": f"look whether the outlet has another; {_AGAIN}",
        "enough": "the pack names more documents than are asked for in a check",
    }[answer.kind]
