"""Extracted content and its capture → one Article, with the aliases under which it is known."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from newsetl.arabic.forms import TATWEEL, to_line, to_norm, to_text, without_surrogates
from newsetl.identities import guid_alias, key_alias, title_alias, url_alias
from newsetl.normalise.bylines import clean_author
from newsetl.normalise.charset import BadEncoding, decode
from newsetl.normalise.extract import Extracted, NoArticle, extract_page, from_paragraphs
from newsetl.normalise.fragments import text_lines
from newsetl.normalise.repeated import Page, cut_repeated, learn_repeated
from newsetl.records import Article, Capture, Provenance, digest_of
from newsetl.selectors import Selectors
from newsetl.urls import canonical_url, is_front_page, site_of

_PAGES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
_SHARED_GUID = 3
"""From so many different addresses on, a guid tells reports apart no more."""
_FILE_TIME = {"observed_at": "time of the file"}
"""Provenance of an ``observed_at`` that nobody stated: it says when the file was written, at best."""


class NoText(ValueError):
    """A report without any text."""


@dataclass(frozen=True)
class Draft:
    """An article that lacks only its id."""

    capture: Capture
    extracted: Extracted
    title: str
    body: str
    url: str
    source: str

    @property
    def guid(self) -> str | None:
        """The feed's guid."""
        return self.capture.hints.get("guid")


