"""What can be told of a source without a network: its pack, its stored page, how runs fared with it."""

from pathlib import Path

from newsetl.ingest.health import Health
from newsetl.ingest.reading import is_address
from newsetl.sourcing.findings import UNREAD, Look, counted
from newsetl.sourcing.stored import reread

_SHOWN = 40
"""Characters shown of a line."""


def check_offline(look: Look, health: Health) -> None:
    """Look at all of it; ``health`` is how runs fared with the source."""
    _check_pack(look)
    _check_files(look)
    _check_stored_page(look)
    _check_past(look, health)


def _check_pack(look: Look) -> None:
    source, today = look.source, look.clock().date()
    ways = [
        counted(len(found), key)
        for key in ("feeds", "sitemaps", "listings", *UNREAD)
        if (found := getattr(source, key))
    ]
    if ways:
        look.add("pack", "ok", ", ".join(ways))
    else:
        look.add(
            "pack",
            "fail",
            "names nowhere to read",
            "give it feeds, sitemaps or listings: newsetl source add URL finds them",
        )
    if not source.time_zone:
        advice = "name its country (where that has one) or its time_zone"
        look.add("time zone", "warn", "not known: dates without an offset are taken for UTC", advice)
    if source.selectors and source.selectors.valid_until < today:
        found = f"not used since {source.selectors.valid_until}"
        look.add("selectors", "warn", found, "look whether general extraction does now; else renew them")


def _check_files(look: Look) -> None:
    for key in UNREAD:
        for entry in getattr(look.source, key):
            address = entry if isinstance(entry, str) else entry.url
            if not is_address(address) and "{" not in address and not Path(address).exists():
                look.add(key, "fail", f"{address}: there is no such file", "put it there, or take it out of the pack")


def _check_stored_page(look: Look) -> None:
    found = reread(look.source)
    if found is None:
        return
    wrong = [
        *([found.trouble] if found.trouble else []),
        *([f"title «{found.title}»"] if found.title else []),
        *([f"{counted(len(found.lost), 'paragraphs')} lost"] if found.lost else []),
    ]
    doubtful = [
        *([f"date {found.published}"] if found.published else []),
        *(
            [f"{counted(len(found.extra), 'lines')} too many, such as «{found.extra[0][:_SHOWN]}»"]
            if found.extra
            else []
        ),
    ]
    if wrong or doubtful:
        advice = "extraction reads this outlet's kind of page otherwise than expected: write selectors, or report it"
        look.add("stored page", "fail" if wrong else "warn", ", ".join([*wrong, *doubtful]), advice)
    else:
        look.add("stored page", "ok", "read as expected")


def _check_past(look: Look, health: Health) -> None:
    """How runs fared with the source."""
    if health.last_failure and (health.last_success is None or health.last_failure > health.last_success):
        since = (
            f"; last success {health.last_success:%Y-%m-%d %H:%M}" if health.last_success else ", and never succeeded"
        )
        found = f"last failed {health.last_failure:%Y-%m-%d %H:%M} UTC{since}: {health.message}"
        look.add("runs", "warn", found, "see what is said of its addresses below, or newsetl coverage")
    elif health.last_success:
        look.add("runs", "ok", f"last success {health.last_success:%Y-%m-%d %H:%M} UTC")
    else:
        look.add("runs", "ok", "none has asked it yet")
