"""The app on a port of its own."""

import os
import socket
from collections.abc import Callable

import uvicorn

from newsetl.pipeline import Pipeline
from newsetl.settings import SettingsError
from newsetl.web.app import create_app


def serve(pipeline: Pipeline, host: str, port: int, started: Callable[[str], None] = lambda _: None) -> None:
    """Serve until interrupted; ``started`` is told the address. Raises SettingsError where it cannot listen there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}): name another with --host and --port"
        ) from error
    shown = f"[{host}]" if ":" in host else host
    with listener:
        started(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(create_app(pipeline), log_level="warning", server_header=False, access_log=False)
        uvicorn.Server(config).run(sockets=[listener])
