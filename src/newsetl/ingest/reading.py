"""What all readers of a source share: how a capture is made, how an entry is opened, what a bad record looks like."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import quote

from newsetl.ingest.fetch import Fetcher, FetchError, SourceUnavailable
from newsetl.ingest.sources import Source
from newsetl.records import Capture, Reason, Route, digest_of, make_capture_id
from newsetl.settings import Settings
from newsetl.times import parse_moment
from newsetl.urls import canonical_url, without_credentials

DOWNLOAD_LIMIT = 100
"""A dump or archive over http may be this many times ``max_body_bytes`` long; it is streamed, never held in memory."""
OUTAGES = 3
"""Pages in a row that fail for network or server trouble before the source counts as unavailable."""
MAX_KEPT = 100_000
"""Characters of a bad record that are kept where it cannot be kept whole."""


@dataclass(frozen=True)
class Bad:
    """A record that cannot become a capture."""

    record_id: str
    reason: Reason
    message: str
    record: str


Item = Capture | Bad


@dataclass
class Reading:
    """One run over one source."""

    source: Source
    route: Route
    settings: Settings
    fetcher: Fetcher
    clock: Callable[[], datetime]
    wanted: Callable[[datetime | None], bool]
    """Whether a record of this time (None: unknown) belongs to the partition."""
    pages_fetched: int = 0
    outages: list[SourceUnavailable] = field(default_factory=list)

    def now(self) -> datetime:
        """The clock, in whole seconds: WARC dates have no finer unit."""
        return self.clock().replace(microsecond=0)

    def stated(self, value: object) -> datetime | None:
        """An ``observed_at`` that a record states itself; None where it is no time, or lies in the future."""
        moment = parse_moment(str(value)) if value else None
        return moment.at.replace(microsecond=0) if moment and moment.at <= self.clock() else None

    def capture(
        self,
        url: str,
        payload: bytes,
        *,
        found_by: Literal["feed", "page", "dump", "warc", "file"],
        found_in: str,
        observed_at: datetime,
        media_type: str = "text/html",
        charset: str | None = None,
        http_status: int | None = None,
        hints: dict[str, str] | None = None,
    ) -> Capture:
        """A capture of this run; ``url`` must be canonical."""
        return Capture(
            capture_id=make_capture_id(url, observed_at),
            url=url,
            source=self.source.id,
            route=self.route,
            found_by=found_by,
            found_in=shown(found_in),
            observed_at=observed_at,
            fetched_at=self.now(),
            media_type=media_type,
            charset=self.source.encoding or charset,
            http_status=http_status,
            hints={key: clean(value) for key, value in (hints or {}).items() if value},
            payload=payload,
        )

    def bad(self, reason: Reason, message: str, record: str, found_in: str, name: str = "") -> Bad:
        """A bad record; ``name`` (default: its text) tells it from others of the same entry, on every run alike."""
        record = clean(record)
        return Bad(digest_of([entry_name(found_in), name or record]), reason, message, record)

    def trouble(self, error: FetchError, found_in: str, record: str = "") -> Bad:
        """The bad record of an address that gives nothing."""
        return self.bad(error.reason, str(error), record or shown(found_in), found_in)

    @contextmanager
    def opened(self, entry: str, limit: int | None = None) -> Iterator["Opened"]:
        """Open an entry of the source, fetching it first where it is an address.

        With ``limit`` it is a document of at most so many bytes, without it a stream of many records.
        Raises FetchError and SourceUnavailable as the fetcher does, SourceUnavailable for a file that cannot be read.
        """
        if is_address(entry):
            with tempfile.TemporaryFile() as file:
                answer = self.fetcher.download(
                    entry,
                    file,
                    limit or DOWNLOAD_LIMIT * self.settings.max_body_bytes,
                    total_timeout=self.settings.fetch_timeout if limit else None,
                )
                file.seek(0)
                yield Opened(file, self.now(), answer.charset)
            return
        try:
            local = Path(entry).open("rb")  # noqa: SIM115 -- closed below; only opening may mean «unavailable»
        except OSError as error:
            raise SourceUnavailable(f"{entry}: {error.strerror}") from error
        with local:
            yield Opened(local, self.modified(Path(entry)), None)

    def modified(self, path: Path) -> datetime:
        """A file's modification time, never later than now."""
        return min(datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0), self.now())


@dataclass(frozen=True)
class Opened:
    """An open entry, when its content was observed, and the character set its server declared."""

    file: BinaryIO
    observed_at: datetime
    charset: str | None


def is_address(entry: str) -> bool:
    """Whether an entry is fetched rather than opened."""
    return entry.startswith(("http://", "https://"))


def shown(entry: str) -> str:
    """An entry as it may be printed and stored."""
    return without_credentials(entry) if is_address(entry) else entry


def entry_name(entry: str) -> str:
    """An entry's name that does not depend on where its folder lies."""
    return shown(entry) if is_address(entry) else Path(entry).name


def canonical_or_none(url: object) -> str | None:
    """The canonical form, None where there is no usable http(s) address."""
    try:
        return canonical_url(url) if isinstance(url, str) and url else None
    except ValueError:
        return None


def urn(source: str, name: str) -> str:
    """The address of a record that came without any."""
    return f"urn:newsetl:{source}:{quote(name, safe='')}"


def clean(text: str) -> str:
    """Text that every file format can hold: a lone surrogate (broken JSON escape) becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_text(data: bytes) -> str:
    """Bytes as readable text, for quarantine."""
    return data[:MAX_KEPT].decode("utf-8", "replace")
