"""Broken records, outlets, indices and command lines: one clear line for each."""

import gzip
import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import newsetl
from tests.cli.reports import REPORT, lines, loaded, pack, reasons

SAMPLE = Path(newsetl.__file__).parent / "sample"


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
