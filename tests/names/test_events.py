"""Events: told of without a name in their days and in their place, never by the place alone."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry, named_in

THEN, YEARS_AFTER = date(2022, 1, 22), date(2024, 6, 1)


@pytest.fixture(scope="module")
def linker():
    return Linker(
        Gazetteer(
            [
                entry("place:syria", "سوريا"),
                entry("place:city", "الحسكة", located_in="place:syria"),
                entry("place:quarter", "حي غويران", located_in="place:city"),
                entry("facility:prison", "سجن الصناعة", located_in="place:quarter", head="prison", cores=["غويران"]),
                entry("force:band", "داعش"),
                entry(
                    "event:attack",
                    "الهجوم على سجن الصناعة",
                    place="facility:prison",
                    participants=["force:band"],
                    triggers=["الهجوم على السجن", "اقتحام السجن"],
                    valid_from="2022-01-20",
                    valid_to="2022-01-30",
                ),
            ]
        )
    )


def believed(linker, text, day):
    return {m.entity_id for m in linker.link("", text, day) if m.confidence > 0.3}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("قُتل عشرات في الهجوم على السجن في الحسكة", THEN),
        ("تبنى داعش الهجوم على السجن", THEN),
        ("اشتباكات قرب سجن غويران", THEN),
        ("فرّ بعضهم خلال الهجوم على السجن في الحسكة في كانون الثاني 2022", YEARS_AFTER),
        ("قال إن ما جرى في سجن غويران في كانون الثاني 2022 لن يتكرر", YEARS_AFTER),
        ("لا ماء في سجن غويران", THEN),
        ("تذكّر الأهالي اقتحام السجن بالحسكة يوم 20 كانون الثاني 2022", YEARS_AFTER),
        ("بعد عامين على الهجوم على سجن الصناعة في كانون الثاني 2022", YEARS_AFTER),
    ],
)
def test_a_report_of_those_days_or_with_their_date_tells_of_the_event(linker, text, day):
    assert "event:attack" in believed(linker, text, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("زار وفد سجن غويران في الحسكة", date(2022, 2, 10)),
        ("زار وفد سجن غويران في الحسكة يوم 20 كانون الثاني 2024", YEARS_AFTER),
        ("أُحبط الهجوم على السجن في الحسكة", YEARS_AFTER),
        ("اشتباكات قرب سجن غويران", YEARS_AFTER),
        ("الهجوم على سجن الصناعة", date(2020, 5, 1)),
        ("الهجوم على السجن في بلد بعيد", THEN),
        ("الهجوم على السجن في الحسكة يوم 3 أيار 2023", YEARS_AFTER),
    ],
)
def test_the_place_in_other_days_does_not(linker, text, day):
    assert "event:attack" not in believed(linker, text, day)


def test_through_the_event_the_prison_is_found(linker):
    mentions = linker.link("", "تبنى داعش الهجوم على السجن", THEN)
    assert ("facility:prison", "السجن") in [(m.entity_id, m.surface) for m in mentions]


def test_without_a_day_only_the_name_itself_counts(linker):
    assert "event:attack" in believed(linker, "الهجوم على سجن الصناعة", None)
    assert "event:attack" not in believed(linker, "الهجوم على السجن في الحسكة", None)


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("داعش يفجر مفخخات في وجه المهاجمين في الباغوز", date(2019, 3, 4), True),
        ("معارك عنيفة في الباغوز مع داعش", date(2019, 3, 26), True),
        ("خسر داعش آخر أرضه في الباغوز في آذار 2019", YEARS_AFTER, True),
        ("معارك عنيفة في الباغوز مع داعش", date(2019, 4, 10), False),
        ("افتتاح مدرسة في الباغوز", date(2019, 3, 4), False),
        ("اشتباكات عشائرية في الباغوز", date(2019, 3, 4), False),
        ("اشتباكات مع داعش في الباغوز", YEARS_AFTER, False),
        ("اشتباكات مع داعش في الحسكة", date(2019, 3, 4), False),
    ],
)
def test_a_fight_for_a_town_is_told_of_by_the_town_with_a_party_in_its_days(text, day, found):
    places = [
        entry("place:syria", "سوريا"),
        entry("place:east", "محافظة الشرق", "الحسكة", located_in="place:syria"),
        entry("place:baghuz", "الباغوز", located_in="place:east"),
    ]
    fight = {"place": "place:baghuz", "participants": ["force:band"], "valid_from": "2019-02-09"}
    event = entry("event:fight", "معركة الباغوز", valid_to="2019-03-23", **fight)
    assert (
        "event:fight" in believed(Linker(Gazetteer([*places, entry("force:band", "داعش"), event])), text, day)
    ) == found


@pytest.mark.parametrize(
    ("text", "found"), [("معارك عنيفة في الباغوز مع داعش", False), ("نازحون من الباغوز يروون ما فعله داعش", True)]
)
def test_a_flight_is_told_of_by_those_who_fled_and_not_by_the_fighting(text, found):
    places = [
        entry("place:syria", "سوريا"),
        entry("place:east", "محافظة الشرق", located_in="place:syria"),
        entry("place:baghuz", "الباغوز", located_in="place:east"),
    ]
    fled = {"place": "place:baghuz", "participants": ["force:band"], "happening": ["flight"]}
    event = entry("event:flight", "خروج الأهالي", valid_from="2019-02-09", valid_to="2019-03-23", **fled)
    own = Linker(Gazetteer([*places, entry("force:band", "داعش"), event]))
    assert ("event:flight" in believed(own, text, date(2019, 3, 4))) == found


def test_a_battle_for_a_town_keeps_its_name_for_good():
    places = [entry("place:syria", "سوريا"), entry("place:baghuz", "الباغوز", located_in="place:syria")]
    fight = entry("event:fight", "معركة الباغوز", place="place:baghuz", valid_from="2019-02-09", valid_to="2019-03-23")
    known = Linker(Gazetteer([*places, fight]))
    assert "event:fight" in believed(known, "عادت الحياة بعد معركة الباغوز", YEARS_AFTER)
    assert "event:fight" not in believed(known, "معركة الباغوز", date(2017, 1, 1))


def of_kinds(*kinds, valid_from="2017-04-04", valid_to=None, **more):
    """A linker that knows a town with a village in its district, and one event of these kinds there."""
    district = [entry("place:syria", "سوريا"), entry("place:north", "محافظة الشمال", located_in="place:syria")]
    town = entry("place:town", "خان شيخون", located_in="place:north")
    village = entry("place:village", "الهبيط", located_in="place:town")
    facts = {"place": "place:town", "valid_from": valid_from, "valid_to": valid_to}
    event = entry("event:told", "حدث له اسم آخر", happening=list(kinds), **facts)
    return Linker(Gazetteer([*district, town, village, event, *more.get("others", ())]))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("كارثة الغاز في خان شيخون", date(2020, 1, 1)),
        ("عام على مجزرة خان شيخون", date(2018, 4, 4)),
        ("حزن في بلدة خان شيخون التي عرفها العالم بعد مجزرة السارين", date(2019, 8, 24)),
        ("عاد الأهالي إلى خان شيخون. وكانت المجزرة في نيسان 2017 قد هجّرتهم", date(2019, 8, 24)),
        ("قصف بغازات سامة على الهبيط", date(2017, 4, 5)),
        ("نقل المصابون من خان شيخون. وقال أطباء إنه غاز السارين", date(2017, 4, 6)),
        ("sarin was used in خان شيخون", date(2020, 1, 1)),
    ],
)
def test_a_word_for_its_kind_beside_its_place_tells_of_an_event(text, day):
    assert "event:told" in believed(of_kinds("chemical", "massacre"), text, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("مجزرة خان شيخون", date(2016, 5, 1)),
        ("مجزرة خان شيخون 2019", date(2019, 9, 1)),
        ("مجزرة في الهبيط", date(2019, 9, 1)),
        ("غارات على خان شيخون", date(2017, 4, 5)),
        ("افتتح معرض في خان شيخون. وفي حلب مجزرة", date(2019, 9, 1)),
    ],
)
def test_another_day_place_or_kind_tells_of_none(text, day):
    assert "event:told" not in believed(of_kinds("chemical", "massacre"), text, day)


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("تفجير وسط خان شيخون", date(2017, 4, 6), True),
        ("تفجير وسط خان شيخون", date(2018, 4, 6), False),
        ("ذكرى تفجير خان شيخون عام 2017", date(2018, 4, 6), True),
    ],
)
def test_what_may_happen_again_needs_its_date(text, day, found):
    assert ("event:told" in believed(of_kinds("bombing"), text, day)) == found


def test_of_two_massacres_of_a_town_none_is_meant_for_good():
    second = entry(
        "event:second", "حدث ثان", place="place:town", happening=["massacre"], valid_from="2013-01-01", valid_to=None
    )
    linker = of_kinds("massacre", others=[second])
    assert not {"event:told", "event:second"} & believed(linker, "ضحايا مجزرة خان شيخون", date(2020, 1, 1))
    assert "event:second" in believed(linker, "ضحايا مجزرة خان شيخون عام 2013", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("كيماوي خان شيخون", [(0, 16, ["event:told"], True)]),
        ("كيماوي خان شيخون 2017", [(0, 21, ["event:told"], True)]),
        ("مجزرة بلدة خان شيخون عام 2017", [(0, 29, ["event:told"], True)]),
        ("هجوم خان شيخون 2017", [(0, 19, ["event:told"], True)]),
        ("هجوم خان شيخون", [(0, 14, ["event:told"], True)]),  # its place has no other
        ("مجزرة خان شيخون 2019", [(6, 15, ["place:town"], True)]),
        ("حدث له اسم آخر 2017", [(0, 19, ["event:told"], True)]),
        ("حدث له اسم آخر 2019", []),
        ("صيدلية خان شيخون 2017", [(7, 16, ["place:town"], True)]),
        ("هجوم ذئاب خان شيخون 2017", [(10, 19, ["place:town"], True)]),  # what else is said is no event
    ],
)
def test_a_query_names_an_event_by_kind_and_place_and_its_year(query, found):
    assert named_in(of_kinds("chemical", "massacre", "attack"), query) == found


def test_a_word_for_a_kind_means_the_old_event_but_while_another_near_it_is_the_news():
    later = entry("event:later", "حدث لاحق", place="place:village", happening=["chemical"], valid_from="2018-04-07")
    linker = of_kinds("chemical", others=[later])
    told = {"event:told"}
    for day, found in ((date(2018, 1, 1), told), (date(2018, 4, 20), set()), (date(2019, 1, 1), told)):
        mentions = linker.link("", "عاد خبراء إلى ملف كيماوي خان شيخون", day)
        assert {m.entity_id for m in mentions if m.kind == "event"} == found, day


def test_an_operations_ambiguous_name_is_one_as_a_whole_query_or_with_its_year():
    weak = [WeakAlias(alias=name, context=[["place:town"]]) for name in ("غصن الزيتون", "اتفاق عفرين")]
    facts = {"place": "place:town", "valid_from": "2018-01-20", "weak_aliases": weak}
    linker = Linker(Gazetteer([entry("place:town", "عفرين"), entry("event:branch", "عملية في عفرين", **facts)]))
    assert named_in(linker, "غصن الزيتون") == [(0, 11, ["event:branch"], False)]
    assert named_in(linker, "غصن الزيتون 2018") == [(0, 16, ["event:branch"], True)]
    assert named_in(linker, "زراعة غصن الزيتون") == []
    assert named_in(linker, "اتفاق عفرين") == [(0, 11, ["event:branch"], True)], "it names the place it asks for"


def test_what_a_query_may_call_it_is_a_name_on_the_searching_side_too():
    rules = of_kinds("chemical", "attack").gazetteer.synonym_rules()
    assert "كيماوي خان شيخون => كيماوي خان شيخون, concepteventtold" in rules
    assert not any(rule.startswith("هجوم") for rule in rules)


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("انطلقت في العراق حملة الانتخابات البرلمانية", date(2018, 4, 14), True),
        ("العراق يستعد لعرس الاقتراع الكبير", date(2017, 9, 1), True),  # its name, long before
        ("داعش يهدد الانتخابات البرلمانية في العراق", date(2018, 5, 12), True),
        ("قال إن الانتخابات البرلمانية في العراق بعيدة", date(2017, 9, 1), False),
        ("العراق: الهجوم على المخزن في بغداد", date(2018, 5, 1), False),  # nobody plans a fire
        ("حريق المخزن الكبير في العراق", date(2018, 4, 1), False),
    ],
)
def test_what_is_planned_is_told_of_before_it_is(text, day, told):
    vote = {"triggers": ["الانتخابات البرلمانية"], "happening": ["vote"], "valid_from": "2018-05-12"}
    fire = {"triggers": ["الهجوم على المخزن"], "happening": ["disaster"], "valid_from": "2018-06-10"}
    names = [
        entry("place:iraq", "العراق"),
        entry("place:baghdad", "بغداد", located_in="place:iraq"),
        entry("event:vote", "عرس الاقتراع الكبير", place="place:iraq", **vote),
        entry("event:fire", "حريق المخزن الكبير", place="place:baghdad", **fire),
    ]
    found = believed(Linker(Gazetteer(names)), text, day)
    assert ("event:vote" in found, "event:fire" in found) == (told, False)


def test_an_adjective_of_its_country_is_a_reason_for_an_events_short_name():
    cup = WeakAlias(alias="سوبر كلاسيكو", context=[["place:saudi-arabia"]])
    linker = Linker(
        Gazetteer(
            [
                entry("place:saudi-arabia", "السعودية", demonyms=["سعودي"]),
                entry(
                    "event:cup",
                    "البطولة الرباعية في الرياض",
                    weak_aliases=[cup],
                    valid_from="2018-10-11",
                    valid_to="2018-10-16",
                ),
            ]
        )
    )
    day = date(2018, 10, 12)
    assert "event:cup" in believed(linker, "فوز على المنتخب السعودي في سوبر كلاسيكو", day)
    assert "event:cup" not in believed(linker, "فوز على المنتخب القطري في سوبر كلاسيكو", day)


def test_a_chemical_attack_is_no_battle_of_the_days():
    days = {"valid_from": "2018-02-18", "valid_to": "2018-04-14", "place": "place:town"}
    linker = Linker(
        Gazetteer(
            [
                entry("place:town", "دوما", located_in="place:syria"),
                entry("place:syria", "سوريا"),
                entry("event:battle", "معركة دوما", happening=["battle", "attack"], **days),
            ]
        )
    )
    day = date(2018, 4, 10)
    assert "event:battle" in believed(linker, "ردا على الهجوم على دوما", day)
    assert "event:battle" not in believed(linker, "ردا على الهجوم الكيماوي على دوما", day)
    assert "event:battle" not in believed(linker, "ردا على الهجوم المزعوم بالأسلحة الكيماوية على دوما", day)
    assert "event:battle" not in believed(linker, "after the chemical attack on دوما", day)
