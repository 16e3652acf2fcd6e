"""Names in a query are found as Elasticsearch's synonym_graph finds them."""

from newsetl.arabic.analysis import DEFAULT
from newsetl.index.synonyms import SynonymGraph
from newsetl.names.gazetteer import Gazetteer, WeakAlias
from tests.conftest import entry


def segments(rules: list[str], text: str) -> list[set[str]]:
    return [
        {" ".join(path) for path in paths}
        for paths in SynonymGraph(rules, DEFAULT).segments(DEFAULT.analyse_names(text))
    ]


def test_the_longest_name_wins_and_words_stay_words() -> None:
    rules = ["alpha beta, conceptone", "alpha beta gamma, delta, concepttwo", "gamma, conceptthree"]
    one, two, three = (
        {"alpha beta", "conceptone"},
        {"alpha beta gamma", "delta", "concepttwo"},
        {"gamma", "conceptthree"},
    )
    assert segments(rules, "alpha beta gamma") == [two]
    assert segments(rules, "alpha beta x gamma") == [one, {"x"}, three]
    assert segments(rules, "alpha alpha beta") == [{"alpha"}, one]
    assert segments(rules, "delta delta") == [two, two]
    assert segments(rules, "") == []
    assert segments([], "alpha") == [{"alpha"}]


def test_a_name_of_two_entities_stands_for_both() -> None:
    rules = ["camp, north camp, conceptnorth", "camp, south camp, conceptsouth"]
    assert segments(rules, "camp") == [{"camp", "north camp", "conceptnorth", "south camp", "conceptsouth"}]
    assert segments(rules, "north camp") == [{"camp", "north camp", "conceptnorth"}]


def test_spellings_that_the_chain_makes_equal_are_one() -> None:
    assert segments(["سجن غويران, السجنِ الغُويران, conceptprison"], "بالسجن") == [{"سجن"}]
    assert segments(["سجن غويران, السجنِ الغُويران, conceptprison"], "السجن غويران") == [{"سجن غويران", "conceptprison"}]


def test_a_name_of_which_the_index_holds_nothing_has_no_rule() -> None:
    kurdish_party = entry("force:pkk", "حزب العمال الكردستاني", "ب ك ك", "PKK")
    assert Gazetteer([kurdish_party]).synonym_rules() == ["حزب العمال الكردستاني, force pkk, pkk, conceptforcepkk"]


def test_a_name_of_several_words_stands_for_its_thing_though_it_needs_a_context_in_reports() -> None:
    weak = [WeakAlias(alias=alias, context=[["سوريا"]]) for alias in ("حزب الاتحاد الديمقراطي", "حزب الاتحاد", "الحزب")]
    short = WeakAlias(alias="الحزب الكردي", context=[["@self"]])
    rules = Gazetteer([entry("organisation:pyd", "حزب صالح مسلم", "PYD", weak_aliases=[*weak, short])]).synonym_rules()
    assert rules == [
        "حزب صالح مسلم, organisation pyd, pyd, conceptorganisationpyd",
        "حزب الاتحاد => حزب الاتحاد, conceptorganisationpyd",
        "حزب الاتحاد الديمقراطي => حزب الاتحاد الديمقراطي, conceptorganisationpyd",
    ]


def test_a_place_is_no_form_of_the_person_it_is_named_after() -> None:
    analyzer = Gazetteer([entry("place:nasiriyah", "الناصرية")]).analyzer
    with_article, without, person = (analyzer.query_term(norm) for norm in ("الناصريه", "ناصريه", "ناصر"))
    assert with_article == without != person
    assert set(analyzer.terms("بالناصريه")) == {with_article}


def test_an_event_may_be_asked_for_with_its_year() -> None:
    facts = {"place": "place:town", "valid_from": "2014-06-04", "valid_to": "2014-06-10"}
    rules = Gazetteer([entry("place:town", "الموصل"), entry("event:fall", "سقوط الموصل", **facts)]).synonym_rules()
    assert "سقوط الموصل 2014 => سقوط الموصل 2014, concepteventfall" in rules


def test_what_is_part_of_anothers_name_in_another_form_is_asked_for_alone() -> None:
    ministry = entry("organisation:mod", "وزارة الدفاع البريطانية", "الدفاع البريطانية", "UK MoD")
    minister = entry("person:minister", "غافين ويليامسون", "وزير الدفاع البريطاني غافين ويليامسون")
    spokesman = entry(
        "person:spokesman", "جون سميث", "المتحدث باسم وزارة الدفاع البريطانية", "القيادي للدفاع البريطانية"
    )
    rules = Gazetteer([ministry, minister, spokesman]).synonym_rules()
    assert "وزاره الدفاع البريطانيه, organisation mod, uk mod, conceptorganisationmod" in rules
    assert "الدفاع البريطانيه => الدفاع البريطانيه, conceptorganisationmod" in rules
    others = Gazetteer([ministry, spokesman]).synonym_rules()  # who names him names the ministry
    assert not any(rule.startswith("الدفاع البريطانيه =>") for rule in others)
