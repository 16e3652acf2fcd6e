"""``newsetl plan``: what a run would fetch, and which outlet shows no past."""

import json

from tests.cli.reports import pack


def test_the_ways_in_are_named_without_asking_anybody(newsetl_, settings):
    pack(settings, "127.0.0.1:9")
    interval = ("--since", "2022-01-20", "--until", "2022-01-22")
    code, out, _ = newsetl_("plan", *interval, "--offline")
    assert code == 0
    assert "http://127.0.0.1:9/feed" in out
    assert "no archive" in out
    [source] = json.loads(newsetl_("plan", *interval, "--offline", "--json")[1])["sources"]
    assert (source["source"], source["shows_past"], source["new"]) == ("outlet", False, 0)


def test_an_interval_that_has_not_ended_is_refused(newsetl_, settings):
    pack(settings, "127.0.0.1:9")
    code, _, err = newsetl_("plan", "--since", "2022-01-20", "--until", "2990-01-01", "--offline")
    assert code == 2
    assert "future" in err
