"""The Elasticsearch client as settings ask for it, and its errors as one clear line without secrets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    NotFoundError,
    UnsupportedProductError,
)

from newsetl.index.engine import IndexAway, IndexUnusable
from newsetl.index.versions import missing_message
from newsetl.settings import Settings, SettingsError

FIRST_ANSWER_SECONDS = 8.0
BUSY_STATUSES = (429, 502, 503, 504)


class Server(NamedTuple):
    """Where Elasticsearch is (no credentials: fit to be shown) and how to log in there."""

    address: str
    login: tuple[str, str] | None


def parse_server(url: str) -> Server:
    """Take a URL apart. Raises SettingsError, never repeating the URL: it may hold a password."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        port = host = None
    if not host or not port:
        raise SettingsError("NEWSETL_INDEX_URL needs host and port: https://[user:password@]host:9200")
    host = f"[{host}]" if ":" in host else host
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Server(f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}", login)


def connect(server: Server, settings: Settings) -> Elasticsearch:
    """A client that asks nothing yet. An API key takes precedence over user and password."""
    options: dict[str, Any] = {"request_timeout": settings.index_timeout, "max_retries": 2, "retry_on_timeout": False}
    if settings.index_api_key:
        options["api_key"] = settings.index_api_key.get_secret_value()
    elif server.login:
        options["basic_auth"] = server.login
    if settings.index_ca_certs and server.address.startswith("https:"):
        if not settings.index_ca_certs.is_file():
            raise SettingsError(f"NEWSETL_INDEX_CA_CERTS: there is no file {settings.index_ca_certs}")
        options["ca_certs"] = str(settings.index_ca_certs)
    return Elasticsearch(server.address, **options)


def greet(client: Elasticsearch, settings: Settings) -> str:
    """The server's version, asked with little patience, so that a server which is away is told in seconds.

    Empty when these credentials may not ask. Call it in ``clear_errors``.
    """
    patience = min(FIRST_ANSWER_SECONDS, settings.index_timeout)
    try:
        return str(client.options(request_timeout=patience, max_retries=0).info()["version"]["number"])
    except AuthorizationException:
        # A key for one index alone may not ask this; that it was refused is an answer too.
        return ""


@contextmanager
def clear_errors(address: str, alias: str) -> Iterator[None]:
    """Turn the client's errors into IndexUnusable that says what to do."""
    try:
        yield
    except (TransportError, UnsupportedProductError) as error:
        away = isinstance(error, TransportError) and not isinstance(error, TlsError)
        raise (IndexAway if away else IndexUnusable)(_transport_message(error, address)) from None
    except NotFoundError as error:
        where = f"{address}/{alias}"
        raise IndexUnusable(f"{missing_message(where)} ({_cause(error)})") from None
    except ApiError as error:
        kind = IndexAway if error.status_code in BUSY_STATUSES else IndexUnusable
        raise kind(f"Elasticsearch at {address}: {_status_message(error, alias)}") from None


def refusal(kind: str, reason: str, alias: str) -> str:
    """What to do about an error of the system that a bulk item reports."""
    match kind:
        case "cluster_block_exception":
            return (
                f"index {alias} takes no writes now ({reason}): `newsetl reindex` is at work (try later; if it was "
                "killed, run it again), or the disk is nearly full"
            )
        case "strict_dynamic_mapping_exception":
            return f"index {alias} lacks a field of this newsetl ({reason}): run `newsetl reindex`"
        case "security_exception":
            return f"no permission ({reason}): give the API key or user the privileges of the pipeline role"
        case "index_not_found_exception":
            return missing_message(alias)
        case _:
            return f"{kind}: {reason}"


def _transport_message(error: Exception, address: str) -> str:
    if isinstance(error, UnsupportedProductError):
        return f"what answers at {address} is not Elasticsearch: correct NEWSETL_INDEX_URL"
    if isinstance(error, TlsError):
        return f"the certificate of {address} is not trusted: set NEWSETL_INDEX_CA_CERTS to its CA's file"
    if isinstance(error, ConnectionTimeout):
        return f"Elasticsearch at {address} did not answer in time: start it, or correct NEWSETL_INDEX_URL"
    return f"Elasticsearch at {address} cannot be reached: start it, or correct NEWSETL_INDEX_URL"


def _status_message(error: ApiError, alias: str) -> str:
    kind, cause = error.message, _cause(error)
    if isinstance(error, AuthenticationException):
        return "login refused: correct NEWSETL_INDEX_API_KEY, or the user and password in NEWSETL_INDEX_URL"
    if error.status_code in BUSY_STATUSES:
        return f"overloaded or starting ({cause}): try again later"
    return refusal(kind, cause, alias)


def _cause(error: ApiError) -> str:
    """The server's own reason; its body repeats no header, so no secret can be in it."""
    body = error.body
    if isinstance(body, dict) and isinstance(found := body.get("error"), dict):
        causes = found.get("root_cause") or [found]
        return str(causes[0].get("reason") or found.get("type") or error.message)
    return str(error.message)
