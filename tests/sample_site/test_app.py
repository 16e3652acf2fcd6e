"""The sample's outlets over http: each document as outlets send it, and nothing but the sample."""

import asyncio
import gzip
import json
from pathlib import Path

import httpx
import pytest
from lxml import etree, html

import newsetl
from newsetl.sample_site.app import create_app
from newsetl.sample_site.ways import load_outlets

SAMPLE = Path(newsetl.__file__).parent / "sample"
OUTLETS = load_outlets()
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
OLD_PAGE = "/barid-sharq/article.aspx?articleno=30518"
GZIPPED = "/qamariya-tv/node/88351"


class Site:
    """The app, asked without a network."""

    def __init__(self, failing=()):
        self.app = create_app(OUTLETS, failing)

    def ask(self, method, path, headers=None):
        """The answer, and its body as sent."""

        async def send():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8090") as client:
                async with client.stream(method, path, headers=headers) as answer:
                    sent = b"".join([part async for part in answer.aiter_raw()])
                return httpx.Response(answer.status_code, headers=answer.headers, content=sent), sent

        return asyncio.run(send())

    def get(self, path, headers=None):
        return self.ask("GET", path, headers)[0]


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize(
    ("path", "content_type", "file"),
    [
        ("/safsaf-news/feed.xml", "application/rss+xml; charset=utf-8", "feeds/safsaf-news.xml"),
        ("/shurfa-net/feed.xml", "application/atom+xml; charset=utf-8", "feeds/shurfa-net.xml"),
        ("/marafi-agency/dump.jsonl", "application/x-ndjson", "dumps/marafi-agency.jsonl"),
        ("/qamariya-tv/archive.warc.gz", "application/gzip", "archives/qamariya-tv.warc.gz"),
        (OLD_PAGE, "text/html", "pages/barid-sharq/01.html"),
        ("/barid-sharq/news/30650", "text/html", "pages/barid-sharq/13.html"),
        ("/sanabil-sabah/index.php?page=article&id=40223", "text/html", "pages/sanabil-sabah/01.html"),
        ("/sanabil-sabah/arab-world/", "text/html", "pages/sanabil-sabah/14.html"),
    ],
)
def test_what_is_in_the_sample_comes_byte_for_byte(site, path, content_type, file):
    answer = site.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert answer.content == (SAMPLE / file).read_bytes()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/safsaf-news/", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/barid-sharq/robots.txt", "text/plain; charset=utf-8"),
        ("/barid-sharq/sitemap.xml", "application/xml; charset=utf-8"),
        ("/barid-sharq/sitemap-index.xml", "application/xml; charset=utf-8"),
        ("/barid-sharq/sitemap-2022-01.xml.gz", "application/gzip"),
        ("/barid-sharq/archive/2022/1/20/", "text/html; charset=utf-8"),
        ("/qamariya-tv/crawl/warc-2022-01.paths.gz", "application/gzip"),
        ("/barid-sharq/pages.jsonl", "application/x-ndjson"),
    ],
)
def test_what_is_made_for_the_site(site, path, content_type):
    answer = site.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)


