"""A process killed anywhere, and a plain run after it: the index is that of an undisturbed run."""

import os
import signal
import subprocess
import sys

import pytest

from newsetl.pipeline import STAGES, Pipeline
from newsetl.records import Route
from tests.pipelines import SINCE, UNTIL, reference_index, run, snapshot, three_outlets, variables


@pytest.fixture
def settings(settings, tmp_path):
    return three_outlets(settings, tmp_path / "sources")


KILL_AT = """
import os, signal, sys
from newsetl import lake, pipeline
from newsetl.ledger import Ledger
from newsetl.cli import main

stage, point = sys.argv.pop(1), sys.argv.pop(1)
kill = lambda: os.kill(os.getpid(), signal.SIGKILL)

if point == "inside":
    work = pipeline.Pipeline._work
    def dying(self, name, *args):
        output = work(self, name, *args)
        if name == stage:
            kill()
        return output
    pipeline.Pipeline._work = dying
elif point == "half-written":
    write = lake.Lake.write
    def dying(self, name, *args, **named):
        if name == stage:
            lake.POINTER = "never"
            replace, lake.Path.replace = lake.Path.replace, lambda path, target: kill()
        return write(self, name, *args, **named)
    lake.Lake.write = dying
elif point == "in-the-check":
    judge = pipeline.check_interval
    def dying(*args):
        judge(*args)
        kill()
    pipeline.check_interval = dying
elif point == "before-the-ledger":
    finish = Ledger.finish
    def dying(self, report, outcomes):
        if report.stage == stage:
            kill()
        finish(self, report, outcomes)
    Ledger.finish = dying
main()
"""


@pytest.mark.parametrize("point", ["inside", "half-written", "before-the-ledger"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_kill_in_any_stage_and_a_plain_rerun_give_the_same_index(settings, stage, point):
    span = ["run", "--since", "2022-01-20", "--until", "2022-02-03"]
    environment = {**os.environ, **variables(settings)}
    killed = subprocess.run(
        [sys.executable, "-c", KILL_AT, stage, point, *span], env=environment, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    verdict = run(settings)
    assert verdict.ok, verdict
    assert snapshot(settings) == reference_index(settings)


def test_a_kill_while_the_interval_is_held_against_expectations_costs_nothing(settings):
    span = ["run", "--since", "2022-01-20", "--until", "2022-02-03"]
    environment = {**os.environ, **variables(settings), "NEWSETL_EXPECTATIONS": "true"}
    command = [sys.executable, "-c", KILL_AT, "validate", "in-the-check", *span]
    killed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    lake = Pipeline.from_settings(settings).context.lake
    partitions = Pipeline.from_settings(settings).plan(Route.RANGE, SINCE, UNTIL)
    assert all(lake.commit("normalise", one) and not lake.commit("validate", one) for one in partitions)
    verdict = run(settings.model_copy(update={"expectations": True}))
    assert verdict.ok, verdict
    assert (settings.data_docs_path / "index.html").exists()
    assert snapshot(settings) == reference_index(settings)
