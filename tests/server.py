"""The Elasticsearch that the tests may use."""

import os

import pytest
from elasticsearch import Elasticsearch

# Two processes of tests make and delete indices of a whole gazetteer on two cores that they share with the server:
# an answer that takes the client's own ten seconds there tells nothing.
PATIENCE = 120.0


def named_server(variable: str = "NEWSETL_TEST_ES_URL", untested: str = "Elasticsearch is NOT tested") -> str:
    """What the environment names: a skip without one that says what is not tested, a failure where CI requires it."""
    if url := os.environ.get(variable):
        return url
    why = f"{variable} is not set: {untested}"
    if os.environ.get("CI") == "true" and os.environ.get("NEWSETL_REQUIRE_ES") == "1":
        pytest.fail(why)
    pytest.skip(why)


def client_of(url: str | None) -> Elasticsearch:
    """A patient client of that server."""
    assert url
    return Elasticsearch(url, request_timeout=PATIENCE)
