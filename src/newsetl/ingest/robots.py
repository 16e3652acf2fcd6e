"""robots.txt as RFC 9309 has it: asked once a host and day, obeyed for our product token.

A host that has none (4xx) allows everything. Where it cannot be read (5xx, network trouble) the copy of before holds
for up to thirty days; without one, nothing of that host is fetched now.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego
from sqlalchemy import select

from newsetl.ingest.failures import SourceUnavailable
from newsetl.ingest.store import ROBOTS, Store, key_of, upsert
from newsetl.ingest.turns import MAX_INTERVAL

PRODUCT = "newsetl"
"""The product token that a site names in ``User-agent:`` to address us."""
MAX_BYTES = 500 * 1024
"""As much of the file is read; RFC 9309, section 2.5."""
_FRESH = 24 * 3600.0
_STALE = 30 * 24 * 3600.0


@dataclass(frozen=True)
class Rules:
    """What a host asks of us."""

    parsed: Protego

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be fetched."""
        return bool(self.parsed.can_fetch(url, PRODUCT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the host asks for, at most MAX_INTERVAL; 0 where it asks for none."""
        return min(float(self.parsed.crawl_delay(PRODUCT) or 0), MAX_INTERVAL)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names, as it writes them."""
        return list(self.parsed.sitemaps)


class Robots:
    """The rules of hosts by origin (``https://host``), asked for when first needed.

    ``ask`` gives the bytes at an address, None where the server answers that it has none, and raises SourceUnavailable.
    """

    def __init__(self, store: Store, clock: Callable[[], float], ask: Callable[[str], bytes | None]) -> None:
        self._store = store
        self._clock = clock
        self._ask = ask
        self._known: dict[str, Rules | SourceUnavailable] = {}

    def rules(self, origin: str) -> Rules:
        """The rules of a host. Raises SourceUnavailable where they cannot be read; that holds for the whole run."""
        if origin not in self._known:
            try:
                self._known[origin] = Rules(Protego.parse(self._text(origin)))
            except SourceUnavailable as error:
                self._known[origin] = error
        found = self._known[origin]
        if isinstance(found, SourceUnavailable):
            raise SourceUnavailable(
                f"nothing of {origin} is fetched now, for its robots.txt cannot be read: {found}",
                found.outcome,
                asked=found.asked,
            )
        return found

    def _text(self, origin: str) -> str:
        now = self._clock()
        with self._store.reading() as sql:
            row = sql.execute(select(ROBOTS).where(ROBOTS.c.origin == key_of(origin))).one_or_none()
        if row and 0 <= now - row.asked_at < _FRESH:
            return str(row.body)
        try:
            data = self._ask(f"{origin}/robots.txt") or b""
        except SourceUnavailable:
            if row and now - row.asked_at < _STALE:
                return str(row.body)
            raise
        text = data.decode("utf-8-sig", "replace").replace("\0", "")
        with self._store.writing() as sql:
            upsert(sql, ROBOTS, [{"origin": key_of(origin), "asked_at": now, "body": text}])
        return text
