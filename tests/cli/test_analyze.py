"""``newsetl analyze``: the terms of a text at a glance, and the whole way to them when asked."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.arabic.morphology_db import install

DOCS = Path(__file__).resolve().parents[2] / "docs/architecture.md"
EXAMPLES = re.findall(r"^\$ newsetl (analyze .+)\n((?s:.+?))\n```", DOCS.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=["terms", "explanation"])
def test_the_examples_of_the_documentation(newsetl_, command, output):
    code, out, _ = newsetl_(*shlex.split(command))
    assert (code, out.strip()) == (0, output)


def test_terms_at_a_glance(newsetl_):
    code, out, err = newsetl_("analyze", "بسجنِ ال26")
    assert (code, err) == (0, "")
    rows = [[cell.strip() for cell in row.split("│")[1:-1]] for row in out.splitlines() if row.startswith("│")]
    assert rows == [
        ["بسجنِ", "0-5", "0", "بسجن سجن", "بسجن سجن", "سجن"],
        ["ال", "6-8", "none", "", "", ""],
        ["26", "8-10", "1", "26", "26", "26"],
    ]
    assert "morphology: none" in out


def test_terms_for_machines(newsetl_):
    code, out, _ = newsetl_("analyze", "بسجن", "--json")
    told = json.loads(out)
    assert code == 0
    assert {"text", "morphology", "words"} == set(told)
    assert told["words"] == [
        {
            "written": "بسجن",
            "start": 0,
            "end": 4,
            "position": 0,
            "terms": ["بسجن", "سجن"],
            "exact_terms": ["بسجن", "سجن"],
            "query_term": "سجن",
        }
    ]


def test_the_way_to_the_terms_in_words(newsetl_):
    code, out, _ = newsetl_("analyze", "بسجنِ غُوَيْران قتلى وزير\u200f", "--explain")
    assert code == 0
    for sentence in (
        "mark ◌ِ: most texts leave it out",
        "preposition: بسجن becomes سجن, «ب» may be a preposition",
        "before a name: بسجن becomes سجن, «ب» stands before «سجن»",
        "a name of one word in the gazetteer",
        "«قتلى» is an irregular form of «قتيل»",
        "which is on the list of spared words as «وزير»",
        "invisible character U+200F",
        "facility:prison-sinaa (سجن غويران), in the index conceptfacilityprisonsinaa",
        "[سجن غويران] + قتلى وزير",
    ):
        assert sentence in out, sentence
    assert "lemma" not in out


def test_the_way_to_the_terms_for_machines(newsetl_):
    code, out, _ = newsetl_("analyze", "بسجن غويران", "--explain", "--json")
    told = json.loads(out)
    assert code == 0
    assert [word["search"]["changes"][0]["step"] for word in told["words"]] == ["before a name", "name"]
    assert told["query"]["understood"] == "[سجن غويران]"
    assert "lemma" not in told["words"][0]


def test_lemmas_and_segments_where_a_database_is_installed(newsetl_, tmp_path):
    install(tmp_path / "camel")
    code, out, _ = newsetl_("analyze", "وبسجنهم", "--explain", "--json", NEWSETL_CAMEL_DATA=tmp_path / "camel")
    [word] = json.loads(out)["words"]
    assert (code, word["lemma"], word["segments"]) == (0, "سجن", "و+ ب+ سجن +هم")
    _, out, _ = newsetl_("analyze", "وبسجنهم", "--explain")
    assert "سجن, segments و+ ب+ سجن +هم" in out
    assert "morphology: lemmas and segments by" in out


def test_an_own_name_is_known(newsetl_, settings):
    folder = settings.data_dir / "gazetteer"
    folder.mkdir(parents=True)
    entry = {"id": "force:x", "kind": "force", "ar": "نمروذ", "en": "Nimrudh", "source": "own"}
    (folder / "own.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    _, out, _ = newsetl_("analyze", "لنمروذ", "--json")
    assert json.loads(out)["words"][0]["query_term"] == "نمروذ"


def test_an_excluded_word_is_no_option(newsetl_):
    code, out, _ = newsetl_("analyze", "-حلب", "--explain")
    assert code == 0
    assert "everything − حلب" in out


@pytest.mark.parametrize(
    ("text", "told"), [("", "the text is empty"), (" \n", "the text is empty"), ("--explan", "no")]
)
def test_what_is_no_text_is_refused(newsetl_, text, told):
    code, out, err = newsetl_("analyze", text)
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.parametrize("how", [[], ["--explain"]])
def test_a_text_without_words(newsetl_, how):
    code, out, _ = newsetl_("analyze", "…!؟", *how)
    assert code == 0
    assert "no words" in out
