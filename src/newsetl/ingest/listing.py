"""Listings: an outlet's archive pages of a day, at an address made of the day, and the reports they link to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from newsetl.ingest import windows
from newsetl.ingest.candidates import Candidate, address_filter, fetch_candidates, on_site, possible
from newsetl.ingest.fetch import FetchError, NotModified, SourceUnavailable
from newsetl.ingest.reading import Item, Reading, canonical_or_none
from newsetl.ingest.sources import Listing
from newsetl.records import Reason, Route

_MOST_LINKS = 20_000
"""Links of one page."""


class NoListing(ValueError):
    """A page that cannot be read as HTML, or a selector that is none."""


@dataclass
class _Day:
    """What one day's pages listed so far."""

    day: date
    links: set[str] = field(default_factory=set)


def read_listing(reading: Reading, listing: Listing) -> Iterator[Item]:
    """The reports that the listings of the partition's days link to.

    Days are the outlet's; live does not ask, for its day is not over, and a load has none. The page's own date decides
    whether a report belongs to the partition; where it tells none, the day under which it is listed is its date.
    """
    if reading.interval is None or reading.route is Route.LIVE:
        return
    for day in windows.days_of(reading.interval, reading.source.time_zone):
        yield from _read_day(reading, listing, _Day(day))


def address_of(template: str, day: date, page: int = 1) -> str:
    """An address made of a day: ``{yyyy}``, ``{mm}``, ``{dd}``, without leading zero ``{m}``, ``{d}``; ``{page}``."""
    parts = {"yyyy": f"{day.year:04}", "mm": f"{day.month:02}", "dd": f"{day.day:02}", "m": day.month, "d": day.day}
    for name, value in {**parts, "page": page}.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def _read_day(reading: Reading, listing: Listing, seen: _Day) -> Iterator[Item]:
    several = "{page}" in listing.url
    for number in range(listing.first_page, listing.first_page + (listing.max_pages if several else 1)):
        if reading.put_off():
            return
        address = address_of(listing.url, seen.day, number)
        try:
            before = len(seen.links)
            found = _candidates(reading, listing, address, seen)
        except NotModified:
            continue
        except FetchError as error:
            # behind the last page there often is none
            if number == listing.first_page:
                yield reading.trouble(error, address)
            return
        except SourceUnavailable as error:
            yield reading.unavailable(error, address)
            return
        except NoListing as error:
            yield reading.bad(Reason.NO_ARTICLE, f"{address}: {error}", address, address)
            return
        if len(seen.links) == before:
            return
        yield from fetch_candidates(reading, address, found, "listing")
    if several:
        message = f"{listing.url}: {seen.day} has more than {listing.max_pages} pages (max_pages), the rest is not read"
        yield reading.bad(Reason.TOO_LARGE, message, address, address, name="max_pages")


def _candidates(reading: Reading, listing: Listing, address: str, seen: _Day) -> list[Candidate]:
    """The reports that a page links to and no page of that day did before."""
    limit = reading.settings.max_body_bytes
    with reading.opened(address, limit) as opened:
        data, charset = opened.file.read(limit), opened.charset
    passes, ours = address_filter(reading.source), on_site(reading.source, address)
    zone = reading.source.time_zone
    listed = {"listed": seen.day.isoformat()}
    found = []
    for link in links_of(data, address, listing.links, reading.source.encoding or charset):
        url = canonical_or_none(link)
        if url is None or url in seen.links or not ours(url) or not passes(url) or url == canonical_or_none(address):
            continue
        seen.links.add(url)
        window = windows.of_address(url, zone) or windows.of_days(seen.day, seen.day, zone)
        candidate = Candidate(link, url, window, hints=listed)
        if possible(reading, candidate):
            found.append(candidate)
    return found


def links_of(data: bytes, address: str, selector: str | None, charset: str | None = None) -> list[str]:
    """The absolute addresses that a page's links lead to, each once, in the page's order.

    ``selector`` (CSS) narrows to links, or elements that hold them. Raises NoListing.
    """
    try:
        parser = lxml.html.HTMLParser(encoding=charset, no_network=True, huge_tree=False)
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise NoListing(f"cannot be read as HTML: {error}") from error
    base = urljoined(address, next(iter(tree.xpath("//base/@href")), "")) or address
    found: dict[str, None] = {}
    for element in _selected(tree, selector):
        for reference in element.xpath("descendant-or-self::a/@href"):
            if link := urljoined(base, str(reference).strip()):
                found.setdefault(link.partition("#")[0])
            if len(found) >= _MOST_LINKS:
                return list(found)
    return list(found)


def urljoined(base: str, reference: str) -> str | None:
    """The address that a reference means, None for one that means none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return None


def _selected(tree: Any, selector: str | None) -> list[Any]:
    if selector is None:
        return [tree]
    try:
        return list(tree.cssselect(selector))
    except (SyntaxError, RuntimeError, ValueError) as error:  # what cssselect's errors are
        raise NoListing(f"links: {selector!r} is no CSS selector: {error}") from error
