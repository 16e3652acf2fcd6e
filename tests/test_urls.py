from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsetl.urls import canonical_url, site_of, url_key, without_credentials

NAHR = "https://nahr.example"


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTPS://WWW.Nahr.Example:443/Path#top", "https://www.nahr.example/Path"),
        ("http://nahr.example", "http://nahr.example/"),
        ("http://nahr.example:8080//a//b/", "http://nahr.example:8080/a/b/"),
        ("https://user:secret@nahr.example/a", "https://nahr.example/a"),
        (" https://nahr.example/a b\n?x=1&amp;y=2", "https://nahr.example/a%20b?x=1&y=2"),
        ("https://nahr.example/a?x=1&amp;amp;y=2&#038;z=3", "https://nahr.example/a?x=1&y=2&z=3"),
        ("https://nahr.example/100%", "https://nahr.example/100%25"),
        ("https://nahr.example/q?s=%c7%e1", "https://nahr.example/q?s=%C7%E1"),
        # where the reader came from
        ("https://nahr.example/a?utm_source=x&id=5&fbclid=7&at_medium=rss", "https://nahr.example/a?id=5"),
        ("https://nahr.example/a?traffic_source=rss", "https://nahr.example/a"),
        ("https://nahr.example/a?ref=telegram&source=rss&CMP=share_btn_fb", "https://nahr.example/a"),
        ("https://nahr.example/a?pk_campaign=x&mc_cid=y&_ga=2.1&_ga_X1=3", "https://nahr.example/a"),
        ("https://nahr.example/a/?replytocom=88", "https://nahr.example/a/"),
        # sessions
        ("https://nahr.example/a.jsp;jsessionid=0A3F?id=5", "https://nahr.example/a.jsp?id=5"),
        ("https://nahr.example/(S(abcdefghijklmnopqrstuvwx))/a.aspx?id=5", "https://nahr.example/a.aspx?id=5"),
        ("https://nahr.example/a.php?PHPSESSID=0a3f&id=5", "https://nahr.example/a.php?id=5"),
        # parameters that number a report, whatever their name
        ("https://nahr.example/story.php?4567", "https://nahr.example/story.php?4567"),
        ("https://nahr.example/index.php?page=article&cid=3", "https://nahr.example/index.php?page=article&cid=3"),
        ("https://nahr.example/?ref=57&source=12", "https://nahr.example/?ref=57&source=12"),
        ("https://nahr.example/?p=9&sid=7&smid=8&news=6", "https://nahr.example/?p=9&sid=7&smid=8&news=6"),
        ("https://nahr.example/?_gallery=1&pk_news=2&mc_id=3", "https://nahr.example/?_gallery=1&pk_news=2&mc_id=3"),
        # fragments: a place in the page goes, a route that names the page stays
        ("https://nahr.example/a#:~:text=b", "https://nahr.example/a"),
        ("https://nahr.example/#!/news/5", "https://nahr.example/#!/news/5"),
        ("https://nahr.example/app#/خبر", f"https://nahr.example/app#/{quote('خبر')}"),
        # wrappers of known hosts
        ("https://www.google.com/url?q=https://nahr.example/a%3Fid%3D5&sa=D", "https://nahr.example/a?id=5"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnahr.example%2Fa%3Ffbclid%3D1&h=AT", "https://nahr.example/a"),
        ("https://www.google.com/amp/s/nahr.example/a/amp/", "https://nahr.example/a/amp/"),
        (
            "https://nahr-example.cdn.ampproject.org/v/s/nahr.example/a?usqp=mq331&amp_js_v=0.1",
            "https://nahr.example/a",
        ),
        (
            f"https://www.google.com/url?url={quote('https://l.facebook.com/l.php?u=' + quote('https://nahr.example/a'))}",
            "https://nahr.example/a",
        ),
        # what only looks like one
        ("https://www.google.com/url?q=mailto:nahr", "https://www.google.com/url?q=mailto:nahr"),
        ("https://www.google.com/url?q=http://[nahr", "https://www.google.com/url?q=http://[nahr"),
        ("https://nahr.example/a?next=https://other.example/b", "https://nahr.example/a?next=https://other.example/b"),
        ("https://nahr.example/?url=https://other.example/b", "https://nahr.example/?url=https://other.example/b"),
        # other pages of the same report stay what the outlet links to
        ("https://m.nahr.example/a/amp/?amp=1", "https://m.nahr.example/a/amp/?amp=1"),
    ],
)
def test_what_never_changes_the_page_goes_and_the_rest_stays(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


@pytest.mark.parametrize(
    "url", ["", "nahr.example/a", "ftp://nahr.example/", "javascript:x()", "http://", "http://[bad/"]
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        canonical_url(url)


def test_a_tower_of_wrappers_is_left_alone() -> None:
    tower = "https://www.google.com/url?q=" * 20 + "https://nahr.example/a"
    assert canonical_url(tower) == tower


def test_arabic_slugs_have_one_spelling() -> None:
    slug = "سجن-غويران"
    written = canonical_url(f"https://nahr.example/{slug}?ن=1")
    encoded = canonical_url(f"https://nahr.example/{quote(slug)}?{quote('ن')}=1")
    lower = canonical_url(f"https://nahr.example/{quote(slug).lower()}?{quote('ن').lower()}=1")
    assert written == encoded == lower
    assert written.isascii()


@pytest.mark.parametrize(
    "spellings",
    [
        # scheme, www., trailing slash, order of parameters
        ("http://nahr.example/a/?x=1&y=2", "https://www.nahr.example/a?y=2&x=1"),
        # mobile and AMP hosts
        *[(f"https://{twin}nahr.example/a", f"{NAHR}/a") for twin in ("m.", "mobile.", "amp.", "www.m.", "www2.")],
        # AMP pages
        *[
            (f"{NAHR}/news/5{twin}", f"{NAHR}/news/5")
            for twin in ("/amp", "/amp/", "/AMP", "/amp.html", ".amp", "?amp=1", "?amp", "?outputType=amp")
        ],
        (f"{NAHR}/a.amp.html", f"{NAHR}/a.amphtml", f"{NAHR}/a.html"),
        (f"{NAHR}/amp/news/5", f"{NAHR}/news/5"),
        (f"{NAHR}/ar/amp/news/5", f"{NAHR}/ar/news/5"),
        # pages for phones and for print
        (f"{NAHR}/2026/03/a.html?m=1", f"{NAHR}/2026/03/a.html?m=0", f"{NAHR}/2026/03/a.html"),
        (f"{NAHR}/a?mobile=1", f"{NAHR}/a?view=mobile", f"{NAHR}/a/print/", f"{NAHR}/a?print=1", f"{NAHR}/a"),
        (f"{NAHR}/?id=5&tmpl=component&print=1", f"{NAHR}/?id=5"),
        # default documents
        (f"{NAHR}/index.php?id=5", f"{NAHR}/?id=5", f"{NAHR}/default.aspx?id=5"),
        (f"{NAHR}/index.php/a/b", f"{NAHR}/a/b", f"{NAHR}/a/b/index.html"),
        # one slug: invisible characters, a letter and its mark apart, encoded again, windows-1256
        (f"{NAHR}/سجن-غويران", f"{NAHR}/سجن\u200c-\u200fغويران\ufeff"),
        (f"{NAHR}/مسؤول", f"{NAHR}/مسو\u0654ول"),
        (f"{NAHR}/سجن x", f"{NAHR}/{quote(quote('سجن x'))}", f"{NAHR}/{quote(quote(quote('سجن x'))).lower()}"),
        (f"{NAHR}/q?s=خبر+عاجل", f"{NAHR}/q?s=%CE%C8%D1%20%DA%C7%CC%E1"),
        # hosts in Punycode
        ("https://نهر.example/a", "https://xn--wgb5bd.example/a"),
        # sites that number their reports: section and wording may change
        ("https://sana.sy/locals/9000001/", "https://sana.sy/uncategorized/9000001/", "https://sana.sy/a/b/9000001/"),
        ("https://www.skynewsarabia.com/world/9000001-نهر", "https://www.skynewsarabia.com/sport/9000001"),
        ("https://arabic.rt.com/world/9000001-نهر/", "https://arabic.rt.com/middle_east/9000001-جسر/"),
        ("https://www.enabbaladi.net/900001/نهر/", "https://enabbaladi.net/archives/900001"),
        ("https://www.bbc.com/arabic/articles/cxxxxxxxxxxo", "https://www.bbc.co.uk/arabic/articles/cxxxxxxxxxxo.amp"),
        ("https://t.me/nahr_news/57", "https://t.me/s/Nahr_News/57?single", "https://telegram.me/nahr_news/57"),
    ],
)
def test_spellings_and_twins_of_one_report_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({url_key(url) for url in spellings}) == 1


@pytest.mark.parametrize(
    "urls",
    [
        (f"{NAHR}/?p=1", f"{NAHR}/?p=2", f"{NAHR}/"),
        (f"{NAHR}/story.php?4567", f"{NAHR}/story.php?4568"),
        (f"{NAHR}/index.php?cat=1&id=5", f"{NAHR}/index.php?cat=2&id=5", f"{NAHR}/index.php?id=5"),
        # m, amp, print and view may count sections and reports too
        (f"{NAHR}/news.php?m=1", f"{NAHR}/news.php?m=0", f"{NAHR}/news.php"),
        (f"{NAHR}/?m=202601", f"{NAHR}/?m=202602"),
        (f"{NAHR}/?amp=57", f"{NAHR}/?print=58", f"{NAHR}/?view=59", f"{NAHR}/?mobile=60"),
        (f"{NAHR}/?ref=57", f"{NAHR}/?ref=58"),
        # a slug that is used again gets a number, daily ones a day
        (f"{NAHR}/سعر-الصرف-يوم-السبت-04-04-2026", f"{NAHR}/سعر-الصرف-يوم-السبت-18-04-2026"),
        (f"{NAHR}/نهر/", f"{NAHR}/نهر-2/"),
        # a number at the same place elsewhere counts per section, or is a day
        (f"{NAHR}/world/9000001-a", f"{NAHR}/sport/9000001-b", f"{NAHR}/world/9000001-b"),
        (f"{NAHR}/20260519-نهر", f"{NAHR}/20260519-جسر"),
        ("https://sana.sy/locals/9000001/", "https://sana.sy/en/locals/9000001/", "https://sana.sy/locals/9000002/"),
        ("https://t.me/nahr_news/57", "https://t.me/nahr_news/58", "https://t.me/jisr_news/57"),
        # whole letters decide, not what they look like
        (f"{NAHR}/a%2Fb", f"{NAHR}/a/b"),
        (f"{NAHR}/100%25d8", f"{NAHR}/100%D8"),
        # editions under other hosts are other outlets
        (
            "https://ar.nahr.example/a",
            "https://en.nahr.example/a",
            "https://nahr.example/a",
            "https://nahr.example:81/a",
        ),
        (f"{NAHR}/#!/news/5", f"{NAHR}/#!/news/6"),
        (f"{NAHR}/amp", NAHR),
        ("https://m.example/a", "https://example/a"),
    ],
)
def test_different_reports_keep_different_keys(urls: tuple[str, ...]) -> None:
    assert len({url_key(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.nahr.example/a", "nahr.example"),
        ("https://AMP.nahr.example:81/", "nahr.example"),
        ("https://ar.nahr.example/", "ar.nahr.example"),
        ("", ""),
    ],
)
def test_a_site_is_its_host_without_twin_prefixes(url: str, site: str) -> None:
    assert site_of(url) == site


def test_credentials_are_not_printed() -> None:
    assert without_credentials("https://user:secret@nahr.example/feed") == "https://nahr.example/feed"


_TEXTS = st.text(max_size=40)
_WORDS = ("amp", "m.", "amp.", "www.", "index.php", "%25", "%D8", "%d8%b3", "سجن", "\u200f")
_PIECES = st.lists(st.sampled_from([*"/?&=#%.;:@!()+", *_WORDS]), max_size=12).map("".join)


@given(
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["nahr.example", "WWW.Nahr.example", "نهر.example", "10.0.0.1:81", "www.google.com/url?q=http://"]),
    st.one_of(_TEXTS, _PIECES),
    st.one_of(_TEXTS, _PIECES),
)
@example("https", "nahr.example", "#!ن", "")
@example("https", "nahr.example", "a;jsessionid=1;jsessionid=2", "x=&amp;amp;#38;y")
def test_canonical_and_key_are_idempotent(scheme: str, host: str, path: str, query: str) -> None:
    url = f"{scheme}://{host}/{path}?{query}"
    try:
        once = canonical_url(url)
    except ValueError:
        assert url_key(url) == url
        return
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)


@given(st.one_of(_TEXTS, _PIECES, _PIECES.map("https://".__add__)))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(url_key(text), str)


_SLUG = st.text(st.sampled_from("ابتةثجحخدسشعغفقكلمنهوىيءآأإؤئ0123456789-"), min_size=1, max_size=30)


@given(slug=_SLUG, number=st.integers(0, 10**7), data=st.data())
def test_all_spellings_made_of_one_address_share_its_key(slug: str, number: int, data: st.DataObject) -> None:
    path = quote(slug)
    for again in range(data.draw(st.integers(0, 2))):
        path = quote(path) if again else path.lower()
    scheme = data.draw(st.sampled_from(["http", "https", "HTTPS"]))
    host = data.draw(st.sampled_from(["", "www.", "m.", "amp.", "WWW."]))
    ending = data.draw(st.sampled_from(["", "/", "/amp", "/amp/", "/index.html", "/print"]))
    extra = st.sampled_from(["amp=1", "utm_source=x", "ref=rss", "fbclid=y", "mobile=1"])
    pairs = [f"id={number}", *data.draw(st.lists(extra, max_size=4))]
    query = data.draw(st.sampled_from(["&", "&amp;"])).join(data.draw(st.permutations(pairs)))
    fragment = data.draw(st.sampled_from(["", "#top", "#:~:text=x"]))
    spelling = f"{scheme}://{host}nahr.example/news/{path}{ending}?{query}{fragment}"
    assert url_key(spelling) == url_key(f"https://nahr.example/news/{slug}?id={number}")


@given(st.lists(st.tuples(_SLUG, st.integers(0, 99)), min_size=2, max_size=8, unique=True))
def test_different_slugs_and_numbers_never_share_a_key(reports: list[tuple[str, int]]) -> None:
    assert len({url_key(f"{NAHR}/{slug}?id={number}") for slug, number in reports}) == len(reports)
