"""What all readers of a source share: how a capture is made, how an entry is opened, what a bad record looks like."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from newsetl.arabic.forms import without_surrogates
from newsetl.ingest.fetch import Fetcher, FetchError, NotModified, SourceUnavailable
from newsetl.ingest.seen import Memory
from newsetl.ingest.sources import Source
from newsetl.records import Capture, FoundBy, Reason, Route, digest_of, make_capture_id
from newsetl.settings import Settings
from newsetl.times import parse_moment
from newsetl.urls import canonical_url, without_credentials

DOWNLOAD_LIMIT = 200
"""A dump or archive over http may be this many times ``max_body_bytes`` long; it is streamed, never held in memory."""
OUTAGES = 3
"""Pages in a row that fail for network or server trouble before the source is left alone for this run."""
_FIRST_NEWS = datetime(1990, 1, 1, tzinfo=UTC)
"""No news site is older."""
AHEAD = timedelta(days=2)
"""How far other time zones, wrong clocks and pre-dated analyses may lie beyond now."""
_LONGEST_DATE = 100
_USER = re.compile(r"(https?://)[^/?#\s@]+@")


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
    before: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """URL → digest → ``observed_at`` of what the partition held when it was last read; for records without a time."""
    interval: tuple[datetime, datetime] | None = None
    """[since, until) of a partition that takes only what belongs to it; None: everything is taken."""
    published: Callable[[Capture], datetime | None] = lambda _: None
    """When a captured page says that it was published; None where it says nothing, or nobody can tell."""
    ends: datetime | None = None
    """When the time of this run is over, and what was not asked for by then is left to the next; None: never."""
    memory: Memory | None = None
    """What is known of documents and pages from earlier runs; None: nothing, and nothing is remembered."""
    gone: Callable[[str], bool] = lambda _: False
    """Whether the report at a canonical URL was erased, so that its page is not even fetched."""
    settled: set[str] = field(default_factory=set)
    """Canonical URLs that sitemaps and listings named and that were asked for in this run, or belong elsewhere."""
    listed: dict[str, str] | None = None
    """Where a run only looks at what there is: key of each page → "new", "known" or "" (neither); none is fetched."""
    pages_asked: int = 0
    pages_fetched: int = 0
    deferred: int = 0
    """Pages and documents that were not asked for in this run, or did not answer, and wait for the next."""
    missing: str = ""
    """Why some of the deferred could not be had though their turn had come; empty where none is."""
    outages: list[SourceUnavailable] = field(default_factory=list)
    """Pages and documents in trouble since the last page that came."""

    def now(self) -> datetime:
        """The clock, in whole seconds: WARC dates have no finer unit."""
        return self.clock().replace(microsecond=0)

    def stated(self, value: object) -> datetime | None:
        """An ``observed_at`` that a record states itself; None where it is no time, or lies in the future."""
        moment = moment_of(value)
        return moment.replace(microsecond=0) if moment and moment <= self.clock() else None

    def plausible(self, moment: datetime | None) -> datetime | None:
        """A time that news can have; None for anything else."""
        return moment if moment and _FIRST_NEWS <= moment <= self.clock() + AHEAD else None

    @property
    def dead(self) -> bool:
        """Whether the source was so often in trouble in a row that its pages are asked for no more in this run."""
        return len(self.outages) >= OUTAGES

    def outage(self, error: SourceUnavailable) -> None:
        """Count an address in trouble. Raises ``error`` where it is one of several in a row and nothing ever came.

        What came is kept, for else each run would end at the same place.
        """
        self.outages.append(error)
        if self.dead and not self.fetcher.successes:
            raise error

    def unavailable(self, error: SourceUnavailable, document: str) -> "Bad":
        """The bad record of a document in trouble, which waits for the next run. Raises as ``outage`` does."""
        self.outage(error)
        self.deferred += 1
        self.missing = self.missing or str(error)
        return self.bad(Reason.FETCH_FAILED, str(error), shown(document), document)

    def put_off(self) -> bool:
        """Whether the next page or document is left to the next run, which is then counted."""
        if self.dead:
            self.missing = self.missing or str(self.outages[-1])
        left = self.dead or self.late
        self.deferred += left
        return left

    @property
    def late(self) -> bool:
        """Whether the time of this run is over."""
        return self.ends is not None and self.clock() >= self.ends

    def belongs(self, capture: Capture) -> bool:
        """Whether the captured page itself says that it belongs to the partition, or says nothing of its date."""
        return self.interval is None or self.wanted(self.plausible(self.published(capture)))

    def capture(
        self,
        url: str,
        payload: bytes,
        *,
        found_by: FoundBy,
        found_in: str,
        observed_at: datetime,
        by_file: bool = False,
        published: datetime | None = None,
        media_type: str = "text/html",
        charset: str | None = None,
        http_status: int | None = None,
        hints: dict[str, str] | None = None,
    ) -> Capture:
        """A capture of this run; ``url`` must be canonical.

        ``by_file``: nobody says when the content was on the web, ``observed_at`` is only the time of its file. A
        record published later than that was observed when it was published; and what the partition held before
        says more than a file's time (see ``before``).
        """
        if by_file and (published := self.plausible(published)) and published <= self.clock():
            observed_at = max(observed_at, published.replace(microsecond=0))
        dated = self.plausible(published or moment_of((hints or {}).get("published")))
        if self.memory and dated:
            self.memory.newest = max(dated, self.memory.newest or dated)
        capture = Capture(
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
            hints={
                key: without_surrogates(value)
                for key, value in {**(hints or {}), "time_zone": self.source.time_zone}.items()
                if value
            },
            payload=payload,
        )
        return self._settled(capture) if by_file else capture

    def _settled(self, capture: Capture) -> Capture:
        """The same content keeps its time though its file was touched; changed content is newer than what it replaces.

        Both hold for a file that is older than the last one, such as a correction that was unpacked from an archive.
        """
        earlier = self.before.get(capture.url)
        if not earlier:
            return capture
        newer = max(capture.observed_at, max(earlier.values()) + timedelta(seconds=1))
        observed_at = earlier.get(capture.digest, newer)
        return capture.model_copy(
            update={"observed_at": observed_at, "capture_id": make_capture_id(capture.url, observed_at)}
        )

    def guarded(self, read: Callable[[], Item | None], record: Callable[[], str], found_in: str) -> Iterator[Item]:
        """What ``read`` makes of one record. A fault that nobody foresaw costs that record, not its neighbours."""
        try:
            item = read()
        except SourceUnavailable:
            raise
        except NotModified:
            return
        except Exception as error:  # noqa: BLE001 -- whatever outlets write, the others' records are still read
            item = self.bad(Reason.INTERNAL, f"{type(error).__name__}: {error}", record(), found_in)
        if item is not None:
            yield item

    def bad(self, reason: Reason, message: str, record: str, found_in: str, name: str = "") -> Bad:
        """A bad record; ``name`` (default: its text) tells it from others of the same entry, on every run alike."""
        record = without_surrogates(record)
        record = shown(record) if is_address(record) and not record.split()[1:] else record
        # an address in a message is one that was asked for, and packs may give it a password
        message = _USER.sub(r"\1", without_surrogates(message))
        return Bad(digest_of([entry_name(found_in), name or record]), reason, message, record)

    def trouble(self, error: FetchError, found_in: str, record: str = "") -> Bad:
        """The bad record of an address that gives nothing."""
        return self.bad(error.reason, str(error), record or shown(found_in), found_in)

    @contextmanager
    def opened(self, entry: str, limit: int | None = None) -> Iterator["Opened"]:
        """Open an entry of the source, fetching it first where it is an address.

        With ``limit`` it is a document of at most so many bytes, without it a stream of many records.
        Raises FetchError and SourceUnavailable as the fetcher does, SourceUnavailable for a file that cannot be read,
        and NotModified where nothing in it can be new, which ends the reading of this document, not of others.
        """
        if is_address(entry):
            known = self.memory.document(shown(entry)) if self.memory else None
            with tempfile.TemporaryFile() as file:
                try:
                    answer = self.fetcher.download(
                        entry,
                        file,
                        limit or DOWNLOAD_LIMIT * self.settings.max_body_bytes,
                        total_timeout=self.settings.fetch_timeout if limit else None,
                        known=known,
                    )
                except NotModified as error:
                    if self.memory:
                        self.memory.document_same(error)
                    raise
                if self.memory:
                    self.memory.document_read(answer.known)
                file.seek(0)
                yield Opened(file, self.now(), answer.charset, by_file=False)
            return
        try:
            local = Path(entry).open("rb")  # noqa: SIM115 -- closed below; only opening may mean «unavailable»
        except OSError as error:
            raise SourceUnavailable(f"{entry}: {error.strerror}") from error
        with local:
            yield Opened(local, self.modified(Path(entry)), None, by_file=True)

    def modified(self, path: Path) -> datetime:
        """A file's modification time, never later than now."""
        try:
            return min(datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0), self.now())
        except (ValueError, OverflowError):  # beyond the calendar
            return self.now()


@dataclass(frozen=True)
class Opened:
    """An open entry, when its content was observed, and the character set its server declared."""

    file: BinaryIO
    observed_at: datetime
    charset: str | None
    by_file: bool
    """Whether ``observed_at`` is only the time of the file."""


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
    return f"urn:newsetl:{source}:{quote(without_surrogates(name), safe='')}"


def moment_of(value: object) -> datetime | None:
    """The machine-readable time that a record's field states."""
    moment = parse_moment(str(value)[:_LONGEST_DATE]) if value else None
    return moment.at if moment else None


def as_text(data: bytes) -> str:
    """Bytes as readable text, for quarantine: all of them. What is longer than allowed, callers cut to its head."""
    return data.decode("utf-8", "replace")
