import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from newsetl.ingest.fetch import NotModified, SourceUnavailable
from newsetl.ingest.reading import Reading
from newsetl.ingest.sitemap import names_windows
from newsetl.ingest.sitemap_entries import MOST_BYTES
from newsetl.ingest.sources import FetchPolicy, Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web

Run = Callable[..., StageOutput]
Make = Callable[..., Source]
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
PARAGRAPHS = (
    "نزلت أمطار غزيرة على ضفاف النهر فغمرت المياه البساتين، وقال الأهالي إنهم ينتظرون فرق الإغاثة منذ الصباح.",
    "وأغلقت البلدية الجسر القديم أمام الشاحنات، ودعت أصحاب المتاجر القريبة إلى نقل بضائعهم قبل حلول الليل.",
    "ويتوقع الراصد الجوي في المدينة أن ينحسر المطر بعد يومين، وأن تعود حركة السير إلى الطريق الساحلي تدريجيا.",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(published: str = "", title: str = "خبر") -> str:
    """A report's page; ``published`` as its machine-readable date."""
    stated = f'<meta property="article:published_time" content="{published}">' if published else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"<html lang='ar'><head><title>{title}</title>{stated}</head><body><article><h1>{title}</h1>{text}</article>"


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>{"".join(entries)}</urlset>'


def index(*children: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {NAMESPACES}>{"".join(children)}</sitemapindex>'


def child(loc: str, lastmod: str = "") -> str:
    return f"<sitemap><loc>{loc}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"


def entry(loc: str, lastmod: str = "", news: str = "", title: str = "خبر") -> str:
    told = (
        "<news:news><news:publication><news:name>نهر</news:name><news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{news}</news:publication_date><news:title>{title}</news:title></news:news>"
    )
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{loc}</loc>{changed}{told if news else ''}</url>"


def paths(output: StageOutput) -> list[str]:
    return sorted(capture.url.rpartition("/")[2] for capture in output.rows)


def asked(web: Web) -> list[str]:
    return [path for path, _ in web.asked]


def test_a_news_sitemap_tells_day_title_and_language(run: Run, source: Make, web: Web) -> None:
    inside, before, after = (web.add(f"/{name}", page()) for name in ("inside", "before", "after"))
    sitemap = web.add(
        "/news.xml",
        urlset(
            entry(inside, news="2022-01-20T00:30:00+00:00", title="عنوان الخريطة"),
            entry(before, news="2022-01-20T01:30:00+02:00"),
            entry(after, news="2022-01-21T00:00:00Z"),
        ),
    )
    output = run(source(sitemaps=[sitemap]), Route.DAILY, 20)
    (capture,) = output.rows
    assert (capture.url, capture.found_by, capture.found_in) == (inside, "sitemap", sitemap)
    assert capture.hints == {"title": "عنوان الخريطة", "published": "2022-01-20T00:30:00+00:00", "lang": "ar"}
    assert asked(web) == ["/news.xml", "/inside"], "the others' pages are not even asked for"


def test_a_news_date_decides_though_the_page_tells_another(run: Run, source: Make, web: Web) -> None:
    loc = web.add("/a", page("2022-01-21T01:00:00Z"))
    nahr = source(sitemaps=[web.add("/news.xml", urlset(entry(loc, news="2022-01-20T23:00:00Z")))])
    assert len(run(nahr, Route.DAILY, 20).rows) == 1
    assert len(run(nahr, Route.DAILY, 21).rows) == 0


def test_without_a_news_date_the_page_itself_decides(run: Run, source: Make, web: Web) -> None:
    by_address = web.add("/2022/01/20/a", page("2022-01-19T22:30:00Z"))
    by_change = web.add("/b", page("2022-01-20T10:00:00Z"))
    old = web.add("/c", page("2021-05-01T10:00:00Z"))
    silent = web.add("/d", "<html><title>x</title><body><p>نص")
    locs = [entry(by_address), entry(by_change, "2022-01-25"), entry(old, "2022-01-20T10:00:00Z"), entry(silent)]
    too_old = entry(web.add("/e", page()), "2022-01-18T10:00:00Z")
    nahr = source(sitemaps=[web.add("/s.xml", urlset(*locs, too_old))], time_zone="Asia/Damascus")
    assert paths(run(nahr, Route.DAILY, 20)) == ["b", "d"]
    assert paths(run(nahr, Route.DAILY, 19)) == ["a"], "by the outlet's clock it was the twentieth; d is known"
    assert "/e" not in asked(web), "a page is not younger than its last change"
    both = datetime(2022, 1, 21, tzinfo=UTC)
    assert paths(run(nahr, Route.RANGE, 19, both)) == [], "all of them lie in the lake"
    assert paths(run(nahr, Route.RANGE, 19, both, refetch=True)) == ["a", "b", "d"]


def test_a_date_in_words_decides_too(run: Run, source: Make, web: Web) -> None:
    said = page().replace("</h1>", "</h1><div>الخميس 20 كانون الثاني 2022 - 10:30</div>")
    nahr = source(sitemaps=[web.add("/s.txt", web.add("/a", said))], time_zone="Asia/Damascus")
    assert paths(run(nahr, Route.DAILY, 20)) == ["a"]
    assert paths(run(nahr, Route.DAILY, 21)) == []


def test_of_an_index_only_children_that_can_hold_the_day_are_read(run: Run, source: Make, web: Web) -> None:
    loc = web.add("/a", page("2022-01-20T10:00:00Z"))
    inner = gzip.compress(urlset(entry(loc, "2022-01-20")).encode())
    children = [
        child(web.add("/posts-2022-01.xml.gz", inner, Content_Type="application/x-gzip")),
        child(web.url("/posts-2021-12.xml.gz"), "2026-01-01"),
        child(web.url("/posts-2022-02.xml.gz")),
        child(web.url("/old-posts.xml"), "2022-01-10T00:00:00Z"),
        child(web.add("/undated.xml", urlset())),
        child(web.add("/later.xml", urlset()), "2022-03-01"),
    ]
    top = web.add("/top.xml", index(child(web.add("/index.xml", index(*children)))))
    assert paths(run(source(sitemaps=[top]), Route.DAILY, 20)) == ["a"]
    read = {"/top.xml", "/index.xml", "/posts-2022-01.xml.gz", "/undated.xml", "/later.xml", "/a"}
    assert set(asked(web)) == read


def test_only_certain_names_choose_among_children() -> None:
    def read(*names: str) -> list[str]:
        addresses = [f"https://nahr.example/{name}" for name in names]
        found = names_windows(addresses, "UTC", NOW)
        return [f"{found[a].first:%Y-%m-%d}" if a in found else "" for a in addresses]

    assert read("posts-2022-01.xml", "posts-2022-02.xml") == ["2022-01-01", "2022-02-01"]
    assert read("s/2022/01/20.xml", "s/2022/01/21.xml") == ["2022-01-20", "2022-01-21"]
    assert read("map.xml?yyyy=2022&mm=1&dd=9", "map.xml?yyyy=2022&mm=11&dd=10") == ["2022-01-09", "2022-11-10"]
    assert read("s-202201.xml", "s-202202.xml") == ["2022-01-01", "2022-02-01"]
    assert read("s-20220120.xml", "s-20220121.xml") == ["2022-01-20", "2022-01-21"]
    assert read("posts-2022-01-2.xml", "posts-2022-01-3.xml") == ["2022-01-01"] * 2, "a month's parts"
    assert read("s-202201.xml") == [""], "one number may be anything"
    assert read("s-202201.xml", "s-202213.xml") == ["", ""], "a counter"
    assert read("s-2022-01.xml", "s-2022-19.xml") == ["", ""], "parts of a year"
    assert read("s-2022-1.xml", "s-2022-2.xml") == ["", ""], "parts of a year"
    assert read("s-203001.xml", "s-203002.xml") == ["", ""], "a counter: these months are still to come"
    assert read("2022-01-01--2022-01-31.xml") == [""]
    assert read("post-1.xml", "news.xml", "2022.xml") == ["", "", ""]


def test_lists_of_addresses_patterns_and_repetitions(run: Run, source: Make, web: Web) -> None:
    web.add(quote("/قصة/1"), page())
    story, other = web.url("/قصة/1"), web.add("/tag/1", page())
    lines = "\n".join([story, "", f"{story}#top", other, "no address", web.url("/قصة/video/2")])
    plain = web.add("/s.txt", lines, Content_Type="text/plain")
    nahr = source(sitemaps=[plain, plain], include=["/قصة/"], exclude=["/video/"])
    assert [capture.url.rpartition("/")[2] for capture in run(nahr).rows] == ["1"]
    assert len(asked(web)) == 3


def test_cdata_bare_ampersands_pictures_and_leading_blanks(run: Run, source: Make, web: Web) -> None:
    picture = "<image:image><image:loc>https://cdn.example/a.jpg</image:loc></image:image>"
    for number in (1, 2, 3):
        web.add(f"/a?x=1&id={number}", page())
    odd = [
        f"<url>{picture}<loc><![CDATA[{web.url('/a?x=1&id=1')}]]></loc></url>",
        f"<url><loc> {web.url('/a?x=1&id=2')} </loc>{picture}</url>",
        f"<url><loc>{web.url('/a?x=1&amp;id=3')}</loc></url>",
    ]
    output = run(source(sitemaps=[web.add("/s.xml", "\ufeff\n " + urlset(*odd))]))
    assert sorted(capture.url[-1] for capture in output.rows) == ["1", "2", "3"]
    assert output.rejections == []


def test_what_a_page_says_of_its_day_is_remembered_over_a_backfill(run: Run, source: Make, web: Web) -> None:
    days = range(17, 20)
    locs = [entry(web.add(f"/{day}", page(f"2022-01-{day}T10:00:00Z")), "2022-02-01") for day in days]
    nahr = source(sitemaps=[web.add("/s.xml", urlset(*locs))], time_zone="UTC")
    assert [paths(run(nahr, Route.DAILY, day)) for day in days] == [["17"], ["18"], ["19"]]
    asked_for = [path for path in asked(web) if path.startswith("/1")]
    assert {path: asked_for.count(path) for path in asked_for} == {"/17": 1, "/18": 2, "/19": 2}


def test_pages_of_other_ways_are_not_asked_for_twice_and_there_is_a_limit(run: Run, source: Make, web: Web) -> None:
    entries = [entry(web.add(f"/{n}", page()), news=f"2022-01-20T0{n}:00:00Z") for n in range(5)]
    first, second = web.add("/1.xml", urlset(*entries[:2])), web.add("/2.xml", urlset(*entries))
    output = run(source(sitemaps=[first, second], fetch=FetchPolicy(max_pages=3)), Route.DAILY, 20)
    assert paths(output) == ["0", "1", "2"]
    assert output.message == "nahr: pages left to the next run: 2"
    assert [path for path in asked(web) if path != "/robots.txt"] == ["/1.xml", "/0", "/1", "/2.xml", "/2"]


def test_live_takes_what_is_recent_and_leaves_archives_alone(run: Run, source: Make, web: Web) -> None:
    now = datetime.now(UTC)
    recent, old = (now - timedelta(hours=5)).isoformat(), (now - timedelta(days=30)).isoformat()
    until = now + timedelta(hours=1)
    fresh, changed, stale, silent = (web.add(f"/{n}", page()) for n in ("fresh", "changed", "stale", "silent"))
    urls = urlset(entry(fresh, news=recent), entry(changed, recent), entry(stale, news=old), entry(silent))
    top = index(
        child(web.add("/new.xml", urls), recent),
        child(web.url("/undated.xml")),
        child(web.url("/old.xml"), old),
        child(web.url("/m-2022-01.xml"), recent),
    )
    output = run(source(sitemaps=[web.add("/top.xml", top)]), Route.LIVE, until=until)
    assert paths(output) == ["changed", "fresh"]
    assert set(asked(web)) == {"/top.xml", "/new.xml", "/fresh", "/changed"}


def test_a_sitemap_given_as_a_file_has_its_pages_fetched(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    text = urlset(entry(web.add("/a", page()), news="2022-01-20T10:00:00Z"))
    (tmp_path / "s.xml").write_text(text, "utf-8")
    (tmp_path / "s.xml.gz").write_bytes(gzip.compress(text.encode()))
    for name in ("s.xml", "s.xml.gz"):
        (capture,) = run(source(files=[str(tmp_path / name)], follow="never")).rows
        assert (capture.url, capture.found_by) == (web.url("/a"), "sitemap")
    kept = run(source(sitemaps=[str(tmp_path / "s.xml")]), Route.DAILY, 20).rows
    del web.answers["/a"]
    again = run(source(sitemaps=[str(tmp_path / "s.xml")]), Route.DAILY, 20)
    assert again.rows == kept, "what was fetched for a partition stays in it"


def test_a_document_that_has_not_changed_is_passed_over(
    run: Run, source: Make, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    loc = web.add("/a", page())
    top = index(child(web.add("/same.xml", urlset())), child(web.add("/new.xml", urlset(entry(loc)))))
    opened = Reading.opened

    def conditional(self: Reading, address: str, limit: int | None = None):  # type: ignore[no-untyped-def]
        if address.endswith("/same.xml"):
            raise NotModified("as before")
        return opened(self, address, limit)

    monkeypatch.setattr(Reading, "opened", conditional)
    output = run(source(sitemaps=[web.add("/top.xml", top)]))
    assert (paths(output), output.rejections) == (["a"], [])


BOMB = """<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
STEALING = '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("body", "reason", "said"),
    [
        (BOMB + "<urlset><url><loc>https://nahr.example/&c;</loc></url></urlset>", Reason.BAD_SITEMAP, "entities"),
        (STEALING + "<urlset><url><loc>&x;</loc></url></urlset>", Reason.BAD_SITEMAP, "entities"),
        ("<!DOCTYPE html><html><body>غير موجود</body></html>", Reason.BAD_SITEMAP, "<html>"),
        ("<rss version='2.0'><channel/></rss>", Reason.BAD_SITEMAP, "feeds"),
        ("", Reason.BAD_SITEMAP, "empty"),
        ("nothing to see here", Reason.BAD_SITEMAP, "neither"),
        (b"\x1f\x8b" + b"broken" * 20, Reason.BAD_SITEMAP, "damaged"),
        (urlset("<url><loc>not an address</loc></url>"), Reason.BAD_ADDRESS, "not an address"),
        (urlset("<url>" + "<loc/>" * 30_000 + "</url>"), Reason.TOO_LARGE, "parts"),
        (
            gzip.compress(b"<urlset>" + (b" " * 9_000_000 + b"<x/>") * (MOST_BYTES // 9_000_000 + 1)),
            Reason.TOO_LARGE,
            "longer",
        ),
        (urlset("<url><loc>https://nahr.example/b</loc></url>" * 60_001), Reason.TOO_LARGE, "entries"),
    ],
    ids=["bomb", "stealing", "html", "feed", "empty", "text", "gzip", "address", "parts", "expanding", "entries"],
)
def test_a_document_that_is_none_is_one_bad_record_and_the_others_are_read(
    run: Run, source: Make, web: Web, body: str | bytes, reason: Reason, said: str
) -> None:
    sound = web.add("/sound.xml", urlset(entry(web.add("/a", page()))))
    top = index(child(web.add("/odd.xml", body)), child(web.url("/gone.xml")), child(sound))
    nahr = source(sitemaps=[web.add("/top.xml", top)], exclude=["/b$"])
    output = run(nahr)
    assert paths(output) == ["a"]
    reasons = {rejection.reason for rejection in output.rejections}
    assert reasons == {reason, Reason.FETCH_FAILED}, [r.message for r in output.rejections]
    assert any(said in rejection.message for rejection in output.rejections)
    assert not any("root:" in f"{rejection}" for rejection in output.rejections)
    names = [rejection.record_id for rejection in output.rejections]
    assert [rejection.record_id for rejection in run(nahr).rejections] == names


def test_what_stands_before_the_damage_is_taken(run: Run, source: Make, web: Web) -> None:
    locs = [entry(web.add(f"/{n}", page()), "2022-01-20") for n in range(3)]
    whole = urlset(*locs)
    cut = gzip.compress(urlset(*locs, *(entry(f"https://nahr.example/{n * 7919}") for n in range(9000))).encode())
    broken = web.add("/broken.xml", whole[: whole.rindex("<url>")])
    compressed = web.add("/cut.xml.gz", cut[: len(cut) // 2])
    output = run(source(sitemaps=[broken, compressed], include=[rf"{web.host}/\d$"]))
    assert paths(output) == ["0", "1", "2"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_SITEMAP] * 2


def test_sixty_megabytes_are_too_much(run: Run, source: Make, web: Web) -> None:
    loc = web.add("/a", page())
    long = web.add("/long.xml", urlset(entry(loc)) + " " * 60_000_000)
    output = run(source(sitemaps=[long, web.add("/s.txt", loc)]))
    assert paths(output) == ["a"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.TOO_LARGE]


def test_an_index_that_contains_itself_ends_with_one_bad_record(run: Run, source: Make, web: Web) -> None:
    loc = web.add("/a", page())
    pages = web.add("/pages.xml", urlset(entry(loc)))
    other = web.add("/other.xml", index(child(web.url("/top.xml")), child(web.url("/other.xml")), child(pages)))
    top = web.add("/top.xml", index(child(web.url("/top.xml")), child(other)))
    output = run(source(sitemaps=[top]))
    assert paths(output) == ["a"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_SITEMAP]
    assert len(asked(web)) == 4


def test_indexes_below_indexes_have_an_end(run: Run, source: Make, web: Web) -> None:
    for depth in range(8):
        web.add(f"/{depth}.xml", index(child(web.url(f"/{depth + 1}.xml"))))
    output = run(source(sitemaps=[web.url("/0.xml")]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_SITEMAP]
    assert len(asked(web)) == 5


def test_an_ill_server_fails_the_source_but_one_ill_child_does_not(run: Run, source: Make, web: Web) -> None:
    ill = web.add("/ill.xml", status=500)
    with pytest.raises(SourceUnavailable):
        run(source(sitemaps=[ill]))
    loc = web.add("/a", page())
    top = web.add("/top.xml", index(child(ill), child(web.add("/s.xml", urlset(entry(loc))))))
    output = run(source(sitemaps=[top]))
    assert (paths(output), [r.reason for r in output.rejections]) == (["a"], [Reason.FETCH_FAILED])
