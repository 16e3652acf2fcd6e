"""The text forms: what people see, and what is compared."""

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from newsetl.arabic.forms import INVISIBLE, LATIN, to_line, to_norm, to_text, without_surrogates
from newsetl.arabic.tokens import norms_of, words

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60) | st.text(
    st.sampled_from("اأإآبةىيکگ ـًَُّ\u200c\u200d\u200b\u0654\u0655ﻻﷲﷺ«»،.\n\r\t٣۳3éÉ" + BIDI), max_size=60
)
# Pieces of which words, numbers and their exceptions are made.
PIECES = st.lists(
    st.sampled_from(
        [
            *("عبد", "الله", "ال", "ابو", "نور", "الدين", "و", "ب", "سجن", "غُوَيْ", "ران", "ـ", "ە", "ﷲ", "ﻻ"),
            *("'", "’", "،", ",", "٬", "500", "١", "۵", "½", " ", "-", "_", ".", "concept", "Sina", "a", "É", "ß"),
            *("\u200c", "\u200d", "\u200f", "\u0301", "\u0654", "ŉ", "İ", "พระ", "中", "አዲስ", "👩\u200d👧", "🇸🇾"),
            *("👍🏽", "\ud83d", "\U000e0041"),
        ]
    ),
    max_size=12,
).map("".join)
UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\ufff9-\ufffb]")


@given(ANY_TEXT | PIECES)
@example("\ufeffسجن\u00adان\U000e0041\u3164\u180e\ud800")
@example("س\u200c\u200c\u200dن")
@example("e\u200d\u0301")
def test_text_is_stable_and_shows_nothing_that_nobody_sees(raw):
    text = to_text(raw)
    assert to_text(text) == text
    assert unicodedata.is_normalized("NFKC", text)
    for unseen in UNSEEN.finditer(text):
        if unseen.group() in "\u200c\u200d":
            before, after = text[unseen.start() - 1], text[unseen.end()]
            assert unicodedata.category(before)[0] in "LM"
            assert unicodedata.category(after)[0] == "L"
        else:
            assert unseen.group() == "\n"


@given(ANY_TEXT | PIECES)
@example("e\u00ad\u0301")
@example("\u03aa\u0301")
def test_norm_is_stable_and_blind_to_what_text_leaves_out(raw):
    norm = to_norm(raw)
    assert to_norm(norm) == norm
    assert not set(norm) & INVISIBLE


@given(ANY_TEXT)
def test_a_title_is_one_line(raw):
    assert "\n" not in to_line(raw)


@given(ANY_TEXT | PIECES)
def test_what_every_file_format_can_hold_differs_in_lone_surrogates_alone(raw):
    text = without_surrogates(raw)
    text.encode("utf-8")
    if not any(unicodedata.category(char) == "Cs" for char in raw):
        assert text == raw


@given(ANY_TEXT | PIECES)
@example("عبدالله وابو الـمجد ١٬٥٠٠ و1,500,20 al-Sina’a ال26 سجن_غويران")
@example("می\u200cخواهم ﻻ ½ غُوَيْـ\u200dران")
def test_a_words_offsets_cut_out_that_word(raw):
    text = to_text(raw)
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
        cut = text[word.start : word.end]
        assert [(found.start, found.norm) for found in words(cut)] == [(0, word.norm)]
        if regex.search("[\u0300-\u036f]", cut):
            continue  # Latin accents go from words first, and Arabic marks beside them may compose anew
        form = to_norm(cut.translate(LATIN))
        assert (form.translate({ord("'"): None, ord(","): None}) if form[0].isascii() else form) == word.norm


def test_a_joiner_parts_no_word_and_is_kept_for_reading():
    assert norms_of("می\u200cخواهم سج\u200dن") == ["ميخواهم", "سجن"]
    assert to_text("می\u200cخواهم") == "می\u200cخواهم"
    assert to_text("\u200dسجن\u200c \u200c!") == "سجن !"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("غُوَيْران", "غويران"),
        ("ســجن", "سجن"),
        ("أحمد إلى آمن ٱلله", "احمد الي امن الله"),
        ("القاهرة", "القاهره"),
        ("مستشفى", "مستشفي"),
        ("الحسکة سوریا", "الحسكة سوريا"),
        ("ﺳﺠﻦ ﻏﻮﻳﺮﺍﻥ", "سجن غويران"),
        ("٢٦ و۲۶", "26 و26"),
        ("كوبانێ", "كوباني"),
        ("سج\u200bن", "سجن"),
        ("أ", "ا\u0654"),
        ("Ghweran PRISON", "ghweran prison"),
    ],
)
def test_these_are_one_word_when_searched(one, other):
    assert to_norm(one) == to_norm(other)


def test_people_keep_seeing_what_was_written():
    written = "«سِجْنُ غُوَيْران» في الحسكة، ٢٦ كانون الثاني"
    assert to_text(written) == written


def test_paragraphs_are_kept_apart_by_one_blank_line():
    assert to_text("أولى  \r\n\n\n ثانية\rثالثة ") == "أولى\n\nثانية\n\nثالثة"
