"""An interval held against Great Expectations: what is held back, what only warns, and what Data Docs show."""

import re
import subprocess
import sys

import pytest

from newsetl.pipeline import Pipeline, StageFailed
from newsetl.records import EPOCH, Article, Outcome, Partition, Reason, Route
from newsetl.validate import expectations, interval
from newsetl.validate.docs import Summary, publish
from newsetl.validate.frame import broken_share, measure

MOJIBAKE = "قال مصدر محلي إن القتال توقف".encode().decode("cp1252", "replace")


@pytest.fixture
def pipeline(settings):
    return Pipeline.from_settings(settings.model_copy(update={"expectations": True}))


def partition(source="nahr", route=Route.DAILY):
    return Partition(route=route, source=source, since=EPOCH, until=EPOCH)


def normalised(pipeline, articles, part=None):
    """Put articles where validate reads them."""
    part = part or partition()
    attempt = pipeline.context.ledger.begin("normalise", part)
    pipeline.context.lake.write(
        "normalise", part, attempt, articles, [], digest=str(attempt), consumed={}, model=Article
    )
    return part


def validated(pipeline, *parts):
    """Run the interval; (message of the check, kept ids, rejections)."""
    reports = pipeline.run_interval_stage("validate", parts)
    lake = pipeline.context.lake
    kept = {article.article_id for part in parts for article in lake.read("validate", part, Article)}
    return reports[0].message, kept, [row for part in parts for row in lake.read_rejections("validate", part)]


def test_surely_damaged_reports_are_held_back_with_the_expectation_named(pipeline, make_article):
    sound = make_article()
    bad = {
        "title_readable": make_article(title="***"),
        "body_readable": make_article(body=MOJIBAKE),
        "body_is_text": make_article(body='<div class="a"><p style="b">نص</p></div>'),
        "address_has_host": make_article(url="https:///news/1"),
    }
    part = normalised(pipeline, [sound, *bad.values()])
    message, kept, rejections = validated(pipeline, part)
    assert kept == {sound.article_id}
    assert {row.record_id: row.message.split(":")[0] for row in rejections} == {
        article.article_id: name for name, article in bad.items()
    }
    assert {row.reason for row in rejections} == {Reason.EXPECTATION}
    assert "0 of 4 expectations met by 5 reports" in message
    counts = {row.outcome: row.count for row in pipeline.context.ledger.counts([part]) if row.stage == "validate"}
    assert counts == {Outcome.NEW: 1, Outcome.QUARANTINED: 4}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "5+5"},
        {"title": "عاجل: نص", "body": "عاجل: نص"},
        {"body": "Damascus reports in English.", "lang": "ar"},
        {"body": "لماذا؟؟؟ لا أحد يعلم ماذا حدث ??? هناك"},
        {"body": "شرح الوسم <div> في صفحات الويب"},
        {"published_at": None},
        {"url": "urn:newsetl:nahr:تقرير 1"},
        {"lang": "xx"},
    ],
)
def test_odd_but_sound_reports_pass(pipeline, make_article, fields):
    article = make_article(**fields)
    _, kept, rejections = validated(pipeline, normalised(pipeline, [article]))
    assert (kept, rejections) == ({article.article_id}, [])


def test_what_becomes_of_a_source_does_not_hang_on_the_others(pipeline, make_article):
    bad = make_article(title="***")
    one = normalised(pipeline, [bad, bad])
    two = normalised(pipeline, [make_article(source="tel") for _ in range(25)], partition("tel"))
    _, _, alone = validated(pipeline, one)
    _, kept, together = validated(pipeline, one, two)
    assert alone == together
    assert [row.record_id for row in alone] == [bad.article_id, f"{bad.article_id}#2"], "every delivery is told"
    assert len(kept) == 25


def test_odd_shares_warn_and_lose_nothing(pipeline, make_article):
    articles = [make_article(title="الرئيسية", published_at=None, source="nobody") for _ in range(30)]
    part = normalised(pipeline, articles)
    message, kept, rejections = validated(pipeline, part)
    assert (len(kept), rejections) == (30, [])
    for name in ("titles_differ", "published_known", "outlet_configured", "body_length"):
        assert f"{name}: " in message
    assert "30 of 30 reports fail it (batch)" in message
    assert message in pipeline.verdict([part]).notes


