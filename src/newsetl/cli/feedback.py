"""``newsetl feedback`` and ``newsetl gazetteer review``: what readers say of links, and what comes of it."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsetl.cli.app import FAILED, Json
from newsetl.cli.gazetteer import gazetteer_app
from newsetl.cli.screen import err, line, out, print_json, tell_trouble
from newsetl.settings import get_settings

if TYPE_CHECKING:
    from newsetl.feedback import Feedback, FeedbackStore, Text
    from newsetl.names.proposals import Proposal
    from newsetl.pipeline import Pipeline

feedback_app = typer.Typer(no_args_is_help=True, help="Links that are wrong or missing, as readers tell them.")

_Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="An id (facility:prison-sinaa), its last part, a name.")]
_ArticleId = Annotated[str, typer.Option("--article", metavar="ID", help="The report, by the id that hits show.")]
_Sentence = Annotated[str, typer.Option("--text", metavar="SENTENCE", help="The sentence, where it is of no report.")]
_Surface = Annotated[str, typer.Option(metavar="NAME", help="The words of the text.")]
_Note = Annotated[str, typer.Option(help="What the operator should know.")]


@feedback_app.callback()
def feedback() -> None:
    """Links that are wrong or missing, as readers tell them."""


@feedback_app.command()
def wrong(
    entity: _Entity,
    article: _ArticleId = "",
    text: _Sentence = "",
    surface: _Surface = "",
    note: _Note = "",
    json_: Json = False,
) -> None:
    """Say that a report, or a sentence, is linked to something it does not name.

    Example: `newsetl feedback wrong prison-sinaa --article ID --surface "السجن"`
    """
    _take("wrong", entity, article, text, surface, note, json_)


@feedback_app.command()
def missing(
    entity: _Entity,
    article: _ArticleId = "",
    text: _Sentence = "",
    surface: _Surface = "",
    note: _Note = "",
    json_: Json = False,
) -> None:
    """Say that words of a report, or a sentence, name something that they are not linked to.

    For what no pack has yet, ENTITY is an id of your choice, such as `place:tal-al-mithal`.

    Example: `newsetl feedback missing prison-sinaa --text "سمع دوي قرب حبس الصناعة" --surface "حبس الصناعة"`
    """
    _take("missing", entity, article, text, surface, note, json_)


@feedback_app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also what was accepted or rejected.")] = False,
    json_: Json = False,
) -> None:
    """List what waits for a decision.

    Example: `newsetl feedback list --all --json`
    """
    kept = _read(_store())
    items = list(kept.values()) if every else [item for item in kept.values() if item.status == "open"]
    if json_:
        print_json([item.model_dump(mode="json") for item in items])
        return
    for item in items:
        out.print(line(_told(item)))
    if not items:
        err.print("no feedback waits")


@gazetteer_app.command()
def review(
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Take this proposal; may be given again.")
    ] = None,
    reject: Annotated[list[str] | None, typer.Option(metavar="ID", help="Leave the names as they are.")] = None,
    json_: Json = False,
) -> None:
    """Turn feedback into names: a proposal for each that is open, which --accept writes into your own pack.

    Accepting also keeps the sentence as a case that `newsetl gazetteer check` holds the names against. Reports are
    linked by the new names after `newsetl reindex`.

    Examples: `newsetl gazetteer review`, `newsetl gazetteer review --accept 3f2a91c07d`
    """
    from newsetl.pipeline import Pipeline

    store = _store()
    items = _read(store)
    chosen = [*(accept or []), *(reject or [])]
    if unknown := [name for name in chosen if name not in items or items[name].status != "open"]:
        raise typer.BadParameter(f"no open feedback has the id {', '.join(unknown)}")
    if both := {*(accept or [])} & {*(reject or [])}:
        raise typer.BadParameter(f"{', '.join(both)} cannot be accepted and rejected")
    for name in reject or []:
        store.add(items[name].model_copy(update={"status": "rejected"}))
    done = [_accept(items[name], store) for name in accept or []]
    if chosen:
        if json_:
            print_json({"accepted": done, "rejected": reject or []})
        elif accept:
            err.print("now run: newsetl reindex")
        return
    from newsetl.names.proposals import propose

    linker = Pipeline.from_settings().linker
    proposals = [propose(item, linker) for item in items.values() if item.status == "open"]
    if json_:
        print_json([proposal.model_dump(mode="json") for proposal in proposals])
        return
    for proposal in proposals:
        _show(proposal)
    if not proposals:
        err.print("no feedback waits")


def _take(
    kind: Literal["wrong", "missing"], entity: str, article: str, text: str, surface: str, note: str, json_: bool
) -> None:
    from newsetl.feedback import FeedbackError, feedback_on
    from newsetl.pipeline import Pipeline
    from newsetl.search.entities import UnknownEntity, find_entity_id

    if bool(article) == bool(text):
        raise typer.BadParameter("say either --article or --text")
    pipeline = Pipeline.from_settings()
    try:
        entity_id = find_entity_id(entity, pipeline.linker, may_be_new=kind == "missing")
        item = feedback_on(_text(pipeline, article, text), kind, entity_id, surface, note)
    except (UnknownEntity, FeedbackError) as error:
        tell_trouble(str(error))
        raise typer.Exit(FAILED) from error
    _store().add(item)
    if json_:
        print_json(item.model_dump(mode="json"))
    else:
        out.print(line(f"kept  {_told(item)}"))


def _text(pipeline: "Pipeline", article: str, text: str) -> "Text":
    from newsetl.feedback import FeedbackError, Text

    if text:
        return Text("", text, pipeline.linker.link("", text))
    document = pipeline.reader.get([article]).get(article)
    if document is None:
        raise FeedbackError(f"no report has the id {article!r}")
    return Text(document.title, document.body, document.mentions, article, document.timeline_at.date())


def _accept(item: "Feedback", store: "FeedbackStore") -> str:
    from newsetl.names.accepting import Refused, accept_proposal
    from newsetl.names.loading import load_gazetteer

    settings = get_settings()
    try:
        # loaded anew, for the one accepted before it may have changed the names
        names = load_gazetteer(settings.gazetteer_path, settings.packs)
        written = accept_proposal(item, names, settings.gazetteer_path)
    except Refused as error:
        tell_trouble(f"{item.id} was not accepted: {error}")
        raise typer.Exit(FAILED) from error
    store.add(item.model_copy(update={"status": "accepted"}))
    err.print(line(f"{item.id}: {written}"))
    return item.id


def _store() -> "FeedbackStore":
    from newsetl.feedback import FeedbackStore

    return FeedbackStore(get_settings().data_path)


def _read(store: "FeedbackStore") -> "dict[str, Feedback]":
    kept = store.read()
    for fault in kept.faults:
        tell_trouble(fault)
    return kept.feedback


def _show(proposal: "Proposal") -> None:
    from newsetl.names.proposals import as_line

    out.print(line(_told(proposal.feedback)))
    out.print(line(f"    why   {proposal.why}"))
    if proposal.line:
        out.print(line(f"    line  {as_line(proposal.line)}"))


def _told(item: "Feedback") -> str:
    note = f" ({item.note})" if item.note else ""
    return f"{item.id}  {item.status:8}  {item.kind:7}  {item.entity_id}  «{item.surface}» in: {item.sentence}{note}"
