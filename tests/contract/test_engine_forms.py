"""Lemmas and segments: kept with the document, searched whole and only by name."""

from collections.abc import Callable
from typing import Any

import tantivy
from elasticsearch import Elasticsearch

from newsetl.index.documents import Document
from newsetl.index.embedded_schema import make_schema
from newsetl.index.engine import Engine
from newsetl.index.query import Everything, KibanaBar, Words
from tests.contract.copying import rebuild

Make = Callable[..., Document]


def ids_with(place: Any, engine: Engine, field: str, term: str) -> set[str]:
    """Ids of the documents whose field holds the term."""
    if place.kind == "embedded":
        snapshot = engine._source.newest()  # type: ignore[attr-defined]
        query = tantivy.Query.term_query(make_schema(), field, term, "position")
        hits = snapshot.searcher.search(query, limit=10).hits
        return {snapshot.document(address).article_id for _, address in hits}
    client: Elasticsearch = engine._connection  # type: ignore[attr-defined]
    answer = client.search(index=place.settings.index_alias, query={"match": {field: term}})
    return {hit["_id"] for hit in answer["hits"]["hits"]}


def test_forms_are_kept_and_searched_by_name_alone(place: Any, engine: Engine, make: Make) -> None:
    forms = {"lemmas": "هاجم سجن سجن", "segments": "هاجم ال+ سجون ب+ سجن", "morphology": "calima-msa-r13 0123456789ab"}
    # The words of the forms are not those of the text, so that only the forms can be what was found.
    with_forms, without = make("with", **forms), make("without")
    assert with_forms.digest != without.digest
    engine.write([with_forms, without])
    assert engine.get(["with", "without"]) == {"with": with_forms, "without": without}
    for field, term, found in [
        ("lemmas", "سجن", {"with"}),
        ("lemmas", "سج", set()),
        ("segments", "ال+", {"with"}),
        ("segments", "ال", set()),
    ]:
        assert ids_with(place, engine, field, term) == found, (field, term)
    assert engine.matched_ids(Words("هاجم سجن")) == set()
    assert engine.matched_ids(KibanaBar("ب سجن")) == set()
    page = engine.search(Everything(), limit=0, facets=["morphology"])
    assert page.facets["morphology"] == [("calima-msa-r13 0123456789ab", 1)]

    rebuild(engine)
    assert engine.get(["with"]) == {"with": with_forms}
    assert ids_with(place, engine, "lemmas", "هاجم") == {"with"}
