"""What is asked for by who leads it."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry


@pytest.fixture(scope="module")
def linker() -> Linker:
    president = WeakAlias(alias="الرئيس الصيني", context=[["@then"]])
    return Linker(
        Gazetteer(
            [
                entry("place:china", "الصين", demonyms=["صيني"]),
                entry("person:xi", "شي جين بينغ", valid_from="2013-03-14", weak_aliases=[president]),
                entry("force:asaib", "عصائب أهل الحق", "ميليشيا الخزعلي"),
                entry("force:badr", "فيلق بدر"),
                entry("organisation:fatah", "تحالف الفتح"),
                entry("person:khazali", "قيس الخزعلي", "زعيم عصائب أهل الحق"),
                entry("person:amiri", "هادي العامري", "قائد فيلق بدر", "زعيم تحالف الفتح"),
            ]
        )
    )


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("البلد الآسيوي الذي يرأسه شي جين بينغ", ["place:china"]),
        ("الفصيل الذي يقوده قيس الخزعلي", ["force:asaib"]),
        ("التحالف الذي يتزعمه هادي العامري", ["organisation:fatah"]),
        ("الفيلق الذي يتزعمه هادي العامري", ["person:amiri"]),
        ("الفصيل الذي يعاديه قيس الخزعلي", ["person:khazali"]),
    ],
)
def test_a_land_or_a_body_is_asked_for_by_its_leader(linker: Linker, query: str, meant: list[str]) -> None:
    assert [one for name in linker.link_query(query) for one in name.entity_ids] == meant
