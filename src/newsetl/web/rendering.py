"""Templates to pages. Everything is escaped; no value from a report is ever taken for markup."""

from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from newsetl.records import digest_of
from newsetl.templating import templates_of
from newsetl.web import wording

STATIC = {
    "style.css": ("text/css; charset=utf-8", files("newsetl.web").joinpath("static", "style.css").read_bytes()),
    "icon.svg": ("image/svg+xml", files("newsetl.web").joinpath("static", "icon.svg").read_bytes()),
}
READING = ["GET", "HEAD"]
"""Methods of every address that only reads: link checkers and monitors ask by HEAD."""
_EDITION = digest_of([], STATIC["style.css"][1])[:12]


def _environment() -> Environment:
    environment = templates_of("newsetl.web")
    environment.globals.update(
        {
            "arabic_day": wording.arabic_day,
            "iso": wording.iso,
            "copies": wording.copies,
            "edits": wording.edits,
            "reports": wording.reports,
            "wording": wording,
            "edition": _EDITION,
            "path_part": lambda text: quote(text, safe=""),
        }
    )
    return environment


_TEMPLATES = _environment()


def prefix(request: Request) -> str:
    """What the app's addresses begin with: empty, or ``/newsetl`` where it is mounted."""
    root = str(request.scope.get("root_path", "")).strip("/")
    return f"/{root}" if root else ""


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template's page."""
    # Airflow's frame lets a plain click open nothing new, so pages in it offer no link that seems dead.
    state = request.app.state
    values |= {"root": prefix(request), "framed": state.framed, "feedback": state.feedback}
    text = _TEMPLATES.get_template(template).render(**values)
    # A lone surrogate in a damaged report must not cost the page.
    return HTMLResponse(text.encode("utf-8", "replace"), status_code=status)
