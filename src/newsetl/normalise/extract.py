"""Pages, feed fragments, plain texts and dump records → title, paragraphs, dates and what else they say."""

import html as html_module
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from itertools import chain
from typing import Any, Literal

import lxml.etree
import lxml.html
from htmldate import find_date
from trafilatura import bare_extraction

from newsetl.normalise import boilerplate
from newsetl.normalise.charset import decode
from newsetl.normalise.dates import Dated, address_date, choose, same_day, visible_line, with_conflicts
from newsetl.normalise.language import language_of
from newsetl.normalise.listing import cut_teasers, is_junk, why_no_article
from newsetl.normalise.metadata import PageData, line, read_page_data
from newsetl.normalise.titles import heading_of, page_title
from newsetl.records import Record, UtcDatetime

# html, head and body may all be left out of a page; then it begins with what only pages begin with.
_DOCUMENT = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_BEGINNING = re.compile(
    r"(?:\s|(?><!--.*?-->)|<(?:meta|link|base)\b[^<>]*+>)*+<(?:!doctype\s+html|title)\b", re.IGNORECASE | re.DOTALL
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|strong)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")
_NOT_TEXT = ("script", "style", "noscript", "iframe", "figure", "form", "template", "svg")
_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "header", "footer", "blockquote", "pre"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr"),
    ]
)
_FEED = "feed or dump"
_LEAD = 50
_LONGEST_LEAD = 1500
# htmldate must not read the clock; anything implausible is for ``validate`` to see.
_LAST_DATE = datetime(2999, 12, 31)  # noqa: DTZ001


class NoArticle(ValueError):
    """There is no report here: a section's listing, navigation only, or not a page at all."""


class Extracted(Record):
    """What was found. ``body`` is paragraphs joined by a blank line, ``raw_body`` the same with the boilerplate."""

    title: str
    body: str
    raw_title: str
    raw_body: str
    author: str | None = None
    section: str | None = None
    tags: list[str] = []
    images: list[str] = []
    lang: str = "und"
    published_at: UtcDatetime | None = None
    published_how: str = ""
    published_precision: Literal["second", "day"] = "second"
    updated_at: UtcDatetime | None = None
    canonical_url: str | None = None
    boilerplate: list[str] = []
    provenance: dict[str, str] = {}
    """Field → how it was found."""


def extract_page(
    html: bytes,
    url: str,
    *,
    charset: str | None = None,
    hints: dict[str, str] | None = None,
    seen_at: datetime | None = None,
) -> Extracted:
    """The report on an HTML page, or of a feed item's HTML (recognised by the lack of html, head, body and title).

    ``hints`` (title, published, author, section, lang) say what the discovering document said, time_zone what the
    outlet's pack says; ``seen_at`` is when the page was on the web. Raises BadEncoding for unreadable bytes and
    NoArticle where there is no report; one that has a title or a text only comes back as such.
    """
    hints = hints or {}
    text, how = decode(html, charset)
    text = _DECLARATION.sub("", text)
    if not _DOCUMENT.search(text) and not _BEGINNING.match(text):
        lines = fragment_lines(text)
        if not lines and not hints.get("title"):
            raise NoArticle("there is neither title nor text")
        return from_paragraphs(lines, hints, {"charset": how, "body": "feed"})
    try:
        tree = lxml.html.document_fromstring(text)
    except (lxml.etree.ParserError, ValueError) as error:
        raise NoArticle(f"not an HTML page: {error}") from error
    data = read_page_data(tree, url)
    paragraphs = _paragraphs(bare_extraction(deepcopy(tree), url=url, include_comments=False))
    reason = why_no_article(tree, url, data, paragraphs)
    if reason:
        raise NoArticle(reason)
    if is_junk(tree, paragraphs, page_title(tree, data, hints.get("title", ""))[0]):
        paragraphs = []
    return _assemble(tree, url, data, paragraphs, hints, how, seen_at)


