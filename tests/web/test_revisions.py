"""The revisions on a report's page and in the API."""

import pytest

from tests.erasures import REPORT, dump, load

FIRST = {**REPORT, "observed_at": "2022-01-21T06:00:00Z"}
SECOND = {**REPORT, "body": REPORT["body"].replace("الساكن", "<b>الشاهد</b>", 1), "observed_at": "2022-01-22T09:30:00Z"}


@pytest.fixture
def pipeline(settings, gazetteer, monkeypatch, tmp_path):
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)
    made, _, verdict = load(settings, dump(tmp_path / "news.jsonl", FIRST, SECOND))
    assert verdict.ok
    return made


@pytest.fixture
def report_id(pipeline):
    return next(iter(pipeline.reader.scan())).article_id


def test_the_page_shows_when_it_was_changed_and_how(get, report_id):
    page = get(f"/article/{report_id}").text
    assert "تعديلات الخبر" in page
    assert "Revisions" in page
    assert "2022-01-21 06:00 UTC" in page
    assert "2022-01-22 09:30 UTC" in page
    assert "الساكن</del>" in page
    assert "الشاهد" in page.partition("<ins>")[2].partition("</ins>")[0]
    assert "<b>" not in page, "what a newsroom writes is never markup"
    assert "<script" not in page


def test_a_report_that_was_never_changed_has_no_such_section(settings, pipeline, get, tmp_path):
    once = {**REPORT, "url": "https://nahr.example/news/9", "title": "خبر لم يتغير"}
    load(settings, dump(tmp_path / "once.jsonl", once))
    report_id = next(one.article_id for one in pipeline.reader.scan() if one.url == once["url"])
    assert "تعديلات الخبر" not in get(f"/article/{report_id}").text
    assert len(get(f"/api/article/{report_id}/revisions").json()["revisions"]) == 1


def test_what_was_read_another_way_is_shown_as_that_and_counted_as_no_edit(settings, pipeline, get, tmp_path):
    once = {**REPORT, "url": "https://nahr.example/news/9", "title": "خبر لم يتغير"}
    text = "".join(f"{once['body']} " for _ in range(2))
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>x</title>"
        f"<item><title>{once['title']}</title><link>{once['url']}</link>"
        f"<content:encoded>{text}</content:encoded></item></channel></rss>",
        encoding="utf-8",
    )
    load(settings, dump(tmp_path / "once.jsonl", {**once, "observed_at": "2022-01-21T06:00:00Z"}), feed)
    report_id = next(one.article_id for one in pipeline.reader.scan() if one.url == once["url"])
    page = get(f"/article/{report_id}").text
    assert "Read another way" in page
    assert "عُدّل" not in page
    assert [one["edited"] for one in get(f"/api/article/{report_id}/revisions").json()["revisions"]] == [False, False]


def test_the_api_gives_them_with_pieces(get, report_id):
    answer = get(f"/api/article/{report_id}/revisions").json()
    first, second = answer["revisions"]
    assert (first["changes"], second["number"]) == ([], 2)
    [change] = second["changes"]
    pieces = change["paragraphs"][0]["pieces"]
    assert ("removed", "الساكن") in {(piece["op"], piece["text"]) for piece in pieces}
    assert get("/api/article/nothing/revisions").status_code == 404


def test_a_page_server_without_the_state_store_shows_the_report_all_the_same(settings, get, report_id):
    for path in settings.data_path.glob("state.sqlite*"):
        path.unlink()
    answer = get(f"/article/{report_id}")
    assert answer.status_code == 200
    assert "تعديلات الخبر" not in answer.text
    assert not (settings.data_path / "state.sqlite").exists(), "reading makes nothing"
