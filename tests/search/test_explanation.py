"""What is told of a query's names is what both ways of searching make of them."""

import pytest

from newsetl.names.gazetteer import concept_token
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.search.explanation import explain_query
from tests.conftest import PACKS

PRISON = "facility:prison-sinaa"


@pytest.fixture(scope="module")
def linker():
    return Linker(load_gazetteer(None, PACKS.split(",")))


def test_a_name_in_any_spelling_is_told_with_its_token_and_spellings(linker):
    query = "زيارة بسجنِ غُوَيْران"
    told = explain_query(query, linker)
    [bar], [page] = told.bar, told.page
    for name in (bar, page):
        assert query[name.start : name.end] == name.written == "بسجنِ غُوَيْران"
        assert [meant.entity_id for meant in name.entities] == [PRISON]
        assert name.entities[0].concept == concept_token(PRISON)
    assert bar.spellings[0] == "سجن غويران"
    assert "ghweran prison" in bar.spellings
    assert page.certain
    assert told.understood == "[سجن غويران] + زيارة"


def test_a_number_stands_for_its_words(linker):
    [number] = explain_query("مقتل 26 شخصا", linker).bar
    assert (number.written, number.entities) == ("26", [])
    assert "26" in number.spellings
    assert len(number.spellings) > 1


def test_words_that_name_nothing(linker):
    told = explain_query("ارتفاع سريع", linker)
    assert (told.bar, told.page) == ([], [])


def test_a_surname_that_may_be_a_word_is_told_as_uncertain(linker):
    [name] = explain_query("المهباش", linker).page
    assert ([meant.entity_id for meant in name.entities], name.certain) == (["person:abd-hamid-al-mihbash"], False)


@pytest.mark.parametrize("query", ["", "…", '"', "-", "\u200f"])
def test_any_text_will_do(linker, query):
    assert explain_query(query, linker).bar == []
