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
from tests.conftest import entry, named_in


def linked(linker, body, title=""):
    return [(m.entity_id, m.surface) for m in linker.link(title, body) if m.confidence > 0.3]


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
    assert linked(linker, "سجن الصناعة في حي غويران") == [("facility:prison", "سجن الصناعة في حي غويران")]


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


def test_an_office_as_a_whole_query_is_its_holder_and_a_certain_name_is_nobody_elses():
    emir = WeakAlias(alias="أمير قطر", context=[["@then"]])
    town = WeakAlias(alias="قطر", context=[["ريف"]])
    land, village = entry("place:qatar", "قطر"), entry("place:village", "قرية قطر", weak_aliases=[town])
    linker = Linker(Gazetteer([land, village, entry("person:emir", "تميم", weak_aliases=[emir])]))
    assert named_in(linker, "أمير قطر") == [(0, 8, ["person:emir"], False)]
    assert named_in(linker, "قطر") == [(0, 3, ["place:qatar"], True)]


def test_a_surname_of_one_person_is_taken_in_a_query_though_not_for_certain(linker):
    assert named_in(linker, "زيارة كيربي") == [(6, 11, ["person:kirby"], False)]
    assert named_in(linker, "زيارة جون كيربي") == [(6, 15, ["person:kirby"], True)]
    assert named_in(linker, "السيد كيربي") == [(0, 11, ["person:kirby"], False)]
    assert named_in(linker, "تصريحات الدكتور جون كيربي") == [(8, 25, ["person:kirby"], True)]


def test_a_surname_behind_anothers_name_or_an_adjective_is_nobody_in_a_query():
    others = [
        entry("person:sakkaf", "حسان سكاف", weak_aliases=[WeakAlias(alias="سكاف", context=[["@self"]])]),
        entry("person:sudani", "محمد السوداني", weak_aliases=[WeakAlias(alias="السوداني", context=[["بغداد"]])]),
        entry("person:turk", "أحمد ترك", weak_aliases=[WeakAlias(alias="الكردي", context=[["@self"]])]),
        entry("place:sudan", "السودان", demonyms=["سوداني"]),
    ]
    linker = Linker(Gazetteer(others))
    assert named_in(linker, "زيارة سكاف") == [(6, 10, ["person:sakkaf"], False)]
    assert named_in(linker, "مي سكاف") == []
    assert named_in(linker, "مقاتل من أصل سوداني") == named_in(linker, "الإقليم الكردي") == []
    for query in ("السوداني", "زيارة السوداني واشنطن", "سكاف والسوداني"):
        assert ["person:sudani"] in [name[2] for name in named_in(linker, query)], query


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


def test_a_name_behind_a_given_name_is_a_surname():
    camp = Linker(
        Gazetteer(
            [entry("facility:camp", "مخيم الزعتري", weak_aliases=[WeakAlias(alias="الزعتري", context=[["@self"]])])]
        )
    )
    assert len(linked(camp, "زار مخيم الزعتري. وفي الزعتري قال علي الزعتري")) == 2
    assert len(linked(camp, "زار مخيم الزعتري ثم تحدث على الزعتري")) == 2


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
