"""One Airflow for all end-to-end tests, and a place for pictures.

Files are run in the order of their names: test_browser.py brings the sample in, test_up.py ends with `make down`.
"""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PACKS
from tests.e2e.airflow import Airflow


@pytest.fixture(scope="session")
def airflow() -> Iterator[Airflow]:
    """A running one; stopped in any case. Its folder is open to all, or root's PostgreSQL would go elsewhere."""
    data = Path(tempfile.mkdtemp(prefix="newsetl-e2e-"))
    data.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSETL_", "AIRFLOW"))}
    env |= {"NEWSETL_DATA_DIR": str(data), "NEWSETL_ALLOW_HOSTS": '["127.0.0.1"]'}
    env |= {"NEWSETL_FETCH_RETRIES": "0", "NEWSETL_RETRY_DELAY": "1", "NEWSETL_PACKS": PACKS}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    up = Airflow(data, port, tuple(sorted(env.items())))
    try:
        began = time.monotonic()
        started = up.start()
        assert started.returncode == 0, started.stdout + started.stderr
        print(started.stdout, f"started in {time.monotonic() - began:.0f} s")
        assert up.url in started.stdout
        assert all(password in started.stdout for password in up.passwords.values())
        yield up
    finally:
        up.do("stop")
        shutil.rmtree(data)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: NEWSETL_SCREENSHOTS, else pytest's own temporary folder."""
    folder = Path(os.environ.get("NEWSETL_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
