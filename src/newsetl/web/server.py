"""The app on a port of its own."""

from collections.abc import Callable

from newsetl.pipeline import Pipeline
from newsetl.serving import serve_app
from newsetl.web.app import create_app
from newsetl.web.telling import is_local


def serve(pipeline: Pipeline, host: str, port: int, started: Callable[[str], None] = lambda _: None) -> None:
    """Serve until interrupted; ``started`` is told the address. Raises SettingsError where it cannot listen there.

    Feedback is taken only where no other machine can reach the server.
    """
    serve_app(lambda: create_app(pipeline, feedback=is_local(host)), host, port, started)
