"""What all commands share: the application, exit codes, kinds of trouble, options.

Exit codes: 0 done; 1 the work was not (wholly) done, the message says why; 2 the command line or a setting is wrong;
3 the index or the lake cannot be used.
"""

import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import newsetl
from newsetl.cli import STOPPED
from newsetl.cli.screen import out, tell_trouble
from newsetl.settings import SettingsError

FAILED, WRONG, UNUSABLE = 1, 2, 3
FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Other years have no four digits, or leave the calendar in another time zone."""


class Commands(TyperGroup):
    """Commands whose known kinds of trouble are one line on standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command. Raises SystemExit with the exit code, and what typer itself has to tell."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            # typer's own answer differs between its versions
            sys.exit(STOPPED)
        except Exception as error:
            code = exit_code(error)
            if code is None:
                raise
            tell_trouble(str(error))
            sys.exit(code)


def exit_code(error: Exception) -> int | None:
    """The exit code of a known kind of trouble, None for any other."""
    if isinstance(error, SettingsError):
        return WRONG
    if not type(error).__module__.startswith("newsetl."):
        return None
    from newsetl.arabic.morphology_database import MorphologyError
    from newsetl.datasets import DataError
    from newsetl.index.engine import IndexUnusable
    from newsetl.kibana.importing import KibanaRefused
    from newsetl.lake import LakeError
    from newsetl.names.gazetteer import GazetteerError
    from newsetl.names.tagger import TaggerUnavailable
    from newsetl.pipeline import PlanError, StageFailed
    from newsetl.sourcing.discover import DiscoveryError

    match error:
        case IndexUnusable() | LakeError() | KibanaRefused():
            return UNUSABLE
        case PlanError() | GazetteerError():
            return WRONG
        case StageFailed() | DataError() | MorphologyError() | TaggerUnavailable() | DiscoveryError():
            return FAILED
    return None


app = typer.Typer(
    name="newsetl",
    cls=Commands,
    help="Collect Arabic news, and find every report by what it is about, however it spells the name.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
quarantine_app = typer.Typer(no_args_is_help=True, help="Records that were kept back, with their reasons.")
index_app = typer.Typer(no_args_is_help=True, help="The search index as a whole.")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(index_app, name="index")

Json = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]


def moment(text: str) -> datetime:
    """An option's date or time, in UTC."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no ISO 8601 date or time, such as 2022-01-20 or 2022-01-20T06:00Z"
        ) from None
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise typer.BadParameter(f"{text!r} is too far from today for any news")
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def finish(ok: bool) -> None:
    """End with the exit code of work that was not wholly done."""
    if not ok:
        raise typer.Exit(FAILED)


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"newsetl {newsetl.__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take what may stand before the command."""
