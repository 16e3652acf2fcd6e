"""Pages, feed fragments, plain texts and dump records → title, paragraphs, dates and what else they say."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import lxml.etree
import lxml.html

from newsetl.normalise import boilerplate
from newsetl.normalise.blocks import Block, blocks_of
from newsetl.normalise.bylines import author_of, clean_author, section_of
from newsetl.normalise.candidates import Found, choose_body
from newsetl.normalise.charset import decode
from newsetl.normalise.dates import Dated, choose
from newsetl.normalise.fragments import fragment_parts
from newsetl.normalise.language import language_of
from newsetl.normalise.listing import is_consent, is_junk, is_paywall, why_no_article
from newsetl.normalise.marks import Region
from newsetl.normalise.metadata import PageData, line, read_page_data
from newsetl.normalise.prominence import headline_above
from newsetl.normalise.publication import published, states_day
from newsetl.normalise.region import find_region
from newsetl.normalise.selected import SELECTOR, Selected, select
from newsetl.normalise.titles import page_title
from newsetl.records import Record, UtcDatetime
from newsetl.selectors import Selectors

# html, head and body may all be left out of a page; then it begins with what only pages begin with.
_DOCUMENT = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_BEGINNING = re.compile(
    r"(?:\s|(?><!--.*?-->)|<(?:meta|link|base)\b[^<>]*+>)*+<(?:!doctype\s+html|title)\b", re.IGNORECASE | re.DOTALL
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FEED = "feed or dump"
_LEAD = 50
_LONGEST_LEAD = 1500


class NoArticle(ValueError):
    """There is no report here: a section's listing, navigation only, or not a page at all."""


class Paywall(NoArticle):
    """Only the beginning of a report, before a call to subscribe."""


class ConsentPage(NoArticle):
    """A request for consent in place of a report."""


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
    selectors: Selectors | None = None,
) -> Extracted:
    """The report on an HTML page, or of a feed item's HTML (recognised by the lack of html, head, body and title).

    ``hints`` (title, published, author, section, lang) say what the discovering document said, time_zone what the
    outlet's pack says; ``seen_at`` is when the page was on the web. The pack's ``selectors`` come before all else while
    they apply; where one matches nothing, general extraction reads the field, and ``provenance`` says so. Raises
    BadEncoding for unreadable bytes and NoArticle where there is no report; one that has a title or a text only comes
    back as such.
    """
    hints = hints or {}
    text, how = decode(html, charset)
    text = _DECLARATION.sub("", text)
    if not _DOCUMENT.search(text) and not _BEGINNING.match(text):
        lines, left_out = fragment_parts(text)
        if not lines and not hints.get("title"):
            raise NoArticle("there is neither title nor text")
        return from_paragraphs(lines, hints, {"charset": how, "body": "feed"}, left_out)
    try:
        tree = lxml.html.document_fromstring(text)
    except (lxml.etree.ParserError, ValueError) as error:
        raise NoArticle(f"not an HTML page: {error}") from error
    selected = select(tree, url, selectors, seen_at)
    data = read_page_data(tree, url)
    body = tree.find(".//body")
    blocks = blocks_of(tree if body is None else body, url)
    if selected.title:
        title, title_how = selected.title, SELECTOR
        region = find_region(blocks, title, url, live=data.live)
    else:
        title, title_how, region = _titled_region(tree, url, data, blocks, hints.get("title", ""))
    found = selected.body or choose_body(tree, url, data, region, title)
    _refuse(tree, data, region, found.paragraphs)
    if not selected.body:
        dated = states_day(url, data, region, hints)
        if reason := why_no_article(url, data, region, found.paragraphs, title, dated=dated):
            raise NoArticle(reason)
        if is_junk(region, found.paragraphs, title):
            found = Found([], found.left_out, "none")
    page = _Page(tree, url, data, region, hints, seen_at, title, selected)
    return _assemble(page, found, {"charset": how, "title": selected.how("title", title_how)})


