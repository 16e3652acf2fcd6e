"""Events told without their names: place or parties, a word for what happened, and the time."""

from datetime import date

import pytest

from newsetl.arabic.tokens import norms_of
from newsetl.names.elapsed import find_elapsed
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry

MASSACRE, TAKING, DEAL, KILLING = "event:massacre", "event:taking", "event:deal", "event:killing"
STRIKES, FREEING, VISIT = "event:strikes", "event:freeing", "event:visit"


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(
        Gazetteer(
            [
                entry("place:syria", "سوريا"),
                entry("place:hama-governorate", "محافظة حماة", located_in="place:syria"),
                entry("place:farm", "القبير", located_in="place:hama-governorate"),
                entry("place:village", "معرزاف", located_in="place:hama-governorate"),
                entry("place:iraq", "العراق"),
                entry("place:nineveh", "محافظة نينوى", located_in="place:iraq"),
                entry("place:mosul", "الموصل", located_in="place:nineveh"),
                entry("force:daesh", "داعش"),
                entry("force:sdf", "قسد"),
                entry("organisation:front", "الائتلاف"),
                entry("person:victim", "هشام الهاشمي"),
                entry("place:france", "فرنسا"),
                entry("place:britain", "بريطانيا"),
                entry("place:london", "لندن", located_in="place:britain"),
                entry("person:host", "جون ميلر"),
                entry("person:guest", "بيير دوران"),
                entry(
                    VISIT,
                    "قمة الجسر",
                    place="place:london",
                    participants=["person:host", "person:guest"],
                    happening=["agreement"],
                    valid_from="2018-05-09",
                ),
                entry(
                    STRIKES,
                    "واقعة نيسان",
                    place="place:syria",
                    participants=["place:france", "place:britain"],
                    happening=["airstrike"],
                    valid_from="2018-04-14",
                ),
                entry(
                    MASSACRE,
                    "حادثة القبير",
                    place="place:farm",
                    places=["place:village"],
                    happening=["massacre"],
                    valid_from="2012-06-06",
                    victims=["أهل المزرعة"],
                ),
                entry(
                    TAKING,
                    "نكسة حزيران العراقية",
                    place="place:mosul",
                    participants=["force:daesh"],
                    happening=["fall"],
                    valid_from="2014-06-06",
                    valid_to="2014-06-10",
                ),
                entry(
                    FREEING,
                    "عملية نينوى",
                    place="place:mosul",
                    participants=["force:daesh"],
                    driven_out="force:daesh",
                    happening=["liberation"],
                    valid_from="2016-10-16",
                    valid_to="2017-07-20",
                ),
                entry(
                    DEAL,
                    "وثيقة آذار",
                    participants=["force:sdf", "organisation:front"],
                    happening=["agreement"],
                    valid_from="2025-03-10",
                ),
                entry(
                    KILLING,
                    "حادثة زيونة",
                    participants=["person:victim"],
                    happening=["killing"],
                    valid_from="2020-07-06",
                ),
            ]
        )
    )


