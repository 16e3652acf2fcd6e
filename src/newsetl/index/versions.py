"""What both engines share: numbered versions behind one pointer, and which of two documents wins."""

from collections.abc import Iterable, Mapping
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
NO_PREVIOUS = "there is no earlier version to go back to"


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


def mismatch(name: str, found: Mapping[str, str], expected: Mapping[str, str]) -> str:
    """Why an index that was built otherwise may not be written, and what to do; empty when it was built alike.

    Both mappings: ``gazetteer`` (fingerprint) and ``mapping_hash``, which covers the names that searching knows.
    """
    for key, what in (("gazetteer", "gazetteer"), ("mapping_hash", "mapping")):
        if found.get(key, "") != expected[key]:
            there = found.get(key, "")[:12] or "none that it tells"
            return (
                f"index {name} was built with another {what} (it has {there}, this newsetl has {expected[key][:12]}): "
                "run `newsetl reindex`; readers go on with the index as it is"
            )
    return ""


def previous_version(prefix: str, current: str, names: Iterable[str]) -> str | None:
    """The version before ``current`` among ``names``; None when there is none."""
    below = [name for name in names if 0 < version_number(prefix, name) < version_number(prefix, current)]
    return max(below, default=None)


def missing_message(where: str) -> str:
    """Why there is nothing to read or write yet, and what to do."""
    return f"{NO_INDEX} at {where} yet: {FILL_IT}"
