"""``newsetl setup`` and ``newsetl kibana``: what the distributed installation runs once, and may run again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.screen import out
from newsetl.settings import SettingsError, get_settings

if TYPE_CHECKING:
    from newsetl.setup.job import Passwords

setup_app = typer.Typer(no_args_is_help=True, help="Set up the distributed installation; every step may be repeated.")
kibana_app = typer.Typer(no_args_is_help=True, help="What Kibana shows of the index.")
NDJSON = Path("deploy/kibana/newsetl.ndjson")


@setup_app.command()
def certificates(
    ca_folder: Annotated[Path, typer.Option(help="Folder of the authority's key; no server needs it.")],
    folder: Annotated[Path, typer.Option(help="Folder of ca.crt and the server's certificate and key.")],
    name: Annotated[list[str], typer.Option(help="DNS name or address of the server; may be given again.")],
    node: Annotated[str, typer.Option(help="Name of the files.")] = "elasticsearch",
) -> None:
    """Make a certificate authority and a server's certificate, where there are no good ones yet.

    Example: `newsetl setup certificates --ca-folder ca --folder certs --name elasticsearch --name 127.0.0.1`
    """
    from newsetl.setup.certificates import make_certificates

    made = make_certificates(ca_folder, folder, node, name)
    out.print(f"certificate of {node}: {'made' if made else 'kept'} in {folder}")


@setup_app.command()
def elasticsearch(
    keys: Annotated[Path, typer.Option(help="Folder of the API keys, one folder inside for each service.")],
) -> None:
    """Set users, roles, API keys and the index up on the Elasticsearch of NEWSETL_INDEX_URL.

    Reads ELASTIC_PASSWORD, and where wanted KIBANA_PASSWORD and READER_PASSWORD, from the environment.

    Example: `NEWSETL_INDEX_URL=https://127.0.0.1:9200 newsetl setup elasticsearch --keys keys`
    """
    from newsetl.setup.job import set_up

    for line in set_up(get_settings(), _passwords(), keys):
        out.print(line)


@setup_app.command()
def kibana(
    url: Annotated[str, typer.Option(help="Where Kibana is.")],
    file: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The saved objects.")] = NDJSON,
    ca_certs: Annotated[Path | None, typer.Option(exists=True, help="CA of Kibana's certificate.")] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for it to start.")] = 300,
) -> None:
    """Import the saved objects into Kibana, waiting for it to start; what has the same ids is replaced.

    Reads ELASTIC_PASSWORD from the environment.

    Example: `newsetl setup kibana --url http://127.0.0.1:5601`
    """
    from newsetl.kibana.importing import import_objects

    login = ("elastic", _passwords().elastic_password.get_secret_value())
    count = import_objects(url, login, file, ca_certs=ca_certs, patience=wait)
    out.print(f"Kibana took {count} objects")


@kibana_app.command()
def build(
    file: Annotated[Path, typer.Argument(help="File to write.")] = NDJSON,
) -> None:
    """Write the data view, Discover sessions and dashboard for Kibana's import.

    Example: `newsetl kibana build`, then Stack Management → Saved Objects → Import
    """
    from newsetl.kibana.objects import build as build_objects

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(build_objects(get_settings().index_alias), encoding="utf-8")
    out.print(f"wrote {file}")


def _passwords() -> "Passwords":
    from pydantic import ValidationError

    from newsetl.setup.job import Passwords

    try:
        return Passwords()
    except ValidationError:
        # Pydantic's own message repeats what was given.
        raise SettingsError("ELASTIC_PASSWORD is not set: `make env` generates it into .env") from None
