"""Every query node, with the same answer from both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.query import (
    AllOf,
    AnyOf,
    Boost,
    Concept,
    Everything,
    KibanaBar,
    OneOf,
    Phrase,
    Query,
    Term,
    TimeRange,
    Without,
    Words,
)

PRISON = {"bare", "alias", "latin", "attached", "context"}
START = datetime(2022, 1, 20, 12, tzinfo=UTC)

NODES: list[tuple[Query, set[str]]] = [
    (Words("أسعار القمح"), {"wheat-title", "wheat-body"}),
    (Words("سوق غويران"), {"market"}),
    # Both words are there, but one in the title and one in the body: no field holds all.
    (Words("ارتفاع التجار"), set()),
    (Words("سجن غويران"), {"bare", "attached", "aleppo"}),
    (Words("ارتفاع التجار", operator="or"), {"wheat-title", "wheat-body", "market"}),
    (Words(""), set()),
    (Words("؟!"), set()),
    (Words("كلمةغائبة"), set()),
    (Words("مصر"), {"presentation"}),
    (Words("كردستان"), {"keyboard"}),
    (Words("غُوَيْــران", operator="or"), {"bare", "attached", "market", "aleppo"}),
    (Words("prison"), {"latin"}),
    (Words("PRISÓN"), {"latin"}),
    (Words("غويرات", fuzzy=False), set()),
    (Words("كردسبان", fuzzy=False), set()),
    (Words("كردسبان", fuzzy=True), {"keyboard"}),
    (Words("كردستبان", fuzzy=True), {"keyboard"}),
    (Words("كردتسان", fuzzy=True), {"keyboard"}),
    # Two letters wrong, or a short word: no.
    (Words("كربسبان", fuzzy=True), set()),
    (Words("مصز", fuzzy=True), set()),
    (Words("attacc prison", fuzzy=True), {"latin"}),
    (Phrase("سجن غويران"), {"bare", "attached"}),
    (Phrase("غويران سجن"), set()),
    (Phrase("السجن الغويران"), {"bare", "attached"}),
    (Phrase("السجن الغويران", exact=True), set()),
    # As written, but for what is attached in front.
    (Phrase("سجن غويران", exact=True), {"bare", "attached"}),
    (Phrase("بسجن غويران", exact=True), {"attached"}),
    (Phrase("السجن", exact=True), {"context"}),
    (Phrase("القمح"), {"wheat-title", "wheat-body"}),
    (Phrase(""), set()),
    (Phrase("prison attack enters"), {"latin"}),
    (Concept("ghwayran-prison"), PRISON),
    (Concept("nobody"), set()),
    (Term("source", "furat"), {"bare"}),
    (Term("source", "fur"), set()),
    (Term("tags", "أمن"), {"bare", "alias"}),
    (Term("about_ids", "islamic-state"), {"bare", "context"}),
    (Term("concepts", "conceptislamicstate"), {"bare", "context"}),
    (Term("article_id", "market"), {"market"}),
    (Term("is_primary", False), {"context"}),
    (OneOf("source", ("furat", "nobody")), {"bare"}),
    (OneOf("tags", ("أمن", "سوريا")), {"bare", "alias"}),
    (OneOf("source", ()), set()),
    # a term of two ids is compared whole
    (OneOf("with_countries", ("islamic-state iraq", "islamic-state mali")), {"alias"}),
    (OneOf("with_countries", ("islamic-state", "iraq")), set()),
    (AllOf((Term("lang", "ar"), Concept("ghwayran-prison"))), PRISON - {"latin"}),
    (AllOf(()), set("*")),
    (AnyOf((Term("source", "furat"), Words("القمح"))), {"bare", "wheat-title", "wheat-body"}),
    (AnyOf(()), set()),
    (
        AnyOf((Words("أسعار"), Words("القمح"), Words("موسم"), Term("source", "furat")), least=3),
        {"wheat-title", "wheat-body"},
    ),
    (AnyOf((Words("القمح"),), least=2), set()),
    (Without(Concept("ghwayran-prison"), Words("هجوم")), PRISON - {"bare", "alias"}),
    (Without(Everything(), Term("lang", "ar")), {"latin"}),
    (Boost(Words("القمح"), 3.0), {"wheat-title", "wheat-body"}),
    (TimeRange(START, START + timedelta(minutes=2)), {"bare", "alias"}),
    (TimeRange(until=START + timedelta(minutes=1)), {"bare"}),
    (TimeRange(since=START + timedelta(minutes=13)), {"camp-named"}),
    (TimeRange(), set("*")),
    (Everything(), set("*")),
]


@pytest.mark.parametrize(("query", "expected"), NODES, ids=[str(query)[:70] for query, _ in NODES])
def test_every_node_matches_the_same_reports(
    stocked: Engine, documents: list[Document], query: Query, expected: set[str]
) -> None:
    everything = {document.article_id for document in documents}
    wanted = everything if expected == {"*"} else expected
    assert stocked.matched_ids(query) == wanted
    page = stocked.search(query, limit=50)
    assert page.total == len(wanted)
    assert {hit.document.article_id for hit in page.hits} == wanted


def test_many_queries_are_counted_together(stocked: Engine, documents: list[Document]) -> None:
    many = [query for query, _ in NODES] * 5  # more than one request holds
    wanted = [len(documents) if expected == {"*"} else len(expected) for _, expected in NODES] * 5
    assert stocked.totals(many) == wanted
    assert stocked.totals([]) == []


BAR: list[tuple[str, bool, set[str]]] = [
    # A name, bare or quoted, in any spelling: all reports on it, and its words never match alone.
    ("سجن غويران", False, PRISON),
    ("سجن غويران", True, PRISON),
    ("سجن الصناعة", False, PRISON),
    ("معتقل غويران", True, PRISON),
    ("Ghweran Prison", False, PRISON),
    ("سجنُ غويرانَ", False, PRISON),
    ("سجن الصناعة في غويران", True, PRISON),
    # Reversed it is no name: its words match wherever they stand.
    ("غويران سجن", False, {"bare", "alias", "attached", "context", "market", "aleppo"}),
    ("غويران سجن", True, set()),
    # A further word is OR-ed in bare text, and must stand beside the name in a quoted one.
    ("هجوم سجن غويران", False, PRISON),
    ("القمح سجن غويران", False, PRISON | {"wheat-title", "wheat-body"}),
    ("على سجن غويران", True, {"bare"}),
    ("قرب سجن غويران", True, {"alias"}),
    ("prison سجن غويران", False, PRISON),
    # Two names side by side.
    ("سجن غويران داعش", False, PRISON),
    ("سجن غويران داعش", True, set()),
    # Words that are parts of names hit what they hit without names.
    ("الصناعة", False, {"alias", "ministry"}),
    ("غويران", False, {"bare", "attached", "market", "aleppo"}),
    ("السجن", False, {"bare", "attached", "alias", "context", "aleppo"}),
    ("prison", False, {"latin"}),
    ("سجن حلب", True, {"aleppo"}),
    # One-word names stand for their longer spellings too.
    ("داعش", False, {"bare", "context"}),
    ("ISIS", True, {"bare", "context"}),
    ("الحسكة", False, PRISON),
    # A name of two places finds the reports on both.
    ("مخيم الأمل", False, {"camp", "camp-named"}),
    ("South Amal camp", False, {"camp", "camp-named"}),
    ("Amal camp", True, {"camp-named"}),
    ("", False, set()),
    ("«»", True, set()),
]


@pytest.mark.parametrize(("text", "quoted", "expected"), BAR)
def test_kibanas_bar_finds_names(stocked: Engine, text: str, quoted: bool, expected: set[str]) -> None:
    assert stocked.matched_ids(KibanaBar(text, quoted)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هجوم سجن غويران", {"bare"}),  # «alias» tells of an attack in its body, and of the prison in its title
        ("سجن الصناعة", PRISON),
        ("ارتفاع التجار", set()),
        ("أسعار القمح", {"wheat-title", "wheat-body"}),
        ("أسعار كلمةغائبة", set()),
        ("", set()),
    ],
)
def test_bare_words_in_lucenes_language_stand_in_one_field(stocked: Engine, text: str, expected: set[str]) -> None:
    assert stocked.matched_ids(KibanaBar(text, operator="and")) == expected


def test_title_ranks_before_body(stocked: Engine) -> None:
    hits = stocked.search(Words("أسعار القمح")).hits
    assert [hit.document.article_id for hit in hits] == ["wheat-title", "wheat-body"]
    assert hits[0].score > hits[1].score


def test_scores_of_constant_nodes_add_up_and_multiply(stocked: Engine) -> None:
    both = AllOf((Boost(Concept("ghwayran-prison"), 2.5), Term("lang", "en")))
    assert [hit.score for hit in stocked.search(both).hits] == [pytest.approx(3.5)]
    either = stocked.search(AnyOf((Term("lang", "ar"), Term("source", "furat"))), limit=2).hits
    assert either[0].document.article_id == "bare"
    assert either[0].score == pytest.approx(2.0)
    assert either[1].score == pytest.approx(1.0)


@pytest.mark.parametrize(("query", "score"), [(Words("القمح"), 7.6947), (Phrase("سجن غويران"), 7.3213)])
def test_text_weighs_alike_against_constants(stocked: Engine, query: Query, score: float) -> None:
    """The scores of Elasticsearch 9.4.3, so that boosts mean the same on both engines."""
    assert stocked.search(query).hits[0].score == pytest.approx(score, rel=0.001)


def test_facets_count_the_whole_matched_set(stocked: Engine) -> None:
    page = stocked.search(Concept("ghwayran-prison"), limit=1, facets=["lang", "tags", "is_primary", "country"])
    assert len(page.hits) == 1
    assert page.facets == {
        "lang": [("ar", 4), ("en", 1)],
        "tags": [("أمن", 2), ("سوريا", 1)],
        "is_primary": [("true", 4), ("false", 1)],
        "country": [],
    }
    assert stocked.search(Everything(), facets=["lang"], facet_size=1).facets == {"lang": [("ar", 13)]}


def test_ties_are_newest_first_and_pages_join(stocked: Engine, documents: list[Document]) -> None:
    newest_first = [document.article_id for document in reversed(documents)]
    paged = [
        hit.document.article_id
        for offset in range(0, 20, 4)
        for hit in stocked.search(Everything(), limit=4, offset=offset).hits
    ]
    assert paged == newest_first
    assert stocked.search(Everything(), limit=0).hits == []
    assert stocked.search(Everything(), limit=5, offset=100).hits == []


def test_equal_times_are_told_apart_by_id(engine: Engine, make: Callable[..., Document]) -> None:
    ids = [f"{number:02}" for number in range(25)]
    engine.write(make(article_id) for article_id in reversed(ids))
    paged = [
        hit.document.article_id
        for offset in range(0, 30, 3)
        for hit in engine.search(Term("lang", "ar"), limit=3, offset=offset).hits
    ]
    assert paged == ids


def test_only_keyword_fields_are_terms_and_facets(stocked: Engine) -> None:
    with pytest.raises(ValueError, match="body is not a keyword field"):
        stocked.search(Term("body", "نص"))
    with pytest.raises(ValueError, match="nonsense"):
        stocked.search(Everything(), facets=["nonsense"])
