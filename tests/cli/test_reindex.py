"""``newsetl reindex`` and ``newsetl index rollback`` as people and scripts use them."""

import json

from tests.cli.reports import REPORT, lines, loaded

MARKET = {"id": "place:x-market", "kind": "place", "ar": "سوق الزنبق", "en": "Zanbaq market", "source": "test"}
OTHER = {
    **REPORT,
    "id": "r2",
    "url": "https://nahr.example/2",
    "title": "افتتاح سوق الزنبق",
    "body": "افتتح السوق أمس.",
}


def name(settings, *entries):
    (settings.data_dir / "gazetteer").mkdir(exist_ok=True)
    lines(settings.data_dir / "gazetteer" / "own.jsonl", *entries)


def hits(newsetl_, text):
    return json.loads(newsetl_("search", text, "--json")[1])


def test_a_new_name_from_the_pack_to_the_search_and_back(newsetl_, settings, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, OTHER))
    assert "nothing to do" in newsetl_("reindex")[1]
    name(settings, MARKET)
    code, out, _ = newsetl_("reindex", "--dry-run")
    assert code == 0
    assert "1 of 2 reports would be linked anew; nothing was changed" in out
    assert "1 for place:x-market" in out
    assert hits(newsetl_, "سوق الزنبق")["understood"] == "سوق الزنبق", "not yet a name"

    code, out, err = newsetl_("reindex", "--json")
    answer = json.loads(out)
    assert (code, answer["index"], answer["previous"], answer["reports"]) == (0, "v000002", "v000001", 2), err
    assert answer["survey"]["records"] == {"carried": 1, "names": 1}
    assert answer["survey"]["added"] == ["place:x-market"]
    found = hits(newsetl_, "Zanbaq market")
    assert (found["understood"], [hit["external_id"] for hit in found["hits"]]) == ("[سوق الزنبق]", ["r2"])
    assert json.loads(newsetl_("reindex", "--json")[1])["needed"] is False

    code, out, _ = newsetl_("index", "rollback")
    assert (code, out) == (0, "readers search v000001 again, which holds 2 reports\n")
    assert hits(newsetl_, "سوق الزنبق")["understood"] == "سوق الزنبق"
    code, _, err = newsetl_("index", "rollback")
    assert code == 3
    assert "no earlier version" in err
    assert newsetl_("reindex")[0] == 0
    assert hits(newsetl_, "Zanbaq market")["total"] == 1


def test_every_report_when_it_is_asked_for(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, OTHER))
    code, out, _ = newsetl_("reindex", "--all")
    assert code == 0
    assert "2 records linked anew, as was asked" in out


def test_a_version_that_fails_its_checks_is_told_with_the_check(newsetl_, settings, tmp_path, monkeypatch):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, OTHER))
    name(settings, MARKET)
    monkeypatch.setattr(
        "newsetl.building.find_faults", lambda *_: iter(["«الهول» finds 0 reports, 3 are linked to it"])
    )
    code, out, err = newsetl_("reindex")
    assert (code, out) == (3, "")
    assert "v000002 was not promoted, readers go on with v000001: «الهول» finds 0 reports, 3 are linked to it" in err
