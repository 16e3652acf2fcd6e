"""Readers' feedback on links, the one thing the page writes: only on this machine, and only from the page itself.

A form from elsewhere must not write in a reader's name. Browsers say in ``Sec-Fetch-Site`` or ``Origin`` where a
request comes from, and a form cannot send JSON; the ``Host`` must be this machine's own name, since any other may have
been made to lead here.
"""

import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from newsetl.feedback import Feedback, FeedbackError, FeedbackStore, Text, feedback_on
from newsetl.pipeline import Pipeline
from newsetl.search.entities import UnknownEntity, find_entity_id
from newsetl.web.question import BadQuestion
from newsetl.web.rendering import prefix


class BadFeedback(BadQuestion):
    """Feedback that cannot be kept."""

    title = ("لم تُحفظ الملاحظة", "The feedback was not kept")


MAX_BYTES = 20_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_KEYS = ("kind", "entity", "article_id", "surface", "note")


def add_feedback(app: FastAPI, pipeline: Pipeline) -> None:
    """Add ``POST /api/feedback``; forms are led back to their report, JSON is answered with what was kept."""

    @app.post("/api/feedback")
    async def feedback(request: Request) -> Response:
        """Keep a wrong or a missing link; takes kind, entity, article_id, surface, note."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        _require_own(request, media_type)
        given = _read(await _body(request), media_type)
        item = await run_in_threadpool(_keep, pipeline, given)
        if media_type == JSON:
            return JSONResponse(item.model_dump(mode="json"), 201)
        address = f"{prefix(request)}/article/{quote(item.article_id or '', safe='')}?told={item.kind}#told"
        return RedirectResponse(address, 303)


def is_local(host: str) -> bool:
    """Whether a host, as in a ``Host`` header (a port may follow) or to listen on, is this machine for itself alone."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _require_own(request: Request, media_type: str) -> None:
    if media_type not in (FORM, JSON):
        raise HTTPException(415)
    host, origin = request.headers.get("host", ""), request.headers.get("origin", "")
    site = request.headers.get("sec-fetch-site")
    # the page sends no referrer, so that its own forms come with the origin «null»
    same = site == "same-origin" if site else origin == f"{request.url.scheme}://{host}"
    told_nothing = site is None and not origin and media_type == JSON
    if not is_local(host) or not (same or told_nothing):
        raise HTTPException(403)


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise HTTPException(413)
    return body


def _read(body: bytes, media_type: str) -> dict[str, str]:
    try:
        text = body.decode()
        given: Any = json.loads(text) if media_type == JSON else dict(parse_qsl(text, max_num_fields=20))
        # half a character, which neither index nor file can hold
        json.dumps(given, ensure_ascii=False).encode()
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(given.get(key, ""), str) for key in _KEYS):
        raise _bad("it is no form and no JSON object of texts")
    return {key: given.get(key, "").strip() for key in _KEYS}


def _keep(pipeline: Pipeline, given: dict[str, str]) -> Feedback:
    engine, linker = pipeline.reading
    document = engine.get([given["article_id"]]).get(given["article_id"])
    if document is None:
        raise HTTPException(404)
    kind = given["kind"]
    if kind not in ("wrong", "missing"):
        raise _bad("kind must be wrong or missing")
    text = Text(document.title, document.body, document.mentions, document.article_id, document.timeline_at.date())
    try:
        # what a report is linked to may have left the gazetteer since
        entity_id = find_entity_id(given["entity"], linker, may_be_new=True)
        item = feedback_on(text, "wrong" if kind == "wrong" else "missing", entity_id, given["surface"], given["note"])
    except (UnknownEntity, FeedbackError) as error:
        raise _bad(str(error)) from error
    FeedbackStore(pipeline.context.settings.data_path).add(item)
    return item


def _bad(why: str) -> BadFeedback:
    return BadFeedback(f"راجع ما أدخلته: {why}", f"Look at what you entered: {why}")
