"""The shipped packs: well-formed by their schema, and no name believed for two things at once."""

import json
from collections import defaultdict
from importlib.resources import files

import jsonschema_rs
import pytest

from newsetl.arabic.tokens import words
from newsetl.names.loading import load_gazetteer
from newsetl.schemas import load_schema

PACKS = sorted(files("newsetl.names").joinpath("packs").iterdir(), key=lambda path: path.name)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_line_obeys_the_schema(pack):
    validator = jsonschema_rs.validator_for(load_schema("gazetteer-entry"))
    faults = [
        f"line {number}: {error.message}"
        for number, line in enumerate(pack.read_text(encoding="utf-8").splitlines(), 1)
        for error in validator.iter_errors(json.loads(line))
    ]
    assert faults == []


def test_no_strong_name_belongs_to_two_entries():
    owners = defaultdict(set)
    for entry in load_gazetteer().entries.values():
        weak = {alias.alias for alias in entry.weak_aliases}
        for name in entry.names:
            if name not in weak:
                owners[" ".join(word.norm for word in words(name))].add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_contexts_name_entities_that_exist():
    gazetteer = load_gazetteer()
    needs = {
        need
        for entry in gazetteer.entries.values()
        for alias in entry.weak_aliases
        for option in alias.context
        for need in option
        if ":" in need
    }
    assert needs - set(gazetteer.entries) == set()


def test_there_is_something_to_find():
    assert len(load_gazetteer().entries) >= 100
