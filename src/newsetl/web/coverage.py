"""The coverage page: outlets by days, what was kept, and why a day is empty."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from newsetl.coverage import Coverage, DayCoverage, DayState, by_source, coverage
from newsetl.pipeline import Pipeline
from newsetl.reasons import WORDING
from newsetl.records import Reason
from newsetl.times import day_start
from newsetl.web.question import BadQuestion, Question, check_known
from newsetl.web.rendering import READING, page
from newsetl.web.wording import Both

_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAYS, MOST_DAYS = 14, 62
"""Shown without being asked; shown at most, since each is a question to the index."""
STATES: dict[DayState, tuple[str, Both]] = {
    DayState.KEPT: ("", ("تقارير محفوظة، بعددها", "reports kept, by their number")),
    DayState.PARTIAL: ("", ("تقارير محفوظة، وفشل جزء من الجمع", "reports kept, and a part of the collecting failed")),
    DayState.NOTHING_KEPT: ("0", ("وُجد شيء ولم يُحفظ منه شيء", "something was found, and none of it kept")),
    DayState.SILENT: ("·", ("سُئل المصدر وأجاب ولم ينشر شيئا", "asked, answered, and published nothing")),
    DayState.FAILED: ("✕", ("تعذّرت قراءة المصدر", "asked, and could not be read")),
    DayState.NO_ARCHIVE: ("∅", ("لا أرشيف لدى المصدر لليوم الماضي", "the outlet shows no past days")),
    DayState.NOT_ASKED: ("", ("لم يُسأل عن هذا اليوم", "nobody asked for that day")),
}


@dataclass(frozen=True)
class Cell:
    """A day as the page shows it; ``link`` leads to its reports, ``note`` says it in words."""

    text: str
    state: DayState
    meaning: Both
    note: str
    link: str


@dataclass(frozen=True)
class Row:
    """An outlet with its days, and why records of it were not kept."""

    name: str
    kept: int
    cells: list[Cell]
    reasons: list[tuple[Both, int]]


def add_coverage(app: FastAPI, pipeline: Pipeline) -> None:
    """Add ``/coverage`` (query parameters ``from`` and ``to``, days, the last one included) and ``/api/coverage``."""

    @app.api_route("/coverage", methods=READING)
    def coverage_page(request: Request) -> Response:
        """Outlets by days."""
        question = Question.read(request.query_params)
        found = _look(pipeline, question)
        return page(
            request,
            "coverage.html",
            question=question,
            since=found.since,
            until=found.until - timedelta(days=1),
            days=sorted({row.day for row in found.days}),
            rows=[_row(pipeline, name, days, found) for name, days in by_source(found)],
            states=STATES,
            text="",
        )

    @app.api_route("/api/coverage", methods=READING)
    def api_coverage(request: Request) -> Response:
        """What ``newsetl coverage --json`` prints."""
        check_known(request.query_params, ("from", "to"))
        return JSONResponse(_look(pipeline, Question.read(request.query_params)).model_dump(mode="json"))


def _look(pipeline: Pipeline, question: Question) -> Coverage:
    if any(day and not _FIRST <= day <= _LAST for day in (question.since, question.until)):
        raise BadQuestion(
            "لا أخبار من ذلك الزمن: اختر تاريخا أقرب.", "There is no news of that time: choose a nearer day."
        )
    last = question.until or (
        question.since + timedelta(days=_DAYS - 1) if question.since else datetime.now(UTC).date()
    )
    first = question.since or last - timedelta(days=_DAYS - 1)
    if (last - first).days >= MOST_DAYS:
        raise BadQuestion(
            f"المدة أطول من {MOST_DAYS} يوما: اختر مدة أقصر.", f"More than {MOST_DAYS} days: choose a shorter interval."
        )
    return coverage(
        pipeline.context.ledger,
        pipeline.reader,
        pipeline.sources.values(),
        day_start(first),
        day_start(last + timedelta(1)),
    )


def _row(pipeline: Pipeline, source: str, days: list[DayCoverage], found: Coverage) -> Row:
    outlet = pipeline.outlets.get(source)
    name = outlet.name if outlet else source
    reasons: dict[str, int] = {}
    for part in (*days, *([found.ranges[source]] if source in found.ranges else [])):
        for reason, count in part.not_kept.items():
            reasons[reason] = reasons.get(reason, 0) + count
    told = sorted(reasons.items(), key=lambda item: -item[1])
    cells = [_cell(name, day) for day in days]
    return Row(name, sum(day.kept for day in days), cells, [(WORDING[Reason(r)], n) for r, n in told])


def _cell(name: str, row: DayCoverage) -> Cell:
    sign, meaning = STATES[row.state]
    link = Question(terms={"outlet": name}, since=row.day, until=row.day).address() if row.kept else ""
    return Cell(f"{row.kept:,}" if row.kept else sign, row.state, meaning, row.message, link)
