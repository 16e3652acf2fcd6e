"""The DAG that builds a new index version: thin, by hand, and one writer at a time."""

from typing import Any

import pytest

from newsetl.index.engine import IndexAway, IndexUnusable
from newsetl.reindex import Reindexed, Survey
from tests.dags.newsroom import Newsroom

SURVEY = Survey(needed=True, reports=9, relinked=2, records={}, entities={})
DONE = Reindexed(survey=SURVEY, index="v000002", previous="v000001", reports=9)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the work was asked for, and what it answers."""
    told: dict[str, Any] = {"survey": SURVEY, "asked": []}

    def survey(_: Any, *, everything: bool) -> Survey:
        told["asked"].append(("survey", everything))
        return told["survey"]  # type: ignore[no-any-return]

    def reindex(_: Any, *, everything: bool) -> Reindexed:
        told["asked"].append(("reindex", everything))
        if error := told.get("error"):
            raise error
        return DONE

    monkeypatch.setattr("newsetl.reindex.survey", survey)
    monkeypatch.setattr("newsetl.reindex.reindex", reindex)
    return told


def run(dag: Any, **params: bool) -> Any:
    """A whole run of the DAG. All parameters are given, for Airflow keeps those of a test run in the DAG."""
    return dag.test(run_conf={"dry_run": False, "everything": False, **params})


def states(dag_run: Any) -> dict[str, str]:
    return {task.task_id: str(task.state) for task in dag_run.get_task_instances()}


def test_it_is_started_by_hand_and_writes_alone(dags: dict[str, Any]) -> None:
    dag = dags["news_reindex"]
    assert dag.timetable.can_be_scheduled is False
    assert dag.max_active_runs == 1
    assert [task.task_id for task in dag.topological_sort()] == ["survey", "reindex"]
    writer = dag.get_task("reindex")
    assert writer.pool == dags["news_daily"].get_task("index").pool
    assert writer.max_active_tis_per_dag == 1
    assert [asset.uri for asset in writer.outlets] == ["newsetl://index/news"]
    assert not dag.get_task("survey").outlets


def test_everything_is_explained(dags: dict[str, Any]) -> None:
    dag = dags["news_reindex"]
    assert dag.doc_md
    assert all(task.doc_md for task in dag.tasks)
    assert all(dag.params.get_param(name).description for name in dag.params)


@pytest.mark.parametrize("everything", [False, True])
def test_a_run_surveys_and_then_works(
    dags: dict[str, Any], database: None, newsroom: Newsroom, calls: dict[str, Any], everything: bool
) -> None:
    dag_run = run(dags["news_reindex"], everything=everything)
    assert states(dag_run) == {"survey": "success", "reindex": "success"}
    assert calls["asked"] == [("survey", everything), ("reindex", everything)]


@pytest.mark.parametrize(
    ("conf", "survey"), [({"dry_run": True}, SURVEY), ({}, SURVEY.model_copy(update={"needed": False}))]
)
def test_a_dry_run_and_a_fitting_index_end_as_skipped(
    dags: dict[str, Any],
    database: None,
    newsroom: Newsroom,
    calls: dict[str, Any],
    conf: dict[str, Any],
    survey: Survey,
) -> None:
    calls["survey"] = survey
    assert set(states(run(dags["news_reindex"], **conf)).values()) == {"skipped"}
    assert calls["asked"] == [("survey", False)]


def test_a_version_that_is_not_promoted_fails_the_run(
    dags: dict[str, Any],
    database: None,
    newsroom: Newsroom,
    calls: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
) -> None:
    calls["error"] = IndexUnusable("v000002 was not promoted, readers go on with v000001: it holds 8 reports")
    dag_run = run(dags["news_reindex"])
    assert dag_run.state == "failed"
    assert "was not promoted" in "".join(capfd.readouterr())


def test_only_an_outage_is_tried_again(dags: dict[str, Any]) -> None:
    policy = dags["news_reindex"].get_task("reindex").retry_policy
    assert policy.evaluate(IndexAway("does not answer"), 1, 3).action.value == "retry"
    assert policy.evaluate(IndexUnusable("not promoted"), 1, 3).action.value == "fail"
