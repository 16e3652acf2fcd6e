"""Offices and bodies whose country is said in another way than the packs list."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from tests.conftest import entry, held, named_in

DAY = date(2018, 4, 10)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(
        Gazetteer(
            [
                entry("place:uk", "بريطانيا", "المملكة المتحدة", "الملف البريطاني", demonyms=["بريطاني"]),
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
                entry("person:king", "الأمير تشارلز", **held("رئيس بريطانيا", since="2017-01-01")),
                entry("organisation:parliament", "البرلمان البريطاني"),
                entry("organisation:council", "المجلس الوطني السوري"),
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
        ("قال مبعوث واشنطن السوري", date(2018, 9, 1), []),  # to a land is not of it
        ("عقد مجلس الوطني سوريا", DAY, []),  # no form of words that have their articles
        ("قال رئيس الملف البريطاني", DAY, []),  # what is about the land is no name of it
        ("قال الرئيس البريطانيون", DAY, []),
    ],
)
def test_whose_an_office_is_may_be_said_either_way(linker: Linker, text: str, day: date, who: list[str]) -> None:
    assert [m.entity_id for m in linker.link("", text, day) if m.kind != "place"] == who


def test_such_a_form_names_the_land_too(linker: Linker) -> None:
    found = linker.link("", "صوت برلمان بريطانيا", DAY)
    assert [(m.entity_id, m.rule) for m in found] == [("organisation:parliament", "strong"), ("place:uk", "inside")]


def test_a_query_may_say_it_so_too(linker: Linker) -> None:
    assert [name[2] for name in named_in(linker, "مندوبة المملكة المتحدة لدى الأمم المتحدة")] == [["person:pierce"]]


def test_each_holder_is_asked_for_in_his_own_time_however_the_land_is_said(linker: Linker) -> None:
    listed, other = plan("وزير الخارجية البريطاني", linker).query, plan("وزير خارجية بريطانيا", linker).query
    for query in (listed, other):
        assert "datetime.datetime(2018, 7, 9, 0, 0" in repr(query)


def test_one_name_is_one_mention(linker: Linker) -> None:
    found = linker.link("", "قال بوريس جونسون ونظيره الأمريكي", DAY)
    assert len({(m.entity_id, m.start) for m in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("اجتمع المجلس الأمني البريطاني المصغر", True),
        ("اجتمع المجلس البريطاني الأمني المصغر", True),
        ("اجتمع المجلس الأمني المصغر البريطاني", True),
        ("اجتمع المجلس الأمني البريطاني", False),
        ("اجتمع المجلس المصغر الأمني البريطاني", False),
    ],
)
def test_a_bodys_country_may_stand_anywhere_among_its_adjectives(text: str, is_named: bool) -> None:
    cabinet = entry("organisation:cabinet", "المجلس الأمني البريطاني المصغر")
    linker = Linker(Gazetteer([entry("place:uk", "بريطانيا", demonyms=["بريطاني"]), cabinet]))
    assert any(mention.entity_id == cabinet.id for mention in linker.link("", text, DAY)) == is_named


def test_an_office_is_its_holder_beside_a_place_though_a_ministry_or_a_country_is_called_by_part_of_it() -> None:
    minister = entry("person:mattis", "جيمس ماتيس", **held("وزير الدفاع الأمريكي", since="2017-01-20"))
    envoy = entry("person:haley", "نيكي هايلي", **held("مندوبة أمريكا لدى الأمم المتحدة", since="2017-01-20"))
    ministry = entry("organisation:pentagon", "وزارة دفاع أمريكا", "دفاع أمريكا", located_in="place:us")
    us = entry("place:us", "أمريكا", demonyms=["أمريكي"])
    linker = Linker(Gazetteer([us, entry("place:baghdad", "بغداد"), minister, envoy, ministry]))

    def meant(query: str) -> list[str]:
        return [one for name in linker.link_query(query) for one in name.entity_ids]

    assert meant("وزير دفاع أمريكا في بغداد") == ["person:mattis", "place:baghdad"]
    assert meant("مندوبة أمريكا لدى الأمم المتحدة في بغداد") == ["person:haley", "place:baghdad"]
    assert meant("دفاع أمريكا في بغداد") == ["organisation:pentagon", "place:baghdad"]
