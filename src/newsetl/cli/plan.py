"""``newsetl plan``: what a backfill would fetch, before it is started."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsetl.cli.app import Json, moment
from newsetl.cli.screen import err, line, out, print_json, readable_url

if TYPE_CHECKING:
    from newsetl.ingest.survey import WayFound
    from newsetl.planning import FetchPlan

_MEGABYTE = 1_000_000


def plan(
    since: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="First moment (UTC unless it says).")],
    until: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="First moment not taken in.")],
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given again.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: only name the ways in.")] = False,
    json_: Json = False,
) -> None:
    """Say what collecting an interval would fetch from where, and about how much; nothing is collected.

    Feeds, sitemaps and listings are read for it, pages and archives are not. Listings of more than a week are reckoned
    from seven of its days.

    Example: `newsetl plan --since 2022-01-01 --until 2022-02-01`
    """
    from newsetl.pipeline import Pipeline
    from newsetl.planning import plan_fetching

    pipeline = Pipeline.from_settings()
    if notice := pipeline.sources_notice:
        err.print(line((notice, "yellow")))
    found = plan_fetching(
        pipeline, since, until, source or (), offline=offline, progress=lambda one: err.print(line(f"{one.source} …"))
    )
    if json_:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)


def _show(found: "FetchPlan") -> None:
    from newsetl.planning import duration

    out.print(line((f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC", "bold")))
    for one in found.sources:
        share = f"about {duration(one.seconds)}, {one.size / _MEGABYTE:.1f} MB"
        out.print(line((one.source, "bold"), f"  {one.new} pages to fetch", (f"  ({share})", "dim")))
        for way in one.ways:
            out.print(line(f"   {way.way:<9} {_offer(way):<28} ", (readable_url(way.address), "dim")))
            if way.trouble:
                out.print(line((f"      {way.trouble}", "red")))
        if one.new > one.most_at_once:
            out.print(
                line((f"   one run takes {one.most_at_once} of them (max_pages): run it again for the rest", "yellow"))
            )
        if not one.shows_past:
            out.print(line(("   no archive: feeds show the newest items alone", "yellow")))
    if found.sources:
        slowest = max(found.sources, key=lambda one: one.seconds)
        pages, files = (sum(getattr(one, key) for one in found.sources) for key in ("new", "files"))
        archives = f" and {files} archive files to download" if files else ""
        told = (
            f"{pages} reports to fetch{archives}; outlets are asked side by side: {duration(slowest.seconds)} and more"
        )
        out.print(line(told))


def _offer(way: "WayFound") -> str:
    if way.files is not None:
        return f"{way.files} files to download"
    if way.new is None:
        return "read whole" if way.size is not None else "?"
    parts = [(way.new, "to fetch"), (way.whole, "in full"), (way.known, "known")]
    return ("about " if way.estimated else "") + (", ".join(f"{n} {what}" for n, what in parts if n) or "nothing")
