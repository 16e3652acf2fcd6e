"""The sample's site: every outlet below a prefix of its own, answered from memory and from nothing else."""

import dataclasses
from collections.abc import Collection, Mapping
from email.utils import format_datetime
from functools import partial
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from newsetl.sample_site.offers import BASE, Document, Outlet, decompressed
from newsetl.sample_site.ways import packed
from newsetl.templating import templates_of

_HTML = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_CONDITIONS = StaticFiles()
"""Serves nothing; knows how requests ask whether a document has changed."""
_TEMPLATES = templates_of("newsetl.sample_site")


def create_app(outlets: Mapping[str, Outlet], failing: Collection[str] = ()) -> Starlette:
    """The site of these outlets; those ``failing`` answer 500 to whatever they are asked."""
    documents = _documents(outlets, failing)
    answer = partial(_answer, documents=documents, prefixes=frozenset(outlets), failing=frozenset(failing))
    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])


async def _answer(
    request: Request, documents: Mapping[str, Document], prefixes: Collection[str], failing: Collection[str]
) -> Response:
    path = str(request.scope["path"]).removeprefix("/")
    query = request.scope["query_string"].decode("latin-1")
    prefix, slash, _ = path.partition("/")
    if prefix in failing:
        return _trouble(500, "هذا المنفذ معطّل قصدا", "This outlet fails on purpose (--fail)")
    if prefix in prefixes and not slash:
        return RedirectResponse(f"/{prefix}/", 308)
    document = documents.get(f"{path}?{query}" if query else path)
    if document is None:
        return _trouble(404, "لا توجد صفحة بهذا العنوان", "There is no page at this address")
    return _sent(request, document)


def _sent(request: Request, document: Document) -> Response:
    headers = {"Content-Type": document.content_type, "Cache-Control": "no-cache"}
    if document.coding:
        headers["Vary"] = "Accept-Encoding"
        if document.coding in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = document.coding
        else:
            document = dataclasses.replace(document, body=decompressed(document), coding="")
    if document.names_base:
        base = escape(str(request.base_url).rstrip("/"))
        document = dataclasses.replace(document, body=document.body.replace(BASE.encode(), base.encode()))
    if document.packed:
        document = dataclasses.replace(document, body=packed(document.body))
    headers["ETag"] = document.etag
    if document.modified:
        headers["Last-Modified"] = format_datetime(document.modified, usegmt=True)
    if document.file_name:
        headers["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    response = Response(document.body, headers=headers)
    if _CONDITIONS.is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response


def _documents(outlets: Mapping[str, Outlet], failing: Collection[str]) -> dict[str, Document]:
    """Everything the site answers, by path below the root, a query included."""
    documents = {
        "": _page("index.html", outlets=outlets.values(), failing=failing),
        "robots.txt": _robots(outlets.values()),
    }
    for name, outlet in outlets.items():
        documents |= {f"{name}/{address}": document for address, document in outlet.documents.items()}
        documents[f"{name}/"] = _page("outlet.html", outlet=outlet)
        documents[f"{name}/robots.txt"] = _robots([outlet])
    return documents


def _robots(outlets: Collection[Outlet]) -> Document:
    sitemaps = [
        f"Sitemap: {BASE}/{outlet.source.id}/{address}"
        for outlet in outlets
        for address in outlet.entries.get("sitemaps", [])
    ]
    lines = ["User-agent: *", "Disallow:", "Crawl-delay: 0", *sitemaps, ""]
    return Document("\n".join(lines).encode(), _TEXT, names_base=True)


def _page(template: str, **values: object) -> Document:
    return Document(_TEMPLATES.get_template(template).render(**values).encode(), _HTML)


def _trouble(status: int, ar: str, en: str) -> Response:
    page = _page("trouble.html", status=status, ar=ar, en=en)
    return Response(page.body, status, {"Content-Type": page.content_type, "Cache-Control": "no-store"})
