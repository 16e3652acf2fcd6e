"""What is erased while something is at work, or is killed in the middle of it."""

import os
import signal

import pytest

import newsetl.pipeline
from newsetl import erasing, purging
from newsetl.erasing import erase
from newsetl.index.embedded import EmbeddedEngine
from newsetl.lake import Lake
from newsetl.names.gazetteer import Gazetteer
from newsetl.pipeline import Pipeline
from newsetl.reindex import Survey, reindex
from newsetl.revisions import Revisions
from newsetl.tombstones import Tombstones
from tests import erasures
from tests.erasures import URL, gone, outcomes, titles
from tests.killing import is_killed

few_names = erasures.few_names
loaded = erasures.loaded


@pytest.mark.parametrize("stage", ["ingest", "normalise", "validate", "enrich", "index"])
def test_what_a_stage_at_work_commits_after_the_erasure_is_taken_out_again(settings, loaded, monkeypatch, stage):
    pipeline, [partition] = loaded
    write = Lake.write

    def late(self, stage, *args, **named):
        monkeypatch.setattr(Lake, "write", write)
        erase(Pipeline.from_settings(settings), URL)
        return write(self, stage, *args, **named)

    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    monkeypatch.setattr(Lake, "write", late)
    pipeline.run_stage(stage, partition)
    assert gone(settings, pipeline)
    assert outcomes(pipeline.verdict([partition]))[stage, "erased"] == 1, "the ledger counts what the lake holds"
    assert Revisions(pipeline.context.state).partitions(article_id) == []


@pytest.mark.parametrize("between", ["before the write", "after it"])
def test_what_is_erased_while_it_is_indexed_is_found_by_nobody_after_a_kill(settings, loaded, monkeypatch, between):
    pipeline, [partition] = loaded
    pipeline.reader.delete([one.article_id for one in pipeline.reader.scan()])
    write = EmbeddedEngine.write

    def meanwhile(engine, documents):
        monkeypatch.setattr(EmbeddedEngine, "write", write)
        written = write(engine, documents) if between == "after it" else []
        erase(Pipeline.from_settings(settings), URL)
        return written or write(engine, documents)

    def killed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(EmbeddedEngine, "write", meanwhile)
    monkeypatch.setattr(Lake, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run_stage("index", partition)
    assert gone(settings, pipeline)


def test_a_reindex_that_has_nothing_else_to_do_takes_erased_reports_out_of_the_index(settings, loaded):
    pipeline, _ = loaded
    document = next(one for one in pipeline.reader.scan() if one.url == URL)
    erase(pipeline, URL)
    pipeline.engine.write([document])
    assert len(titles(pipeline)) == 2
    assert isinstance(reindex(Pipeline.from_settings(settings)), Survey), "nothing was built"
    assert gone(settings, pipeline)


_POINTS = {
    "quotations": (erasing, "_erase_quotations"),
    "documents": (erasing, "_erase_documents"),
    "relations": (erasing, "update_relations"),
    "records": (erasing, "_erase_records"),
    "captures": (purging, "_rewrite_captures"),
    "tables": (purging, "_write_pointer"),
    "ledger": (erasing, "Revisions"),
}


def _erase_until(settings, point, names):
    newsetl.pipeline.load_gazetteer = lambda *_: Gazetteer(names)
    module, name = _POINTS[point]
    setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    if point == "captures":  # of the second look, not of the first
        module._rewrite_captures, kill, calls = purging_rewrite, module._rewrite_captures, []

        def second(*args):
            calls.append(args)
            return kill() if len(calls) > 1 else purging_rewrite(*args)

        module._rewrite_captures = second
    erase(Pipeline.from_settings(settings), URL)


purging_rewrite = purging._rewrite_captures


@pytest.mark.parametrize("point", _POINTS)
def test_a_kill_anywhere_and_the_same_again_end_alike(settings, loaded, gazetteer, point):
    pipeline, partitions = loaded
    article_id = next(one.article_id for one in pipeline.reader.scan() if one.url == URL)
    assert is_killed(_erase_until, settings, point, list(gazetteer.entries.values()))
    [stone] = Tombstones(pipeline.context.state).all()
    assert stone.done_at is None
    erase(pipeline, URL)
    assert gone(settings, pipeline)
    assert pipeline.verdict(partitions).ok
    for stage in ("ingest", "normalise", "validate", "enrich"):
        assert pipeline.context.lake.commit(stage, partitions[0]).rows == 1, stage
    assert all(stone.done_at for stone in Tombstones(pipeline.context.state).all())
    assert Revisions(pipeline.context.state).partitions(article_id) == []
