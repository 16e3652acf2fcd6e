from datetime import UTC, datetime

import pytest

from newsetl.times import Moment, parse_moment

NOON = datetime(2022, 1, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-01-20T14:00:00+02:00", Moment(NOON)),
        ("2022-01-20T12:00:00Z", Moment(NOON)),
        ("Thu, 20 Jan 2022 14:00:00 +0200", Moment(NOON)),
        ("2022-01-20 12:00:00 GMT", Moment(NOON)),
        ("2022-01-20T12:00:00UTC", Moment(NOON)),
        ("2022-01-20 12:00:00", Moment(NOON, offset_stated=False)),
        ("1642680000", Moment(NOON)),
        ("2022-01-20", Moment(NOON.replace(hour=0), "day", offset_stated=False)),
        ("2022/1/20", Moment(NOON.replace(hour=0), "day", offset_stated=False)),
        ("9999-12-31T23:59:59-05:00", Moment(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))),
    ],
)
def test_machine_times_are_read(text: str, moment: Moment) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", "أمس", "2022-13-40", "2022-02-30", "12", "Thu, 99 Jan 2022 14:00:00", "\x00"])
def test_other_texts_state_no_time(text: str) -> None:
    assert parse_moment(text) is None