def test_the_same_input_gives_the_same_outcome_and_one_page(pipeline, make_article):
    part = normalised(pipeline, [make_article(), make_article(title="***")])
    first, second = validated(pipeline, part), validated(pipeline, part)
    assert first == second
    folder = pipeline.context.settings.data_docs_path
    assert len(list(folder.glob("*.html"))) == 2
    assert "daily-19700101" in (folder / "index.html").read_text()


def test_data_docs_run_nothing_and_load_nothing(pipeline, make_article):
    evil = "<script>alert(1)</script>" * 3
    part = normalised(
        pipeline, [make_article(title="***"), make_article(title=evil, body=evil, url="https:///<script>")]
    )
    message, _, rejections = validated(pipeline, part)
    assert len(rejections) == 2
    folder = pipeline.context.settings.data_docs_path
    assert str(folder) in message
    for page in folder.glob("*.html"):
        text = page.read_text()
        assert not re.search(r"<script|alert\(|\son\w+=|(src|href)=.(https?:)?//", text), page.name
        assert "Content-Security-Policy" in text
    assert rejections[0].record_id in "".join(page.read_text() for page in folder.glob("daily-*.html"))


def test_old_pages_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr("newsetl.validate.docs.KEPT", 2)
    for number in range(4):
        summary = Summary(name=f"daily-{number}", sources=1, reports=1, expectations=1, failed=[], held=0)
        publish(tmp_path, summary, "<html><body>x</body></html>")
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["daily-2.html", "daily-3.html", "index.html"]


def test_it_is_not_asked_when_there_is_no_need(pipeline, settings, make_article, monkeypatch):
    monkeypatch.setattr(interval, "judge", None)
    off = Pipeline.from_settings(settings)
    part = normalised(off, [make_article(title="***")])
    assert off.run_interval_stage("validate", [part])[0].counts[Outcome.NEW] == 1
    empty = normalised(pipeline, [], partition("empty"))
    assert [report.message for report in pipeline.run_interval_stage("validate", [empty])] == [""]
    few = normalised(pipeline, [make_article()], partition("file", Route.LOAD))
    assert [report.message for report in pipeline.run_interval_stage("validate", [few])] == [""]


def test_a_check_that_breaks_stops_the_interval_and_the_next_run_heals(pipeline, make_article, monkeypatch):
    part = normalised(pipeline, [make_article()])

    def broken(*_):
        raise expectations.ExpectationError("the expectation timeline could not be evaluated")

    with monkeypatch.context() as patch:
        patch.setattr(interval, "judge", broken)
        with pytest.raises(
            StageFailed, match="the expectations of the interval could not be checked: the expectation t"
        ):
            pipeline.run_interval_stage("validate", [part])
    assert "all-sources" in pipeline.verdict([part]).partial
    validated(pipeline, part)
    assert "timeline" not in str(pipeline.verdict([part]).partial)


def test_a_result_on_an_input_renewed_meanwhile_is_known_as_stale(pipeline, make_article, monkeypatch):
    part = normalised(pipeline, [make_article()])
    check = interval.check_interval([part], pipeline.context, [])
    normalised(pipeline, [make_article(), make_article()])
    monkeypatch.setattr("newsetl.pipeline.check_interval", lambda *_: check)
    pipeline.run_interval_stage("validate", [part])
    assert pipeline.verdict([part]).stale == ["validate of nahr has not seen the newest normalise"]


def test_no_text_of_an_outlet_is_measured_as_itself(make_article):
    article = make_article(title="عنوان لا يظهر", body="نص لا يظهر")
    values = [str(value) for value in measure("nahr", article).values()]
    assert not any("يظهر" in value for value in values)


@pytest.mark.parametrize(
    ("text", "low", "high"), [("نص سليم ÖØ café", 0, 0.01), (MOJIBAKE, 0.5, 1), ("????????", 1, 1)]
)
def test_broken_share(text, low, high):
    assert low <= broken_share(text) <= high


def test_the_command_line_does_not_load_great_expectations():
    code = "import sys, newsetl.pipeline, newsetl.cli; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
