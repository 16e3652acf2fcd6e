"""A web application on a port of its own."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from newsetl.settings import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def serve_app(make_app: "Callable[[], ASGIApp]", host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted; ``started`` is told the address. Raises SettingsError where it cannot listen there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "no such host"
        raise SettingsError(f"cannot listen on {host}:{port} ({why}): name another with --host and --port") from error
    shown = f"[{host}]" if ":" in host else host
    with listener:
        started(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(make_app(), log_level="warning", server_header=False, access_log=False)
        uvicorn.Server(config).run(sockets=[listener])
