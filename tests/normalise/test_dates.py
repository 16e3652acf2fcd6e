from datetime import UTC, datetime

import pytest

from newsetl.normalise.dates import address_date, choose, parse_date_line, with_conflicts


@pytest.mark.parametrize(
    "line",
    [
        "الخميس 20 كانون الثاني 2022",
        "٢٠ كانون الثاني/يناير ٢٠٢٢",
        "۲۰ جانفي ۲۰۲۲",
        "نشر في: 20 كانون الثاني (يناير) 2022م",
        "20 يناير/كانون الثاني 2022",
        "20 من شهر يناير من عام 2022",
        "يناير 20, 2022",
        "20/01/2022",
        "2022-1-20",
        "20 - 1 - 2022",
        "20/كانون الثاني/2022",
        "17 جمادى الآخرة 1443 هـ - 20 يناير 2022",
        "الخميس، 20 كانون‌ الثاني، 2022",
    ],
)
def test_one_day_in_many_spellings(line: str) -> None:
    moment = parse_date_line(line)
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2022, 1, 20, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *(("كانون الثاني", 1), ("جانفي", 1), ("شباط", 2), ("فيفري", 2), ("آذار", 3), ("اذار", 3), ("نيسان", 4)),
        *(("أفريل", 4), ("إبريل", 4), ("أيار", 5), ("ماي", 5), ("حزيران", 6), ("جوان", 6), ("تموز", 7)),
        *(("جويلية", 7), ("يوليوز", 7), ("آب", 8), ("أوت", 8), ("غشت", 8), ("أيلول", 9), ("شتنبر", 9)),
        *(("تشرين الأول", 10), ("أكتوبر", 10), ("تشرين الثاني", 11), ("نونبر", 11), ("كانون الأول", 12), ("دجنبر", 12)),
    ],
)
def test_month_names_of_all_countries(name: str, month: int) -> None:
    moment = parse_date_line(f"7 {name} 2021")
    assert moment is not None
    assert moment.at == datetime(2021, month, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "hour", "minute"),
    [
        ("الخميس 20 كانون الثاني 2022 - 10:30", 10, 30),
        ("20 يناير 2022 الساعة 10:30 مساءً", 22, 30),
        ("20 يناير 2022 ١٠:٣٠ ص", 10, 30),
        ("12:05 ص 20 يناير 2022", 0, 5),
        ("آخر تحديث 12:05 م، 20 يناير 2022", 12, 5),
    ],
)
def test_the_time_of_day(line: str, hour: int, minute: int) -> None:
    moment = parse_date_line(line)
    assert moment is not None
    assert (moment.at.hour, moment.at.minute, moment.precision) == (hour, minute, "second")
    assert not moment.offset_stated


@pytest.mark.parametrize(
    "line",
    [
        "",
        "كانون الثاني 2022",
        "26 كانون الثاني",
        "31 شباط 2022",
        "عام 2022",
        "20 آذار/يناير 2022",
        "1/2/3",
        "45/13/2022",
    ],
)
def test_half_or_impossible_dates_are_none(line: str) -> None:
    assert parse_date_line(line) is None


def test_the_first_that_is_a_date_is_chosen_and_says_where_it_stood() -> None:
    dated = choose([("سابقاً", "JSON-LD"), ("2022-01-20T10:00:00", "meta"), ("2021-01-01", "feed")])
    assert dated is not None
    assert (dated.at, dated.how) == (datetime(2022, 1, 20, 10, tzinfo=UTC), "meta, offset missing: UTC assumed")
    assert choose([("سابقاً", "JSON-LD")]) is None


