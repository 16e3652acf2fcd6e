"""Salience, evidence and concepts of one report."""

from newsetl.arabic.sentences import sentence_around
from newsetl.enrich.salience import weigh
from newsetl.enrich.stage import enrich_article
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.records import make_version
from tests.conftest import entry


def levels(linker, title, body):
    return {s.entity_id: s.level for s in weigh(linker.link(title, body), title, body, linker.gazetteer)}


def test_the_title_and_the_lead_say_what_a_report_is_about(linker):
    body = "قالت قسد إنها تقدمت.\n\nوفي سياق آخر ذكر مصدر سجن غويران."
    assert levels(linker, "بيان", body) == {"force:allies": "about", "facility:prison": "mentioned"}


def test_a_name_spread_over_the_report_is_its_subject_too(linker):
    body = "مقدمة بلا أسماء.\n\nسجن غويران أولا.\n\nثم سجن غويران.\n\nوأخيرا سجن غويران."
    assert levels(linker, "عنوان", body) == {"facility:prison": "about"}


def test_the_lead_may_be_several_short_paragraphs(linker):
    body = "أعلن مسؤول ذلك مساء.\n\nوقال إن قسد طوقت الحي.\n\nولم ترد قسد." + "\n\nثم انتقل إلى غيره." * 9
    assert levels(linker, "بيان", body) == {"force:allies": "about"}
    late = "كلمة " * 80 + "\n\n" + body
    assert levels(linker, "بيان", late) == {"force:allies": "mentioned"}


def test_a_long_report_has_its_subjects_in_the_opening_or_all_over_it(linker):
    filler = "كلمة " * 60
    assert levels(linker, "عنوان", f"أعلنت قسد {filler}{filler}") == {"force:allies": "about"}
    assert levels(linker, "عنوان", f"{filler} قسد. {filler} قسد. {filler} قسد.") == {"force:allies": "about"}
    assert levels(linker, "عنوان", f"{filler} قسد. {filler}{filler} قسد.") == {"force:allies": "mentioned"}


def test_a_name_without_its_context_is_a_possibility(linker):
    body = "مقدمة.\n\nزار وفد السجن في الحسكة."
    assert levels(linker, "عنوان", body)["facility:prison"] == "possible"


def test_who_tells_of_a_part_of_a_town_and_names_the_town_tells_of_the_town():
    places = [
        entry("place:country", "سوريا"),
        entry("place:east", "محافظة الشرق", located_in="place:country"),
        entry("place:town", "القامشلي", located_in="place:east"),
        entry("facility:bakery", "فرن البعث", located_in="place:town"),
    ]
    body = "عاد الفرن إلى العمل.\n\nويقع فرن البعث في القامشلي في محافظة الشرق."
    found = levels(Linker(Gazetteer(places)), "توقف فرن البعث", body)
    assert found == {"facility:bakery": "about", "place:town": "about", "place:east": "mentioned"}


def test_evidence_is_the_sentence_as_it_was_written(linker):
    body = "بدأ اليوم هادئا. وعند «سِجْنِ غُوَيْران» سُمع دويّ! ثم عاد الهدوء."
    [salience] = weigh(linker.link("", body), "", body, linker.gazetteer)
    assert salience.evidence == "وعند «سِجْنِ غُوَيْران» سُمع دويّ!"


def test_a_sentence_ends_at_a_line_break():
    text = "سطر أول بلا نقطة\nسطر ثان فيه الكلمة\nسطر ثالث"
    at = text.index("الكلمة")
    assert sentence_around(text, at, at + 6) == "سطر ثان فيه الكلمة"


def test_a_page_full_of_dots_is_read_like_any_other():
    dots = "." * 200_000
    assert sentence_around(dots + "كلمة" + dots, len(dots), len(dots) + 4) == dots + "كلمة" + dots


def test_concepts_hold_the_containing_places_and_no_mere_possibility(linker, make_article):
    article = make_article(title="سجن غويران", body="زار وفد السجن.")
    enriched = enrich_article(article, linker, "test", make_version(article.observed_at, 1))
    assert enriched.concepts == [
        "conceptfacilityprison",
        "conceptplacequarter",
        "conceptplacecity",
        "conceptplacecountry",
    ]
    possible = enrich_article(make_article(title="السجن في الحسكة"), linker, "test", 1)
    assert possible.concepts == ["conceptplacecity", "conceptplacecountry"]
    assert [(location.lat, location.lon) for location in possible.locations] == [(36.5, 40.75)]


def test_an_event_is_told_with_its_site_and_with_no_town_that_is_not_named(make_article):
    places = [
        entry("place:country", "سوريا"),
        entry("place:town", "الحسكة", located_in="place:country"),
        entry("facility:prison", "سجن الصناعة", located_in="place:town", head="prison"),
        entry("facility:camp", "مخيم الهول", located_in="place:town", head="camp"),
        entry("event:attack", "هجوم الفجر الكبير", place="facility:prison", valid_from="2022-01-20"),
        entry("event:fire", "حريق الخيام الكبير", place="facility:camp", valid_from="2022-01-20"),
        entry("event:battle", "معركة الجسر الكبير", place="place:town", valid_from="2022-01-20"),
    ]

    def concepts_of(title):
        return enrich_article(make_article(title=title, body=""), Linker(Gazetteer(places)), "test", 1).concepts

    assert concepts_of("هجوم الفجر الكبير") == ["concepteventattack", "conceptfacilityprison"]
    assert concepts_of("حريق الخيام الكبير") == ["concepteventfire"]
    assert concepts_of("معركة الجسر الكبير") == ["concepteventbattle"]
    assert concepts_of("معركة الجسر الكبير في الحسكة") == [
        "concepteventbattle",
        "conceptplacetown",
        "conceptplacecountry",
    ]
