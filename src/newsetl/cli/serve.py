"""``newsetl serve``: the search page from the command line."""

from typing import Annotated

import typer

from newsetl.cli.screen import err


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; anyone who reaches it can read.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
) -> None:
    """Serve the search page and its JSON API until stopped.

    On an address of this machine alone, readers may also tell of wrong and missing links (`newsetl feedback list`).

    Example: `newsetl serve --port 9000`, then open `http://127.0.0.1:9000/`
    """
    from newsetl.pipeline import Pipeline
    from newsetl.web.server import serve as serve_app

    pipeline = Pipeline.from_settings()
    err.print("loading the names …")
    _ = pipeline.linker
    serve_app(pipeline, host, port, lambda address: err.print(f"serving {address} (Ctrl-C stops it)"))
