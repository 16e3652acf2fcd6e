"""An erased report is nowhere any more, nothing else is touched, and it never comes back."""

import json
import os
import shutil

import pytest

from newsetl.erasing import EraseError, erase, expunge, look
from newsetl.feedback import FeedbackStore, Text, feedback_on
from newsetl.identities import resolve, url_alias
from newsetl.pipeline import Pipeline
from newsetl.records import Outcome, Partition
from newsetl.reindex import reindex
from newsetl.revisions import history
from newsetl.tombstones import Tombstones
from tests import erasures
from tests.erasures import NEEDLE, OTHER, REPORT, URL, dump, gone, holding, load, outcomes, titles
from tests.pipelines import run, snapshot, three_outlets

few_names = erasures.few_names
loaded = erasures.loaded


def test_nothing_of_it_is_left_and_the_run_still_looks_whole(settings, loaded):
    pipeline, partitions = loaded
    done = erase(pipeline, URL, "بطلب صاحب الشهادة")
    assert (done.found.captures, done.found.records, done.found.indexed) == (1, 3, 1)
    assert gone(settings, pipeline)
    verdict = pipeline.verdict(partitions)
    assert verdict.ok, "what the stages consumed is not stale"
    assert outcomes(verdict)["normalise", "erased"] == outcomes(verdict)["ingest", "erased"] == 1
    for stage in ("ingest", "normalise", "validate", "enrich"):
        assert pipeline.context.lake.commit(stage, partitions[0]).rows == 1, stage
    [stone] = Tombstones(pipeline.context.state).all()
    assert (stone.address, stone.reason, stone.done_at is None) == (URL, "بطلب صاحب الشهادة", False)
    assert not look(pipeline, URL).records


def test_it_is_found_by_its_id_and_by_any_spelling_of_its_address(settings, loaded):
    pipeline, _ = loaded
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    for asked in (article_id, "http://www.nahr.example/news/7/?utm_source=x"):
        assert look(pipeline, asked).article_ids == [article_id], asked
    erase(pipeline, article_id)
    assert gone(settings, pipeline)


def test_it_is_found_and_kept_out_though_the_state_store_was_lost(settings, loaded, tmp_path):
    pipeline, _ = loaded
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    for path in settings.data_path.glob("state.sqlite*"):
        path.unlink()
    pipeline = Pipeline.from_settings(settings)
    assert [look(pipeline, asked).indexed for asked in (URL, article_id)] == [1, 1]
    erase(pipeline, article_id)
    assert gone(settings, pipeline)
    load(settings, tmp_path / "news.jsonl")
    assert gone(settings, pipeline)


def test_the_same_file_again_is_counted_as_erased_and_writes_nothing_of_it(settings, loaded, tmp_path):
    pipeline, partitions = loaded
    erase(pipeline, URL)
    verdict = Pipeline.for_files([tmp_path / "news.jsonl"], settings)[0].run(partitions)
    assert verdict.ok
    assert outcomes(verdict)["ingest", "erased"] == 1
    assert gone(settings, pipeline)


def test_another_file_that_holds_it_under_another_spelling_changes_nothing(settings, loaded, tmp_path):
    pipeline, _ = loaded
    erase(pipeline, URL)
    again = {**REPORT, "url": "http://www.nahr.example/news/7/"}
    _, _, verdict = load(settings, dump(tmp_path / "again.jsonl", again))
    assert outcomes(verdict)["ingest", "erased"] == 1
    assert gone(settings, pipeline)


