"""CSS selectors by which an outlet's pages are read where general extraction does not read them."""

from datetime import date, datetime

from newsetl.records import Record


class Selectors(Record):
    """CSS selectors of an outlet whose pages general extraction does not read; None leaves a field to it."""

    valid_until: date
    body: str | None = None
    """The element or elements that hold the text."""
    title: str | None = None
    published: str | None = None
    author: str | None = None
    remove: str | None = None
    """Elements that are taken out of the page before anything is read."""

    def applies(self, seen_at: datetime | None) -> bool:
        """Whether a page that was on the web at ``seen_at`` is read by them: not after ``valid_until`` (UTC)."""
        return seen_at is None or seen_at.date() <= self.valid_until
