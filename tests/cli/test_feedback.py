"""``newsetl feedback`` and ``newsetl gazetteer review`` as an operator runs them."""

import json

from tests.cli.reports import REPORT, lines, loaded

VILLAGE = {**REPORT, "title": "قصف ليلي", "body": "سقطت قذائف على قرية تل الاختبار البعيد في محافظة الحسكة."}
NEW = "place:tal-al-ikhtibar"


def search(newsetl_, query):
    return json.loads(newsetl_("search", query, "--json")[1])


def test_a_name_that_no_pack_has_is_found_after_feedback_review_and_reindex(newsetl_, tmp_path, settings):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", VILLAGE))
    [hit] = search(newsetl_, "قذائف")["hits"]
    said = newsetl_("feedback", "missing", NEW, "--article", hit["id"], "--surface", "تل الاختبار البعيد", "--json")
    item = json.loads(said[1])
    assert (said[0], item["sentence"]) == (0, VILLAGE["body"])
    [proposal] = json.loads(newsetl_("gazetteer", "review", "--json")[1])
    assert proposal["line"]["ar"] == "تل الاختبار البعيد"
    code, _, error = newsetl_("gazetteer", "review", "--accept", item["id"])
    assert (code, "newsetl reindex" in error) == (0, True)
    assert newsetl_("reindex")[0] == 0
    assert NEW in {entity["id"] for entity in search(newsetl_, "تل الاختبار البعيد")["hits"][0]["entities"]}
    assert json.loads(newsetl_("feedback", "list", "--json")[1]) == []
    assert newsetl_("gazetteer", "check", "--no-lake")[0] == 0


def test_feedback_is_rejected_and_stays_so(newsetl_, tmp_path, settings):
    said = newsetl_("feedback", "wrong", "سجن غويران", "--text", "هاجم داعش سجن غويران ليلا", "--json")
    item = json.loads(said[1])
    assert (item["entity_id"], item["surface"]) == ("facility:prison-sinaa", "سجن غويران")
    assert newsetl_("gazetteer", "review", "--reject", item["id"])[0] == 0
    assert json.loads(newsetl_("gazetteer", "review", "--json")[1]) == []
    [kept] = json.loads(newsetl_("feedback", "list", "--all", "--json")[1])
    assert kept["status"] == "rejected"
    assert newsetl_("gazetteer", "review", "--accept", item["id"])[0] == 2
    assert not (settings.data_dir / "gazetteer").exists()


def test_an_unknown_name_is_told_what_to_give(newsetl_):
    code, _, error = newsetl_("feedback", "missing", "بلد لا يعرفه أحد", "--text", "نص ما", "--surface", "نص")
    assert (code, "for what is new give an id" in error) == (1, True)
