"""The page inside Airflow: every route asks for Airflow's login, whoever has it reads, nobody writes."""

import json
import sys

import pytest

from newsetl.pipeline import Pipeline
from newsetl.settings import get_settings

REPORT = {
    "id": "r1",
    "url": "https://nahr.example/1",
    "source": "nahr",
    "title": "اشتباكات قرب سجن غويران",
    "body": "قالت مصادر إن داعش هاجم السجن في حي غويران.",
    "published": "2022-01-20T20:00:00+02:00",
}
ROUTES = (
    "/",
    "/?q=سجن غويران",
    "/article/{id}",
    "/api/search?q=سجن",
    "/api/article/{id}",
    "/api/article/{id}/revisions",
    "/coverage",
    "/api/coverage",
    "/healthz",
    "/style.css",
    "/icon.svg",
)


@pytest.fixture(scope="module")
def report_id(tmp_path_factory):
    """The id of the one report in the index that the environment names."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSETL_DATA_DIR", str(folder))
        get_settings.cache_clear()
        file = folder / "reports.jsonl"
        file.write_text(json.dumps(REPORT))
        pipeline, partitions = Pipeline.for_files([file])
        assert pipeline.run(partitions).ok
        yield next(iter(pipeline.reader.scan())).article_id
    get_settings.cache_clear()


def addresses(report_id):
    return ["/newsetl" + route.format(id=report_id) for route in ROUTES]


def test_every_route_of_the_app_is_among_those_tried(api_app, call, login, report_id):
    call("GET", "/newsetl/", headers={"Authorization": f"Bearer {login('vera')}"})
    mounted = next(route.app for route in api_app.routes if getattr(route, "path", "") == "/newsetl")
    tried = {route.partition("?")[0].replace("{id}", "{article_id}") for route in ROUTES}
    assert {route.path for route in mounted._app.routes} == tried
    assert all(route.methods == {"GET", "HEAD"} for route in mounted._app.routes)


def test_anonymous_readers_are_refused_everywhere(call, report_id):
    for address in addresses(report_id):
        answer = call("GET", address)
        assert answer.status_code == 401, address
        assert REPORT["title"] not in answer.text


@pytest.mark.parametrize("user", ["vera", "omar"])
@pytest.mark.parametrize("by", ["header", "cookie"])
def test_viewers_and_operators_read_every_page(call, login, report_id, user, by):
    token = login(user)
    credentials = {"Authorization": f"Bearer {token}"} if by == "header" else {"Cookie": f"_token={token}"}
    for address in addresses(report_id):
        assert call("GET", address, headers=credentials).status_code == 200, address


def test_a_forged_token_is_refused(call, login, report_id):
    token = login("omar")
    forged = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
    for address in addresses(report_id):
        assert call("GET", address, headers={"Authorization": f"Bearer {forged}"}).status_code in (401, 403), address


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(call, login, report_id, method):
    token = login("omar")
    for address in addresses(report_id):
        assert call(method, address, headers={"Authorization": f"Bearer {token}"}).status_code == 405, address


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc"])
def test_the_app_describes_itself_to_nobody(call, login, path):
    assert call("GET", "/newsetl" + path, headers={"Authorization": f"Bearer {login('omar')}"}).status_code == 404


def test_links_lead_back_under_the_prefix_and_the_frame_is_allowed(call, login, report_id):
    answer = call("GET", "/newsetl/?q=سجن غويران", headers={"Authorization": f"Bearer {login('vera')}"})
    assert f'href="/newsetl/article/{report_id}"' in answer.text
    assert 'action="/newsetl/"' in answer.text
    assert 'href="/newsetl/style.css' in answer.text
    assert 'href="//' not in answer.text
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_no_link_in_the_frame_seems_dead(call, login, report_id):
    headers = {"Authorization": f"Bearer {login('vera')}"}
    assert REPORT["url"] not in call("GET", "/newsetl/?q=سجن غويران", headers=headers).text
    report = call("GET", f"/newsetl/article/{report_id}", headers=headers).text
    assert f'href="{REPORT["url"]}"' in report
    assert "opens by Ctrl+click" in report


def test_airflow_offers_the_page_in_its_navigation(call, login):
    plugins = call("GET", "/api/v2/plugins", headers={"Authorization": f"Bearer {login('omar')}"}).json()["plugins"]
    [plugin] = [plugin for plugin in plugins if plugin["name"] == "newsetl_ui"]
    [view] = plugin["external_views"]
    assert (view["href"], view["destination"], view["url_route"]) == ("/newsetl/", "nav", "news-search")
    assert plugin["fastapi_apps"][0]["url_prefix"] == "/newsetl"


def test_loading_the_plugin_costs_a_task_nothing_of_the_search(tmp_path):
    import subprocess

    code = "import sys, newsetl_ui; print([m for m in sys.modules if m.startswith(('newsetl.', 'tantivy'))])"
    from tests.airflow_home import REPO

    said = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO / "plugins", capture_output=True, text=True, check=True
    )
    assert said.stdout.strip().endswith("[]")
