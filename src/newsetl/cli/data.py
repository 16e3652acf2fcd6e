"""``newsetl data``: what newsetl can use and may not ship."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from newsetl.cli.app import Json
from newsetl.cli.screen import err, line, out, print_json
from newsetl.settings import get_settings

data_app = typer.Typer(invoke_without_command=True)


class Name(StrEnum):
    """What can be installed."""

    MORPHOLOGY = "morphology"


@data_app.callback()
def data(ctx: typer.Context, json_: Json = False) -> None:
    """Data that newsetl can use and may not ship: what is installed, and what could be.

    Examples: `newsetl data`, `newsetl data --json`, `newsetl data install morphology`
    """
    if ctx.invoked_subcommand:
        return
    from newsetl.datasets import datasets

    found = datasets(get_settings())
    if json_:
        print_json([dataset.model_dump(mode="json") for dataset in found])
        return
    for dataset in found:
        colour = "green" if dataset.state == "installed" else "yellow"
        out.print(line((dataset.state, colour), f" {dataset.name}: {dataset.found}"))
        if dataset.path:
            out.print(line(f"       {dataset.path}"))
        else:
            out.print(line(f"       → newsetl data install {dataset.name} ({dataset.licence}, {dataset.size})"))


@data_app.command()
def install(
    name: Annotated[Name, typer.Argument(help="What to install.")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="PATH", help="A zip, folder or .db file; nothing is downloaded.")
    ] = None,
) -> None:
    """Install data into the data folder, by camel-tools' own downloader; once there, it is left alone.

    The morphological database stands under the GPL v2, which is why it does not come with newsetl.

    Examples: `newsetl data install morphology`, `newsetl data install morphology --from calima-msa-r13.zip`
    """
    from newsetl.arabic.morphology import tier
    from newsetl.datasets import install_morphology

    settings = get_settings()
    fresh = install_morphology(settings, source, lambda said: err.print(line(said)))
    found = tier(settings)
    out.print(line(f"{name}: {'installed' if fresh else 'is there already'}, {found.wording}"))
    out.print(line(f"{found.path}"))
    if fresh:
        out.print(
            "reports get lemmas when they are run again: `newsetl run --since DAY --until DAY`, or `newsetl load`"
        )
