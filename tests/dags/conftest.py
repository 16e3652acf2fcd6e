"""An Airflow of its own for these tests, and stages that do nothing but say so."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import airflow_home
from tests.airflow_home import REPO
from tests.dags.newsroom import Newsroom


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Airflow's own warnings are not ours to mend; the rest of the suite keeps them as errors."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def dags() -> dict[str, Any]:
    """The DAGs of the repository by id, as the DAG processor loads them; fails on any import error."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = REPO / "dags"
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    assert bag.import_errors == {}
    return dict(bag.dags)


@pytest.fixture(scope="session")
def database() -> None:
    """An empty metadata database."""
    airflow_home.initialise()


@pytest.fixture
def newsroom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Newsroom]:
    """The real pipeline, lake and ledger in a folder of their own, with stages that read and write no record."""
    from newsetl import settings
    from newsetl.pipeline import Pipeline
    from newsetl.records import Partition, Record
    from newsetl.stages import StageOutput

    room = Newsroom()

    def work(self: Pipeline, stage: str, partition: Partition, *_: object) -> StageOutput:
        room.calls.append((stage, partition.source))
        room.budgets[stage] = self.context.budget
        if stage == "ingest" and self.context.refetch:
            room.refetched.append(partition.source)
        if stage == "ingest" and (error := room.dead.get(partition.source)):
            raise error
        return self.context.output(stage, partition, Record)

    def sources(self: Pipeline) -> dict[str, None]:
        if room.plan_error:
            raise room.plan_error
        return dict.fromkeys(room.sources)

    # dag.test() waits a second each time it finds nothing to start, which is whenever a failure has to be handed on.
    monkeypatch.setattr("time.sleep", lambda seconds, sleep=time.sleep: sleep(min(seconds, 0.02)))
    monkeypatch.setenv("NEWSETL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(Pipeline, "_work", work)
    monkeypatch.setattr(Pipeline, "sources", property(sources))
    settings.get_settings.cache_clear()
    yield room
    settings.get_settings.cache_clear()
