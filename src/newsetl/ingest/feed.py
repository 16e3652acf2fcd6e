"""Feeds: RSS and Atom, one capture an item, of the full text in the feed or of the page it links to.

Document type declarations are taken out first, so entities neither read files nor multiply; feedparser is given bytes
and fetches nothing.
"""

import calendar
import html
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import feedparser
from lxml import html as lxml_html

from newsetl.ingest.dump import source_id
from newsetl.ingest.page import fetch_page
from newsetl.ingest.reading import (
    Item,
    Opened,
    Reading,
    as_text,
    canonical_or_none,
    entry_name,
    is_address,
    shown,
    urn,
)
from newsetl.records import Reason, Route, digest_of
from newsetl.times import parse_moment
from newsetl.urls import site_of

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_PROLOGUE = 4096
_ENDING = 100
"""Characters at the end of a text in which it may say that it goes on elsewhere."""
_SHORTENED = re.compile(r"(?:…|\.\.\.|\[(?:&hellip;|…|\.\.\.)\]|اقرأ المزيد|المزيد|read more)[\s.»>]*$", re.IGNORECASE)


class FeedError(ValueError):
    """A document that cannot be read as a feed."""


def read_feed(reading: Reading, entry: str) -> Iterator[Item]:
    """The items of a feed that belong to the partition.

    An item whose full text is in the feed (its content, or whatever it has where the source says ``follow: never``)
    becomes a capture of that HTML; for the others the page is fetched. A document that is no feed is one bad record.
    """
    limit = reading.settings.max_body_bytes
    with reading.opened(entry, limit) as opened:
        data = opened.file.read(limit + 1)
    if len(data) > limit:
        yield reading.bad(
            Reason.TOO_LARGE, f"{entry_name(entry)}: longer than {limit} bytes", as_text(data[:1000]), entry
        )
        return
    try:
        parsed = parse_feed(data, _headers(reading, entry, opened))
    except FeedError as error:
        message = f"{entry_name(entry)}: {error}"
        yield reading.bad(Reason.BAD_FEED, message, as_text(data), entry, name="not a feed")
        return
    outlet = _outlet(parsed) if reading.route is Route.LOAD else ""
    for item in parsed.entries:
        yield from reading.guarded(
            partial(read_item, reading, entry, opened, item, outlet), partial(_whole, item), entry
        )


def parse_feed(data: bytes, headers: dict[str, str]) -> Any:
    """What feedparser makes of a feed; ``headers`` as it takes them (see there: content-location, content-type).

    Raises FeedError for what is no feed.
    """
    start = data[:_PROLOGUE].upper().find(b"<!DOCTYPE")
    if start >= 0 and (doctype := _DOCTYPE.match(data, start)):
        data = data[:start] + data[doctype.end() :]
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise FeedError("declares entities of its own")
    fault: object = None
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
        fault = parsed.get("bozo_exception")
    except Exception as error:  # noqa: BLE001 -- feedparser gives up with whatever its parsers raise
        parsed, fault = {}, error
    if not parsed.get("version"):
        raise FeedError(" ".join(f"neither RSS nor Atom{f' ({fault})' if fault else ''}".split()))
    return parsed


def _outlet(parsed: Any) -> str:
    """Whose a feed given as a file is: the site it links to, else empty. The file's name says nothing of that."""
    try:
        return source_id(site_of(str(parsed.feed.get("link") or "")))
    except ValueError:
        return ""


