"""Every revision of a report, in the order in which it was observed, whatever order and partitions it came in."""

import pytest

from newsetl.pipeline import Pipeline
from newsetl.revisions import Revisions, history
from newsetl.state import State
from tests.erasures import OTHER, REPORT, dump, load

MORNING, NOON, EVENING = (f"2022-01-21T{hour}:00:00Z" for hour in ("06", "12", "18"))
SECOND = {**REPORT, "title": "شهادة ساكنة في حي الزيتون", "observed_at": NOON}
FIRST = {**REPORT, "observed_at": MORNING}


@pytest.fixture(autouse=True)
def few_names(gazetteer, monkeypatch):
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)


def revisions(pipeline):
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == REPORT["url"])
    return history(pipeline.context.lake, pipeline.context.state, article_id)


def titles(pipeline):
    return [one.title for one in revisions(pipeline)]


def test_two_captures_within_one_partition_are_two_revisions(settings, tmp_path):
    pipeline, _, verdict = load(settings, dump(tmp_path / "news.jsonl", SECOND, FIRST, OTHER))
    assert verdict.ok
    found = revisions(pipeline)
    assert [one.title for one in found] == [FIRST["title"], SECOND["title"]]
    assert [one.number for one in found] == [1, 2]
    assert [[change.field for change in one.changes] for one in found] == [[], ["title"]]
    [document] = [one for one in pipeline.reader.scan() if one.url == REPORT["url"]]
    assert document.title == SECOND["title"], "the index holds the newest"


def test_the_order_is_that_of_observation_and_not_of_arrival(settings, tmp_path):
    pipeline, *_ = load(settings, dump(tmp_path / "late.jsonl", SECOND))
    load(settings, dump(tmp_path / "early.jsonl", FIRST))
    found = revisions(pipeline)
    assert [one.title for one in found] == [FIRST["title"], SECOND["title"]]
    assert found[1].changes[0].before == FIRST["title"]


def test_a_change_that_is_taken_back_is_a_revision_and_what_readers_find(settings, tmp_path):
    back = {**FIRST, "observed_at": EVENING}
    pipeline, _, verdict = load(settings, dump(tmp_path / "news.jsonl", FIRST, SECOND, back))
    assert verdict.ok
    assert titles(pipeline) == [FIRST["title"], SECOND["title"], FIRST["title"]]
    assert [one.title for one in pipeline.reader.scan()] == [FIRST["title"]]


def test_the_same_text_seen_again_or_with_another_counter_is_no_revision(settings, tmp_path):
    counted = {**FIRST, "body": f"{REPORT['body']}\n\nعدد المشاهدات 1523", "observed_at": NOON}
    pipeline, *_ = load(settings, dump(tmp_path / "one.jsonl", FIRST))
    load(settings, dump(tmp_path / "two.jsonl", {**FIRST, "observed_at": NOON}, {**counted, "observed_at": EVENING}))
    assert titles(pipeline) == [FIRST["title"]]


def feed(path, body):
    path.write_text(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>x</title>"
        f"<item><title>{REPORT['title']}</title><link>{REPORT['url']}</link>"
        "<pubDate>Thu, 20 Jan 2022 18:00:00 GMT</pubDate>"
        f"<content:encoded>{body}</content:encoded></item></channel></rss>",
        encoding="utf-8",
    )
    return path


def test_what_is_read_another_way_is_no_edit_and_each_way_is_compared_with_itself(settings, tmp_path):
    """Days apart, from first to last: a dump, a feed with the lead only, the dump once as before and once changed."""
    lead, *_ = REPORT["body"].split("\n\n")
    later = {**FIRST, "observed_at": "2090-01-01T00:00:00Z"}
    pipeline, *_ = load(settings, dump(tmp_path / "one.jsonl", FIRST))
    load(settings, feed(tmp_path / "feed.xml", lead))
    assert [(one.read_as, one.edited, one.changes) for one in revisions(pipeline)] == [
        ("dump", False, []),
        ("feed", False, []),
    ]
    load(settings, dump(tmp_path / "two.jsonl", later))
    assert len(revisions(pipeline)) == 2, "as the last dump was"
    load(settings, dump(tmp_path / "two.jsonl", {**later, "title": SECOND["title"]}))
    found = revisions(pipeline)
    assert [(one.read_as, one.edited) for one in found] == [("dump", False), ("feed", False), ("dump", True)]
    assert [change.field for change in found[2].changes] == ["title"]


def test_another_way_that_gives_the_same_text_is_no_revision(settings, tmp_path):
    paragraphs = "".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in REPORT["body"].split("\n\n"))
    pipeline, *_ = load(settings, dump(tmp_path / "one.jsonl", FIRST))
    load(settings, feed(tmp_path / "feed.xml", paragraphs))
    assert len(revisions(pipeline)) == 1


def test_a_partition_that_is_run_again_is_not_counted_twice(settings, tmp_path):
    file = dump(tmp_path / "news.jsonl", FIRST, SECOND)
    load(settings, file)
    pipeline, *_ = load(settings, file)
    assert len(revisions(pipeline)) == 2


def test_a_lost_store_is_made_anew_from_the_lake(settings, tmp_path):
    pipeline, *_ = load(settings, dump(tmp_path / "news.jsonl", FIRST, SECOND))
    before = revisions(pipeline)
    for path in settings.data_path.glob("state.sqlite*"):
        path.unlink()
    pipeline = Pipeline.from_settings(settings)
    assert revisions(pipeline) == []
    table = Revisions(State.from_settings(settings))
    assert table.survey(pipeline.context.lake) == 1
    assert revisions(pipeline) == before
    assert table.survey(pipeline.context.lake) == 0, "only what is not known is read"
