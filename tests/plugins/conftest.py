"""Airflow's own API app, with the plugins of the repository, over an index of one report."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests import airflow_home


def pytest_collection_modifyitems(items):
    """Airflow's own warnings are not ours to mend."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def loop():
    """One event loop for all requests: Airflow's database pool belongs to the first that uses it."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def api_app():
    """Airflow's API server as an ASGI app."""
    airflow_home.initialise()
    from airflow.api_fastapi.app import create_app

    return create_app()


@pytest.fixture(scope="session")
def call(loop, api_app):
    """Call the API server: (method, path, keywords of httpx) → response."""

    async def request(method, path, **keywords):
        transport = httpx.ASGITransport(api_app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow.test") as client:
            return await client.request(method, path, **keywords)

    return lambda *words, **keywords: loop.run(request(*words, **keywords))


@pytest.fixture(scope="session")
def login(call):
    """Log a user in by name and password: the token."""

    def token(name):
        said = call("POST", "/auth/token", json={"username": name, "password": name[::-1]})
        assert said.status_code == 201, said.text
        return said.json()["access_token"]

    return token
