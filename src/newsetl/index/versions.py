"""What both engines share: numbered versions behind one pointer, and which of two documents wins."""

from typing import NamedTuple

from newsetl.index.documents import Document

# Lucene refuses a longer term (bytes of UTF-8), and with it the document.
MAX_TERM_BYTES = 32_766

NO_INDEX = "there is no index"
"""How the message of an index that is not there begins: to be told from one that is broken."""
FILL_IT = (
    "`newsetl run --since DAY --until DAY` collects your sources (without any: the bundled sample, 2022-01-20 to "
    "2022-02-03), `newsetl load FILE...` takes files"
)
RELINK = (
    "where names changed, reports are linked to them when they are run again: `newsetl run --since DAY --until DAY`, "
    "or `newsetl load` of the same files"
)


class Stored(NamedTuple):
    """What an engine holds under an id."""

    version: int
    digest: str


def supersedes(document: Document, stored: Stored | None) -> bool:
    """Whether ``document`` replaces what is stored: the higher version, and of equal versions the higher digest."""
    if stored is None:
        return True
    if document.version != stored.version:
        return document.version > stored.version
    return document.digest > stored.digest


def version_name(prefix: str, number: int) -> str:
    """``prefix`` and six digits, so that names sort as numbers do."""
    return f"{prefix}{number:06d}"


def version_number(prefix: str, name: str) -> int:
    """Inverse of ``version_name``; 0 for any other name."""
    digits = name.removeprefix(prefix)
    return int(digits) if name.startswith(prefix) and digits.isascii() and digits.isdigit() else 0


def mismatch_message(name: str, found: str, expected: str) -> str:
    """Why an index built otherwise may not be used, and what to do."""
    return (
        f"index {name} was built with another mapping or gazetteer (it has {found[:12] or 'no hash'}, this newsetl "
        f"has {expected[:12]}): run `newsetl index rebuild`; {RELINK}"
    )


def missing_message(where: str) -> str:
    """Why there is nothing to read or write yet, and what to do."""
    return f"{NO_INDEX} at {where} yet: {FILL_IT}"
