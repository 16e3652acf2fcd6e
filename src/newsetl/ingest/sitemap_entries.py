"""What a sitemap says, as a stream of its entries: XML of pages, of news, or of other sitemaps; or one URL a line.

https://www.sitemaps.org/protocol.html; publication dates and titles as in Google's news sitemaps. XML is read without
entities, document type or network, so none of its own can multiply or lead anywhere.
"""

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from newsetl.ingest.unzip import unzipped
from newsetl.records import Reason

MOST_BYTES = 55_000_000
"""The protocol allows 50 MB uncompressed; outlets overrun it a little."""
MOST_ENTRIES = 60_000
"""The protocol allows 50,000."""
_MOST_PARTS = 20_000
"""Elements of one entry: the protocol's extensions allow 1,000 pictures of some five elements each."""
_CHUNK = 1 << 16
_LONGEST_LINE = 4096
_FIRST_LINES = 100
_NO_SITEMAP = "neither XML nor a list of addresses"
_LONGEST_TEXT = 1000
_BOM = b"\xef\xbb\xbf"
_BARE = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)")
_NEWS = "sitemap-news"
_FEEDS = ("rss", "feed", "RDF")


class SitemapError(ValueError):
    """The rest of a document that cannot be read as a sitemap; ``reason`` is what it is quarantined for."""

    def __init__(self, message: str, reason: Reason = Reason.BAD_SITEMAP) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass
class Entry:
    """A page, or with ``is_sitemap`` another sitemap; all texts as they are written, empty where there is none."""

    is_sitemap: bool
    loc: str = ""
    lastmod: str = ""
    published: str = ""
    title: str = ""
    language: str = ""

    @property
    def hints(self) -> dict[str, str]:
        """What it says of the page, as a capture's hints."""
        said = {"title": self.title, "published": self.published, "lang": self.language}
        return {key: text for key, text in said.items() if text}


class _Bounded:
    """A stream of limited length, decompressed where it is gzip, with what XML forbids and outlets write mended."""

    def __init__(self, file: BinaryIO) -> None:
        self._stream = unzipped(file)
        self._left = MOST_BYTES
        self.head = self._take().lstrip(b" \t\r\n").removeprefix(_BOM).lstrip(b" \t\r\n")
        self._kept = self.head
        self._mends = b"\0" not in self.head  # of UTF-16 a byte says nothing

    def _take(self) -> bytes:
        data = self._stream.read(_CHUNK)
        self._left -= len(data)
        if self._left < 0:
            raise SitemapError(f"longer than {MOST_BYTES} bytes", Reason.TOO_LARGE)
        return data

    def read(self) -> bytes:
        """Some bytes more, none at the end."""
        data, self._kept = self._kept or self._take(), b""
        if not self._mends or b"&" not in data[-40:]:
            return _BARE.sub(b"&amp;", data) if self._mends else data
        more = self._take()
        cut = data.rfind(b"&")
        if more:
            data, self._kept = data[:cut], data[cut:] + more
        return _BARE.sub(b"&amp;", data) or self.read()