def test_a_page_that_only_says_inside_which_report_it_is_leaves_nothing_either(settings, loaded, tmp_path):
    """Its own address is new; the canonical one in it is the erased report's."""
    pipeline, _ = loaded
    erase(pipeline, URL)
    body = "".join(f"<p>{part}</p>" for part in REPORT["body"].split("\n\n") * 3)
    page = (
        f"<html lang=ar><head><link rel=canonical href='{URL}'><meta property=og:type content=article>"
        f"<title>{REPORT['title']}</title></head>"
        f"<body><article><h1>{REPORT['title']}</h1>{body}</article></body></html>"
    )
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    _, partitions, verdict = load(settings, file)
    assert outcomes(verdict)["normalise", "erased"] == 1
    assert verdict.ok
    assert gone(settings, pipeline)
    again = Pipeline.for_files([file], settings)[0].run(partitions)
    assert outcomes(again)["ingest", "erased"] == 1, "the bytes are known from then on"


def test_a_restored_copy_of_the_lake_brings_it_back_to_no_reader(settings, loaded, tmp_path):
    pipeline, partitions = loaded
    shutil.copytree(pipeline.context.lake.root, tmp_path / "backup")
    erase(pipeline, URL)
    shutil.rmtree(pipeline.context.lake.root)
    shutil.copytree(tmp_path / "backup", pipeline.context.lake.root)
    assert len(holding(settings.data_dir, NEEDLE)) == 4
    reindex(Pipeline.from_settings(settings), everything=True)
    assert gone(settings, pipeline)
    assert Pipeline.for_files([tmp_path / "news.jsonl"], settings)[0].run(partitions).ok
    assert gone(settings, pipeline)


@pytest.mark.parametrize("stage", ["ingest", "normalise", "validate", "enrich", "index"])
def test_a_restored_copy_is_dropped_by_each_stage_that_runs(settings, loaded, tmp_path, stage):
    pipeline, [partition] = loaded
    shutil.copytree(pipeline.context.lake.root, tmp_path / "backup")
    erase(pipeline, URL)
    shutil.rmtree(pipeline.context.lake.root)
    shutil.copytree(tmp_path / "backup", pipeline.context.lake.root)
    report = Pipeline.for_files([tmp_path / "news.jsonl"], settings)[0].run_stage(stage, partition)
    assert report.counts[Outcome.ERASED] == 1
    assert titles(pipeline) == [OTHER["title"]]
    left = holding(pipeline.context.lake.root, NEEDLE)
    assert left == []


def test_earlier_attempts_and_what_kills_left_go_too(settings, loaded, tmp_path):
    pipeline, [partition] = loaded
    changed = {**REPORT, "title": "عنوان آخر للشهادة نفسها"}
    load(settings, dump(tmp_path / "news.jsonl", changed, OTHER))
    folder = pipeline.context.lake.folder("enrich", partition)
    newest = max(folder.glob("????????.parquet"))
    shutil.copy(newest, folder / f"{int(newest.name[:8]) + 50:08d}.parquet")
    stray = folder / ".00000099.parquet.1.tmp"
    shutil.copy(newest, stray)
    os.utime(stray, (0, 0))
    held = holding(settings.data_dir, NEEDLE)
    left = "two attempts, one that was never finished, one half-written"
    assert sum(path.startswith("lake/enrich") for path in held) == 4, left
    erase(pipeline, URL)
    assert gone(settings, pipeline)
    assert not stray.exists()


def test_quarantined_copies_go(settings, tmp_path):
    bad = {**REPORT, "published": "2031-01-01T00:00:00Z"}
    pipeline, [partition], _ = load(settings, dump(tmp_path / "news.jsonl", bad, OTHER))
    lake = pipeline.context.lake
    assert [one.stage for one in lake.read_rejections("validate", partition)] == ["validate"]
    found = erase(pipeline, URL).found
    assert found.quarantined == 1
    assert lake.read_rejections("validate", partition) == []
    assert gone(settings, pipeline)
    assert pipeline.verdict([partition]).ok


