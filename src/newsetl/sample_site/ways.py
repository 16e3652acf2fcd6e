"""Ways to an outlet's past that the sample's files do not have, made of its reports: sitemaps, listings, crawls."""

import gzip
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from warcio.archiveiterator import ArchiveIterator

from newsetl.sample_site.offers import BASE, Document, Offer, Outlet, Report, read_outlets
from newsetl.templating import templates_of

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XML = "application/xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_GZIP = "application/gzip"
_TEMPLATES = templates_of("newsetl.sample_site")


def load_outlets() -> dict[str, Outlet]:
    """The bundled sample's outlets by id, with all they offer held in memory."""
    outlets = read_outlets()
    for outlet in outlets.values():
        _add_ways(outlet)
    return outlets


def _add_ways(outlet: Outlet) -> None:
    """An outlet's pages by month, by day, and as a crawler's files; each kind where the outlet has such pages."""
    if outlet.source.pages:
        _add_monthly_sitemaps(outlet)
        _add_listings(outlet)
    for path in map(Path, outlet.source.files):
        _add_crawl(outlet, path)


def _add_monthly_sitemaps(outlet: Outlet) -> None:
    """An index of gzipped sitemaps, one a month; they say when pages last changed, not when they were published."""
    months: dict[str, list[Report]] = defaultdict(list)
    for report in outlet.reports:
        months[f"{report.published_at:%Y-%m}"].append(report)
    children = []
    for month, reports in sorted(months.items()):
        entries = [_entry("url", outlet, report.address, report.seen_at) for report in reports]
        address = f"sitemap-{month}.xml.gz"
        outlet.documents[address] = _sitemap("urlset", entries, packed=True)
        children.append(_entry("sitemap", outlet, address, max(report.seen_at for report in reports)))
    outlet.documents["sitemap-index.xml"] = _sitemap("sitemapindex", children)
    outlet.offers.append(Offer("فهرس خرائط الأشهر", "index of monthly sitemaps", "sitemap-index.xml"))
    outlet.entries.setdefault("sitemaps", []).append("sitemap-index.xml")


def _entry(kind: str, outlet: Outlet, address: str, changed: datetime) -> str:
    loc = escape(f"{BASE}/{outlet.source.id}/{address}")
    return f"<{kind}><loc>{loc}</loc><lastmod>{changed.isoformat()}</lastmod></{kind}>"


def _sitemap(root: str, entries: list[str], *, packed: bool = False) -> Document:
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {_NAMESPACE}>", *entries, f"</{root}>", ""])
    return Document(text.encode(), _GZIP if packed else _XML, names_base=True, packed=packed)


def _add_listings(outlet: Outlet) -> None:
    """A page for each day of the outlet's calendar from a week before its first report to a week after its last."""
    zone = ZoneInfo(outlet.source.time_zone)
    days: dict[date, list[Report]] = defaultdict(list)
    for report in outlet.reports:
        days[report.published_at.astimezone(zone).date()].append(report)
    first, last = min(days), max(days)
    for day in (first + timedelta(days=count) for count in range(-7, (last - first).days + 8)):
        page = _TEMPLATES.get_template("day.html").render(outlet=outlet, reports=days[day])
        outlet.documents[f"archive/{day.year}/{day.month}/{day.day}/"] = Document(page.encode(), _HTML)
    newest = f"archive/{last.year}/{last.month}/{last.day}/"
    outlet.offers.append(Offer("أرشيف الأيام", "listing of each day", newest))
    listing = {"url": "archive/{yyyy}/{m}/{d}/", "links": "ul.day"}
    outlet.templates.setdefault("listings", []).append(listing)


def _add_crawl(outlet: Outlet, path: Path) -> None:
    """The web archive as a crawler publishes it: a file a day, and a list of a month's files."""
    months: dict[str, list[str]] = defaultdict(list)
    for number, (day, records) in enumerate(_by_day(path).items(), 1):
        address = f"crawl/NEWS-{day:%Y%m%d}000000-{number:05}.warc.gz"
        outlet.documents[address] = Document(records, _GZIP, day, file_name=Path(address).name)
        months[f"{day:%Y-%m}"].append(address)
    for month, addresses in months.items():
        lines = "".join(f"{address}\n" for address in addresses)
        listed = f"crawl/warc-{month}.paths.gz"
        outlet.documents[listed] = Document(lines.encode(), _GZIP, packed=True)
        outlet.offers.append(Offer(f"ملفات الزحف، {month}", f"crawl of {month}, list of files", listed))
    archive = {"url": "crawl/warc-{yyyy}-{mm}.paths.gz", "base": ""}
    outlet.templates.setdefault("archives", []).append(archive)


def _by_day(path: Path) -> dict[datetime, bytes]:
    """The records of a web archive as they stand in it, cut into days."""
    data = path.read_bytes()
    places: list[tuple[int, datetime]] = []
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            stated = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            places.append((records.get_record_offset(), stated.replace(hour=0, minute=0, second=0)))
    days: dict[datetime, bytes] = defaultdict(bytes)
    for (begin, day), (end, _) in pairwise([*places, (len(data), places[-1][1])]):
        days[day] += data[begin:end]
    return dict(days)


def packed(body: bytes) -> bytes:
    """As a gzip file, the same for the same bytes."""
    return gzip.compress(body, mtime=0)