def read_entries(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a sitemap, gzipped (told by its bytes) or not.

    Raises SitemapError for what is none, is damaged, or is longer than allowed, after every entry before that.
    """
    try:
        stream = _Bounded(file)
        if not stream.head:
            raise SitemapError("empty")
        yield from _of_xml(stream) if stream.head[:1] == b"<" or b"\0" in stream.head[:4] else _of_text(stream)
    except (EOFError, OSError, zlib.error) as error:
        raise SitemapError(f"the compressed file is damaged: {error}") from error
    except etree.LxmlError as error:
        raise SitemapError(f"not readable as XML: {' '.join(str(error).split())}") from error
    except (LookupError, UnicodeError) as error:
        raise SitemapError(f"in no known encoding: {error}") from error


def root_of(head: bytes) -> str:
    """The local name of the root element with which an XML document begins; empty where none is in sight."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        parser.feed(head.lstrip(b" \t\r\n").removeprefix(_BOM).lstrip(b" \t\r\n"))
        return next((str(etree.QName(element).localname) for _, element in parser.read_events()), "")
    except (etree.LxmlError, ValueError, LookupError):
        return ""


def _events(stream: _Bounded) -> Iterator[tuple[str, Any]]:
    """The elements as they begin and end; those before a fault come before it is raised."""
    parser = etree.XMLPullParser(
        ("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    while data := stream.read():
        fault = None
        try:
            parser.feed(data)
        except etree.LxmlError as error:
            fault = error
        yield from parser.read_events()
        if fault is not None:
            raise fault
    parser.close()


def _of_xml(stream: _Bounded) -> Iterator[Entry]:
    root, parts, count = None, 0, 0
    for event, element in _events(stream):
        if root is None:
            root = element
            _check_root(root)
            continue
        if event == "start":
            parts += 1
            if parts > _MOST_PARTS:
                raise SitemapError(f"an entry of more than {_MOST_PARTS} parts", Reason.TOO_LARGE)
            continue
        if element.getparent() is not root:
            continue
        name = etree.QName(element).localname
        if name in ("url", "sitemap"):
            count += 1
            if count > MOST_ENTRIES:
                raise SitemapError(f"more than {MOST_ENTRIES} entries", Reason.TOO_LARGE)
            yield _entry(element, is_sitemap=name == "sitemap")
        parts = 0
        element.clear()
        while element.getprevious() is not None:
            del root[0]


def _check_root(root: Any) -> None:
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and next(document_type.iterentities(), None) is not None:
        raise SitemapError("declares entities of its own")
    name = etree.QName(root).localname
    if name in _FEEDS:
        raise SitemapError(f"a feed (<{name}>), which belongs under «feeds»")
    if name not in ("urlset", "sitemapindex"):
        raise SitemapError(f"not a sitemap but <{name[:40]}>")


def _entry(element: Any, *, is_sitemap: bool) -> Entry:
    entry = Entry(is_sitemap)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        if name.localname == "loc" and not entry.loc:
            # mended inside CDATA, or escaped twice
            entry.loc = _text(child, _LONGEST_LINE).replace("&amp;", "&")
        elif name.localname == "lastmod":
            entry.lastmod = _text(child)
        elif name.localname == "news" and _NEWS in (name.namespace or ""):
            entry.published = _text(child.find("{*}publication_date"))
            entry.title = html.unescape(_text(child.find("{*}title")))
            entry.language = _text(child.find("{*}publication/{*}language"))
    return entry


def _text(element: Any, longest: int = _LONGEST_TEXT) -> str:
    return " ".join("".join(element.itertext()).split())[:longest] if element is not None else ""


def _of_text(stream: _Bounded) -> Iterator[Entry]:
    """One URL a line; a document without any in its first lines is none."""
    count, rest, found = 0, b"", False
    while data := stream.read():
        *lines, rest = (rest + data).split(b"\n")
        rest = rest[-_LONGEST_LINE:]
        for line in lines:
            count += 1
            if entry := _of_line(line):
                found = True
                yield entry
            elif not found and count > _FIRST_LINES:
                raise SitemapError(_NO_SITEMAP)
        if count > MOST_ENTRIES:
            raise SitemapError(f"more than {MOST_ENTRIES} lines", Reason.TOO_LARGE)
    if entry := _of_line(rest):
        yield entry
    elif not found:
        raise SitemapError(_NO_SITEMAP)


def _of_line(line: bytes) -> Entry | None:
    text = line.strip().removeprefix(_BOM)
    # what was mended for XML stays as it was
    text = text.replace(b"&amp;", b"&")
    is_address = text.startswith((b"http://", b"https://")) and len(text) <= _LONGEST_LINE
    return Entry(is_sitemap=False, loc=text.decode("utf-8", "replace")) if is_address else None
