"""Tables kept for the next process: made once, and anew whenever the file cannot be trusted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from newsetl import keeping
from newsetl.keeping import GENERATIONS, folder, kept


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Ask for a table under a key; the answer tells in which making it was made."""
    monkeypatch.setattr(keeping, "WORTH", -1)
    monkeypatch.setattr(keeping.platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    makings = []

    def make() -> list[str]:
        makings.append(1)
        return [f"making {len(makings)}"]

    return lambda key="names": kept("table", key, make)


def test_a_table_is_made_once_for_what_it_depends_on(
    ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [ask(), ask(), ask("other names"), ask()] == [["making 1"], ["making 1"], ["making 2"], ["making 1"]]
    monkeypatch.setattr(keeping, "_CODE", "newer code")
    assert ask() == ["making 3"]


def test_a_damaged_table_is_made_anew(ask: Callable[..., list[str]]) -> None:
    ask()
    (file,) = folder().iterdir()
    content = file.read_bytes()
    for damaged in (content[:-1], content[:-1] + b"x", b""):
        file.write_bytes(damaged)
        made = ask()
        assert made != ["making 1"]
        assert ask() == made


def test_a_table_that_others_may_write_is_not_read(ask: Callable[..., list[str]]) -> None:
    ask()
    (file,) = folder().iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o666)
    assert ask() == ["making 2"]
    assert ask() == ["making 2"]


def test_a_table_of_other_packages_is_made_anew(ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: bytes) -> None:
        raise ModuleNotFoundError("No module named 'gone'")

    ask()
    with monkeypatch.context() as patch:
        patch.setattr(keeping.pickle, "loads", fail)
        assert ask() == ["making 2"]
    assert ask() == ["making 2"]


def test_where_nothing_may_be_written_the_table_is_still_read(
    ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError("read-only file system")

    ask()
    monkeypatch.setattr(keeping.os, "utime", refuse)
    assert ask() == ["making 1"]


def test_who_has_no_home_has_no_tables_kept(ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(keeping.platformdirs, "user_cache_path", nowhere)
    assert [ask(), ask()] == [["making 1"], ["making 2"]]


def test_a_trials_table_is_not_kept(ask: Callable[..., list[str]]) -> None:
    assert [kept("table", "names", lambda: ["a trial"], keep=False), ask()] == [["a trial"], ["making 1"]]


def test_only_the_tables_used_last_are_kept(ask: Callable[..., list[str]]) -> None:
    for number in range(GENERATIONS):
        ask(f"key {number}")
        for file in folder().iterdir():
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))
    ask("key 0")
    ask("one more")
    assert len(list(folder().iterdir())) == GENERATIONS
    assert ask("key 0") == ["making 1"]


def test_without_a_folder_to_write_the_table_is_made_each_time(ask: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    assert [ask(), ask()] == [["making 1"], ["making 2"]]


def test_what_is_made_quickly_is_not_kept(ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "WORTH", 60)
    assert [ask(), ask()] == [["making 1"], ["making 2"]]
    assert not folder().exists()
