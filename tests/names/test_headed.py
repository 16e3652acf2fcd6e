"""Names that need a head noun: every noun of the class, in any number, on either side as the language has it."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry, named_in


@pytest.fixture(scope="module")
def linker():
    syria = entry("place:syria", "سوريا")
    city = entry("place:city", "الحسكة", located_in="place:syria")
    other_city = entry("place:other-city", "حلب", located_in="place:syria")
    prison = {"head": "prison", "located_in": "place:city"}
    return Linker(
        Gazetteer(
            [
                syria,
                city,
                other_city,
                entry(
                    "facility:sinaa", "سجن الصناعة المركزي", **prison, cores=["غويران", "الصناعة", "Ghweran", "Sinaa"]
                ),
                entry("facility:shaddadi", "سجن الشدادي المركزي", **prison, cores=["الشدادي"]),
                entry("facility:hol", "مخيم الهول للنازحين", head="camp", cores=["الهول", "al-Hol"]),
                entry("facility:roj", "مخيم روج للنازحين", head="camp", cores=["روج", "Roj"]),
                entry(
                    "facility:airport", "مطار حلب الدولي", head="airport", cores=["حلب"], located_in="place:other-city"
                ),
                entry("facility:gate", "معبر باب السلامة", head="crossing", cores=["باب السلامة", "السلامة"]),
                entry("facility:base", "مطار الحسكة الدولي", head="airport", cores=["الحسكة"]),
                entry("place:zuhur", "زهور الحسكة", head="quarter", cores=["الزهور"], located_in="place:city"),
                entry("place:zuhur-2", "زهور حلب", head="quarter", cores=["الزهور"], located_in="place:other-city"),
            ]
        )
    )


def linked(linker, body, title=""):
    return [(m.entity_id.split(":")[1], m.surface) for m in linker.link(title, body) if m.confidence > 0.3]


@pytest.mark.parametrize(
    "text",
    [
        "سجن غويران",
        "بسجن الغويران",
        "السجن الواقع في حي غويران",
        "ومعتقل الصناعة",
        "لمركز احتجاز غويران",
        "مركز الاحتجاز في غويران",
        "سجنٍ بحي غويران",
        "«سجن الصناعة»",
        "Ghweran prison",
        "the prison in Ghweran",
        "Ghuwayran jail",
        "al-Sina'a detention facility",
        "girtîgeha Xiwêranê",
        "girtîgeha Sînaayê",
    ],
)
def test_a_head_noun_in_any_form_makes_the_name(linker, text):
    assert [entity for entity, _ in linked(linker, f"قرب {text} أمس")] == ["sinaa"]


@pytest.mark.parametrize(
    "text",
    [
        "غويران",
        "وزارة الصناعة",
        "في غويران. السجن",
        "غرفة الصناعة والسجن",
        "مخيم غويران",
        "سجون. غويران",
        "Roj",
        "prison",
    ],
)
def test_without_a_head_noun_of_its_class_it_is_no_name(linker, text):
    assert linked(linker, text) == []


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("سجنا غويران والشدادي", ["sinaa", "shaddadi"]),
        ("في سجني الصناعة والشدادي", ["sinaa", "shaddadi"]),
        ("سجون رومية وغويران والشدادي", ["sinaa", "shaddadi"]),
        ("سجون الشدادي، غويران", ["shaddadi", "sinaa"]),
        ("مخيمي الهول وروج", ["hol", "roj"]),
        ("al-Hol and Roj camps", ["hol", "roj"]),
        ("مطاري الحسكة وحلب", ["base", "airport"]),
        ("مطار الحسكة وحلب", ["base", "other-city"]),
        ("الطريق إلى باب السلامة الحدودي", ["gate"]),
        ("السلامة الحدودية والسلامة العامة", []),
    ],
)
def test_one_plural_or_dual_heads_several_names(linker, text, entities):
    assert [entity for entity, _ in linked(linker, text)] == entities


def test_a_singular_heads_one_name_only(linker):
    assert linked(linker, "سجن غويران والشدادي") == [("sinaa", "سجن غويران")]


def test_the_noun_alone_stands_for_the_thing_named_before(linker):
    body = "وصل وفد إلى سجن غويران. وقال إن السجن هادئ، ثم زار مخيم الهول. والمخيم بعيد عن السجن."
    assert [e for e, _ in linked(linker, body)] == ["sinaa", "sinaa", "hol", "hol", "sinaa"]


def test_but_not_behind_a_thing_that_nobody_knows(linker):
    assert linked(linker, "بعد سجن غويران زار الوفد سجن رومية. والسجن مكتظ.") == [("sinaa", "سجن غويران")]


def test_a_name_of_several_towns_goes_by_the_town(linker):
    assert ("zuhur", "حي الزهور") in linked(linker, "في الحسكة، حي الزهور")
    assert ("zuhur-2", "حي الزهور") in linked(linker, "في حلب، حي الزهور")
    assert linked(linker, "قصف على حي الزهور") == []
    both = {m.entity_id for m in linker.link("", "قصف على حي الزهور في الحسكة وحلب")}
    assert both & {"place:zuhur", "place:zuhur-2"}


def test_a_query_is_read_the_same_way(linker):
    assert [name.entity_ids for name in linker.link_query("هجوم سجن الغويران")] == [["facility:sinaa"]]
    assert [name.entity_ids for name in linker.link_query("Gweiran prison attack")] == [["facility:sinaa"]]


@pytest.mark.parametrize("text", ["المعبر الحدودي مع كلس", "المعبر المقابل لكلس", "البوابة الحدودية قبالة كلس"])
def test_a_crossing_is_told_by_the_town_across(text):
    gate = entry("facility:gate", "معبر باب السلامة", head="crossing", cores=["كلس"])
    assert linked(Linker(Gazetteer([gate])), f"ازدحام عند {text} منذ الفجر") == [("gate", text)]


def test_a_dam_is_told_by_the_town_it_lies_near():
    linker = Linker(Gazetteer([entry("facility:dam", "سد الموصل الكبير", head="dam", cores=["الموصل"])]))
    assert linked(linker, "تسلمت القوات السد الواقع شمال الموصل") == [("dam", "السد الواقع شمال الموصل")]
    assert linked(linker, "وصلت القوات شمال الموصل") == []


def test_a_plural_and_a_town_are_all_there_is_in_it():
    prison = {"head": "prison", "located_in": "place:raqqa"}
    town = entry("place:raqqa", "الرقة")
    central = entry("facility:central", "سجن الرقة المركزي", cores=["الرقة"], **prison)
    linker = Linker(Gazetteer([town, central, entry("facility:ayed", "سجن عايد", cores=["عايد"], **prison)]))
    assert linked(linker, "مطالبات بفتح سجون الرقة") == [("raqqa", "الرقة")]
    assert linked(linker, "مطالبات بفتح سجني الرقة وعايد") == [("central", "سجني الرقة"), ("ayed", "وعايد")]
    assert linked(linker, "مطالبات بفتح سجن الرقة") == [("central", "سجن الرقة")]
    # of a plural in two words the second is the singular's too
    assert linked(linker, "مطالبات بفتح مركز احتجاز الرقة") == [("central", "مركز احتجاز الرقة")]
    assert linked(linker, "مطالبات بفتح مراكز احتجاز الرقة") == [("raqqa", "الرقة")]


def test_what_kind_of_place_it_is_belongs_to_its_name_in_a_query(linker):
    assert named_in(linker, "قضاء الحسكة") == [(0, 11, ["place:city"], True)]
    assert named_in(linker, "أخبار مدينة الحسكة") == [(6, 18, ["place:city"], True)]
