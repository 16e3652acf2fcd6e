"""A pack's selectors: what they pick comes first while they are valid, and general extraction stands in."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from newsetl.normalise.article import draft_of, published_of
from newsetl.normalise.extract import ConsentPage, Extracted, extract_page
from newsetl.records import Capture
from newsetl.selectors import Selectors
from tests.normalise.conftest import PARAGRAPHS, TITLE

URL = "https://nahr.example/n/1"
SEEN = datetime(2022, 1, 21, 12, tzinfo=UTC)
SHOWN = "عنوان آخر يظهر فوق الخبر كله"
PAGE = f"""<!DOCTYPE html><html><head><title>{SHOWN}</title><meta charset=utf-8></head><body><h1>{SHOWN}</h1>
<div id=t>{TITLE}</div><span class=d data-x=1>20 كانون الثاني 2022 - 10:30</span><i class=w>بقلم: سمير الأحمد</i>
<div class=k><p>{PARAGRAPHS[0]}</p>
<p class=promo>قناة النهر أول من ينقل الخبر إلى قرائها في كل مكان من العالم.</p></div>
<div class=k><p>{PARAGRAPHS[1]}</p><a href=/n/2>عنوان تقرير ثان في الموقع</a></div>
<div><p>{PARAGRAPHS[2]}</p></div></body></html>"""


def read(until: date = date(2022, 2, 1), **selectors: str) -> Extracted:
    given = Selectors(valid_until=until, **selectors)
    hints = {"time_zone": "Asia/Damascus"}
    return extract_page(PAGE.encode(), URL, hints=hints, seen_at=SEEN, selectors=given)


def test_what_the_selectors_pick_is_taken_and_provenance_says_so() -> None:
    found = read(title="#t", body=".k", published=".d", author=".w", remove=".promo, .k > a")
    assert found.title == TITLE
    assert found.body.split("\n\n") == PARAGRAPHS[:2]
    assert found.published_at == datetime(2022, 1, 20, 8, 30, tzinfo=UTC)
    assert found.author == "سمير الأحمد"
    how = {name: found.provenance[name].split(",")[0] for name in ("title", "body", "published_at", "author")}
    assert set(how.values()) == {"selector"}


def test_an_element_inside_another_that_is_matched_is_read_once() -> None:
    assert read(body=".k, .k p", remove=".promo, a").body.split("\n\n") == PARAGRAPHS[:2]


def test_a_selector_that_matches_nothing_leaves_the_field_to_general_extraction_and_says_so() -> None:
    found, general = read(title="#none", body="#none", published="#none", author="#none"), read(remove="#none")
    assert (found.title, found.body) == (general.title, general.body) == (SHOWN, general.body)
    assert found.published_at == general.published_at
    for name in ("title", "body", "published_at"):
        assert found.provenance[name] == f"{general.provenance[name]}, the selector matched nothing"


def test_a_selected_text_that_states_no_date_leaves_it_to_the_page() -> None:
    found = read(published="#t")
    assert found.published_at == datetime(2022, 1, 20, 8, 30, tzinfo=UTC)
    assert found.provenance["published_at"].endswith("the selector's text states none")


def test_selectors_are_used_up_to_their_last_day() -> None:
    assert read(date(2022, 1, 21), title="#t").title == TITLE
    assert read(date(2022, 1, 20), title="#t").title == SHOWN


def test_a_declared_time_is_read_from_the_element() -> None:
    page = PAGE.replace("<span class=d data-x=1>", "<time class=d datetime=2022-01-19T05:00:00Z>")
    selectors = Selectors(valid_until=date(2023, 1, 1), published="time")
    found = extract_page(page.encode(), URL, seen_at=SEEN, selectors=selectors)
    assert found.published_at == datetime(2022, 1, 19, 5, tzinfo=UTC)


def test_a_request_for_consent_is_none_whatever_the_selectors_say() -> None:
    ask = "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين بياناتك ومعالجتها وعرض إعلانات مخصصة على هذا الموقع."
    page = f"<html><body><div class=k><p>{ask}</p></div><button>أوافق</button></body></html>"
    with pytest.raises(ConsentPage):
        extract_page(page.encode(), URL, selectors=Selectors(valid_until=date(2023, 1, 1), body=".k"))


def test_a_capture_is_read_by_its_sources_selectors(capture: Callable[..., Capture]) -> None:
    page = capture(PAGE)
    selectors = Selectors(valid_until=date(2022, 1, 20), title="#t", published=".d")
    assert (draft_of(page, selectors).title, draft_of(page).title) == (TITLE, SHOWN)
    assert published_of(page, selectors) == datetime(2022, 1, 20, 10, 30, tzinfo=UTC)
