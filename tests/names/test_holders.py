"""Who held an office when a query says."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from tests.conftest import entry

SARKOZY, HOLLANDE, MACRON = "person:sarkozy", "person:hollande", "person:macron"


@pytest.fixture(scope="module")
def linker() -> Linker:
    def holder(entity_id: str, name: str, first: str, last: str | None, *offices: str):
        weak = [WeakAlias(alias=office, context=[["@then"]]) for office in offices]
        return entry(entity_id, name, valid_from=first, valid_to=last, weak_aliases=weak)

    president, minister = "الرئيس الفرنسي", "وزير الخارجية الفرنسي"
    return Linker(
        Gazetteer(
            [
                entry("place:france", "فرنسا", demonyms=["فرنسي"]),
                entry("place:syria", "سوريا", demonyms=["سوري"]),
                holder(SARKOZY, "نيكولا ساركوزي", "2007-05-16", "2012-05-15", president),
                holder(HOLLANDE, "فرانسوا هولاند", "2012-05-15", "2017-05-14", president),
                holder(MACRON, "إيمانويل ماكرون", "2017-05-14", None, president),
                holder("person:kouchner", "برنار كوشنير", "2007-05-18", "2010-11-14", minister),
                holder("person:fabius", "لوران فابيوس", "2012-05-16", "2016-02-11", minister),
                holder("person:ayrault", "جان مارك إيرولت", "2016-02-11", "2017-05-10", minister),
                holder("person:le-drian", "جان إيف لودريان", "2017-05-17", "2022-05-20", minister),
            ]
        )
    )


def meant(linker: Linker, query: str) -> list[str]:
    return sorted(one for name in linker.link_query(query) for one in name.entity_ids)


@pytest.mark.parametrize(
    ("query", "persons"),
    [
        ("الرئيس الفرنسي عام 2015", [HOLLANDE]),
        ("رئيس فرنسا من 2012 إلى 2017", [HOLLANDE]),
        ("رئيس فرنسا بين عامي 2007 و2012", [SARKOZY]),
        ("وزير الخارجية الفرنسي منذ 2017", ["person:le-drian"]),
        ("وزير الخارجية الفرنسي في عهد هولاند", ["person:ayrault", "person:fabius"]),
        ("وزير خارجية فرنسا خلال فترة رئاسة نيكولا ساركوزي", ["person:kouchner"]),
        ("رئيس فرنسا قبل ماكرون", [HOLLANDE]),
        ("الرئيس الفرنسي الذي خلف فرانسوا هولاند", [MACRON]),
        ("سلف هولاند", [SARKOZY]),
        ("خليفة إيرولت في الخارجية", ["person:le-drian"]),
    ],
)
def test_an_office_means_who_held_it_when_the_query_says(linker: Linker, query: str, persons: list[str]) -> None:
    assert meant(linker, query) == persons


def test_nobody_is_known_to_have_followed_after_a_gap(linker: Linker) -> None:
    assert meant(linker, "وزير الخارجية الفرنسي بعد كوشنير") != ["person:fabius"]


def test_the_years_of_an_office_are_no_dates_of_reports(linker: Linker) -> None:
    assert plan("الرئيس الفرنسي عام 2015", linker).dates == []
    assert plan("الرئيس الفرنسي 2015", linker).dates == ["2015"]
    assert len(plan("وزير الخارجية الفرنسي أيار 2017", linker).entities) > 1
