"""The search is not to become worse unnoticed: what the bundled judged sample gives may not fall below its floors.

Floors are raised by `make floors`, which lowers none without a reason.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newsetl.settings import Settings
from tests.server import named_server
from tools import quality_floors
from tools.quality_floors import (
    CORPUS,
    FLOORS,
    JUDGED,
    PRISON,
    WouldLower,
    corpus_digest,
    measure,
    raised,
    shortfalls,
)


@pytest.fixture(scope="module")
def floors() -> dict[str, Any]:
    return json.loads(FLOORS.read_text("utf-8"))


def test_the_floors_belong_to_this_corpus(floors: dict[str, Any]) -> None:
    assert floors["corpus"] == corpus_digest(), "collection, topics or judgements changed: run `make floors`"


def test_every_promised_metric_has_a_floor(floors: dict[str, Any]) -> None:
    names = {f"{topic} set_{what}" for topic in (*PRISON, "all") for what in ("recall", "precision")} | {"all nDCG@10"}
    assert {engine: set(metrics) for engine, metrics in floors["floors"].items()} == dict.fromkeys(
        ("embedded", "elasticsearch"), names
    )


@pytest.mark.parametrize("engine", ["embedded", pytest.param("elasticsearch", marks=pytest.mark.es)])
def test_the_search_reaches_its_floors(engine: str, floors: dict[str, Any], settings: Settings) -> None:
    url = named_server() if engine == "elasticsearch" else ""
    # with every shipped pack, as `make floors` measures; the other tests take fewer
    settings = settings.model_copy(update={"index_url": url, "index_alias": "test-floors", "packs": []})
    measured = measure(settings)
    assert shortfalls(floors["floors"][engine], measured) == [], "below the floor of tests/quality/floors.json"


KEPT = {"corpus": "c", "floors": {"embedded": {"recall": 0.9, "nDCG": 0.8}}, "lowered": []}


def test_a_value_below_its_floor_is_named_with_both_figures() -> None:
    assert shortfalls({"recall": 0.9, "nDCG": 0.8}, {"recall": 0.8999, "nDCG": 0.8}) == [
        "recall: floor 0.9, measured 0.8999"
    ]
    assert shortfalls({"recall": 0.9}, {}) == ["recall: floor 0.9, measured nothing"]


def test_floors_rise_and_those_of_an_unmeasured_engine_stay() -> None:
    kept = {**KEPT, "floors": {**KEPT["floors"], "elasticsearch": {"recall": 0.7}}}
    new = raised(kept, {"embedded": {"recall": 0.95, "nDCG": 0.8}}, "c")
    assert new["floors"] == {"embedded": {"recall": 0.95, "nDCG": 0.8}, "elasticsearch": {"recall": 0.7}}
    assert new["lowered"] == []


@pytest.mark.parametrize("reason", ["", "  "])
@pytest.mark.parametrize("digest", ["c", "changed"])
def test_no_floor_falls_without_a_reason(reason: str, digest: str) -> None:
    with pytest.raises(WouldLower, match=r"embedded: recall: floor 0\.9, measured 0\.85"):
        raised(KEPT, {"embedded": {"recall": 0.85, "nDCG": 0.99}}, digest, reason)
    with pytest.raises(WouldLower, match=r"nDCG: floor 0\.8, measured nothing"):
        raised(KEPT, {"embedded": {"recall": 0.9}}, digest, reason)


def test_a_lowered_floor_keeps_its_reason() -> None:
    first = raised(KEPT, {"embedded": {"recall": 0.85, "nDCG": 0.8}}, "c", "T5 was judged wrongly")
    again = raised(first, {"embedded": {"recall": 0.85, "nDCG": 0.9}}, "c")
    assert again["lowered"] == first["lowered"]
    assert first["lowered"] == [
        {"reason": "T5 was judged wrongly", "what": ["embedded: recall: floor 0.9, measured 0.85"]}
    ]
    assert first["floors"]["embedded"]["recall"] == 0.85


def test_a_changed_corpus_needs_every_engine_measured() -> None:
    kept = {**KEPT, "floors": {**KEPT["floors"], "elasticsearch": {"recall": 0.7}}}
    with pytest.raises(ValueError, match="measure on elasticsearch too"):
        raised(kept, {"embedded": {"recall": 0.95, "nDCG": 0.8}}, "changed")


def test_the_hash_knows_each_of_the_three_files_and_no_other(tmp_path: Path) -> None:
    for name in CORPUS:
        (tmp_path / name).write_bytes((JUDGED / name).read_bytes())
    assert corpus_digest(tmp_path) == corpus_digest()
    (tmp_path / "notes.md").write_text("another file")
    assert corpus_digest(tmp_path) == corpus_digest()
    for name in CORPUS:
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole + b"\n")
        assert corpus_digest(tmp_path) != corpus_digest(), name
        (tmp_path / name).write_bytes(whole)


def test_the_tool_refuses_to_lower_and_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.json"
    before = json.dumps({"corpus": corpus_digest(), "floors": {"embedded": {"recall": 0.9}}})
    path.write_text(before)
    monkeypatch.setattr(quality_floors, "FLOORS", path)
    monkeypatch.setattr(quality_floors, "measure", lambda settings: {"recall": 0.5})
    monkeypatch.delenv("NEWSETL_TEST_ES_URL", raising=False)
    monkeypatch.setattr(sys, "argv", ["quality_floors.py"])
    assert quality_floors.main() == 1
    assert path.read_text() == before
    assert "recall: floor 0.9, measured 0.5" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["quality_floors.py", "--lower", "the judge erred"])
    assert quality_floors.main() == 0
    kept = json.loads(path.read_text())
    assert kept["floors"]["embedded"]["recall"] == 0.5
    assert kept["lowered"][0]["reason"] == "the judge erred"
