"""``newsetl coverage``: which outlet's days are in the index, and why others are not."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import Json, moment
from newsetl.cli.screen import line, out, print_json

if TYPE_CHECKING:
    from newsetl.coverage import Coverage, DayCoverage

_DAYS = 14
_TOLD = 20
"""Days whose trouble is told in words; the rest is counted."""
_BLOCKS = "▁▂▃▄▅▆▇█"
_SIGNS = {
    "partial": ("%", "yellow", "reports are there, and something that was asked failed"),
    "nothing_kept": ("!", "red", "something was found, and none of it was kept"),
    "silent": ("·", "dim", "asked, answered, had nothing"),
    "failed": ("x", "red", "asked and could not be read"),
    "no_archive": ("o", "dim", "asked when the day was past, of an outlet that shows no past days"),
    "not_asked": (" ", "", "no run has asked for that day (blank)"),
}


def coverage(
    since: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help=f"First day; default: {_DAYS} days ago.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help="First day not looked at; default: tomorrow.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be given again.")] = None,
    json_: Json = False,
) -> None:
    """Say for every outlet and day (UTC) how much was found, fetched and kept, and why the rest was not.

    A day without reports is told apart: the outlet was asked and had nothing, could not be read, or was never asked.

    Examples: `newsetl coverage`, `newsetl coverage --since 2022-01-01 --until 2022-02-01 --source nahr --json`
    """
    from newsetl.coverage import coverage as look
    from newsetl.pipeline import Pipeline

    pipeline = Pipeline.from_settings()
    tomorrow = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = until or (since + timedelta(days=_DAYS) if since else tomorrow)
    since = since or until - timedelta(days=_DAYS)
    found = look(pipeline.context.ledger, pipeline.reader, pipeline.sources.values(), since, until)
    if source:
        unknown = sorted(set(source) - {row.source for row in found.days})
        if unknown:
            raise typer.BadParameter(f"unknown outlet {', '.join(unknown)}", param_hint="--source")
        found = found.model_copy(update={"days": [row for row in found.days if row.source in source]})
    if json_:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)


def _show(found: "Coverage") -> None:
    from newsetl.coverage import by_source

    out.print(line((f"{found.since} to {found.until - timedelta(days=1)}, a sign a day", "bold")))
    busiest = max((row.kept for row in found.days), default=0)
    width = max((len(row.source) for row in found.days), default=0)
    for name, days in by_source(found):
        brought = [*days, *([found.ranges[name]] if name in found.ranges else [])]
        total, fetched = (sum(getattr(part, key) for part in brought) for key in ("found", "fetched"))
        kept = sum(day.kept for day in days)
        told = f"  {kept} kept; of {total} found {fetched} were fetched"
        out.print(line(f"{name:<{width}} ▕", *(_sign(day, busiest) for day in days), "▏", (told, "dim")))
        reasons = sum((Counter(part.not_kept) for part in brought), Counter[str]())
        if reasons:
            words = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
            out.print(line((f"{'':<{width}}   not kept: {words}", "yellow")))
    states = {row.state.value for row in found.days}
    out.print(line((f"{_BLOCKS[0]}{_BLOCKS[-1]} reports of the day, from 1 to {busiest}", "dim")) if busiest else "")
    for state, (sign, style, meaning) in _SIGNS.items():
        if state in states:
            out.print(line((sign, style), (f"  {meaning}", "dim")))
    _tell_trouble([row for row in found.days if row.message or row.state == "nothing_kept"])


def _sign(day: "DayCoverage", busiest: int) -> tuple[str, str]:
    if day.state == "kept":
        return _BLOCKS[(day.kept * len(_BLOCKS) - 1) // busiest], "green"
    sign, style, _ = _SIGNS[day.state]
    return sign, style


def _tell_trouble(days: "Sequence[DayCoverage]") -> None:
    for row in days[:_TOLD]:
        why = row.message or ", ".join(f"{count} {reason}" for reason, count in row.not_kept.items()) or "not indexed"
        out.print(line((f"{row.day} {row.source}: ", "bold"), why))
    if len(days) > _TOLD:
        out.print(line((f"and {len(days) - _TOLD} more; --json has them all", "dim")))
