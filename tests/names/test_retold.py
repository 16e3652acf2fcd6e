"""What a sentence tells of by its parts."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.retold import part_of
from tests.conftest import entry

DOWNING, BORDER = "event:jet-downing", "place:their-border"
BEFORE, LATER = date(2018, 1, 3), date(2019, 5, 7)
ENTRIES = [
    entry("place:ourland", "أورلاند", demonyms=["أورلاندي"]),
    entry("place:syria", "سوريا", demonyms=["سوري"]),
    entry("force:our-army", "الجيش الأورلاندي"),
    entry("force:our-navy", "الأسطول الأورلاندي", located_in="force:our-army"),
    entry(BORDER, "الحدود السورية الأورلاندية", retold=[["حدود|حدودية", "place:syria", "place:ourland"]]),
    entry(
        DOWNING,
        "إسقاط المقاتلة الأورلاندية",
        valid_from="2018-02-10",
        valid_to="2018-02-10",
        place="place:syria",
        retold=[
            ["سقوط|إسقاط|أسقطت|تحطمت", "مقاتلة|طائرة", "place:ourland", "~place:syria", "!سوخوي|روسية"],
            ["خسارة", "place:ourland", "@dated"],
            ["انتقام الدفاعات", "place:ourland"],
            ["غرقت", "force:our-army", "~place:syria"],
            ["عاصفة", "force:our-army", "@report"],
        ],
    ),
]


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer(ENTRIES))


def is_told(linker: Linker, body: str, day: date = LATER) -> bool:
    return any(mention.entity_id == DOWNING for mention in linker.link("عنوان", body, day))


@pytest.mark.parametrize(
    "body",
    [
        "قالت سوريا إن الدفاعات أسقطت طائرة أورلاندية في غارة سابقة.",
        "شنت الغارات في سوريا بعيد سقوط إحدى مقاتلات أورلاند بصاروخ.",
        "وقعت الضربة داخل سوريا. وتحطمت مقاتلة لأورلاند أثناءها.",
        "أوقفت عاصفة الجيش الأورلاندي.",
        "غرقت سفينة من الأسطول الأورلاندي قبالة سوريا.",
        "تحدثت أورلاند عن انتقام للدفاعات السورية.",
        "وفي 10 شباط 2018 كانت الخسارة الأولى لأورلاند منذ عقود.",
    ],
)
def test_a_sentence_with_all_the_parts_tells_of_it(linker: Linker, body: str) -> None:
    assert is_told(linker, body)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("أسقطت الدفاعات طائرة أورلاندية في سوريا.", BEFORE),
        ("أسقطت الدفاعات طائرة روسية أثناء غارة أورلاندية في سوريا.", LATER),
        ("أسقطت الدفاعات طائرة في سوريا " + "بعد ليلة من القصف " * 5 + "نفت أورلاند علمها به.", LATER),
        ("تحدثت أورلاند عن انتقام من الدفاعات.", LATER),
        ("هبطت طائرة أورلاندية في مطار في سوريا.", LATER),
        ("أسقطت الدفاعات طائرة مسيرة. وقالت أورلاند إن سوريا مسؤولة.", LATER),
        ("أسقطت الدفاعات طائرة أورلاندية فوق البحر.", LATER),
        ("كانت الخسارة الأولى لأورلاند في عام 2016.", LATER),
        ("في عام 1982 أسقطت سوريا طائرة أورلاندية.", LATER),
    ],
)
def test_what_lacks_a_part_or_is_of_long_before_does_not(linker: Linker, body: str, day: date) -> None:
    assert not is_told(linker, body, day)


@pytest.mark.parametrize("query", ["سوريا تعلن إسقاط طائرة أورلاندية", "إسقاط طائرة أورلاندية بصاروخ"])
def test_a_query_with_all_the_parts_asks_for_it(linker: Linker, query: str) -> None:
    assert [name.entity_ids for name in linker.link_query(query)] == [[DOWNING]]


@pytest.mark.parametrize(
    "query", ["سوريا تعلن إسقاط طائرة أورلاندية 2016", "سوريا وطائرة أورلاندية", "عاصفة توقف الجيش الأورلاندي"]
)
def test_a_query_of_another_year_or_without_a_part_does_not(linker: Linker, query: str) -> None:
    assert DOWNING not in [entity for name in linker.link_query(query) for entity in name.entity_ids]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("معارك تتوقف على أبواب أورلاند", True),
        ("معارك شرسة على أبواب أورلاند", True),  # as one of its names says
        ("مدرسة أصيبت في معارك على أبواب أورلاند", False),
    ],
)
def test_a_query_with_more_than_is_known_of_a_long_event_asks_for_something_in_it(query: str, meant: bool) -> None:
    war = {"valid_from": "2018-01-01", "valid_to": "2018-06-01", "place": "place:ourland"}
    told = [["معارك", "أبواب", "place:ourland"]]
    long = entry("event:war", "الحرب الشرسة", "تتوقف الحرب", happening=["battle"], retold=told, **war)
    own = Linker(Gazetteer([entry("place:ourland", "أورلاند"), long]))
    assert (["event:war"] in [name.entity_ids for name in own.link_query(query)]) == meant


def test_a_place_is_told_of_so_too(linker: Linker) -> None:
    mentions = linker.link("عنوان", "قتل جندي على حدود سوريا مع جارتها أورلاند.", LATER)
    assert ("حدود", "retold") in [(one.surface, one.rule) for one in mentions if one.entity_id == BORDER]
    assert BORDER not in [one.entity_id for one in linker.link("عنوان", "زار وفد من أورلاند سوريا.", LATER)]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("الحدود بين سوريا وأورلاند", True),
        ("حدود سورية أورلاندية", True),
        ("مهربون على الحدود بين سوريا وأورلاند", False),
    ],
)
def test_a_query_is_a_place_where_it_says_no_more(linker: Linker, query: str, meant: bool) -> None:
    assert ([BORDER] in [name.entity_ids for name in linker.link_query(query)]) == meant


def test_a_part_is_a_choice_of_words_and_of_ids() -> None:
    part = part_of("place:ourland | ~place:syria|@dated|سقوط")
    assert (part.ids, part.anywhere, part.dated, len(part.stems)) == ({"place:ourland"}, {"place:syria"}, True, 1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("قصفت أنقرة تلك القرية.", True),
        ("وقالت تركيا إنها قصفت القرية.", True),
        ("طائرات أنقرة هي التي قصفت القرية.", True),
        ("قصفت إزمير تلك القرية.", False),
        ("قصفت القرية بعد وصول وفد من أنقرة إليها.", False),
        ("عاد فريق أنقرة من القرية التي قصفت.", False),
        ("تحدث بأنقرة عن القرية التي قصفت.", False),
    ],
)
def test_a_capital_stands_for_its_country(body: str, told: bool) -> None:
    own = Linker(
        Gazetteer(
            [
                entry("place:turkey", "تركيا"),
                entry("place:ankara", "أنقرة", located_in="place:turkey"),
                entry("place:izmir", "إزمير", located_in="place:turkey"),
                entry("place:moscow", "موسكو"),  # of a pack that has no Russia
                entry(DOWNING, "قصف القرية", valid_from="2018-02-10", retold=[["قصفت", "القرية", "place:turkey"]]),
            ]
        )
    )
    assert is_told(own, body) == told
