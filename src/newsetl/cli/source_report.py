"""How ``newsetl source`` shows what it found."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from newsetl.cli.screen import line, readable_url

if TYPE_CHECKING:
    from newsetl.ingest.sources import Source
    from newsetl.sourcing.adding import Addition
    from newsetl.sourcing.check import SourceCheck
    from newsetl.sourcing.trial import PageTrial

_SIGNS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}
_CUT_SHOWN, _CUT_LONGEST = 3, 60
_WAYS = ("feeds", "sitemaps", "listings", "archives", "pages", "dumps", "files")


def show_addition(addition: "Addition", console: Console) -> None:
    """The findings, then the pages that were tried, then the pack."""
    for notice in addition.notices:
        console.print(line((notice, "yellow")))
    for left in addition.left_out:
        console.print(line((f"left out: {readable_url(left.address)}: {left.why}", "dim")))
    robots = addition.robots
    delay = f", asks for {robots.delay:g} s between requests" if robots.delay else ""
    said = robots.trouble or "allows it"
    console.print(line(("robots.txt: ", "bold"), said, delay))
    console.print("")
    for number, page in enumerate(addition.pages, 1):
        show_page(page, f"page {number}", console)
    if addition.score is None:
        console.print(line(("no page could be tried; see what the pack would bring by newsetl run", "yellow")))
    else:
        console.print(line((f"extraction: {addition.score} of 100", "bold")))
    if addition.sitemaps and any(page.state == "refused" for page in addition.pages):
        advice = "where sitemaps name pages that are no reports, keep those out by a pattern under «exclude»"
        console.print(line((advice, "yellow")))
    console.print("")
    for text in addition.pack.splitlines():
        console.print(line((text, "cyan") if "decide:" in text else text))


def show_page(page: "PageTrial", name: str, console: Console) -> None:
    """What was made of one page, and why."""
    console.print(line((f"{name}: ", "bold"), readable_url(page.address)))
    if page.state != "extracted":
        why = "not fetched" if page.state == "not_fetched" else "no report in it"
        console.print(line((f"  {why}: {page.why}", "red")))
        return
    how = page.how
    date = f"{page.published_at:%Y-%m-%d %H:%M} UTC" if page.published_at else "none"
    rows = [
        ("title", page.title or "none", how.get("title", "")),
        ("date", date if page.precision != "day" else date[:10], how.get("published_at", "")),
        ("text", f"{page.words} words in {page.paragraphs} paragraphs", how.get("body", "")),
        ("begins", f"{page.beginning} …", ""),
    ]
    for key, value, why in rows:
        console.print(line(f"  {key:7}{value}", (f"  ({why})" if why else "", "dim")))
    for text in page.cut[:_CUT_SHOWN]:
        shown = text if len(text) <= _CUT_LONGEST else f"{text[:_CUT_LONGEST]}…"
        console.print(line((f"  cut    {shown}", "dim")))
    if len(page.cut) > _CUT_SHOWN:
        console.print(line((f"  cut    and {len(page.cut) - _CUT_SHOWN} lines more", "dim")))
    for text in page.leaked:
        console.print(line((f"  a link in the text: {text}", "yellow")))
    console.print(line(f"  score  {page.score}", (f"  ({_marks(page)})", "dim")))


def show_check(check: "SourceCheck", console: Console) -> None:
    """One source: its verdict, then everything that was looked at."""
    from newsetl.sourcing.check import GOOD_SCORE

    score = f", extraction {check.score} of 100" if check.score is not None else ""
    console.print(line(_SIGNS[check.verdict], (f" {check.id}", "bold"), score))
    for finding in check.findings:
        console.print(line("  ", _SIGNS[finding.state], f" {finding.what}: {readable_url(finding.found)}"))
        if finding.advice:
            console.print(line(f"         → {finding.advice}"))
    for page in check.pages:
        if page.state != "extracted" or page.score < GOOD_SCORE:
            show_page(page, "       page", console)


def show_verdicts(checks: "Sequence[SourceCheck]", console: Console) -> None:
    """How many of each verdict."""
    counts = {verdict: sum(check.verdict == verdict for check in checks) for verdict in _SIGNS}
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    console.print(line((f"{len(checks)} checked: {told or 'nothing to check'}", "bold")))


def show_list(sources: "Iterable[Source]", console: Console) -> None:
    """One line a source."""
    from newsetl.sourcing.findings import counted

    rows = [
        (
            source.id,
            source.country or "--",
            source.affiliation,
            ", ".join(counted(len(found), way) for way in _WAYS if (found := getattr(source, way))) or "no way in",
            str(source.verified or "never tried"),
            f"{source.name.ar} · {source.name.en}",
        )
        for source in sources
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        # the names last: Arabic would turn the columns behind it around
        console.print(line(f"{cells}  {row[5]}"))


def _marks(page: "PageTrial") -> str:
    from newsetl.sourcing.trial import MARKS

    return ", ".join(f"{name.replace('_', ' ')} {page.marks[name]}/{most}" for name, most in MARKS.items())
