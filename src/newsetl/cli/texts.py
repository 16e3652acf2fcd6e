"""Commands on files that need not be in the index: read a page, link names, measure the search."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsetl.cli.app import FAILED, Json, finish
from newsetl.cli.screen import out, print_json, tell_trouble


def extract(
    page: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved HTML page.")],
    url: Annotated[str, typer.Option(help="The address it was saved from.")] = "",
    json_: Json = False,
) -> None:
    """Show the article that is read out of one page.

    Example: `newsetl extract page.html --url https://outlet.example/news/17 --json`
    """
    from newsetl.cli.report import show_article
    from newsetl.normalise.charset import BadEncoding
    from newsetl.normalise.extract import NoArticle, extract_page

    try:
        article = extract_page(page.read_bytes(), url or page.absolute().as_uri())
    except (NoArticle, BadEncoding) as error:
        tell_trouble(f"{page}: {error}")
        raise typer.Exit(FAILED) from error
    if json_:
        print_json(article.model_dump(mode="json"))
    else:
        show_article(article, out)


def annotate(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSONL[.gz] of records with id, title, body.")
    ],
    possible: Annotated[bool, typer.Option("--possible", help="Also names that lack part of their context.")] = False,
    json_: Json = False,
) -> None:
    """Link the names in records that need not be in the index; offsets refer to each record's body as given.

    A line that is no record is told on standard error and passed over; the exit code is then 1.

    Example: `newsetl annotate reports.jsonl --json > mentions.jsonl`
    """
    from newsetl.cli.report import show_mentions
    from newsetl.ingest.dump import Broken, read_lines
    from newsetl.names.linker import POSSIBLE
    from newsetl.pipeline import Pipeline

    pipeline = Pipeline.from_settings()
    linker = pipeline.linker
    whole = True
    with file.open("rb") as stream:
        for read in read_lines(stream, pipeline.context.settings.max_body_bytes):
            if isinstance(read, Broken):
                whole = False
                _tell_broken(file, read.message, as_json=json_)
                continue
            record = read.value
            title, body = str(record.get("title") or ""), str(record.get("body") or "")
            mentions = [
                {
                    "surface": mention.surface,
                    "start": mention.start,
                    "end": mention.end,
                    "entity_id": mention.entity_id,
                    "type": mention.kind,
                    "rule": mention.rule,
                }
                for mention in linker.link(title, body)
                if mention.field == "body" and (possible or mention.confidence > POSSIBLE)
            ]
            if json_:
                print_json({"external_id": record.get("id"), "mentions": mentions})
            else:
                show_mentions(str(record.get("id")), title, mentions, out)
    finish(whole)


def _tell_broken(file: Path, message: str, *, as_json: bool) -> None:
    if not as_json:
        tell_trouble(f"{file}: {message}")
        return
    number = re.search(r"line (\d+)", message)
    fault = {"external_id": None, "line": int(number[1]) if number else None, "error": f"{file}: {message}"}
    print_json(fault, sys.stderr)