def without_repeated(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without the lines that their outlets put on most of these reports (see ``repeated``).

    What is cut is kept with the other boilerplate, and ``provenance`` says how many lines it was.
    """
    drafts = list(drafts)
    paragraphs = [draft.extracted.body.split("\n\n") for draft in drafts]
    learned = learn_repeated(Page(d.source, d.title, own) for d, own in zip(drafts, paragraphs, strict=True))
    return [_without(d, own, learned.get(d.source)) for d, own in zip(drafts, paragraphs, strict=True)]


def _without(draft: Draft, paragraphs: list[str], learned: frozenset[str] | None) -> Draft:
    kept, removed = cut_repeated(paragraphs, learned or frozenset())
    if not removed:
        return draft
    found = draft.extracted
    body = "\n\n".join(kept)
    how = {"boilerplate": f"{len(removed)} lines that most reports of the interval have"}
    extracted = found.model_copy(
        update={"body": body, "boilerplate": [*found.boilerplate, *removed], "provenance": found.provenance | how}
    )
    return replace(draft, extracted=extracted, body=to_text(without_surrogates(body)))


def draft_of(capture: Capture, selectors: Selectors | None = None) -> Draft:
    """Read one capture, a page by its outlet's ``selectors`` where they apply.

    Raises NoArticle, NoText or BadEncoding (all ValueError) where it holds no report.
    """
    extracted = _extract(capture, selectors)
    title, body = to_line(without_surrogates(extracted.title)), to_text(without_surrogates(extracted.body))
    if not any(char.isalnum() and char != TATWEEL for char in body):
        raise NoText("there is no text")
    url = _own_address(capture.url, extracted.canonical_url) or capture.url
    return Draft(capture, extracted, title, body, url, capture.hints.get("source") or capture.source)


def published_of(capture: Capture, selectors: Selectors | None = None) -> datetime | None:
    """When a captured page says that it was published, as its article will; None where it does not, or is none."""
    try:
        return _extract(capture, selectors).published_at
    except Exception:  # noqa: BLE001 -- what is wrong with it is told when it is normalised
        return None


def aliases_of(drafts: Iterable[Draft]) -> list[list[str]]:
    """For each draft the aliases it is known by, most trusted first: its addresses, its guid, looser spellings of both.

    A guid that several reports of the source share (some feeds number nothing) is no alias, nor is the name of the file
    in which a page came that declares an address. A feed's item that links to the front page, as all items of some
    feeds do, is known by its guid alone, or else by its title.
    """
    drafts = list(drafts)
    addresses: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.guid:
            own = draft.title if _links_to_front(draft) else draft.capture.url
            addresses[guid_alias(draft.source, draft.guid)].add(own)
    result = []
    for draft in drafts:
        guid = guid_alias(draft.source, draft.guid) if draft.guid else None
        guids = [guid] if guid and len(addresses[guid]) < _SHARED_GUID else []
        if _links_to_front(draft):
            names_front = is_front_page(_canonical(draft.guid) or "")
            aliases = guids if guids and not names_front else [title_alias(draft.source, draft.title)]
        else:
            urls = [draft.url, draft.capture.url]
            if draft.url.startswith("http"):
                urls = [url for url in urls if url.startswith("http")]
            aliases = [*map(url_alias, urls), *guids, *(key_alias(url) for url in urls if url.startswith("http"))]
        result.append(list(dict.fromkeys(aliases)))
    return result


def article_of(draft: Draft, article_id: str) -> Article:
    """The finished record. An implausible date is kept as it is: ``validate`` decides on it."""
    capture, found = draft.capture, draft.extracted
    author = to_line(clean_author(without_surrogates(found.author or ""))) or None
    published = found.published_at
    provenance = found.provenance | (_FILE_TIME if capture.found_by == "file" else {})
    known = "published" if found.published_precision == "second" else "published_day"
    return Article(
        article_id=article_id,
        capture_id=capture.capture_id,
        source=draft.source,
        route=capture.route,
        url=draft.url,
        guid=draft.guid,
        external_id=capture.hints.get("external_id"),
        title=draft.title,
        body=draft.body,
        raw_title=without_surrogates(found.raw_title),
        raw_body=without_surrogates(found.raw_body),
        norm_title=to_norm(draft.title),
        norm_body=to_norm(draft.body),
        author=author,
        section=to_line(without_surrogates(found.section or "")) or None,
        images=found.images,
        tags=[tag for raw in found.tags if (tag := to_line(without_surrogates(raw)))],
        lang=found.lang,
        published_at=published,
        updated_at=found.updated_at,
        observed_at=capture.observed_at,
        fetched_at=capture.fetched_at,
        timeline_at=published or capture.observed_at,
        date_quality=known if published else "observed",
        boilerplate=[without_surrogates(removed) for removed in found.boilerplate],
        provenance=[Provenance(field=name, how=how) for name, how in provenance.items()],
        content_hash=digest_of([draft.title, draft.body, author or "", published.isoformat() if published else ""]),
    )


def _extract(capture: Capture, selectors: Selectors | None) -> Extracted:
    if capture.media_type in _PAGES:
        # the time of a file may be older than what it holds
        by_file = capture.found_by == "file"
        seen_at = max(capture.observed_at, capture.fetched_at) if by_file else capture.observed_at
        return extract_page(
            *(capture.payload, capture.url),
            charset=capture.charset,
            hints=capture.hints,
            seen_at=seen_at,
            selectors=selectors,
        )
    if capture.media_type == "application/json":
        return _from_record(capture)
    if capture.media_type == "text/plain":
        text, how = decode(capture.payload, capture.charset)
        lines = text_lines(text)
        return from_paragraphs(lines[1:], {**capture.hints, "title": (lines or [""])[0]}, {"charset": how})
    raise NoArticle(f"not a page: {capture.media_type}")


def _from_record(capture: Capture) -> Extracted:
    try:
        record: dict[str, Any] = json.loads(capture.payload)
    except UnicodeDecodeError as error:
        raise BadEncoding(str(error)) from error
    said = {key: _text(record.get(key)) for key in ("title", "published", "author", "section", "lang")}
    hints = capture.hints | {key: value for key, value in said.items() if value}
    provenance = {"body": "dump"} | ({} if record.get("observed_at") else _FILE_TIME)
    return from_paragraphs(text_lines(_text(record.get("body"))), hints, provenance)


def _text(value: object) -> str:
    """A JSON value as text; lists are paragraphs, objects are not text."""
    if isinstance(value, list):
        return "\n".join(part for item in value if (part := _text(item)))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _own_address(url: str, declared: str | None) -> str | None:
    """The address a page declares as its own, where that can be believed.

    Templates declare the front page, the section or the script without its parameters for every report; following
    them would make all reports of a site one.
    """
    canonical = _canonical(declared)
    if canonical is None or is_front_page(canonical):
        return None
    parts = urlsplit(canonical)
    if not url.startswith("http"):
        return canonical
    own = urlsplit(url)
    if site_of(canonical) != site_of(url):
        return None
    if own.query and not parts.query and own.path.rstrip("/") == parts.path.rstrip("/"):
        return None
    if own.path != parts.path and own.path.startswith(f"{parts.path.rstrip('/')}/") and not parts.query:
        return None
    return canonical


def _links_to_front(draft: Draft) -> bool:
    """Whether a draft is a feed's item whose address is the front page, of which it is no part."""
    return draft.capture.found_by == "feed" and draft.capture.http_status is None and is_front_page(draft.url)


def _canonical(url: str | None) -> str | None:
    try:
        return canonical_url(url or "")
    except ValueError:
        return None
