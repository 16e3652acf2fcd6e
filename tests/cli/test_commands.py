"""What each command does, as scripts use it: fixed keys, JSON alone on standard output, exit codes."""

import gzip
import json
from pathlib import Path

import pytest

import newsetl
from tests.cli.reports import REPORT, lines, loaded

SAMPLE = Path(newsetl.__file__).parent / "sample"


def test_load_then_search_by_another_name(newsetl_, tmp_path):
    code, answer, counts, _ = loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    assert (code, answer["ok"], answer["indexed"]) == (0, True, 1)
    assert counts["index", "new"] == 1
    code, out, _ = newsetl_("search", "سجن الصناعة", "--limit", "5", "--json")
    answer = json.loads(out)
    assert (code, answer["total"]) == (0, 1)
    [hit] = answer["hits"]
    assert {"id", "external_id", "url", "title", "source", "published_at", "score", "highlights", "entities"} <= set(
        hit
    )
    assert (hit["external_id"], hit["url"], hit["source"]) == ("r1", REPORT["url"], "nahr")
    assert hit["published_at"] == "2022-01-20T18:00:00Z"
    assert [hit["highlights"][0]["text"][a:b] for a, b in hit["highlights"][0]["spans"]] == ["سجن غويران"]
    assert "facility:prison-sinaa" in [entity["id"] for entity in hit["entities"]]


def test_search_for_people_marks_the_words_and_counts(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, out, _ = newsetl_("search", "سجن غويران")
    assert code == 0
    assert "1 reports for [سجن غويران]" in out
    assert REPORT["title"] in out


def test_search_is_narrowed_to_a_language(newsetl_, tmp_path):
    english = {"title": "Siege of Ghweran prison", "body": "Guards fled from the prison.", "lang": "en", "id": "r2"}
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, {**REPORT, "url": "https://nahr.example/2", **english}))
    for code, ids in [("", {"r1", "r2"}), ("EN", {"r2"}), ("ar", {"r1"}), ("fr", set())]:
        answer = json.loads(newsetl_("search", "سجن الصناعة", "--lang", code, "--json")[1])
        assert {hit["external_id"] for hit in answer["hits"]} == ids, code
    code, _, err = newsetl_("search", "سجن", "--lang", "English")
    assert code == 2
    assert "no code of a language" in err


def test_loading_the_same_file_again_changes_nothing(newsetl_, tmp_path):
    path = lines(tmp_path / "r.jsonl", REPORT)
    loaded(newsetl_, path)
    _, _, counts, _ = loaded(newsetl_, path)
    assert {outcome for _, outcome in counts} == {"unchanged"}


