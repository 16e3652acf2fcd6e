"""What a feed holds, told without fetching the pages it links to."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsetl.ingest.feed import FeedError, full_text, parse_feed, plain_text, published_of
from newsetl.ingest.fetch import Fetched
from newsetl.ingest.reading import AHEAD, canonical_or_none, shown
from newsetl.records import Record, UtcDatetime

__all__ = ["FeedError", "FeedFacts", "ReadFeed", "read"]

_COMMENTS = re.compile(r"/comments?(?:/|$|\?)|[?&](?:type|feed)=comments?|#(?:comment|respond)", re.IGNORECASE)
_COMMENTS_TITLE = re.compile(r"^(?:comments (?:on|for|to)\b|(?:ال)?تعليقات\b)", re.IGNORECASE)
_OFFSET = re.compile(r"([+-]\d\d):?(\d\d)\s*$")
_TEASER_WORDS = 30


class FeedFacts(Record):
    """What one feed holds; times are UTC and None where no item states one that can be read."""

    address: str
    format: str
    """As feedparser names it: rss20, atom10 …"""
    title: str
    site: str = ""
    """The page that the feed says it belongs to."""
    language: str = ""
    items: int
    dated: int
    newest: UtcDatetime | None = None
    oldest: UtcDatetime | None = None
    full_text: int
    """Items that carry their whole text."""
    teaser_words: int
    """Median of the words that an item carries of its text, whole or not."""
    comments: bool
    """Readers' comments rather than news."""
    links: list[str]
    """Canonical addresses of its items, in its order."""
    offsets: list[str]
    """Different offsets from UTC that its dates state, such as ``+03:00``."""


@dataclass(frozen=True)
class ReadFeed:
    """A feed's facts, its document, and its items (feedparser's), newest first."""

    facts: FeedFacts
    answer: Fetched
    items: list[Any]


def is_comments(address: str, title: str = "") -> bool:
    """Whether a feed's address or title says that it is one of readers' comments."""
    return bool(_COMMENTS.search(address) or _COMMENTS_TITLE.search(title.strip()))


def read(address: str, answer: Fetched, now: datetime) -> ReadFeed:
    """Look at a fetched document as a feed. Raises FeedError where it is none."""
    headers = {"content-location": shown(answer.url)}
    if answer.charset:
        headers["content-type"] = f"application/xml; charset={answer.charset}"
    parsed = parse_feed(answer.body, headers)
    items = list(parsed.entries)
    times = {
        id(item): said for item in items if isinstance(said := published_of(item), datetime) and said <= now + AHEAD
    }
    links = [link for item in items if (link := canonical_or_none(item.get("link") or item.get("id")))]
    title = plain_text(str(parsed.feed.get("title") or ""))
    of_comments = sum(bool(_COMMENTS.search(str(item.get("link") or ""))) for item in items)
    words = sorted(_words(item) for item in items)
    facts = FeedFacts(
        address=shown(address),
        format=str(parsed.version),
        title=title,
        site=canonical_or_none(parsed.feed.get("link")) or "",
        language=str(parsed.feed.get("language") or ""),
        items=len(items),
        dated=len(times),
        newest=max(times.values(), default=None),
        oldest=min(times.values(), default=None),
        full_text=sum(full_text(item, "auto") is not None for item in items),
        teaser_words=words[len(words) // 2] if words else 0,
        comments=is_comments(address, title) or of_comments > len(items) / 2,
        links=list(dict.fromkeys(links)),
        offsets=sorted({offset for item in items if (offset := _offset(item))}),
    )
    # without a date where the feed has it, which mostly is newest first
    newest_first = sorted(items, key=lambda item: times.get(id(item), now), reverse=True)
    return ReadFeed(facts, answer, newest_first)


def has_text_of_its_own(facts: FeedFacts) -> bool:
    """Whether the items of a feed say enough to be kept where their pages cannot be read."""
    return facts.teaser_words >= _TEASER_WORDS


def _words(item: Any) -> int:
    return len(plain_text(full_text(item, "never") or "").split())


def _offset(item: Any) -> str | None:
    match = _OFFSET.search(str(item.get("published") or item.get("updated") or ""))
    return f"{match[1]}:{match[2]}" if match else None
