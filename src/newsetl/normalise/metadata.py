"""What a page says of itself for machines: JSON-LD, OpenGraph, meta elements, the first of each that is there."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from newsetl.normalise.blocks import key_of, one_line

ARTICLE_TYPES = frozenset(
    [
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle"),
        *("backgroundnewsarticle", "reviewnewsarticle", "liveblogposting", "blogposting", "report"),
    ]
)
LISTING_TYPES = frozenset({"collectionpage", "searchresultspage", "profilepage", "contactpage", "aboutpage"})
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "datepublished", "article.published", "pubdate"),
    *("publishdate", "publish-date", "publish_date", "published_time", "parsely-pub-date", "sailthru.date"),
    *("cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "date"),
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")


_LONGEST_SCRIPT = 2_000_000
_MOST_SCOPES = 50


@dataclass
class PageData:
    """Everything found, best first in each list; texts are unescaped and on one line."""

    types: set[str] = field(default_factory=set)
    """schema.org types of the page's own nodes, lower-case."""
    bodies: list[str] = field(default_factory=list)
    """The report's text as JSON-LD gives it (``articleBody``, the entries of a live blog), whole or cut."""
    live: bool = False
    """Whether the page says that it is a live blog."""
    free: bool = True
    """False where JSON-LD says that the text is not accessible for free."""
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
    meta = _meta(tree)
    canonical = [str(href) for href in tree.xpath("//link[@rel='canonical']/@href")] or meta.get("og:url", [])
    data.canonical = _joined(url, canonical[0].strip()) if canonical else None
    nodes = list(_nodes(tree))
    shown = {key_of(text) for text in [*meta.get("og:title", []), *map(_text, tree.iter("h1", "title"))]}
    own = _own_article(nodes, {_address(url), _address(data.canonical or url)}, shown)
    for node in nodes:
        _read_node(node, data)
    if own:
        _read_article(own, data)
    else:
        _read_microdata(tree, data)
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
    data.authors = [author for author in _unique(data.authors) if not author.startswith(("http://", "https://", "@"))]
    data.images = _unique(_joined(url, image) for image in data.images)
    data.tags = _unique(data.tags)
    return data


def line(value: object) -> str:
    """One-line text of a value; entities that were escaped twice are resolved."""
    text = " ".join(str(value).split())
    return html.unescape(text) if "&" in text and ";" in text else text


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """The page's JSON-LD nodes: the top level, members of @graph, and what a WebPage is about."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        found = _json(script.text_content())
        queue = found if isinstance(found, list) else [found]
        for node in [n for n in queue if isinstance(n, dict)]:
            graph = node.get("@graph")
            for inner in [node, *(graph if isinstance(graph, list) else [])]:
                if isinstance(inner, dict):
                    yield inner
                    if isinstance(inner.get("mainEntity"), dict):
                        yield inner["mainEntity"]


def _json(text: str) -> Any:
    """What a script of JSON says; None for what cannot be read, also when its comment or semicolon is taken away."""
    text = text[:_LONGEST_SCRIPT].strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: dict[str, Any]) -> set[str]:
    return {str(kind).rpartition("/")[2].lower() for kind in _listed(node.get("@type"))}


def _own_article(nodes: list[dict[str, Any]], addresses: set[str], shown: set[str]) -> dict[str, Any] | None:
    """The article node that is about this page: by its address, else by a headline that the page shows, else the first.

    The others are teasers.
    """
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    for node in articles:
        said = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        ids = [value.get("@id") if isinstance(value, dict) else value for value in said]
        if any(isinstance(value, str) and _address(value) in addresses for value in ids):
            return node
    for node in articles:
        keys = {key_of(line(node[key])) for key in ("headline", "name") if isinstance(node.get(key), str)}
        if any(key and any(key in title for title in shown) for key in keys):
            return node
    return articles[0] if articles else None


def _address(url: str) -> str:
    """An address without what one page's spellings of it differ in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc.removeprefix('www.')}{unquote(parts.path).rstrip('/')}?{parts.query}"


def _read_node(node: dict[str, Any], data: PageData) -> None:
    types = _types(node)
    data.types |= types
    if types & {"website", "organization", "newsmediaorganization"}:
        data.site_names += _names(node)


def _read_article(node: dict[str, Any], data: PageData) -> None:
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
    data.live = "liveblogposting" in _types(node)
    data.free = str(node.get("isAccessibleForFree", True)).lower() not in ("false", "0", "no")
    updates = [update for update in _listed(node.get("liveBlogUpdate")) if isinstance(update, dict)]
    for part in [node, *updates]:
        said = [part.get("headline") if updates and part is not node else None, part.get("articleBody")]
        data.bodies += [value for value in said if isinstance(value, str) and value.strip()]
    for image in _listed(node.get("image")):
        value = image.get("url") if isinstance(image, dict) else image
        data.images += [value] if isinstance(value, str) else []


def _read_microdata(tree: Any, data: PageData) -> None:
    """schema.org attributes of the first article element, as older themes write them instead of JSON-LD."""
    for scope in tree.xpath("//*[contains(@itemtype, 'schema.org/')]")[:_MOST_SCOPES]:
        types = {kind.rpartition("/")[2].lower() for kind in scope.get("itemtype").split()}
        if not types & ARTICLE_TYPES:
            continue
        data.types |= types
        data.live = "liveblogposting" in types
        for element in scope.iter():
            name = element.get("itemprop") if isinstance(element.tag, str) else None
            if not name or scope_of(element) is not scope:
                continue  # what stands in a scope within is said of that: an entry of a live blog, a related report
            value = line(element.get("content") or element.get("datetime") or "")
            if name == "headline":
                data.titles.append(value or _text(element))
            elif name in ("datePublished", "dateCreated", "dateModified") and value:
                into = data.updated if name == "dateModified" else data.published
                into.append((value, f"microdata {name}"))
            elif name == "author" and not data.authors:
                inner = element.xpath(".//*[@itemprop='name']")
                data.authors += [text] if (text := value or _text(inner[0] if inner else element)) else []
            elif name == "articleSection":
                data.sections.append(value or _text(element))
        return


def scope_of(element: Any) -> Any:
    """The nearest element around another one that has properties (microdata) of its own; None for none."""
    return next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)


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


def _text(element: Any) -> str:
    return one_line(str(element.text_content()))


def _joined(url: str, other: str) -> str:
    """A relative address completed; as it is where either is broken."""
    try:
        return urljoin(url, other)
    except ValueError:
        return other
