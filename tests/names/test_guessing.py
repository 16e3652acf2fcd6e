"""What a query most probably means whose words no name explains."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry

ENTRIES = [
    entry("place:iraq", "العراق", demonyms=["عراقي"]),
    entry("place:iran", "إيران", demonyms=["إيراني"]),
    entry("place:baghdad", "بغداد", located_in="place:iraq", descriptions=["عاصمة العراق", "مدينة السلام على دجلة"]),
    entry(
        "place:rusafa",
        "الرصافة",
        located_in="place:baghdad",
        descriptions=["الضفة الشرقية من العاصمة العراقية", "الجانب الشرقي من بغداد"],
    ),
    entry("place:karkh", "الكرخ", located_in="place:baghdad", descriptions=["الضفة الغربية من العاصمة", "غرب دجلة"]),
    entry(
        "person:envoy",
        "بريت ماكغورك",
        descriptions=["مبعوث ترامب إلى التحالف الدولي", "المبعوث الأمريكي للتحالف ضد داعش"],
    ),
    entry(
        "event:consulate-fire-2018",
        "إحراق القنصلية الإيرانية",
        place="place:iraq",
        valid_from="2018-09-07",
        happening=["protest", "disaster"],
        descriptions=["متظاهرون يضرمون النار في مقر دبلوماسي إيراني", "حرق بعثة طهران في البصرة"],
    ),
    entry("person:minister", "جبار اللعيبي", descriptions=["وزير النفط العراقي", "وزير نفط العبادي"]),
    entry("organisation:oil", "وزارة النفط العراقية", descriptions=["الجهة المسؤولة عن نفط العراق"]),
    entry("place:kirkuk", "كركوك", located_in="place:iraq", descriptions=["مدينة النفط في العراق"]),
    entry("person:rawi", "نوري الراوي"),
    entry("person:allawi", "إياد علاوي", descriptions=["زعيم القائمة العراقية", "رئيس قائمة علاوي"]),
    entry("facility:prison", "سجن غويران", descriptions=["سجن مقاتلي داعش في الحسكة"]),
]


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("الضفة الشرقية لدجلة في العاصمة العراقية", "place:rusafa"),
        ("محتجون عراقيون يشعلون النار في مبنى إيران الدبلوماسي", "event:consulate-fire-2018"),
        ("مبعوث ترامب الخاص إلى التحالف", "person:envoy"),
    ],
)
def test_a_query_is_guessed_to_mean_what_its_words_fit_best(linker, query, meant):
    [name] = linker.link_query(query)
    assert (query[name.start : name.end], name.entity_ids, name.certain, name.guessed) == (query, [meant], False, True)


@pytest.mark.parametrize(
    "query",
    [
        "أسعار النفط في العراق",  # a subject
        "زيارة سجن غويران",  # a name and what is asked of it
        "قائمة محمد علاوي",  # another's given name
        "متظاهرون يضرمون النار في مقر دبلوماسي إيراني 2011",  # before it was
        "مدينة السلام القديمة على دجلة قرب الرصافة",  # what lies in it is named
        "وزير سابق نوري الراوي في حكومة نفط العراق",  # somebody else is named
        "المدينة الإيرانية القديمة مدينة السلام على دجلة",  # another land's
        "العراق",
        "",
    ],
)
def test_a_subject_a_name_with_a_word_another_person_or_another_time_is_no_guess(linker, query):
    assert not any(name.guessed for name in linker.link_query(query))


def test_a_date_at_the_end_of_a_query_is_no_part_of_the_guess(linker):
    query = "مبعوث ترامب الخاص إلى التحالف آذار 2018"
    [name] = linker.link_query(query)
    assert query[name.start : name.end] == "مبعوث ترامب الخاص إلى التحالف"
    assert name.entity_ids == ["person:envoy"]


def test_nothing_is_guessed_where_that_is_not_wanted(linker):
    assert not any(name.guessed for name in linker.link_query("مبعوث ترامب الخاص إلى التحالف", guessed=False))


def test_words_of_a_name_that_no_pack_has_are_guessed_to_be_nothing():
    known = entry("person:nebenzya", "فاسيلي نيبينزيا", descriptions=["السفير الروسي لدى الأمم المتحدة", "سفير موسكو"])
    assert Linker(Gazetteer([known])).link_query("السفير الروسي لدى الولايات المتحدة أناتولي أنطونوف") == []


def test_one_shared_word_is_no_guess_however_few_entries_there_are():
    village = entry("place:village", "قرية الفخار", descriptions=["قرية الفخار القديمة", "قرية الزيتون"])
    query = "أسعار الزيتون في أسواق المدن الساحلية هذا العام"
    assert Linker(Gazetteer([village])).link_query(query) == []
