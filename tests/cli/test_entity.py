"""``newsetl entity show`` and ``newsetl gazetteer check`` as an operator runs them."""

import json

from tests.cli.reports import REPORT, lines, loaded


def test_an_entity_is_shown_with_its_names_and_reports(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, out, _ = newsetl_("entity", "show", "prison-sinaa", "--json")
    shown = json.loads(out)
    assert (code, shown["entry"]["id"]) == (0, "facility:prison-sinaa")
    assert sum(shown["reports"].values()) == 1
    assert shown["first"] == shown["last"]
    assert shown["first"]["title"] == REPORT["title"]
    by_name = newsetl_("entity", "show", "بسجنِ غُوَيْران", "--json")
    assert json.loads(by_name[1])["entry"]["id"] == "facility:prison-sinaa"


def test_an_unknown_entity_is_told_with_near_ones(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, _, error = newsetl_("entity", "show", "prison-sina")
    assert code == 1
    assert "near are facility:prison-sinaa" in error


def test_a_pack_is_tried_out_on_the_reports_that_are_there(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    entry = {"id": "place:trial", "kind": "place", "ar": "قرية التجربة", "en": "Trial", "aliases": [], "source": "t"}
    trial = lines(tmp_path / "trial.jsonl", {**entry, "ar": " ".join(REPORT["body"].split()[:2]).strip("،.")})
    code, out, _ = newsetl_("gazetteer", "check", str(trial), "--json")
    checked = json.loads(out)
    assert (code, checked["faults"]) == (0, [])
    [effect] = [effect for effect in checked["effects"] if effect["entity_id"] == "place:trial"]
    assert (effect["gained"], effect["lost"]) == (1, 0)
    assert effect["sentences"][0] in REPORT["body"]


def test_a_bad_pack_ends_with_its_file_and_line(newsetl_, tmp_path):
    bad = lines(tmp_path / "bad.jsonl", {"id": "place:trial", "kind": "place", "en": "Trial", "source": "t"})
    code, out, _ = newsetl_("gazetteer", "check", str(bad))
    assert code == 1
    assert "bad.jsonl line 1: place:trial has no Arabic name" in out
