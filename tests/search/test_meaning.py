"""What words of a query ask for: English ones in Arabic, Arabic ones by their like, Latin names by their sounds."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.meaning import ways_of
from newsetl.search.service import search
from tests.conftest import entry
from tests.search.conftest import THE_PRISON, found, prepared, put


def test_an_english_word_for_a_kind_of_place_or_a_side_leaves_nothing_out(engine, linker, make_article):
    assert found(engine, linker, "al-Sina'a prison compound north gate") == THE_PRISON
    put(engine, linker, make_article(body="قالت قناة على Telegram وDiscord إن سجن غويران هادئ.", external_id="told"))
    assert found(engine, linker, "al-Sina'a prison Telegram") == {"told"}  # a word of the table
    ranked = [hit.external_id for hit in search(engine, linker, "al-Sina'a prison Discord").hits]
    assert set(ranked) == THE_PRISON | {"told"}
    assert ranked.index("told") < ranked.index("short")  # a word that stands in no table lifts the reports that have it


def test_an_english_word_for_a_thing_is_asked_for_in_arabic(engine, linker, make_article):
    put(engine, linker, make_article(body="وصلت قافلة إلى سجن غويران.", external_id="convoy"))
    assert found(engine, linker, "al-Sina'a prison convoy") == {"convoy"}


def test_an_english_phrase_is_asked_for_as_one_idea(engine, linker, make_article):
    put(engine, linker, make_article(body="انفجرت سيارة مفخخة قرب سجن غويران.", external_id="bomb"))
    put(engine, linker, make_article(body="سيارة تنقل أسرى من سجن غويران. وانفجرت قنبلة.", external_id="apart"))
    put(engine, linker, make_article(body="فرض حظر التجول حول سجن غويران.", external_id="curfew"))
    assert found(engine, linker, "al-Sina'a prison car bomb") == {"bomb"}
    assert found(engine, linker, "curfew al-Sina'a prison") == {"curfew"}
    assert found(engine, linker, "curfew") == {"curfew"}


def test_a_surname_that_is_a_word_too_is_asked_for_by_its_sound(engine, linker, make_article):
    put(engine, linker, make_article(body="زارت فيونا هيل سجن غويران.", external_id="visit"))
    assert "visit" in found(engine, linker, "Fiona Hill al-Sina'a prison")


def test_every_line_of_the_english_words_is_english_then_arabic_and_no_word_stands_twice():
    lines = files("newsetl.search").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    assert len(rows) > 1_000
    assert [row for row in rows if not re.fullmatch(r"[a-z_]+( [a-z_]+)*: [ء-ي_]+( [ء-ي_]+)*", row)] == []
    english = Counter(word for row in rows for word in row.partition(": ")[0].split())
    assert [word for word, times in english.items() if times > 1] == []
    plain = {word: [part for part in word.split("_") if part not in FUNCTION_WORDS] for word in english}
    assert [word for word, parts in plain.items() if "_" in word and len(parts) < 2] == []
    assert [word for word, parts in plain.items() if not ways_of(" ".join(parts), alone=True)] == []


def test_an_english_word_for_what_happens_is_asked_for_in_arabic(engine, linker, make_article):
    put(engine, linker, make_article(body="تظاهر متظاهرون أمام سجن غويران.", external_id="protest"))
    assert found(engine, linker, "al-Sina'a prison protesters") == {"protest"}
    # where nothing is found it only ranks
    assert found(engine, linker, "al-Sina'a prison earthquake") == {*THE_PRISON, "protest"}


def test_an_arabic_word_is_asked_for_by_those_that_stand_for_it_too(engine, linker, make_article):
    put(engine, linker, make_article(body="غارات على محيط سجن غويران.", external_id="raid"))
    put(engine, linker, make_article(body="اقتحام في محيط سجن غويران.", external_id="storming"))
    hits = search(engine, linker, "قصف سجن غويران").hits
    assert [hit.external_id for hit in hits] == ["raid"]
    marked = {snippet.text[start:end] for snippet in hits[0].highlights for start, end in snippet.spans}
    assert "غارات" in marked
    # what only happens beside it is another word, and alone a word asks for itself
    assert "storming" not in found(engine, linker, "سجن غويران هجوم")
    assert found(engine, linker, "غارات") == {"raid"}
    assert found(engine, linker, "قصف") == set()


def test_a_latin_name_that_nobody_listed_is_asked_for_in_arabic(engine, linker, make_article):
    put(engine, linker, make_article(body="زار اللواء زولوتوخين سجن غويران.", external_id="visit"))
    assert found(engine, linker, "Vladimir Zolotukhin al-Sina'a prison") == {"visit"}
    [hit] = search(engine, linker, "Zolotukhin").hits
    assert hit.external_id == "visit"
    assert [s.text[a:b] for s in hit.highlights for a, b in s.spans if s.field == "body"] == ["زولوتوخين"]
    # one beside a thing only lifts the reports that have it
    hits = [hit.external_id for hit in search(engine, linker, "al-Sina'a prison Zolotukhin").hits]
    assert set(hits) == THE_PRISON | {"visit"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("سجون الرقة", {"one", "other", "words"}),
        ("السجون في الرقة", {"one", "other", "words"}),
        ("prisons in الرقة", {"one", "other", "words"}),
        ("أخبار سجون الرقة", {"one", "other"}),
        ("سجون الرقة والقمح", {"words"}),  # beside other words it is a word
        ("سجن الرقة", {"other"}),
    ],
)
def test_several_things_of_a_place_are_any_of_them_or_the_words(settings, make_article, query, expected):
    gazetteer = Gazetteer(
        [
            entry("place:raqqa", "الرقة"),
            entry("facility:one", "سجن عايد", located_in="place:raqqa", head="prison", cores=["عايد"]),
            entry("facility:other", "سجن الرقة المركزي", located_in="place:raqqa", head="prison", cores=["الرقة"]),
        ]
    )
    linker = Linker(gazetteer)
    index = prepared(settings, gazetteer)
    for name, body in (
        ("one", "زار وفد سجن عايد."),
        ("other", "أغلق سجن الرقة المركزي."),
        ("words", "أغلقت في الرقة سجون كثيرة، وارتفع سعر القمح."),
        ("town", "ارتفع سعر القمح في الرقة."),
    ):
        put(index, linker, make_article(body=body, external_id=name))
    assert found(index, linker, query) == expected
