"""What is accepted, and what is kept back with which reason."""

from datetime import UTC, datetime, timedelta

import pytest

from newsetl.reasons import WORDING
from newsetl.records import Article, Provenance, Reason
from newsetl.schemas import load_schema
from newsetl.validate.stage import find_fault

SEEN = datetime(2022, 1, 21, 6, tzinfo=UTC)


def reason(article):
    fault = find_fault(article)
    return fault[0] if fault else None


def test_a_sound_article_is_accepted(make_article):
    assert find_fault(make_article()) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": " "}, Reason.NO_TITLE),
        ({"body": ""}, Reason.NO_TEXT),
        ({"published_at": datetime(9999, 12, 31, tzinfo=UTC)}, Reason.DATE_OUT_OF_RANGE),
        ({"published_at": datetime(1970, 1, 1, tzinfo=UTC)}, Reason.DATE_OUT_OF_RANGE),
        ({"published_at": SEEN + timedelta(days=3)}, Reason.DATE_OUT_OF_RANGE),
        ({"title": "عنوان \u202e مقلوب"}, Reason.SCHEMA),
        ({"lang": "arabic"}, Reason.SCHEMA),
        ({"source": "Not A Slug"}, Reason.SCHEMA),
        ({"url": "javascript:alert(1)"}, Reason.SCHEMA),
    ],
)
def test_what_is_wrong_is_named(make_article, fields, expected):
    assert reason(make_article(**fields)) == expected


def test_a_date_a_little_after_it_was_seen_is_accepted(make_article):
    assert reason(make_article(published_at=SEEN + timedelta(days=1))) is None


def test_the_time_of_a_file_does_not_decide_but_that_of_its_loading_does(make_article):
    unpacked = {
        "observed_at": datetime(1980, 1, 1, tzinfo=UTC),
        "provenance": [Provenance(field="observed_at", how="time of the file")],
    }
    article = make_article(**unpacked, published_at=SEEN).model_copy(update={"fetched_at": SEEN})
    assert find_fault(article) is None
    later = article.model_copy(update={"published_at": SEEN + timedelta(days=3)})
    assert reason(later) == Reason.DATE_OUT_OF_RANGE
    stated = article.model_copy(update={"provenance": []})
    assert reason(stated) == Reason.DATE_OUT_OF_RANGE


def test_a_report_without_a_date_is_accepted(make_article):
    assert reason(make_article(published_at=None)) is None


def test_the_schema_and_the_record_name_the_same_fields():
    assert set(load_schema("article")["properties"]) == set(Article.model_fields)


def test_every_reason_has_words_in_both_languages():
    assert set(WORDING) == set(Reason)
    assert all(arabic and english for arabic, english in WORDING.values())
