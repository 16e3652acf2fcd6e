"""One part of Airflow, run by the supervisor of `make up`: ``prepare``, or Airflow's own words (``scheduler`` …)."""

import contextlib
import importlib
import sys

from airflow_local import POOL, REPO


def prepare() -> int:
    """Create or migrate Airflow's tables and the pool; quick when that is done."""
    run_airflow(["db", "migrate"])
    return run_airflow(["pools", "set", POOL, "1", "Writers of the search index"])


def run_airflow(words: list[str]) -> int:
    """Airflow's own command line, in this process."""
    if words[0] == "scheduler":
        _load_libraries()
    from airflow.__main__ import main as airflow

    sys.argv = ["airflow", *words]
    airflow()  # type: ignore[no-untyped-call]
    return 0


def _load_libraries() -> None:
    """Import what the DAGs and stages import, so that each task, a fork of the scheduler, need not: seconds for each.

    Our own modules are forgotten again: tasks must run the code that is on the disk when they start.
    """
    sys.path.insert(0, str(REPO / "dags"))
    # What is wrong with one of them is told by the task or the DAG processor, not by a scheduler that is not there.
    for name in ("pandas", "httpcore", "news_daily", "newsetl.pipeline"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    sys.path.pop(0)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("newsetl", "news_daily", "stages")]:
        del sys.modules[name]


if __name__ == "__main__":
    sys.exit(prepare() if sys.argv[1:] == ["prepare"] else run_airflow(sys.argv[1:]))
