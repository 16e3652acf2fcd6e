"""What a site's robots.txt asks of us, and the sitemaps it names."""

from urllib.parse import urljoin, urlsplit

from newsetl.ingest.fetch import FetchError, SourceUnavailable
from newsetl.records import Record
from newsetl.sourcing.asking import Asker

_SLOW = 5.0
"""Seconds between two requests from which on whoever waits is told."""


class RobotsFacts(Record):
    """What a site's robots.txt says; a site without one allows everything."""

    address: str
    allowed: bool
    """Whether the homepage may be fetched."""
    delay: float = 0
    """Seconds between two requests that it asks for."""
    sitemaps: list[str] = []
    trouble: str = ""
    """Why it could not be read; then nothing of the site is fetched."""


def read(asker: Asker, url: str) -> RobotsFacts:
    """What the robots.txt of the site of ``url`` says of it."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"
    asker.tell(f"asking {address}")
    try:
        rules = asker.fetcher.rules(url)
    except (FetchError, SourceUnavailable) as error:
        return RobotsFacts(address=address, allowed=True, trouble=str(error))
    if rules.delay >= _SLOW:
        asker.tell(f"it asks for {rules.delay:g} s between requests, so this takes a while")
    sitemaps = [urljoin(address, sitemap) for sitemap in rules.sitemaps]
    return RobotsFacts(
        address=address,
        allowed=rules.allows(url),
        delay=rules.delay,
        sitemaps=list(dict.fromkeys(sitemap for sitemap in sitemaps if sitemap.startswith(("http://", "https://")))),
    )
