"""An index built otherwise is refused; a new version is promoted whole, or not at all, and can be taken back."""

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine, IndexUnusable
from newsetl.index.query import Everything, KibanaBar
from newsetl.names.gazetteer import Entry, Gazetteer
from tests.contract.copying import rebuild

Make = Callable[..., Document]
Place = Any


@pytest.fixture
def larger(gazetteer: Gazetteer) -> Gazetteer:
    """The gazetteer with one entry more."""
    dam = Entry(
        id="tishrin-dam", kind="facility", ar="سد تشرين", en="Tishrin dam", aliases=["سد الفرات"], source="test"
    )
    return Gazetteer([*gazetteer.entries.values(), dam])


def test_another_gazetteer_is_refused_and_a_successor_helps(
    place: Place, engine: Engine, larger: Gazetteer, documents: list[Document], make: Make
) -> None:
    dam = make("dam", "معارك عند سد تشرين", version=7)
    engine.write([*documents, dam])
    before = engine.describe()
    changed = place.open(larger)
    for call in (changed.prepare, lambda: changed.write([make("a")])):
        with pytest.raises(IndexUnusable, match=r"another gazetteer .*newsetl reindex"):
            call()
    # Readers go on meanwhile.
    assert changed.count() == len(documents) + 1
    assert (engine.fits(), changed.fits()) == (True, False)
    built_with = engine.built_with()
    assert built_with == changed.built_with() != larger.fingerprint

    name = rebuild(changed)
    changed.prepare()
    assert (engine.fits(), changed.fits()) == (False, True)
    assert engine.built_with() == changed.built_with() == larger.fingerprint
    after = changed.describe()
    assert after["index"] == name != before["index"]
    assert after["mapping_hash"] != before["mapping_hash"]
    assert list(changed.scan()) == sorted([*documents, dam], key=lambda one: (one.timeline_at, one.article_id))
    assert changed.matched_ids(KibanaBar("سد الفرات")) == {"dam"}
    # Versions came along: an older one still loses, a newer one still wins.
    written = changed.write([make("dam", version=6), make("dam", "خبر", version=8)])
    assert [one.outcome for one in written] == ["unchanged", "updated"]
    # Whoever opened the old version follows the switch, for reading.
    assert engine.describe()["index"] == name
    with pytest.raises(IndexUnusable, match="another gazetteer"):
        engine.write([make("a")])


def test_rebuilding_twice_counts_on(engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    names = [engine.describe()["index"], rebuild(engine), rebuild(engine)]
    assert [name[-6:] for name in names] == ["000001", "000002", "000003"]
    assert engine.matched_ids(Everything()) == {document.article_id for document in documents}


def test_the_version_before_comes_back_and_takes_writes_again(
    engine: Engine, documents: list[Document], make: Make
) -> None:
    engine.write(documents)
    with pytest.raises(IndexUnusable, match="no earlier version"):
        engine.rollback()
    rebuild(engine)
    third = rebuild(engine)
    engine.write([make("after")])
    assert engine.rollback()[-6:] == "000002"
    assert engine.matched_ids(Everything()) == {document.article_id for document in documents}
    assert [one.outcome for one in engine.write([make("later")])] == ["created"]
    with pytest.raises(IndexUnusable, match="no earlier version"):
        engine.rollback()  # only one is kept
    assert rebuild(engine) == third, "the version that was left is gone"


def test_readers_and_the_successor_do_not_see_each_other(engine: Engine, documents: list[Document], make: Make) -> None:
    engine.write(documents)
    with engine.successor() as new:
        assert new.count() == 0
        new.write([make("alone", "عنوان")])
        assert new.matched_ids(Everything()) == set(new.get(["alone", "bare"])) == {"alone"}
        assert [one.article_id for one in new.scan()] == ["alone"]
        assert new.search(Everything(), facets=["source"]).facets == {"source": [("barada", 1)]}
        assert engine.count() == len(documents)
        assert new.describe()["index"] != engine.describe()["index"]
    assert engine.matched_ids(Everything()) == {"alone"}


def test_a_rebuild_that_fails_changes_nothing(
    engine: Engine, documents: list[Document], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write(documents)
    before = engine.describe()

    def broken(*_: object) -> bool:
        raise RuntimeError("killed")

    for module in ("embedded", "elasticsearch_write"):
        monkeypatch.setattr(f"newsetl.index.{module}.supersedes", broken)
    with pytest.raises(RuntimeError, match="killed"):
        rebuild(engine)
    monkeypatch.undo()
    assert engine.describe() == before
    assert [one.outcome for one in engine.write([make("later")])] == ["created"]


def test_what_a_kill_left_is_removed(place: Place, engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    before = engine.describe()
    command = [sys.executable, "-c", KILLED, place.settings.model_dump_json(include={*place.settings.model_fields_set})]
    killed = subprocess.run(command, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert engine.describe() == before
    assert rebuild(engine)[-6:] == "000002"
    assert engine.count() == len(documents)
    assert [one.outcome for one in engine.write(documents[:1])] == ["unchanged"]


KILLED = """
import json, os, signal, sys
from newsetl.index.factory import open_engine
from newsetl.settings import Settings
from tests.contract.conftest import ENTRIES, make_document
from newsetl.names.gazetteer import Gazetteer

with open_engine(Settings(_env_file=None, **json.loads(sys.argv[1])), Gazetteer(ENTRIES)).successor() as new:
    new.write([make_document("half")])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_dropped_index_is_gone_and_can_be_made_anew(engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    rebuild(engine)
    engine.drop()
    engine.drop()
    with pytest.raises(IndexUnusable):
        engine.count()
    engine.prepare()
    assert engine.count() == 0
