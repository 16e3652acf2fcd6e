"""The planner and the answer: a name finds every report on it, other words must be there, and each hit shows why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from newsetl.search.service import search
from tests.arabic.test_forms import ANY_TEXT
from tests.conftest import entry
from tests.search.conftest import THE_PRISON, found, put


@pytest.mark.parametrize(
    "query", ["سجن غويران", "سجن الصناعة", "«بسجنِ غُوَيْران»", "al-Sina'a prison", '"سجن غويران"', "ســجن غویران"]
)
def test_any_name_of_a_thing_finds_every_report_on_it_and_no_other(engine, linker, query):
    assert found(engine, linker, query) == THE_PRISON


def test_what_a_report_is_about_outranks_what_it_mentions(engine, linker):
    hits = [hit.external_id for hit in search(engine, linker, "سجن غويران").hits]
    assert hits[-1] == "aside"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("وزارة الصناعة", {"ministry"}),
        ("سوق غويران", {"market", "aside"}),  # the prison lies in the quarter, so its reports are the quarter's too
        ("هجوم سجن غويران", {"about"}),
        ("سجن غويران الأسعار", {"aside"}),
        ("سجن غويران -أسعار", THE_PRISON - {"aside"}),
        ('"الطرق الجبلية"', {"weather"}),
        ('"الجبلية الطرق"', set()),
        ("داعش قسد", {"short"}),
        ('"سجن الصناعة" -داعش', {"latin", "aside"}),  # a name is left out with all its reports
        ("هجوم على سجن غويران في الحسكة", {"about"}),  # function words are not asked for
    ],
)
def test_words_beside_a_name_must_be_there_too(engine, linker, query, expected):
    assert found(engine, linker, query) == expected


@pytest.mark.parametrize("around", ["أخبار {}", "آخر أخبار {}", "{} صور شاملة وتغطية كاملة لما هناك الآن"])
def test_words_that_only_ask_or_describe_leave_nothing_out(engine, linker, around):
    assert found(engine, linker, around.format("سجن غويران")) == THE_PRISON


def test_where_a_named_thing_lies_is_said_for_the_reader(engine, linker):
    assert found(engine, linker, "سجن غويران في الحسكة") == found(engine, linker, "سجن غويران")


def test_the_office_of_a_person_in_a_force_leaves_out_no_report_on_the_person(engine, make_article):
    weak = [WeakAlias(alias="علوش", context=[["force:army"]])]
    others = [entry("force:army", "جيش الإسلام"), entry("place:town", "دوما")]
    own = Linker(Gazetteer([entry("person:alloush", "محمد علوش", weak_aliases=weak), *others]))
    put(engine, own, make_article(body="قال محمد علوش إن الوفد عاد.", external_id="him"))
    put(engine, own, make_article(body="انسحب جيش الإسلام من البلدة.", external_id="army"))
    assert found(engine, own, "محمد علوش المسؤول السياسي في جيش الإسلام") == {"him"}
    # who is not his is asked for
    assert plan("محمد علوش الرئيس يزور دوما", own).entities == ["person:alloush", "place:town"]


def test_of_a_description_most_words_must_be_there(engine, linker, make_article):
    put(engine, linker, make_article(body="سجناء مرضى في سجن غويران بلا دواء.", external_id="ill"))
    put(engine, linker, make_article(body="سجناء نقلوا من سجن غويران.", external_id="moved"))
    assert found(engine, linker, "سجن غويران سجناء مرضى ينتظرون دواء") == {"ill"}
    assert found(engine, linker, "سجن غويران سجناء مرضى ينتظرون") == THE_PRISON | {"ill", "moved"}  # nothing: widened
    # without a name too, where the query is a sentence
    assert found(engine, linker, "تساقطت الثلوج وقطعت الطرق الجبلية أمس") == {"weather"}


def test_a_month_is_no_name(engine, linker):
    gazetteer = Gazetteer([*linker.gazetteer.entries.values(), entry("person:may", "تيريزا ماي", "May")])
    assert plan("al-Sina'a prison May 2018", Linker(gazetteer)).entities == ["facility:prison"]


def test_a_towns_name_finds_what_names_its_governorate_but_not_all_that_lies_there(engine, make_article):
    names = Gazetteer(
        [
            entry("place:land", "البلد"),
            entry("place:region", "محافظة إدلب", located_in="place:land", head="governorate", cores=["إدلب"]),
            entry("place:idlib", "إدلب", "مدينة إدلب", located_in="place:region", lat=35.9, lon=36.6),
            entry("place:south", "ريف إدلب الجنوبي", located_in="place:region", side="south", side_of="place:idlib"),
            entry("place:village", "كفرنبل", located_in="place:region", lat=35.6, lon=36.6),
        ]
    )
    own = Linker(names)
    for name, body in (
        ("town", "عاد الهدوء إلى إدلب مساء."),
        ("region", "قال محافظ المنطقة إن محافظة إدلب بخير."),
        ("south", "نزح الناس من ريف إدلب الجنوبي."),
        ("village", "افتتح سوق في كفرنبل."),
    ):
        put(engine, own, make_article(body=body, external_id=name))
    assert found(engine, own, "إدلب") == {"town", "region", "south"}
    assert found(engine, own, "بإدلب") == found(engine, own, "«إدلب»") == found(engine, own, "إدلب")
    assert found(engine, own, "مدينة إدلب") == {"town"}
    assert found(engine, own, "ريف إدلب الجنوبي") == {"south", "village"}
    assert found(engine, own, "جنوب إدلب") == {"south", "village"}


def test_two_things_side_by_side_are_both_asked_for(engine, linker):
    assert found(engine, linker, "داعش في سجن غويران") == found(engine, linker, "داعش") & THE_PRISON


def test_a_number_that_counts_is_no_year():
    assert plan("نزوح 2000 عائلة", Linker(Gazetteer([]))).dates == []
    assert plan("انتخابات 2018، سوريا", Linker(Gazetteer([]))).dates == ["2018"]


def test_a_hijri_date_is_looked_for_as_it_is_written():
    asked = str(plan("فيضانات 20/10/1439 هـ", Linker(Gazetteer([]))).query)
    assert "1439" in asked
    assert "يوليو" not in asked


@pytest.mark.parametrize("text", ["في", "هل"])
def test_a_lone_particle_is_told_as_what_it_is_searched_for(text):
    assert plan(text, Linker(Gazetteer([]))).words == [text]


def test_a_name_said_again_under_another_name_asks_for_no_more(engine, linker):
    assert found(engine, linker, "Ghwayran prison سجن الصناعة في أقصى الشمال السوري") == THE_PRISON


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("فيضانات يوليو 2018", {"then", "later"}),
        ("فيضانات 2018", {"then", "later"}),
        ("فيضانات 3 تموز 2018", {"then"}),
        ("فيضانات ٢٠١٨؟", {"then", "later"}),
        ("فيضانات صيف 2018", {"then"}),
        ("فيضانات تموز", {"then", "later"}),  # of any year
        ("فيضانات 3 آب", {"later"}),  # of the day after
        ("فيضانات 3 تموز", {"then"}),  # a day of any year
        ("فيضانات 9 تموز", set()),
        ("فيضانات 3 تموز/يوليو", {"then"}),  # one month by two names
        ("فيضانات 9 تموز/يوليو", set()),
        ("فيضانات تموز 3 بيوت", set()),  # a count is no day
        ("فيضانات 31 حزيران", set()),  # nor is what never was
        ("جسر 3 تموز", set()),  # nor is what is called by one
        ("فيضانات July 2", {"then"}),  # and the next two, when it is still news
        ("فيضانات 2018 2019", {"then", "later", "other"}),
        ("فيضانات تموز 2017", set()),
        ("فيضانات 2000 طريق", set()),
    ],
)
def test_a_date_asks_for_reports_of_its_days_and_for_those_that_name_it(engine, make_article, query, expected):
    linker = Linker(Gazetteer([]))
    for name, day, body in (
        ("then", 3, "فيضانات تقطع الطرق منذ الفجر"),
        ("later", 400, "مرت سنة على فيضانات تموز/يوليو 2018"),
        ("other", 500, "فيضانات تقطع الطرق من جديد"),
    ):
        at = datetime(2018, 7, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        put(engine, linker, make_article(external_id=name, title=body, body=body, published_at=at))
    assert {hit.document.external_id for hit in engine.search(plan(query, linker).query).hits} == expected


def test_a_word_in_the_title_and_one_in_the_body_are_one_report(engine, linker):
    assert found(engine, linker, "عاصفة المرتفعات") == {"weather"}


def test_nothing_found_is_widened_once_and_said(engine, linker):
    answer = search(engine, linker, "عاصفة رملية")
    assert answer.widened
    assert [hit.external_id for hit in answer.hits] == ["weather"]
    assert not search(engine, linker, "عاصفة ثلجية").widened


def test_a_slip_of_one_letter_is_forgiven_only_when_nothing_else_matches(engine, linker):
    answer = search(engine, linker, "المرتضعات")
    assert answer.widened
    assert [hit.external_id for hit in answer.hits] == ["weather"]


def test_a_slip_in_one_of_several_words_is_forgiven_too(engine, linker):
    assert [hit.external_id for hit in search(engine, linker, "عاصفة المرتضعات").hits] == ["weather"]


def test_the_words_of_a_name_never_match_by_themselves(engine, linker, make_article):
    article = make_article(title="ورقة عمل", body="قدم الخبير ورقة وورقات.", external_id="paper")
    put(engine, linker, article)
    assert found(engine, linker, "الرقة") == set()


def test_an_events_name_is_no_search_for_its_words(engine, linker, make_article):
    before = found(engine, linker, "الهجوم على سجن غويران")
    article = make_article(title="زيارة", body="زار الوزير سجن غويران. وفي باريس وقع هجوم.", external_id="visit")
    put(engine, linker, article)
    assert found(engine, linker, "الهجوم على سجن غويران") == before


def test_an_event_that_is_only_described_is_also_what_reports_say_in_these_words(engine, make_article):
    battle = {"participants": ["force:one", "force:two"], "happening": ["battle"], "valid_from": "2016-04-28"}
    names = Gazetteer(
        [entry("force:one", "جيش الإسلام"), entry("force:two", "فيلق الرحمن"), entry("event:e", "حدث", **battle)]
    )
    own = Linker(names)
    article = make_article(title="تقرير", body="جيش الإسلام وفيلق الرحمن خاضا معارك عام 2016.", external_id="told")
    put(engine, own, article)
    assert plan("معارك جيش الإسلام وفيلق الرحمن 2016", own).entities == ["event:e"]
    assert "told" in found(engine, own, "معارك جيش الإسلام وفيلق الرحمن 2016")


@pytest.mark.parametrize(("kind", "day", "tells"), [("battle", 28, True), ("battle", 20, False), ("vote", 20, True)])
def test_what_is_older_than_an_event_tells_of_it_only_where_it_was_planned(engine, make_article, kind, day, tells):
    facts = {"participants": ["force:one", "force:two"], "happening": [kind, "battle"], "valid_from": "2016-04-28"}
    names = [entry("force:one", "جيش الإسلام"), entry("force:two", "فيلق الرحمن"), entry("event:e", "حدث", **facts)]
    own, query = Linker(Gazetteer(names)), "معارك جيش الإسلام وفيلق الرحمن 2016"
    for name, on in (("old", day), ("new", 29)):
        body, published = "جيش الإسلام وفيلق الرحمن في معارك 2016.", datetime(2016, 4, on, 12, tzinfo=UTC)
        put(engine, own, make_article(body=body, external_id=name, published_at=published))
    assert plan(query, own).entities == ["event:e"]
    assert found(engine, own, query) == ({"old", "new"} if tells else {"new"})


def test_a_surname_finds_the_person_and_the_word(engine, linker, make_article):
    for name, body in (("full", "قال جون كيربي إن الوضع هادئ."), ("word", "قال كيربي إن الوضع هادئ.")):
        article = make_article(title="بيان", body=body, external_id=name)
        put(engine, linker, article)
    assert found(engine, linker, "كيربي") == {"full", "word"}


def test_a_report_on_a_part_shows_why_it_is_found_for_the_whole(engine, linker):
    hits = {hit.external_id: hit for hit in search(engine, linker, "سوريا").hits}
    assert [s.text[a:b] for s in hits["market"].highlights for a, b in s.spans][:1] == ["حي غويران"]


def test_filters_narrow_and_do_not_rank(engine, linker):
    assert found(engine, linker, "سجن غويران", terms={"lang": "en"}) == {"latin"}
    assert found(engine, linker, "سجن غويران", until=datetime(2022, 1, 20, tzinfo=UTC)) == set()
    assert found(engine, linker, "سجن غويران", since=datetime(2022, 1, 20, tzinfo=UTC)) == THE_PRISON


def test_an_empty_query_is_everything(engine, linker):
    assert search(engine, linker, "  ").total == 7


def test_facets_count_the_whole_matched_set(engine, linker):
    answer = search(engine, linker, "سجن غويران", limit=1)
    assert answer.total == 4
    assert dict(answer.facets["lang"]) == {"ar": 3, "en": 1}


def test_a_hit_shows_the_words_it_matched_by_as_the_report_wrote_them(engine, linker):
    hits = {hit.external_id: hit for hit in search(engine, linker, "سجن غويران").hits}
    shown = {name: [s.text[start:end] for s in hit.highlights for start, end in s.spans] for name, hit in hits.items()}
    assert shown["about"] == ["سجن غويران", "سجن الصناعة"]
    assert shown["latin"] == ["al-Sina'a prison"]
    assert shown["short"] == ["السجن", "السجن"]
    [snippet] = hits["latin"].highlights
    assert snippet.text == "Clashes around al-Sina'a prison went on for a fourth day."


def test_snippets_are_whole_words_on_one_line_and_never_twice_the_same(engine, linker, make_article):
    filler = "وقالت مصادر محلية في المدينة إن الحركة في الأسواق عادت إلى طبيعتها بعد أيام من التوتر  والترقب. " * 3
    body = f"{filler}قرب سجن غويران\n\nحي غويران هادئ. {filler}سجن الصناعة فارغ. {filler}{'ط' * 300}سجن"
    article = make_article(title="تقرير", body=body, external_id="long")
    put(engine, linker, article)
    hits = {hit.external_id: hit for hit in search(engine, linker, "غويران").hits}
    snippets = [snippet for snippet in hits["long"].highlights if snippet.field == "body"]
    assert [s.text[a:b] for s in snippets for a, b in s.spans] == ["سجن غويران", "حي غويران", "سجن الصناعة"]
    flat = " ".join(body.split())
    at = 0
    for snippet in snippets:
        text = snippet.text.removeprefix("… ").removesuffix(" …")
        assert "  " not in text
        at = flat.index(text, at)
        assert flat[at - 1] == " "
        assert flat[at + len(text)] == " "
        at += len(text)
    assert snippets[0].text.startswith("… ")


def test_words_are_highlighted_in_any_form(engine, linker):
    [hit] = search(engine, linker, "ثلوج مرتفعات").hits
    assert [s.text[a:b] for s in hit.highlights for a, b in s.spans if s.field == "body"] == ["الثلوج", "المرتفعات"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANY_TEXT)
def test_no_text_breaks_the_planner_or_the_engine(engine, linker, text):
    planned = plan(text, linker)
    assert engine.search(planned.query, limit=1).total >= 0
