"""How linked mentions are shown, and how well they were linked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from newsetl.cli.measure_report import rate, table
from newsetl.cli.screen import line

if TYPE_CHECKING:
    from newsetl.search.mention_scores import Fault, MentionScores, Tally


def show_mentions(name: str, title: str, mentions: Sequence[dict[str, Any]], out: Console) -> None:
    """The names found in one record."""
    out.print(line((name, "bold"), f" {title}"))
    for mention in mentions:
        out.print(line(f"  {mention['start']:>6}  {mention['entity_id']}  {mention['surface']}"))


def show_explained(name: str, title: str, mentions: Sequence[dict[str, Any]], out: Console) -> None:
    """The names found in one record, each with why it was linked and the sentence that it stands in."""
    out.print(line((name, "bold"), f" {title}"))
    sentence = ""
    for mention in mentions:
        if mention["sentence"] != sentence:
            sentence = mention["sentence"]
            out.print(line((f"\n  {mention['field']}: ", "dim"), sentence))
        out.print(
            line(
                ("    ", ""),
                (mention["surface"], "bold yellow"),
                f"  {mention['start']}–{mention['end']}  {mention['entity_id']}  {mention['label']}",
                (
                    f"  alias {mention['alias']}  rule {mention['rule']}  confidence {mention['confidence']:g}",
                    "dim",
                ),
            )
        )


def show_scores(scores: "MentionScores", out: Console) -> None:
    """Rates over all kinds and by kind, by exact and by overlapping span; rules; marked names nobody knows."""
    for title, tally in (("exact span", scores.exact), ("overlapping span", scores.overlapping)):
        measured = tally.as_json()
        shown = table(title, "precision", "recall", "F1")
        shown.add_row(
            "all curated",
            rate(measured["precision"]),
            rate(measured["recall_curated"]),
            f"{measured['f1_curated']:.3f}",
        )
        shown.add_row("all that is named", "", rate(measured["recall_all"]), f"{measured['f1_all']:.3f}")
        for kind, rates in measured["kinds"].items():
            shown.add_row(f"  {kind}", rate(rates["precision"]), rate(rates["recall"]), "")
        out.print(shown)
    out.print(line(f"{scores.reports} marked reports; rules, right of claimed (exact): {_rules(scores.exact)}"))
    if scores.unknown_names:
        listed = ", ".join(f"{name} {count}" for name, count in scores.unknown_names.most_common())
        out.print(line(f"marked names that the gazetteer lacks: {listed}"))


def _rules(tally: "Tally") -> str:
    return ", ".join(f"{rule} {right}/{claimed}" for rule, (right, claimed) in sorted(tally.rules.items()))


def show_faults(tally: "Tally", out: Console) -> None:
    """Each missed mark and each wrong mention, with its sentence."""
    for what, style, faults in (("missed", "yellow", tally.missed), ("wrong", "red", tally.wrong)):
        for fault in faults:
            out.print(_fault(what, style, fault))
            out.print(line("    ", fault.sentence))


def _fault(what: str, style: str, fault: "Fault") -> Any:
    told = f" → {fault.name}  [{fault.why}]"
    return line((what, style), f" {fault.report} {fault.field}: ", (fault.surface, "bold"), told)
