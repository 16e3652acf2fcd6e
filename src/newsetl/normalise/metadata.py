"""What a page says of itself for machines: JSON-LD, OpenGraph, meta elements, the first of each that is there."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

ARTICLE_TYPES = frozenset(
    [
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle"),
        *("backgroundnewsarticle", "reviewnewsarticle", "liveblogposting", "blogposting", "report"),
    ]
)
LISTING_TYPES = frozenset(
    {"collectionpage", "searchresultspage", "itemlist", "profilepage", "contactpage", "aboutpage"}
)
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "datepublished", "article.published", "pubdate"),
    *("publishdate", "publish-date", "publish_date", "published_time", "parsely-pub-date", "sailthru.date"),
    *("cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "date"),
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")


@dataclass
class PageData:
    """Everything found, best first in each list; texts are unescaped and on one line."""

    types: set[str] = field(default_factory=set)
    """schema.org types of the page's own nodes, lower-case."""
    articles: int = 0
    """Article nodes among them."""
    og_type: str = ""
    titles: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    published: list[tuple[str, str]] = field(default_factory=list)
    """(text as written, where it stood)."""
    updated: list[tuple[str, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    langs: list[str] = field(default_factory=list)
    canonical: str | None = None


def read_page_data(tree: Any, url: str) -> PageData:
    """Collect what an lxml tree says of itself; ``url`` completes relative addresses. Broken JSON-LD is passed over."""
    data = PageData()
    for node in _nodes(tree):
        _read_node(node, data)
    meta = _meta(tree)
    data.og_type = meta.get("og:type", [""])[0].lower()
    data.titles += meta.get("og:title", []) + meta.get("twitter:title", [])
    data.site_names += meta.get("og:site_name", []) + meta.get("application-name", [])
    data.published += [(value, f"meta {name}") for name in _PUBLISHED for value in meta.get(name, [])]
    data.updated += [(value, f"meta {name}") for name in _UPDATED for value in meta.get(name, [])]
    # The author element often names the site's maker, so it counts only where nothing better does.
    data.authors = data.authors or meta.get("article:author", []) or meta.get("author", [])[:1]
    data.sections += meta.get("article:section", [])
    data.tags += _split(meta.get("article:tag", []) or meta.get("news_keywords", []) or meta.get("keywords", []))
    data.images += meta.get("og:image", []) + meta.get("twitter:image", [])
    data.langs += tree.xpath("//html/@lang") + meta.get("content-language", []) + meta.get("og:locale", [])
    canonical = tree.xpath("//link[@rel='canonical']/@href") or meta.get("og:url", [])
    data.canonical = urljoin(url, canonical[0].strip()) if canonical else None
    data.authors = [author for author in _unique(data.authors) if not author.startswith(("http://", "https://", "@"))]
    data.images = _unique(urljoin(url, image) for image in data.images)
    data.tags = _unique(data.tags)
    return data


def line(value: object) -> str:
    """One-line text of a value; entities that were escaped twice are resolved."""
    text = " ".join(str(value).split())
    return html.unescape(text) if "&" in text and ";" in text else text


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """The page's own JSON-LD nodes: the top level, members of @graph, and what a WebPage is about."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            found = json.loads(script.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        queue = found if isinstance(found, list) else [found]
        for node in [n for n in queue if isinstance(n, dict)]:
            graph = node.get("@graph")
            for inner in [node, *(graph if isinstance(graph, list) else [])]:
                if isinstance(inner, dict):
                    yield inner
                    if isinstance(inner.get("mainEntity"), dict):
                        yield inner["mainEntity"]


def _read_node(node: dict[str, Any], data: PageData) -> None:
    types = {str(kind).rpartition("/")[2].lower() for kind in _listed(node.get("@type"))}
    data.types |= types
    if types & {"website", "organization", "newsmediaorganization"}:
        data.site_names += _names(node)
    if not types & ARTICLE_TYPES:
        return
    data.articles += 1
    if data.articles > 1:  # the first is the page's own; the others are teasers
        return
    data.titles += [line(node[key]) for key in ("headline", "name") if isinstance(node.get(key), str)]
    for key, into in (
        ("datePublished", data.published),
        ("dateCreated", data.published),
        ("dateModified", data.updated),
    ):
        into += [(str(value), f"JSON-LD {key}") for value in _listed(node.get(key))]
    data.authors += [name for author in _listed(node.get("author")) for name in _names(author)]
    data.site_names += [name for publisher in _listed(node.get("publisher")) for name in _names(publisher)]
    data.sections += [line(value) for value in _listed(node.get("articleSection")) if isinstance(value, str)]
    data.tags += _split([value for value in _listed(node.get("keywords")) if isinstance(value, str)])
    data.langs += [str(value) for value in _listed(node.get("inLanguage")) if isinstance(value, str)]
    for image in _listed(node.get("image")):
        value = image.get("url") if isinstance(image, dict) else image
        data.images += [value] if isinstance(value, str) else []


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = line(element.get("content") or "")
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _names(value: Any) -> list[str]:
    name = value.get("name") if isinstance(value, dict) else value
    return [line(part) for part in _listed(name) if isinstance(part, str) and part.strip()]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.replace("،", ",").split(",") if part.strip()]


def _unique(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
