"""Fetching over http: an honest, patient client that takes only public pages of bounded size, and asks by turns."""

import hashlib
import io
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import TracebackType
from typing import BinaryIO, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from newsetl.ingest.addresses import AddressError, Target, check, is_public
from newsetl.ingest.decoding import PIECE, Chunks, DecodingError, decoded
from newsetl.ingest.failures import (
    FetchDisallowed,
    FetchError,
    FetchFailed,
    FetchOutcome,
    FetchRefused,
    FetchTooLarge,
    Known,
    NotModified,
    SourceUnavailable,
    Transient,
)
from newsetl.ingest.health import count
from newsetl.ingest.robots import MAX_BYTES, Robots, Rules
from newsetl.ingest.sources import FetchPolicy
from newsetl.ingest.store import Store
from newsetl.ingest.turns import MAX_WAIT, LeftAlone, Pace, Turn, Turns
from newsetl.ingest.wire import Wire, broken
from newsetl.settings import Settings
from newsetl.urls import without_credentials

__all__ = [
    "FetchDisallowed",
    "FetchError",
    "FetchFailed",
    "FetchRefused",
    "FetchTooLarge",
    "Fetched",
    "Fetcher",
    "Known",
    "NotModified",
    "SourceUnavailable",
]

log = logging.getLogger(__name__)

MAX_HOPS = 8
MAX_EXPANSION = 200
"""How many times as long as sent a body may become, beyond its first 2 MB; no page or feed comes near it."""
_EXPANSION_FREE = 2_000_000
LONGEST_DOWNLOAD = 3600.0
"""Seconds for a body without a time of its own, such as a dump's."""
_LEASE = 60.0
"""Seconds beyond the time for its headers after which the turn of a request is taken for lost."""
_BUSY_WAIT = 0.25
_BACK_OFF = wait_exponential_jitter(initial=1, max=30)
_OUTCOMES = {
    **dict.fromkeys((404, 410), FetchOutcome.GONE),
    **dict.fromkeys((401, 403, 451), FetchOutcome.FORBIDDEN),
}


