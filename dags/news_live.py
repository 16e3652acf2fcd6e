"""Every half hour, from the feeds."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import CronDataIntervalTimetable, dag

from stages import COMMON_PARAMS, DEFAULT_ARGS, news_tasks


@dag(
    dag_id="news_live",
    dag_display_name="News as it comes",
    schedule=CronDataIntervalTimetable("*/30 * * * *", timezone="UTC"),
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    # One at a time: a slow round delays the next instead of polling the same outlets twice at once.
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULT_ARGS,
    tags=["newsetl"],
    params=COMMON_PARAMS,
)
def news_live() -> None:
    """Polls feeds and news sitemaps for what is new and makes it searchable within the half hour.

    Items that turn up late are taken whatever their date. What the feeds missed, `news_daily` finds in the archives.
    Running an old interval again replays what was stored then; to collect past days, backfill `news_daily`.
    """
    news_tasks("live", ingest_timeout=timedelta(minutes=15))


news_live()
