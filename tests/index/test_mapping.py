"""The mapping covers the document, no more and no less, and its hash notices every change of meaning."""

import pytest

from newsetl.index.documents import Document
from newsetl.index.mapping import DIGEST_FIELD, check_facets, index_body, keyword_value, mapping_hash
from newsetl.names.gazetteer import Entry, Gazetteer

NOBODY = Gazetteer([])
SOMEBODY = Gazetteer([Entry(id="hasakah", kind="place", ar="الحسكة", en="Hasakah", source="test")])


def test_every_field_of_a_document_is_mapped() -> None:
    mappings = index_body(NOBODY)["mappings"]
    assert mappings["dynamic"] == "strict"
    assert mappings["properties"].keys() == Document.model_fields.keys() | {DIGEST_FIELD}


def test_names_are_part_of_the_hash_and_replicas_are_not() -> None:
    assert mapping_hash(NOBODY) != mapping_hash(SOMEBODY)
    bodies = [index_body(SOMEBODY, replicas=replicas) for replicas in (0, 2)]
    assert {body["mappings"]["_meta"]["mapping_hash"] for body in bodies} == {mapping_hash(SOMEBODY)}
    assert [body["settings"]["index"]["number_of_replicas"] for body in bodies] == [0, 2]


def test_keyword_values() -> None:
    assert keyword_value("is_primary", True) == "true"
    assert keyword_value("source", "furat") == "furat"
    with pytest.raises(ValueError, match="title is not a keyword field"):
        keyword_value("title", "x")
    with pytest.raises(ValueError, match="body"):
        check_facets(["lang", "body"])
