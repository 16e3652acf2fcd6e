"""``newsetl sample``: the bundled sample as a news site to try newsetl on."""

import ipaddress
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from newsetl.cli.screen import err, line, out
from newsetl.settings import get_settings

sample_app = typer.Typer(no_args_is_help=True, help="The bundled sample, to try newsetl on.")
SINCE, UNTIL = "2022-01-20", "2022-02-03"
"""The interval that holds all its reports."""


@sample_app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8090,
    fail: Annotated[
        list[str] | None, typer.Option(metavar="OUTLET", help="Let this outlet answer 500; may be given again.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder of the trial's source packs and data; default: DATA_DIR/sample-site.")
    ] = None,
) -> None:
    """Serve the sample's outlets as news sites until stopped, and print what to type in another terminal to read them.

    The source packs for them are written into the folder, and the printed commands keep their data there too, away
    from yours.

    Example: `newsetl sample serve`, or to see what a partial run looks like `newsetl sample serve --fail barid-sharq`
    """
    from newsetl.sample_site.app import create_app
    from newsetl.sample_site.packs import write_packs
    from newsetl.sample_site.ways import load_outlets
    from newsetl.serving import serve_app

    outlets = load_outlets()
    failing = frozenset(fail or ())
    if unknown := sorted(failing - set(outlets)):
        raise typer.BadParameter(
            f"the sample has no outlet {', '.join(unknown)}; it has {', '.join(outlets)}", param_hint="--fail"
        )
    kept = (folder or get_settings().data_path / "sample-site").expanduser().absolute()

    def tell(address: str) -> None:
        base = _reachable(address)
        write_packs(outlets, base, kept / "sources")
        err.print(f"serving {base}/ (Ctrl-C stops it)")
        if failing:
            err.print(line((f"answering HTTP 500: {', '.join(sorted(failing))}", "yellow")))
        err.print("in another terminal:")
        for command in _commands(base, kept):
            out.print(line(command))

    serve_app(lambda: create_app(outlets, failing), host, port, tell)


def _commands(base: str, folder: Path) -> list[str]:
    """What reads the site at ``base`` into ``folder``, and searches there, from any folder of a shell."""
    site = urlsplit(base)
    data = {"NEWSETL_DATA_DIR": str(folder)}
    # the pause is for the servers of others
    reading = {
        "NEWSETL_SOURCES": str(folder / "sources"),
        "NEWSETL_ALLOW_HOSTS": f"{site.hostname}:{site.port}",
        "NEWSETL_FETCH_INTERVAL": "0",
    }
    program = _program()
    return [
        _shell(data | reading, [*program, "run", "--since", SINCE, "--until", UNTIL]),
        _shell(data, [*program, "search", "سجن غويران"]),
    ]


def _shell(environment: dict[str, str], words: list[str]) -> str:
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in environment.items()), shlex.join(words)])


def _program() -> list[str]:
    """How to start newsetl where it may not be on the path."""
    called = Path(sys.argv[0]).absolute()
    if called.name != "newsetl":
        return [sys.executable, "-m", "newsetl.cli"]
    found = shutil.which("newsetl")
    return ["newsetl"] if found and Path(found).absolute() == called else [str(called)]


def _reachable(address: str) -> str:
    """The site's address as this machine reaches it, also where it listens on every address the machine has."""
    site = urlsplit(address)
    host = site.hostname or ""
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    if everywhere:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{site.port}"
