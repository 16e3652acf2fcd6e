"""Which addresses may be fetched: http(s) on the usual ports of hosts that are public, checked on what DNS answers.

The answer that was checked is the one that is connected to, so a name that resolves differently a moment later
(DNS rebinding) leads nowhere else.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass

import httpx

_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressError(ValueError):
    """The address may not be fetched; the message says why."""


@dataclass(frozen=True)
class Target:
    """A checked address: the URL with its credentials taken out, and the IP addresses it may be fetched from."""

    url: httpx.URL
    addresses: tuple[str, ...]
    auth: tuple[str, str] | None

    def at(self, address: str) -> httpx.URL:
        """The URL with the host replaced by one of ``addresses``."""
        return self.url.copy_with(host=address)


def check(url: str, allow_hosts: Collection[str]) -> Target:
    """Resolve and check ``url``; ``allow_hosts`` (``host`` or ``host:port``) are exempt from the port and address rule.

    Raises AddressError for what may not be fetched, OSError where the name does not resolve.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise AddressError(f"not a valid address: {error}") from error
    host = parsed.raw_host.decode("ascii").strip("[]").rstrip(".")
    if parsed.scheme not in _PORTS or not host:
        raise AddressError(f"only http and https addresses are fetched, not {parsed.scheme or 'this'}")
    port = parsed.port or _PORTS[parsed.scheme]
    exempt = host in allow_hosts or f"{host}:{port}" in allow_hosts
    if not exempt and port not in _PORTS.values():
        raise AddressError(f"port {port} is not fetched from")
    try:
        addresses = _resolve(host, port)
    except UnicodeError as error:
        raise AddressError(f"not a valid host name: {host[:100]}") from error
    if not exempt:
        for address in addresses:
            if not is_public(address):
                raise AddressError(f"{host} is at {address}, which is not a public address")
    auth = (parsed.username, parsed.password) if parsed.username or parsed.password else None
    return Target(parsed.copy_with(userinfo=b""), addresses, auth)


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 address that it wraps, is reachable by everybody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _resolve(host: str, port: int) -> tuple[str, ...]:
    """What DNS answers, IPv4 first: machines without IPv6 are still common."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    unique = dict.fromkeys(str(info[4][0]) for info in sorted(found, key=lambda info: info[0] != socket.AF_INET))
    return tuple(unique)
