"""The tasks that both news DAGs are made of, and how they hang together; no DAG of its own (see .airflowignore).

Only partition paths and counts pass between tasks; records rest in the lake.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import (
    Asset,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryDecision,
    RetryRule,
    TriggerRule,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

INDEX_POOL = os.environ.get("NEWSETL_INDEX_POOL", "default_pool")
"""Pool of the tasks that write the index. A task of a pool that nobody created is never scheduled and says so only
in the scheduler's log, so the one-slot pool ``newsetl_index`` is used where the launcher created it and set this
variable; elsewhere ``max_active_tis_per_dag`` and the engine's own waiting lock keep the writers apart."""

RETRY_DELAY = timedelta(seconds=float(os.environ.get("NEWSETL_RETRY_DELAY", "60")))
"""How long after an outage a task is tried again; twice as long each further time, three times at most."""

SEARCHABLE = Asset(name="newsetl_index", uri="newsetl://index/news")
"""Tells listening DAGs that readers can find something new; emitted once a run, after the sources came together."""

Counts = dict[str, dict[str, int]]
"""Source → outcome → number of records."""

COMMON_PARAMS = {
    "sources": Param(
        [],
        type="array",
        items={"type": "string"},
        title="Sources",
        description="Ids of the sources to collect, one a line; empty means all that are due.",
    ),
    "refetch": Param(
        False,
        type="boolean",
        title="Refetch",
        description="Fetch again what was fetched before, also pages that failed too often to be tried by themselves.",
    ),
    "dry_run": Param(
        False,
        type="boolean",
        title="Dry run",
        description="Only list what would be collected (log of the task «plan»); nothing is fetched or written.",
    ),
}


class OutageRetryPolicy(ExceptionRetryPolicy):
    """Retries when an outage is the error or the cause of it; anything else (bad data, configuration) never."""

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Any = None) -> RetryDecision:
        """Judge the error and its chain of causes, because a stage wraps what went wrong in its own message."""
        error: BaseException | None = exception
        while error is not None:
            decision = super().evaluate(error, try_number, max_tries, context)
            if decision.action is RetryAction.RETRY:
                return decision
            error = error.__cause__
        return RetryDecision.fail("not an outage: trying again would not help")


ON_OUTAGE = OutageRetryPolicy(
    rules=[
        RetryRule(
            exception=[
                ConnectionError,
                TimeoutError,
                "newsetl.outages.Outage",
            ],
            action=RetryAction.RETRY,
            reason="network or server unavailable",
        )
    ],
    default=RetryAction.FAIL,
)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "newsetl",
    "retries": 3,
    "retry_delay": RETRY_DELAY,
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=30),
    "retry_policy": ON_OUTAGE,
}


def news_tasks(route: str, ingest_timeout: timedelta) -> None:
    """Lay out plan → per source (ingest → normalise) → validate → enrich → index → relate → verdict, inside a DAG."""

    @task_group(group_id="sources")
    def each_source(path: Any) -> None:
        """One source's share of the interval."""
        ingest.override(execution_timeout=ingest_timeout)(path) >> normalise(path)

    planned = plan(route)
    # `plan` must not be upstream of `validate` itself: its success would be the one that the trigger rule asks for.
    each_source.expand(path=planned) >> validate() >> enrich() >> index() >> relate() >> verdict()


@task
def plan(route: str) -> list[str]:
    """List the sources that are due and the partition that each will fill.

    Fails when the asked-for interval makes no sense or lies in the future, or a source is unknown. Ends as skipped,
    and everything behind it too, when no source is due or in a dry run; the log then says what would have been done.
    """
    from newsetl.pipeline import Pipeline, PlanError
    from newsetl.records import Route

    context = get_current_context()
    chosen, since, until = _interval(context, route)
    try:
        due = Pipeline.from_settings().plan(Route(chosen), since, until, context["params"]["sources"])
    except PlanError as error:
        raise AirflowFailException(str(error)) from error
    paths = [partition.path for partition in due]
    interval = f"{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC"
    if not paths:
        raise AirflowSkipException(f"no source is due for {interval}")
    print(f"due for {interval}:", *paths, sep="\n  ")
    if context["params"]["dry_run"]:
        raise AirflowSkipException(f"dry run: {len(paths)} sources are due, nothing was done")
    return paths


@task(map_index_template="{{ news_source }}")
def ingest(path: str) -> dict[str, int]:
    """Fetch or read what the source published in the interval, and keep it as it came (WARC) in the lake."""
    return _run_one("ingest", path)


@task(map_index_template="{{ news_source }}")
def normalise(path: str) -> dict[str, int]:
    """Make articles of the captures: charset, main text, dates, language, text forms."""
    return _run_one("normalise", path)


