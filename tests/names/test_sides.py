"""Parts of a region that lie on one side of its town: told by coordinates."""

from datetime import date

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from tests.conftest import entry


def region() -> Gazetteer:
    return Gazetteer(
        [
            entry("place:land", "البلد"),
            entry("place:region", "محافظة النهر", located_in="place:land"),
            entry("place:town", "مدينة النهر", located_in="place:region", lat=34.7, lon=36.7),
            entry("place:quarter", "حي الضفة", located_in="place:town", lat=34.9, lon=36.7),
            entry("place:north", "ريف النهر الشمالي", located_in="place:region", side="north", side_of="place:town"),
            entry("place:east", "ريف النهر الشرقي", located_in="place:region", side="east", side_of="place:town"),
            entry("place:up", "بلدة العليا", located_in="place:region", lat=34.9, lon=36.72),
            entry("place:between", "بلدة الوسطى", located_in="place:region", lat=34.9, lon=36.95),
            entry("place:down", "بلدة السفلى", located_in="place:region", lat=34.5, lon=36.7),
            entry("place:farm", "مزرعة الزيتون", located_in="place:up"),
            entry(
                "place:edge",
                "منطقة الغابة",
                located_in="place:region",
                lat=34.9,
                lon=36.95,
                on_sides=["place:east"],
            ),
            entry("place:own", "منطقة البحيرة", located_in="place:region", lat=34.9, lon=36.72, on_sides=[]),
            entry("place:shore", "بلدة الشاطئ", located_in="place:own", lat=34.95, lon=36.72),
            entry("place:unknown", "بلدة المجهولة", located_in="place:region"),
            entry("event:fire", "حريق المزرعة", place="place:farm"),
        ]
    )


def test_a_place_lies_on_the_sides_that_its_direction_from_the_town_says() -> None:
    containing = region().containing
    assert containing("place:up") == ("place:north", "place:region", "place:land")
    assert containing("place:between") == ("place:east", "place:north", "place:region", "place:land")
    assert containing("place:down") == ("place:region", "place:land")
    assert containing("place:north") == ("place:region", "place:land")


def test_a_district_lies_on_the_sides_that_it_says() -> None:
    containing = region().containing
    assert containing("place:edge") == ("place:east", "place:region", "place:land")
    assert containing("place:shore") == ("place:own", "place:region", "place:land")


def test_what_lies_in_a_place_or_happens_there_is_on_its_side() -> None:
    containing = region().containing
    assert containing("place:farm") == ("place:up", "place:north", "place:region", "place:land")
    assert containing("event:fire") == ("place:farm", "place:up", "place:north", "place:region", "place:land")


def test_the_town_and_its_quarters_lie_on_no_side_of_it_nor_what_has_no_coordinates() -> None:
    containing = region().containing
    for place in ("place:town", "place:quarter", "place:unknown"):
        assert not {"place:north", "place:east"}.intersection(containing(place))


def test_an_event_of_a_town_is_still_told_by_its_governorate() -> None:
    linker = Linker(load_gazetteer(shipped=["core-syria-places", "core-syria-actors"]))
    text = "ندد مجلس الأمن بجريمة ذبح الأطفال في محافظة حمص وطالب بتحقيق."
    assert "event:houla-massacre-2012" in {m.entity_id for m in linker.link("", text, date(2012, 5, 27))}


def test_the_northern_countryside_of_homs_is_found_by_its_towns_and_not_by_the_whole_governorate() -> None:
    gazetteer = load_gazetteer(shipped=["core-syria-places", "core-syria-actors"])
    linker = Linker(gazetteer)
    assert linker.link_query("ريف حمص الشمالي")[0].entity_ids == ["place:homs-north"]
    for town in ("place:al-rastan", "place:talbiseh", "place:al-houla"):
        assert "place:homs-north" in gazetteer.containing(town)
    for town in ("place:tadmur", "place:al-qusayr", "place:homs"):
        assert "place:homs-north" not in gazetteer.containing(town)