@pytest.mark.parametrize(
    ("line", "hour", "minute"),
    [
        ("20 يناير 2022 10:00 (GMT+3)", 7, 0),
        ("20 يناير 2022 10:00 +03:00", 7, 0),
        ("20 يناير 2022 10:00 بتوقيت غرينتش", 10, 0),
        ("20 يناير 2022 10:00 -12 قراءة", 8, 0),
        ("20 يناير 2022 12:30 ليلا", 22, 30),
        ("20 يناير 2022 11:30 ظهرا", 9, 30),
        ("20 يناير 2022 01:30 ظهرا", 11, 30),
        ("Thu, 20 Jan 2022 10:00:00 -0000", 10, 0),
    ],
)
def test_what_a_line_says_of_its_time_holds(line: str, hour: int, minute: int) -> None:
    dated = choose([(line, "line")], "Asia/Damascus")
    assert dated is not None
    assert (dated.at.hour, dated.at.minute) == (hour, minute)


def test_a_time_without_offset_is_of_the_outlets_zone() -> None:
    dated = choose([("2022-01-20T10:00:00", "meta")], "Asia/Beirut")
    assert dated is not None
    assert (dated.at.hour, dated.how) == (8, "meta, offset missing: Asia/Beirut assumed")
    for text, hour in [("2022-01-20T10:00:00+03:00", 7), ("2022-01-20", 0), ("9999-12-31T23:00:00", 21)]:
        dated = choose([(text, "meta")], "Asia/Beirut")
        assert dated is not None
        assert dated.at.hour == hour
    edge = choose([("9999-12-31T23:00:00", "meta")], "America/New_York")
    assert edge is not None
    assert edge.at.year == 9999


SEEN = datetime(2022, 1, 20, 12, tzinfo=UTC)


def test_a_date_later_than_the_page_was_seen_gives_way_to_the_next() -> None:
    dated = choose([("2022-03-01", "JSON-LD"), ("20 كانون الثاني 2022", "date line")], seen_at=SEEN)
    assert dated is not None
    assert dated.at == datetime(2022, 1, 20, tzinfo=UTC)
    assert dated.how == "date line, JSON-LD refused: 2022-03-01 is later than seen"
    tomorrow = choose([("2022-01-21T11:00:00Z", "JSON-LD"), ("2022-01-20", "date line")], seen_at=SEEN)
    assert tomorrow is not None
    assert tomorrow.how == "JSON-LD"
    alone = choose([("2022-03-01", "JSON-LD")], seen_at=SEEN)
    assert alone is not None
    assert alone.at.month == 3  # validate decides on it


@pytest.mark.parametrize(
    ("other", "time_zone", "conflict"),
    [
        ("20 كانون الثاني 2022", "Asia/Damascus", ""),
        ("21 كانون الثاني 2022", "", ""),
        ("21 كانون الثاني 2022", "Asia/Damascus", ", date line says 2022-01-21"),
        ("3 شباط 2022", "", ", date line says 2022-02-03"),
        ("قبل ساعة", "", ""),
    ],
)
def test_another_day_elsewhere_is_told(other: str, time_zone: str, conflict: str) -> None:
    dated = choose([("2022-01-20T10:00:00Z", "JSON-LD")])
    assert dated is not None
    assert with_conflicts(dated, [(other, "date line")], time_zone).how == f"JSON-LD{conflict}"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://site.example/2022/01/20/slug", "2022-01-20"),
        ("https://site.example/news/2022-1-20-slug", "2022-1-20"),
        ("https://site.example/2022/01/20", "2022-01-20"),
        ("https://site.example/2022/13/20/slug", None),
        ("https://site.example/?d=2022-01-20", None),
        ("https://site.example/news/12022/01/201", None),
    ],
)
def test_the_day_in_an_address(url: str, day: str | None) -> None:
    assert address_date(url) == day


@pytest.mark.parametrize("line", ["20/01/2022-10:30", "٢٠/٠١/٢٠٢٢، 10:30"])
def test_a_time_glued_to_a_date_is_read(line: str) -> None:
    moment = parse_date_line(line)
    assert moment is not None
    assert moment.at == datetime(2022, 1, 20, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("line", ["6 رجب 1443 هـ", "20/1/22", "12/31/2021", "أمس الأحد", "20 كانون الثاني الماضي"])
def test_what_is_not_stated_in_full_dates_no_report(line: str) -> None:
    assert parse_date_line(line) is None
