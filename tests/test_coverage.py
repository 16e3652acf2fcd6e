"""Silence told apart from absence: what each outlet's day is said to be after runs that went well and badly."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from newsetl.coverage import DayState, coverage
from newsetl.pipeline import Pipeline, PlanError
from newsetl.records import Partition, Route

DAY = timedelta(days=1)
FIRST = datetime(2022, 1, 20, tzinfo=UTC)
FEED = '<rss version="2.0"><channel><title>نبع</title></channel></rss>'


def report(number, day, **fields):
    text = "قالت مصادر محلية إن الطريق أعيد فتحه."
    return {"id": f"r{number}", "title": f"خبر {number}", "body": text, "published": day.isoformat(), **fields}


@pytest.fixture
def newsroom(settings):
    """Outlets with a dump each, one with a feed only; runs over one day or several."""
    base = settings.data_dir
    (base / "sources").mkdir(parents=True)

    class Newsroom:
        def outlet(self, name, *records):
            (base / f"{name}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
            self._pack(name, f"dumps: [{name}.jsonl]\n")

        def feed(self, name):
            (base / f"{name}.xml").write_text(FEED, "utf-8")
            self._pack(name, f"feeds: [{name}.xml]\n")

        def lose(self, name):
            (base / f"{name}.jsonl").unlink()

        def run(self, since, days=1, route=Route.DAILY):
            pipeline = Pipeline.from_settings(settings)
            pipeline.run(pipeline.plan(route, since, since + days * DAY))

        def covered(self, since=FIRST, days=3):
            pipeline = Pipeline.from_settings(settings)
            known = pipeline.sources.values()
            return coverage(pipeline.context.ledger, pipeline.reader, known, since, since + days * DAY)

        def states(self, name, days=3):
            return [row.state for row in self.covered(days=days).days if row.source == name]

        @staticmethod
        def _pack(name, entries):
            text = f"id: {name}\nname: {{ar: {name}, en: {name}}}\n{entries}"
            (base / "sources" / f"{name}.yaml").write_text(text, "utf-8")

    return Newsroom()


def test_a_day_without_reports_is_silent_only_where_somebody_asked(newsroom):
    newsroom.outlet("nahr", report(1, FIRST + DAY / 2))
    newsroom.feed("nabaa")
    newsroom.run(FIRST)
    newsroom.run(FIRST + DAY)
    assert newsroom.states("nahr") == [DayState.KEPT, DayState.SILENT, DayState.NOT_ASKED]
    assert newsroom.states("nabaa") == [DayState.NO_ARCHIVE, DayState.NO_ARCHIVE, DayState.NOT_ASKED]
    assert [row.asked for row in newsroom.covered().days if row.source == "nahr"] == [1, 1, 0]


def test_a_feed_that_was_asked_on_the_day_itself_was_silent(newsroom):
    newsroom.feed("nabaa")
    newsroom.outlet("nahr", report(1, FIRST))
    newsroom.run(FIRST, route=Route.LIVE)
    assert newsroom.states("nabaa", days=1) == [DayState.SILENT]


def test_what_could_not_be_read_is_no_silence(newsroom):
    newsroom.outlet("nahr", report(1, FIRST), report(2, FIRST + DAY))
    newsroom.outlet("dijla", report(3, FIRST))
    newsroom.run(FIRST)
    newsroom.lose("nahr")
    newsroom.run(FIRST)
    newsroom.run(FIRST + DAY)
    assert newsroom.states("nahr") == [DayState.PARTIAL, DayState.FAILED, DayState.NOT_ASKED]
    first = newsroom.covered().days[3]
    assert (first.source, first.kept) == ("nahr", 1)
    assert "nahr.jsonl" in first.message


def test_a_run_that_was_killed_is_no_silence_and_was_asked(newsroom, settings):
    newsroom.outlet("nahr", report(1, FIRST))
    newsroom.run(FIRST)
    killed = Partition(route=Route.DAILY, source="nahr", since=FIRST + DAY, until=FIRST + 2 * DAY)
    Pipeline.from_settings(settings).context.ledger.begin("ingest", killed)
    assert newsroom.states("nahr", days=2) == [DayState.KEPT, DayState.FAILED]
    assert "not ended" in newsroom.covered(days=2).days[1].message


def test_records_that_are_not_kept_are_counted_with_their_reasons(newsroom):
    newsroom.outlet("nahr", report(1, FIRST, title=""), report(2, FIRST + DAY), report(3, FIRST + DAY, body=""))
    newsroom.run(FIRST)
    newsroom.run(FIRST + DAY)
    one, two, _ = newsroom.covered().days
    assert (one.state, one.found, one.fetched, one.kept, one.not_kept) == (
        *(DayState.NOTHING_KEPT, 1, 1, 0),
        {"no_title": 1},
    )
    assert (two.state, two.found, two.kept, two.not_kept) == (DayState.KEPT, 2, 1, {"no_text": 1})


def test_a_run_over_several_days_counts_by_range_and_its_reports_by_day(newsroom):
    newsroom.outlet("nahr", report(1, FIRST), report(2, FIRST + DAY), report(3, FIRST, body=""))
    newsroom.run(FIRST, days=3, route=Route.RANGE)
    found = newsroom.covered()
    assert [(row.state, row.found, row.kept) for row in found.days] == [
        (DayState.KEPT, 0, 1),
        (DayState.KEPT, 0, 1),
        (DayState.SILENT, 0, 0),
    ]
    assert found.ranges["nahr"].model_dump() == {"found": 3, "fetched": 3, "not_kept": {"no_text": 1}}


def test_an_interval_that_makes_no_sense_is_refused(newsroom):
    newsroom.outlet("nahr", report(1, FIRST))
    newsroom.run(FIRST)
    for days, fault in [(0, "empty"), (100_000, "longer")]:
        with pytest.raises(PlanError, match=fault):
            newsroom.covered(days=days)
