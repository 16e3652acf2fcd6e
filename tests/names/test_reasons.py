"""Short names: whose they cannot be."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from tests.conftest import entry, linked


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("دمشق. وقالت وزارة الداخلية إن الحادث وقع ليلا", date(2026, 3, 1), True),
        ("دمشق. وقالت وزارة الداخلية السورية إن الحادث وقع ليلا", date(2026, 3, 1), True),
        ("دمشق. وقالت وزارة الداخلية المقدونية إن الحادث وقع ليلا", date(2026, 3, 1), False),
        ("دمشق. وقالت وزارة الداخلية إن الحادث وقع ليلا", date(2018, 3, 1), False),
        ("دمشق. وقالت وزارة الداخلية إن الحادث وقع ليلا", date.max, True),
    ],
)
def test_a_short_name_is_no_other_countrys_body_and_none_that_was_not_yet_founded(text, day, found):
    ministry = entry(
        "organisation:ministry",
        "وزارة داخلية دمشق",
        located_in="place:syria",
        valid_from="2025-03-29",
        weak_aliases=[WeakAlias(alias="وزارة الداخلية", context=[["place:damascus"]])],
    )
    linker = Linker(
        Gazetteer(
            [
                entry("place:syria", "سوريا", demonyms=["سوري"]),
                entry("place:macedonia", "مقدونيا", demonyms=["مقدوني"]),
                entry("place:damascus", "دمشق", located_in="place:syria"),
                ministry,
            ]
        )
    )
    mentions = [m for m in linker.link("", text, day) if m.entity_id == "organisation:ministry"]
    assert bool(mentions) == found


def test_an_office_is_not_held_by_who_has_it_in_another_country():
    spokesman = entry(
        "person:mahjoub",
        "أحمد محجوب",
        weak_aliases=[
            WeakAlias(alias=alias, context=[["@then"]])
            for alias in ("المتحدث باسم وزارة الخارجية", "المتحدث باسم الخارجية العراقية")
        ],
        valid_from="2016-01-01",
        valid_to="2019-01-01",
    )
    lands = [
        entry(f"place:{i}", name, demonyms=[a]) for i, name, a in (("a", "العراق", "عراقي"), ("b", "الأردن", "أردني"))
    ]
    linker = Linker(Gazetteer([*lands, spokesman]))

    def is_linked(text):
        return any(m.entity_id == spokesman.id for m in linker.link("", text, date(2018, 7, 22)))

    assert is_linked("أعلن المتحدث باسم وزارة الخارجية أمس")
    assert is_linked("أعلن المتحدث باسم وزارة الخارجية العراقي أمس")
    assert not is_linked("أعلن المتحدث باسم وزارة الخارجية الأردني محمد الكايد أمس")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("دمشق. وقالت المخابرات إنها تنفي", True),
        ("دمشق. وقالت المخابرات التونسية إنها تنفي", True),
        ("دمشق. وقالت المخابرات المصرية إنها تنفي", False),
        ("قال مدرب منتخب تونس المصري إنه راض", True),
    ],
)
def test_whose_a_body_is_may_be_known_by_its_name_and_an_adjective_behind_a_country_is_of_the_man(text, found):
    own = entry(
        "organisation:own",
        "المخابرات التونسية",
        weak_aliases=[
            WeakAlias(alias="المخابرات", context=[["place:damascus"]]),
            WeakAlias(alias="مدرب منتخب تونس", context=[["راض"]]),
        ],
    )
    lands = [entry(f"place:{i}", name, demonyms=[a]) for i, name, a in (("a", "تونس", "تونسي"), ("b", "مصر", "مصري"))]
    linker = Linker(Gazetteer([*lands, entry("place:damascus", "دمشق"), own]))
    assert any(m.entity_id == own.id for m in linker.link("", text, date(2018, 7, 22))) == found


def test_a_name_behind_a_given_name_is_a_surname():
    camp = Linker(
        Gazetteer(
            [entry("facility:camp", "مخيم الزعتري", weak_aliases=[WeakAlias(alias="الزعتري", context=[["@self"]])])]
        )
    )
    assert len(linked(camp, "زار مخيم الزعتري. وفي الزعتري قال علي الزعتري")) == 2
    assert len(linked(camp, "زار مخيم الزعتري ثم تحدث على الزعتري")) == 2


def test_a_given_name_that_is_a_noun_there_makes_no_surname():
    linker = Linker(Gazetteer([entry("place:iraq", "العراق")]))
    assert linked(linker, "فازت بلقب ملكة جمال العراق") == [("place:iraq", "العراق")]
    assert linked(linker, "فاز جمال العراق باللقب") == []