def read_item(reading: Reading, entry: str, opened: Opened, item: Any, outlet: str) -> Item | None:
    """One item (feedparser's) of a feed as a capture, of its own text or of the page it links to.

    None where it does not belong to the partition; ``outlet`` is whose it is where the reading's source is only a file.
    """
    said = published_of(item)
    published = said if isinstance(said, datetime) else None
    if not reading.wanted(reading.plausible(published)):
        return None
    # a date in words says nothing until somebody reads it
    certain = published is not None or not said
    hints = _hints(item) | ({"source": outlet} if outlet else {})
    link = str(item.get("link") or "")
    guid = hints.get("guid", "")
    url = canonical_or_none(link) or canonical_or_none(guid)
    content = full_text(item, reading.source.follow)
    if content is None:
        if url is None:
            return reading.bad(Reason.BAD_ADDRESS, "the item has neither full text nor a link", _as_json(item), entry)
        return fetch_page(
            reading,
            link or guid,
            url,
            found_by="feed",
            found_in=entry,
            hints=hints,
            record=_as_json(item),
            certain=certain,
        )
    payload = content.encode("utf-8", "replace")
    if len(payload) > reading.settings.max_body_bytes:
        return reading.bad(
            Reason.TOO_LARGE, "the item is longer than allowed", _as_json(item)[:1000], entry, name=url or guid
        )
    capture = reading.capture(
        url or urn(reading.source.id, guid or hints.get("title") or digest_of([], payload)),
        payload,
        found_by="feed",
        found_in=entry,
        observed_at=opened.observed_at,
        by_file=opened.by_file,
        published=published,
        charset=None if reading.source.encoding else "utf-8",
        hints=hints,
    )
    return capture if certain or reading.belongs(capture) else None


def full_text(item: Any, follow: str) -> str | None:
    """The item's own HTML where it will do; None where its page is to be fetched."""
    if follow == "always":
        return None
    parts = [str(part.get("value") or "") for part in item.get("content", [])]
    content = max(parts, key=len, default="")
    if follow == "never":
        return max(content, str(item.get("summary") or ""), key=len)
    text = plain_text(content)
    return content if text and not _SHORTENED.search(text[-_ENDING:]) else None


def _hints(item: Any) -> dict[str, str]:
    published = published_of(item)
    hints = {
        "title": plain_text(str(item.get("title") or "")),
        "published": _as_said(item, published),
        "guid": str(item.get("id") or ""),
        "author": plain_text(str(item.get("author") or "")),
        "summary": plain_text(str(item.get("summary") or "")),
        "section": plain_text(str((item.get("tags") or [{}])[0].get("term") or "")),
    }
    return {key: value for key, value in hints.items() if value}


def published_of(item: Any) -> datetime | str:
    """The item's date in UTC; as it is written where feedparser cannot read it (Arabic month names, say).

    What it reads as a day that no calendar has (year 0) is no date.
    """
    unread = []
    for key in ("published", "updated"):
        if key not in item:  # asked for «updated», feedparser would answer with «published»
            continue
        if parsed := item.get(f"{key}_parsed"):
            with suppress(ValueError, TypeError, OverflowError, OSError):
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        else:
            unread.append(str(item.get(key) or ""))
    return next(filter(None, unread), "")


def _as_said(item: Any, published: datetime | str) -> str:
    """The date for whoever normalises; as written where it has no offset, which feedparser takes for UTC."""
    if not isinstance(published, datetime):
        return published
    written = str(item.get("published") or item.get("updated") or "")
    moment = parse_moment(written)
    naive = moment and moment.precision == "second" and not moment.offset_stated
    return written if naive else published.isoformat()


def plain_text(markup: str) -> str:
    """The text of a value that may hold markup and entities."""
    if "&lt;" in markup:  # escaped twice, as some feeds do
        markup = html.unescape(markup)
    if "<" in markup or "&" in markup:
        try:
            markup = str(lxml_html.fromstring(f"<div>{markup}</div>").text_content())
        except (ValueError, lxml_html.etree.ParserError):
            return ""
    return " ".join(markup.split())


def _headers(reading: Reading, entry: str, opened: Opened) -> dict[str, str]:
    """Where relative links start, and the declared character set, as feedparser takes them."""
    headers = {"content-location": shown(entry)} if is_address(entry) else {}
    charset = reading.source.encoding or opened.charset
    return headers | ({"content-type": f"application/xml; charset={charset}"} if charset else {})


def _whole(item: Any) -> str:
    """All that feedparser made of an item, whatever is wrong with it."""
    return json.dumps(item, ensure_ascii=False, default=str)


def _as_json(item: Any) -> str:
    return json.dumps(
        {**_hints(item), "link": item.get("link"), "content": item.get("content")}, ensure_ascii=False, default=str
    )
