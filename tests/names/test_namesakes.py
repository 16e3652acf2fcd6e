"""Names whose report tells that something else is meant, and names that give each other their reason."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry


def weak(alias: str, *places: str) -> dict[str, object]:
    return WeakAlias(alias=alias, context=[[place] for place in places]).model_dump()


@pytest.fixture(scope="module")
def linker() -> Linker:
    daraa = "place:daraa-governorate"
    return Linker(
        Gazetteer(
            [
                entry("place:syria", "سوريا", demonyms=["سوري"]),
                entry("place:hasakah-governorate", "محافظة الحسكة", located_in="place:syria"),
                entry("place:ras-al-ayn", "رأس العين", located_in="place:hasakah-governorate"),
                entry("place:lebanon", "لبنان"),
                entry("place:baalbek", "بعلبك", located_in="place:lebanon"),
                entry("place:germany", "ألمانيا"),
                entry("force:peshmerga", "البيشمركة"),
                entry("force:navy", "البحرية الأمريكية"),
                entry("facility:destroyer", "المدمرة كوك", located_in="force:navy"),
                entry("facility:brigade", "اللواء 93 في رأس العين", located_in="place:hasakah-governorate"),
                entry("organisation:council", "الإدارة المدنية في رأس العين"),
                entry("force:council", "مجلس رأس العين العسكري"),
                entry(daraa, "محافظة درعا", located_in="place:syria"),
                *(
                    entry(f"place:{en}", f"بلدة {ar}", located_in=daraa, weak_aliases=[weak(ar, daraa)])
                    for en, ar in (("namar", "نمر"), ("aqraba", "عقربا"), ("tiha", "الطيحة"))
                ),
            ]
        )
    )


def sure(linker: Linker, report: str) -> list[str]:
    return sorted({m.entity_id for m in linker.link("", report) if m.confidence >= 0.5})


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("ازدحام في رأس العين ببعلبك في عطلة العيد", ["place:baalbek"]),
        ("نزوح من رأس العين إلى بعلبك، والنازحون السوريون يشكون", ["place:baalbek", "place:ras-al-ayn", "place:syria"]),
        ("لاجئ من رأس العين يفتح مطعما في ألمانيا", ["place:germany", "place:ras-al-ayn"]),
        ("قصف رأس العين", ["place:ras-al-ayn"]),
        ("اقتربت المدمرة كوك من ساحل لبنان", ["facility:destroyer", "place:lebanon"]),
    ],
)
def test_a_town_is_not_believed_in_among_places_of_another_country(
    linker: Linker, report: str, found: list[str]
) -> None:
    assert sure(linker, report) == found


def test_what_is_named_after_a_force_does_not_name_it(linker: Linker) -> None:
    assert sure(linker, "معرض في شارع البيشمركة") == []
    assert sure(linker, "معرض لصور البيشمركة") == ["force:peshmerga"]


def test_a_name_that_ends_in_its_place_names_that_too(linker: Linker) -> None:
    assert sure(linker, "قالت الإدارة المدنية في رأس العين") == ["organisation:council", "place:ras-al-ayn"]
    assert sure(linker, "قصف مقر اللواء 93 في رأس العين") == ["facility:brigade", "place:ras-al-ayn"]
    assert sure(linker, "قال مجلس رأس العين العسكري") == ["force:council"]


def test_villages_of_one_region_give_each_other_their_reason(linker: Linker) -> None:
    assert sure(linker, "دخل الجنود نمر وعقربا والطيحة") == ["place:aqraba", "place:namar", "place:tiha"]
    assert sure(linker, "رأى الصياد أثر نمر في الجبل") == []
