"""Pages that a sitemap or a listing names: which of them may belong to the partition, and fetching those.

Which date decides: what the discovering document states as the time of publication (news sitemaps); else the page's
own, for which it is fetched when the day in its address, or else the time of its last change, makes it possible. A
page that states none is kept, as everything without a date is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import unquote, urlsplit

from newsetl.ingest import windows
from newsetl.ingest.page import fetch_page
from newsetl.ingest.reading import Item, Reading
from newsetl.ingest.sources import Source
from newsetl.ingest.windows import Window
from newsetl.records import FoundBy, Route
from newsetl.urls import site_of

LIVE_WINDOW = timedelta(days=3)
"""How old a report may be that live takes from a sitemap: late enough for what was held up, and no whole archive."""


@dataclass(frozen=True)
class Candidate:
    """A page that may be a report of the partition."""

    address: str
    """As the document writes it."""
    url: str
    """Canonical."""
    window: Window = windows.ANY
    """When it can have been published."""
    certain: bool = False
    """Whether the document itself says when it was published, so that the page is not asked."""
    modified: datetime | None = None
    """When the page last changed, as the document says."""
    hints: dict[str, str] = field(default_factory=dict)


def interval_of(reading: Reading) -> tuple[datetime, datetime] | None:
    """[since, until) that candidates must touch; live takes what is recent, a load everything (None)."""
    if reading.route is Route.LIVE:
        now = reading.clock()
        return now - LIVE_WINDOW, now + LIVE_WINDOW
    return reading.interval


def address_filter(source: Source) -> Callable[[str], bool]:
    """Whether a canonical URL is one of a report, by the pack's ``include`` and ``exclude``.

    A pattern is looked for in the URL as it stands and percent-decoded, so that it may be written in Arabic letters.
    """
    include, exclude = ([re.compile(pattern) for pattern in patterns] for patterns in (source.include, source.exclude))

    def passes(url: str) -> bool:
        forms = (url, unquote(url))
        if any(pattern.search(form) for pattern in exclude for form in forms):
            return False
        return not include or any(pattern.search(form) for pattern in include for form in forms)

    return passes


def possible(reading: Reading, candidate: Candidate) -> bool:
    """Whether a page may belong to the partition, by what is known before it is fetched.

    Live passes over what tells no date at all, for else it would fetch a whole archive every half hour.
    """
    if reading.route is Route.LIVE and candidate.window == windows.ANY:
        return False
    overlaps = candidate.window.overlaps(interval_of(reading))
    if candidate.certain and not overlaps:
        # so that another sitemap, which tells less of it, does not have it fetched
        reading.settled.add(candidate.url)
    return overlaps


def fetch_candidates(
    reading: Reading, entry: str, candidates: Iterable[Candidate], found_by: FoundBy
) -> Iterator[Item]:
    """The pages that belong to the partition; those asked for before in this run are passed over."""
    candidates = [candidate for candidate in candidates if candidate.url not in reading.settled]
    # where not all may be fetched: first what is known to belong, then what changed soonest after the interval began
    candidates.sort(key=lambda candidate: (not candidate.certain, candidate.window.last))
    for candidate in candidates:
        if candidate.url not in reading.settled:
            reading.settled.add(candidate.url)
            fetch = partial(_fetch, reading, entry, candidate, found_by)
            yield from reading.guarded(fetch, partial(str, candidate.url), entry)


def on_site(source: Source, *addresses: str) -> Callable[[str], bool]:
    """Whether a URL lies on the outlet's site (its homepage's) or on that of one of ``addresses``, or below one."""
    sites = {site for address in (source.homepage, *addresses) if (site := site_of(address))}
    return lambda url: any(lies_on((urlsplit(url).hostname or "").lower(), site) for site in sites)


def lies_on(host: str, site: str) -> bool:
    """Whether a host is a site's, or one below it."""
    return host == site or host.endswith(f".{site}")


def _fetch(reading: Reading, entry: str, candidate: Candidate, found_by: FoundBy) -> Item | None:
    return fetch_page(
        reading,
        candidate.address,
        candidate.url,
        found_by=found_by,
        found_in=entry,
        hints=candidate.hints,
        record=candidate.url,
        modified=candidate.modified,
        certain=candidate.certain,
    )
