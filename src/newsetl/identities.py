"""Article ids: made once, then found again under every URL and guid the report is known by."""

import sqlite3
from collections.abc import Iterable

from newsetl.records import digest_of
from newsetl.state import State
from newsetl.urls import url_key


def url_alias(url: str) -> str:
    """Alias of a canonical URL."""
    return f"url:{url}"


def guid_alias(source: str, guid: str) -> str:
    """Alias of a guid, which is unique only within its source."""
    return f"guid:{source}:{guid}"


def title_alias(source: str, title: str) -> str:
    """Alias of the title of a report that has neither an address nor a guid of its own."""
    return guid_alias(source, f"title: {title}")


def key_alias(url: str) -> str:
    """Alias shared by all spellings of an address and its mobile, AMP and print twins (see ``newsetl.urls``)."""
    return f"key:{url_key(url)}"


def mark_of(alias: str) -> str:
    """What a tombstone keeps of an alias: a digest, since some aliases are made of a title."""
    return digest_of([alias])


def resolve(state: State, aliases_by_record: list[list[str]]) -> list[str | None]:
    """Article ids for records given as alias lists, each list in order of trust (canonical URL first).

    The first alias known to the table decides; a report never seen gets sha256 of its first alias. All its
    aliases are then kept for it; one that another report owns already stays with its owner.

    None for a record of an erased report (``newsetl.tombstones``), which is known by its further aliases from then on.
    """
    ids: list[str | None] = []
    with state.transaction() as sql:
        some_erased = sql.execute("SELECT 1 FROM tombstone_marks LIMIT 1").fetchone()
        for aliases in aliases_by_record:
            known = None
            if some_erased and (tombstone := find_tombstone(sql, aliases)):
                keep_marks(sql, tombstone, aliases)
                ids.append(None)
                continue
            for alias in aliases:
                row = sql.execute("SELECT article_id FROM identities WHERE alias = ?", (alias,)).fetchone()
                if row:
                    known = str(row["article_id"])
                    break
            article_id = known or digest_of([aliases[0]])
            sql.executemany(
                "INSERT OR IGNORE INTO identities (alias, article_id) VALUES (?, ?)",
                [(alias, article_id) for alias in aliases],
            )
            ids.append(article_id)
    return ids


def find_tombstone(sql: sqlite3.Connection, aliases: Iterable[str]) -> str | None:
    """Id of the tombstone that a record comes under: the first alias that anybody knows decides."""
    for alias in aliases:
        if row := sql.execute("SELECT tombstone FROM tombstone_marks WHERE mark = ?", (mark_of(alias),)).fetchone():
            return str(row["tombstone"])
        if sql.execute("SELECT 1 FROM identities WHERE alias = ?", (alias,)).fetchone():
            return None
    return None


def keep_marks(sql: sqlite3.Connection, tombstone: str, aliases: Iterable[str]) -> None:
    """Put aliases under a tombstone; one that a living report owns stays with it."""
    for alias in aliases:
        if not sql.execute("SELECT 1 FROM identities WHERE alias = ?", (alias,)).fetchone():
            sql.execute("INSERT OR IGNORE INTO tombstone_marks VALUES (?, ?)", (mark_of(alias), tombstone))


def aliases_of_articles(state: State, article_ids: Iterable[str]) -> list[str]:
    """Every alias that the table has of these reports."""
    with state.transaction() as sql:
        return [
            str(row["alias"])
            for article_id in sorted(set(article_ids))
            for row in sql.execute("SELECT alias FROM identities WHERE article_id = ?", (article_id,))
        ]


def find_article_id(state: State, aliases: Iterable[str]) -> str | None:
    """The report that the first known alias belongs to; None where none is known."""
    with state.transaction() as sql:
        for alias in aliases:
            if row := sql.execute("SELECT article_id FROM identities WHERE alias = ?", (alias,)).fetchone():
                return str(row["article_id"])
    return None
