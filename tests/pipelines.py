"""Shared by the tests of the whole pipeline: a small part of the sample, runs over it, the index as readers see it."""

from datetime import UTC, datetime, timedelta

from newsetl.ingest.sources import SAMPLE
from newsetl.pipeline import Pipeline
from newsetl.records import Route

SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)
DAYS = [SINCE + timedelta(days=n) for n in range(14)]


def run(settings, route=Route.RANGE, since=SINCE, until=UNTIL, only=()):
    pipeline = Pipeline.from_settings(settings)
    return pipeline.run(pipeline.plan(route, since, until, only))


def snapshot(settings):
    """The index as a reader sees it: everything but versions and fetch times."""
    documents = Pipeline.from_settings(settings).engine.scan()
    return {document.article_id: document.model_dump(exclude={"version", "fetched_at"}) for document in documents}


def variables(settings):
    """The same settings for a process of its own."""
    return {f"NEWSETL_{name.upper()}": str(getattr(settings, name)) for name in ("data_dir", "machine", "sources")}


def three_outlets(settings, folder):
    """Settings that take in three of the sample's outlets: 40 records are enough to lose one."""
    folder.mkdir()
    for name in ("marafi-agency", "safsaf-news", "sanabil-sabah"):
        (folder / f"{name}.yaml").symlink_to(SAMPLE / f"{name}.yaml")
    return settings.model_copy(update={"sources": folder})


REFERENCE = {}


def reference_index(settings):
    """What an undisturbed run gives, made once."""
    if not REFERENCE:
        calm = settings.model_copy(update={"data_dir": settings.data_dir.parent / "calm"})
        run(calm)
        REFERENCE.update(snapshot(calm))
    return REFERENCE
