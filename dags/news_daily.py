"""Every finished day, from the archives; also where operators backfill and collect a range by hand."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import CronDataIntervalTimetable, Param, dag

from stages import COMMON_PARAMS, DEFAULT_ARGS, news_tasks


@dag(
    dag_id="news_daily",
    dag_display_name="News of a day",
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    # Also the most that the backfill dialog offers; each run asks the outlets at a pace of its own.
    max_active_runs=4,
    default_args=DEFAULT_ARGS,
    tags=["newsetl"],
    params={
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Since",
            description="First day (UTC) of a range to collect in this one run. Leave empty for the day of the run.",
        ),
        "until": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Until",
            description="The day after the last one to collect; today at the latest.",
        ),
        **COMMON_PARAMS,
    },
)
def news_daily() -> None:
    """Collects one finished day (UTC) from every source's archive and makes it searchable.

    - **Backfill** (Trigger → Backfill) works through any past days, one run a day; repeating a day is safe.
    - **A range in one run**: trigger with *since* and *until*.
    - **A dead source** fails only its own tasks and, at the end, `verdict`, which names it and says why. The news
      of the others is searchable. Clear the failed task with *downstream* to try again.
    - **Nothing due**: every task is skipped. Airflow shows such a run as a success, since it knows no skipped runs;
      the tasks are what tells it from a day that brought news.
    """
    news_tasks("daily", ingest_timeout=timedelta(hours=2))


news_daily()
