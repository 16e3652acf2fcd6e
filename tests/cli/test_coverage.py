"""``newsetl coverage``: a sign a day for people, everything for machines."""

import json

from tests.cli.reports import REPORT, lines, loaded


def test_the_days_of_an_outlet(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    interval = ("--since", "2022-01-19", "--until", "2022-01-22")
    code, out, _ = newsetl_("coverage", *interval, "--source", "nahr", "--json")
    rows = json.loads(out)["days"]
    assert code == 0
    assert [(row["day"], row["state"], row["kept"]) for row in rows] == [
        ("2022-01-19", "not_asked", 0),
        ("2022-01-20", "kept", 1),
        ("2022-01-21", "not_asked", 0),
    ]
    code, out, _ = newsetl_("coverage", *interval, "--source", "nahr")
    assert code == 0
    assert "nahr ▕ █ ▏  1 kept" in out
    assert "no run has asked for that day" in out


def test_an_outlet_that_nobody_knows(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, _, err = newsetl_("coverage", "--source", "dijla")
    assert code == 2
    assert "dijla" in err
