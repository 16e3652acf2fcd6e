"""What people and programs are told when something fails: what it is and what to do, never a traceback or a path."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from newsetl.index.engine import IndexUnusable
from newsetl.lake import LakeError
from newsetl.names.gazetteer import GazetteerError
from newsetl.settings import SettingsError
from newsetl.web.question import BadQuestion
from newsetl.web.rendering import page, prefix
from newsetl.web.security import headers
from newsetl.web.wording import Both

log = logging.getLogger(__name__)
_UNUSABLE = (IndexUnusable, LakeError, SettingsError, GazetteerError)
_SAID: dict[int, tuple[Both, Both]] = {
    401: (
        ("سجّل الدخول أولًا", "Log in first"),
        ("هذه الصفحة لمن سجّل الدخول إلى Airflow.", "This page is for those who have logged in to Airflow."),
    ),
    403: (
        ("لا تملك صلاحية", "Not allowed"),
        ("اطلب الصلاحية من المشرف.", "Ask the operator for access."),
    ),
    404: (
        ("لا توجد صفحة هنا", "Nothing is here"),
        (
            "ربما حُذف التقرير أو كُتب العنوان خطأً: ابحث عنه من الأعلى.",
            "The report may have been removed, or the address is mistyped: search for it above.",
        ),
    ),
    405: (("طلب غير مسموح", "Not allowed here"), ("هذه الصفحة للقراءة فقط.", "This page is for reading only.")),
    413: (("الملاحظة طويلة جدًا", "That is too long"), ("اختصرها وأعد المحاولة.", "Shorten it and try again.")),
    415: (
        ("صيغة غير مقبولة", "Not in that form"),
        ("أرسلها من صفحة التقرير أو بصيغة JSON.", "Send it from the report's page, or as JSON."),
    ),
    500: (
        ("حدث خطأ لم نتوقعه", "Something unexpected went wrong"),
        (
            "سُجّل الخطأ. أعد المحاولة، وإن تكرر فأخبر المشرف.",
            "It has been logged. Try again; if it happens again, tell the operator.",
        ),
    ),
    503: (
        ("الفهرس غير متاح الآن", "The index cannot be reached now"),
        (
            "أعد المحاولة بعد دقيقة. للمشرف: نفّذ newsetl doctor لمعرفة السبب والحل.",
            "Try again in a minute. Operator: newsetl doctor says why, and what to do.",
        ),
    ),
}


def install(app: FastAPI, *, framed: bool) -> None:
    """Answer every failure of ``app`` in Arabic and English; as JSON below ``/api`` and for ``/healthz``."""

    def unusable(request: Request, error: Exception) -> Response:
        log.error("the index cannot be used: %s", error)
        return _failure(request, 503, extra={"Retry-After": "60"})

    def bad(request: Request, error: Exception) -> Response:
        assert isinstance(error, BadQuestion)
        return _failure(request, 400, (error.title, (error.arabic, str(error))))

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _failure(request, error.status_code, extra=dict(error.headers or {}))

    def unexpected(request: Request, _: Exception) -> Response:
        # Answered outside all middleware, so it sets the headers itself.
        return _failure(request, 500, extra=headers(framed=framed))

    for kind in _UNUSABLE:
        app.add_exception_handler(kind, unusable)
    app.add_exception_handler(BadQuestion, bad)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, unexpected)


def _failure(
    request: Request, status: int, said: tuple[Both, Both] | None = None, extra: dict[str, str] | None = None
) -> Response:
    title, advice = said or _SAID.get(status) or _SAID[500]
    path = request.scope["path"].removeprefix(prefix(request))
    response: Response
    from_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if (path.startswith("/api/") and not from_form) or path == "/healthz":
        told = {"status": status, "title": title[1], "detail": advice[1], "title_ar": title[0], "detail_ar": advice[0]}
        response = JSONResponse({"error": told}, status)
    else:
        text = request.query_params.get("q", "")
        response = page(request, "failure.html", status=status, title=title, advice=advice, text=text, code=status)
    response.headers.update(extra or {})
    return response
