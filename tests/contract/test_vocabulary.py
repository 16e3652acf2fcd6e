"""The words that the parity tests ask for are many, ever the same, and a user's own where a file is named."""

import gzip
import json
import unicodedata
from pathlib import Path

import pytest

from tests.contract.vocabulary import WORDS_FROM, sentences, words


@pytest.fixture(autouse=True)
def _no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WORDS_FROM, raising=False)


def test_the_made_vocabulary_is_large_and_holds_the_odd_forms() -> None:
    made = words()
    assert len(made) == len(set(made)) >= 50_000
    assert not [word for word in made if len(word.split()) != 1]
    for odd in ("فالمكتوبات", "ﻭﺯﻳﺮ", "و\u0640ز\u0640ي\u0640ر", "وزير٢٠٢٢", "covidوزير", "وز\u200cير", "ﻛﻠﺐ"):
        assert odd in made, odd


def test_presentation_forms_are_those_that_unicode_folds_back() -> None:
    shaped = [word for word in words() if word.isalpha() and all("\ufe70" <= letter <= "\ufefc" for letter in word)]
    assert len(shaped) > 500
    assert {unicodedata.normalize("NFKC", word) for word in shaped} <= set(words())


def test_sentences_are_whole_and_two_thousand() -> None:
    made = sentences()
    assert len(made) == len(set(made)) == 2000
    assert sum(len(one.split()) > 2 for one in made) > 1900


def test_words_come_from_the_named_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "articles.jsonl.gz"
    article = {"title": "سجن غويران", "body": "هاجم مسلحون السجن.\nوقال شهود: «سجن غويران» آمن."}
    path.write_bytes(gzip.compress(json.dumps(article).encode()))
    monkeypatch.setenv(WORDS_FROM, str(path))
    assert words() == ["سجن", "غويران", "هاجم", "مسلحون", "السجن.", "وقال", "شهود:", "«سجن", "غويران»", "آمن."]
    assert sentences() == ["سجن غويران", "هاجم مسلحون السجن.", "وقال شهود: «سجن غويران» آمن."]