def test_feedback_that_quotes_it_goes_and_other_feedback_stays(settings, loaded):
    pipeline, _ = loaded
    store = FeedbackStore(settings.data_path)
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    for body, of in ((REPORT["body"], article_id), (REPORT["body"].split("\n\n")[0], None), (OTHER["body"], None)):
        words = "الساكن" if "الساكن" in body else "المجلس المحلي"
        store.add(feedback_on(Text("", body, [], of), "missing", "person:x-somebody", words))
    case = {"sentence": REPORT["body"].split("\n\n")[0], "entity_id": "person:x-somebody", "expected": True}
    settings.gazetteer_path.mkdir(parents=True)
    cases = settings.gazetteer_path / "cases.jsonl"
    cases.write_text(json.dumps(case, ensure_ascii=False) + "\n", encoding="utf-8")
    assert erase(pipeline, URL).found.feedback == 2
    assert [item.surface for item in store.read().feedback.values()] == ["المجلس المحلي"]
    assert cases.read_text("utf-8").strip() == ""
    assert gone(settings, pipeline)


def test_copies_and_stories_are_as_if_it_had_never_been(settings, tmp_path):
    """Of every report that has copies in the sample's outlets: its primary is erased."""
    settings = three_outlets(settings, tmp_path / "sources")
    run(settings)
    before = snapshot(settings)
    [group, *_] = sorted({one["duplicate_group"] for one in before.values() if one["duplicate_group"]})
    members = [one for one in before.values() if one["duplicate_group"] == group]
    [primary] = [one for one in members if one["is_primary"]]
    pipeline = Pipeline.from_settings(settings)
    done = erase(pipeline, primary["url"])
    assert set(done.found.copies) == {one["article_id"] for one in members} - {primary["article_id"]}
    after = snapshot(settings)
    fresh = settings.model_copy(update={"data_dir": tmp_path / "fresh"})
    erase(Pipeline.from_settings(fresh), primary["url"], even_if_unknown=True)
    run(fresh)
    assert after == snapshot(fresh)
    assert primary["article_id"] not in after
    verdict = run(settings)
    assert verdict.ok
    assert snapshot(settings) == after
    assert outcomes(verdict)["index", "erased"] == 0


def test_an_unknown_address_is_told_and_may_be_kept_out_in_advance(settings, tmp_path):
    pipeline = Pipeline.from_settings(settings)
    assert not look(pipeline, URL).known
    with pytest.raises(EraseError, match="--even-if-unknown"):
        erase(pipeline, URL)
    erase(pipeline, URL, even_if_unknown=True)
    load(settings, dump(tmp_path / "news.jsonl", REPORT, OTHER))
    assert gone(settings, pipeline)


@pytest.mark.parametrize(
    "asked",
    ["خبر الساكن", "abc", "https://nahr.example/", "https://nahr.example/?utm_source=x", "ftp://nahr.example/1"],
)
def test_what_is_no_report_is_refused(settings, asked):
    with pytest.raises(EraseError):
        look(Pipeline.from_settings(settings), asked)


FRONT = "https://front.example/"
HEADLINES = ("شهادة ساكن في حي الزيتون", "افتتاح سوق الخضار الجديد", "بطولة الناشئين تبدأ الجمعة")


def front_feed(path, headlines=HEADLINES, guid="g{}"):
    """A feed that links every item to the front page."""
    items = (
        f"<item><title>{title}</title><link>{FRONT}</link><guid isPermaLink='false'>{guid.format(title)}</guid>"
        "<pubDate>Fri, 21 Jan 2022 10:00:00 GMT</pubDate>"
        f"<content:encoded>{title}. {(REPORT if title == HEADLINES[0] else OTHER)['body']}</content:encoded></item>"
        for title in headlines
    )
    path.write_text(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>x</title>"
        f"<link>{FRONT}</link>{''.join(items)}</channel></rss>",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("lost", [False, True], ids=["", "state store lost"])
@pytest.mark.parametrize("guid", ["g{}", FRONT])
def test_of_a_feed_that_links_all_to_the_front_page_one_report_goes_and_stays_out(settings, tmp_path, guid, lost):
    file = front_feed(tmp_path / "feed.xml", guid=guid)
    pipeline, _, verdict = load(settings, file)
    assert verdict.ok
    assert titles(pipeline) == sorted(HEADLINES)
    if lost:
        for path in settings.data_path.glob("state.sqlite*"):
            path.unlink()
        pipeline = Pipeline.from_settings(settings)
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.title == HEADLINES[0])
    found = erase(pipeline, article_id).found
    assert (found.article_ids, found.captures, found.indexed) == ([article_id], 1, 1)
    assert titles(pipeline) == sorted(HEADLINES[1:])
    assert holding(settings.data_dir, NEEDLE) == []
    _, _, verdict = load(settings, front_feed(file, (*HEADLINES, "خبر جديد"), guid))
    assert outcomes(verdict)["ingest", "erased"] == 1
    assert titles(pipeline) == sorted([*HEADLINES[1:], "خبر جديد"])


