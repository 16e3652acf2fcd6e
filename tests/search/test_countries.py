"""Who is named beside a country: the reports that tell of the two together, not those that only name both."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import describe, plan
from tests.conftest import entry
from tests.search.conftest import found, prepared, put

ENTRIES = [
    entry("place:iraq", "العراق", "Iraq", demonyms=["عراقي"]),
    entry("place:syria", "سوريا", demonyms=["سوري"]),
    entry("place:mali", "مالي", demonyms=["مالي"]),
    entry("place:mosul", "الموصل", located_in="place:iraq"),
    entry("place:sea", "البحر المتوسط"),
    entry("organisation:rights", "هيومن رايتس ووتش", "HRW"),
    entry("force:fleet", "البحرية الروسية"),
    entry(
        "person:spokeswoman",
        "ماريا زاخاروفا",
        descriptions=["المتحدثة الرسمية باسم دبلوماسية الكرملين", "المتحدثة باسم الخارجية الروسية"],
    ),
]
FILLER = "وتناول التقرير مسائل أخرى كثيرة لا صلة لها بذلك.\n\n" * 8
REPORTS = {
    "sentence": ("تقرير حقوقي", f"{FILLER}اتهمت هيومن رايتس ووتش القوات في العراق بالتعذيب."),
    "town": ("تقرير حقوقي جديد", f"{FILLER}وثقت هيومن رايتس ووتش مقتل مدنيين في الموصل."),
    "subject": ("العراق يحاكم نساء", f"قررت بغداد ذلك أمس.\n\n{FILLER}وانتقدت هيومن رايتس ووتش الأحكام."),
    "apart": ("سجون مصر", f"قالت هيومن رايتس ووتش إن السجون مكتظة.\n\n{FILLER}ومن أخبار أخرى أمطار في العراق."),
    "syria": ("حصار", f"دعت هيومن رايتس ووتش إلى فتح الطرق في سوريا.\n\n{FILLER}"),
    "fleet": ("مناورات", f"تحركت البحرية الروسية أمس.\n\n{FILLER}\n\nوهبت عاصفة على البحر المتوسط."),
    "spoken": ("موسكو ترد", f"انتقدت ماريا زاخاروفا بيانا غربيا.\n\n{FILLER}وقالت ماريا زاخاروفا ذلك عن سوريا."),
    "unspoken": ("موسكو ترد", f"انتقدت ماريا زاخاروفا بيانا غربيا.\n\n{FILLER}"),
    "sea": ("مناورات أخرى", "تحركت البحرية الروسية في البحر المتوسط."),
    "mali": ("قمة", f"تحدثت هيومن رايتس ووتش عن السجون.\n\n{FILLER}ووصل وفد من دولة مالي."),
}


@pytest.fixture
def names():
    return Linker(Gazetteer(ENTRIES))


@pytest.fixture
def index(settings, make_article, names):
    engine = prepared(settings, names.gazetteer)
    for name, (title, body) in REPORTS.items():
        put(engine, names, make_article(title=title, body=body, external_id=name))
    return engine


@pytest.mark.parametrize("query", ["هيومن رايتس ووتش في العراق", "العراق هيومن رايتس ووتش", "HRW Iraq"])
def test_reports_that_only_name_both_are_left_out(index, names, query):
    assert found(index, names, query) == {"sentence", "town", "subject"}


def test_quoted_names_ask_for_no_more_than_themselves(index, names):
    assert found(index, names, "«هيومن رايتس ووتش» العراق") == {"sentence", "town", "subject", "apart"}


def test_either_of_two_countries_does(index, names):
    assert found(index, names, "هيومن رايتس ووتش سوريا والعراق") == {"sentence", "town", "subject", "syria"}


def test_a_sea_is_no_country(index, names):
    assert found(index, names, "البحرية الروسية في البحر المتوسط") == {"fleet", "sea"}


def test_where_none_tells_of_both_together_those_that_name_both_are_found(index, names):
    query = "هيومن رايتس ووتش في مالي"
    assert describe(plan(query, names), names.gazetteer) == "[هيومن رايتس ووتش] + [مالي]"
    assert found(index, names, query) == {"mali"}


def test_a_guess_about_somebody_is_of_the_country_that_the_query_names(index, names):
    query = "المتحدثة الرسمية باسم دبلوماسية الكرملين"
    assert found(index, names, query) == {"spoken", "unspoken"}
    assert plan(f"{query} عن سوريا", names).guessed == ["person:spokeswoman"]
    assert found(index, names, f"{query} عن سوريا") == {"spoken"}


def test_where_words_are_not_found_either_names_apart_are_still_found(index, names):
    assert found(index, names, "هيومن رايتس ووتش في مالي السجون زلزال") == {"mali"}
