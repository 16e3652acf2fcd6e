"""What the page shows of a search."""

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from newsetl.web.views import understood
from tests.conftest import entry


def test_a_guess_is_called_one_and_the_words_are_said_to_do_as_well():
    envoy = entry("person:envoy", "بريت ماكغورك", descriptions=["مبعوث ترامب إلى التحالف", "مبعوث أمريكا ضد داعش"])
    trump = entry("person:trump", "دونالد ترامب", "ترامب", descriptions=["رئيس أمريكا", "ساكن البيت الأبيض"])
    linker = Linker(Gazetteer([envoy, trump]))
    guess, words = understood(plan("مبعوث ترامب الخاص إلى التحالف", linker), linker.gazetteer)
    assert (guess.label[0], guess.kind) == ("بريت ماكغورك", ("شخص، تخمين", "person, a guess"))
    assert (words.label[0], words.kind[0]) == ("مبعوث ترامب الخاص إلى التحالف", "أو كلمات")
    [name] = understood(plan("بريت ماكغورك", linker), linker.gazetteer)
    assert name.kind == ("شخص", "person")
