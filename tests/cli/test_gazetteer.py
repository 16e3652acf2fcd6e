"""``newsetl gazetteer check`` as an operator runs it, before and after a pack is in use."""

import json
import sys

from tests.cli.reports import REPORT, lines, loaded

TRIAL = {"id": "place:trial", "kind": "place", "ar": "قالت مصادر", "en": "Trial", "source": "t"}


def own_pack(settings, *entries, name="own.jsonl"):
    folder = settings.data_dir / "gazetteer"
    folder.mkdir(parents=True, exist_ok=True)
    return lines(folder / name, *entries)


def checked(newsetl_, *words):
    code, out, err = newsetl_("gazetteer", "check", *words, "--json")
    return code, json.loads(out), err


def test_a_pack_is_tried_out_on_the_reports_that_are_there(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, answer, err = checked(newsetl_, lines(tmp_path / "trial.jsonl", TRIAL))
    assert (code, answer["faults"]) == (0, [])
    [effect] = [effect for effect in answer["effects"] if effect["entity_id"] == "place:trial"]
    assert (effect["gained"], effect["lost"]) == (1, 0)
    assert effect["sentences"] == [REPORT["body"].split("\n")[0]]
    assert "1 of 1 reports looked at" in err


def test_without_files_the_packs_in_use_are_compared_with_the_shipped_ones(newsetl_, settings, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    own_pack(settings, TRIAL)
    code, out, _ = newsetl_("gazetteer", "check")
    assert code == 0
    assert "place:trial  قالت مصادر: 1 reports gained, 0 lost" in out
    assert checked(newsetl_, "--no-lake")[1]["effects"] == []


def test_a_report_in_two_partitions_counts_once(newsetl_, tmp_path):
    for name in ("r.jsonl", "again.jsonl"):
        loaded(newsetl_, lines(tmp_path / name, REPORT))
    _, answer, _ = checked(newsetl_, lines(tmp_path / "trial.jsonl", TRIAL))
    assert [effect["gained"] for effect in answer["effects"]] == [1]


def test_a_bad_pack_ends_with_its_file_and_line(newsetl_, tmp_path):
    bad = lines(tmp_path / "bad.jsonl", {"id": "place:trial", "kind": "place", "en": "Trial", "source": "t"})
    code, out, _ = newsetl_("gazetteer", "check", str(bad))
    assert code == 1
    assert "bad.jsonl line 1: place:trial has no Arabic name" in out


def test_a_name_of_a_shipped_pack_is_told_with_its_owner(newsetl_, tmp_path):
    code, answer, _ = checked(newsetl_, lines(tmp_path / "more.jsonl", {**TRIAL, "ar": "سجن الصناعة"}))
    assert code == 1
    [fault] = answer["faults"]
    assert (fault["file"], fault["line"]) == ("more.jsonl", 1)
    assert "is a name of facility:prison-sinaa too" in fault["message"]


def test_sentences_once_corrected_are_tried_with_the_pack(newsetl_, settings, tmp_path):
    wanted = {"sentence": "قالت مصادر كذا", "title": "", "entity_id": "place:trial", "expected": True}
    own_pack(settings, wanted, name="cases.jsonl")
    code, out, _ = newsetl_("gazetteer", "check")
    assert code == 1
    assert "cases.jsonl line 1: expects place:trial, which no pack has" in out
    code, answer, _ = checked(newsetl_, lines(tmp_path / "trial.jsonl", TRIAL))
    assert (code, answer["cases"], answer["faults"]) == (0, 1, [])


def test_what_is_worth_a_look_is_shown_when_asked_for(newsetl_, tmp_path):
    pack = lines(tmp_path / "trial.jsonl", {**TRIAL, "ar": "قرية كريم", "head": "village", "cores": ["كريم"]})
    assert "given name" not in newsetl_("gazetteer", "check", pack)[1]
    code, out, _ = newsetl_("gazetteer", "check", pack, "--notices")
    assert code == 0
    assert "trial.jsonl line 1: place:trial: 'كريم' alone is a head noun or a given name" in out


def test_suggesting_without_the_tagger_ends_with_what_to_install(newsetl_, monkeypatch):
    monkeypatch.setitem(sys.modules, "camel_tools.ner", None)
    code, out, err = newsetl_("gazetteer", "suggest")
    assert (code, out) == (1, "")
    assert "pip install torch transformers" in err


def test_names_that_the_tagger_finds_are_told_with_the_line_that_proposes_them(newsetl_, tmp_path, monkeypatch):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    word = REPORT["body"].split()[0]
    tag = [["B-ORG" if one == word else "O" for one in REPORT["body"].split()]]
    monkeypatch.setattr(
        "newsetl.names.tagger.load_tagger", lambda: lambda sentences: [tag[0][: len(s)] for s in sentences]
    )
    code, out, _ = newsetl_("gazetteer", "suggest", "--least", "1")
    assert code == 0
    assert f"organisation  {word}: 1 reports" in out
    assert f'--surface "{word}"' in out
