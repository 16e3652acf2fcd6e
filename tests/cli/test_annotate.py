"""`newsetl annotate` explaining, and measuring beside marked mentions."""

import json

from tests.cli.reports import lines

BODY = "هاجم داعش سجن الصناعة في الحسكة."


def marked(body, *marks):
    found = ((surface, body.index(surface), name) for surface, name in marks)
    spans = [{"field": "body", "start": at, "end": at + len(s), "surface": s, "name": name} for s, at, name in found]
    return {"id": "r", "mentions": spans}


def test_a_text_file_is_explained_mention_by_mention(newsetl_, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"قسد تعلن حظر التجول\n\nالخميس.\n{BODY}\n", encoding="utf-8")
    code, out, _ = newsetl_("annotate", path, "--explain")
    assert code == 0
    assert BODY in out
    for told in ("force:sdf", "facility:prison-sinaa", "alias داعش", "rule strong", "confidence 0.95"):
        assert told in out, told
    code, out, _ = newsetl_("annotate", path, "--explain", "--json")
    mentions = json.loads(out)["mentions"]
    assert code == 0
    assert (mentions[0]["field"], mentions[0]["entity_id"]) == ("title", "force:sdf")
    daesh = next(one for one in mentions if one["entity_id"] == "force:daesh")
    assert (daesh["sentence"], daesh["label"], daesh["alias"]) == (BODY, "داعش", "داعش")


def test_a_text_file_that_is_not_utf_8_is_told(newsetl_, tmp_path):
    (tmp_path / "a.txt").write_bytes("داعش".encode("cp1256"))
    code, _, err = newsetl_("annotate", tmp_path / "a.txt")
    assert (code, "a.txt: not UTF-8" in err) == (2, True)


def test_marked_mentions_give_precision_and_recall(newsetl_, tmp_path):
    reports = lines(tmp_path / "r.jsonl", {"id": "r", "title": "", "body": BODY}, {"id": "s", "body": "داعش"})
    gold = lines(tmp_path / "g.jsonl", marked(BODY, ("داعش", "D"), ("هاجم", "نهر مجهول"), ("الحسكة", "الحسكة")))
    (tmp_path / "n.tsv").write_text("D\tforce:daesh\nنهر مجهول\t\n", encoding="utf-8")
    words = ("annotate", reports, "--gold", gold, "--names", tmp_path / "n.tsv", "--misses")
    code, out, _ = newsetl_(*words, "--json")
    scores = json.loads(out)
    assert (code, scores["reports"]) == (0, 1)
    assert scores["unknown_names"] == {"نهر مجهول": 1}
    assert scores["overlapping"]["recall_all"]["of"] == 3
    assert scores["exact"]["kinds"]["force"]["precision"]["value"] == 1.0
    assert "facility:prison-sinaa" in {fault["name"] for fault in scores["wrong"]}
    code, out, _ = newsetl_(*words)
    assert code == 0
    assert all(told in out for told in ("exact span", "missed r body: هاجم", "wrong r body: سجن الصناعة", BODY))


def test_marks_of_a_report_that_is_not_there_are_told(newsetl_, tmp_path):
    reports = lines(tmp_path / "r.jsonl", {"id": "other", "body": BODY})
    code, out, err = newsetl_("annotate", reports, "--gold", lines(tmp_path / "g.jsonl", marked(BODY, ("داعش", "D"))))
    assert (code, out) == (2, "")
    assert "marks r, which the file of reports lacks" in err