def test_an_archived_page_comes_with_the_headers_it_was_archived_with(site):
    answer = site.get(GZIPPED)
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = site.get(GZIPPED, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    assert plain.headers["etag"] != answer.headers["etag"]
    _, sent = site.ask("GET", GZIPPED)
    assert len(sent) == 2071
    assert gzip.decompress(sent) == plain.content
    declared = [document.content_type for document in OUTLETS["qamariya-tv"].documents.values() if document.modified]
    assert declared.count("text/html; charset=UTF-8") == 18


def test_every_link_of_the_home_pages_leads_somewhere(site):
    links = 0
    for page in ("/", *(f"/{name}/" for name in OUTLETS)):
        tree = html.fromstring(site.get(page).text, base_url=f"http://127.0.0.1:8090{page}")
        tree.make_links_absolute()
        for link in {link for _, _, link, _ in tree.iterlinks()}:
            assert site.get(link).status_code == 200, link
            links += 1
    pages = sum(len(outlet.reports) for outlet in OUTLETS.values())
    assert pages == 26 + 14 + 28
    assert links > pages
    assert "لاهاي تدرس استعادة أمهات وأطفال من مخيم قرب ديريك السورية" in site.get("/barid-sharq/").text
    assert '<html lang="ar" dir="rtl">' in site.get("/").text


def test_sitemaps_and_robots_name_this_site(site):
    lines = site.get("/robots.txt").text.splitlines()
    assert "Crawl-delay: 0" in lines
    named = [line.split()[1] for line in lines if line.startswith("Sitemap")]
    here = "http://127.0.0.1:8090"
    assert named == [
        f"{here}/barid-sharq/sitemap.xml",
        f"{here}/barid-sharq/sitemap-index.xml",
        f"{here}/sanabil-sabah/sitemap-index.xml",
    ]
    locs = [loc.text for loc in etree.fromstring(site.get(named[0]).content).iter(LOC)]
    assert len(locs) == 26
    assert {site.get(loc).status_code for loc in locs} == {200}
    elsewhere = site.get("/barid-sharq/sitemap.xml", headers={"Host": "desk.example:1"})
    assert b"<loc>http://desk.example:1/barid-sharq/news/30650</loc>" in elsewhere.content
    assert "Sitemap" not in site.get("/safsaf-news/robots.txt").text


@pytest.mark.parametrize("outlet", ["barid-sharq", "sanabil-sabah"])
def test_monthly_sitemaps_and_daily_listings_lead_to_every_page(site, outlet):
    pages = {f"http://127.0.0.1:8090/{outlet}/{report.address}" for report in OUTLETS[outlet].reports}
    children = [loc.text for loc in etree.fromstring(site.get(f"/{outlet}/sitemap-index.xml").content).iter(LOC)]
    assert [child.rpartition("/")[2] for child in children] == ["sitemap-2022-01.xml.gz", "sitemap-2022-02.xml.gz"]
    sitemaps = [etree.fromstring(gzip.decompress(site.get(child).content)) for child in children]
    assert {loc.text for sitemap in sitemaps for loc in sitemap.iter(LOC)} == pages
    listed = set()
    for address in OUTLETS[outlet].documents:
        if address.startswith("archive/"):
            tree = html.fromstring(site.get(f"/{outlet}/{address}").text, base_url="http://127.0.0.1:8090/")
            tree.make_links_absolute()
            listed |= set(tree.xpath("//ul[@class='day']//a/@href"))
    assert listed == pages


def test_the_crawl_is_the_web_archive_in_parts(site):
    names = []
    for month in ("2022-01", "2022-02"):
        listed = gzip.decompress(site.get(f"/qamariya-tv/crawl/warc-{month}.paths.gz").content)
        names += listed.decode().split()
    parts = b"".join(site.get(f"/qamariya-tv/{name}").content for name in names)
    assert parts == site.get("/qamariya-tv/archive.warc.gz").content
    assert names[0] == "crawl/NEWS-20220121000000-00001.warc.gz"


def test_the_list_of_pages_names_each_page_at_its_own_address_and_here(site):
    lines = [json.loads(line) for line in site.get("/sanabil-sabah/pages.jsonl").text.splitlines()]
    assert len(lines) == 14
    assert lines[0] == {
        "url": "https://www.sanabil-sabah.example/index.php?page=article&id=40223",
        "file": "index.php?page=article&id=40223",
        "observed_at": "2022-01-21T03:30:00Z",
    }
    assert {site.get(f"/sanabil-sabah/{line['file']}").status_code for line in lines} == {200}


@pytest.mark.parametrize("path", ["/", "/safsaf-news/feed.xml", OLD_PAGE, GZIPPED, "/barid-sharq/sitemap.xml"])
def test_what_has_not_changed_is_not_sent_again(site, path):
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert site.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    if modified := first.headers.get("last-modified"):
        assert site.get(path, headers={"If-Modified-Since": modified}).status_code == 304
        earlier = {"If-Modified-Since": "Sat, 01 Jan 2022 00:00:00 GMT"}
        assert site.get(path, headers=earlier).status_code == 200
        assert site.get(path, headers=earlier | {"If-None-Match": first.headers["etag"]}).status_code == 304


def test_head_says_what_get_would(site):
    got, head = site.get(OLD_PAGE), site.ask("HEAD", OLD_PAGE)[0]
    assert (head.status_code, dict(head.headers)) == (200, dict(got.headers))
    assert site.ask("POST", "/")[0].status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/nosuch",
        "/safsaf-news/nosuch",
        "/barid-sharq/article.aspx",
        "/barid-sharq/article.aspx?articleno=1",
        "/barid-sharq/01.html",
        "/judged/qrels.txt",
        "/../sample/README.md",
        "/safsaf-news/../../README.md",
        "/safsaf-news/%2e%2e/README.md",
        "/safsaf-news/..%2f..%2fREADME.md",
        "/safsaf-news/..\\README.md",
        "//etc/passwd",
        "/safsaf-news//etc/passwd",
        "/%00",
        "/%ff",
        "/<script>alert(1)</script>",
    ],
)
def test_no_other_path_leads_anywhere(site, path):
    answer = site.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "alert" not in answer.text
    assert len(answer.content) < 2000


def test_an_outlet_without_its_slash_is_led_to_its_home_page(site):
    answer = site.get("/safsaf-news")
    assert (answer.status_code, answer.headers["location"]) == (308, "/safsaf-news/")


def test_a_failing_outlet_fails_whatever_it_is_asked_and_no_other_does():
    site = Site(["barid-sharq"])
    for path in ("/barid-sharq", "/barid-sharq/", "/barid-sharq/pages.jsonl", OLD_PAGE, "/barid-sharq/nosuch"):
        assert site.get(path).status_code == 500, path
    for path in ("/", "/robots.txt", "/sanabil-sabah/pages.jsonl"):
        assert site.get(path).status_code == 200, path
    assert "answers 500" in site.get("/").text
