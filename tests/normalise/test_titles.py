import pytest

from newsetl.normalise.extract import extract_page
from tests.normalise.conftest import PARAGRAPHS, TITLE

P = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OG = '<meta property="og:title" content="{}">'
SHORT = "ليلة ساخنة في الحسكة: ماذا جرى قرب السجن؟"
LOGO = "<h1><a href='/'>شبكة نهر</a></h1>"


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
    ],
)
def test_the_title_readers_see_comes_out(head: str, body: str) -> None:
    page = f"<html><head>{head}</head><body><a href='/'><img alt='شبكة نهر'></a>{body}<div>{P}</div></body></html>"
    found = extract_page(page.encode(), "https://nahr.example/n/1")
    assert (found.title, found.body.split("\n\n")) == (TITLE, PARAGRAPHS), found.provenance
