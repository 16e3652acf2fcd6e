"""Offices and bodies whose country is said in another way than the packs list."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry, named_in

DAY = date(2018, 4, 10)


@pytest.fixture(scope="module")
def linker() -> Linker:
    def held(*titles: str, since: str, until: str | None = None) -> dict[str, object]:
        weak = [WeakAlias(alias=title, context=[["@then"]]) for title in titles]
        return {"weak_aliases": weak, "valid_from": since, "valid_to": until}

    return Linker(
        Gazetteer(
            [
                entry("place:uk", "بريطانيا", "المملكة المتحدة", demonyms=["بريطاني"]),
                entry("place:us", "الولايات المتحدة", "أمريكا", demonyms=["أمريكي", "أميركي"]),
                entry("place:syria", "سوريا", demonyms=["سوري"]),
                entry(
                    "person:johnson",
                    "بوريس جونسون",
                    **held("وزير الخارجية البريطاني", since="2016-07-13", until="2018-07-09"),
                ),
                entry("person:hunt", "جيريمي هانت", **held("وزير الخارجية البريطاني", since="2018-07-09")),
                entry(
                    "person:pierce", "كارين بيرس", **held("المندوبة البريطانية لدى الأمم المتحدة", since="2018-03-01")
                ),
                entry("person:mattis", "جيمس ماتيس", **held("وزير دفاع أمريكا", since="2017-01-20")),
                entry("person:envoy", "جيمس جيفري", **held("مبعوث واشنطن إلى سوريا", since="2018-08-17")),
                entry("organisation:parliament", "البرلمان البريطاني"),
                entry("force:army", "جيش الإسلام في سوريا"),
                entry("organisation:party", "الحزب الشيوعي السوري"),
            ]
        )
    )


@pytest.mark.parametrize(
    ("text", "day", "who"),
    [
        ("قال وزير خارجية بريطانيا", DAY, ["person:johnson"]),
        ("قال وزير خارجية المملكة المتحدة", date(2018, 9, 1), ["person:hunt"]),
        ("قالت مندوبة المملكة المتحدة لدى الأمم المتحدة", DAY, ["person:pierce"]),
        ("قال وزير الدفاع الأميركي", DAY, ["person:mattis"]),
        ("قال وزير دفاع الولايات المتحدة", DAY, ["person:mattis"]),
        ("صوت برلمان بريطانيا", DAY, ["organisation:parliament"]),
        ("مبعوث واشنطن السورية", DAY, []),  # to a land is not of it
        ("حزب الشيوعي سوريا", DAY, []),
    ],
)
def test_whose_an_office_is_may_be_said_either_way(linker: Linker, text: str, day: date, who: list[str]) -> None:
    assert [m.entity_id for m in linker.link("", text, day) if m.kind != "place"] == who


def test_such_a_form_names_the_land_too(linker: Linker) -> None:
    found = linker.link("", "صوت برلمان بريطانيا", DAY)
    assert [(m.entity_id, m.rule) for m in found] == [("organisation:parliament", "strong"), ("place:uk", "inside")]


def test_a_query_may_say_it_so_too(linker: Linker) -> None:
    assert [name[2] for name in named_in(linker, "مندوبة المملكة المتحدة لدى الأمم المتحدة")] == [["person:pierce"]]
