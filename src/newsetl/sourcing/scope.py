"""What belongs to an outlet: its site, or the part of a site below the path of its homepage."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

from newsetl.urls import site_of

_PAGES = re.compile(r"(?:index|default|home|homepage|main)(?:\.\w{2,5})?|[^/]+\.\w{2,5}", re.IGNORECASE)
"""Last parts of a path that name a page rather than a part of the site."""


@dataclass(frozen=True)
class Scope:
    """``site`` without ``www.``; ``path`` is ``/`` for a whole site, else ``/arabic/``."""

    site: str
    path: str

    @classmethod
    def of(cls, homepage: str) -> Self:
        """The scope of a homepage."""
        parts = urlsplit(homepage)
        folder, _, last = parts.path.rpartition("/")
        path = folder if not last or _PAGES.fullmatch(last) else parts.path
        return cls(site_of(homepage), f"{path.rstrip('/')}/")

    def holds(self, url: str) -> bool:
        """Whether a document at ``url`` is the outlet's."""
        try:
            parts, site = urlsplit(url), site_of(url)
        except ValueError:
            return False
        if self.path == "/":
            return site == self.site or site.endswith(f".{self.site}")
        return site == self.site and f"{parts.path.rstrip('/')}/".startswith(self.path)

    def may_be_told_in(self, sitemap: str) -> bool:
        """Whether a sitemap at that address may list the outlet's pages: it lies above them, or in a folder of such."""
        folder = urlsplit(sitemap).path.rpartition("/")[0]
        return self.holds(sitemap) or self.path.startswith(f"{folder}/") or "sitemap" in folder.lower()

    def at(self, homepage: str, name: str) -> str:
        """The address of a document beside the homepage, as outlets usually name it (``feed/``)."""
        return urljoin(homepage, f"{self.path}{name}")
