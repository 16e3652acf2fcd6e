"""The accepted articles of an interval as one table of measures: what the expectations look at.

No text of an outlet stands in it. Data Docs show values as HTML without escaping them, so a title with a script in it
would run in the browser of whoever looks; what is measured here are numbers, ids and codes that the schema has bounded.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsetl.records import Article, digest_of

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("source", "article_id", "content_hash")
"""What names a row: the partition's source, and the revision within it."""

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--.*?-->|&(?:[a-z]{2,8}|#\d{2,6});", re.DOTALL)
_MOJIBAKE = re.compile("(?:[ØÙÚÛ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™])+")
"""Arabic in UTF-8 that was read as windows-1252 or latin-1: every letter becomes two such characters."""
_LOST = re.compile(r"\?{3,}")
"""Letters that a narrower character set has turned into question marks."""
_BROKEN_CATEGORIES = frozenset({"Cc", "Cn", "Co", "Cs"})


def frame_of(articles: Iterable[tuple[str, Article]]) -> "pd.DataFrame":
    """(source of the partition, article) pairs as a frame, one row each, columns as ``measure`` names them."""
    import pandas as pd

    return pd.DataFrame([measure(source, article) for source, article in articles])


def measure(source: str, article: Article) -> dict[str, Any]:
    """One row. Lengths count characters, shares lie in [0, 1], ``arabic_share`` is empty for other languages."""
    removed = sum(map(len, article.boilerplate))
    return {
        "source": source,
        "article_id": article.article_id,
        "content_hash": article.content_hash,
        "outlet": article.source,
        "lang": article.lang,
        "address_has_host": _has_host(article.url),
        "title_letters": sum(char.isalnum() for char in article.title),
        "title_length": len(article.title),
        "title_digest": digest_of([article.norm_title]),
        "body_length": len(article.body),
        "body_is_title": article.norm_body.strip() == article.norm_title.strip(),
        "broken_share": broken_share(article.body),
        "markup_share": _covered(_TAG, article.body),
        "arabic_share": arabic_share(article.body) if article.lang == "ar" else None,
        "boilerplate_share": removed / (removed + len(article.body)),
        "published_year": article.published_at.year if article.published_at else None,
        "timeline_year": article.timeline_at.year,
    }


def broken_share(text: str) -> float:
    """Share of characters that no newsroom wrote: replacement and control ones, letters read in a wrong charset."""
    odd = sum(
        char == "\ufffd" or (unicodedata.category(char) in _BROKEN_CATEGORIES and char not in "\n\r\t") for char in text
    )
    return min(1.0, odd / len(text) + _covered(_MOJIBAKE, text) + _covered(_LOST, text))


def arabic_share(text: str) -> float:
    """Share of Arabic letters among the letters; 0 for a text without letters."""
    letters = [char for char in text if char.isalpha()]
    arabic = sum("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufefc" for char in letters)
    return arabic / len(letters) if letters else 0.0


def _covered(pattern: re.Pattern[str], text: str) -> float:
    return sum(len(match[0]) for match in pattern.finditer(text)) / len(text)


def _has_host(url: str) -> bool:
    """Whether an address on the web names a host; other kinds of address have none to name."""
    try:
        parts = urlsplit(url)
        return parts.scheme not in ("http", "https") or bool(parts.hostname)
    except ValueError:
        return False
