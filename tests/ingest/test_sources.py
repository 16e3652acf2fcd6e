from datetime import date
from pathlib import Path

import pytest

from newsetl.ingest.sources import SAMPLE, SourceError, configured_sources, load_sources
from newsetl.settings import Settings, SettingsError

PACK = "id: nahr\nname: {ar: نهر, en: Nahr}\n"


def write(folder: Path, text: str, name: str = "nahr.yaml") -> Path:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / name).write_text(text, "utf-8")
    return folder / "sources"


def test_paths_are_relative_to_the_folder_above_and_addresses_stay(tmp_path: Path) -> None:
    folder = write(tmp_path, PACK + "feeds: [feeds/a.xml, 'https://nahr.example/feed']\n")
    source = load_sources(folder)["nahr"]
    assert source.feeds == [str(tmp_path.resolve() / "feeds/a.xml"), "https://nahr.example/feed"]
    assert (source.follow, source.affiliation) == ("auto", "unknown")


@pytest.mark.parametrize(
    ("text", "key", "fault"),
    [
        (PACK.replace("nahr\n", "Nahr\n"), "id", "does not match"),
        ("id: nahr\n", "top level", "name"),
        (PACK + "feed: []\n", "top level", "feed"),
        (PACK + "affiliation: neutral\n", "affiliation", "neutral"),
        (PACK + "feeds: [3]\n", "feeds.0", "string"),
        (PACK + "feeds: [../outside.xml]\n", "feeds", "inside"),
        (PACK + "feeds: [/etc/passwd]\n", "feeds", "inside"),
        (PACK + "feeds: ['file:///etc/passwd']\n", "feeds", "https"),
        (PACK + "encoding: klingon\n", "encoding", "klingon"),
        (PACK + "time_zone: Asia/Atlantis\n", "time_zone", "Atlantis"),
        (PACK + "sitemaps: ['ftp://nahr.example/s.xml']\n", "sitemaps", "https"),
        (PACK + "listings: [{url: 'https://nahr.example/archive'}]\n", "listings.0.url", "does not match"),
        (PACK + "listings: [{url: 'https://nahr.example/{dd}', links: 'a['}]\n", "listings", "CSS selector"),
        (PACK + "archives: [{url: ../nahr.warc.gz}]\n", "archives", "inside"),
        (PACK + "include: ['(']\n", "include", "regular expression"),
        (PACK + "selectors: {body: '#text'}\n", "selectors", "valid_until"),
        (PACK + "fetch: {interval: -1}\n", "fetch.interval", "minimum"),
        (PACK + "verified: yesterday\n", "verified", "does not match"),
        ("id: [\n", "line", ""),
        ("just text\n", "top level", "mapping"),
    ],
)
def test_a_faulty_pack_is_named_with_key_and_fault(tmp_path: Path, text: str, key: str, fault: str) -> None:
    folder = write(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        load_sources(folder)
    assert all(part in str(caught.value) for part in ("nahr.yaml", key, fault))


def test_archives_selectors_and_fetch_policy(tmp_path: Path) -> None:
    text = """
homepage: https://nahr.example/
sitemaps: [https://nahr.example/sitemap-news.xml, sitemaps/old.xml.gz]
listings: [{url: "https://nahr.example/archive/{yyyy}/{mm}/{dd}?p={page}", max_pages: 3}]
archives: [{url: "archives/{yyyy}-{mm}.warc.gz", hosts: [nahr.example]}]
include: [/story/]
selectors: {body: "#text", valid_until: 2027-01-31}
fetch: {interval: 2.5}
verified: 2026-11-01
"""
    source = load_sources(write(tmp_path, PACK + text))["nahr"]
    assert source.sitemaps == ["https://nahr.example/sitemap-news.xml", str(tmp_path.resolve() / "sitemaps/old.xml.gz")]
    assert (source.listings[0].max_pages, source.listings[0].first_page) == (3, 1)
    assert source.archives[0].url == str(tmp_path.resolve() / "archives/{yyyy}-{mm}.warc.gz")
    assert source.selectors is not None
    assert (source.selectors.valid_until, source.verified) == (date(2027, 1, 31), date(2026, 11, 1))
    assert (source.fetch.interval, source.fetch.concurrency) == (2.5, 1)


def test_two_packs_of_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, PACK)
    with pytest.raises(SourceError, match="already used"):
        load_sources(write(tmp_path, PACK, "other.yaml"))


def test_own_packs_win_over_the_sample(settings: Settings, tmp_path: Path) -> None:
    sources, notice = configured_sources(settings)
    assert sources == load_sources(SAMPLE)
    assert "sample" in notice
    assert "\n" not in notice
    settings.data_path.mkdir()
    write(settings.data_path, PACK)
    assert (list(configured_sources(settings)[0]), configured_sources(settings)[1]) == (["nahr"], "")
    other = settings.model_copy(update={"sources": write(tmp_path, PACK.replace("nahr", "dijla"))})
    assert list(configured_sources(other)[0]) == ["dijla"]
    with pytest.raises(SettingsError, match="no such folder"):
        configured_sources(settings.model_copy(update={"sources": tmp_path / "none"}))
