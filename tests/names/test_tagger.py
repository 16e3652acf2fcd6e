"""Suggestions of the statistical tagger: only what the linker does not find, each name once, nothing without the model.

The model is no part of the installation, so a function in its place labels the words that a test names.
"""

import sys

import pytest

from newsetl.names.tagger import TaggerUnavailable, load_tagger, suggest


def tagging(**kinds):
    """A tagger that knows words: ``tagging(المثال="I-LOC")``."""

    def tag(sentences):
        return [[kinds.get(word, "O") for word in words] for words in sentences]

    return tag


VILLAGE = tagging(تل="B-LOC", بتل="B-LOC", المثال="I-LOC", الحسكة="B-LOC", سامر="B-PERS", محمد="B-PERS", كتاب="B-MISC")


def told(articles, linker, tag=VILLAGE):
    return [(one.name, one.kind, one.reports) for one in suggest(articles, linker, tag)]


def test_what_the_linker_finds_is_not_suggested(make_article, linker):
    article = make_article(title="وصلت قوافل إلى تل المثال", body="عبرت من الحسكة.")
    assert told([article], linker) == [("تل المثال", "place", 1)]


def test_a_name_counts_once_a_report_also_with_letters_attached(make_article, linker):
    one = make_article(body="مر بتل المثال. ثم عاد إلى تل المثال.")
    other = make_article(body="قصف بتل المثال")
    [found] = suggest([one, other], linker, VILLAGE)
    assert (found.name, found.reports, found.article_ids) == ("تل المثال", 2, [one.article_id, other.article_id])
    assert found.sentences == ["ثم عاد إلى تل المثال.", "قصف بتل المثال"]


def test_given_names_alone_and_labels_of_no_kind_are_left_out(make_article, linker):
    assert told([make_article(body="قرأ محمد كتاب وقال سامر")], linker) == [("سامر", "person", 1)]


def test_the_most_reported_come_first_and_a_near_entity_is_named(make_article, linker):
    articles = [make_article(body="قالت سامر"), *(make_article(body="قرب الحسكه ثم الحسكاة") for _ in range(2))]
    first, second = suggest(articles, linker, tagging(سامر="B-PERS", الحسكاة="B-LOC"))
    assert (first.name, first.reports, first.near) == ("الحسكاة", 2, "place:city")
    assert (second.name, second.near) == ("سامر", "")


def test_words_the_model_did_not_read_are_no_names(make_article, linker):
    def short(sentences):
        return [["B-LOC"] for _ in sentences]

    assert told([make_article(title="", body="المثال بعيدة جدا")], linker, short) == [("المثال", "place", 1)]


def test_without_torch_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "camel_tools.ner", None)
    with pytest.raises(TaggerUnavailable, match="pip install torch transformers"):
        load_tagger()
