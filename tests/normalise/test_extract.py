import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from newsetl.normalise.extract import NoArticle, extract_page
from newsetl.normalise.fragments import fragment_lines, text_lines
from tests.normalise.conftest import PARAGRAPHS, TEASERS, TITLE, listing, modern, old

URL = "https://nahr.example/n/1"
BODY = "\n\n".join(PARAGRAPHS)
CONTACT = "للتواصل مع إدارة الموقع يرجى إرسال رسالة إلى البريد الإلكتروني المذكور في أسفل الصفحة."
NEWS: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2022-01-20T22:30:00+03:00",
    "dateModified": "2022-01-21T08:00:00+03:00",
    "author": [{"@type": "Person", "name": "هدى علي"}],
    "articleSection": "سوريا",
    "keywords": "الحسكة, سجن غويران",
    "image": {"url": "/i/1.jpg"},
    "inLanguage": "ar",
}


def test_a_present_day_page() -> None:
    head = f'<link rel="canonical" href="{URL}"><meta property="og:title" content="{TITLE} | شبكة نهر الإخبارية">'
    page = extract_page(modern(head=head, data={"@graph": [{"@type": "WebSite", "name": "نهر"}, NEWS]}).encode(), URL)
    assert (page.title, page.body) == (TITLE, BODY)
    assert (page.author, page.section, page.tags) == ("هدى علي", "سوريا", ["الحسكة", "سجن غويران"])
    assert (page.images, page.lang, page.canonical_url) == (["https://nahr.example/i/1.jpg"], "ar", URL)
    assert page.published_at == datetime(2022, 1, 20, 19, 30, tzinfo=UTC)
    assert page.updated_at == datetime(2022, 1, 21, 5, tzinfo=UTC)
    assert (page.published_how, page.published_precision) == ("JSON-LD datePublished", "second")
    assert page.provenance["title"] == "heading, declared title agrees"


def test_an_old_page() -> None:
    page = extract_page(old().encode(), "http://jisr.example/?id=7")
    assert (page.title, page.body) == (TITLE, BODY)
    assert page.published_at == datetime(2022, 1, 20, 22, 30, tzinfo=UTC)
    assert page.published_how == "date line, offset missing: UTC assumed"
    assert extract_page(old("20 شباط 2022").encode(), URL).published_precision == "day"
    assert extract_page(old("بلا تاريخ").encode(), URL).published_at is None


@pytest.mark.parametrize("declared", ["", "windows-1256"])
@pytest.mark.parametrize("server", [None, "windows-1256", "iso-8859-1", "no-such-charset"])
def test_windows_1256_is_read_declared_or_not(declared: str, server: str | None) -> None:
    page = extract_page(old(charset=declared).encode("cp1256"), URL, charset=server)
    assert (page.title, page.body) == (TITLE, BODY)


def test_a_page_without_html_head_and_body_is_a_page() -> None:
    text = "<p>".join(["", *PARAGRAPHS])
    for start in ("<!DOCTYPE html>\n", "<!-- x --> <meta charset=utf-8>", "<!--a--><!--b--><!DOCTYPE HTML SYSTEM 'x'>"):
        page = f"{start}<title>{TITLE} - نهر</title><nav><a href=/a>الرئيسية</a></nav><h1>{TITLE}</h1>{text}"
        found = extract_page(page.encode(), URL)
        assert (found.title, found.body) == (TITLE, BODY)
    fragment = extract_page(f"<meta charset='utf-8'>{text}<svg><title>x</title></svg>".encode(), URL)
    assert (fragment.body, fragment.provenance["body"]) == (BODY, "feed")


@pytest.mark.parametrize("page", ["", " \n ", "<p> </p>", "<!-- x -->", "<!DOCTYPE html>", "<title>x</title>"])
def test_an_empty_page_is_no_article(page: str) -> None:
    with pytest.raises(NoArticle):
        extract_page(page.encode(), URL)


