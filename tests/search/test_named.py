"""The reports of what a query names: an office by its holders, a town with its governorate."""

from datetime import UTC, datetime

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.search.service import search
from tests.conftest import entry
from tests.search.conftest import found, prepared, put


def test_an_office_means_who_held_it_when(settings, make_article):
    titles = ("وزير الخارجية السوري", "Syrian foreign minister")
    office, english = (WeakAlias(alias=title, context=[["@then"]]) for title in titles)
    other = WeakAlias(alias="وزير الخارجية السوري", context=[["الشرع"]])
    land = entry("place:syria", "سوريا")
    first = entry(
        "person:one", "وليد المعلم", weak_aliases=[office, english], valid_from="2006-02-11", valid_to="2020-11-16"
    )
    second = entry("person:two", "فيصل المقداد", weak_aliases=[office, english], valid_from="2020-11-22")
    earlier = entry("person:old", "فاروق الشرع", weak_aliases=[other])
    own = Linker(Gazetteer([land, first, second, earlier]))
    engine = prepared(settings, own.gazetteer)
    for name, year, body in (
        ("in office", 2018, "وصل وليد المعلم إلى موسكو."),
        ("before", 2018, "استقبل فيصل المقداد وفدا في دمشق."),
        ("after", 2022, "استقبل فيصل المقداد وفدا في دمشق."),
        ("remembered", 2022, "قال وليد المعلم، وزير الخارجية السوري الراحل، ذلك قبل سنوات."),
        ("in another", 2018, "فاروق الشرع في مقابلة نادرة."),
    ):
        at = datetime(year, 6, 1, 12, tzinfo=UTC)
        put(engine, own, make_article(external_id=name, title="خبر", body=body, published_at=at))
    for title in (*titles, f"و{titles[0]}"):
        assert found(engine, own, title) == {"in office", "after", "remembered"}
    assert found(engine, own, "وليد المعلم") == {"in office", "remembered"}


@pytest.mark.parametrize("query", ["الحسكة", "Hesekê", "حەسەکە"])
def test_a_town_in_any_script_stands_for_the_governorate_called_like_it(settings, make_article, query):
    region = entry("place:region", "محافظة الحسكة", head="governorate", cores=["الحسكة"], located_in="place:land")
    town = entry("place:town", "الحسكة", "Hesekê", "حەسەکە", located_in=region.id)
    own = Linker(Gazetteer([entry("place:land", "سوريا"), region, town]))
    engine = prepared(settings, own.gazetteer)
    put(engine, own, make_article(body="أمطار في محافظة الحسكة.", external_id="region"))
    put(engine, own, make_article(body="انقطاع المياه عن مدينة الحسكة.", external_id="town"))
    assert found(engine, own, query) == {"region", "town"}


def test_a_surname_with_a_context_of_its_own_finds_nobody_else(engine, make_article):
    weak = [WeakAlias(alias="المالكي", context=[["بغداد"]])]
    names = Gazetteer([entry("person:maliki", "نوري المالكي", weak_aliases=weak)])
    own = Linker(names)
    for name, body in (("him", "قال المالكي في بغداد إنه باق."), ("other", "قال تركي المالكي إن صاروخا سقط.")):
        article = make_article(title="بيان", body=body, external_id=name)
        put(engine, own, article)
    assert found(engine, own, "المالكي") == {"him"}


def test_what_a_query_is_guessed_to_mean_is_found_behind_what_has_its_words(settings, make_article):
    names = [
        entry("person:envoy", "بريت ماكغورك", descriptions=["مبعوث ترامب إلى التحالف", "مبعوث أمريكا ضد داعش"]),
        entry("person:trump", "دونالد ترامب", "ترامب", descriptions=["رئيس أمريكا", "ساكن البيت الأبيض"]),
        entry("place:iraq", "العراق", descriptions=["بلد الرافدين", "بلاد ما بين النهرين"]),
    ]
    own = Linker(Gazetteer(names))
    engine = prepared(settings, own.gazetteer)
    for name, body in (
        ("him", "وصل بريت ماكغورك إلى أربيل."),
        ("words", "مبعوث لم يعين بعد: ترامب يبحث عن وجه خاص إلى التحالف."),
        ("other", "ترامب يتحدث عن التحالف."),
    ):
        put(engine, own, make_article(external_id=name, title="خبر", body=body))
    answer = search(engine, own, "مبعوث ترامب الخاص إلى التحالف")
    assert [hit.external_id for hit in answer.hits] == ["words", "him"]
    assert answer.understood == "[بريت ماكغورك?] + مبعوث ترامب الخاص إلى التحالف"
    assert found(engine, own, "بريت ماكغورك") == {"him"}


def test_what_is_described_is_also_found_where_a_report_says_these_very_words(settings, make_article):
    spokesman = entry("person:spokesman", "وائل علوان", descriptions=["المتحدث باسم الفيلق"])
    own = Linker(Gazetteer([spokesman]))
    engine = prepared(settings, own.gazetteer)
    for name, body in (
        ("named", "قال وائل علوان ذلك."),
        ("unnamed", "قال المتحدث باسم الفيلق ذلك."),
        ("apart", "قال المتحدث ذلك، والفيلق لم يعلق باسم أحد."),
    ):
        put(engine, own, make_article(external_id=name, title="خبر", body=body))
    assert found(engine, own, "المتحدث باسم الفيلق") == {"named", "unnamed"}


def test_a_town_with_a_slip_stands_for_the_governorate_called_like_it(settings, make_article):
    spellings = ("Latakia", "Lattakia", "Latakya")
    region = entry("place:region", "محافظة اللاذقية", head="governorate", cores=["اللاذقية"], located_in="place:land")
    town = entry("place:town", "اللاذقية", *spellings, located_in=region.id)
    own = Linker(Gazetteer([entry("place:land", "سوريا"), region, town]))
    engine = prepared(settings, own.gazetteer)
    put(engine, own, make_article(body="أمطار في محافظة اللاذقية.", external_id="region"))
    put(engine, own, make_article(body="انقطاع المياه عن مدينة اللاذقية.", external_id="town"))
    assert found(engine, own, "اللادقية") == found(engine, own, "اللاذقية") == {"region", "town"}
    # also where the slip is listed; what says that it is the town does not
    listed = town.model_copy(update={"aliases": [*town.aliases, "اللادقية", "مدينة اللاذقية"]})
    own = Linker(Gazetteer([entry("place:land", "سوريا"), region, listed]))
    assert found(engine, own, "اللادقية") == {"region", "town"}
    assert found(engine, own, "مدينة اللاذقية") == {"town"}
