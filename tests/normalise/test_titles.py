from urllib.parse import quote

import pytest

from newsetl.normalise.extract import extract_page
from tests.normalise.conftest import PARAGRAPHS, TITLE

P = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OG = '<meta property="og:title" content="{}">'
SHORT = "ليلة ساخنة في الحسكة: ماذا جرى قرب السجن؟"
LOGO = "<h1><a href='/'>شبكة نهر</a></h1>"


KICKER = "تقرير ميداني من مراسلنا في الحسكة"
SHARE = f"<a href='https://social.example/intent/tweet?text={quote(TITLE)}&url=x'>شارك</a>"
SECTIONS = "<a href='/s/1'>محليات</a> <a href='/s/2'>تقارير</a>"
WITHOUT = "<title>شبكة نهر</title>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>", id="all say it"),
        pytest.param(f"<title>{TITLE} | نهر</title>{OG.format(SHORT)}", f"<h1>{TITLE}</h1>", id="og:title is another"),
        pytest.param(f"<title>شبكة نهر</title>{OG.format(SHORT)}", f"<h1>{TITLE}</h1>", id="only the heading"),
        pytest.param(f"<title>{TITLE} - شبكة نهر</title>", f"{LOGO}<h2>{TITLE}</h2>", id="the logo is an h1"),
        pytest.param(f"<title>شبكة نهر: {TITLE}</title>", f"{LOGO}<div>{TITLE}</div>", id="no heading at all"),
        pytest.param("<title>شبكة نهر</title>", f"{LOGO}<div class=news-title>{TITLE}</div>", id="named element"),
        pytest.param(f"<title>{TITLE} » نهر</title>", f"<h1>شبكة نهر</h1><h1>{TITLE}</h1>", id="two h1"),
        pytest.param(
            f"<title>{TITLE}</title>",
            f"<h1><span class=kicker>تقارير ميدانية</span> {TITLE}</h1>",
            id="kicker in the h1",
        ),
        pytest.param(
            f"<title>{TITLE}</title>", f"<h1><small>تقارير ميدانية</small><br>{TITLE}</h1>", id="nameless kicker"
        ),
        pytest.param(
            "<title>تقارير | نهر</title>", f"<h1>تقارير</h1><h2 class=entry-title>{TITLE}</h2>", id="section in h1"
        ),
        pytest.param(f"<title>{TITLE[:20]}… | نهر</title>", f"<h1>{TITLE}</h1>", id="cut title"),
        pytest.param(f"<title>:: شبكة نهر :: {TITLE}</title>", LOGO, id="name between colons"),
        pytest.param(
            f"<title>نهر | محليات | {TITLE}</title>{OG.format(TITLE)}", "<h3>محليات</h3>", id="section in title"
        ),
        pytest.param(f"<title>شبكة نهر » محليات » {TITLE}</title>", SECTIONS, id="path in title, and no heading"),
        pytest.param(f"<title>{TITLE} < تقارير < شبكة نهر</title>", SECTIONS, id="path behind the title"),
        pytest.param(
            f"<title>{TITLE} | نهر</title>",
            f"<h1>{KICKER}</h1><h2>{TITLE}</h2>",
            id="kicker in the h1, title in the h2",
        ),
        pytest.param(WITHOUT, f"<h1 class=kicker>{KICKER}</h1><h2 class=news-title>{TITLE}</h2>", id="named kicker"),
        pytest.param(WITHOUT, f"<h1><span class=badge>خاص</span>{TITLE}</h1>", id="badge in the heading"),
        pytest.param(WITHOUT, f"<p>{KICKER}</p><p><font size=5>{TITLE}</font></p>", id="larger letters"),
        pytest.param(
            f"<style>.t{{color:red;font-size:20pt}}</style>{WITHOUT}",
            f"<div><b>{KICKER}</b></div><center><font class=t>{TITLE}</font></center>",
            id="larger letters by a style sheet",
        ),
        pytest.param(WITHOUT, f"<div><strong>{TITLE}</strong></div>", id="bold line"),
        pytest.param(WITHOUT, f"<div>{TITLE}</div><div>20 كانون الثاني 2022</div>", id="line before the date"),
        pytest.param(
            "<title>شبكة نهر - صوت الناس في كل مكان</title>",
            f"<div>{TITLE}</div><div>20 كانون الثاني 2022</div>",
            id="motto in title",
        ),
        pytest.param(
            f"<title>مؤسسة الضفة - {TITLE}</title>",
            f"<h1 class=site-name>مؤسسة الضفة</h1><h1>{TITLE}</h1>",
            id="another name in an h1",
        ),
        pytest.param(
            f"<title>مؤسسة الضفة - {TITLE}</title>",
            f"<h1>مؤسسة الضفة</h1><h1>{TITLE}</h1><div>جميع الحقوق محفوظة لمؤسسة الضفة 2022</div>",
            id="name in the footer",
        ),
        pytest.param(WITHOUT, f"<div>{TITLE}</div>{SHARE}", id="link for sharing"),
    ],
)
def test_the_title_readers_see_comes_out(head: str, body: str) -> None:
    page = f"<html><head>{head}</head><body><a href='/'><img alt='شبكة نهر'></a>{body}<div>{P}</div></body></html>"
    found = extract_page(page.encode(), "https://nahr.example/n/1")
    assert (found.title, found.body.split("\n\n")) == (TITLE, PARAGRAPHS), found.provenance


def test_a_title_is_as_readers_see_it_where_others_write_it_otherwise() -> None:
    shown = "اشتبـــاكات قرب سجن غويران بالحسكة"
    head = f"<title>نهر | {TITLE}</title>{OG.format(TITLE)}"
    page = f"<html><head>{head}</head><body><div><b>{shown}</b></div><div>{P}</div></body></html>"
    assert extract_page(page.encode(), "https://nahr.example/n/1").title == shown


def test_the_entry_of_a_live_blog_and_the_next_report_lend_no_title() -> None:
    entries = "".join(
        "<div itemprop=liveBlogUpdate itemscope itemtype='https://schema.org/BlogPosting'>"
        f"<strong itemprop=headline>تطور رقم {n} في محيط السجن</strong><p itemprop=articleBody>{text}</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    scope = "itemscope itemtype='https://schema.org/LiveBlogPosting'"
    body = f"<div {scope}><h2 itemprop=headline>{TITLE}</h2>{entries}</div>"
    page = f"<html><head>{WITHOUT}</head><body>{body}</body></html>"
    assert extract_page(page.encode(), "https://nahr.example/n/1").title == TITLE
    after = (
        f"<div><b>{TITLE}</b></div><div>{P}</div><h1>خبر آخر في أسفل الصفحة كلها</h1><div><p>{PARAGRAPHS[0]}</p></div>"
    )
    found = extract_page(
        f"<html><head>{WITHOUT}</head><body>{after}</body></html>".encode(), "https://nahr.example/n/1"
    )
    assert found.title == TITLE