def test_every_kind_of_file_is_taken(newsetl_, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    with gzip.open(folder / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(REPORT, ensure_ascii=False) + "\n")
    (folder / "b.txt").write_text("عنوان من ملف نصي\nالسطر الأول من التقرير.\nالسطر الثاني منه.", encoding="utf-8")
    (folder / "c.html").write_bytes((SAMPLE / "pages/sanabil-sabah/07.html").read_bytes())
    (folder / "d.xml").write_bytes((SAMPLE / "feeds/safsaf-news.xml").read_bytes())
    code, answer, _, err = loaded(newsetl_, folder)
    assert (code, answer["indexed"]) == (0, 15), err


def test_run_takes_the_bundled_sample_when_nothing_is_set_up(newsetl_):
    code, out, err = newsetl_("run", "--since", "2022-01-20", "--until", "2022-02-03", "--json")
    assert code == 0
    assert json.loads(out)["indexed"] == 114
    assert "bundled sample" in err


def test_run_over_one_source(newsetl_):
    code, out, _ = newsetl_(
        "run", "--since", "2022-01-20", "--until", "2022-02-03", "--source", "marafi-agency", "--json"
    )
    assert code == 0
    assert {row["source"] for row in json.loads(out)["counts"]} == {"marafi-agency", "all-sources"}


def test_extract_gives_the_article_of_a_page(newsetl_):
    page = SAMPLE / "pages/sanabil-sabah/07.html"
    code, out, _ = newsetl_("extract", page, "--url", "https://www.sanabil-sabah.example/x", "--json")
    article = json.loads(out)
    assert code == 0
    assert {"title", "body", "published_at", "lang", "boilerplate"} <= set(article)
    assert "\n\n" in article["body"]
    assert article["lang"] == "ar"


def test_extract_says_when_a_page_holds_no_article(newsetl_):
    code, out, err = newsetl_("extract", SAMPLE / "pages/sanabil-sabah/14.html", "--json")
    assert (code, out) == (1, "")
    assert "14.html" in err


def test_annotate_gives_offsets_into_the_body_as_given(newsetl_, tmp_path):
    body = "قال\u200f داعش إنه يعرف «سِجْنَ غُوَيْران»\r\nليلا."
    path = lines(tmp_path / "r.jsonl", {"id": "x", "title": "", "body": body}, {"id": "y", "body": "لا شيء هنا"})
    code, out, _ = newsetl_("annotate", path, "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert first["external_id"] == "x"
    assert [m["entity_id"] for m in first["mentions"]] == ["force:daesh", "facility:prison-sinaa"]
    assert all(body[m["start"] : m["end"]] == m["surface"] for m in first["mentions"])
    assert {"surface", "start", "end", "entity_id", "type", "rule"} == set(first["mentions"][0])
    assert second == {"external_id": "y", "mentions": []}


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_annotate_passes_over_a_broken_line_and_says_which(newsetl_, tmp_path, name):
    good = json.dumps({"id": "x", "body": "داعش"}).encode()
    data = b"\xef\xbb\xbf" + good + b'\n{"id": "\xff"}\n\n[1]\n{\n' + good + b"\n"
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    code, out, err = newsetl_("annotate", tmp_path / name, "--json")
    assert code == 1
    assert [json.loads(line)["external_id"] for line in out.splitlines()] == ["x", "x"]
    faults = [json.loads(line) for line in err.splitlines()]
    assert [(fault["external_id"], fault["line"]) for fault in faults] == [(None, 2), (None, 4), (None, 5)]
    assert all(name in fault["error"] for fault in faults)
    code, out, err = newsetl_("annotate", tmp_path / name)
    assert (code, out.count("force:daesh")) == (1, 2)
    assert [line.startswith("newsetl: ") for line in err.splitlines()] == [True] * 3


def test_annotate_writes_a_lone_surrogate_as_json_does(newsetl_, tmp_path):
    (tmp_path / "r.jsonl").write_text('{"id": "\\ud800", "body": "داعش"}\n', encoding="utf-8")
    code, out, _ = newsetl_("annotate", tmp_path / "r.jsonl", "--json")
    assert (code, json.loads(out)["external_id"]) == (0, "\ud800")


def test_every_report_that_names_the_prison_is_found_under_its_every_name(newsetl_):
    # the one left out, s068, tells of the attack without any name of the place
    judged = SAMPLE / "judged"
    words = ("--collection", judged / "collection.jsonl", "--topics", judged / "topics.tsv")
    code, out, _ = newsetl_("evaluate", *words, "--qrels", judged / "qrels.txt", "--json")
    measures = json.loads(out)
    assert code == 0
    assert {"all", "topics", "kibana_phrase", "kibana_words", "modes", "about"} <= set(measures)
    for topic in ("T1", "T2", "T3", "T4"):
        assert measures["topics"][topic]["set_recall"] >= 30 / 31 - 1e-4, topic
        assert measures["topics"][topic]["set_precision"] == 1.0, topic


def test_evaluate_tells_misses_and_hits_in_the_background(newsetl_, tmp_path):
    reports = {"a": "قصف على سجن غويران", "b": "أخبار الطقس"}
    collection = lines(
        tmp_path / "c.jsonl", *({"id": key, "title": t, "body": "لا جديد"} for key, t in reports.items())
    )
    background = tmp_path / "b.jsonl.gz"
    others = [{"id": i, "title": f"خبر {i}", "body": f"قيل في سجن الصناعة {i}"} for i in range(5)]
    background.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in others).encode()))
    (tmp_path / "t.tsv").write_text("P\tسجن غويران\nP\tGhweran prison\n", encoding="utf-8")
    (tmp_path / "q.txt").write_text("P 0 a 2\nP 0 b 1\n", encoding="utf-8")
    words = ("evaluate", "--collection", collection, "--topics", tmp_path / "t.tsv", "--qrels", tmp_path / "q.txt")
    words += ("--background", background, "--background-limit", "4", "--misses")
    code, out, err = newsetl_(*words, "--json")
    planner = json.loads(out)["modes"]["planner"]
    assert (code, planner["false_links"]) == (0, {"hits": 4, "background": 4, "per_10000": 10000})
    wrong = [f"background/{i}" for i in range(4)]
    asked = ["سجن غويران", "Ghweran prison"]
    assert planner["needs"]["P"]["misses"] == [{"queries": asked, "missed": ["b"], "wrong": wrong}]
    assert "planner: 2 queries of 1 needs" in err
    code, out, _ = newsetl_(*words, "--per-need")
    assert code == 0
    assert all(shown in out for shown in ("background/3", "0.200 1/5", "10000.0"))


def test_doctor_says_what_is_there(newsetl_):
    code, out, _ = newsetl_("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(out)}
    assert findings["python"]["state"] == "ok"
    assert findings["apache-airflow"]["state"] == "ok"
    assert code == (1 if any(finding["state"] == "fault" for finding in findings.values()) else 0)
