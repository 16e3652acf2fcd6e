"""The connections: HTTP/1.1 and HTTP/2 to checked addresses, every request within a time of its own.

Proxy settings of the environment are not used: through a proxy nobody could check where a name leads.
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache

import httpcore
import httpx

from newsetl import __version__
from newsetl.ingest.addresses import Target
from newsetl.ingest.decoding import ACCEPTED
from newsetl.ingest.failures import FetchOutcome, Transient
from newsetl.settings import Settings


class Deadline:
    """When a request must be done with. httpx's own timeouts begin anew with every byte that drips in."""

    def __init__(self) -> None:
        self._at = float("inf")

    def start(self, seconds: float) -> None:
        """Give what follows so many seconds from now."""
        self._at = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Seconds that one operation may take. Raises httpcore.ReadTimeout when there are none left."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("not complete within the time allowed")
        return left if timeout is None else min(left, timeout)


class Wire:
    """A client for each host, so that a connection that was opened to one is never used for another at its address."""

    def __init__(self, settings: Settings) -> None:
        self.deadline = Deadline()
        self._timeout = settings.fetch_timeout
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._headers = {
            "User-Agent": f"newsetl/{__version__}{contact}",
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "ar, en;q=0.5, *;q=0.3",
        }
        self._clients: dict[bytes, httpx.Client] = {}

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def get(self, target: Target, headers: Mapping[str, str]) -> httpx.Response:
        """Ask the first of the checked addresses that answers; the body is not read yet. Raises Transient."""
        client = self._client(target.url.netloc)
        trouble: httpx.TransportError | None = None
        for address in target.addresses:
            request = client.build_request(
                "GET",
                target.at(address),
                headers={"Host": target.url.netloc.decode("ascii"), **headers},
                extensions={"sni_hostname": target.url.raw_host.decode("ascii")},
            )
            try:
                return client.send(request, stream=True, auth=target.auth)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error
            except httpx.TransportError as error:
                raise broken(error) from error
        raise broken(trouble) if trouble else Transient("the name does not resolve", FetchOutcome.UNREACHABLE)

    def _client(self, netloc: bytes) -> httpx.Client:
        if netloc not in self._clients:
            self._clients[netloc] = httpx.Client(
                transport=_transport(self.deadline),
                timeout=self._timeout,
                trust_env=False,
                follow_redirects=False,
                headers=self._headers,
            )
        return self._clients[netloc]


def broken(error: httpx.TransportError) -> Transient:
    """A failure of the connection as what may pass."""
    outcome = FetchOutcome.TIMEOUT if isinstance(error, httpx.TimeoutException) else FetchOutcome.UNREACHABLE
    return Transient(" ".join(str(error).split()) or type(error).__name__, outcome)


@lru_cache(1)
def _tls() -> ssl.SSLContext:
    """Loading the certificates of all authorities takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


def _transport(deadline: Deadline) -> httpx.HTTPTransport:
    transport = httpx.HTTPTransport(verify=_tls(), trust_env=False)
    # httpx takes no network backend, httpcore does
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_tls(), http2=True, max_connections=4, keepalive_expiry=15.0, network_backend=_Backend(deadline)
    )
    return transport


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._sockets.connect_tcp(host, port, self._deadline.left(timeout), local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
