"""How the DAGs are put together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newsetl.index.engine import IndexAway, IndexUnusable
from newsetl.ingest.fetch import SourceUnavailable

CHAIN = ["plan", "sources.ingest", "sources.normalise", "validate", "enrich", "index", "relate", "verdict"]
both = pytest.mark.parametrize("dag_id", ["news_daily", "news_live"])


def test_there_are_three_dags_and_no_import_error(dags: dict[str, Any]) -> None:
    assert sorted(dags) == ["news_daily", "news_live", "news_reindex"]


@both
def test_the_tasks_are_the_stages_in_their_order(dags: dict[str, Any], dag_id: str) -> None:
    assert [task.task_id for task in dags[dag_id].topological_sort()] == CHAIN


@both
def test_verdict_is_the_only_leaf_and_waits_for_everything(dags: dict[str, Any], dag_id: str) -> None:
    assert [task.task_id for task in dags[dag_id].leaves] == ["verdict"]
    assert dags[dag_id].get_task("verdict").trigger_rule == "all_done"


@both
def test_validate_needs_one_living_source_and_not_the_plan(dags: dict[str, Any], dag_id: str) -> None:
    validate = dags[dag_id].get_task("validate")
    assert validate.trigger_rule == "all_done_min_one_success"
    assert validate.upstream_task_ids == {"sources.normalise"}


@both
def test_sources_are_mapped_and_labelled_by_name(dags: dict[str, Any], dag_id: str) -> None:
    for task_id in ("sources.ingest", "sources.normalise"):
        task = dags[dag_id].get_task(task_id)
        assert task.get_closest_mapped_task_group().group_id == "sources"
        assert task.map_index_template == "{{ news_source }}"


@both
def test_everything_is_explained_in_the_user_interface(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    assert dag.doc_md
    assert all(task.doc_md for task in dag.tasks)
    for name in dag.params:
        assert dag.params.get_param(name).description


@both
def test_no_source_may_hold_the_interval_for_ever(dags: dict[str, Any], dag_id: str) -> None:
    assert dags[dag_id].get_task("sources.ingest").execution_timeout
    assert dags[dag_id].catchup is False


@both
def test_only_the_index_task_tells_listeners_and_writers_are_single(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    assert [task.task_id for task in dag.tasks if task.outlets] == ["index"]
    assert [task.task_id for task in dag.tasks if task.max_active_tis_per_dag == 1] == ["index", "relate"]


def test_the_run_of_a_day_works_on_that_day(dags: dict[str, Any]) -> None:
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    timetable = coerce_to_core_timetable(dags["news_daily"].timetable)
    day = datetime(2022, 1, 20, tzinfo=UTC)
    restriction = TimeRestriction(earliest=day, latest=day, catchup=True)  # type: ignore[arg-type]
    run = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    assert run is not None
    assert run.data_interval.start == day
    assert run.data_interval.end == datetime(2022, 1, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (ConnectionResetError("reset"), "retry"),
        (TimeoutError("too slow"), "retry"),
        (SourceUnavailable("HTTP 503"), "retry"),
        (IndexAway("does not answer"), "retry"),
        (IndexUnusable("another mapping"), "fail"),
        (ValueError("bad data"), "fail"),
        (PermissionError("read-only"), "fail"),
    ],
)
def test_only_outages_are_retried_even_inside_a_stage_failure(
    dags: dict[str, Any], error: Exception, action: str
) -> None:
    policy = dags["news_daily"].get_task("index").retry_policy
    wrapped = RuntimeError("index of alpha failed")
    wrapped.__cause__ = error
    for exception in (error, wrapped):
        assert policy.evaluate(exception, 1, 3).action.value == action
