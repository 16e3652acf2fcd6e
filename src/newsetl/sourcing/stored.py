"""The page that a shipped pack brings along, with the reading expected of it: whether extraction still reads it so."""

import json
from datetime import UTC, datetime

from newsetl.ingest.sources import Source
from newsetl.normalise.article import draft_of
from newsetl.records import Capture, Record, Route, make_capture_id
from newsetl.sourcing.packs import SHIPPED
from newsetl.urls import canonical_url

PAGES = SHIPPED / "pages"
"""``ID.html``, the page, and ``ID.json``: url, seen_at, title, published (a time or a day), author, paragraphs."""


class Reread(Record):
    """How a stored page was read now, against what is expected. All empty: exactly so."""

    title: str = ""
    """What was taken for the title instead."""
    published: str = ""
    """What was taken for its date instead."""
    lost: list[str] = []
    """Paragraphs of the report that are not in the text."""
    extra: list[str] = []
    """Paragraphs of the text that are not the report's."""
    trouble: str = ""
    """Why it was not read at all."""


def reread(source: Source) -> Reread | None:
    """Read the stored page of a source's pack again; None where it has none."""
    page, expectation = PAGES / f"{source.id}.html", PAGES / f"{source.id}.json"
    if not (page.is_file() and expectation.is_file()):
        return None
    expected = json.loads(expectation.read_text("utf-8"))
    seen_at = datetime.fromisoformat(expected["seen_at"])
    url = canonical_url(expected["url"])
    capture = Capture(
        capture_id=make_capture_id(url, seen_at),
        url=url,
        source=source.id,
        route=Route.LOAD,
        found_by="page",
        found_in=page.name,
        observed_at=seen_at,
        fetched_at=seen_at,
        media_type="text/html",
        charset=source.encoding,
        hints={"time_zone": source.time_zone} if source.time_zone else {},
        payload=page.read_bytes(),
    )
    try:
        draft = draft_of(capture, source.selectors)
    except ValueError as error:
        return Reread(trouble=str(error))
    paragraphs, wanted = draft.body.split("\n\n"), expected["paragraphs"]
    return Reread(
        title="" if draft.title == expected["title"] else draft.title or "none",
        published=_other_date(draft.extracted.published_at, expected["published"]),
        lost=[paragraph for paragraph in wanted if paragraph not in paragraphs],
        extra=[paragraph for paragraph in paragraphs if paragraph not in wanted],
    )


def _other_date(found: datetime | None, expected: str) -> str:
    if found is None:
        return "none"
    if len(expected) == len("2026-11-07"):
        return "" if str(found.date()) == expected else str(found.date())
    same = found == datetime.fromisoformat(expected).astimezone(UTC)
    return "" if same else found.isoformat(timespec="minutes")
