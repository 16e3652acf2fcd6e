"""Names in a query are found as Elasticsearch's synonym_graph finds them."""

from newsetl.arabic.analysis import DEFAULT
from newsetl.index.synonyms import SynonymGraph
from newsetl.names.gazetteer import Gazetteer
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
