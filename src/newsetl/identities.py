"""Article ids: made once, then found again under every URL and guid the report is known by."""

from newsetl.records import digest_of
from newsetl.state import State
from newsetl.urls import url_key


def url_alias(url: str) -> str:
    """Alias of a canonical URL."""
    return f"url:{url}"


def guid_alias(source: str, guid: str) -> str:
    """Alias of a guid, which is unique only within its source."""
    return f"guid:{source}:{guid}"


def key_alias(url: str) -> str:
    """Alias shared by all spellings of an address and its mobile, AMP and print twins (see ``newsetl.urls``)."""
    return f"key:{url_key(url)}"


def resolve(state: State, aliases_by_record: list[list[str]]) -> list[str]:
    """Article ids for records given as alias lists, each list in order of trust (canonical URL first).

    The first alias known to the table decides; a report never seen gets sha256 of its first alias. All its
    aliases are then kept for it; one that another report owns already stays with its owner.
    """
    ids = []
    with state.transaction() as sql:
        for aliases in aliases_by_record:
            known = None
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
