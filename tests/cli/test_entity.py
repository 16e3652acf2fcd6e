"""``newsetl entity show`` and ``newsetl entity find`` as an operator runs them."""

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
    code, _, error = newsetl_("entity", "show", "prson-sna")
    assert code == 1
    assert "near are facility:prison-sinaa" in error


def test_years_and_neighbours_are_counted_over_all_reports(newsetl_, tmp_path):
    later = {**REPORT, "id": "r2", "url": "https://nahr.example/2", "published": "2023-03-01T08:00:00Z"}
    later["body"] = "عاد الحديث عن سجن غويران في الحسكة."
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, later))
    shown = json.loads(newsetl_("entity", "show", "prison-sinaa", "--json")[1])
    assert shown["years"] == {"2022": 1, "2023": 1}
    assert (shown["first"]["timeline_at"][:10], shown["last"]["timeline_at"][:10]) == ("2022-01-20", "2023-03-01")
    beside = {other["id"]: other["reports"] for other in shown["beside"]}
    assert beside["force:daesh"] == 1
    assert "facility:prison-sinaa" not in beside
    out = newsetl_("entity", "show", "prison-sinaa")[1]
    assert "2022: 1, 2023: 1" in " ".join(out.split())


def test_an_entity_without_reports_is_shown_all_the_same(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    shown = json.loads(newsetl_("entity", "show", "tishreen-dam", "--json")[1])
    assert (shown["first"], shown["last"], shown["years"], shown["beside"]) == (None, None, {}, [])


def test_entities_are_found_by_a_name_or_a_part_of_one(newsetl_):
    found = json.loads(newsetl_("entity", "find", "غويران", "--json")[1])
    assert "facility:prison-sinaa" in [entity["id"] for entity in found]
    assert "facility:prison-sinaa" in newsetl_("entity", "find", "prison-sin")[1]
    code, out, err = newsetl_("entity", "find", "zzzz qqqq")
    assert (code, out) == (1, "")
    assert "no entity is called 'zzzz qqqq'" in err
