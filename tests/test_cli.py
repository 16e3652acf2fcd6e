"""The command line as scripts use it: fixed keys, JSON alone on stdout, exit codes, one clear line for each trouble."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import newsetl
from newsetl.cli import main
from newsetl.cli_screen import readable_url
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


COMMANDS = ["run", "load", "search", "extract", "annotate", "evaluate", "quarantine list", "index rebuild", "doctor"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(newsetl_, command):
    code, out, _ = newsetl_(*command.split(), "--help")
    assert code == 0
    assert "Usage" in out
    assert f"newsetl {command}" in out[out.index("Example") :]


@pytest.mark.parametrize("words", [["--help"], ["quarantine", "--help"], ["index", "--help"]])
def test_a_group_of_commands_explains_itself(newsetl_, words):
    code, out, _ = newsetl_(*words)
    assert (code, "Commands" in out) == (0, True)


def test_the_version(newsetl_):
    assert newsetl_("--version") == (0, f"newsetl {newsetl.__version__}\n", "")


# --- what people see


def test_what_others_wrote_is_never_markup(newsetl_, tmp_path):
    path = lines(
        tmp_path / "r.jsonl",
        {
            **REPORT,
            "title": "[red]عنوان[/x] :smile: \\",
            "body": "انظر C:\\سجن غويران و\\داعش [/bold] \x1b[31m في الحسكة.",
        },
    )
    loaded(newsetl_, path)
    code, out, err = newsetl_("search", "سجن غويران")
    assert (code, err) == (0, "")
    assert "1. [red]عنوان[/x] :smile: \\" in out
    assert "C:\\سجن غويران و\\داعش [/bold]" in out
    assert "\x1b" not in out
    code, out, err = newsetl_("annotate", path)
    assert (code, err) == (0, "")
    assert "r1 [red]عنوان[/x] :smile: \\" in out
    code, _, err = newsetl_("load", "[/x]\\")
    assert (code, "[/x]\\: there is no such file" in err) == (2, True)


def test_addresses_are_shown_in_their_own_letters(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", {**REPORT, "url": "https://nahr.example/سجن غويران/1"}))
    _, out, _ = newsetl_("search", "سجن غويران")
    assert "https://nahr.example/سجن%20غويران/1" in out
    _, out, _ = newsetl_("search", "سجن غويران", "--json")
    assert json.loads(out)["hits"][0]["url"].startswith("https://nahr.example/%D8%B3")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/%D8%B3%D8%AC%D9%86", "https://a.example/سجن"),
        ("https://a.example/%20%2F%25?a=%26", "https://a.example/%20%2F%25?a=%26"),
        ("https://a.example/%C8%CC%E4", "https://a.example/%C8%CC%E4"),  # windows-1256
        ("https://a.example/%E2%80%AE", "https://a.example/%E2%80%AE"),  # would turn the line around
    ],
)
def test_only_letters_are_decoded(url, shown):
    assert readable_url(url) == shown


def test_a_copy_names_the_hit_it_is_a_copy_of(newsetl_, tmp_path):
    body = f"{REPORT['body']} " * 4
    twins = [
        {**REPORT, "id": f"r{n}", "url": f"https://{name}.example/1", "source": name, "body": body}
        for n, name in enumerate(("nahr", "wadi"))
    ]
    loaded(newsetl_, lines(tmp_path / "r.jsonl", *twins))
    _, out, _ = newsetl_("search", "سجن غويران")
    assert out.count("(a copy of 1)") + out.count("(a copy of 2)") == 1
    _, out, _ = newsetl_("search", "سجن غويران", "--json")
    copied = [hit["duplicate_of"] is not None for hit in json.loads(out)["hits"]]
    _, out, _ = newsetl_("search", "سجن غويران", "--limit", 1, "--offset", copied.index(True))
    assert "(a copy of a report that is not on this list)" in out


def test_a_hit_shows_the_id_that_narrows_to_its_outlet(newsetl_):
    newsetl_("run", "--since", "2022-01-20", "--until", "2022-02-03")
    _, out, _ = newsetl_("search", "سجن غويران")
    assert "شبكة صفصاف الإخبارية (safsaf-news)" in out
    code, out, _ = newsetl_("search", "سجن غويران", "--outlet", "safsaf-news", "--json")
    assert code == 0
    assert {hit["source"] for hit in json.loads(out)["hits"]} == {"safsaf-news"}
    code, out, err = newsetl_("search", "سجن غويران", "--outlet", "شبكة صفصاف")
    assert (code, out) == (2, "")
    assert "safsaf-news" in err


def test_an_outlet_that_only_the_index_knows(newsetl_, tmp_path):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    code, out, _ = newsetl_("search", "غويران", "--outlet", "nahr", "--json")
    assert (code, json.loads(out)["total"]) == (0, 1)


@pytest.mark.parametrize("words", [["-حلب غويران"], ["--", "-حلب غويران"], ["-حلب غويران", "--limit", "3"]])
def test_a_query_may_begin_with_what_is_unwanted(newsetl_, tmp_path, words):
    other = {**REPORT, "id": "r2", "url": "https://nahr.example/2", "title": "حلب وحي غويران"}
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT, other))
    code, out, err = newsetl_("search", "--json", *words)
    assert code == 0, err
    assert [hit["external_id"] for hit in json.loads(out)["hits"]] == ["r1"]


def test_quarantined_records_are_shown_by_what_people_know_them_by(newsetl_, tmp_path):
    known = {**REPORT, "title": "", "url": "https://nahr.example/سجن"}
    path = tmp_path / "r.jsonl"
    path.write_bytes(lines(tmp_path / "r.jsonl", known).read_bytes() + b"{not json\n")
    loaded(newsetl_, path)
    code, out, _ = newsetl_("quarantine", "list")
    assert code == 0
    ingest, validate = out.splitlines()
    assert "bad_json" in ingest
    assert "no_title  https://nahr.example/سجن" in validate
    assert newsetl_("quarantine", "list", "--stage", "ingest")[1].splitlines() == [ingest]
    row = json.loads(newsetl_("quarantine", "list", "--stage", "ingest", "--json")[1])
    assert list(row) == ["id", "stage", "source", "reason", "reason_en", "reason_ar", "message", "partition"]


def test_the_first_steps_lead_somewhere(newsetl_):
    for words in (["search", "x"], ["index", "rebuild"]):
        code, _, err = newsetl_(*words)
        assert code == 3
        assert "newsetl run --since" in err
        assert "newsetl load" in err
        assert "index rebuild" not in err
    code, out, _ = newsetl_("doctor", "--json")
    [finding] = [finding for finding in json.loads(out) if finding["what"] == "index"]
    assert (code, finding["state"], finding["found"]) == (0, "note", "no index yet")
    assert "newsetl load" in finding["advice"]


def test_after_new_names_the_way_to_link_them_is_told(newsetl_, settings, tmp_path):
    path = lines(tmp_path / "r.jsonl", REPORT)
    loaded(newsetl_, path)
    (settings.data_dir / "gazetteer").mkdir()
    name = {"id": "place:elsewhere", "kind": "place", "ar": "مكان آخر", "en": "Elsewhere", "source": "test"}
    lines(settings.data_dir / "gazetteer" / "own.jsonl", name)
    code, _, err = newsetl_("load", path)
    assert code != 0
    assert "newsetl index rebuild" in err
    assert "newsetl run --since" in err
    code, out, _ = newsetl_("index", "rebuild")
    assert code == 0
    assert "newsetl run --since" in out
    assert "newsetl load" in out
    assert newsetl_("load", path)[0] == 0


# --- Ctrl-C and pipes, in processes of their own


def started(settings, *words, program=("-m", "newsetl.cli"), **options):
    environment = {**os.environ, "NEWSETL_DATA_DIR": str(settings.data_dir), "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, words)],
        env=environment,
        cwd=settings.data_dir.parent,
        stderr=subprocess.PIPE,
        **options,
    )


def test_ctrl_c_at_work_is_one_line(settings, tmp_path):
    os.mkfifo(tmp_path / "r.jsonl")
    process = started(settings, "load", tmp_path / "r.jsonl", stdout=subprocess.DEVNULL)
    with (tmp_path / "r.jsonl").open("w"):  # waits until it is opened for reading
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "stopped; run the same command again to go on\n")


INTERRUPT_AT_IMPORT = """
import os, signal, sys
from newsetl.cli import main

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)