def from_paragraphs(paragraphs: list[str], hints: dict[str, str], provenance: dict[str, str]) -> Extracted:
    """A report that came as text: boilerplate cut, everything else from what was said beside it (``hints``)."""
    title = hints.get("title", "")
    kept, removed = boilerplate.cut(paragraphs, title)
    if not kept:
        # whoever delivers a record says what its text is: better a disclaimer as the text than a report lost
        kept, removed = paragraphs, []
    dated = choose([(hints["published"], _FEED)] if hints.get("published") else [], hints.get("time_zone", ""))
    lang, lang_how = language_of("\n".join([title, *kept]), [hints.get("lang", "")])
    return Extracted(
        title=title,
        body="\n\n".join(kept),
        raw_title=title,
        raw_body="\n\n".join(paragraphs),
        author=hints.get("author"),
        section=hints.get("section"),
        lang=lang,
        published_at=dated.at if dated else None,
        published_how=dated.how if dated else "",
        published_precision=dated.precision if dated else "second",
        boilerplate=removed,
        provenance={"title": _FEED if title else "none", **provenance, "lang": lang_how} | _date_provenance(dated),
    )


def text_lines(text: str) -> list[str]:
    """The paragraphs of a text, which may hold simple markup."""
    return (
        fragment_lines(text) if _MARKUP.search(text) else [part for raw in text.splitlines() if (part := raw.strip())]
    )


