"""Meetings and visits told without a name, before, in and after their days."""

from datetime import date

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry

VISIT, SUMMIT, LATER = "event:visit", "event:summit", "event:later"
DAY = date(2018, 5, 9)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(
        Gazetteer(
            [
                entry("place:russia", "روسيا"),
                entry("place:moscow", "موسكو", located_in="place:russia"),
                entry("place:iran", "إيران"),
                entry("place:tehran", "طهران", located_in="place:iran"),
                entry("person:putin", "فلاديمير بوتين", "بوتين"),
                entry("person:netanyahu", "بنيامين نتنياهو", "نتنياهو"),
                entry("person:rouhani", "حسن روحاني", "روحاني"),
                entry("person:erdogan", "رجب طيب أردوغان", "أردوغان"),
                entry(
                    VISIT,
                    "زيارة نتنياهو إلى الكرملين في عيد النصر",
                    place="place:moscow",
                    participants=["person:putin", "person:netanyahu"],
                    visitor="person:netanyahu",
                    happening=["meeting"],
                    valid_from="2018-05-09",
                ),
                entry(
                    LATER,
                    "زيارة نتنياهو الثانية إلى الكرملين",
                    place="place:moscow",
                    participants=["person:putin", "person:netanyahu"],
                    visitor="person:netanyahu",
                    happening=["meeting"],
                    valid_from="2018-07-11",
                ),
                entry(
                    SUMMIT,
                    "القمة الثلاثية الأولى",
                    place="place:tehran",
                    participants=["person:putin", "person:rouhani", "person:erdogan"],
                    happening=["meeting"],
                    valid_from="2018-09-07",
                ),
            ]
        )
    )


def told(linker: Linker, text: str, day: date) -> set[str]:
    return {m.entity_id for m in linker.link("", text, day) if m.entity_id.startswith("event:") and m.confidence > 0.3}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("بحث بوتين ونتنياهو الملف السوري في لقاء استمر ساعات.", DAY),
        ("وصل نتنياهو إلى موسكو صباحا.", DAY),
        ("التقى نتنياهو في موسكو مسؤولين.", date(2018, 5, 11)),
        ("يلتقي نتنياهو الرئيس بوتين يوم الأربعاء المقبل.", date(2018, 5, 5)),
        ("وكان بوتين قد استقبل نتنياهو في أيار/مايو الماضي.", date(2018, 6, 20)),
    ],
)
def test_who_met_and_when_tell_of_a_meeting(linker, text, day):
    assert told(linker, text, day) == {VISIT}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("يلتقي نتنياهو الرئيس بوتين قريبا.", date(2018, 4, 2)),  # no date, and long before
        ("وكان بوتين قد استقبل نتنياهو في لقاء سابق.", date(2018, 6, 20)),
        ("بحث بوتين ونتنياهو في اتصال هاتفي نتائج اللقاء.", DAY),
        ("التقى بوتين في موسكو رئيس شركة.", DAY),  # the host is there every day
        ("تحدث نتنياهو عن سوريا. وعقد بوتين لقاء.", DAY),
        ("انتقد نتنياهو سياسة بوتين.", DAY),
        ("التقى بوتين ونتنياهو في عام 2018.", date(2019, 3, 1)),  # they met twice in that year
    ],
)
def test_less_tells_of_none(linker, text, day):
    assert told(linker, text, day) == set()


def test_two_of_three_are_enough_where_all_were_there(linker):
    assert told(linker, "عقد روحاني وأردوغان محادثات اليوم.", date(2018, 9, 7)) == {SUMMIT}


def test_a_month_tells_one_meeting_of_two_from_the_other(linker):
    assert told(linker, "زار نتنياهو موسكو في تموز/يوليو الماضي.", date(2018, 8, 20)) == {LATER}
