"""The coverage page: a day leads to its reports."""

from datetime import UTC, datetime

import pytest


def test_a_day_with_reports_leads_to_them(add, read, get):
    add(published_at=datetime(2022, 1, 20, 12, tzinfo=UTC))
    page = read("/coverage", from_="2022-01-19", to="2022-01-21")
    assert "nahr" in page.text
    assert "لم يُسأل عن هذا اليوم" in page.text
    [link] = [href for text, href in page.links.items() if text == "1"]
    assert "from=2022-01-20&to=2022-01-20" in link
    rows = get("/api/coverage", from_="2022-01-20", to="2022-01-20").json()["days"]
    assert [(row["source"], row["kept"]) for row in rows if row["kept"]] == [("nahr", 1)]


@pytest.mark.parametrize("days", [{"from_": "9999-12-31"}, {"to": "9999-12-31"}, {"to": "0001-01-01"}])
def test_days_at_the_ends_of_the_calendar_are_refused(add, get, days):
    add()
    assert [get(path, **days).status_code for path in ("/coverage", "/api/coverage")] == [400, 400]


def test_too_long_an_interval_is_explained(add, get):
    add()
    answer = get("/coverage", from_="2020-01-01", to="2022-01-21")
    assert answer.status_code == 400
    assert "shorter interval" in answer.text
