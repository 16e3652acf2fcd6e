"""``newsetl erase`` and ``newsetl revisions`` as an operator runs them."""

import json

import pytest

from tests.cli.reports import loaded
from tests.erasures import NEEDLE, OTHER, REPORT, dump, holding

URL = REPORT["url"]
MORNING, NOON = "2022-01-21T06:00:00Z", "2022-01-21T12:00:00Z"


@pytest.fixture(autouse=True)
def few_names(gazetteer, monkeypatch):
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)


def told(newsetl_, *words):
    code, out, err = newsetl_(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_a_report_is_looked_at_erased_listed_and_let_in_again(newsetl_, settings, tmp_path):
    file = dump(tmp_path / "news.jsonl", REPORT, OTHER)
    loaded(newsetl_, file)
    code, out, _ = newsetl_("erase", URL, "--dry-run")
    assert (code, REPORT["title"] in out, "1 captures, 3 records" in out) == (0, True, True)
    assert holding(settings.data_dir, NEEDLE)
    code, _, err = newsetl_("erase", URL)
    assert (code, "--yes" in err) == (2, True), "nobody can be asked"
    assert holding(settings.data_dir, NEEDLE)
    [done] = told(newsetl_, "erase", URL, "--yes", "--reason", "طلب صاحبه")
    assert holding(settings.data_dir, NEEDLE) == []
    [stone] = told(newsetl_, "erase", "--list")
    assert (stone["id"], stone["address"], stone["reason"]) == (done["tombstone"], URL, "طلب صاحبه")
    _, _, counts, _ = loaded(newsetl_, file)
    assert counts["ingest", "erased"] == 1
    assert URL in newsetl_("erase", "--undo", stone["id"])[1]
    _, answer, counts, _ = loaded(newsetl_, file)
    assert answer["indexed"] == 2


def test_what_was_never_collected_is_told_and_kept_out_when_asked(newsetl_, tmp_path):
    code, _, err = newsetl_("erase", URL, "--yes")
    assert (code, "--even-if-unknown" in err) == (1, True)
    told(newsetl_, "erase", URL, "--yes", "--even-if-unknown")
    _, answer, _, _ = loaded(newsetl_, dump(tmp_path / "news.jsonl", REPORT, OTHER))
    assert answer["indexed"] == 1


@pytest.mark.parametrize("words", [(), (URL, "--list"), ("--undo", "nothing"), ("الخبر الأول", "--yes")])
def test_what_makes_no_sense_is_refused(newsetl_, words):
    code, out, err = newsetl_("erase", *words)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("option", ["--dry-run", "--yes", "--expunge", "--even-if-unknown", "--reason=x"])
@pytest.mark.parametrize("what", ["--undo", "--list"])
def test_what_is_said_of_erasing_is_refused_elsewhere(newsetl_, what, option):
    [done] = told(newsetl_, "erase", URL, "--yes", "--even-if-unknown")
    code, out, err = newsetl_("erase", what, *([done["tombstone"]] if what == "--undo" else []), option)
    assert (code, out, option.partition("=")[0] in err) == (2, "", True)
    assert len(told(newsetl_, "erase", "--list")) == 1, "nothing was undone"


def test_revisions_are_shown_with_the_words_that_changed(newsetl_, tmp_path):
    second = {**REPORT, "body": REPORT["body"].replace("الساكن", "الشاهد", 1), "observed_at": NOON}
    loaded(newsetl_, dump(tmp_path / "news.jsonl", {**REPORT, "observed_at": MORNING}, second))
    code, out, _ = newsetl_("revisions", URL, "--diff")
    assert code == 0
    assert "قال [-الساكن-] [+الشاهد+] إن جيرانه" in out
    assert "text changed: paragraphs 1 changed" in out
    answer = told(newsetl_, "revisions", URL)
    assert [one["observed_at"] for one in answer["revisions"]] == [MORNING, NOON]
    assert told(newsetl_, "revisions", answer["article_id"]) == answer


def test_revisions_are_found_after_the_state_store_was_lost(newsetl_, tmp_path, settings):
    loaded(newsetl_, dump(tmp_path / "news.jsonl", REPORT))
    before = told(newsetl_, "revisions", URL)
    for path in settings.data_dir.glob("state.sqlite*"):
        path.unlink()
    assert told(newsetl_, "revisions", URL) == before


@pytest.mark.parametrize("asked", ["\udcff", "abc", "https://nahr.example/"])
def test_revisions_of_what_is_no_report_are_refused(newsetl_, asked):
    code, out, err = newsetl_("revisions", asked)
    assert (code, out) == (2, "")
    assert "neither an address" in err or "the front page of a site" in err


def test_an_unknown_report_has_no_revisions(newsetl_, tmp_path):
    code, out, err = newsetl_("revisions", URL)
    assert (code, out, "no such report" in err) == (1, "", True)
