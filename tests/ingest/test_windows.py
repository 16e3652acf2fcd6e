from datetime import UTC, date, datetime, timedelta

import pytest

from newsetl.ingest import windows
from newsetl.ingest.windows import Window


def utc(day: int, hour: int = 0, minute: int = 0, second: int = 0, month: int = 1) -> datetime:
    return datetime(2022, month, day, hour, minute, second, tzinfo=UTC)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-01-20T14:00:05+02:00", utc(20, 12, 0, 5), utc(20, 12, 0, 6)),
        ("2022-01-20T12:00:05.25Z", utc(20, 12, 0, 5).replace(microsecond=250_000), None),
        ("2022-01-20T14:00+02:00", utc(20, 12), utc(20, 12) + SECOND),
        ("2022-01-20T14:00:00", utc(20, 12), utc(20, 12) + SECOND),
        ("2022-01-20", utc(19, 22), utc(20, 22)),
        ("2022-01", utc(31, 22).replace(year=2021, month=12), utc(31, 22)),
        ("2022", utc(31, 22).replace(year=2021, month=12), utc(31, 21, month=12)),
        ("Thu, 20 Jan 2022 14:00:00 +0200", utc(20, 12), utc(20, 12) + SECOND),
    ],
)
def test_dates_of_every_precision(text: str, first: datetime, last: datetime | None) -> None:
    window = windows.stated(text, "Asia/Damascus")
    assert window == Window(first, last or first + SECOND)


@pytest.mark.parametrize("text", ["", "2022-13", "2022-02-31", "0000", "soon", "9" * 500, "2022-01-20T99:00:00Z"])
def test_what_is_no_date_says_nothing(text: str) -> None:
    assert windows.stated(text, "Asia/Damascus") is None


def test_the_ends_of_the_calendar_are_no_trouble() -> None:
    for text in ("9999", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
        for zone in ("", "Asia/Damascus"):
            window = windows.stated(text, zone)
            assert window is not None
            assert window.first <= window.last


def test_without_a_zone_a_day_is_that_day_anywhere() -> None:
    assert windows.stated("2022-01-20", "") == Window(utc(19, 10), utc(21, 12))
    assert windows.stated("2022-01-20T10:00:00", "") == Window(utc(19, 20), utc(20, 22))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/2022/01/20/story", True),
        ("/news/2022-1-20/story.html", True),
        ("/2022_01_20", True),
        ("/2022/01/story", False),
        ("/2022/13/20/story", False),
        ("/2022/01/20/what-happened-2021-05-01", False),
        ("/id/12022/01/20", False),
        ("/?day=2022/01/20", False),
    ],
)
def test_the_day_in_an_address(path: str, found: bool) -> None:
    window = windows.of_address(f"https://nahr.example{path}", "UTC")
    assert window == (Window(utc(20), utc(21)) if found else None)


def test_an_interval_of_utc_touches_two_days_of_the_outlet() -> None:
    assert list(windows.days_of((utc(20), utc(21)), "Asia/Damascus")) == [date(2022, 1, 20), date(2022, 1, 21)]
    assert list(windows.days_of((utc(20), utc(21)), "UTC")) == [date(2022, 1, 20)]
    assert list(windows.days_of((utc(19, 22), utc(20, 22)), "Asia/Damascus")) == [date(2022, 1, 20)]
    assert list(windows.days_of((utc(20), utc(21)), "")) == [date(2022, 1, day) for day in (19, 20, 21)]
