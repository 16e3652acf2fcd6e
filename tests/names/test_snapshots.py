"""Kept gazetteers come back as they were."""

from pathlib import Path

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.snapshots import Processing, Snapshots
from newsetl.records import digest_of


def test_a_gazetteer_comes_back_and_is_written_once(gazetteer: Gazetteer, tmp_path: Path) -> None:
    kept = Snapshots(tmp_path / "gazetteers")
    kept.keep(gazetteer)
    [path] = (tmp_path / "gazetteers").iterdir()
    before = path.stat()
    kept.keep(Gazetteer(reversed(gazetteer.entries.values())))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    found = kept.load(gazetteer.fingerprint)
    assert found is not None
    assert found.entries == gazetteer.entries
    assert found.fingerprint == gazetteer.fingerprint


def test_what_is_not_there_or_broken_is_none(gazetteer: Gazetteer, tmp_path: Path) -> None:
    kept = Snapshots(tmp_path)
    assert kept.load("") is None
    assert kept.load(gazetteer.fingerprint) is None
    kept.keep(gazetteer)
    [path] = tmp_path.iterdir()
    for damage in (path.read_bytes()[:-40], b"not gzip", path.read_bytes()[:20] + b"\0" * 30):
        path.write_bytes(damage)
        assert kept.load(gazetteer.fingerprint) is None
    assert kept.processing("never") is None


def test_a_processing_is_known_by_its_fingerprint(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path)
    plain = Processing(code="c", gazetteer="g")
    others = [plain.model_copy(update=one) for one in ({"morphology": "m"}, {"older_text": True}, {"code": "d"})]
    assert plain.fingerprint == digest_of(["c", "g"]), "records of earlier versions keep their generation"
    assert len({one.fingerprint for one in (plain, *others)}) == 4
    for one in (plain, *others):
        kept.keep_processing(one)
        assert kept.processing(one.fingerprint) == one
