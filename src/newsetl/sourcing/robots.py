"""What a site's robots.txt asks of us, and the sitemaps it names."""

from urllib.parse import urljoin, urlsplit

from protego import Protego

from newsetl.ingest.fetch import Fetched
from newsetl.records import Record
from newsetl.sourcing.asking import Asker

AGENT = "newsetl"
_LONGEST = 500_000


class RobotsFacts(Record):
    """What a site's robots.txt says; a site without one allows everything."""

    address: str
    found: bool
    allowed: bool
    """Whether the homepage may be fetched."""
    crawl_delay: float | None = None
    """Seconds between two requests."""
    sitemaps: list[str] = []
    trouble: str = ""
    """Why it could not be read."""


def read(asker: Asker, url: str) -> RobotsFacts:
    """What the robots.txt of the site of ``url`` says of it."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}/robots.txt"
    answer = asker.ask(address)
    if not isinstance(answer, Fetched):
        trouble = answer.message if answer.kind not in ("no", "robots") else ""
        return RobotsFacts(address=address, found=False, allowed=answer.kind != "robots", trouble=trouble)
    rules = Protego.parse(answer.body[:_LONGEST].decode("utf-8", "replace"))
    sitemaps = [urljoin(answer.url, sitemap) for sitemap in rules.sitemaps]
    return RobotsFacts(
        address=address,
        found=True,
        allowed=bool(rules.can_fetch(url, AGENT)),
        crawl_delay=rules.crawl_delay(AGENT),
        sitemaps=list(dict.fromkeys(sitemap for sitemap in sitemaps if sitemap.startswith(("http://", "https://")))),
    )
