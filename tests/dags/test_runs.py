"""What becomes of a run when something in it fails: real task instances and trigger rules, faked stages."""

import time
from typing import Any

import pytest

from tests.dags.newsroom import Newsroom

pytestmark = pytest.mark.usefixtures("database")

DAY = {"since": "2022-01-20", "until": "2022-01-21"}
UNASKED = {"sources": [], "refetch": False, "dry_run": False}
"""``dag.test`` keeps the params of one run for the next."""
INTERVAL_STAGES = ["validate", "enrich", "index"]


def run(dag: Any, **params: Any) -> Any:
    """A whole run of the DAG; returns the DagRun."""
    return dag.test(run_conf={**DAY, **UNASKED, **params})


def states(dag_run: Any) -> dict[str, str]:
    """State by task, a source's tasks with their number."""
    return {
        task.task_id + (f"_{task.map_index}" if task.map_index >= 0 else ""): str(task.state)
        for task in dag_run.get_task_instances()
    }


def for_scheduler(dag: Any) -> Any:
    """The DAG as the scheduler knows it."""
    from airflow.serialization.serialized_objects import DagSerialization

    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))


def resume(dag: Any, dag_run: Any) -> None:
    """Go on with a run of which tasks were cleared, as the scheduler would."""
    from airflow.sdk.definitions.dag import _run_task
    from airflow.utils.session import create_session

    deadline = time.monotonic() + 60
    with create_session() as session:
        dag_run = session.merge(dag_run)
        dag_run.dag = for_scheduler(dag)
        dag_run.state = "running"
        session.commit()
        while dag_run.state == "running":
            assert time.monotonic() < deadline, states(dag_run)
            session.expire_all()
            ready, _ = dag_run.update_state(session=session)
            for task_instance in ready:
                task_instance.try_number += 1
                task_instance.state = "scheduled"
            session.commit()
            for task_instance in ready:
                _run_task(ti=task_instance, task=dag.task_dict[task_instance.task_id])


def clear(dag: Any, dag_run: Any, task_id: str, map_index: int) -> None:
    """Clear one source's task with everything downstream, as the dialog in the user interface does."""
    scheduler_dag = for_scheduler(dag)
    downstream = scheduler_dag.get_task(task_id).get_flat_relative_ids(upstream=False)
    in_group = [(name, map_index) for name in downstream if name.startswith("sources.")]
    rest = [name for name in downstream if not name.startswith("sources.")]
    scheduler_dag.clear(run_id=dag_run.run_id, task_ids=[(task_id, map_index), *in_group, *rest])


def test_a_dead_plan_fails_the_run_and_nothing_is_indexed(
    dags: dict[str, Any], newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.plan_error = ValueError("sources folder is unreadable")
    dag_run = run(dags["news_daily"])
    assert dag_run.state == "failed"
    assert newsroom.calls == []
    assert states(dag_run)["validate"] == "upstream_failed"


def test_a_dead_source_is_named_and_holds_up_no_other(
    dags: dict[str, Any], newsroom: Newsroom, capfd: pytest.CaptureFixture[str]
) -> None:
    newsroom.dead["beta"] = ValueError("gone (410)")
    dag = dags["news_daily"]
    dag_run = run(dag)
    assert dag_run.state == "failed"
    assert newsroom.stages_of("alpha") == ["ingest", "normalise", *INTERVAL_STAGES]
    assert newsroom.stages_of("beta") == ["ingest"]
    said = "".join(capfd.readouterr())
    assert "partial: beta: ingest of beta failed: gone (410)" in said

    newsroom.dead.clear()
    newsroom.calls.clear()
    clear(dag, dag_run, "sources.ingest", 1)
    resume(dag, dag_run)
    dag_run.refresh_from_db()
    assert dag_run.state == "success"
    assert newsroom.stages_of("beta") == ["ingest", "normalise", *INTERVAL_STAGES]
    assert newsroom.stages_of("alpha") == INTERVAL_STAGES, "a source that came through is not fetched again"
    assert states(dag_run)["verdict"] == "success"


def test_when_every_source_is_dead_nothing_is_indexed(dags: dict[str, Any], newsroom: Newsroom) -> None:
    newsroom.dead |= {"alpha": ValueError("gone"), "beta": ValueError("gone")}
    dag_run = run(dags["news_daily"])
    assert dag_run.state == "failed"
    assert {stage for stage, _ in newsroom.calls} == {"ingest"}
    assert states(dag_run)["validate"] == "upstream_failed"


def test_nothing_due_is_skipped_throughout(dags: dict[str, Any], newsroom: Newsroom) -> None:
    newsroom.sources = []
    dag_run = run(dags["news_daily"])
    assert newsroom.calls == []
    assert set(states(dag_run).values()) == {"skipped"}


def test_known_pages_are_fetched_again_when_asked_for(dags: dict[str, Any], newsroom: Newsroom) -> None:
    run(dags["news_daily"])
    assert newsroom.refetched == []
    run(dags["news_daily"], refetch=True)
    assert sorted(newsroom.refetched) == ["alpha", "beta"]


def test_a_dry_run_does_nothing(dags: dict[str, Any], newsroom: Newsroom) -> None:
    dag_run = run(dags["news_daily"], dry_run=True)
    assert newsroom.calls == []
    assert set(states(dag_run).values()) == {"skipped"}


def test_a_range_that_has_not_ended_is_refused(dags: dict[str, Any], newsroom: Newsroom) -> None:
    dag_run = run(dags["news_daily"], until="2999-01-01")
    assert dag_run.state == "failed"
    assert newsroom.calls == []


def test_live_news_of_one_chosen_source(dags: dict[str, Any], newsroom: Newsroom) -> None:
    dag_run = dags["news_live"].test(run_conf={"sources": ["alpha"]})
    assert dag_run.state == "success"
    assert newsroom.stages_of("alpha") == ["ingest", "normalise", *INTERVAL_STAGES]
    assert newsroom.stages_of("beta") == []
    assert set(states(dag_run).values()) == {"success"}


def test_ingest_is_told_to_end_before_it_is_killed(dags: dict[str, Any], newsroom: Newsroom) -> None:
    run(dags["news_daily"])
    killed_after = dags["news_daily"].get_task("sources.ingest").execution_timeout.total_seconds()
    budget = newsroom.budgets["ingest"]
    assert budget is not None
    assert 0.5 * killed_after < budget < 0.9 * killed_after
    assert newsroom.budgets["normalise"] is None, "nobody kills that"
