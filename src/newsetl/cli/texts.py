"""A command on a file that need not be in the index: read a page."""

from pathlib import Path
from typing import Annotated

import typer

from newsetl.cli.app import FAILED, Json
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
