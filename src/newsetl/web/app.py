"""The app: addresses and their answers. It reads the index and the lake, and changes neither; it keeps feedback.

Links are made under the prefix that the app is mounted at, so it runs alone, behind a proxy, and inside Airflow.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from newsetl.index.documents import Document
from newsetl.lake import LakeError
from newsetl.pipeline import Pipeline
from newsetl.revisions import Revision, history
from newsetl.search.collapse import find_stories
from newsetl.search.planner import Filters, plan
from newsetl.search.service import FACETS, search
from newsetl.web import failures, views
from newsetl.web.coverage import add_coverage
from newsetl.web.origin import Origin, find_origin
from newsetl.web.question import (
    MAX_HITS,
    PAGE_SIZE,
    Question,
    check_known,
    check_length,
    read_moment,
    read_number,
)
from newsetl.web.rendering import READING, STATIC, page
from newsetl.web.security import SecurityHeaders
from newsetl.web.telling import add_feedback

log = logging.getLogger(__name__)
MOST_API_HITS = 100
SEARCH_PARAMETERS = ("q", "limit", "offset", "since", "until", "story", "copies", "source", *FACETS)


def create_app(
    pipeline: Pipeline, *, dependencies: Sequence[Any] = (), framed: bool = False, feedback: bool = False
) -> FastAPI:
    """The app over a pipeline's index, names and lake; nothing is opened before the first request.

    ``dependencies`` (FastAPI's) guard every route, style sheet included; ``framed`` lets pages of the same origin
    show it in a frame; with ``feedback`` readers may tell of wrong and missing links, from this machine alone.
    """
    app = FastAPI(title="newsetl", openapi_url=None, docs_url=None, redoc_url=None, dependencies=list(dependencies))
    app.state.framed, app.state.feedback = framed, feedback
    app.add_middleware(SecurityHeaders, framed=framed)
    failures.install(app, framed=framed)
    _add_pages(app, pipeline)
    _add_api(app, pipeline)
    add_coverage(app, pipeline)
    if feedback:
        add_feedback(app, pipeline)
    for name, (media_type, content) in STATIC.items():
        app.add_api_route(f"/{name}", _static(content, media_type), methods=READING)
    return app


def _add_pages(app: FastAPI, pipeline: Pipeline) -> None:
    @app.api_route("/", methods=READING)
    def search_page(request: Request) -> Response:
        """The search page; without a question, the newest reports."""
        question = Question.read(request.query_params)
        engine, linker = pipeline.reading
        answer = search(
            engine,
            linker,
            question.text,
            limit=PAGE_SIZE,
            offset=question.offset,
            filters=question.filters,
            every_copy=question.every_copy,
        )
        story = find_stories(engine, [question.story]).get(question.story) if question.story else None
        return page(
            request,
            "search.html",
            question=question,
            answer=answer,
            empty_index=answer.total == 0 and engine.count() == 0,
            understood=views.understood(plan(question.text, linker), linker.gazetteer) if question.text else [],
            narrowings=views.narrowings(question, story.title if story else question.story),
            facets=views.facets(answer, question),
            hits=[views.hit_view(found, question) for found in answer.hits],
            pages=views.pages(question, answer.distinct),
            text=question.text,
        )

    @app.api_route("/article/{article_id}", methods=READING)
    def article_page(request: Request, article_id: str) -> Response:
        """One report in full."""
        gazetteer = pipeline.reading.linker.gazetteer
        document = _document(pipeline, article_id)
        origin, lake_fails = _origin(pipeline, document)
        revisions = _revisions(pipeline, article_id)
        return page(
            request,
            "article.html",
            document=document,
            title=views.title_pieces(document, gazetteer),
            paragraphs=views.paragraphs(document, gazetteer),
            entities=views.entities(document, gazetteer),
            linked={mention.entity_id for mention in document.mentions},
            origin=origin,
            revisions=revisions,
            edited=sum(revision.edited for revision in revisions),
            lake_fails=lake_fails,
            external=views.safe_link(document.url),
            story=find_stories(pipeline.reader, [document.story_id or ""]).get(document.story_id or ""),
            story_link=Question(story=document.story_id or "").address(),
            outlet_link=Question().with_term("outlet", document.outlet),
            told=request.query_params.get("told") in ("wrong", "missing"),
            text="",
        )


def _add_api(app: FastAPI, pipeline: Pipeline) -> None:
    @app.api_route("/api/search", methods=READING)
    def api_search(request: Request) -> Response:
        """What ``newsetl search --json`` prints; takes q, limit, offset, since, until, story, copies=all and facets."""
        given = request.query_params
        check_known(given, SEARCH_PARAMETERS)
        text = given.get("q", "")
        check_length(text)
        limit = read_number(given.get("limit", ""), 10, MOST_API_HITS)
        offset = read_number(given.get("offset", ""), 0, MAX_HITS - MOST_API_HITS)
        terms = {name: given[name] for name in (*FACETS, "source") if given.get(name)}
        terms |= {"story_id": given["story"]} if given.get("story") else {}
        engine, linker = pipeline.reading
        answer = search(
            engine,
            linker,
            text,
            limit=limit,
            offset=offset,
            filters=Filters(terms, *_interval(given.get)),
            every_copy=given.get("copies") == "all",
        )
        return JSONResponse(answer.model_dump(mode="json"))

    @app.api_route("/api/article/{article_id}", methods=READING)
    def api_article(article_id: str) -> Response:
        """The indexed report, and what the lake knows of its origin."""
        document = _document(pipeline, article_id)
        origin, _ = _origin(pipeline, document)
        told = {"article": document.model_dump(mode="json"), "origin": origin and origin.model_dump(mode="json")}
        return JSONResponse(told)

    @app.api_route("/api/article/{article_id}/revisions", methods=READING)
    def api_revisions(article_id: str) -> Response:
        """What ``newsetl revisions --json`` prints; empty where this machine's lake does not have the report."""
        _document(pipeline, article_id)
        found = _revisions(pipeline, article_id)
        return JSONResponse({"article_id": article_id, "revisions": [one.model_dump(mode="json") for one in found]})

    @app.api_route("/healthz", methods=READING)
    def healthz() -> Response:
        """Whether questions can be answered."""
        return JSONResponse({"status": "ok", "reports": pipeline.reader.count()})


def _interval(get: Callable[[str, str], str]) -> tuple[datetime | None, datetime | None]:
    return read_moment(get("since", "")), read_moment(get("until", ""))


def _document(pipeline: Pipeline, article_id: str) -> Document:
    document = pipeline.reader.get([article_id]).get(article_id)
    if document is None:
        raise HTTPException(404)
    return document


def _origin(pipeline: Pipeline, document: Document) -> tuple[Origin | None, bool]:
    """The origin, and whether the lake failed: a reader still gets the report, which the index holds."""
    try:
        return find_origin(pipeline.context.lake, document), False
    except (LakeError, OSError) as error:
        log.warning("the origin of %s cannot be read: %s", document.article_id, error)
        return None, True


def _revisions(pipeline: Pipeline, article_id: str) -> list[Revision]:
    """The report's revisions; none where lake or state store cannot be read: the report itself is in the index."""
    context = pipeline.context
    if not context.state.path.exists():
        return []
    try:
        return history(context.lake, context.state, article_id)
    except (LakeError, OSError, sqlite3.Error) as error:
        log.warning("the revisions of %s cannot be read: %s", article_id, error)
        return []


def _static(content: bytes, media_type: str) -> Callable[[], Response]:
    def answer() -> Response:
        return Response(content, media_type=media_type, headers={"Cache-Control": "private, max-age=86400"})

    return answer
