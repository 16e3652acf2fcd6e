"""Names whose first words are said only once, for several."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry, held

DAY = date(2018, 7, 4)


def office(who: str, name: str, *titles: str, since: str, until: str | None = None) -> Entry:
    """A person and what he is called while he holds an office."""
    return entry(who, name, **held(*titles, since=since, until=until))


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(
        Gazetteer(
            [
                entry("place:russia", "روسيا", demonyms=["روسي"]),
                entry("place:turkey", "تركيا", demonyms=["تركي"]),
                entry("place:jordan", "الأردن", demonyms=["أردني"]),
                entry("place:aleppo-east", "ريف حلب الشرقي"),
                entry("place:aleppo-north", "ريف حلب الشمالي"),
                entry("place:ivory-coast", "ساحل العاج"),
                entry("place:syrian-coast", "الساحل السوري", "ساحل سوريا"),
                entry("force:fath", "جيش الفتح"),
                entry("force:ypg", "وحدات حماية الشعب", "وحدات حماية الشعب والمرأة"),
                entry("force:ypj", "وحدات حماية المرأة"),
                entry("force:turkish-army", "الجيش التركي"),
                entry("force:russian-army", "الجيش الروسي"),
                office(
                    "person:lavrov", "سيرغي لافروف", "وزير الخارجية الروسي", "وزير خارجية روسيا", since="2004-03-09"
                ),
                office(
                    "person:cavusoglu",
                    "مولود جاويش أوغلو",
                    "وزير الخارجية التركي",
                    "وزير خارجية تركيا",
                    since="2015-11-24",
                    until="2023-06-02",
                ),
                office("person:safadi", "أيمن الصفدي", "وزير الخارجية الأردني", since="2017-01-15"),
                office("person:judeh", "ناصر جودة", "وزير الخارجية الأردني", since="2009-02-23", until="2017-01-14"),
                office("person:she", "عائشة", "وزيرة الخارجية التركية", since="2023-06-03"),
                office("person:shoigu", "سيرغي شويغو", "وزير الدفاع الروسي", since="2012-11-06"),
                entry("organisation:russian-mfa", "وزارة الخارجية الروسية", "خارجية روسيا"),
                entry("organisation:turkish-mfa", "وزارة الخارجية التركية", "خارجية تركيا"),
            ]
        )
    )


def linked(linker: Linker, text: str, day: date = DAY) -> set[str]:
    return {m.entity_id for m in linker.link("", text, day) if m.kind != "place" or m.rule == "shared"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("معارك في ريفي حلب الشرقي والشمالي", {"place:aleppo-north", "place:aleppo-east"}),
        ("قصف ريف حلب الشرقي والشمالي", {"place:aleppo-north"}),
        ("مقاتلو وحدات حماية الشعب والمرأة", {"force:ypg", "force:ypj"}),
        ("قال الجيشان الروسي والتركي", {"force:russian-army", "force:turkish-army"}),
        ("انسحاب للجيش الروسي والتركي", {"force:russian-army", "force:turkish-army"}),
        ("لقاء للجيشين الروسي والتركي", {"force:russian-army", "force:turkish-army"}),
        ("وزيرا الخارجية الروسي والتركي", {"person:lavrov", "person:cavusoglu"}),
        ("بين وزراء خارجية روسيا وإيران وتركيا", {"person:lavrov", "person:cavusoglu", "organisation:russian-mfa"}),
        ("بين جيش الفتح وروسيا", {"force:fath"}),  # no army of Russia
        ("وزراء خارجية كل من روسيا وتركيا", {"person:lavrov", "person:cavusoglu"}),
    ],
)
def test_each_of_several_is_named(linker: Linker, text: str, wanted: set[str]) -> None:
    assert linked(linker, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "مهاجرون من ساحل العاج وغامبيا وسوريا",
        "قصف ريف حلب الشرقي. والشمالي أهدأ",
        "في ريف حلب والشمالي",
        "مساعدو وزراء خارجية قبرص وتركيا",
        "نشاط حزبي تركيا",
        "قصف ريف حلب الشرقي والشمالي الشرقي",
    ],
)
def test_what_no_name_goes_on_with_names_nothing(linker: Linker, text: str) -> None:
    assert linked(linker, text) == set()


def test_a_shared_name_keeps_its_place_in_the_text(linker: Linker) -> None:
    text = "معارك في ريفي حلب الشرقي والشمالي"
    shared = {m.entity_id: m.surface for m in linker.link("", text, DAY) if m.rule == "shared"}
    assert shared == {"place:aleppo-east": "ريفي حلب الشرقي", "place:aleppo-north": "والشمالي"}


@pytest.mark.parametrize(
    ("text", "day", "wanted"),
    [
        ("بحث سيرغي لافروف الملف مع نظيره الأردني", DAY, {"person:lavrov", "person:safadi"}),
        ("بحث سيرغي لافروف الملف مع نظيره الأردني", date(2015, 7, 4), {"person:lavrov", "person:judeh"}),
        (
            "بحث سيرغي لافروف الملف مع نظيريه التركي والأردني",
            DAY,
            {"person:lavrov", "person:cavusoglu", "person:safadi"},
        ),
        ("وزير الخارجية التركي ونظيره الروسي", DAY, {"person:cavusoglu", "person:lavrov"}),
        ("وزير الدفاع الروسي ونظيره الأردني", DAY, {"person:shoigu"}),
        ("قال أيمن الصفدي للصحفيين. وفاز المنتخب على نظيره الروسي", DAY, {"person:safadi"}),
        ("هنأ أيمن الصفدي المنتخب الذي فاز على نظيره الروسي", DAY, {"person:safadi"}),
        ("قال أيمن الصفدي إن الجيش التركي أبلغ نظيره الروسي", DAY, {"person:safadi", "force:turkish-army"}),
        ("بحث سيرغي لافروف الملف مع نظيرته التركية", date(2023, 7, 4), {"person:lavrov", "person:she"}),
    ],
)
def test_a_counterpart_is_who_holds_the_same_office(linker: Linker, text: str, day: date, wanted: set[str]) -> None:
    assert linked(linker, text, day) == wanted
