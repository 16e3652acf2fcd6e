"""Writing: whole documents, highest version, the same end whatever the order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from newsetl.index.documents import Document, GeoPoint
from newsetl.index.engine import Engine, IndexUnusable, Written
from newsetl.index.query import Everything, Term, Words

START = datetime(2022, 1, 20, 12, tzinfo=UTC)
Make = Callable[..., Document]


def outcomes(written: list[Written]) -> list[str]:
    return [one.outcome for one in written]


def test_documents_come_back_as_they_were(stocked: Engine, documents: list[Document]) -> None:
    assert stocked.get([document.article_id for document in documents] + ["unknown"]) == {
        document.article_id: document for document in documents
    }
    assert stocked.count() == len(documents)


def test_newer_versions_replace_and_older_do_not(engine: Engine, make: Make) -> None:
    assert outcomes(engine.write([make("a", "القمح", version=5), make("b")])) == ["created", "created"]
    assert outcomes(engine.write([make("a", "الشعير", version=6), make("b")])) == ["updated", "unchanged"]
    assert outcomes(engine.write([make("a", "القمح", version=5)])) == ["unchanged"]
    assert engine.get(["a"])["a"].title == "الشعير"
    assert engine.matched_ids(Words("القمح")) == set()
    assert engine.count() == 2
    assert engine.search(Everything(), facets=["source"]).facets == {"source": [("barada", 2)]}


def test_equal_versions_end_with_the_higher_digest_in_any_order(engine: Engine, make: Make) -> None:
    rivals = [make("a", title) for title in ("أول", "ثان", "ثالث")]
    winner = max(rivals, key=lambda document: document.digest)
    for order in permutations(rivals):
        engine.delete(["a"])
        for document in order[:2]:
            engine.write([document])
        engine.write([order[2], order[0]])
        assert engine.get(["a"]) == {"a": winner}


def test_one_call_may_hold_an_id_several_times(engine: Engine, make: Make) -> None:
    given = [make("a", version=2), make("a", version=3), make("a", version=1), make("b"), make("a", version=3)]
    assert outcomes(engine.write(given)) == ["created", "updated", "unchanged", "created", "unchanged"]
    assert engine.get(["a"])["a"].version == 3
    assert engine.count() == 2


def test_deleted_documents_are_gone_and_may_come_back(engine: Engine, make: Make) -> None:
    engine.write([make("a"), make("b"), make("c")])
    assert engine.delete(["a", "b", "a", "unknown"]) == 2
    assert engine.count() == 1
    assert engine.matched_ids(Everything()) == {"c"}
    assert engine.delete([]) == 0
    assert outcomes(engine.write([make("a", version=9)])) == ["created"]
    assert engine.count() == 2


def test_scan_is_ordered_and_bounded(engine: Engine, make: Make) -> None:
    times = {"d": 0, "a": 1, "c": 1, "b": 1, "e": 2}
    engine.write(make(name, timeline_at=START + timedelta(hours=hours)) for name, hours in times.items())
    assert [document.article_id for document in engine.scan()] == ["d", "a", "b", "c", "e"]
    one, two = START + timedelta(hours=1), START + timedelta(hours=2)
    assert [document.article_id for document in engine.scan(one, two)] == ["a", "b", "c"]
    assert [document.article_id for document in engine.scan(until=one)] == ["d"]
    assert [document.article_id for document in engine.scan(since=two)] == ["e"]


def test_more_than_ten_thousand_are_reached(engine: Engine, make: Make) -> None:
    many = 10_400
    engine.write(make(f"{n:05}", timeline_at=START + timedelta(seconds=n)) for n in range(many))
    assert len(engine.matched_ids(Term("lang", "ar"))) == many
    deep = engine.search(Term("lang", "ar"), limit=3, offset=10_100)
    assert deep.total == many
    assert [hit.document.article_id for hit in deep.hits] == ["00299", "00298", "00297"]
    assert sum(1 for _ in engine.scan()) == many


def test_a_faulty_document_is_refused_and_the_others_written(engine: Engine, make: Make) -> None:
    written = engine.write(
        [
            make("good"),
            make("long", url="https://news.example/" + "x" * 40_000),
            make("word", body="ا" * 20_000),
            make("off-earth", locations=[GeoPoint(lat=95, lon=0)]),
            make("also-good", tags=["", "أمن"], author=""),
        ]
    )
    assert outcomes(written) == ["created", "refused", "refused", "refused", "created"]
    for one, field in zip(written[1:4], ("url", "body", "locations"), strict=True):
        assert field in one.reason
    assert engine.matched_ids(Everything()) == {"good", "also-good"}


def test_odd_documents_are_stored(engine: Engine, make: Make) -> None:
    odd = [
        make("empty", title="", body="", timeline_at=datetime(1890, 1, 1, tzinfo=UTC)),
        make("plain", title="𝐛𝐨𝐥𝐝 😀", body="سطر\n\nسطر", country="SY", version=(1 << 61) + 7),
        make("future", timeline_at=datetime(2022, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
    ]
    assert outcomes(engine.write(odd)) == ["created"] * 3
    assert engine.get(["empty", "plain", "future"]) == {document.article_id: document for document in odd}
    assert next(engine.scan()).article_id == "empty"


def test_an_index_describes_itself(engine: Engine, make: Make) -> None:
    engine.write([make("a")])
    facts = engine.describe()
    assert facts["documents"] == "1"
    assert facts.keys() == {"kind", "address", "version", "index", "mapping_hash", "gazetteer", "documents"}


def test_nothing_works_before_prepare_and_says_so(unprepared: Engine, make: Make) -> None:
    engine = unprepared
    for call in (
        engine.count,
        engine.describe,
        lambda: engine.write([make("a")]),
        lambda: engine.delete(["a"]),
        lambda: engine.get(["a"]),
        lambda: engine.search(Everything()),
        lambda: list(engine.scan()),
    ):
        with pytest.raises(IndexUnusable, match="no index"):
            call()
    engine.prepare()
    engine.prepare()
    assert engine.count() == 0
