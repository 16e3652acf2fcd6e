"""What a newcomer is shown: help with examples, plain text, readable addresses, the way forward."""

import json

import pytest

import newsetl
from newsetl.cli.screen import readable_url
from tests.cli.reports import REPORT, lines, loaded

COMMANDS = [
    *("run", "load", "search", "extract", "annotate", "evaluate"),
    *("quarantine list", "index rollback", "doctor", "reindex", "sample serve"),
    *("kibana build", "setup certificates", "setup elasticsearch", "setup kibana"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(newsetl_, command):
    code, out, _ = newsetl_(*command.split(), "--help")
    assert code == 0
    assert "Usage" in out
    assert f"newsetl {command}" in out[out.index("Example") :]


@pytest.mark.parametrize("words", [["--help"], ["quarantine", "--help"], ["index", "--help"], ["sample", "--help"]])
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


def test_copies_fold_into_their_original_or_name_it(newsetl_, tmp_path):
    body = f"{REPORT['body']} " * 4
    twins = [
        {**REPORT, "id": f"r{n}", "url": f"https://{name}.example/1", "source": name, "body": body}
        for n, name in enumerate(("nahr", "wadi"))
    ]
    loaded(newsetl_, lines(tmp_path / "r.jsonl", *twins))
    _, out, _ = newsetl_("search", "سجن غويران")
    assert "1 reports and 1 copy of them for" in out
    assert "+1 copy: wadi" in out or "+1 copy: nahr" in out
    _, out, _ = newsetl_("search", "سجن غويران", "--every-copy")
    assert out.count("(a copy of 1)") + out.count("(a copy of 2)") == 1
    _, out, _ = newsetl_("search", "سجن غويران", "--every-copy", "--json")
    copied = [hit["duplicate_of"] is not None for hit in json.loads(out)["hits"]]
    _, out, _ = newsetl_("search", "سجن غويران", "--every-copy", "--limit", 1, "--offset", copied.index(True))
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
    assert json.loads(out)["understood"] == "[غويران] − حلب", "a slip of the pen would be seen"


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
    for words in (["search", "x"], ["reindex"], ["index", "rollback"]):
        code, _, err = newsetl_(*words)
        assert code == 3
        assert "newsetl run --since" in err
        assert "newsetl load" in err
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
    assert "run `newsetl reindex`" in err
    code, out, _ = newsetl_("doctor")
    assert code == 1
    assert "FAIL index" in out
    assert "run `newsetl reindex`" in out
    code, out, err = newsetl_("reindex")
    assert code == 0
    assert "added    place:elsewhere" in out
    assert "readers now search v000002, which holds 1 reports; v000001 is kept for `newsetl index rollback`" in out
    assert [line for line in err.splitlines() if line.endswith("…")] == ["linking …", "indexing …", "checking …"]
    assert newsetl_("load", path)[0] == 0


# --- Ctrl-C and pipes, in processes of their own
