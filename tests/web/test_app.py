"""The API, failures, headers and links that hold for every page."""

import json
import sys

import httpx
import pytest
from fastapi import Depends, FastAPI, HTTPException

from newsetl.cli import main
from newsetl.index.engine import IndexUnusable
from newsetl.settings import get_settings
from newsetl.web.app import create_app


def test_the_api_answers_what_the_command_line_prints(add, get, settings, monkeypatch, capsys, pipeline):
    add(title="هجوم على سجن غويران", body="هاجم داعش سجن الصناعة.")
    monkeypatch.setenv("NEWSETL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(sys, "argv", ["newsetl", "search", "هجوم", "--since", "2022-01-01", "--json"])
    get_settings.cache_clear()
    with pytest.raises(SystemExit):
        main()
    get_settings.cache_clear()
    assert get("/api/search", q="هجوم", since="2022-01-01").json() == json.loads(capsys.readouterr().out)


def test_the_api_narrows_as_it_is_told(add, get):
    add(title="أول"), add(title="ثان", lang="en"), add(title="ثالث", lang="en")
    assert get("/api/search", lang="en").json()["total"] == 2
    assert get("/api/search", source="radio").json()["total"] == 0
    assert [len(get("/api/search", limit=n).json()["hits"]) for n in (0, 2)] == [0, 2]
    assert get("/api/search", until="2022-01-20T12:00+00:00").json()["total"] == 0


def test_the_api_answers_no_question_that_it_does_not_understand(add, get):
    add()
    answer = get("/api/search", query="سجن")
    assert answer.status_code == 400
    assert "query" in answer.json()["error"]["detail"]
    assert "limit" in answer.json()["error"]["detail"]
    assert get("/api/coverage", since="2022-01-01").status_code == 400


@pytest.mark.parametrize("wrong", [{"limit": "-1"}, {"limit": "1000"}, {"offset": "x"}, {"since": "yesterday"}])
def test_the_api_says_what_is_wrong_as_json(add, get, wrong):
    add()
    answer = get("/api/search", **wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]["detail"]
    assert answer.json()["error"]["detail_ar"]


def test_health_is_the_number_of_reports(add, get):
    add()
    assert get("/healthz").json() == {"status": "ok", "reports": 1}


@pytest.mark.parametrize("path", ["/", "/article/x"])
def test_an_unreachable_index_is_a_503_in_both_languages_that_tells_no_secret(pipeline, get, path):
    class Dead:
        def __getattr__(self, _):
            raise IndexUnusable("Elasticsearch at https://inside.example:9200 refused user spy")

    pipeline.__dict__["reader"] = Dead()
    answer = get(path, q="سجن")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "الفهرس غير متاح" in answer.text
    assert "newsetl doctor" in answer.text
    assert "inside.example" not in answer.text
    assert get("/healthz").status_code == get("/api/search").status_code == 503
    assert "inside.example" not in get("/api/search").text


def test_no_index_yet_is_a_503_and_creates_none(get, settings):
    assert get().status_code == 503
    assert not (settings.data_dir / "index").exists()


def test_a_fault_of_ours_shows_no_traceback(pipeline, get):
    pipeline.__dict__["reader"] = None
    answer = get()
    assert answer.status_code == 500
    assert "حدث خطأ" in answer.text
    assert "Traceback" not in answer.text
    assert "NoneType" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/style.css", "/nothing", "/api/search", "/healthz", "/article/nothing"])
def test_every_answer_carries_the_security_headers(add, get, path):
    add()
    headers = get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_only_reads(add, get, method):
    add()
    assert {get(path, method=method).status_code for path in ("/", "/api/search", "/healthz")} == {405}


def test_a_monitor_may_ask_by_head(add, get):
    document = add()
    paths = ("/", "/api/search", "/healthz", "/style.css", f"/article/{document.article_id}")
    assert {get(path, method="HEAD").status_code for path in paths} == {200}


def test_it_works_under_a_prefix_and_behind_a_guard(add, pipeline):
    import asyncio

    document = add(title="خبر")

    def refuse() -> None:
        raise HTTPException(401)

    outer = FastAPI()
    outer.mount("/open", create_app(pipeline))
    outer.mount("/shut", create_app(pipeline, dependencies=[Depends(refuse)]))

    async def fetch(*paths):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(outer), base_url="http://news.test") as client:
            return [await client.get(path) for path in paths]

    page, article, style, *shut = asyncio.run(
        fetch("/open/", f"/open/article/{document.article_id}", "/open/style.css", "/shut/", "/shut/style.css")
    )
    assert f'href="/open/article/{document.article_id}"' in page.text
    assert 'href="/open/style.css' in article.text
    assert style.headers["Content-Type"].startswith("text/css")
    assert [answer.status_code for answer in shut] == [401, 401]
