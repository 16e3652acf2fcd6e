import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsetl.ingest.fetch import SourceUnavailable
from newsetl.ingest.sources import Source
from newsetl.records import Outcome, Reason, Route
from newsetl.settings import Settings
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web

Run = Callable[..., StageOutput]
Make = Callable[..., Source]
FULL = "<p>" + "نص طويل للخبر. " * 10 + "</p>"


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>نهر</title>' + "".join(items) + "</channel></rss>"
    )


def item(link: str = "https://nahr.example/1", full: str = FULL, day: int = 20, **more: str) -> str:
    content = f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else ""
    extra = "".join(f"<{tag}>{text}</{tag}>" for tag, text in more.items())
    return (
        f"<item><title>خبر &lt;b&gt;أول&lt;/b&gt;</title><link>{link}</link><guid>g-{link}</guid>"
        f"<pubDate>Thu, {day} Jan 2022 14:00:00 +0200</pubDate>"
        f"<description>ملخص الخبر</description>{content}{extra}</item>"
    )


@pytest.fixture
def feed(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "feed.xml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_full_text_becomes_a_capture_with_hints(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    extra = "<dc:creator>هدى</dc:creator><category>سوريا</category>"
    output = run(source(feeds=[feed(rss(item().replace("</item>", f"{extra}</item>")))]))
    (capture,) = output.rows
    assert (capture.url, capture.media_type, capture.found_by) == ("https://nahr.example/1", "text/html", "feed")
    assert capture.payload.decode() == FULL.strip()
    assert capture.hints == {
        "title": "خبر أول",
        "published": "2022-01-20T12:00:00+00:00",
        "guid": "g-https://nahr.example/1",
        "author": "هدى",
        "summary": "ملخص الخبر",
        "section": "سوريا",
    }


def test_atom_is_read_too(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>نهر</title><entry><title>خبر</title><id>urn:1</id>
        <link href="https://nahr.example/1"/><updated>2022-01-20T12:00:00Z</updated>
        <content type="html"><![CDATA[{FULL}]]></content></entry></feed>"""
    (capture,) = run(source(feeds=[feed(atom)])).rows
    assert capture.hints["guid"] == "urn:1"
    assert capture.hints["published"] == "2022-01-20T12:00:00+00:00"


def test_an_item_without_full_text_is_fetched(run: Run, source: Make, feed: Callable[[str], str], web: Web) -> None:
    link = web.add("/1", "<html><body>الصفحة</body></html>")
    shortened = web.add("/2", "<html><body>الثانية</body></html>")
    cut = "<p>بداية الخبر […]</p>"
    output = run(
        source(feeds=[feed(rss(item(link, full=""), item(shortened, full=cut), item(web.url("/gone"), full="")))])
    )
    assert [capture.http_status for capture in output.rows] == [200, 200]
    assert output.rows[0].hints["title"] == "خبر أول"
    (rejection,) = output.rejections
    assert rejection.reason is Reason.FETCH_FAILED
    assert "404" in rejection.message
    assert "خبر أول" in rejection.record


def test_follow_decides(run: Run, source: Make, feed: Callable[[str], str], web: Web) -> None:
    link = web.add("/1", "<html><body>الصفحة</body></html>")
    path = feed(rss(item(link)))
    assert run(source(feeds=[path], follow="always")).rows[0].http_status == 200
    bare = feed(rss(item("https://nahr.example/none", full="")))
    assert run(source(feeds=[bare], follow="never")).rows[0].payload.decode() == "ملخص الخبر"


def test_an_empty_feed_is_fine_and_another_document_is_not(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    assert run(source(feeds=[feed(rss())])).read == 0
    for text in ("<sitemap><url>x</url></sitemap>", "", "<html><body>صفحة</body></html>", "{}"):
        output = run(source(feeds=[feed(text)]))
        assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_FEED]
        assert output.rows == []


def test_external_entities_are_not_read(run: Run, source: Make, feed: Callable[[str], str], tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("كلمة السر")
    doctype = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "{"x" * 100}"><!ENTITY b "{"&a;" * 100}">]>'
    )
    evil = rss(item(full="")).replace("<rss", f"{doctype}<rss").replace("ملخص", "&x;&b;")
    output = run(source(feeds=[feed(evil)], follow="never"))
    assert "السر" not in "".join(c.payload.decode() + str(c.hints) for c in output.rows)
    assert all(len(c.payload) < 5000 for c in output.rows)


def test_only_the_day_is_taken_and_the_undated_always(
    run: Run, source: Make, feed: Callable[[str], str], web: Web
) -> None:
    undated = item("https://nahr.example/3").replace("pubDate", "other")
    late = item(web.url("/never-asked"), full="", day=22)
    path = feed(rss(item("https://nahr.example/1"), undated, late))
    assert {c.url[-1] for c in run(source(feeds=[path]), Route.DAILY, 20).rows} == {"1", "3"}
    assert {c.url[-1] for c in run(source(feeds=[path]), Route.DAILY, 21).rows} == {"3"}
    assert web.asked == []
    assert run(source(feeds=[path]), Route.LIVE, 21).read == 3


def test_a_feed_over_http_is_observed_now_and_a_file_when_it_was_written(
    run: Run, source: Make, feed: Callable[[str], str], web: Web
) -> None:
    path = feed(rss(item()))
    os.utime(path, (1642680000, 1642680000))
    assert run(source(feeds=[path])).rows[0].observed_at == datetime(2022, 1, 20, 12, tzinfo=UTC)
    os.utime(path, (4e9, 4e9))
    assert run(source(feeds=[path])).rows[0].observed_at <= datetime.now(UTC)
    before = datetime.now(UTC).replace(microsecond=0)
    fetched = run(source(feeds=[web.add("/feed", rss(item()), Content_Type="application/rss+xml")]))
    assert fetched.rows[0].observed_at >= before


def test_what_was_fetched_for_a_partition_stays_in_it(run: Run, source: Make, web: Web) -> None:
    """A feed moves on; polling its interval again must not lose what it said before."""
    url = web.add("/feed", rss(item("https://nahr.example/1")))
    web.add("/feed", rss(item("https://nahr.example/1"), item("https://nahr.example/2")))
    web.add("/feed", rss(item("https://nahr.example/2")))
    nahr = source(feeds=[url])
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    first, second, third = (run(nahr, Route.LIVE, until=until) for _ in range(3))
    assert [len(output.rows) for output in (first, second, third)] == [1, 2, 2]
    assert first.rows[0] == second.rows[0] == third.rows[0]
    assert {outcome.outcome for outcome in first.outcomes} == {Outcome.NEW}


def test_a_dead_feed_is_quarantined_and_an_ill_server_fails_the_stage(run: Run, source: Make, web: Web) -> None:
    output = run(source(feeds=[web.url("/gone")]))
    assert output.rejections[0].reason is Reason.FETCH_FAILED
    assert run(source(feeds=["http://10.0.0.1/feed"])).rejections[0].reason is Reason.BAD_ADDRESS
    with pytest.raises(SourceUnavailable):
        run(source(feeds=[web.add("/ill", status=500)]))
    with pytest.raises(SourceUnavailable, match="No such file"):
        run(source(feeds=["/nowhere/feed.xml"]))


def test_a_declared_encoding_is_overridden(run: Run, source: Make, tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_bytes(rss(item()).replace('encoding="UTF-8"', "").encode("cp1256"))
    (capture,) = run(source(feeds=[str(path)], encoding="windows-1256")).rows
    assert capture.hints["title"] == "خبر أول"


def test_an_old_live_interval_is_only_played_back(run: Run, source: Make, web: Web) -> None:
    gone = item(web.url("/gone"), full="")
    url = web.add("/feed", rss(item("https://nahr.example/1"), gone, gone))
    web.add("/feed", rss(item("https://nahr.example/2")))
    nahr = source(feeds=[url])
    first = run(nahr, Route.LIVE, 20)
    asked = len(web.asked)
    second = run(nahr, Route.LIVE, 20)
    assert len(web.asked) == asked
    assert (second.rows, second.rejections, second.read) == (first.rows, first.rejections, 3)
    assert second.digest == first.digest
    assert run(nahr, Route.LIVE, 21).rows[0].url == "https://nahr.example/2"


@pytest.mark.parametrize(
    "date", ["0000-00-00 00:00:00", "0001-01-01T00:00:00+03:00", "Thu, 99 Foo 2022", "", "9" * 5000]
)
def test_an_odd_date_costs_no_report(run: Run, source: Make, feed: Callable[[str], str], date: str) -> None:
    odd = item("https://nahr.example/2").replace("Thu, 20 Jan 2022 14:00:00 +0200", date)
    path = feed(rss(item(), odd, item("https://nahr.example/3")))
    for route in (Route.LOAD, Route.DAILY):
        output = run(source(feeds=[path]), route, 20)
        assert [capture.url[-1] for capture in output.rows] == ["1", "2", "3"]


def test_a_date_without_offset_is_handed_on_as_it_is_written(
    run: Run, source: Make, feed: Callable[[str], str]
) -> None:
    bare = item().replace("Thu, 20 Jan 2022 14:00:00 +0200", "2022-01-20 10:00:00")
    (capture,) = run(source(feeds=[feed(rss(bare))], time_zone="Asia/Damascus")).rows
    assert capture.hints["published"] == "2022-01-20 10:00:00", "whoever takes it for UTC is two hours off"


def test_a_feed_given_as_a_file_is_the_sites_it_links_to(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    text = rss(item())
    linked = text.replace("<title>نهر</title>", "<title>نهر</title><link>https://www.nahr.example/ar/</link>")
    for document, route, outlet in [
        (linked, Route.LOAD, "nahr-example"),
        (text, Route.LOAD, None),
        (linked, Route.DAILY, None),
        (linked.replace("https://www.nahr", "https://[nahr"), Route.LOAD, None),
    ]:
        (capture,) = run(source(feeds=[feed(document)]), route, 20).rows
        assert capture.hints.get("source") == outlet


@pytest.mark.parametrize("link", ["http://a..b.example/3", f"http://{'a' * 70}.example/3", "http://\udce9.example/3"])
def test_a_link_that_names_no_host_is_one_bad_record(
    run: Run, source: Make, feed: Callable[[str], str], link: str
) -> None:
    path = feed(rss(item(), item(link.encode("utf-8", "replace").decode(), full=""), item("https://nahr.example/4")))
    output = run(source(feeds=[path]))
    assert [capture.url[-1] for capture in output.rows] == ["1", "4"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ADDRESS]


def test_an_unforeseen_fault_costs_one_item(
    run: Run, source: Make, feed: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import newsetl.ingest.feed as module

    original = module.full_text

    def sometimes(entry: dict[str, str], follow: str) -> str | None:
        if entry["link"].endswith("2"):
            raise RuntimeError("odd \ud800 item")
        return original(entry, follow)

    monkeypatch.setattr(module, "full_text", sometimes)
    output = run(source(feeds=[feed(rss(*(item(f"https://nahr.example/{n}") for n in (1, 2, 3))))]))
    assert [capture.url[-1] for capture in output.rows] == ["1", "3"]
    (rejection,) = output.rejections
    assert (rejection.reason, rejection.message) == (Reason.INTERNAL, "RuntimeError: odd \ufffd item")
    assert "https://nahr.example/2" in rejection.record


def test_a_document_that_feedparser_cannot_bear_is_one_bad_record(
    run: Run, source: Make, feed: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kw: object) -> None:
        raise RuntimeError("beyond me")

    monkeypatch.setattr("feedparser.parse", fail)
    (rejection,) = run(source(feeds=[feed(rss(item()))])).rejections
    assert rejection.reason is Reason.BAD_FEED
    assert "beyond me" in rejection.message


@pytest.mark.parametrize("run_of", [".", "…", "»", " ."])
def test_a_long_run_of_dots_is_read_in_no_time(
    run: Run, source: Make, feed: Callable[[str], str], settings: Settings, run_of: str
) -> None:
    settings.__dict__["max_body_bytes"] = 10_000_000
    dots = run_of * (200_000 // len(run_of))
    output = run(source(feeds=[feed(rss(item(full=f"<p>{dots}a</p>")))], follow="auto"))
    assert len(output.rows) == 1


def test_items_of_a_file_are_no_older_than_their_dates(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    path = feed(rss(item()))
    os.utime(path, (315532800, 315532800))
    assert run(source(feeds=[path])).rows[0].observed_at == datetime(2022, 1, 20, 12, tzinfo=UTC)


def test_an_rdf_feed_is_read_with_its_dates(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    rdf = f"""<?xml version="1.0" encoding="UTF-8"?>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel rdf:about="https://nahr.example/"><title>نهر</title><link>https://nahr.example/</link></channel>
        <item rdf:about="https://nahr.example/1"><title>خبر</title><link>https://nahr.example/1</link>
        <dc:date>2022-01-20T14:00:00+02:00</dc:date><content:encoded><![CDATA[{FULL}]]></content:encoded></item>
        <item rdf:about="https://nahr.example/2"><title>خبر</title><link>https://nahr.example/2</link>
        <dc:date>2022-01-21</dc:date><content:encoded><![CDATA[{FULL}]]></content:encoded></item></rdf:RDF>"""
    (capture,) = run(source(feeds=[feed(rdf)]), Route.DAILY, 20).rows
    assert (capture.url, capture.hints["published"]) == ("https://nahr.example/1", "2022-01-20T12:00:00+00:00")
    assert [c.url[-1] for c in run(source(feeds=[feed(rdf)]), Route.DAILY, 21).rows] == ["2"]


def test_a_date_in_words_belongs_to_its_day_too(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    in_words = item().replace("Thu, 20 Jan 2022 14:00:00 +0200", "الخميس 20 كانون الثاني 2022")
    nahr = source(feeds=[feed(rss(in_words))])
    assert [len(run(nahr, Route.DAILY, day).rows) for day in (19, 20, 21)] == [0, 1, 0]


def test_a_feed_of_2106_is_handed_on_and_costs_no_other(run: Run, source: Make, feed: Callable[[str], str]) -> None:
    from newsetl.normalise.article import article_of, draft_of
    from newsetl.validate.stage import find_fault

    far = item("https://nahr.example/2").replace("Thu, 20 Jan 2022", "Sun, 07 Feb 2106")
    output = run(source(feeds=[feed(rss(item(), far, item("https://nahr.example/3")))]), Route.DAILY, 20)
    faults = {c.url[-1]: find_fault(article_of(draft_of(c), c.capture_id)) for c in output.rows}
    assert {name: fault and fault[0] for name, fault in faults.items()} == {
        "1": None,
        "2": Reason.DATE_OUT_OF_RANGE,
        "3": None,
    }


def test_a_feed_of_thousands_of_items_is_read_whole(
    run: Run, source: Make, feed: Callable[[str], str], settings: Settings
) -> None:
    settings.max_body_bytes = 10_000_000
    items = [item(f"https://nahr.example/{number}") for number in range(3000)]
    assert len(run(source(feeds=[feed(rss(*items))])).rows) == 3000


@pytest.mark.parametrize("entity", ['<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">', '<!ENTITY b SYSTEM "/etc/passwd">'])
def test_a_feed_with_entities_of_its_own_costs_no_other_feed(run: Run, source: Make, web: Web, entity: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ELEMENT rss ANY>]><!--{"x" * 5000}--><!DOCTYPE rss [{entity}]>'
    odd = web.add("/odd.xml", bomb + rss(item().replace("خبر", "&b;")).partition("?>")[2])
    sound = web.add("/sound.xml", rss(item("https://nahr.example/9")))
    output = run(source(feeds=[odd, sound]))
    assert [capture.url[-1] for capture in output.rows] == ["9"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_FEED]


def test_an_xml_file_is_a_feed_or_a_sitemap_by_what_it_holds(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    page = web.add("/a", "<html><body>الصفحة</body></html>")
    (tmp_path / "one.xml").write_text(rss(item()), "utf-8")
    (tmp_path / "two.xml").write_text(f"<urlset><url><loc>{page}</loc></url></urlset>", "utf-8")
    (tmp_path / "three.xml").write_text("<html>x</html>", "utf-8")
    output = run(source(files=[str(tmp_path)], follow="never"))
    assert sorted(capture.found_by for capture in output.rows) == ["feed", "sitemap"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_FEED]
