"""An index built otherwise is refused, and rebuilding it loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine, IndexUnusable
from newsetl.index.query import Everything, KibanaBar
from newsetl.names.gazetteer import Entry, Gazetteer

Make = Callable[..., Document]
Place = Any


@pytest.fixture
def larger(gazetteer: Gazetteer) -> Gazetteer:
    """The gazetteer with one entry more."""
    dam = Entry(
        id="tishrin-dam", kind="facility", ar="سد تشرين", en="Tishrin dam", aliases=["سد الفرات"], source="test"
    )
    return Gazetteer([*gazetteer.entries.values(), dam])


def test_another_gazetteer_is_refused_and_rebuild_helps(
    place: Place, engine: Engine, larger: Gazetteer, documents: list[Document], make: Make
) -> None:
    dam = make("dam", "معارك عند سد تشرين", version=7)
    engine.write([*documents, dam])
    before = engine.describe()
    changed = place.open(larger)
    for call in (changed.prepare, lambda: changed.write([make("a")])):
        with pytest.raises(IndexUnusable, match=r"another mapping or gazetteer .*newsetl index rebuild"):
            call()
    # Readers go on meanwhile.
    assert changed.count() == len(documents) + 1

    name = changed.rebuild()
    changed.prepare()
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
    with pytest.raises(IndexUnusable, match="another mapping"):
        engine.write([make("a")])


def test_rebuilding_twice_counts_on(engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    names = [engine.describe()["index"], engine.rebuild(), engine.rebuild()]
    assert [name[-6:] for name in names] == ["000001", "000002", "000003"]
    assert engine.matched_ids(Everything()) == {document.article_id for document in documents}


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
        engine.rebuild()
    monkeypatch.undo()
    assert engine.describe() == before
    assert [one.outcome for one in engine.write([make("later")])] == ["created"]


def test_a_rebuild_that_loses_a_document_is_not_promoted(
    engine: Engine, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write(documents)
    before = engine.describe()
    for module in ("embedded", "elasticsearch_write"):
        monkeypatch.setattr(f"newsetl.index.{module}.supersedes", lambda document, _: document.article_id != "alias")
    with pytest.raises(IndexUnusable, match="not promoted"):
        engine.rebuild()
    assert engine.describe() == before


def test_a_dropped_index_is_gone_and_can_be_made_anew(engine: Engine, documents: list[Document]) -> None:
    engine.write(documents)
    engine.rebuild()
    engine.drop()
    engine.drop()
    with pytest.raises(IndexUnusable):
        engine.count()
    engine.prepare()
    assert engine.count() == 0