@dataclass(frozen=True)
class Fetched:
    """A successful answer; ``url`` is the address after redirects, ``charset`` as the server declared it."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    known: Known = field(default_factory=Known)
    """What to ask with the next time."""


@dataclass(frozen=True)
class _Ask:
    """One address and what is to become of its body."""

    url: str
    sink: BinaryIO
    limit: int
    seconds: float = LONGEST_DOWNLOAD
    known: Known | None = None
    robots: bool = False
    """Whether it is a robots.txt: asked without waiting for a turn, and cut at ``limit``."""

    @property
    def shown(self) -> str:
        return without_credentials(self.url)


class Fetcher:
    """A client for one run over one source; use as a context manager.

    ``source`` names whom outcomes are counted for (empty: not counted), ``policy`` is the source's own over the
    settings; ``store`` is what fetching remembers (default: the settings'), ``clock`` gives seconds since 1970.
    """

    def __init__(
        self,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        *,
        source: str = "",
        policy: FetchPolicy = FetchPolicy(),  # noqa: B008 -- it never changes
        store: Store | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._source = source
        self._clock = clock
        self._store = store or Store.from_settings(settings)
        self._turns = Turns(self._store, clock)
        self._robots = Robots(self._store, clock, self._ask_robots)
        self._wire = Wire(settings)
        interval = settings.fetch_interval if policy.interval is None else policy.interval
        self._pace = Pace(interval, policy.concurrency)
        self.successes = 0
        """Addresses that gave something, or said that nothing is new."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()
        self._store.close()

    def fetch(self, url: str, known: Known | None = None) -> Fetched:
        """The page at ``url``, at most ``max_body_bytes`` long.

        Raises NotModified where it is as ``known``; FetchRefused, FetchDisallowed, FetchFailed or FetchTooLarge (all
        FetchError), SourceUnavailable for what may pass.
        """
        body = io.BytesIO()
        limit, seconds = self._settings.max_body_bytes, self._settings.fetch_timeout
        answer = self.download(url, body, limit, total_timeout=seconds, known=known)
        return replace(answer, body=body.getvalue())

    def download(
        self, url: str, sink: BinaryIO, limit: int, total_timeout: float | None = None, known: Known | None = None
    ) -> Fetched:
        """Like ``fetch``, with the body written to ``sink`` (seekable) instead of returned."""
        ask = _Ask(url, sink, limit, total_timeout or LONGEST_DOWNLOAD, known)
        try:
            answer = self._patiently(ask)
        except NotModified as error:
            self._count(error.outcome)
            self.successes += 1
            raise
        except FetchError as error:
            self._count(error.outcome, str(error))
            raise
        except SourceUnavailable as error:
            if error.asked:
                self._count(error.outcome, str(error))
            raise
        self._count(FetchOutcome.FETCHED)
        self.successes += 1
        return answer

    def rules(self, url: str) -> Rules:
        """What the robots.txt of the site of ``url`` asks of us. Raises FetchRefused, SourceUnavailable."""
        shown = without_credentials(url)
        try:
            target = self._checked(url, shown)
        except Transient as error:
            raise SourceUnavailable(f"{shown}: {error}", error.outcome) from error
        return self._rules(target)

    def _rules(self, target: Target) -> Rules:
        return self._robots.rules(f"{target.url.scheme}://{_host(target.url)}")

    def _count(self, outcome: FetchOutcome, message: str = "") -> None:
        if self._source:
            count(self._store, self._source, outcome, message, self._clock())

    def _patiently(self, ask: _Ask) -> Fetched:
        """Try an address as often as the settings say."""
        retrying = Retrying(
            stop=stop_after_attempt(self._settings.fetch_retries + 1),
            wait=_wait,
            retry=retry_if_exception_type(Transient),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._follow, ask)
        except Transient as error:
            with suppress(httpx.InvalidURL):
                self._turns.failed(error.host or _host(httpx.URL(ask.url)), f"{ask.shown}: {error}")
            raise SourceUnavailable(f"{ask.shown}: {error}", error.outcome) from error
        except LeftAlone as error:
            raise SourceUnavailable(f"{ask.shown}: {error}", FetchOutcome.RATE_LIMITED, asked=False) from error

    def _follow(self, ask: _Ask) -> Fetched:
        """Follow redirects, checking each hop's address and rules anew."""
        url = ask.url
        for _ in range(MAX_HOPS):
            target = self._checked(url, ask.shown)
            pace = Pace(0, self._pace.concurrency) if ask.robots else self._allowed(target, ask.shown)
            try:
                with self._turn(_host(target.url), pace) as turn:
                    found = self._ask(ask, target, turn)
            except Transient as error:
                error.host = _host(target.url)
                raise
            if isinstance(found, Fetched):
                return found
            url = str(found)
        raise FetchFailed(f"{ask.shown}: more than {MAX_HOPS} redirects", FetchOutcome.REDIRECT_LOOP)

    def _checked(self, url: str, shown: str) -> Target:
        try:
            target = check(url, self._settings.allow_hosts)
        except AddressError as error:
            raise FetchRefused(f"{shown}: {error}") from error
        except OSError as error:
            message = f"the name does not resolve: {error.strerror or error}"
            raise Transient(message, FetchOutcome.UNREACHABLE) from error
        if not self._settings.contact and is_public(target.addresses[0]):
            _warn_of_no_contact()
        return target

    def _allowed(self, target: Target, shown: str) -> Pace:
        """The pace at which the host may be asked. Raises FetchDisallowed where its robots.txt asks us not to."""
        rules = self._rules(target)
        if not rules.allows(str(target.url)):
            raise FetchDisallowed(f"{shown}: robots.txt of {_host(target.url)} asks newsetl not to fetch this")
        if rules.delay <= self._pace.interval:
            return self._pace
        return Pace(rules.delay, 1)

    def _ask_robots(self, url: str) -> bytes | None:
        body = io.BytesIO()
        try:
            self._patiently(_Ask(url, body, MAX_BYTES, self._settings.fetch_timeout, robots=True))
        except FetchError:
            return None
        return body.getvalue()

    @contextmanager
    def _turn(self, host: str, pace: Pace) -> Iterator[Turn]:
        """Wait for a turn at a host and give it back. Whoever asks again of the same host must have given it back."""
        lease = self._settings.fetch_timeout + _LEASE
        while (turn := self._turns.reserve(host, pace, lease)) is None:
            self._sleep(_BUSY_WAIT)
        try:
            wait = turn.at - self._clock()
            if wait > 0:
                self._sleep(wait)
            yield turn
        finally:
            self._turns.give_back(turn)

    def _ask(self, ask: _Ask, target: Target, turn: Turn) -> Fetched | httpx.URL:
        """One request: the answer with its body taken, or where it leads."""
        self._wire.deadline.start(self._settings.fetch_timeout)
        response = self._wire.get(target, ask.known.headers if ask.known else {})
        try:
            location = response.headers.get("location")
            if response.is_redirect and location:
                self._turns.answered(turn.host)
                return target.url.join(location)
            self._judge(response, ask, turn)
            self._wire.deadline.start(ask.seconds)
            return self._take(response, ask, target, turn)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchFailed(f"{ask.shown}: leads to an invalid address") from error
        except DecodingError as error:
            raise FetchFailed(f"{ask.shown}: {error}", FetchOutcome.BAD_ENCODING) from error
        except httpx.TransportError as error:
            raise broken(error) from error
        finally:
            response.close()

    def _judge(self, response: httpx.Response, ask: _Ask, turn: Turn) -> None:
        """Raise what the status means, unless it is a success with a body."""
        status = response.status_code
        if status == 429 or status >= 500:
            wait = _retry_after(response, self._clock())
            outcome = FetchOutcome.RATE_LIMITED if status == 429 else FetchOutcome.SERVER_ERROR
            if status in (429, 503) or wait is not None:
                self._turns.slow_down(turn.host, f"it asked for that (HTTP {status})", wait)
            if wait is not None and wait > MAX_WAIT:
                raise SourceUnavailable(f"{ask.shown}: HTTP {status}, asks to come back in {wait:.0f} s", outcome)
            raise Transient(f"HTTP {status}", outcome, wait)
        self._turns.answered(turn.host)
        if status == 304 and ask.known and ask.known.headers:
            raise NotModified(f"{ask.shown}: not modified")
        if status != 200:
            raise FetchFailed(f"{ask.shown}: HTTP {status}", _OUTCOMES.get(status, FetchOutcome.OTHER))
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > ask.limit and not ask.robots:
            raise FetchTooLarge(f"{ask.shown}: {declared} bytes, allowed are {ask.limit}")

    def _take(self, response: httpx.Response, ask: _Ask, target: Target, turn: Turn) -> Fetched:
        """Write the body to the sink, decoded. Raises NotModified where these are the bytes that are known."""
        raw = Chunks(response.iter_raw())
        body = decoded(raw, response.headers.get("content-encoding", ""))
        digest = hashlib.sha256()
        size, renewed = 0, time.monotonic()
        ask.sink.seek(0)
        ask.sink.truncate()
        while piece := body.read(PIECE):
            size += len(piece)
            if size > ask.limit and not ask.robots:
                raise FetchTooLarge(f"{ask.shown}: more than {ask.limit} bytes")
            if size > max(_EXPANSION_FREE, MAX_EXPANSION * raw.taken):
                raise FetchTooLarge(f"{ask.shown}: grows more than {MAX_EXPANSION} times when decompressed")
            if time.monotonic() - renewed > _LEASE / 2:
                self._turns.renew(turn, self._settings.fetch_timeout + _LEASE)
                renewed = time.monotonic()
            ask.sink.write(piece)
            digest.update(piece)
            if size >= ask.limit and ask.robots:
                break
        headers = response.headers
        known = Known(headers.get("etag", ""), headers.get("last-modified", ""), digest.hexdigest())
        if ask.known and ask.known.digest == known.digest:
            raise NotModified(f"{ask.shown}: the same bytes as before", known)
        media_type, charset = _content_type(response)
        return Fetched(str(target.url), response.status_code, media_type, charset, b"", known)


def _host(url: httpx.URL) -> str:
    """Whose turns and rules they are: the host, with its port where that is not the usual one."""
    return url.netloc.decode("ascii")


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Transient) else None
    return asked if asked is not None else _BACK_OFF(state)


def _retry_after(response: httpx.Response, now: float) -> float | None:
    """Seconds from Retry-After, given as a number or a date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())
    return None


def _content_type(response: httpx.Response) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = response.headers.get("content-type", "")
    charset = header.get_param("charset")
    return header.get_content_type(), str(charset).strip("'\"") if charset else None


@lru_cache(1)
def _warn_of_no_contact() -> None:
    """Say it once a process."""
    log.warning("outlets cannot reach you: name a page or an address in NEWSETL_CONTACT, it goes into the User-Agent")