def fragment_lines(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML that is nothing but the report."""
    if not _TAG.search(markup) and _ESCAPED_TAG.search(markup):  # feeds that escape their HTML twice
        markup = html_module.unescape(markup)
    if "<" not in markup and "&" not in markup:
        return [part for raw in markup.splitlines() if (part := raw.strip())]
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.ParserError, ValueError):
        return []
    for element in list(root.iter(*_NOT_TEXT)):
        element.drop_tree()
    for element in root.iter():
        breaks = "\n" if element.tag in _BLOCKS else ""
        element.text = breaks + re.sub(r"\s+", " ", element.text or "")
        tail = re.sub(r"\s+", " ", element.tail or "")
        element.tail = ("\n" if element.tag in _BLOCKS | {"br"} else "") + tail
    return [part for raw in str(root.text_content()).split("\n") if (part := raw.strip())]


def _assemble(
    tree: Any,
    url: str,
    data: PageData,
    paragraphs: list[str],
    hints: dict[str, str],
    charset: str,
    seen_at: datetime | None,
) -> Extracted:
    title, title_how = page_title(tree, data, hints.get("title", ""))
    own, teasers = cut_teasers(tree, url, paragraphs)
    kept, removed = boilerplate.cut(own, title)
    lead = _lost_lead(tree, kept)
    kept = [*lead, *kept]
    dated = _published(tree, url, data, hints, heading_of(tree, title), kept, seen_at)
    updated = choose(data.updated, hints.get("time_zone", ""))
    lang, lang_how = language_of("\n".join([title, *kept]), [hints.get("lang", ""), *data.langs])
    raw_title = next((line(element.text_content()) for element in tree.iter("title")), title)
    return Extracted(
        title=title,
        body="\n\n".join(kept),
        raw_title=raw_title,
        raw_body="\n\n".join([*lead, *paragraphs]),
        author="، ".join(data.authors[:5]) or hints.get("author") or _by_class(tree, "author", "writer", "byline"),
        section=next(iter(data.sections), None) or hints.get("section") or _breadcrumb(tree),
        tags=data.tags[:30],
        images=data.images[:10],
        lang=lang,
        published_at=dated.at if dated else None,
        published_how=dated.how if dated else "",
        published_precision=dated.precision if dated else "second",
        updated_at=updated.at if updated else None,
        canonical_url=data.canonical,
        boilerplate=[*removed, *teasers],
        provenance={"charset": charset, "title": title_how, "body": "trafilatura", "lang": lang_how}
        | _date_provenance(dated),
    )


def _published(
    tree: Any,
    url: str,
    data: PageData,
    hints: dict[str, str],
    heading: Any,
    body: list[str],
    seen_at: datetime | None,
) -> Dated | None:
    time_zone = hints.get("time_zone", "")
    stated = [*data.published, *_time_elements(tree, heading)]
    feed = [(hints["published"], _FEED)] if hints.get("published") else []
    address = [(day, "address")] if (day := address_date(url)) else []
    line_seen = visible_line(heading, body[0] if body else "")
    shown = [(line_seen, "date line")] if line_seen else []
    listed = [(hints["listed"], "listing")] if hints.get("listed") else []
    found = chain(stated, feed, _by_htmldate(tree, shown, time_zone), shown, address, listed)
    dated = choose(found, time_zone, seen_at)
    return with_conflicts(dated, [*feed, *shown, *address], time_zone) if dated else None


def _by_htmldate(tree: Any, shown: list[tuple[str, str]], time_zone: str) -> Iterator[tuple[str, str]]:
    """The day htmldate finds; before it the line that people see, if it says the time of the same day."""
    found = find_date(deepcopy(tree), extensive_search=False, original_date=True, max_date=_LAST_DATE)
    # A first of January is what htmldate makes of a year that it finds next to an Arabic month.
    if found and not found.endswith("-01-01"):
        day, seen = choose([(found, "htmldate")], time_zone), choose(shown, time_zone)
        if day and seen and seen.precision == "second" and same_day(seen, day, time_zone):
            yield from shown
        yield found, "htmldate"


def _time_elements(tree: Any, heading: Any) -> list[tuple[str, str]]:
    """Dates of time elements: marked as the publication date, else the first behind the heading."""
    marked = tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    near = heading.xpath("following::time[@datetime][1]/@datetime") if heading is not None else []
    inside = tree.xpath("(//article//time[@datetime] | //main//time[@datetime])[1]/@datetime")
    return [(str(value), "time element") for value in [*marked, *near, *inside]]


def _date_provenance(dated: Dated | None) -> dict[str, str]:
    return {"published_at": dated.how} if dated else {}


def _paragraphs(document: Any) -> list[str]:
    """The paragraphs of trafilatura's result; list items and table rows are paragraphs of their own.

    In a table that lays the page out each cell is, and the blocks inside it.
    """
    if document is None or document.body is None:
        return []
    for cell in list(document.body.iter("cell")):
        if cell.find(".//p") is not None or cell.find(".//head") is not None:
            row = next(cell.iterancestors("row"))
            row.tag = "layout"
            for other in row.iter("cell"):
                other.tag = "p"
    lines: list[str] = []
    blocks = ("p", "head", "item", "quote", "row", "code")
    for element in document.body.iter(*blocks):
        if any(parent.tag in ("p", "item", "quote", "row") for parent in element.iterancestors()):
            continue
        for breaking in element.iter("lb", "head", "p", "item", "cell"):
            if breaking is not element:
                breaking.text = f"\n{breaking.text or ''}" if breaking.tag in ("head", "p") else breaking.text
                breaking.tail = f"\n{breaking.tail or ''}" if breaking.tag != "cell" else f" {breaking.tail or ''}"
        lines += [part for raw in "".join(element.itertext()).split("\n") if (part := " ".join(raw.split()))]
    return lines


def _lost_lead(tree: Any, paragraphs: list[str]) -> list[str]:
    """The lead where trafilatura passed it over because it sits in a box of its own.

    Believed only where the page's description begins like it, and the text has nothing like that.
    """
    described = tree.xpath("//meta[@property='og:description' or @name='description']/@content")
    starts = {start for text in described if len(start := line(text).rstrip("….")[:_LEAD]) == _LEAD}
    if not starts or any(start in " ".join(paragraphs) for start in starts):
        return []
    for element in tree.xpath("//body//p | //body//h2 | //body//div[not(div or p)]"):
        text = line(element.text_content())
        if text[:_LEAD] in starts and len(text) < _LONGEST_LEAD:
            return [text]
    return []


def _by_class(tree: Any, *words: str) -> str | None:
    """The text of the first small element whose class names one of ``words``."""
    for word in words:
        for element in tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {word} ') or @rel='{word}']"):
            text = line(element.text_content())
            if 2 <= len(text) <= 60:
                return text
    return None


def _breadcrumb(tree: Any) -> str | None:
    """The last section above the report on its path from the front page."""
    found = tree.xpath(
        "//*[contains(@class, 'breadcrumb') or contains(concat(' ', @class, ' '), ' path ') or @id='breadcrumb']//a"
    )
    return line(found[-1].text_content()) or None if len(found) > 1 else None
