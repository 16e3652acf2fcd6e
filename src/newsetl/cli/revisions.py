"""``newsetl revisions``: what a newsroom changed in a report after it had published it."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newsetl.cli.app import FAILED, WRONG, Json
from newsetl.cli.screen import err, line, out, plain, print_json, readable_url, tell_trouble
from newsetl.cli.steps import telling

if TYPE_CHECKING:
    from newsetl.pipeline import Pipeline
    from newsetl.revisions import Revision
    from newsetl.textdiff import Change, Paragraph

_STEPS = {"survey": "reading where revisions lie"}
_STYLES = {"same": "", "added": "bold green", "removed": "strike red"}
_SIGNS = {"same": " ", "changed": "~", "added": "+", "removed": "-"}
_MARKS = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
"""How words are marked where there is no colour."""


def revisions(
    report: Annotated[str, typer.Argument(metavar="URL|ARTICLE_ID", help="Its address or id.")],
    diff: Annotated[bool, typer.Option("--diff", help="Show what changed, word by word.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First look through the lake for partitions not known yet.")
    ] = False,
    json_: Json = False,
) -> None:
    """Show all revisions of a report in the order in which they were observed, and what changed.

    Added words are green (or [+so+]), removed ones red and struck (or [-so-]). Counters, vowel marks and punctuation
    are no change.

    Example: `newsetl revisions https://outlet.example/news/17 --diff`
    """
    from newsetl.erasing import EraseError, asked_aliases
    from newsetl.identities import find_article_id
    from newsetl.pipeline import Pipeline
    from newsetl.revisions import Revisions, history

    try:
        aliases = asked_aliases(report)
    except EraseError as error:
        tell_trouble(str(error))
        raise typer.Exit(WRONG) from error
    pipeline = Pipeline.from_settings()
    lake, state = pipeline.context.lake, pipeline.context.state
    article_id = find_article_id(state, aliases) or report
    if rebuild or not Revisions(state).partitions(article_id):
        with telling(_STEPS) as told:
            Revisions(state).survey(lake, lambda done, total: told("survey", done, total))
        article_id = _in_index(pipeline, report) or article_id
    found = history(lake, state, article_id)
    if not found:
        tell_trouble(f"{report}: the lake has no such report: give its address, or the id that hits show")
        raise typer.Exit(FAILED)
    if json_:
        print_json({"article_id": article_id, "revisions": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        _show(one, diff=diff)
    if not any(one.edited for one in found):
        err.print("it was never changed, as far as it was observed")


def _in_index(pipeline: "Pipeline", report: str) -> str | None:
    """The id of a report by its address, for a state store that was lost."""
    from newsetl.building import has_index
    from newsetl.index.query import OneOf
    from newsetl.urls import canonical_url

    if not report.startswith(("http://", "https://")) or not has_index(pipeline.reader):
        return None
    try:
        return min(pipeline.reader.matched_ids(OneOf("url", (canonical_url(report),))), default=None)
    except ValueError:
        return None


def _show(revision: "Revision", *, diff: bool) -> None:
    out.print(
        line(
            (f"{revision.number}. {revision.observed_at:%Y-%m-%d %H:%M} UTC", "bold"),
            f"  {revision.title}  ",
            (readable_url(revision.url), "dim"),
        )
    )
    if revision.number > 1 and not revision.edited:
        out.print(
            line((f"   read another way (from its {revision.read_as}), so not compared: no edit is known", "dim"))
        )
    for change in revision.changes:
        out.print(line(f"   {_told(change)}"))
        if diff:
            for paragraph in change.paragraphs:
                if paragraph.op != "same":
                    out.print(_marked(paragraph))


def _told(change: "Change") -> str:
    if change.field == "title":
        return "title changed"
    if change.field == "body":
        counts = {
            op: sum(paragraph.op == op for paragraph in change.paragraphs) for op in ("changed", "added", "removed")
        }
        said = ", ".join(f"{count} {op}" for op, count in counts.items() if count)
        return f"text changed: paragraphs {said}"
    return f"{change.field.removesuffix('_at')}: {change.before} → {change.after}"


def _marked(paragraph: "Paragraph") -> Text:
    """A paragraph of a diff: coloured where the terminal shows it, in brackets elsewhere."""
    text = Text(f"   {_SIGNS[paragraph.op]} ")
    coloured = out.is_terminal and not out.no_color
    for number, piece in enumerate(paragraph.pieces):
        if number:
            text.append(" ")
        words = plain(piece.text.replace("\n", " "))
        text.append(words if coloured else _MARKS[piece.op].format(words), style=_STYLES[piece.op])
    return text
