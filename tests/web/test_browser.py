"""Reports that carry markup and script are shown as text: tried in a real browser, also with the page's policy lifted,
so that escaping holds by itself.
"""

import re
import threading
import time

import pytest
import uvicorn

from newsetl.web.app import create_app

PWN = "window.pwned=1"
SCRIPT = f"<script>{PWN}</script>"
IMAGE = f'"><img src=x onerror="{PWN}">'
HOSTILE_TITLE = f"سجن غويران {SCRIPT}{IMAGE}"
HOSTILE_BODY = (
    f"هاجم داعش سجن الصناعة </mark></p>{SCRIPT}<svg onload={PWN}> {{{{7*7}}}} &lt;b&gt;\n\n"
    f"{IMAGE} --><style>*{{display:none}}</style>"
)
HOSTILE_OUTLET = f"صحيفة {IMAGE}'\"<b>"
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def site(pipeline):
    """The app on a port: its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(pipeline, feedback=True), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def hostile(add):
    """A report with markup and script in every field that a page shows."""
    return add(
        title=HOSTILE_TITLE,
        body=HOSTILE_BODY,
        url="https://nahr.example/hostile",
        author=SCRIPT,
        section=IMAGE,
        overwrite={
            "url": f"javascript:{PWN}",
            "outlet": HOSTILE_OUTLET,
            "lang": '"><script>',
            "date_quality": SCRIPT,
            "affiliation": IMAGE,
            "about": [IMAGE],
            "about_ids": [SCRIPT],
            "evidence": [f"{SCRIPT}دليل{IMAGE}"],
            "duplicate_of": f'"{SCRIPT}/../javascript:{PWN}',
            "is_primary": False,
        },
    )


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["as served", "without its policy"])
def test_a_report_full_of_script_is_shown_inert(chromium, site, hostile, bypass_csp):
    context = chromium.new_context(bypass_csp=bypass_csp)
    page = context.new_page()
    dialogs, complaints, requests = [], [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    addresses = {
        "/": HOSTILE_TITLE,
        "/?q=سجن غويران": HOSTILE_TITLE,
        f"/?q={SCRIPT}": None,
        "/?" + "&".join(f"{name}={IMAGE}" for name in ("q", "about", "outlet", "affiliation", "lang")): None,
        f"/article/{hostile.article_id}": HOSTILE_TITLE,
        f"/article/{SCRIPT}": None,
        f"/{IMAGE}": None,
    }
    for address, shown in addresses.items():
        page.goto(site + address.replace("#", "%23").replace("/script", "%2Fscript"))
        assert page.evaluate("window.pwned") is None, address
        assert page.locator("script, svg, style, iframe, object, b b, img:not(.brand img)").count() == 0, address
        handlers = (
            "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
        )
        assert page.evaluate(handlers) == [], address
        links = page.evaluate("[...document.links].map(a => [a.protocol, a.host])")
        assert {tuple(link) for link in links} == {("http:", site.removeprefix("http://"))}, address
        if shown:
            assert shown in page.locator("main").inner_text(), address
    assert dialogs == []
    assert {url for url in requests if not url.startswith(site)} == set()
    assert [text for text in complaints if "Content Security Policy" in text] == []
    context.close()


def test_the_body_of_such_a_report_reads_as_it_was_written(chromium, site, hostile):
    page = chromium.new_page()
    page.goto(f"{site}/article/{hostile.article_id}")
    assert page.locator(".body p").all_inner_texts() == [
        re.sub(" +", " ", paragraph) for paragraph in hostile.body.split("\n\n")
    ]
    assert page.locator(".body mark").all_inner_texts() == ["داعش", "سجن الصناعة"]
    assert page.locator("main code").inner_text() == f"javascript:{PWN}"
    page.close()


@pytest.mark.parametrize("width", [1280, 360], ids=["desktop", "phone"])
def test_a_search_needs_no_script_and_fits_the_screen(chromium, site, add, width):
    add(title="هجوم على سجن غويران", body="هاجم داعش سجن الصناعة فجرا.", url="https://nahr.example/" + "x" * 300)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(site)
    page.get_by_label("ابحث في التقارير").fill("سجن غويران")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="هجوم على سجن غويران").click()
    assert page.get_by_role("heading", level=1).inner_text() == "هجوم على سجن غويران"
    assert page.locator("html").get_attribute("dir") == "rtl"
    boxes = [page.locator(part).bounding_box() for part in ("main", "aside", "header.top")]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    context.close()


def test_a_click_on_a_wrong_link_is_kept_under_the_pages_policy(site, add, chromium, settings):
    from newsetl.feedback import FeedbackStore

    report = add(title="اشتباكات", body="هاجم داعش سجن غويران ليلا.")
    page = chromium.new_page()
    page.goto(f"{site}/article/{report.article_id}")
    page.get_by_role("button", name="رابط خاطئ: سجن غويران").click()
    page.get_by_role("status").wait_for()
    page.get_by_label("كما ورد في النص").fill("ليلا")
    page.get_by_label("ما المقصود").fill("place:al-layl")
    page.get_by_role("button", name="أرسل").click()
    page.get_by_role("status").wait_for()
    kinds = [item.kind for item in FeedbackStore(settings.data_path).read().feedback.values()]
    page.close()
    assert kinds == ["wrong", "missing"]
