"""Names in a query, around which no report is."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry, named_in


def test_an_office_as_a_whole_query_is_its_holder_and_a_certain_name_is_nobody_elses():
    emir = WeakAlias(alias="أمير قطر", context=[["@then"]])
    town = WeakAlias(alias="قطر", context=[["ريف"]])
    land, village = entry("place:qatar", "قطر"), entry("place:village", "قرية قطر", weak_aliases=[town])
    linker = Linker(Gazetteer([land, village, entry("person:emir", "تميم", weak_aliases=[emir])]))
    assert named_in(linker, "أمير قطر") == [(0, 8, ["person:emir"], False)]
    assert named_in(linker, "قطر") == [(0, 3, ["place:qatar"], True)]


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("المتحدثة باسم الخارجية الروسية عن سوريا", [["person:zakharova"], ["place:syria"]]),
        ("نائب المتحدثة باسم الخارجية الروسية عن سوريا", [["organisation:mfa"], ["place:syria"]]),  # not she
        ("الناطق باسم الرئاسة عن سوريا", [["place:syria"]]),  # of which land, nobody says
        ("الموساد مخابرات إسرائيل", [["organisation:mossad"]]),  # what it is, and whose
        ("الموساد في سوريا", [["organisation:mossad"], ["place:syria"]]),
        ("الصليب الأحمر الدولي في سوريا", [["organisation:icrc"], ["place:syria"]]),  # no body of Syria
        ("مندوبة روسيا زاخاروفا ماريا", [["person:zakharova"]]),
    ],
)
def test_what_an_office_or_a_body_is_and_whose_asks_for_nothing_more(query, who):
    offices = ("المتحدثة باسم الخارجية الروسية", "الناطق باسم الرئاسة", "مندوبة الروس")
    spoken = [WeakAlias(alias=alias, context=[["@then"]]) for alias in offices]
    names = [
        entry("place:russia", "روسيا", demonyms=["روسي"]),
        entry("place:syria", "سوريا", demonyms=["سوري"]),
        entry("place:israel", "إسرائيل", demonyms=["إسرائيلي"]),
        entry("person:zakharova", "ماريا زاخاروفا", valid_from="2015-08-10", weak_aliases=spoken),
        entry("organisation:mfa", "الخارجية الروسية"),
        entry("organisation:mossad", "الموساد", "الاستخبارات الإسرائيلية الموساد"),
        entry("organisation:icrc", "الصليب الأحمر الدولي", "الصليب الأحمر الدولي لسوريا"),
    ]
    assert [name[2] for name in named_in(Linker(Gazetteer(names)), query)] == who


def test_a_surname_behind_anothers_name_or_an_adjective_is_nobody_in_a_query():
    others = [
        entry("person:sakkaf", "حسان سكاف", weak_aliases=[WeakAlias(alias="سكاف", context=[["@self"]])]),
        entry("person:sudani", "محمد السوداني", weak_aliases=[WeakAlias(alias="السوداني", context=[["بغداد"]])]),
        entry("person:kamel", "عباس كامل", weak_aliases=[WeakAlias(alias="كامل", context=[["بغداد"]])]),
        entry("person:turk", "أحمد ترك", weak_aliases=[WeakAlias(alias="الكردي", context=[["@self"]])]),
        entry("place:sudan", "السودان", demonyms=["سوداني"]),
    ]
    linker = Linker(Gazetteer(others))
    assert named_in(linker, "زيارة سكاف") == [(6, 10, ["person:sakkaf"], False)]
    assert named_in(linker, "مي سكاف") == []
    assert named_in(linker, "مقاتل من أصل سوداني") == named_in(linker, "الإقليم الكردي") == []
    assert named_in(linker, "انسحاب كامل") == [] != named_in(linker, "كامل")
    for query in ("السوداني", "زيارة السوداني واشنطن", "سكاف والسوداني"):
        assert ["person:sudani"] in [name[2] for name in named_in(linker, query)], query


def test_weak_names_that_are_all_of_a_query_are_taken_together():
    weak = {"organisation:icrc": "الصليب الأحمر", "place:ghouta": "الغوطة", "person:head": "الرئيس السابق"}
    long = {"organisation:icrc": "اللجنة الدولية", "place:ghouta": "الغوطة الشرقية", "person:head": "جمال الأول"}
    names = [entry(i, long[i], weak_aliases=[WeakAlias(alias=weak[i], context=[["دمشق"]])]) for i in weak]
    linker = Linker(Gazetteer(names))

    def named(query):
        return [(name.entity_ids, name.certain) for name in linker.link_query(query)]

    assert named("الصليب الأحمر الغوطة") == [(["organisation:icrc"], False), (["place:ghouta"], False)]
    assert named("الصليب الأحمر في الغوطة") == named("الصليب الأحمر الغوطة")
    assert named("شاحنات الصليب الأحمر") == []
    assert named("الرئيس السابق الصليب الأحمر") == []  # whose office, nobody says


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("مدرسة عربين", ["place:arbin"]),
        ("فتح الباب", []),
        ("قصف الباب", ["place:bab"]),
        ("حافلات الجيب المحاصر شرقا", []),
        ("رواية كامل الجديدة", []),  # a given name
    ],
)
def test_a_weak_name_of_a_place_is_taken_beside_other_words_where_it_is_no_word_itself(query, named):
    names = {"place:arbin": "عربين", "place:bab": "الباب", "place:pocket": "الجيب المحاصر", "place:kamil": "كامل"}
    weak = {i: [WeakAlias(alias=alias, context=[["حرستا"]])] for i, alias in names.items()}
    linker = Linker(Gazetteer([entry(i, f"مدينة {i[6:]}", weak_aliases=weak[i]) for i in names]))
    assert [i for name in linker.link_query(query) for i in name.entity_ids] == named


def test_a_word_that_only_sounds_like_a_surname_is_nobody_in_a_query():
    weak = [WeakAlias(alias="مهاجراني", context=[["@self"]])]
    linker = Linker(Gazetteer([entry("person:her", "فاطمة مهاجراني", weak_aliases=weak)]))
    assert linker.link_query("حافلات المهجرين") == []
    for query in ("تصريحات مهاجراني", "أسئلة لمهاجراني"):
        assert [name.entity_ids for name in linker.link_query(query)] == [["person:her"]]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("Shifouniya Ghouta chlorine", ["place:shifuniyah", "place:ghouta"]),
        ("Ghouta Ayn Tarmaa cellar", ["place:ghouta", "place:ayn-tarma"]),
        ("Shifouniya Homs chlorine", ["place:homs"]),  # it lies elsewhere
        ("Ghouta shifouniya", ["place:ghouta"]),  # no name by its letters
        ("Ghouta Harsat", ["place:ghouta"]),  # one of two
        ("Syria Shifouniya", ["place:syria"]),  # in a whole country many sound so
    ],
)
def test_a_latin_spelling_that_no_pack_has_is_the_place_that_sounds_so_in_the_place_named(query, meant):
    land = entry("place:syria", "سوريا", "Syria")
    ghouta = entry("place:ghouta", "الغوطة", "Ghouta", located_in="place:syria")
    towns = [("shifuniyah", "الشيفونية", "al-Shifuniyah"), ("ayn-tarma", "عين ترما", "Ayn Tarma")]
    towns += [("harasta", "حرستا", "Harasta"), ("hersat", "هرسات", "Hirasat")]
    inside = [entry(f"place:{i}", ar, en, located_in="place:ghouta") for i, ar, en in towns]
    linker = Linker(Gazetteer([land, ghouta, entry("place:homs", "حمص", "Homs", located_in="place:syria"), *inside]))
    assert [i for name in linker.link_query(query) for i in name.entity_ids] == meant


def test_a_town_and_a_surname_in_latin_script_stand_alone_in_a_query():
    entries = [
        entry("place:syria", "سوريا"),
        entry("place:sarmada", "سرمدا", weak_aliases=[WeakAlias(alias="Sarmada", context=[["place:syria"]])]),
        entry("person:fahdawi", "قاسم الفهداوي").model_copy(update={"en": "Qasim al-Fahdawi"}),
        entry("person:lavrentiev", "ألكسندر لافرينتييف").model_copy(update={"en": "Alexander Lavrentiev"}),
        entry("person:one", "عمر حسين").model_copy(update={"en": "Omar Hussein"}),
        entry("person:two", "علي حسين").model_copy(update={"en": "Ali Hussein"}),
    ]
    linker = Linker(Gazetteer(entries))
    assert named_in(linker, "Sarmada explosion") == [(0, 7, ["place:sarmada"], False)]
    assert named_in(linker, "sarmada explosion") == []  # with no capital it may be any word
    assert named_in(linker, "electricity minister Fahdawi") == [(21, 28, ["person:fahdawi"], False)]
    assert named_in(linker, "Lavrentyev in Sochi") == [(0, 10, ["person:lavrentiev"], False)]
    assert named_in(linker, "Henry Fahdawi") == named_in(linker, "Michael Sarmada") == []  # somebody else
    assert named_in(linker, "minister Hussein") == []  # two have it


def test_a_town_is_asked_for_but_for_a_slip_of_a_letter():
    towns = [
        entry("place:latakia", "اللاذقية", "Latakia", "Lattakia", "Latakya"),
        entry("place:harasta", "حرستا", "مدينة حرستا", "Harasta", "Harastah", located_in="place:ghouta"),
        entry("place:ghouta", "الغوطة", located_in="place:syria"),
        entry("place:syria", "سوريا"),
    ]
    linker = Linker(Gazetteer(towns))
    assert named_in(linker, "ريف اللادقية") == [(4, 12, ["place:latakia"], False)]
    assert named_in(linker, "مدينة حرسته")[0][-2:] == (["place:harasta"], False)
    assert named_in(linker, "سوريه") == []


def test_a_person_is_asked_for_but_for_a_slip_in_one_of_two_names():
    lavrov, allawi = entry("person:lavrov", "سيرغي لافروف"), entry("person:hasan", "حسن علاوي")
    linker = Linker(Gazetteer([lavrov, allawi, entry("place:iraq", "العراق")]))

    def meant(query):
        return [name.entity_ids for name in linker.link_query(query)]

    assert meant("زيارة سيرغي لافرورف العراق") == [["person:lavrov"], ["place:iraq"]]
    assert meant("زيارة سيرغي لافورف العراق") == [["person:lavrov"], ["place:iraq"]]
    assert meant("زيارة سيرغي كيرينكو العراق") == [["place:iraq"]]
    assert meant("زيارة حسين علاوي العراق") == [["place:iraq"]]  # another given name, and no slip


def test_a_given_name_before_a_surname_is_nobody_who_is_called_so_alone():
    mahathir = entry("person:m", "مهاتير محمد", weak_aliases=[WeakAlias(alias="محمد", context=[["ماليزيا"]])])
    linker = Linker(Gazetteer([mahathir]))
    assert [name.entity_ids for name in linker.link_query("محمد العبيدي")] == []
    assert [name.entity_ids for name in linker.link_query("مهاتير محمد")] == [["person:m"]]