@pytest.mark.parametrize("run", [".", "-", "…", "<p ", "<!--x-->", "<meta x>", "a  ", "]]", "»."])
def test_a_long_run_of_one_thing_is_read_in_no_time(run: str) -> None:
    text = run * (200_000 // len(run)) + "a"
    long = f"<p>{PARAGRAPHS[0]}</p><p>س {text}</p>"
    assert extract_page(long.encode(), URL, hints={"title": text, "published": text})
    text_lines(text)
    with suppress(NoArticle):
        extract_page(text.encode(), URL)
    with suppress(NoArticle):
        extract_page(modern(title=text).encode(), URL)


def test_utf_8_is_read_though_another_encoding_is_declared() -> None:
    assert extract_page(old(charset="windows-1256").encode(), URL, charset="iso-8859-1").title == TITLE


@pytest.mark.parametrize("og_type", ["article", "website"])
def test_a_list_of_teasers_is_no_article(og_type: str) -> None:
    with pytest.raises(NoArticle, match="teasers"):
        extract_page(listing(og_type).encode(), "https://nahr.example/syria")


@pytest.mark.parametrize(
    "page",
    [
        "<html><head></head><body></body></html>",
        "<html><body><nav><a href='/a'>سوريا</a> <a href='/b'>العالم</a></nav></body></html>",
        "<html><body><ul>"
        + "".join(f"<li><a href='/n/{n}'>{t}</a></li>" for n, (t, _) in enumerate(TEASERS * 5))
        + "</ul></body></html>",
        modern(data={"@type": "CollectionPage", "name": "سوريا"}),
        f"<html><body><h1>اتصل بنا</h1><p>{CONTACT}</p></body></html>",
    ],
)
def test_other_pages_without_an_article(page: str) -> None:
    with pytest.raises(NoArticle):
        assert extract_page(page.encode(), "https://nahr.example/x").body


TICKER = "عاجل: متابعة مستمرة لتطورات سجن غويران في الحسكة"
CUT_OFF = f'<div id="header"><a href="/">نهر</a><div class="breaking">{TICKER}</div></div>'
PICTURES = f"""<main><article><h1>{TITLE}</h1>
<div class="byline"><span>نهر</span><time>الجمعة 28 يناير 2022 | 20:00</time></div>
<div class="social"><button>مشاركة</button><button>حفظ</button></div>
<figure><img src="/1.jpg"></figure></article></main>"""


@pytest.mark.parametrize("body", [CUT_OFF, PICTURES])
def test_what_stands_around_a_report_is_never_its_text(body: str) -> None:
    page = (
        f'<html><head><title>{TITLE} | نهر</title><script type="application/ld+json">{json.dumps(NEWS)}</script></head>'
    )
    found = extract_page(f"{page}<body>{body}</body></html>".encode(), URL)
    assert (found.title, found.body) == (TITLE, "")


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1><p>{TITLE} وإصابة اثنين آخرين بجروح خطيرة فجر اليوم.</p>",
        f"<article><header class=entry-header><h1>{TITLE}</h1><p>توفي الرجل في مشفى الرازي.</p></header></article>",
        f"<div class='page has-fixed-header menu'><h1>{TITLE}</h1><p>توفي الرجل في مشفى الرازي.</p></div>",
    ],
)
def test_a_flash_of_one_sentence_is_a_report(body: str) -> None:
    page = f'<html><head><title>{TITLE}</title><script type="application/ld+json">{json.dumps(NEWS)}</script></head>'
    assert extract_page(f"{page}<body>{body}</body></html>".encode(), URL).body.endswith(".")


@pytest.mark.parametrize(
    "sentence",
    ["توفي الرجل في مشفى الرازي يوم 20 كانون الثاني 2022", "في 20 كانون الثاني 2022 هاجم مسلحون بوابة المشفى ليلاً"],
)
def test_a_dated_sentence_without_a_full_stop_is_a_report(sentence: str) -> None:
    page = f'<html><head><title>{TITLE}</title><script type="application/ld+json">{json.dumps(NEWS)}</script></head>'
    assert extract_page(f"{page}<body><h1>{TITLE}</h1><p>{sentence}</p></body></html>".encode(), URL).body == sentence


def test_a_page_laid_out_by_a_table_gives_the_report_alone() -> None:
    text = "<BR><BR>".join(PARAGRAPHS)
    page = f"""<HTML><HEAD><TITLE>نهر | {TITLE}</TITLE></HEAD><BODY><TABLE width=980>
    <TR><TD colspan=2><A href=/>الرئيسية</A> | <A href=/1>محليات</A> | <A href=/2>عربي ودولي</A></TD></TR>
    <TR><TD><DIV>عربي ودولي</DIV><H1>{TITLE}</H1><DIV>تاريخ النشر : 20-01-2022 05:05 PM</DIV><DIV>{text}</DIV>
    <DIV><B>مواضيع ذات صلة</B></DIV></TD><TD><B>الأكثر قراءة</B><B>أوقات الصلاة</B></TD></TR></TABLE></BODY></HTML>"""
    found = extract_page(page.encode(), URL, hints={"time_zone": "Asia/Amman"})
    assert (found.title, found.body) == (TITLE, BODY)
    assert (found.published_at, found.published_precision) == (datetime(2022, 1, 20, 15, 5, tzinfo=UTC), "second")


def test_a_report_inside_an_unclosed_header_is_kept() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f'<html><body><div class="header"><h1>{TITLE}</h1>{text}</body></html>'
    assert extract_page(page.encode(), URL).body == BODY


def test_the_front_page_is_no_article_whatever_stands_on_it() -> None:
    with pytest.raises(NoArticle):
        extract_page(modern().encode(), "https://nahr.example/")


def test_links_inside_paragraphs_make_no_list() -> None:
    linked = "".join(
        f'<div><p>{text[:40]} <a href="/n/2{n}">عملية أمنية واسعة في الحي</a> {text[40:]}</p></div>'
        for n, text in enumerate(PARAGRAPHS)
    )
    assert extract_page(modern(linked).encode(), URL).body.count("\n\n") == len(PARAGRAPHS) - 1


