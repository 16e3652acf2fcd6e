"""What the sample's outlets offer over http: each file and page with the address, bytes and type it is served under."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

from newsetl.ingest.sources import SAMPLE, Source, load_sources
from newsetl.normalise.charset import BadEncoding, decode

BASE = "http://base.invalid"
"""Stands where a document names the site's own address, which only a request tells."""
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_HTML = "text/html"


@dataclass(frozen=True)
class Document:
    """What one address answers."""

    body: bytes
    content_type: str
    modified: datetime | None = None
    coding: Literal["", "gzip"] = ""
    """How ``body`` is compressed."""
    file_name: str = ""
    """Name under which a browser saves it; empty for what a browser shows."""
    names_base: bool = False
    """Whether BASE stands in ``body``."""
    packed: bool = False
    """Whether it is sent as a gzip file."""

    @cached_property
    def etag(self) -> str:
        """The same for the same bytes, whenever and wherever they are served."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:24]}"'


@dataclass(frozen=True)
class Offer:
    """A line of an outlet's home page."""

    ar: str
    en: str
    address: str


@dataclass(frozen=True)
class Report:
    """A link to an article page."""

    title: str
    address: str
    seen_at: datetime
    published_at: datetime


@dataclass
class Outlet:
    """An outlet of the sample; addresses are below its prefix, percent-decoded, a query included."""

    source: Source
    documents: dict[str, Document] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    """Newest first."""
    entries: dict[str, list[str]] = field(default_factory=dict)
    """For the source pack: key to addresses below the prefix."""
    templates: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """For the source pack likewise: key to what it says of listings and archives, ``url`` and ``base`` as below."""


def read_outlets() -> dict[str, Outlet]:
    """The bundled sample's outlets by id, with what its files offer held in memory."""
    return {name: _outlet(source) for name, source in load_sources(SAMPLE).items()}


def _outlet(source: Source) -> Outlet:
    outlet = Outlet(source)
    published = _published()
    for count, entry in enumerate(source.feeds):
        _offer(outlet, "feeds", f"feed{count or ''}.xml", _feed(Path(entry)))
    for count, entry in enumerate(source.pages):
        _add_pages(outlet, f"pages{count or ''}.jsonl", Path(entry), published)
    for count, entry in enumerate(source.dumps):
        _offer(outlet, "dumps", f"dump{count or ''}.jsonl", _file(Path(entry), "application/x-ndjson"))
    for count, entry in enumerate(source.files):
        _offer(outlet, "files", f"archive{count or ''}.warc.gz", _file(Path(entry), "application/gzip"))
        _add_archived(outlet, Path(entry), published)
    outlet.reports.sort(key=lambda report: report.seen_at, reverse=True)
    sitemap = SAMPLE.parent / "sitemaps" / f"{source.id}.xml"
    if sitemap.exists():
        _offer(outlet, "sitemaps", "sitemap.xml", _sitemap(outlet, sitemap))
    return outlet


@cache
def _published() -> dict[str, datetime]:
    """When each sound report was published, by its address."""
    lines = (SAMPLE.parent / "judged" / "collection.jsonl").read_text("utf-8").splitlines()
    return {report["url"]: datetime.fromisoformat(report["published"]) for report in map(json.loads, lines)}


_WORDS = {
    "feeds": ("خلاصة بالنص الكامل", "feed with full text"),
    "pages": ("قائمة الصفحات", "list of the pages"),
    "dumps": ("ملف التقارير", "dump, one report a line"),
    "files": ("أرشيف الصفحات", "web archive of the pages"),
    "sitemaps": ("خريطة أخبار", "news sitemap"),
}


def _offer(outlet: Outlet, key: str, address: str, document: Document) -> None:
    outlet.documents[address] = document
    outlet.offers.append(Offer(*_WORDS[key], address))
    outlet.entries.setdefault(key, []).append(address)


def _file(path: Path, content_type: str) -> Document:
    return Document(path.read_bytes(), content_type, _modified(path), file_name=path.name)


def _feed(path: Path) -> Document:
    data = path.read_bytes()
    kind = "atom" if etree.QName(etree.fromstring(data)).localname == "feed" else "rss"
    return Document(data, f"application/{kind}+xml; charset=utf-8", _modified(path))


def _add_pages(outlet: Outlet, address: str, path: Path, published: Mapping[str, datetime]) -> None:
    """The pages of a list, and the list with each page's address in the place of its file."""
    lines = []
    for listed in map(json.loads, path.read_text("utf-8").splitlines()):
        page = (path.parent / listed["file"]).read_bytes()
        seen_at = datetime.fromisoformat(listed["observed_at"])
        below = _below(listed["url"])
        outlet.documents[_key(below)] = Document(page, _HTML, seen_at)
        _report(outlet, below, page, seen_at, published.get(listed["url"], seen_at))
        lines.append(json.dumps({**listed, "file": below}, ensure_ascii=False))
    _offer(outlet, "pages", address, Document("\n".join([*lines, ""]).encode(), "application/x-ndjson"))


def _add_archived(outlet: Outlet, path: Path, published: Mapping[str, datetime]) -> None:
    """The pages of a web archive with the headers they were archived with; the last capture of an address counts."""
    for url, document, decoded in _archived(path):
        below = _below(url)
        assert document.modified
        outlet.documents[_key(below)] = document
        outlet.reports = [report for report in outlet.reports if report.address != below]
        _report(outlet, below, decoded, document.modified, published.get(url, document.modified))


def _archived(path: Path) -> Iterator[tuple[str, Document, bytes]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            headers = record.http_headers
            gzipped = headers.get_header("Content-Encoding") == "gzip"
            seen_at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            body = record.raw_stream.read()
            document = Document(body, headers.get_header("Content-Type"), seen_at, coding="gzip" if gzipped else "")
            yield record.rec_headers.get_header("WARC-Target-URI"), document, decompressed(document)


def decompressed(document: Document) -> bytes:
    """The body for those who take no compressed one."""
    if not document.coding:
        return document.body
    return gzip.decompress(document.body)


def _report(outlet: Outlet, below: str, page: bytes, seen_at: datetime, published_at: datetime) -> None:
    try:
        tree = html.fromstring(decode(page)[0])
        words: list[Any] = [*tree.iter("h1"), *tree.iter("title")]
    except (BadEncoding, etree.ParserError):
        words = []
    titles = (" ".join(word.text_content().split()) for word in words)
    outlet.reports.append(Report(next(filter(None, titles), below), below, seen_at, published_at))


def _sitemap(outlet: Outlet, path: Path) -> Document:
    """The sitemap with the addresses of this site in the place of the outlet's own."""
    tree = etree.parse(path)
    for loc in tree.iter(_LOC):
        below = _below(loc.text.strip())
        if _key(below) in outlet.documents:
            loc.text = f"{BASE}/{outlet.source.id}/{below}"
    data = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return Document(data, "application/xml; charset=utf-8", names_base=True)


def _below(url: str) -> str:
    """Where a page of the outlet's own site is below its prefix here, as a reference to be linked."""
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')}{'?' if parts.query else ''}{parts.query}"


def _key(below: str) -> str:
    path, mark, query = below.partition("?")
    return f"{unquote(path)}{mark}{query}"


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
