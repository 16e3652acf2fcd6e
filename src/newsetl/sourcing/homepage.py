"""What an outlet's homepage says of the outlet: name, language, country, and where its feeds may be."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
from babel import Locale

from newsetl.ingest.fetch import Fetched
from newsetl.normalise.charset import decode
from newsetl.normalise.language import language_of
from newsetl.normalise.metadata import line, read_page_data
from newsetl.sourcing.feeds import is_comments

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEED_LIKE = re.compile(r"(?:^|[/._?=-])(?:rss|feeds?|atom|rdf)\d?(?:$|[/._?&=-])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|\-–—:•»«·/]+\s+|\s*[|·]\s*")
_ARABIC, _LATIN = re.compile(r"[\u0620-\u064a]"), re.compile(r"[A-Za-z]")
_LONGEST_NAME = 6
"""Words; longer is a slogan."""
_SOLD = frozenset(
    [
        *("ac", "ag", "ai", "am", "at", "be", "cc", "cd", "co", "cx", "dj", "eu", "fm", "gg", "im", "in", "io", "is"),
        *("it", "la", "li", "me", "ms", "mu", "nu", "pw", "sc", "sh", "st", "tk", "tv", "to", "us", "vc", "ws"),
    ]
)
"""Country-code domains that are sold, and bought, for their sound: they tell no country."""
_SHOWN_AS = {"UK": "GB"}


class NoHomepage(ValueError):
    """A document that is no web page."""


@dataclass(frozen=True)
class Homepage:
    """What a homepage says; empty where it says nothing. ``…_how`` tell where it was found."""

    url: str
    names: dict[str, tuple[str, str]]
    """``ar``, ``en``: the name and where it stood."""
    language: str
    language_how: str
    country: str
    country_how: str
    declared: list[str]
    """Feeds that the page declares."""
    linked: list[str]
    """Addresses it links to that look like feeds'."""
    charset: str


def read(answer: Fetched) -> Homepage:
    """Look at a fetched homepage. Raises NoHomepage, or BadEncoding (both ValueError), where that cannot be done."""
    text, charset = decode(answer.body, answer.charset)
    try:
        tree = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (lxml.etree.ParserError, ValueError) as error:
        raise NoHomepage(f"not an HTML page: {error}") from error
    data = read_page_data(tree, answer.url)
    base = _joined(answer.url, next(iter(tree.xpath("//base/@href")), "")) or answer.url
    language, language_how = language_of(_visible(tree), data.langs)
    country, country_how = _country(tree, answer.url)
    return Homepage(
        answer.url,
        _names(tree, data.site_names),
        "" if language == "und" else language,
        language_how,
        country,
        country_how,
        declared_feeds(tree, base),
        linked_feeds(tree, base),
        charset,
    )


def feeds_on(answer: Fetched) -> list[str]:
    """Feeds that a page declares or seems to link to, as pages on «RSS» do; none where it is no page."""
    try:
        tree = lxml.html.document_fromstring(decode(answer.body, answer.charset)[0].encode(), parser=_PARSER)
    except (lxml.etree.ParserError, ValueError):
        return []
    return list(dict.fromkeys([*declared_feeds(tree, answer.url), *linked_feeds(tree, answer.url)]))


_PARSER = lxml.html.HTMLParser(encoding="utf-8", no_network=True)


def declared_feeds(tree: Any, base: str) -> list[str]:
    """The addresses of ``<link rel="alternate">`` to feeds, without those of comments, in the page's order."""
    found = [
        address
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().partition(";")[0].strip() in _FEED_TYPES
        and (address := _joined(base, link.get("href") or ""))
        and not is_comments(address)
        and not _of_comments(line(link.get("title") or ""))
    ]
    return list(dict.fromkeys(found))


def linked_feeds(tree: Any, base: str) -> list[str]:
    """The addresses of links that look like a feed's, without those of comments, in the page's order."""
    found = []
    for link in tree.iter("a"):
        address = _joined(base, link.get("href") or "")
        if not address or is_comments(address):
            continue
        parts = urlsplit(address)
        if _FEED_LIKE.search(f"{parts.path}?{parts.query}"):
            found.append(address)
    return list(dict.fromkeys(found))


def _of_comments(title: str) -> bool:
    """WordPress titles the feed of all comments «NAME » خلاصة التعليقات» or «NAME » Comments Feed»."""
    return bool(re.search(r"\bcomments feed\b|خلاصة التعليقات", title, re.IGNORECASE))


def _joined(base: str, reference: str) -> str:
    try:
        address = urljoin(base, reference.strip()).partition("#")[0]
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _visible(tree: Any) -> str:
    """The words of the page's links and headings, of which a homepage consists."""
    texts = [line(element.text_content()) for element in tree.iter("h1", "h2", "h3", "h4", "a", "p")]
    return "\n".join(sorted(set(texts), key=len, reverse=True)[:60])


def _names(tree: Any, site_names: list[str]) -> dict[str, tuple[str, str]]:
    """The outlet's Arabic and Latin name: as declared, else out of the title, else of the logo's text."""
    title = next((line(element.text_content()) for element in tree.xpath("//head/title | //title")), "")
    parts = _SEPARATOR.split(title)
    headings = [line(h1.text_content()) for h1 in tree.iter("h1")]
    alternates = [line(value) for node in _json_ld(tree) for value in _texts(node.get("alternateName"))]
    candidates = [
        *((name, "declared by the page") for name in [*site_names, *alternates]),
        *((part, "part of the page's title") for part in parts),
        *((part, "heading") for heading in headings[:1] for part in _SEPARATOR.split(heading)),
    ]
    found: dict[str, tuple[str, str]] = {}
    for name, how in candidates:
        for piece in _SEPARATOR.split(name):
            key = "ar" if _ARABIC.search(piece) else "en" if _LATIN.search(piece) else ""
            if key and key not in found and len(piece.split()) <= _LONGEST_NAME and len(piece) > 1:
                found[key] = (piece.strip(), how)
    return found


def _country(tree: Any, url: str) -> tuple[str, str]:
    """ISO 3166-1 code and how it was found; empty where it is not certain."""
    host = urlsplit(url).hostname or ""
    domain = host.rpartition(".")[2]
    code = _SHOWN_AS.get(domain.upper(), domain.upper())
    if len(domain) == 2 and domain not in _SOLD and code in Locale("en").territories:
        return code, f"its domain ends in .{domain}"
    stated = {
        found for node in _json_ld(tree) for text in _addresses(node) if (found := _territories().get(text.lower()))
    }
    return (stated.pop(), "address that the page declares (JSON-LD)") if len(stated) == 1 else ("", "")


def _addresses(node: Any) -> Iterator[str]:
    """Every ``addressCountry`` below a JSON-LD node of an organisation."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "addressCountry":
                yield from _texts(value.get("name") if isinstance(value, dict) else value)
            else:
                yield from _addresses(value)
    elif isinstance(node, list):
        for value in node:
            yield from _addresses(value)


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            found = json.loads(script.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in found if isinstance(found, list) else [found]:
            graph = node.get("@graph") if isinstance(node, dict) else None
            yield from (n for n in [node, *(graph if isinstance(graph, list) else [])] if isinstance(n, dict))


def _texts(value: Any) -> list[str]:
    return [
        part.strip()
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, str) and part.strip()
    ]


@lru_cache(1)
def _territories() -> dict[str, str]:
    """Codes and names, Arabic and English, in lower case → ISO 3166-1 alpha-2."""
    known: dict[str, str] = {}
    for language in ("en", "ar"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ"):
                known |= {code.lower(): code, name.lower(): code}
    return known
