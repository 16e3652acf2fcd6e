"""Fetching over http: an honest, patient client that takes only public pages of bounded size.

Proxy settings of the environment are not used: through a proxy nobody could check where a name leads.
"""

import io
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import BinaryIO, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from newsetl import __version__
from newsetl.ingest.addresses import AddressError, Target, check
from newsetl.outages import Outage
from newsetl.records import Reason
from newsetl.settings import Settings
from newsetl.urls import without_credentials

MAX_HOPS = 8
MAX_RETRY_AFTER = 60.0
"""Seconds; a server that asks for more is left to the next run."""
_BACK_OFF = wait_exponential_jitter(initial=1, max=30)
# One layer of these expands at most about a thousandfold, so a chunk stays small; br and zstd have no such bound.
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


@dataclass(frozen=True)
class Fetched:
    """A successful answer; ``url`` is the address after redirects, ``charset`` as the server declared it."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes


class FetchError(Exception):
    """This address gives nothing, now or later; ``reason`` is what its record is quarantined for."""

    reason = Reason.FETCH_FAILED


class FetchRefused(FetchError):
    """The address may not be fetched."""

    reason = Reason.BAD_ADDRESS


class FetchFailed(FetchError):
    """The server answered, and the answer is no."""


class FetchTooLarge(FetchError):
    """More bytes than allowed, as sent or once decompressed."""

    reason = Reason.TOO_LARGE


class SourceUnavailable(Outage):
    """Network or server trouble that may pass: the stage fails for this source, and may be run again."""


class NotModified(Exception):
    """The document is as it was when it was last fetched: nothing new is in it."""


class _Transient(Exception):
    """Worth another try, after ``retry_after`` seconds if the server said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Fetcher:
    """A client for one run over one source; use as a context manager."""

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._next_request: dict[str, float] = {}
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._client = httpx.Client(
            timeout=settings.fetch_timeout,
            trust_env=False,
            follow_redirects=False,
            headers={
                "User-Agent": f"newsetl/{__version__}{contact}",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "ar, en;q=0.5, *;q=0.3",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, url: str) -> Fetched:
        """The page at ``url``, at most ``max_body_bytes`` long.

        Raises FetchRefused, FetchFailed or FetchTooLarge (all FetchError), SourceUnavailable for what may pass.
        """
        body = io.BytesIO()
        answer = self.download(url, body, self._settings.max_body_bytes, total_timeout=self._settings.fetch_timeout)
        return Fetched(answer.url, answer.status, answer.media_type, answer.charset, body.getvalue())

    def download(self, url: str, sink: BinaryIO, limit: int, total_timeout: float | None = None) -> Fetched:
        """Like ``fetch``, with the body written to ``sink`` (seekable) instead of returned."""
        retrying = Retrying(
            stop=stop_after_attempt(self._settings.fetch_retries + 1),
            wait=_wait,
            retry=retry_if_exception_type(_Transient),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._try, url, sink, limit, total_timeout)
        except _Transient as error:
            raise SourceUnavailable(f"{without_credentials(url)}: {error}") from error

    def _try(self, url: str, sink: BinaryIO, limit: int, total_timeout: float | None) -> Fetched:
        """Follow redirects, checking each hop's address anew."""
        shown = without_credentials(url)
        deadline = time.monotonic() + total_timeout if total_timeout else None
        for _ in range(MAX_HOPS):
            try:
                target = check(url, self._settings.allow_hosts)
            except AddressError as error:
                raise FetchRefused(f"{shown}: {error}") from error
            except OSError as error:
                raise _Transient(f"the name does not resolve: {error.strerror or error}") from error
            response = self._send(target)
            try:
                location = response.headers.get("location")
                if response.is_redirect and location:
                    url = str(target.url.join(location))
                    continue
                self._judge(response, shown)
                self._copy(response, sink, limit, shown, deadline)
                media_type, charset = _content_type(response)
                return Fetched(str(target.url), response.status_code, media_type, charset, b"")
            except (httpx.InvalidURL, UnicodeError) as error:
                raise FetchFailed(f"{shown}: leads to an invalid address") from error
            finally:
                response.close()
        raise FetchFailed(f"{shown}: more than {MAX_HOPS} redirects")

    def _send(self, target: Target) -> httpx.Response:
        """Ask the first of the checked addresses that answers."""
        self._await_turn(target.url.host)
        trouble: httpx.TransportError | None = None
        for address in target.addresses:
            request = self._client.build_request(
                "GET",
                target.at(address),
                headers={"Host": target.url.netloc.decode("ascii")},
                extensions={"sni_hostname": target.url.raw_host.decode("ascii")},
            )
            try:
                return self._client.send(request, stream=True, auth=target.auth)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error
            except httpx.TransportError as error:
                raise _Transient(_one_line(error)) from error
        raise _Transient(_one_line(trouble) if trouble else "the name does not resolve")

    def _judge(self, response: httpx.Response, shown: str) -> None:
        """Raise what the status means, unless it is a success with a body that can be read safely."""
        status = response.status_code
        if status == 429 or status >= 500:
            wait = _retry_after(response)
            if wait is not None and wait > MAX_RETRY_AFTER:
                raise SourceUnavailable(f"{shown}: HTTP {status}, asks to come back in {wait:.0f} s")
            raise _Transient(f"HTTP {status}", wait)
        if status != 200:
            raise FetchFailed(f"{shown}: HTTP {status}")
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in _CODINGS:
            raise FetchFailed(f"{shown}: compressed as {coding[:40]}, which was not asked for")

    def _copy(self, response: httpx.Response, sink: BinaryIO, limit: int, shown: str, deadline: float | None) -> None:
        sink.seek(0)
        sink.truncate()
        size = 0
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise FetchTooLarge(f"{shown}: {declared} bytes, allowed are {limit}")
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > limit:
                    raise FetchTooLarge(f"{shown}: more than {limit} bytes")
                if deadline and time.monotonic() > deadline:
                    raise _Transient(f"not complete after {self._settings.fetch_timeout:g} s")
                sink.write(chunk)
        except httpx.DecodingError as error:
            raise FetchFailed(f"{shown}: the compressed answer is damaged") from error
        except httpx.TransportError as error:
            raise _Transient(_one_line(error)) from error

    def _await_turn(self, host: str) -> None:
        """Keep the interval between two requests to one host."""
        now = time.monotonic()
        turn = max(now, self._next_request.get(host, now))
        self._next_request[host] = turn + self._settings.fetch_interval
        if turn > now:
            self._sleep(turn - now)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, _Transient) else None
    return asked if asked is not None else _BACK_OFF(state)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds from Retry-After, given as a number or a date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    with suppress(ValueError, TypeError):
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return None


def _content_type(response: httpx.Response) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = response.headers.get("content-type", "")
    charset = header.get_param("charset")
    return header.get_content_type(), str(charset).strip("'\"") if charset else None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