@task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
def validate() -> Counts:
    """Check every article against its contract, and all together against expectations; the log names the Data Docs.

    What breaks the contract or is surely damaged goes to quarantine; odd shares are a warning.

    Starts when every source is through or has failed, so a dead source holds up no other; not when all have failed.
    """
    return _run_all("validate")


@task
def enrich() -> Counts:
    """Find the people, places, organisations and events that each article mentions or is about."""
    return _run_all("enrich")


@task(pool=INDEX_POOL, max_active_tis_per_dag=1, outlets=[SEARCHABLE])
def index() -> Counts:
    """Make the articles searchable; one writer at a time."""
    return _run_all("index")


@task(pool=INDEX_POOL, max_active_tis_per_dag=1)
def relate() -> Counts:
    """Recognise copies of one report and group reports into stories, across all sources."""
    return _run_all("relate")


@task(trigger_rule=TriggerRule.ALL_DONE, retries=0)
def verdict() -> Counts:
    """Say whether the run is whole.

    Looks at the state of every task of the run and at the ledger. Fails as partial, with the names of the sources and
    the causes, when anything is missing; what the other sources brought is searchable all the same. After a repair,
    clear the failed task with «downstream»: this task then judges again. Skipped when no source was due.
    """
    from newsetl.pipeline import Pipeline
    from newsetl.records import Partition

    context = get_current_context()
    states = _states(context)
    if states["plan"] == "skipped":
        raise AirflowSkipException("nothing was due, so there is nothing to judge")
    if states["plan"] != "success":
        raise AirflowFailException("the task «plan» failed: nothing was collected; its log has the cause")
    partitions = [Partition.from_path(path) for path in _planned(context)]
    found = Pipeline.from_settings().verdict(partitions)
    causes = dict(found.partial)
    for task_id, state in sorted(states.items()):
        name, _, number = task_id.removeprefix("sources.").partition("_")
        # Tasks over all sources are told by the ledger, unless they died before they could write to it.
        if state not in ("success", "upstream_failed") and (number or not causes):
            causes.setdefault(partitions[int(number)].source if number else name, f"the task «{name}» ended as {state}")
    missing = [f"{source}: {cause}" for source, cause in sorted(causes.items())] + found.stale
    if missing:
        raise AirflowFailException("partial: " + "; ".join(missing))
    counts: Counts = {}
    for row in found.counts:
        counts.setdefault(row.source, {})[f"{row.stage}.{row.outcome}"] = row.count
    return counts


def _interval(context: Any, route: str) -> tuple[str, datetime, datetime]:
    """The run's route and interval: the range given by hand where there is one, else its data interval."""
    since, until = context["params"].get("since"), context["params"].get("until")
    if since and until:
        return "range", _midnight(since), _midnight(until)
    if since or until:
        raise AirflowFailException("give both since and until, or neither for the day before the run's date")
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if not start or not end:
        raise AirflowFailException("this run has no interval: trigger it with a logical date, or with since and until")
    return route, start, end


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _planned(context: Any) -> list[str]:
    """What ``plan`` listed, without being downstream of it."""
    return list(context["ti"].xcom_pull(task_ids="plan"))


def _states(context: Any) -> dict[str, str]:
    """State of every other task of this run; those of a source carry its number in the plan, as in ``ingest_0``."""
    run = context["dag_run"]
    states = context["ti"].get_task_states(dag_id=run.dag_id, run_ids=[run.run_id])[run.run_id]
    return {task_id: state for task_id, state in states.items() if task_id != context["ti"].task_id}


def _run_one(stage: str, path: str) -> dict[str, int]:
    """One stage over one source, whose name becomes the task's label."""
    from newsetl.pipeline import Pipeline
    from newsetl.records import Partition

    partition = Partition.from_path(path)
    # The label is rendered after the task; a name that is missing then would fail finished work.
    context = get_current_context()
    context["news_source"] = partition.source  # type: ignore[typeddict-unknown-key]
    pipeline = Pipeline.from_settings(
        refetch=context["params"]["refetch"], killed_after=context["task"].execution_timeout
    )
    report = pipeline.run_stage(stage, partition)
    if report.message:
        print(report.message)
    return {str(outcome): count for outcome, count in report.counts.items()}


def _run_all(stage: str) -> Counts:
    """One stage over the sources that came through."""
    from newsetl.pipeline import Pipeline
    from newsetl.records import Partition

    partitions = [Partition.from_path(path) for path in _planned(get_current_context())]
    reports = Pipeline.from_settings().run_interval_stage(stage, partitions)
    for report in reports:
        if report.message:
            print(report.message)
    return {
        Partition.from_path(report.partition).source: {str(outcome): n for outcome, n in report.counts.items()}
        for report in reports
    }