@pytest.mark.parametrize(
    ("day", "report", "event"),
    [
        ("2012-06-08", "دخل المراقبون القبير أمس. ورأوا بيوتا محترقة وآثار دماء على الجدران.", MASSACRE),
        ("2012-06-07", "قال ناشطون إن العشرات قتلوا ذبحا قرب معرزاف في مجزرة جديدة.", MASSACRE),
        ("2012-06-09", "شيع الناس أهل المزرعة بعد المجزرة.", MASSACRE),
        ("2020-06-06", "ثماني سنوات على مقتل العشرات في القبير.", MASSACRE),
        ("2017-06-10", "في الذكرى الثالثة لاستيلاء داعش على الموصل زار الوزير القبور.", TAKING),
        ("2014-12-15", "ضاعف الراهب عمله حين سقطت الموصل في حزيران 2014.", TAKING),
        ("2018-06-10", "يقول إن الجيش انهار في الموصل. ودخلها داعش قبل أربع سنوات.", ""),
        ("2025-03-11", "رحبت عواصم بالاتفاق بين قسد والائتلاف.", DEAL),
        ("2025-04-20", "ما زال الاتفاق بين قسد والائتلاف حبرا على ورق.", DEAL),  # news until it is carried out
        ("2018-04-15", "قالت سوريا إنها أسقطت صواريخ. ونفت فرنسا وبريطانيا أن الضربة أخطأت.", STRIKES),
        ("2025-09-10", "تطالب قسد والائتلاف بتنفيذ اتفاق آذار الماضي.", DEAL),
        ("2018-05-10", "أعلن جون ميلر وبيير دوران في لندن الاتفاق على ممر آمن.", VISIT),
        ("2020-07-08", "شيع المئات هشام الهاشمي بعد اغتياله.", KILLING),
        ("2018-06-10", "عاد الأهالي بعد طرد داعش من مدينة الموصل.", FREEING),
        ("2018-06-10", "كان داعش هناك. ثم استعاد الجيش الموصل.", FREEING),
    ],
)
def test_an_event_is_told_without_its_name(linker: Linker, day: str, report: str, event: str) -> None:
    found = {m.entity_id for m in linker.link("", report, date.fromisoformat(day)) if m.kind == "event"}
    assert found == ({event} if event else set())


@pytest.mark.parametrize(
    ("day", "report"),
    [
        ("2012-05-01", "قتل اثنان في مجزرة طريق قرب القبير."),  # before it
        ("2019-06-08", "افتتح المحافظ مدرسة في القبير بعد عام على وعد البلدية."),  # nothing happened
        ("2016-10-20", "يقاتل داعش في الموصل منذ أسبوع."),  # another battle
        ("2025-03-11", "رحبت قسد بالاتفاق."),  # with whom?
        ("2018-06-10", "استعاد سكان الموصل بيوتهم."),  # nobody is driven out
        ("2016-01-10", "تحدث عن طرد داعش من الموصل."),  # not yet
        ("2018-06-10", "في 2010 جرى الحديث عن استعادة الموصل من داعش."),  # another time
        ("2025-08-20", "بحث وفدان من قسد والائتلاف هدنة بين عشيرتين."),  # an agreement of long ago
        ("2018-04-15", "خسرت فرنسا أمام بريطانيا بعد ضربة رأسية."),  # states meet about everything
        ("2018-05-12", "دافعت لندن عن الاتفاق النووي."),  # much is agreed on in a capital
        ("2018-05-12", "دعا جون ميلر من لندن إلى اتفاق مع النقابات."),
        ("2020-07-01", "كتب هشام الهاشمي عن اغتيال ضابط."),  # before his death
        ("2018-04-15", "ضربت فرنسا وبريطانيا سوريا بغارات في أيلول 1961 ثم عادت العلاقات بعد شهر."),
    ],
)
def test_what_only_resembles_an_event_tells_of_none(linker: Linker, day: str, report: str) -> None:
    assert [m for m in linker.link("", report, date.fromisoformat(day)) if m.kind == "event"] == []


@pytest.mark.parametrize(
    ("phrase", "inside"),
    [
        ("ثماني سنوات على", date(2012, 6, 10)),
        ("الذكرى السنوية الثالثة", date(2017, 6, 10)),
        ("بعد عام كامل على", date(2019, 6, 10)),
        ("قبل أقل من عام", date(2019, 12, 1)),
        ("شهرين على", date(2020, 4, 10)),
        ("two years after", date(2018, 6, 10)),
        ("on the fifth anniversary", date(2015, 6, 10)),
    ],
)
def test_time_gone_by_counts_back_from_the_report(phrase: str, inside: date) -> None:
    day = date(2020, 6, 10)
    [found] = find_elapsed(norms_of(phrase), day)
    assert found.since <= inside <= found.until <= day


@pytest.mark.parametrize("phrase", ["على الطريق", "خمسة من الجنود", "من بعد", "الذكرى", "بعد أيام من"])
def test_other_words_count_nothing(phrase: str) -> None:
    assert list(find_elapsed(norms_of(phrase), date(2020, 6, 10))) == []
