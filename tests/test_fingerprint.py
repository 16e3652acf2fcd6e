"""The fingerprint of the code: steady, and covering every room that decides what a record says."""

from importlib.resources import files

import newsetl.fingerprint
from newsetl.fingerprint import _DECIDING, _sources, code_fingerprint


def test_it_is_the_same_twice_and_changes_with_a_source(monkeypatch):
    before = code_fingerprint()
    code_fingerprint.cache_clear()
    assert code_fingerprint() == before
    monkeypatch.setattr(newsetl.fingerprint, "_DECIDING", _DECIDING[1:])
    code_fingerprint.cache_clear()
    assert code_fingerprint() != before
    code_fingerprint.cache_clear()


def test_every_part_it_names_exists():
    assert all(_sources(files("newsetl"), part) for part in _DECIDING)
