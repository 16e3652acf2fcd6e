"""Spellings that no list holds: consonants make the key, and short names stay out."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.names.sounds import skeleton
from tests.conftest import entry


@pytest.fixture(scope="module")
def linker():
    return Linker(
        Gazetteer(
            [
                entry(
                    "person:pedersen",
                    "غير بيدرسن",
                    "Geir Pedersen",
                    weak_aliases=[WeakAlias(alias="بيدرسن", context=[["المبعوث"], ["@self"]])],
                ),
                entry("person:zawahiri", "أيمن الظواهري", "Ayman al-Zawahiri"),
                entry(
                    "person:maliki",
                    "نوري المالكي",
                    "Nouri al-Maliki",
                    weak_aliases=[WeakAlias(alias="المالكي", context=[["العراق"]])],
                ),
                entry("place:qamishli", "قامشلو المدينة", "Qamishli town"),
                entry("force:is", "الدولة", "IS"),
                entry("person:uday", "عدي صدام حسين"),
                entry("place:raqqa", "الرقة", "Raqqa"),
            ]
        )
    )


@pytest.mark.parametrize("name", ["Ghweran", "Ghuwayran", "Gweiran", "Xiweran", "Xiwerane", "Ghuweiraan"])
def test_spellings_of_one_name_share_a_key(name):
    assert skeleton(name.lower()) == skeleton("ghweran")


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("جير بيدرسون", "person:pedersen"),
        ("وغير بيدرسين", "person:pedersen"),
        ("المبعوث بيدرسون", "person:pedersen"),
        ("Gier Pederson", "person:pedersen"),
        ("al-Kamishly town", "place:qamishli"),
        ("IS fighters", "force:is"),
    ],
)
def test_an_unlisted_spelling_is_found(linker, text, entity):
    assert {m.entity_id for m in linker.link("", text)} == {entity}


@pytest.mark.parametrize(
    "text",
    [
        *("قال بيدرسون", "rack", "Roqa", "غير بدر", "this is Raqa", "pederson gier", "منعه من الظهور"),
        *("العراق والمملكة", "عودة صدام حسين"),
    ],
)
def test_too_little_sound_is_no_name(linker, text):
    assert linker.link("", text) == []
