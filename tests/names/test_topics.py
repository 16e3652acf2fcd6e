"""What is held or said about an event is not the event."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from tests.conftest import entry

ATTACK, OPCW, TOWN, COUNCIL, SESSION = (
    *("event:attack", "organisation:opcw", "place:town", "organisation:council", "event:session"),
)


@pytest.fixture(scope="module")
def linker() -> Linker:
    days = {"valid_from": "2018-04-07", "valid_to": "2018-04-07"}
    return Linker(
        Gazetteer(
            [
                entry("place:country", "سوريا"),
                entry(TOWN, "دوما", located_in="place:country"),
                entry(OPCW, "منظمة حظر الأسلحة الكيميائية"),
                entry(COUNCIL, "مجلس الأمن"),
                entry(
                    ATTACK,
                    "الهجوم الكيميائي على دوما",
                    place=TOWN,
                    participants=[OPCW],
                    happening=["chemical", "attack"],
                    retold=[["الأسلحة", OPCW, TOWN]],
                    **days,
                ),
                entry("person:allawi", "إياد علاوي"),
                entry("event:vote", "انتخابات العراق", place="place:country", happening=["vote"], **days),
                entry(SESSION, "جلسة مجلس الأمن حول كيماوي دوما", place=TOWN, participants=[COUNCIL], **days),
            ]
        )
    )


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("الاجتماع الطارئ لمنظمة حظر الأسلحة الكيميائية بشأن دوما", [OPCW, TOWN]),
        ("منظمة حظر الأسلحة الكيميائية والهجوم على دوما", [ATTACK]),
        ("بيان من منظمة حظر الأسلحة الكيميائية بعد ساعات طويلة حول الهجوم الكيميائي على دوما", [OPCW, ATTACK]),
        ("جلسة مجلس الأمن حول كيماوي دوما", [SESSION]),
        ("حزب إياد علاوي في انتخابات العراق", ["person:allawi", "event:vote"]),
    ],
)
def test_what_is_on_an_event_asks_for_more_than_the_event(linker: Linker, query: str, meant: list[str]) -> None:
    assert plan(query, linker).entities == meant