MODULE = sys.argv.pop(1)
assert MODULE not in sys.modules
sys.meta_path.insert(0, Interrupting())
main()
"""


@pytest.mark.parametrize("module", ["typer", "newsetl.pipeline"])
def test_ctrl_c_while_modules_are_imported_is_one_line(settings, module):
    process = started(settings, module, "search", "x", program=("-c", INTERRUPT_AT_IMPORT), stdout=subprocess.DEVNULL)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "stopped; run the same command again to go on\n")


@pytest.mark.parametrize("words", [["search", "غويران"], ["search", "غويران", "--json"], ["--help"]])
def test_a_closed_pipe_is_no_trouble(newsetl_, settings, tmp_path, words):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    process = started(settings, *words, stdout=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), err) == (0, b"")


@pytest.mark.parametrize("format_", [[], ["--json"]])
def test_a_closed_pipe_makes_no_incomplete_run_whole(settings, monkeypatch, format_):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    pack(settings, address)
    monkeypatch.setenv("NEWSETL_ALLOW_HOSTS", address)
    monkeypatch.setenv("NEWSETL_FETCH_RETRIES", "0")
    process = started(
        settings, "run", "--since", "2022-01-20", "--until", "2022-02-03", *format_, stdout=subprocess.PIPE
    )
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 1
    assert "incomplete outlet" in err
    assert "Traceback" not in err


def test_a_progress_that_nobody_reads_stops_no_run(newsetl_, settings, tmp_path):
    process = started(settings, "load", lines(tmp_path / "r.jsonl", REPORT), stdout=subprocess.DEVNULL)
    process.stderr.close()
    assert process.wait(60) == 0
    code, out, _ = newsetl_("search", "غويران", "--json")
    assert (code, json.loads(out)["total"]) == (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("format_", [[], ["--json"]])
def test_output_that_finds_no_room_is_told(newsetl_, settings, tmp_path, format_):
    loaded(newsetl_, lines(tmp_path / "r.jsonl", REPORT))
    with Path("/dev/full").open("w") as full:
        process = started(settings, "search", "غويران", *format_, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "No space left" in err.decode()
    assert err.count(b"\n") == 1


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
        (["run", "--since", "0001-01-01T00:00+14:00", "--until", "2022-01-01"], "too far"),
        (["run", "--since", "2022-01-01", "--until", "9999-12-31T23:00-14:00"], "too far"),
        (["search", "x", "--since", "2022-02-01", "--until", "2022-01-01"], "the interval is empty"),
        (["search", "--jsno"], "no option --jsno"),
        (["search", "x", "--limt", "4"], "--limt"),
        (["quarantine", "list", "--stage", "foo"], "ingest, normalise"),
        (["nosuch"], "No such command"),
        (["doctor", "--bogus"], "No such option"),
        (["evaluate", "--collection", ".", "--topics", ".", "--qrels", "."], "is a directory"),
        (["run", "--since", "2022-02-01", "--until", "2022-01-01"], "the interval is empty"),
        (["run", "--since", "2022-01-01", "--until", "2022-01-02", "--source", "nobody"], "unknown source nobody"),
    ],
)
def test_a_wrong_command_line_is_told_so(newsetl_, words, says):
    code, _, err = newsetl_(*words)
    assert code == 2
    assert says in " ".join(err.split())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSETL_FETCH_RETRIES", "x"),
        ("NEWSETL_ALLOW_HOSTS", '["a'),
        ("NEWSETL_GAZETTEER", "/nosuch"),
        ("NEWSETL_SOURCES", "/nosuch"),
        ("NEWSETL_LAKE_URL", "ftp://host/x"),
    ],
)
def test_a_bad_setting_is_one_clear_line(newsetl_, name, value):
    code, out, err = newsetl_("run", "--since", "2022-01-20", "--until", "2022-02-03", **{name: value})
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{name}={value}" in err


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--json"], ["quarantine", "list"], ["search", "x"]])
def test_no_secret_is_printed(newsetl_, words):
    _, out, err = newsetl_(*words, NEWSETL_LAKE_URL="s3://KEY:SEC/RET@bucket/x", NEWSETL_INDEX_URL="file://KEY:SEC@h/x")
    assert not [secret for secret in ("KEY", "SEC", "RET") if secret in out + err]


def test_topics_that_cannot_be_read_are_one_clear_line(newsetl_, tmp_path):
    judged = SAMPLE / "judged"
    (tmp_path / "t.tsv").write_bytes(b"topic_id\tquery\nT1\t\xff\n")
    words = ("--collection", judged / "collection.jsonl", "--topics", tmp_path / "t.tsv")
    code, _, err = newsetl_("evaluate", *words, "--qrels", judged / "qrels.txt")
    assert (code, err.count("\n")) == (2, 1)
    assert "t.tsv: not UTF-8" in err


@pytest.mark.parametrize(
    ("topics", "qrels", "says"),
    [
        ("topic_id\tquery\nT1\n", "T1 0 a 1\n", "t.tsv line 2"),
        ("\ufefftopic_id\tquery\nT1\tغويران\n", "T1 0 a ²\n", "q.txt line 1"),
    ],
)
def test_a_line_of_topics_or_judgements_that_cannot_be_read_is_named(newsetl_, tmp_path, topics, qrels, says):
    (tmp_path / "t.tsv").write_text(topics, encoding="utf-8")
    (tmp_path / "q.txt").write_text(qrels, encoding="utf-8")
    words = ("--collection", SAMPLE / "judged" / "collection.jsonl", "--topics", tmp_path / "t.tsv")
    code, _, err = newsetl_("evaluate", *words, "--qrels", tmp_path / "q.txt")
    assert code == 2
    assert says in err
