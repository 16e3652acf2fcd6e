"""What a request can be given of before, how it can end, and what is raised where it ends badly."""

from dataclasses import dataclass
from enum import StrEnum

from newsetl.outages import Outage
from newsetl.records import Reason


class FetchOutcome(StrEnum):
    """How one asked-for address ended, redirects and further tries included."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    """The server says so (304)."""
    UNCHANGED = "unchanged"
    """The same bytes as before, though the server did not say so."""
    GONE = "gone"
    """404, 410."""
    FORBIDDEN = "forbidden"
    """401, 403, 451."""
    ROBOTS = "robots"
    REFUSED_ADDRESS = "refused_address"
    """An address rule forbids it, here or after a redirect."""
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    """A Content-Encoding that is unknown, stacked too high or damaged."""
    REDIRECT_LOOP = "redirect_loop"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """No name, no connection, or one that broke."""
    RATE_LIMITED = "rate_limited"
    """429."""
    SERVER_ERROR = "server_error"
    """5xx."""
    OTHER = "other"


@dataclass(frozen=True)
class Known:
    """What is known of an address from before: what its server is asked with, and the SHA-256 (hex) of its bytes.

    Without ``etag`` and ``last_modified`` it is asked for whole; the same bytes are nothing new all the same.
    """

    etag: str = ""
    last_modified: str = ""
    digest: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The conditions of a request (RFC 9110, section 13.1)."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


SUCCESSES = frozenset({FetchOutcome.FETCHED, FetchOutcome.NOT_MODIFIED, FetchOutcome.UNCHANGED})


class NotModified(Exception):
    """What is there was read before: nothing new.

    The server says so, or else the bytes do; ``known`` is then what the server gave with them.
    """

    def __init__(self, message: str, known: Known | None = None) -> None:
        super().__init__(message)
        self.known = known
        self.outcome = FetchOutcome.UNCHANGED if known else FetchOutcome.NOT_MODIFIED


class FetchError(Exception):
    """This address gives nothing, now or later; ``reason`` is what its record is quarantined for."""

    reason = Reason.FETCH_FAILED
    outcome = FetchOutcome.OTHER


class FetchRefused(FetchError):
    """The address may not be fetched."""

    reason = Reason.BAD_ADDRESS
    outcome = FetchOutcome.REFUSED_ADDRESS


class FetchDisallowed(FetchError):
    """The site's robots.txt asks not to fetch it."""

    reason = Reason.ROBOTS
    outcome = FetchOutcome.ROBOTS


class FetchFailed(FetchError):
    """The server answered, and the answer is no."""

    def __init__(self, message: str, outcome: FetchOutcome = FetchOutcome.OTHER) -> None:
        super().__init__(message)
        self.outcome = outcome


class FetchTooLarge(FetchError):
    """More bytes than allowed, as sent or once decompressed."""

    reason = Reason.TOO_LARGE
    outcome = FetchOutcome.TOO_LARGE


class SourceUnavailable(Outage):
    """Network or server trouble that may pass: the stage fails for this source, and may be run again.

    ``asked`` is false where the server was not even asked, because it is left alone for now.
    """

    def __init__(self, message: str, outcome: FetchOutcome = FetchOutcome.UNREACHABLE, *, asked: bool = True) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.asked = asked


class Transient(Exception):
    """Worth another try, after ``retry_after`` seconds if the server said so. Does not leave the fetcher."""

    host = ""
    """Whose trouble it is, where redirects have led."""

    def __init__(self, message: str, outcome: FetchOutcome, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.retry_after = retry_after
