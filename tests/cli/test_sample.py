"""``newsetl sample serve`` as a person uses it: two terminals, and an outlet that fails until it is mended."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from newsetl.cli.sample import _reachable
from newsetl.pipeline import Pipeline
from newsetl.records import Route

SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)
FEEDS = {"safsaf-news", "shurfa-net"}
HERE = {"barid-sharq", "sanabil-sabah"}
"""Their pages are read at this site's addresses, and so have ids of their own."""
RELATIVE = "رسالة من قارئ: شارع بلا إنارة في أعزاز"
"""Its link in the feed is two words; in a feed that has an address of its own these are a relative reference."""


@contextmanager
def serving(settings, *words):
    """The first terminal: the process and the commands that it prints for the second."""
    process = subprocess.Popen(
        [sys.executable, "-m", "newsetl.cli", "sample", "serve", "--port", "0", *words],
        env={**os.environ, "NEWSETL_DATA_DIR": str(settings.data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, [process.stdout.readline().rstrip("\n") for _ in range(2)]
    finally:
        process.kill()
        process.communicate()


def typed(newsetl_, command):
    """A printed command in this process: (exit code, stdout, stderr)."""
    words = shlex.split(command)
    environment = dict(word.split("=", 1) for word in words if word.startswith("NEWSETL_"))
    start = len(environment)
    assert words[start : start + 3] == [sys.executable, "-m", "newsetl.cli"]
    return newsetl_(*words[start + 3 :], **environment)


def reports(settings):
    """The index without what tells one run from another."""
    documents = Pipeline.from_settings(settings).engine.scan()
    return {document.article_id: document.model_dump(exclude={"version", "fetched_at"}) for document in documents}


def test_the_printed_commands_read_the_site_and_a_mended_outlet_heals_the_run(newsetl_, settings, tmp_path):
    folder = settings.data_dir / "sample-site"
    with serving(settings, "--fail", "barid-sharq") as (_, [run, _]):
        partial = subprocess.run(
            ["sh", "-c", run],
            env={**os.environ, "NEWSETL_FETCH_RETRIES": "0"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert partial.returncode == 1
        assert "incomplete barid-sharq" in partial.stderr
        assert "HTTP 500" in partial.stderr
        assert partial.stderr.count("incomplete") == 1
    # the same address again: pages that are read at the site's own are known by it
    port = run.partition("NEWSETL_ALLOW_HOSTS=127.0.0.1:")[2].partition(" ")[0]
    with serving(settings, "--port", port) as (process, [run, search]):
        code, _, err = typed(newsetl_, run)
        assert (code, "incomplete" in err) == (0, False), err
        code, out, _ = typed(newsetl_, f"{search} --json")
        assert (code, json.loads(out)["total"] > 20) == (0, True)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1].splitlines()
        assert said[1:] == ["in another terminal:", "stopped; run the same command again to go on"]
        assert process.returncode == 130
    pipeline = Pipeline.from_settings(settings)
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    compare(reports(settings), reports(settings.model_copy(update={"data_dir": folder})))


def compare(bundled, served):
    """Served, every report is the one it is in the bundle, but for what only the way it came tells."""
    told = ("source", "title", "body", "published_at")
    assert {tuple(report[key] for key in told) for report in served.values()} == {
        tuple(report[key] for key in told) for report in bundled.values()
    }
    assert len(served) == len(bundled) > 100
    other = {article_id for article_id in set(served) - set(bundled) if served[article_id]["source"] not in HERE}
    assert {served[article_id]["title"] for article_id in other} == {RELATIVE}
    here = [report for report in served.values() if report["url"].startswith("http://127.0.0.1")]
    assert {report["source"] for report in here if report["title"] != RELATIVE} == HERE
    for article_id in set(served) & set(bundled):
        here, there = served[article_id], bundled[article_id]
        # a feed does not say when an item was seen: over http that is now, of a file its own time
        inherent = {"observed_at"} if here["source"] in FEEDS else set()
        # named after their smallest member, which may be a page with an id of its own
        inherent |= {"duplicate_group", "duplicate_of", "story_id"}
        assert {key for key in here if here[key] != there[key]} <= inherent, here["url"]


def test_a_taken_port_is_one_clear_line(newsetl_):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = newsetl_("sample", "serve", "--port", port)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"127.0.0.1:{port}" in err
    assert "--port" in err


def test_an_outlet_that_the_sample_lacks_cannot_fail(newsetl_):
    code, out, err = newsetl_("sample", "serve", "--port", 0, "--fail", "nahr")
    assert (code, out) == (2, "")
    assert "barid-sharq" in err


@pytest.mark.parametrize(
    ("listening", "reached"),
    [
        ("http://127.0.0.1:8090/", "http://127.0.0.1:8090"),
        ("http://0.0.0.0:8090/", "http://127.0.0.1:8090"),
        ("http://[::]:8090/", "http://[::1]:8090"),
        ("http://localhost:1/", "http://localhost:1"),
    ],
)
def test_packs_name_the_address_this_machine_reaches(listening, reached):
    assert _reachable(listening) == reached
