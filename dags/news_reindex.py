"""By hand, after names or code changed: a new index version from the lake, checked and promoted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from stages import DEFAULT_ARGS, INDEX_POOL, SEARCHABLE


@dag(
    dag_id="news_reindex",
    dag_display_name="New index version",
    schedule=None,
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=2),
    default_args=DEFAULT_ARGS,
    tags=["newsetl"],
    params={
        "dry_run": Param(
            False,
            type="boolean",
            title="Dry run",
            description="Only say how many reports would be linked anew, and why (log of the task «survey»).",
        ),
        "everything": Param(
            False,
            type="boolean",
            title="Every report",
            description="Link every report anew, whether or not the change can touch it.",
        ),
    },
)
def news_reindex() -> None:
    """Builds a new index version for the present gazetteer and code, from the lake, and lets readers use it.

    - Reports that the change can touch are linked anew, the others are carried over.
    - **Searching goes on** with the old version and the names it knows; news that is collected meanwhile waits.
    - **Promoted only when it holds**: complete, and every name and a sample of words find what they must. Otherwise the
      old version stays, and the log of `reindex` says what did not hold.
    - **Back**: `newsetl index rollback`; the version before is kept.
    - Clear `reindex` after a kill: what was linked stays linked.
    """
    survey() >> reindex()


@task
def survey() -> dict[str, Any]:
    """Count the reports that are to be linked anew. Ends as skipped in a dry run, or when everything fits already."""
    from newsetl.pipeline import Pipeline
    from newsetl.reindex import survey as look

    params = get_current_context()["params"]
    found = look(Pipeline.from_settings(), everything=params["everything"])
    print(found.model_dump_json(indent=2))
    if not found.needed:
        raise AirflowSkipException("index and reports fit the present names and code")
    if params["dry_run"]:
        raise AirflowSkipException(f"dry run: {found.relinked} of {found.reports} reports would be linked anew")
    return {"reports": found.reports, "relinked": found.relinked}


@task(pool=INDEX_POOL, max_active_tis_per_dag=1, outlets=[SEARCHABLE])
def reindex() -> dict[str, Any]:
    """Link, build, check, promote; one writer at a time."""
    from newsetl.pipeline import Pipeline
    from newsetl.reindex import Reindexed
    from newsetl.reindex import reindex as work

    done = work(Pipeline.from_settings(), everything=get_current_context()["params"]["everything"])
    print(done.model_dump_json(indent=2))
    return {"index": done.index, "reports": done.reports} if isinstance(done, Reindexed) else {}


news_reindex()
