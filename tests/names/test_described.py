"""What readers ask for a thing by who use none of its names."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from tests.conftest import PACKS, entry, named_in

SYRIA = entry("place:syria", "سوريا", demonyms=["سوري"])
SUWAYDA = entry(
    "place:suwayda",
    "السويداء",
    located_in="place:syria",
    descriptions=["معقل الدروز", "جبل الدروز", "Druze stronghold"],
)
HARASTA = entry(
    "place:harasta",
    "حرستا",
    located_in="place:syria",
    descriptions=["معقل أحرار الشام الغوطة"],
)
AHRAR = entry("force:ahrar", "أحرار الشام")
EVACUATION = entry(
    "event:harasta-evacuation-2018",
    "تهجير حرستا",
    place="place:harasta",
    valid_from="2018-03-22",
    valid_to="2018-03-23",
    happening=["displacement"],
    descriptions=["أول إجلاء مقاتلين من الغوطة"],
)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer([SYRIA, SUWAYDA, HARASTA, AHRAR, EVACUATION]))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("معقل الدروز", "place:suwayda"),
        ("معقل الدروز في سوريا", "place:suwayda"),
        ("معقل الدروز جنوب سوريا", "place:suwayda"),
        ("السويداء معقل الدروز", "place:suwayda"),
        ("the Druze stronghold", "place:suwayda"),
        ("معقل أحرار الشام في الغوطة", "place:harasta"),
        ("أول خروج للمسلحين من الغوطة", "event:harasta-evacuation-2018"),
        ("أول إجلاء للمقاتلين من الغوطة مارس 2018", "event:harasta-evacuation-2018"),
    ],
)
def test_a_query_that_has_all_words_of_a_description_and_no_others_asks_for_the_thing(linker, query, meant):
    assert named_in(linker, query)[0][-2:] == ([meant], True)


@pytest.mark.parametrize(
    "query", ["الدروز", "معقل", "معقل الدروز قصف", "أول إجلاء مقاتلين من الغوطة مارس 2016", "جبل سوريا الدروز لبنان"]
)
def test_other_words_another_time_or_half_a_description_ask_for_nothing_by_it(linker, query):
    assert not {"place:suwayda", "event:harasta-evacuation-2018"} & {
        entity for name in linker.link_query(query, guessed=False) for entity in name.entity_ids
    }


def test_a_force_that_a_description_names_stays_a_force_elsewhere(linker):
    named = [name.entity_ids for name in linker.link_query("أحرار الشام في حرستا")]
    assert named == [["force:ahrar"], ["place:harasta"]]


def test_a_date_beside_a_description_is_an_events_or_none_of_it(linker):
    queries = ("معقل الدروز 2018", "معقل الدروز في تموز")
    assert not any(name.certain for query in queries for name in linker.link_query(query, guessed=False))


def test_a_query_that_is_all_names_is_what_they_say_but_where_they_describe_a_person():
    force, town = entry("force:army", "جيش الإسلام"), entry("place:duma", "دوما")
    office = entry("force:fatah", "تحالف الفتح", "زعيم تحالف الفتح"), entry("force:badr", "منظمة بدر")
    pocket = entry("place:pocket", "الجيب الشرقي", descriptions=["جيش الإسلام دوما"])
    man = entry("person:amiri", "هادي العامري", descriptions=["زعيم تحالف الفتح ومنظمة بدر"])
    linker = Linker(Gazetteer([force, town, *office, pocket, man]))
    assert [name.entity_ids for name in linker.link_query("جيش الإسلام دوما")] == [["force:army"], ["place:duma"]]
    assert [name.entity_ids for name in linker.link_query("زعيم تحالف الفتح ومنظمة بدر")] == [["person:amiri"]]


def test_a_description_may_have_a_day_in_it():
    war = entry("event:war", "النكسة", place="place:land", valid_from="1967-06-05", descriptions=["حرب 5 حزيران"])
    linker = Linker(Gazetteer([entry("place:land", "الأرض"), war]))
    assert [name.entity_ids for name in linker.link_query("حرب 5 حزيران")] == [["event:war"]]


def test_words_that_only_ask_make_no_description(linker):
    own = Linker(Gazetteer([entry("place:x", "قرية المثال", descriptions=["آخر أخبار"])]))
    assert own.link_query("آخر أخبار") == []


def test_no_report_is_linked_by_a_description(linker):
    assert [mention.entity_id for mention in linker.link("معقل الدروز", "زار الوفد جبل الدروز أمس.")] == []


def test_an_operator_describes_an_entry_of_another_pack(tmp_path):
    line = '{"id": "place:homs", "extends": true, "descriptions": ["مدينة الحجارة السود"]}'
    (tmp_path / "own.jsonl").write_text(line, encoding="utf-8")
    linker = Linker(load_gazetteer(tmp_path, PACKS.split(",")))
    assert named_in(linker, "مدينة الحجارة السود") == [(0, 19, ["place:homs"], True)]
