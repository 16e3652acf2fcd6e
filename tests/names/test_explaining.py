"""A query that no listed name covers names what explains all its words."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry


@pytest.fixture(scope="module")
def linker() -> Linker:
    weak = WeakAlias(alias="علوش", context=[["force:army-of-islam"]])
    front = WeakAlias(alias="مقاتلو الجبهة", context=[["place:homs"]])
    return Linker(
        Gazetteer(
            [
                entry("place:iraq", "العراق", demonyms=["عراقي"]),
                entry("place:kirkuk", "كركوك", located_in="place:iraq"),
                entry("facility:fields", "حقول نفط كركوك", located_in="place:kirkuk"),
                entry("organisation:health", "وزارة الصحة العراقية", located_in="place:iraq"),
                entry("organisation:oil", "مؤسسة النفط السورية", located_in="place:syria"),
                entry("place:qatar", "قطر", demonyms=["قطري"]),
                entry(
                    "organisation:care",
                    "منظمة الرعاية العالمية",
                    weak_aliases=[WeakAlias(alias="الرعاية", context=[["place:homs"]])],
                ),
                entry("facility:east", "حقل شرق حمص", located_in="place:homs", head="oilfield", cores=["شرق حمص"]),
                entry(
                    "facility:kirkuk-prison",
                    "سجن كركوك المركزي",
                    located_in="place:kirkuk",
                    head="prison",
                    cores=["كركوك"],
                ),
                entry(
                    "force:guests",
                    "القوات القطرية",
                    "ضيوف الدوحة",
                    weak_aliases=[WeakAlias(alias="الضيوف", context=[["place:kirkuk"]])],
                ),
                entry("organisation:education", "وزارة التربية العراقية", located_in="place:iraq"),
                entry("force:army-of-islam", "جيش الإسلام"),
                entry("force:front", "جبهة تحرير الشام", "National Front for Liberation", weak_aliases=[front]),
                entry("person:alloush", "زهران علوش", weak_aliases=[weak]),
                entry("person:prigozhin", "يفغيني بريغوجين", "بريغوجين"),
                entry("place:syria", "سوريا", "القطر السوري"),
                entry("place:homs", "حمص", located_in="place:syria"),
                entry("place:inshaat", "الإنشاءات", located_in="place:homs"),
                entry("place:baba-amr", "بابا عمرو", located_in="place:homs", head="quarter", cores=["بابا عمرو"]),
                entry(
                    "event:siege",
                    "حملة بابا عمرو",
                    place="place:baba-amr",
                    happening=["siege", "airstrike"],
                    valid_from="2012-02-03",
                    valid_to="2012-03-01",
                ),
                entry(
                    "event:fight",
                    "حدث رابع",
                    participants=["force:army-of-islam", "person:alloush"],
                    happening=["battle"],
                    valid_from="2016-04-28",
                ),
                entry("force:guard", "الحرس الجديد"),
                entry(
                    "event:raid",
                    "حدث خامس",
                    place="place:inshaat",
                    participants=["force:army-of-islam", "force:guard"],
                    happening=["attack"],
                    valid_from="2015-05-05",
                ),
                entry("place:turkey", "تركيا", demonyms=["تركي"]),
                entry("force:turkish", "الجيش التركي"),
                entry(
                    "event:foray",
                    "حدث سادس",
                    participants=["force:turkish", "place:turkey"],
                    happening=["battle"],
                    valid_from="2016-04-28",
                ),
                entry("place:golan", "الجولان", located_in="place:syria"),
                entry(
                    "person:jolani",
                    "أبو محمد الجولاني",
                    weak_aliases=[WeakAlias(alias="الجولاني", context=[["@self"]])],
                ),
                entry("event:one", "حدث أول", place="place:kirkuk", happening=["bombing"], valid_from="2013-01-01"),
                entry("event:two", "حدث ثان", place="place:kirkuk", happening=["bombing"], valid_from="2014-01-01"),
                entry("event:three", "حدث ثالث", place="place:kirkuk", happening=["bombing"], valid_from="2015-01-01"),
            ]
        )
    )


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("نفط كركوك حقول", "facility:fields"),
        ("وزارة الصحة العراق", "organisation:health"),
        ("بريغوزين", "person:prigozhin"),
        ("قصف باباعمرو شباط 2012", "event:siege"),
        ("اقتحام حي بابا عمرو في حمص", "event:siege"),
        ("تفجير كركوك 2014", "event:two"),
        ("معارك جيش الإسلام زهران علوش 2016", "event:fight"),
        ("اقتحام في حمص أيار 2015", "event:raid"),  # and when
        ("هجوم جيش الإسلام على الحرس الجديد في حمص", "event:raid"),  # near where it was
        ("الإنشاءات غرب حمص", "place:inshaat"),  # in which part of the town
        ("وەزارة الصحة العراق", "organisation:health"),  # Sorani writes the short a
        ("National Front for Liberation Homs", "force:front"),  # where all it belongs to lies
        ("اقتحام في حمص 7 أيار 2015", "event:raid"),  # on which day
        ("هجوم خاطف لجيش الإسلام على الحرس الجديد بالإنشاءات", "event:raid"),  # so much is said, a word may be left
    ],
)
def test_a_query_means_what_explains_all_its_words(linker: Linker, query: str, meant: str) -> None:
    found = linker.link_query(query)
    assert [(query[name.start : name.end], name.entity_ids) for name in found] == [(query, [meant])]


@pytest.mark.parametrize(
    "query",
    [
        "وزارة العراق",  # the ministry of what?
        "نازحون من كركوك",  # nobody is named for having fled
        "قصف بابا عمرو 2019",  # not that year
        "تفجير كركوك",  # which one?
        "معارك جيش الإسلام زهران علوش",  # they met often
        "هجوم خاطف على الحرس الجديد في الإنشاءات",
        "مستشفى بابا عمرو",
        "الإسلامية",  # a form of a name's word
        "جيش الإسلام كركوك",  # nothing of it belongs there
        "قصف بابا عمرو تموز 2012",  # not that month
        "اقتحام في حمص 25 أيار 2015",  # not that day
        "اقتحام في حمص أيار 5 قتلى",  # a count is no day
        "شمال سوريا حمص",
        "معارك الجيش التركي 2016",  # who else was in it?
        "قائد فوق الجولان",  # no form of الجولاني
        "مؤسسة النفط القطرية",  # another country's, though «القطر» is a name of this one
        "سجون كركوك",  # several
        "قصف بابا عمرو",  # it was bombed often
        "احتجاجات كركوك 2014",  # which are no bombing
        "ضيوف الدوحة في العراق",  # who are not at home there
        "منظمة الرعاية العالمية في سوريا",  # it works elsewhere too
        "شرق حمص",  # a side of the town
    ],
)
def test_a_word_that_nothing_explains_stays_a_word(linker: Linker, query: str) -> None:
    found = linker.link_query(query)
    assert not any(query[name.start : name.end] == query for name in found)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("قافلة مساعدات حمص 9 آذار", ["event:second"]),
        ("قافلة مساعدات حمص في 5 آذار 2018", ["event:first"]),
        ("قافلة مساعدات حمص 2018", ["event:first", "event:second"]),
        ("قافلة المساعدات إلى حمص", ["event:first", "event:second"]),
        ("قافلة مساعدات حمص 2015", ["place:homs"]),
        ("صور قافلة مساعدات حمص", ["place:homs"]),
    ],
)
def test_an_event_is_meant_whatever_way_its_date_is_said(query: str, meant: list[str]) -> None:
    convoys = [
        entry(f"event:{which}", f"قافلة مساعدات حمص {day} آذار 2018", place="place:homs", valid_from=f"2018-03-0{day}")
        for which, day in (("first", 5), ("second", 9))
    ]
    linker = Linker(Gazetteer([entry("place:homs", "حمص"), *convoys]))
    assert [one for name in linker.link_query(query) for one in name.entity_ids] == meant
