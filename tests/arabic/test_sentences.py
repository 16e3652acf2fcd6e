import pytest

from newsetl.arabic.sentences import SENTENCE_END, ends_sentence


@pytest.mark.parametrize(
    "text",
    [
        "وصل.",
        "هل وصل؟",
        "وصل!",
        "قال: «وصل.»",
        "قال: «وصل».",
        'قال: "وصل."',
        "(وصل.)",
        "وصل… ",
        "پہنچ گیا۔",
        "It came.’",
    ],
)
def test_such_texts_end_as_sentences_do(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["", "وصل", "وصل،", "«وصل»", "»", "1.5", "نهر | محليات", "." * 3 + "a"])
def test_such_texts_do_not(text: str) -> None:
    assert not ends_sentence(text)


def test_a_sentence_ends_behind_its_closing_quote_and_not_inside_a_number() -> None:
    text = "قال: «وصلت 1.5 طن.» ثم غادر؟! نعم…\nعاد"
    assert SENTENCE_END.split(text) == ["قال: «وصلت 1.5 طن", "ثم غادر", "نعم", "عاد"]
