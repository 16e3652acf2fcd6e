"""How measures of the search are shown: tables of rates, needs one by one, what was missed and what was wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from newsetl.cli.screen import line

WAYS = {
    "planner": "planner",
    "kibana_words": "Kibana, bare",
    "kibana_phrase": "Kibana, quoted",
    "kibana": "Kibana",
}


def show_measures(measures: Mapping[str, Any], out: Console) -> None:
    """Two tables, one row a way of asking, at grade 1 or more and at grade 2: micro rates, then macro means."""
    background = _background(measures)
    rates = table("", "needs", "recall", "precision", *(["judged only", "/10,000"] if background else []))
    macro = list(measures["all"])
    means = table("mean over needs", *(name.removeprefix("set_") for name in macro))
    for title, mode in _rows(measures):
        cells = [str(len(mode["needs"])), rate(mode["recall"]), rate(mode["precision"])]
        if background:
            cells += [rate(mode["precision_judged_only"]), f"{mode['false_links']['per_10000']:.1f}"]
        rates.add_row(title, *cells)
        means.add_row(title, *(f"{mode['macro'][name]:.3f}" for name in macro))
    out.print(rates)
    out.print(
        line("recall and precision over all needs together, with Wilson 95 % intervals; grade 2: asked for «about»")
    )
    if background:
        out.print(line(f"{background} background reports: each hit counts as false, /10,000 is how many"))
    out.print(means)
    if measures["left_out"]:
        out.print(line(f"not asked for «about», no query is a known name: {', '.join(measures['left_out'])}"))


def show_needs(measures: Mapping[str, Any], out: Console) -> None:
    """One table a way of asking, one row a need."""
    counted = {"relevant": "relevant", "found": "found", "matched": "hits", "background": "unjudged"}
    shares = {"set_recall": "recall", "set_precision": "precision", "nDCG@10": "nDCG@10"}
    for title, mode in _rows(measures):
        shown = table("need", *counted.values(), *shares.values(), title=title)
        for need, row in mode["needs"].items():
            shown.add_row(line(need), *(f"{row[name]:g}" for name in counted), *(f"{row[name]:.3f}" for name in shares))
        out.print(shown)


def show_misses(measures: Mapping[str, Any], out: Console) -> None:
    """The ids of missed and wrong reports, by way of asking and need."""
    for title, mode in _rows(measures):
        for need, row in mode["needs"].items():
            for one in row["misses"]:
                for what, style in (("missed", "yellow"), ("wrong", "red")):
                    if ids := one[what]:
                        asked = " | ".join(one["queries"])
                        out.print(line((f"{title}  {need}  {asked}  ", "bold"), (what, style), f" {len(ids)}: "))
                        out.print(line("    ", " ".join(ids)))


def rate(value: Mapping[str, float]) -> str:
    """A rate with the counts behind it, and on a second line its interval."""
    return f"{value['value']:.3f} {value['found']:g}/{value['of']:g}\n{value['low']:.3f}–{value['high']:.3f}"


def _rows(measures: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, mode in measures["modes"].items():
        yield WAYS[name], mode
    for name, mode in measures["about"].items():
        yield f"{WAYS[name]}, grade 2", mode


def _background(measures: Mapping[str, Any]) -> int:
    links = measures["modes"]["planner"].get("false_links")
    return int(links["background"]) if links else 0


def table(*columns: str, title: str = "") -> Table:
    """An empty table of names and, to the right, numbers, narrow enough for a terminal."""
    shown = Table(*columns, title=title or None, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for column in shown.columns:
        column.no_wrap = True
        column.justify = "left" if column is shown.columns[0] else "right"
    return shown
