"""What is found while a source is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newsetl.ingest.sources import Source
from newsetl.records import Record
from newsetl.sourcing.feeds import ReadFeed
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import ReadSitemap

State = Literal["ok", "warn", "fail"]
UNREAD = ("pages", "dumps", "files", "archives")
"""Keys of a pack under which stand long documents: looked for, not read."""


class Finding(Record):
    """One thing looked at. ``warn``: works, but look at it; ``fail``: brings nothing until it is mended."""

    what: str
    state: State
    found: str
    advice: str = ""


@dataclass
class Look:
    """What was found so far of one source."""

    source: Source
    clock: Callable[[], datetime]
    findings: list[Finding] = field(default_factory=list)
    feeds: list[ReadFeed] = field(default_factory=list)
    sitemaps: list[ReadSitemap] = field(default_factory=list)

    def add(self, what: str, state: State, found: str, advice: str = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(what=what, state=state, found=found, advice=advice))

    @property
    def scope(self) -> Scope:
        """What belongs to the outlet."""
        return Scope.of(self.source.homepage)


def counted(count: int, things: str) -> str:
    """A number of things in words: 1 feed, 2 feeds."""
    return f"{count} {things if count != 1 else things.removesuffix('s')}"