def test_one_paragraph_beside_a_related_link_is_a_report() -> None:
    body = f'<div class="w"><p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p><a href="/n/9">{TEASERS[2][0]}</a></div>'
    assert extract_page(modern(body).encode(), URL).body.startswith(PARAGRAPHS[0])


def test_a_short_report_is_one_when_it_is_declared() -> None:
    flash = "<p>انفجار قرب سجن غويران في مدينة الحسكة.</p>"
    page = extract_page(modern(flash, data={**NEWS, "headline": "عاجل من الحسكة"}).encode(), URL)
    assert page.body == "انفجار قرب سجن غويران في مدينة الحسكة."


def test_a_declared_article_without_text_has_an_empty_body() -> None:
    page = extract_page(modern("<div><video src='/v.mp4'></video></div>", data=NEWS).encode(), URL)
    assert page.body == ""


@pytest.mark.parametrize(
    ("document", "site"),
    [
        (f"{TITLE} | نهر", "نهر"),
        (f"{TITLE} - شبكة نهر الإخبارية", "نهر"),
        (f"نهر :: {TITLE}", "نهر"),
        (f"{TITLE} – سوريا – نهر", "نهر"),
        (TITLE, "نهر"),
    ],
)
def test_the_title_loses_the_outlets_name_only(document: str, site: str) -> None:
    text = modern().replace("<h1>", "<h5>").replace("</h1>", "</h5>").replace("شبكة نهر الإخبارية", site)
    text = text.replace(f"<title>{TITLE} | {site}</title>", f"<title>{document}</title>")
    assert extract_page(text.encode(), URL).title.startswith(TITLE)
    assert site not in extract_page(text.encode(), URL).title


def test_a_dash_that_belongs_to_the_title_stays() -> None:
    title = "الدوري السوري - الجولة الخامسة: فوز الجيش"
    assert extract_page(modern(title=title).encode(), URL).title == title


def test_hints_fill_what_the_page_does_not_say() -> None:
    hints = {"published": "2022-01-19T08:00:00+00:00", "author": "مراسلنا", "section": "محليات"}
    page = extract_page(modern().encode(), URL, hints=hints)
    assert page.published_at == datetime(2022, 1, 19, 8, tzinfo=UTC)
    assert (page.author, page.section, page.published_how) == ("مراسلنا", "محليات", "feed or dump")
    own = extract_page(modern(data=NEWS).encode(), URL, hints=hints)
    assert own.published_at == datetime(2022, 1, 20, 19, 30, tzinfo=UTC)


def test_a_feed_items_html_is_taken_whole() -> None:
    html = (
        f"<p>{PARAGRAPHS[0]}</p>\n<figure><img src=x><figcaption>صورة</figcaption></figure><div>{PARAGRAPHS[1]}<br/>سطر"
    )
    html += "</div><script>x()</script><p>The post خبر appeared first on نهر.</p>"
    page = extract_page(html.encode(), URL, hints={"title": TITLE})
    assert page.body == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nسطر"
    assert page.boilerplate == ["The post خبر appeared first on نهر."]
    assert page.raw_body.endswith("نهر.")


def test_markup_that_was_escaped_twice_is_read() -> None:
    assert fragment_lines("خبر&lt;br /&gt;&lt;a href=&quot;x&quot;&gt;ثان&lt;/a&gt;") == ["خبر", "ثان"]
    assert fragment_lines("سطر\n\nسطر ثان &amp; ثالث") == ["سطر سطر ثان & ثالث"]
    assert fragment_lines("سطر\n\nثان") == ["سطر", "ثان"]


def test_a_lead_that_stands_apart_is_not_lost() -> None:
    lead = "أعلنت الإدارة الذاتية في شمال شرقي سوريا اليوم حظر تجول كامل في مدينة الحسكة على خلفية الاشتباكات."
    text = modern(head=f'<meta name="description" content="{lead[:80]}…">', data=NEWS)
    text = text.replace("<article>", f'<div class="teaser-lead"><h2>{lead}</h2></div><article>')
    assert extract_page(text.encode(), URL).body == f"{lead}\n\n{BODY}"


def test_a_far_away_year_does_not_crash() -> None:
    page = extract_page(modern(data={**NEWS, "datePublished": "9999-12-31T23:59:59-05:00"}).encode(), URL)
    assert page.published_at is not None
    assert page.published_at.year == 9999


def test_a_date_from_the_future_gives_way_and_differing_ones_are_told() -> None:
    dated = "https://nahr.example/2022/01/20/slug"
    future = modern(data={**NEWS, "datePublished": "2031-01-01"}).encode()
    page = extract_page(future, dated, seen_at=datetime(2022, 1, 21, tzinfo=UTC))
    assert page.published_at is not None
    assert page.published_at.date().isoformat() == "2022-01-20"
    assert "JSON-LD datePublished refused" in page.published_how
    feed = extract_page(modern(data=NEWS).encode(), dated, hints={"published": "2022-01-10"})
    assert feed.published_at == datetime(2022, 1, 20, 19, 30, tzinfo=UTC)
    assert feed.published_how == "JSON-LD datePublished, feed or dump says 2022-01-10"
