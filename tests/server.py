"""The Elasticsearch that the tests may use."""

import os

import pytest


def named_server() -> str:
    """What ``NEWSETL_TEST_ES_URL`` names: a skip without one, a failure where CI requires it."""
    if url := os.environ.get("NEWSETL_TEST_ES_URL"):
        return url
    why = "NEWSETL_TEST_ES_URL is not set: Elasticsearch is NOT tested"
    if os.environ.get("CI") == "true" and os.environ.get("NEWSETL_REQUIRE_ES") == "1":
        pytest.fail(why)
    pytest.skip(why)
