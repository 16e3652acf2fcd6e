"""Columns of tables by the names that people give them, in English and Arabic, as the keys of a dump's record."""

import re
from collections.abc import Sequence

from newsetl.arabic.forms import to_norm

KEYS = ("id", "url", "source", "title", "body", "published", "lang", "observed_at", "author", "section")
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("article_id", "news_id", "post_id", "guid", "المعرف", "رقم الخبر", "الرقم"),
    "url": ("link", "uri", "href", "permalink", "page_url", "article_url", "الرابط", "رابط", "رابط الخبر"),
    "source": ("outlet", "publisher", "source_name", "site", "newspaper", "domain", "المصدر", "الموقع", "الصحيفة"),
    "title": ("headline", "heading", "article_title", "news_title", "العنوان", "عنوان", "عنوان الخبر"),
    "body": (
        *("text", "content", "article", "article_text", "full_text", "fulltext", "article_body", "news_text"),
        *("النص", "نص", "نص الخبر", "المحتوى", "محتوى", "المتن", "الخبر", "المقال"),
    ),
    "published": (
        *("published_at", "published_date", "publish_date", "publication_date", "date_published", "pub_date"),
        *("pubdate", "date_publish", "datetime", "date", "timestamp", "time", "created_at"),
        *("تاريخ النشر", "التاريخ", "تاريخ", "تاريخ الخبر"),
    ),
    "lang": ("language", "language_code", "اللغة", "لغة"),
    "observed_at": (
        *("crawled_at", "crawl_date", "scraped_at", "fetched_at", "retrieved_at", "date_download", "downloaded_at"),
        *("تاريخ الجلب", "تاريخ التنزيل"),
    ),
    "author": ("authors", "byline", "writer", "الكاتب", "كاتب", "المؤلف", "المحرر"),
    "section": ("category", "topic", "class", "label", "القسم", "قسم", "التصنيف", "الفئة", "الباب"),
}
"""For each key further names, the surest first: a table may have several («date», «published_at»)."""


def _folded(name: str) -> str:
    """A column's name without what people write differently: case, hamzas and vowel signs, blanks, punctuation."""
    return re.sub(r"[\W_]+", " ", to_norm(name)).strip().lower()


_RANKED = {
    _folded(name): (key, rank) for key, names in _NAMES.items() for rank, name in reversed([*enumerate((key, *names))])
}


def keys_of(header: Sequence[str]) -> dict[str, int]:
    """For each key of a record the column that holds it; of several under one key the one with the surest name."""
    best: dict[str, tuple[int, int]] = {}
    for column, name in enumerate(header):
        if found := _RANKED.get(_folded(name)):
            key, rank = found
            best[key] = min(best.get(key, (rank, column)), (rank, column))
    return {key: column for key, (_, column) in best.items()}
