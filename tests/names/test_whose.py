"""Whose an office or a body is that a query names."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry

TURKISH, IRAQI, CHIEF, SPOKESMAN = "organisation:turkish", "organisation:iraqi", "person:chief", "person:spokesman"
THEN = [["@then"]]


@pytest.fixture(scope="module")
def linker() -> Linker:
    def ministry(entity_id: str, name: str, land: str):
        weak = [WeakAlias(alias="وزارة الدفاع", context=[[land]])]
        return entry(entity_id, name, located_in=land, weak_aliases=weak)

    def holder(entity_id: str, name: str, office: str):
        return entry(entity_id, name, valid_from="2017-01-01", weak_aliases=[WeakAlias(alias=office, context=THEN)])

    return Linker(
        Gazetteer(
            [
                entry("place:turkey", "تركيا", demonyms=["تركي"]),
                entry("place:ankara", "أنقرة", located_in="place:turkey"),
                entry("place:iraq", "العراق", demonyms=["عراقي"]),
                ministry(TURKISH, "وزارة الدفاع التركية", "place:turkey"),
                ministry(IRAQI, "وزارة الدفاع العراقية", "place:iraq"),
                holder("person:envoy", "جون السفير", "السفير التركي"),
                holder(CHIEF, "أنطونيو غوتيريش", "الأمين العام للأمم المتحدة"),
                holder(SPOKESMAN, "ستيفان دوجاريك", "المتحدث باسم الأمين العام للأمم المتحدة"),
            ]
        )
    )


def meant(linker: Linker, query: str) -> list[list[str]]:
    return [name.entity_ids for name in linker.link_query(query)]


@pytest.mark.parametrize(
    "query", ["وزارة الدفاع في تركيا", "وزارة الدفاع أنقرة تركيا", "وزارة الدفاع بأنقرة", "وزارة دفاع تركيا"]
)
def test_a_body_is_that_of_the_country_behind_it(linker: Linker, query: str) -> None:
    assert meant(linker, query) == [[TURKISH]]


def test_who_is_sent_to_a_country_is_not_its_own(linker: Linker) -> None:
    assert meant(linker, "السفير في تركيا يستقيل اليوم") == [["place:turkey"]]
    assert meant(linker, "سفير تركيا يستقيل اليوم") == [["person:envoy"]]


def test_who_is_named_behind_his_office_within_anothers_is_not_meant(linker: Linker) -> None:
    assert meant(linker, "المتحدث باسم الأمين العام للأمم المتحدة أنطونيو غوتيريش") == [[SPOKESMAN]]
    assert meant(linker, "الأمين العام للأمم المتحدة أنطونيو غوتيريش")[-1] == [CHIEF]
