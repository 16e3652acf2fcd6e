"""What counts as a change of a text, and how it is told."""

from datetime import UTC, datetime

import pytest

from newsetl.textdiff import changes, paragraph_diff, word_diff

FIRST = "قتل ثلاثة أشخاص في انفجار قرب السوق صباح الأحد.\n\nولم تعرف أسباب الانفجار بعد.\n\nوأغلقت المحال أبوابها."


def told(pieces):
    return [(piece.op, piece.text) for piece in pieces]


def ops(before, after):
    return [paragraph.op for paragraph in paragraph_diff(before, after)]


@pytest.fixture
def changed(make_article):
    def between(before, after, **fields):
        fields.setdefault("first", {})
        return [
            change.field
            for change in changes(
                make_article(body=before, title="خبر السوق", **fields["first"]),
                make_article(body=after, title="خبر السوق", **fields.get("second", {})),
            )
        ]

    return between


def test_words_that_were_put_in_the_place_of_others_are_told_one_by_one():
    assert told(word_diff("قتل ثلاثة أشخاص في انفجار", "قتل خمسة أشخاص في انفجار كبير")) == [
        ("same", "قتل"),
        ("removed", "ثلاثة"),
        ("added", "خمسة"),
        ("same", "أشخاص في انفجار"),
        ("added", "كبير"),
    ]


def test_vowel_marks_make_no_word_another():
    assert {piece.op for piece in word_diff("كتب محمد", "كَتَبَ مُحمّد")} == {"same"}


def test_a_changed_paragraph_stands_against_the_one_it_was_made_of():
    after = FIRST.replace("ثلاثة", "خمسة").replace(
        "\n\nولم", "\n\nوقالت فرق الإسعاف إنها نقلت المصابين إلى المشفى.\n\nولم"
    )
    assert ops(FIRST, after) == ["changed", "added", "same", "same"]
    assert ops(after, FIRST) == ["changed", "removed", "same", "same"]


def test_texts_without_a_word_in_common_are_removed_and_added_whole():
    found = paragraph_diff("جملة أولى قديمة", "كلام آخر تماما")
    assert [one.op for one in found] == ["added", "removed"]
    assert all(len(one.pieces) == 1 for one in found)


@pytest.mark.parametrize(
    "after",
    [
        FIRST.replace(" ", "  "),
        FIRST.replace("قتل", "قُتِل").replace("السوق", "الســوق"),
        FIRST.replace(".\n", "\n"),
        f"{FIRST}\n\nعدد المشاهدات: 1,523",
        f"{FIRST}\n\nقبل 3 ساعات",
        f"{FIRST}\n\n12 تعليقا",
        f"{FIRST}\n\n245 views",
    ],
)
def test_what_says_nothing_new_is_no_change(changed, after):
    assert changed(FIRST, after) == []
    assert changed(after, FIRST) == []


@pytest.mark.parametrize(
    "after",
    [
        FIRST.replace("ثلاثة", "خمسة"),
        FIRST.replace("قتل ثلاثة", "قتل 3"),
        f"{FIRST}\n\nارتفاع العدد إلى 12 قتيلا",
        f"{FIRST}\n\nأعلن 5 فصائل الهدنة قبل ساعات",
        FIRST.replace("السوق", "السوف"),
    ],
)
def test_a_word_or_a_number_is_a_change(changed, after):
    assert changed(FIRST, after) == ["body"]


def test_an_author_or_a_date_that_was_merely_not_found_is_no_change(changed):
    nine, ten = (datetime(2022, 1, 20, hour, tzinfo=UTC) for hour in (9, 10))
    assert changed(FIRST, FIRST, first={"author": None}, second={"author": "سلمى"}) == []
    assert changed(FIRST, FIRST, first={"author": "هند"}, second={"author": "سلمى"}) == ["author"]
    assert changed(FIRST, FIRST, first={"published_at": None}, second={"published_at": nine}) == []
    assert changed(FIRST, FIRST, first={"published_at": nine}, second={"published_at": ten}) == ["published_at"]