def _titled_region(tree: Any, url: str, data: PageData, blocks: list[Block], hint: str) -> tuple[str, str, Region]:
    """The title, how it was found, and the report among the blocks, which tells the title where nothing declares it."""
    found, outlet = page_title(tree, url, data, hint, blocks)
    region = find_region(blocks, found.text, url, live=data.live, is_name=outlet.is_name)
    if not found.sure and (headline := headline_above(tree, region, outlet, found.text)):
        region = find_region(blocks, headline, url, live=data.live, is_name=outlet.is_name)
        return headline, "most prominent line above the text", region
    return found.text, found.how, region


def _refuse(tree: Any, data: PageData, region: Region, paragraphs: list[str]) -> None:
    """Raise what stands on a page in place of a report: a request for consent, or a wall."""
    if is_consent(tree, data, region):
        raise ConsentPage("the page asks for consent to cookies and shows no report")
    if is_paywall(tree, data, region, paragraphs):
        raise Paywall("the page shows the beginning of a report and asks to subscribe for the rest")


def from_paragraphs(
    paragraphs: list[str], hints: dict[str, str], provenance: dict[str, str], left_out: list[str] | None = None
) -> Extracted:
    """A report that came as text: boilerplate cut, everything else from what was said beside it (``hints``)."""
    title = hints.get("title", "")
    kept, removed = boilerplate.cut(paragraphs, title)
    if not kept and not boilerplate.is_notice(paragraphs):
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
        boilerplate=[*removed, *(left_out or [])],
        provenance={"title": _FEED if title else "none", **provenance, "lang": lang_how} | _date_provenance(dated),
    )


@dataclass(frozen=True)
class _Page:
    """What the fields of one page are read from."""

    tree: Any
    url: str
    data: PageData
    region: Region
    hints: dict[str, str]
    seen_at: datetime | None
    title: str
    selected: Selected


def _assemble(page: _Page, found: Found, provenance: dict[str, str]) -> Extracted:
    tree, data, hints, selected = page.tree, page.data, page.hints, page.selected
    kept, removed = boilerplate.cut(found.paragraphs, page.title)
    lead = [] if selected.body else _lost_lead(tree, kept)
    kept = [*lead, *kept]
    dated = _published(page)
    updated = choose(data.updated, hints.get("time_zone", ""))
    lang, lang_how = language_of("\n".join([page.title, *kept]), [hints.get("lang", ""), *data.langs])
    raw_title = next((line(element.text_content()) for element in tree.iter("title")), page.title)
    author, author_how = clean_author(selected.author) or None, SELECTOR
    if not author:
        author, author_how = author_of(tree, data, hints.get("author"))
    section, section_how = section_of(tree, data, hints.get("section"))
    how = provenance | {"body": selected.how("body", found.how), "lang": lang_how, "section": section_how}
    how["author"] = selected.how("author", author_how) if author else ""
    return Extracted(
        title=page.title,
        body="\n\n".join(kept),
        raw_title=raw_title,
        raw_body="\n\n".join([*lead, *found.paragraphs]),
        author=author,
        section=section,
        tags=data.tags[:30],
        images=data.images[:10],
        lang=lang,
        published_at=dated.at if dated else None,
        published_how=dated.how if dated else "",
        published_precision=dated.precision if dated else "second",
        updated_at=updated.at if updated else None,
        canonical_url=data.canonical,
        boilerplate=[*removed, *found.left_out],
        provenance={name: said for name, said in how.items() if said} | _date_provenance(dated),
    )


def _published(page: _Page) -> Dated | None:
    """The publication date by selector, else by general extraction."""
    stated = page.selected.published
    by_selector = choose([(stated, SELECTOR)], page.hints.get("time_zone", ""), page.seen_at) if stated else None
    dated = by_selector or published(page.tree, page.url, page.data, page.region, page.hints, page.seen_at)
    if dated is None or by_selector:
        return dated
    how = f"{dated.how}, the selector's text states none" if stated else page.selected.how("published", dated.how)
    return replace(dated, how=how)


def _date_provenance(dated: Dated | None) -> dict[str, str]:
    return {"published_at": dated.how} if dated else {}


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
