"""The data contract over the whole pipeline: however often, in whatever order, killed wherever, one index comes out."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from newsetl import pipeline as pipeline_module
from newsetl.arabic.morphology import tier
from newsetl.enrich import stage as enrich_stage
from newsetl.index.query import Concept
from newsetl.ingest.sources import SAMPLE
from newsetl.pipeline import STAGES, Pipeline, PlanError, StageFailed, across
from newsetl.records import Outcome, Route, make_version
from tests.arabic.morphology_db import install
from tests.pipelines import DAYS, SINCE, UNTIL, reference_index, run, snapshot, three_outlets, variables


def outcomes(verdict):
    total = Counter()
    for row in verdict.counts:
        total[row.stage, row.outcome] += row.count
    return {stage: {o.value: total[stage, o] for o in Outcome if total[stage, o]} for stage in STAGES}


@pytest.fixture
def whole(settings):
    """Settings that take the whole sample in."""
    return settings.model_copy(update={"sources": None})


@pytest.fixture
def settings(settings, tmp_path):
    return three_outlets(settings, tmp_path / "sources")


@pytest.fixture
def elsewhere(settings, tmp_path):
    """A second, independent data folder."""
    return settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})


def test_the_sample_goes_through_and_every_record_is_accounted_for(whole):
    verdict = run(whole)
    assert verdict.ok
    counts = outcomes(verdict)
    assert counts["ingest"] == {"new": 121, "quarantined": 2}
    assert counts["normalise"] == {"new": 117, "redelivered": 1, "quarantined": 3}
    assert counts["validate"] == {"new": 114, "quarantined": 3}
    assert counts["enrich"] == counts["index"] == {"new": 114}
    assert sum(counts["relate"].values()) == 114
    assert len(snapshot(whole)) == 114


def test_every_report_is_read_as_its_outlet_meant_it(whole):
    run(whole)
    index = {document["url"]: document for document in snapshot(whole).values()}
    judged = (SAMPLE.parent / "judged" / "collection.jsonl").read_text("utf-8").splitlines()
    for meant in map(json.loads, judged):
        read = index[meant["url"]]
        assert read["title"] == meant["title"]
        assert read["body"].split() == meant["body"].split(), meant["id"]
        assert read["published_at"] == datetime.fromisoformat(meant["published"]), meant["id"]
    extra = [document["title"] for url, document in index.items() if url.startswith("urn:")]
    assert (len(index), len(judged), len(extra)) == (114, 113, 1), "only the entry whose link is no address is more"


def test_the_same_interval_twice_changes_nothing_and_says_so(whole):
    run(whole)
    before = snapshot(whole)
    counts = outcomes(run(whole))
    assert snapshot(whole) == before
    for stage in STAGES:
        assert set(counts[stage]) <= {"unchanged", "redelivered", "quarantined"}, stage


def test_wire_copies_are_grouped_and_none_is_lost(whole):
    run(whole)
    groups = Counter(doc["duplicate_group"] for doc in snapshot(whole).values() if doc["duplicate_group"])
    assert sorted(groups.values()) == [2] * 8
    primaries = [doc for doc in snapshot(whole).values() if doc["duplicate_group"] and doc["is_primary"]]
    assert len(primaries) == 8


@pytest.mark.parametrize("seed", range(2))
def test_overlapping_runs_in_any_order_end_in_one_index(settings, elsewhere, seed):
    run(settings)
    intervals = [(Route.DAILY, day, day + timedelta(days=1)) for day in DAYS[5:9]]
    intervals += [(Route.RANGE, DAYS[0], DAYS[7]), (Route.RANGE, DAYS[4], UNTIL), (Route.LIVE, DAYS[6], DAYS[7])]
    random.Random(seed).shuffle(intervals)
    for route, since, until in intervals:
        run(elsewhere, route, since, until)
    assert comparable(snapshot(elsewhere)) == comparable(snapshot(settings))


def comparable(index):
    """Without the route: of equal captures that came by several, any may have been first."""
    return {article_id: {**document, "route": None} for article_id, document in index.items()}


def test_runs_at_the_same_time_end_in_one_index(settings, elsewhere):
    run(settings)
    command = [sys.executable, "-m", "newsetl.cli", "run"]
    environment = {**os.environ, **variables(elsewhere)}
    spans = [("2022-01-20", "2022-01-29"), ("2022-01-24", "2022-02-03")]
    running = [
        subprocess.Popen([*command, "--since", since, "--until", until], env=environment, stderr=subprocess.PIPE)
        for since, until in spans
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
    assert snapshot(elsewhere) == snapshot(settings)


def test_newer_code_over_the_same_captures_updates_the_index(settings, monkeypatch):
    run(settings)
    linked = enrich_stage.enrich_article

    def newer(article, *args):
        return linked(article, *args).model_copy(update={"events": ["event:found-by-newer-code"]})

    monkeypatch.setattr(enrich_stage, "enrich_article", newer)
    monkeypatch.setattr(enrich_stage, "code_fingerprint", lambda: "newer")
    counts = outcomes(run(settings))
    assert counts["index"] == {"updated": 37}
    assert all(document["events"] == ["event:found-by-newer-code"] for document in snapshot(settings).values())
    groups = Counter(document["duplicate_group"] for document in snapshot(settings).values())
    assert len(groups) == 4, "relations outlive the new version"


def test_a_sources_selectors_decide_how_its_pages_are_read(settings, tmp_path):
    read = {}
    for name, selectors in (("general", ""), ("selected", "selectors: {valid_until: 2030-01-01, title: title}\n")):
        shutil.copytree(SAMPLE.parent / "pages", tmp_path / name / "pages")
        packs = tmp_path / name / "sources"
        packs.mkdir()
        pack = (SAMPLE / "sanabil-sabah.yaml").read_text("utf-8")
        (packs / "sanabil-sabah.yaml").write_text(f"{pack}\n{selectors}", "utf-8")
        own = settings.model_copy(update={"sources": packs, "data_dir": tmp_path / name / "data"})
        run(own)
        read[name] = {document["url"]: document["title"] for document in snapshot(own).values()}
    assert read["general"].keys() == read["selected"].keys() != set()
    for url, title in read["general"].items():
        assert title in read["selected"][url] != title, "the document's title has the outlet's name too"


def test_an_older_observation_never_overwrites_a_newer_one(settings):
    run(settings)
    engine = Pipeline.from_settings(settings).engine
    document = next(iter(engine.scan()))
    older = document.model_copy(
        update={"title": "عنوان قديم", "version": make_version(document.observed_at - timedelta(hours=1), 99)}
    )
    assert [written.outcome for written in engine.write([older])] == ["unchanged"]
    assert engine.get([document.article_id])[document.article_id].title == document.title


def test_one_dead_source_holds_up_no_other_and_the_next_run_heals(settings, monkeypatch):
    read = pipeline_module.ingest

    def failing(partition, source, *more):
        if source.id == "safsaf-news":
            raise ConnectionError("the outlet does not answer")
        return read(partition, source, *more)

    monkeypatch.setattr(pipeline_module, "ingest", failing)
    verdict = run(settings)
    assert verdict.partial == {"safsaf-news": "ingest of safsaf-news failed: the outlet does not answer"}
    assert len(snapshot(settings)) == 25
    monkeypatch.setattr(pipeline_module, "ingest", read)
    assert run(settings).ok
    assert snapshot(settings) == reference_index(settings)


def test_a_lost_state_store_is_made_anew_and_newer_code_still_wins(settings, monkeypatch):
    run(settings)
    for path in settings.data_dir.glob("state.sqlite*"):
        path.unlink()
    assert run(settings).ok
    assert snapshot(settings) == reference_index(settings)
    for path in settings.data_dir.glob("state.sqlite*"):
        path.unlink()
    monkeypatch.setattr(enrich_stage, "code_fingerprint", lambda: "newer")
    linked = enrich_stage.enrich_article
    monkeypatch.setattr(
        enrich_stage, "enrich_article", lambda *args: linked(*args).model_copy(update={"events": ["event:newer"]})
    )
    run(settings)
    assert all(document["events"] == ["event:newer"] for document in snapshot(settings).values())


def test_a_report_that_moves_away_frees_its_copies(settings, tmp_path):
    text = " ".join(f"كلمة{n}" for n in range(80))
    early = {"id": "1", "url": "https://a.example/1", "title": "أصل", "body": text, "published": "2022-01-20T08:00:00Z"}
    copy = {**early, "id": "2", "url": "https://b.example/2", "source": "b", "published": "2022-01-21T08:00:00Z"}
    moved = {**early, "body": "نص آخر تماما لا شبه فيه", "published": "2022-03-20T08:00:00Z"}
    seen = {"observed_at": "2022-04-01T00:00:00Z"}

    def load(name, *records):
        path = tmp_path / name
        path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
        pipeline, partitions = Pipeline.for_files([path], settings)
        assert pipeline.run(partitions).ok
        return {doc["external_id"]: doc["duplicate_of"] is not None for doc in snapshot(settings).values()}

    assert load("1.jsonl", {**early, "observed_at": "2022-01-20T09:00:00Z"}, {**copy, **seen}) == {
        "1": False,
        "2": True,
    }
    assert load("2.jsonl", {**moved, **seen}) == {"1": False, "2": False}


def test_a_run_at_work_elsewhere_is_no_failure_here(settings):
    run(settings)
    pipeline = Pipeline.from_settings(settings)
    partitions = pipeline.plan(Route.RANGE, SINCE, UNTIL)
    pipeline.context.ledger.begin("relate", across(partitions))
    assert pipeline.verdict(partitions).ok


def test_a_result_that_a_later_attempt_overtook_is_dropped_without_fault(settings):
    run(settings)
    pipeline = Pipeline.from_settings(settings)
    [partition] = pipeline.plan(Route.RANGE, SINCE, UNTIL, ["marafi-agency"])
    ledger = pipeline.context.ledger
    begin = ledger.begin
    later = begin("validate", partition) + 5
    pipeline.context.lake.write(
        "validate", partition, later, [], [], digest="later", consumed={}, model=enrich_stage.Article
    )
    ledger.begin = lambda *args, **named: begin(*args)
    assert pipeline.run_stage("validate", partition).attempt < later
    assert pipeline.context.lake.commit("validate", partition).digest == "later"


def test_a_result_older_than_its_input_is_seen(settings):
    run(settings)
    pipeline = Pipeline.from_settings(settings)
    partitions = pipeline.plan(Route.RANGE, SINCE, UNTIL)
    [changed] = [partition for partition in partitions if partition.source == "marafi-agency"]
    commit = pipeline.context.lake.commit("normalise", changed)
    pipeline.context.lake.write(
        "normalise",
        changed,
        commit.attempt + 1000,
        [],
        [],
        digest="another",
        consumed=commit.consumed,
        model=enrich_stage.Article,
    )
    assert pipeline.verdict(partitions).stale == ["validate of marafi-agency has not seen the newest normalise"]


def test_the_conservation_check_stops_a_stage_that_loses_records(settings, monkeypatch):
    enrich = pipeline_module.enrich

    def losing(*arguments):
        output = enrich(*arguments)
        output.outcomes.pop()
        return output

    monkeypatch.setattr(pipeline_module, "enrich", losing)
    with pytest.raises(StageFailed, match="12 records in, 11 outcomes"):
        run(settings)


def test_search_finds_the_prison_by_its_concept(settings):
    run(settings)
    found = Pipeline.from_settings(settings).engine.matched_ids(Concept("facility:prison-sinaa"))
    assert len(found) == 18


@pytest.mark.parametrize(
    ("since", "until", "only", "says"),
    [
        (UNTIL, SINCE, (), "the interval is empty"),
        (SINCE, datetime(2999, 1, 1, tzinfo=UTC), (), "ends in the future"),
        (SINCE, UNTIL, ("nobody",), "unknown source nobody; configured: marafi-agency"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_with_the_reason(settings, since, until, only, says):
    with pytest.raises(PlanError, match=says):
        Pipeline.from_settings(settings).plan(Route.RANGE, since, until, only)


def test_files_given_by_hand_keep_one_partition(settings, tmp_path):
    path = tmp_path / "تقارير 2022.jsonl"
    path.write_text('{"id": "1", "title": "عنوان", "body": "نص", "published": "2022-01-20"}\n', encoding="utf-8")
    keys = {Pipeline.for_files([path], settings)[1][0].path for _ in range(2)}
    assert len(keys) == 1
    with pytest.raises(PlanError, match="no such file"):
        Pipeline.for_files([tmp_path / "missing.jsonl"], settings)


def test_relate_keeps_its_outcomes_under_all_sources(settings):
    partitions = Pipeline.from_settings(settings).plan(Route.RANGE, SINCE, UNTIL)
    assert across(partitions).path.endswith("source=all-sources")


def test_looking_at_a_pipeline_touches_no_file(settings):
    Pipeline.from_settings(settings).plan(Route.RANGE, SINCE, UNTIL)
    assert not settings.data_dir.exists()


def test_a_morphological_database_gives_lemmas_to_reports_that_are_run_again(settings, tmp_path):
    before = run(settings)
    assert {document["lemmas"] for document in snapshot(settings).values()} == {None}
    path = install(settings.camel_path)
    assert outcomes(run(settings))["index"] == {"updated": 37}
    documents = list(Pipeline.from_settings(settings).engine.scan())
    assert all(document.morphology == tier(settings).database for document in documents)
    prison = next(document for document in documents if "سجن" in document.title.split())
    assert "سجن" in (prison.lemmas or "").split()
    path.unlink()
    run(settings)
    assert {document["lemmas"] for document in snapshot(settings).values()} == {None}
    assert before.ok
