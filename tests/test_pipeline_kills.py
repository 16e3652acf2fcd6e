"""A process killed anywhere, and a plain run after it: the index is that of an undisturbed run."""

import pytest

from newsetl.pipeline import STAGES, Pipeline
from newsetl.records import Route
from tests.killing import killed
from tests.pipelines import SINCE, UNTIL, reference_index, run, snapshot, three_outlets


@pytest.fixture
def settings(settings, tmp_path):
    return three_outlets(settings, tmp_path / "sources")


@pytest.mark.parametrize("point", ["inside", "half-written", "before-the-ledger"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_kill_in_any_stage_and_a_plain_rerun_give_the_same_index(settings, stage, point):
    assert killed(settings, stage, point)
    verdict = run(settings)
    assert verdict.ok, verdict
    assert snapshot(settings) == reference_index(settings)


def test_a_kill_while_the_interval_is_held_against_expectations_costs_nothing(settings):
    expecting = settings.model_copy(update={"expectations": True})
    assert killed(expecting, "validate", "in-the-check")
    lake = Pipeline.from_settings(settings).context.lake
    partitions = Pipeline.from_settings(settings).plan(Route.RANGE, SINCE, UNTIL)
    assert all(lake.commit("normalise", one) and not lake.commit("validate", one) for one in partitions)
    verdict = run(expecting)
    assert verdict.ok, verdict
    assert (settings.data_docs_path / "index.html").exists()
    assert snapshot(settings) == reference_index(settings)
