"""The command line as scripts use it: fixed keys, JSON alone on stdout, exit codes, one clear line for each trouble."""

import gzip
import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import newsetl
from newsetl.cli import main
from newsetl.settings import get_settings

SAMPLE = Path(newsetl.__file__).parent / "sample"
REPORT = {
    "id": "r1",
    "url": "https://nahr.example/1",
    "source": "nahr",
    "title": "اشتباكات قرب سجن غويران",
    "body": "قالت مصادر إن داعش هاجم السجن في حي غويران.\n\nوأضافت أن قوات سوريا الديمقراطية طوقت المكان.",
    "published": "2022-01-20T20:00:00+02:00",
    "lang": "ar",
}


@pytest.fixture
def newsetl_(settings, monkeypatch, capsys):
    """Run one command line: (exit code, stdout, stderr)."""
    monkeypatch.setenv("NEWSETL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(settings.data_dir.parent)

    def run(*words, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, str(value))
        get_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["newsetl", *map(str, words)])
        with pytest.raises(SystemExit) as exit_:
            main()
        said = capsys.readouterr()
        return exit_.value.code or 0, said.out, said.err

    yield run
    get_settings.cache_clear()


def lines(path, *records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def loaded(newsetl_, path):
    """Load a file; its outcome counts by stage."""
    code, out, err = newsetl_("load", path, "--json")
    answer = json.loads(out)
    counts = {(row["stage"], row["outcome"]): row["count"] for row in answer["counts"]}
    return code, answer, counts, err


def reasons(newsetl_):
    _, out, _ = newsetl_("quarantine", "list", "--json")
    return [(row["stage"], row["reason"]) for row in map(json.loads, out.splitlines())]


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
    assert "facility:ghweran-prison" in [entity["id"] for entity in hit["entities"]]


def test_search_for_people_marks_the_words_and_counts(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, out, _ = newsetl_("search", "سجن غويران")
    assert code == 0
    assert "1 reports for [سجن غويران]" in out
    assert REPORT["title"] in out


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
    assert json.loads(out)["indexed"] == 37
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
    body = "قال\u200f داعش إنه هاجم «سِجْنَ غُوَيْران»\r\nليلا."
    path = lines(tmp_path / "r.jsonl", {"id": "x", "title": "", "body": body}, {"id": "y", "body": "لا شيء هنا"})
    code, out, _ = newsetl_("annotate", path, "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert first["external_id"] == "x"
    assert [m["entity_id"] for m in first["mentions"]] == ["force:daesh", "facility:ghweran-prison"]
    assert all(body[m["start"] : m["end"]] == m["surface"] for m in first["mentions"])
    assert {"surface", "start", "end", "entity_id", "type", "rule"} == set(first["mentions"][0])
    assert second == {"external_id": "y", "mentions": []}


def test_the_sample_is_found_whole_under_every_name_of_the_prison(newsetl_):
    judged = SAMPLE / "judged"
    words = ("--collection", judged / "collection.jsonl", "--topics", judged / "topics.tsv")
    code, out, _ = newsetl_("evaluate", *words, "--qrels", judged / "qrels.txt", "--json")
    measures = json.loads(out)
    assert code == 0
    assert set(measures) == {"all", "topics", "kibana_phrase", "kibana_words"}
    for topic in ("T1", "T2", "T3", "T4"):
        assert measures["topics"][topic]["set_recall"] == 1.0, topic
        assert measures["topics"][topic]["set_precision"] == 1.0, topic


def test_doctor_says_what_is_there(newsetl_):
    code, out, _ = newsetl_("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(out)}
    assert findings["python"]["state"] == "ok"
    assert findings["apache-airflow"]["state"] == "ok"
    assert code == (1 if any(finding["state"] == "fault" for finding in findings.values()) else 0)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["load", "--help"],
        ["search", "--help"],
        ["evaluate", "--help"],
        ["quarantine", "--help"],
    ],
)
def test_every_command_explains_itself(newsetl_, words):
    code, out, _ = newsetl_(*words)
    assert code == 0
    assert "Usage" in out


# --- bad input: one clear line or one quarantined record, and nothing else is lost


@pytest.mark.parametrize(
    ("bad", "stage", "reason"),
    [
        (b"{not json", "ingest", "bad_json"),
        (b'["a list"]', "ingest", "bad_json"),
        (b'{"id": "x", "title": "\xff\xfe", "body": "x"}', "ingest", "bad_encoding"),
        (b'{"id": "x", "title": "", "body": "a text without title", "lang": "ar"}', "validate", "no_title"),
        (b'{"id": "x", "title": "a title", "body": "", "lang": "en"}', "normalise", "no_text"),
        (b'{"id": "x", "title": "t", "body": "b", "published": "9999-01-01"}', "validate", "date_out_of_range"),
    ],
)
def test_a_broken_record_is_kept_back_with_its_reason(newsetl_, tmp_path, bad, stage, reason):
    path = tmp_path / "r.jsonl"
    good = json.dumps(REPORT, ensure_ascii=False).encode()
    path.write_bytes(bad + b"\n" + good + b"\n")
    code, answer, _, _ = loaded(newsetl_, path)
    assert (code, answer["indexed"]) == (0, 1)
    assert reasons(newsetl_) == [(stage, reason)]


def test_fifty_megabytes_of_one_line(newsetl_, tmp_path):
    path = tmp_path / "r.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "big", "body": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps(REPORT).encode() + b"\n")
    _, answer, _, _ = loaded(newsetl_, path)
    assert answer["indexed"] == 1
    assert reasons(newsetl_) == [("ingest", "too_large")]


def test_a_truncated_gzip_keeps_what_came_before(newsetl_, tmp_path):
    records = [
        {**REPORT, "id": f"r{n}", "url": f"https://nahr.example/{n}", "body": os.urandom(400).hex()} for n in range(200)
    ]
    whole = gzip.compress("".join(json.dumps(record) + "\n" for record in records).encode())
    (tmp_path / "r.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    _, answer, _, _ = loaded(newsetl_, tmp_path / "r.jsonl.gz")
    assert 50 < answer["indexed"] < 150
    assert ("ingest", "bad_archive") in reasons(newsetl_)


def test_an_empty_feed_is_no_fault(newsetl_, tmp_path):
    (tmp_path / "f.xml").write_text('<rss version="2.0"><channel><title>x</title></channel></rss>', encoding="utf-8")
    code, answer, _, _ = loaded(newsetl_, tmp_path / "f.xml")
    assert (code, answer["indexed"]) == (0, 0)
    assert reasons(newsetl_) == []


def test_what_is_no_feed_is_said_to_be_none(newsetl_, tmp_path):
    (tmp_path / "f.xml").write_text("<html><body>not a feed</body></html>", encoding="utf-8")
    loaded(newsetl_, tmp_path / "f.xml")
    assert reasons(newsetl_) == [("ingest", "bad_feed")]


@pytest.fixture
def outlet():
    """A site on loopback whose feed names a page that is not there and one that is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            address = f"http://127.0.0.1:{self.server.server_port}"
            if self.path == "/feed":
                items = "".join(f"<item><title>{t}</title><link>{address}{t}</link></item>" for t in ("/gone", "/here"))
                self.answer(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>', "text/xml")
            elif self.path == "/here":
                page = (SAMPLE / "pages/sanabil-sabah/08.html").read_text(encoding="utf-8")
                self.answer(page.replace("https://www.sanabil-sabah.example", address))
            elif self.path == "/robots.txt":
                self.answer("User-agent: *\nAllow: /\n", "text/plain")
            else:
                self.send_error(404)

        def answer(self, text, media_type="text/html; charset=utf-8"):
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def pack(settings, address):
    folder = settings.data_dir / "sources"
    folder.mkdir(parents=True)
    text = f"id: outlet\nname: {{ar: منفذ, en: Outlet}}\nhomepage: http://{address}/\ncountry: SY\nlanguage: ar\n"
    (folder / "outlet.yaml").write_text(f"{text}affiliation: independent\nfeeds: [http://{address}/feed]\n", "utf-8")


def test_a_page_that_is_gone_costs_only_itself(newsetl_, settings, outlet):
    pack(settings, outlet)
    allowed = {"NEWSETL_ALLOW_HOSTS": json.dumps([outlet]), "NEWSETL_FETCH_INTERVAL": "0"}
    code, out, err = newsetl_("run", "--since", "2022-01-20", "--until", "2022-02-03", "--json", **allowed)
    assert (code, json.loads(out)["indexed"]) == (0, 1), err
    assert reasons(newsetl_) == [("ingest", "fetch_failed")]


def test_an_address_inside_the_network_is_refused_unless_allowed(newsetl_, settings, outlet):
    pack(settings, outlet)
    code, out, err = newsetl_("run", "--since", "2022-01-20", "--until", "2022-02-03", "--json")
    assert json.loads(out)["indexed"] == 0
    assert code == 1 or ("ingest", "bad_address") in reasons(newsetl_), err


def test_an_outlet_that_does_not_answer_makes_the_run_partial_and_names_it(newsetl_, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    pack(settings, address)
    code, out, err = newsetl_(
        *("run", "--since", "2022-01-20", "--until", "2022-02-03", "--json"),
        NEWSETL_ALLOW_HOSTS=json.dumps([address]),
        NEWSETL_FETCH_RETRIES=0,
    )
    assert code == 1
    assert set(json.loads(out)["partial"]) >= {"outlet"}
    assert "incomplete outlet" in err


def test_an_index_that_does_not_answer_is_one_clear_line(newsetl_):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    code, out, err = newsetl_("search", "x", "--json", NEWSETL_INDEX_URL=url)
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert url in err


def test_a_search_before_anything_was_indexed_says_what_to_do(newsetl_):
    code, _, err = newsetl_("search", "x")
    assert code == 3
    assert "newsetl" in err


def test_a_lake_that_cannot_be_used_is_one_clear_line(newsetl_, tmp_path):
    (tmp_path / "file").write_text("")
    path = lines(tmp_path / "r.jsonl", REPORT)
    code, _, err = newsetl_("load", path, NEWSETL_LAKE_URL=(tmp_path / "file" / "lake").as_uri())
    assert code == 3
    assert "NEWSETL_LAKE_URL" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["load", "missing.jsonl"], "there is no such file"),
        (["run", "--since", "yesterday", "--until", "2022-01-01"], "ISO 8601"),
        (["run", "--since", "2022-02-01", "--until", "2022-01-01"], "the interval is empty"),
        (["run", "--since", "2022-01-01", "--until", "2022-01-02", "--source", "nobody"], "unknown source nobody"),
    ],
)
def test_a_wrong_command_line_is_told_so(newsetl_, words, says):
    code, _, err = newsetl_(*words)
    assert code == 2
    assert says in " ".join(err.split())
