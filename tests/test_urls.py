from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.urls import canonical_url, url_key, without_credentials


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTPS://WWW.Nahr.Example:443/Path#top", "https://www.nahr.example/Path"),
        ("http://nahr.example", "http://nahr.example/"),
        ("http://nahr.example:8080//a//b/", "http://nahr.example:8080/a/b/"),
        ("https://user:secret@nahr.example/a", "https://nahr.example/a"),
        ("https://nahr.example/a?utm_source=x&id=5&fbclid=7&at_medium=rss", "https://nahr.example/a?id=5"),
        ("https://nahr.example/story.php?4567", "https://nahr.example/story.php?4567"),
        ("https://nahr.example/index.php?page=article&cid=3", "https://nahr.example/index.php?page=article&cid=3"),
        ("https://nahr.example/a?next=https://other.example/b", "https://nahr.example/a?next=https://other.example/b"),
        (" https://nahr.example/a b\n?x=1&amp;y=2", "https://nahr.example/a%20b?x=1&y=2"),
        ("https://nahr.example/100%", "https://nahr.example/100%25"),
        ("https://nahr.example/q?s=%c7%e1", "https://nahr.example/q?s=%C7%E1"),
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


def test_arabic_slugs_have_one_spelling() -> None:
    slug = "سجن-غويران"
    written = canonical_url(f"https://nahr.example/{slug}?ن=1")
    encoded = canonical_url(f"https://nahr.example/{quote(slug)}?{quote('ن')}=1")
    lower = canonical_url(f"https://nahr.example/{quote(slug).lower()}?{quote('ن').lower()}=1")
    assert written == encoded == lower
    assert written.isascii()


def test_the_key_joins_spellings_of_one_address_and_nothing_else() -> None:
    spellings = ["http://nahr.example/a/?x=1&y=2", "https://www.nahr.example/a?y=2&x=1"]
    assert len({url_key(canonical_url(url)) for url in spellings}) == 1
    assert url_key("https://nahr.example/a?x=1") != url_key("https://nahr.example/a?x=2")


def test_credentials_are_not_printed() -> None:
    assert without_credentials("https://user:secret@nahr.example/feed") == "https://nahr.example/feed"


@given(
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["nahr.example", "WWW.Nahr.example", "نهر.example", "10.0.0.1:81"]),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_canonical_is_idempotent(scheme: str, host: str, path: str, query: str) -> None:
    url = f"{scheme}://{host}/{path}?{query}"
    try:
        once = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(once) == once
    assert urlsplit(once).fragment == ""
