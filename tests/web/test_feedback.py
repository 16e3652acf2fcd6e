"""Feedback from the page: kept with its sentence, from the page itself alone, and only where the app takes any."""

import asyncio

import httpx
import pytest

from newsetl.feedback import FeedbackStore
from newsetl.web.app import create_app

LOCAL = "http://127.0.0.1:8000"
JSON = "application/json"
SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


@pytest.fixture
def send(pipeline):
    """POST feedback, or GET a page where ``data`` is missing."""
    app = create_app(pipeline, feedback=True)

    def request(path="/api/feedback", *, base=LOCAL, headers=SAME, **body):
        async def fetch():
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                if not body:
                    return await client.get(path)
                return await client.post(path, headers=headers, **body)

        return asyncio.run(fetch())

    return request


@pytest.fixture
def kept(settings):
    return lambda: list(FeedbackStore(settings.data_path).read().feedback.values())


@pytest.fixture
def report(add):
    return add(title="اشتباكات ليلية", body="هاجم داعش سجن غويران. ثم انسحب إلى <b>الوادي</b> البعيد.")


def test_a_wrong_link_is_kept_with_its_sentence_and_the_reader_is_thanked(send, kept, report):
    answer = send(data={"kind": "wrong", "entity": "facility:prison", "article_id": report.article_id})
    [item] = kept()
    assert (item.kind, item.entity_id, item.sentence) == ("wrong", "facility:prison", "هاجم داعش سجن غويران.")
    assert answer.status_code == 303
    assert "حُفظت ملاحظتك" in send(answer.headers["location"]).text


def test_a_missing_link_is_kept_and_its_words_are_never_markup(send, kept, report):
    told = {"kind": "missing", "entity": "place:al-wadi", "article_id": report.article_id, "surface": "<b>الوادي</b>"}
    assert send(json=told).json()["surface"] == kept()[0].surface == "<b>الوادي</b>"
    refused = send(data={**told, "entity": "<script>x</script>"})
    assert refused.status_code == 400
    assert "&lt;script&gt;" in refused.text
    assert "<script>" not in refused.text


@pytest.mark.parametrize(
    ("headers", "base"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, LOCAL),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"}, LOCAL),
        ({"Origin": "https://evil.example"}, LOCAL),
        ({}, LOCAL),
        (SAME, "http://rebound.example"),
    ],
)
def test_what_does_not_come_from_the_page_is_refused(send, kept, report, headers, base):
    told = {"kind": "wrong", "entity": "facility:prison", "article_id": report.article_id}
    assert send(data=told, headers=headers, base=base).status_code == 403
    assert kept() == []


def test_a_program_without_a_browser_sends_json(send, kept, report):
    told = {"kind": "wrong", "entity": "facility:prison", "article_id": report.article_id}
    assert send(json=told, headers={}).status_code == 201
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"content": b"{", "headers": {**SAME, "Content-Type": JSON}}, 400),
        ({"json": {"kind": ["wrong"]}}, 400),
        ({"content": b'{"note": "\\ud83d", "article_id": "\\ud83d"}', "headers": {**SAME, "Content-Type": JSON}}, 400),
        ({"json": {"kind": "wrong", "entity": "x", "article_id": "none"}}, 404),
        ({"content": b"x", "headers": {**SAME, "Content-Type": "text/plain"}}, 415),
        ({"data": {"note": "x" * 30_000}}, 413),
    ],
)
def test_bad_feedback_is_told_and_not_kept(send, kept, report, body, status):
    assert send(**body).status_code == status
    assert kept() == []


def test_the_page_offers_it_only_where_the_app_takes_it(send, get, report):
    address = f"/article/{report.article_id}"
    assert "رابط خاطئ" in send(address).text
    assert "رابط ناقص" in send(address).text
    assert "رابط" not in get(address).text
    assert get("/api/feedback", method="POST").status_code in (404, 405)
