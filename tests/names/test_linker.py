"""The linker: every spelling of a name, weak names only with a reason, and offsets that point at the text."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.names.gazetteer import Entry, Gazetteer, GazetteerError, WeakAlias, concept_token
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from tests.arabic.test_forms import ANY_TEXT
from tests.conftest import entry, linked, named_in


@pytest.mark.parametrize(
    "text",
    [
        "سجن غويران",
        "بسجن غويران",
        "وبسجن غويران",
        "فلسجن غويران",
        "«بسجنِ غُوَيْران»",
        "ســجن غويــران",
        "سجن غویران",
        "#سجن_غويران",
        "سجن الصناعة",
        "سجن الصناعه",
        'لـ"سجن الصناعة"وكذلك',
        "al-Sina'a prison",
        "Al‑Sina’a Prison",
        "سجن “غويران”",
    ],
)
def test_every_spelling_of_a_strong_name_is_found(linker, text):
    assert [entity for entity, _ in linked(linker, text)] == ["facility:prison"]


@pytest.mark.parametrize(
    "attached",
    ["بالحسكة", "للحسكة", "وللحسكة", "فبالحسكة", "هالحسكة", "عالحسكة", "وعالحسكة", "لداعش", "وبداعش", "كداعش"],
)
def test_letters_attached_by_rule_do_not_hide_a_name(linker, attached):
    assert [surface for _, surface in linked(linker, f"قالوا {attached} أمس")] == [attached]


@pytest.mark.parametrize("word", ["ووالحسكة", "نداعش", "داعشون", "محسكة"])
def test_other_letters_make_another_word(linker, word):
    assert linked(linker, word) == []


@pytest.mark.parametrize(
    "text",
    [
        "وزارة الصناعة",
        "سجن. غويران كانت هادئة؟ لا: سجن، وزارة",
        "زار وزير العدل السجن في تونس",
        "فتح الباب للحوار",
        "قصد المدينة",
    ],
)
def test_what_is_no_name_stays_a_word(linker, text):
    assert [found for found in linked(linker, text) if found[0].startswith("facility")] == []
    assert not any(entity == "place:gate" for entity, _ in linked(linker, text))


def test_the_longest_name_wins(linker):
    found = linker.link("", "سجن الصناعة في حي غويران")
    assert [m.surface for m in found if m.entity_id == "facility:prison"] == ["سجن الصناعة في حي غويران"]
    assert [(m.entity_id, m.rule) for m in found if m.entity_id != "facility:prison"] == [("place:quarter", "inside")]


def test_a_name_does_not_run_over_a_full_stop(linker):
    assert ("facility:prison", "سجن. غويران") not in linked(linker, "دخل السجين سجن. غويران هادئة")


def test_a_weak_name_needs_its_whole_context(linker):
    assert ("facility:prison", "السجن") in linked(linker, "هرب عناصر داعش من السجن في الحسكة")
    only_the_city = linker.link("", "زار وفد السجن في الحسكة")
    assert [(m.confidence, m.rule) for m in only_the_city if m.surface == "السجن"] == [(0.3, "possible:place:city")]


def test_a_place_inside_a_place_counts_as_that_place(linker):
    assert ("facility:prison", "السجن") in linked(linker, "في غويران هاجم داعش السجن")


def test_a_short_form_follows_the_full_name_and_never_precedes_it(linker):
    assert linked(linker, "قال داعش إن التنظيم باق") == [("force:band", "داعش"), ("force:band", "التنظيم")]
    assert linked(linker, "قال التنظيم شيئا ثم ظهر داعش") == [("force:band", "داعش")]


def test_a_title_is_read_after_the_body(linker):
    found = linker.link("التنظيم يتبنى", "أعلن داعش ذلك. وقال إن التنظيم باق")
    assert [(m.field, m.surface) for m in found] == [("title", "التنظيم"), ("body", "داعش"), ("body", "التنظيم")]
    assert linker.link("التنظيم يتبنى", "سلطات البلاد تنفي") == []


def test_of_two_things_with_one_short_form_the_nearest_named_is_meant(linker):
    text = "في سجن حلب المركزي هدوء، أما السجن فمكتظ. وفي سجن غويران قتال حول السجن"
    short = [entity for entity, surface in linked(linker, text) if surface == "السجن"]
    assert short == ["facility:other", "facility:prison"]


def test_a_sentence_to_prison_names_no_prison(linker):
    assert ("facility:prison", "السجن") not in linked(linker, "في الحسكة حكم على عنصر من داعش بعقوبة السجن المؤبد")


def test_a_word_context_must_stand_near(linker):
    assert linked(linker, "دخلت قوات مدينة جرابلس قرب الباب") == [("place:gate", "الباب")]
    far = "مدينة جميلة " + "كلمة " * 12 + "الباب"
    assert linked(linker, far) == []


def test_a_longer_weak_name_takes_the_place_of_a_strong_one_inside_it(linker):
    believed = linked(linker, "قرب سجن الحسكة وجد عناصر من داعش")
    assert believed == [("facility:prison", "سجن الحسكة"), ("force:band", "داعش")]
    assert linked(linker, "قرب سجن الحسكة حديقة") == [("place:city", "الحسكة")]


def test_an_event_holds_the_name_of_its_place(linker):
    assert linked(linker, "الهجوم على سجن غويران") == [
        ("event:attack", "الهجوم على سجن غويران"),
        ("facility:prison", "سجن غويران"),
    ]


def test_a_query_has_names_but_no_context(linker):
    assert named_in(linker, "هجوم بسجنِ غُوَيْران أمس") == [(5, 20, ["facility:prison"], True)]
    assert named_in(linker, "السجن") == []
    assert named_in(linker, "الهجوم على سجن غويران") == [(0, 21, ["event:attack"], True)]
    assert named_in(linker, "الهجوم على سجن غويران", events=False) == [(11, 21, ["facility:prison"], True)]
    assert named_in(linker, "الباب") == [(0, 5, ["place:gate"], False)]
    assert named_in(linker, "الباب المفتوح") == []


def test_a_surname_of_one_person_is_taken_in_a_query_though_not_for_certain(linker):
    assert named_in(linker, "زيارة كيربي") == [(6, 11, ["person:kirby"], False)]
    assert named_in(linker, "زيارة جون كيربي") == [(6, 15, ["person:kirby"], True)]
    assert named_in(linker, "السيد كيربي") == [(0, 11, ["person:kirby"], False)]
    assert named_in(linker, "تصريحات الدكتور جون كيربي") == [(8, 25, ["person:kirby"], True)]


def test_a_kurdish_name_is_not_whose_folded_form_it_shares():
    entries = [
        entry("place:suli", "السليمانية", weak_aliases=[WeakAlias(alias="سلێمانی", context=[["كردستان"]])]),
        entry("person:soleimani", "قاسم سليماني", weak_aliases=[WeakAlias(alias="سليماني", context=[["إيران"]])]),
    ]
    linker = Linker(Gazetteer(entries))
    assert named_in(linker, "سلێمانی") == [(0, 7, ["place:suli"], False)]
    assert set(named_in(linker, "سليماني")[0][2]) == {"person:soleimani", "place:suli"}


def test_a_place_loses_its_article_but_where_the_word_begins_another_name():
    linker = Linker(Gazetteer([entry("place:gate", "منطقة الباب"), entry("place:hula", "منطقة الحولة")]))
    assert linked(linker, "في منطقة باب المندب") == []
    assert linked(linker, "في منطقة الباب") == [("place:gate", "منطقة الباب")]
    assert linked(linker, "في منطقة حولة") == [("place:hula", "منطقة حولة")]


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_linked_with_true_offsets(linker, title, body):
    for mention in linker.link(title, body):
        assert {"title": title, "body": body}[mention.field][mention.start : mention.end] == mention.surface


@given(
    st.lists(
        st.sampled_from(["سجن", "غويران", "الصناعة", "السجن", "داعش", "الحسكة", ".", "«", "\n", "قسد"]), max_size=25
    )
)
def test_mentions_never_overlap_but_for_events(linker, pieces):
    mentions = [m for m in linker.link("", " ".join(pieces)) if m.kind != "event"]
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_an_adverb_is_no_name():
    linker = Linker(Gazetteer([entry("place:douma", "دوما")]))
    assert linked(linker, "في دوما") == [("place:douma", "دوما")]
    assert linked(linker, "يسعون دوماً إليه") == []


def test_an_office_means_who_held_it_then():
    envoy = {"weak_aliases": [WeakAlias(alias="المبعوث إلى سوريا", context=[["@then"]])]}
    linker = Linker(
        Gazetteer(
            [
                entry("person:first", "ستافان", valid_from="2014-07-10", valid_to="2018-12-31", **envoy),
                entry("person:second", "بيدرسن", valid_from="2019-01-07", **envoy),
            ]
        )
    )
    days = [date(2013, 1, 1), date(2016, 1, 1), date(2021, 1, 1), None]
    found = [[m.entity_id for m in linker.link("", "قال المبعوث إلى سوريا", day)] for day in days]
    assert found == [[], ["person:first"], ["person:second"], []]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("انفجار في بغداد والبصرة. وقالت وزارة الداخلية إنه حادث", True),
        ("انفجار في بغداد. وقالت وزارة الداخلية إنه حادث", False),  # one place is too little
        ("انفجار في بغداد والبصرة وأنقرة. وقالت وزارة الداخلية إنه حادث", False),  # whose is it?
        ("انفجار في أنقرة وفي أنقرة. وقالت وزارة الداخلية إنه حادث", False),
    ],
)
def test_a_body_goes_by_its_short_name_where_the_report_is_at_home(text, found):
    short = WeakAlias(alias="وزارة الداخلية", context=[["@home"]])
    entries = [
        entry("place:iraq", "العراق"),
        entry("place:turkey", "تركيا"),
        entry("place:baghdad", "بغداد", located_in="place:iraq"),
        entry("place:basra", "البصرة", located_in="place:iraq"),
        entry("place:ankara", "أنقرة", located_in="place:turkey"),
        entry("organisation:moi", "وزارة الداخلية العراقية", located_in="place:iraq", weak_aliases=[short]),
    ]
    linked_ = linked(Linker(Gazetteer(entries)), text)
    assert any(entity == "organisation:moi" for entity, _ in linked_) == found


def test_of_several_offices_each_has_its_days():
    def office(alias, since, until=None):
        return WeakAlias(alias=alias, context=[["@then"]], since=since, until=until)

    offices = [office("مدير الاستخبارات", "2017-01-23", "2018-04-26"), office("وزير الخارجية", "2018-04-26")]
    linker = Linker(Gazetteer([entry("person:pompeo", "مايك بومبيو", valid_from="2011-01-03", weak_aliases=offices)]))
    days = [date(2017, 6, 1), date(2019, 6, 1)]
    for office_, found in (("مدير الاستخبارات", [True, False]), ("وزير الخارجية", [False, True])):
        assert [bool(linker.link("", f"قال {office_}", day)) for day in days] == found


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("أكد المتحدث باسم الرئاسة", ["person:spokesman"]),
        ("أكد متحدث باسم الرئاسة", ["person:spokesman"]),
        ("لكن متحدثا باسم الرئاسة نفى", ["person:spokesman"]),
        ("قالت متحدثة باسم الخارجية", ["person:spokeswoman"]),
        ("قال متحدث رسمي باسم القصر", ["person:official"]),
        ("التقى متحدث الرئاسة", []),
        ("قال مستشار باسم الرئاسة", []),  # of advisers there are many
    ],
)
def test_a_spokesman_is_the_spokesman(text, who):
    def spoken(alias):
        return {"weak_aliases": [WeakAlias(alias=alias, context=[["@then"]])], "valid_from": "2014-07-10"}

    people = [
        entry("person:spokesman", "إبراهيم قالن", **spoken("المتحدث باسم الرئاسة")),
        entry("person:spokeswoman", "ماريا زاخاروفا", **spoken("المتحدثة باسم الخارجية")),
        entry("person:official", "بسام راضي", **spoken("المتحدث الرسمي باسم القصر")),
        entry("person:adviser", "علي ولايتي", **spoken("المستشار باسم الرئاسة")),
    ]
    found = Linker(Gazetteer(people)).link("", text, date(2018, 1, 1))
    assert [m.entity_id for m in found] == who


def test_the_office_of_a_land_names_the_land_too():
    envoy = WeakAlias(alias="وزير الخارجية السوري", context=[["@then"]])
    land = entry("place:syria", "سوريا", demonyms=["سوري"])
    minister = entry("person:minister", "وليد", valid_from="2006-02-11", weak_aliases=[envoy])
    found = Linker(Gazetteer([land, minister])).link("", "قال وزير الخارجية السوري", date(2018, 1, 1))
    assert [(m.entity_id, m.surface) for m in found] == [
        ("person:minister", "وزير الخارجية السوري"),
        ("place:syria", "السوري"),
    ]


def test_what_stands_behind_a_servant_of_is_no_surname():
    linker = Linker(Gazetteer([entry("person:salah", "صلاح عبد السلام"), entry("person:nouri", "نوري المالكي")]))
    spoken = "حوكم صلاح عبد السلام وتحدث عن السلام. وقال نوري المالكي ما قال، والمالكي عاد."
    assert [mention.surface for mention in linker.link("", spoken)] == ["صلاح عبد السلام", "نوري المالكي", "والمالكي"]
    assert linker.link_query("جائزة نوبل للسلام") == []


def test_letters_before_a_short_word_make_another_word():
    linker = Linker(Gazetteer([entry("force:bin", "بن")]))
    assert linked(linker, "وصل بن") == [("force:bin", "بن")]
    assert linked(linker, "شرب لبن") == []


def test_concept_tokens_that_would_collide_are_refused():
    entries = [Entry(id=i, kind="place", ar="أ", en="a", source="t") for i in ("place:a-b", "place:ab")]
    with pytest.raises(GazetteerError, match="one concept token"):
        Gazetteer(entries)


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(GazetteerError, match="lies in place:nowhere"):
        Gazetteer([Entry(id="place:a", kind="place", ar="أ", en="a", source="t", located_in="place:nowhere")])


def test_a_pack_that_cannot_be_read_names_its_line(tmp_path):
    (tmp_path / "own.jsonl").write_text('{"id": "place:x"}\n', encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"own\.jsonl line 1"):
        load_gazetteer(tmp_path)


def test_an_operators_own_names_are_linked(tmp_path):
    from newsetl.names.linker import Linker

    own = Entry(id="place:test-village", kind="place", ar="قرية الاختبار البعيدة", en="Test village", source="own")
    (tmp_path / "own.jsonl").write_text(own.model_dump_json() + "\n", encoding="utf-8")
    found = Linker(load_gazetteer(tmp_path)).link("", "وصلنا إلى قرية الاختبار البعيدة مساء")
    assert [m.entity_id for m in found] == ["place:test-village"]


def test_containing_places_go_outwards(gazetteer):
    assert gazetteer.containing("event:attack") == ("facility:prison", "place:quarter", "place:city", "place:country")
    assert concept_token("facility:prison-sinaa") == "conceptfacilityprisonsinaa"


def test_a_regimes_name_names_the_person_and_an_offices_the_force():
    linker = Linker(
        Gazetteer(
            [
                entry("person:leader", "بشار الأسد"),
                entry("organisation:regime", "الحكومة السورية", "نظام بشار الأسد"),
                entry("person:commander", "مظلوم عبدي", "القائد العام لقسد"),
                entry("force:sdf", "قوات سوريا الديمقراطية", "قسد"),
                entry("force:part", "مجلس قسد العسكري"),
            ]
        )
    )
    found = linked(linker, "اتهم نظام بشار الأسد القائد العام لقسد")
    assert {entity for entity, _ in found} == {"organisation:regime", "person:leader", "person:commander", "force:sdf"}
    assert linked(linker, "مجلس قسد العسكري") == [("force:part", "مجلس قسد العسكري")]


def test_a_force_is_found_in_the_name_of_its_prison():
    prison = entry("facility:branch", "سجن المخابرات الجوية في المزة")
    known = Linker(Gazetteer([prison, entry("force:intelligence", "المخابرات الجوية")]))
    assert [name for name, _ in linked(known, "قضى في سجن المخابرات الجوية في المزة")] == [
        prison.id,
        "force:intelligence",
    ]


@pytest.mark.parametrize("word", ["كورونا", "باكرا", "كبيرا"])
def test_a_word_that_only_looks_like_a_letter_before_a_name_is_none(word):
    places = Gazetteer(
        [entry("place:verona", "فيرونا", "ورونا"), entry("place:accra", "أكرا"), entry("place:beira", "بيرا")]
    )
    assert linked(Linker(places), f"قالوا {word} أمس") == []
    assert [found for found, _ in linked(Linker(places), "زار أكرا وفيرونا")] == ["place:accra", "place:verona"]


def test_the_word_that_gives_a_name_its_sense_belongs_to_it_in_a_query():
    units = entry("force:units", "وحدات حماية الشعب", weak_aliases=[WeakAlias(alias="الوحدات", context=[["كردي"]])])
    linker = Linker(Gazetteer([units]))
    assert named_in(linker, "الوحدات الكردية في عفرين") == [(0, 15, ["force:units"], True)]
    assert named_in(linker, "الوحدات السكنية") == []


@pytest.mark.parametrize("sentence", ["ما بينك وبين الناس", "لوحة لبانكسي", "دكتورة فاطمة في مخيم فاطمة"])
def test_a_letter_before_a_short_name_does_not_make_another_word_of_it(sentence: str) -> None:
    names = [entry("organisation:y", "ینک"), entry("organisation:e", "انكسي")]
    names.append(entry("facility:camp", "مخيمات أطمة", head="camp", cores=["أطمة"]))
    assert Linker(Gazetteer(names)).link("", sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("قصف على مخيم اليرموك والقدم", True),
        ("قصف على مخيم اليرموك، القدم", True),
        ("قصف على القدم ومخيم اليرموك", True),
        ("قصف على مخيم اليرموك في القدم", False),  # since of old
        ("قصف على النبك والقدم", False),  # of another region
        ("قصف على مخيم اليرموك وكرة القدم", False),
    ],
)
def test_a_word_in_a_row_with_a_place_is_a_place_of_its_region(sentence: str, found: bool) -> None:
    weak = [WeakAlias(alias="القدم", context=[["حي"]], unless=["كرة"])]
    names = [
        entry("place:syria", "سوريا"),
        entry("place:damascus", "دمشق", located_in="place:syria"),
        entry("place:homs", "حمص", located_in="place:syria"),
        entry("place:nabk", "النبك", located_in="place:homs"),
        entry("facility:camp", "مخيم اليرموك", located_in="place:damascus"),
        entry("place:qadam", "حي القدم", located_in="place:damascus", weak_aliases=weak),
    ]
    mentions = Linker(Gazetteer(names)).link("", sentence)
    assert any(m.entity_id == "place:qadam" and m.confidence > 0.5 for m in mentions) is found