def test_an_id_that_leads_to_several_reports_is_refused(settings, tmp_path):
    """The first item alone is known by its guid; later the feed gives the same one to all."""
    load(settings, front_feed(tmp_path / "first.xml", HEADLINES[:1], "1"))
    pipeline, *_ = load(settings, front_feed(tmp_path / "all.xml", [f"{title} اليوم" for title in HEADLINES], "1"))
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.title == HEADLINES[0])
    with pytest.raises(EraseError, match="leads to 4 reports"):
        erase(pipeline, article_id)
    assert len(titles(pipeline)) == 4


def test_an_alias_that_another_report_owns_stays_with_it(settings, loaded):
    pipeline, _ = loaded
    state = pipeline.context.state
    mine, shared, other = url_alias(URL), "key:shared", url_alias("https://nahr.example/other")
    [other_id] = resolve(state, [[other, shared]])
    stone = Tombstones(state).add(URL, [mine, shared], resolve(state, [[mine]]), "", "test")
    assert resolve(state, [[mine], [shared], [other, mine]]) == [None, other_id, other_id]
    assert stone.marks == 1


def test_a_tombstone_that_is_taken_back_lets_the_report_in_with_the_next_load(settings, loaded, tmp_path):
    pipeline, _ = loaded
    before = sorted(snapshot(settings))
    stone = erase(pipeline, URL).tombstone
    Tombstones(pipeline.context.state).undo(stone)
    assert titles(pipeline) == [OTHER["title"]]
    load(settings, tmp_path / "news.jsonl")
    assert sorted(snapshot(settings)) == before


def test_expunging_takes_it_out_of_the_index_files_too(settings, tmp_path):
    word = "zjqxvkwbyfhdmgtpcrnls"
    pipeline, *_ = load(settings, dump(tmp_path / "news.jsonl", {**REPORT, "title": f"شهادة {word}"}, OTHER))

    def holds(folder):
        return any(word.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())

    index = settings.data_path / "index"
    erase(pipeline, URL)
    assert holds(index), "or else this shows nothing"
    expunge(pipeline)
    assert not holds(index)
    assert titles(pipeline) == [OTHER["title"]]


def test_its_revisions_are_forgotten(settings, loaded):
    pipeline, _ = loaded
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    assert len(history(pipeline.context.lake, pipeline.context.state, article_id)) == 1
    erase(pipeline, URL)
    assert history(pipeline.context.lake, pipeline.context.state, article_id) == []


def test_a_partition_without_it_is_left_as_it_was(settings, loaded, tmp_path):
    pipeline, _ = loaded
    _, [other], _ = load(settings, dump(tmp_path / "other.jsonl", {**OTHER, "url": "https://nahr.example/news/9"}))
    folder = pipeline.context.lake.root
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if other.source in str(path)}
    erase(pipeline, URL)
    assert {path: path.stat().st_mtime_ns for path in before if path.name != ".lock"} == {
        path: time for path, time in before.items() if path.name != ".lock"
    }
    assert isinstance(other, Partition)
