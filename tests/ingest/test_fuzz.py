"""Whatever bytes an outlet sends: each reader ends, and gives captures and typed bad records, nothing else."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsetl.ingest.archive import read_archive
from newsetl.ingest.archives import looks_arabic
from newsetl.ingest.dump import read_dump
from newsetl.ingest.feed import read_feed
from newsetl.ingest.fetch import FetchFailed
from newsetl.ingest.listing import NoListing, links_of
from newsetl.ingest.reading import Bad, Item, Reading
from newsetl.ingest.sitemap import read_sitemap
from newsetl.ingest.sources import Source, SourceName
from newsetl.ingest.table import read_csv, read_parquet
from newsetl.records import Capture, Reason, Route
from newsetl.settings import Settings

NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://nahr.example/خبر?a=1&amp;b=2</loc>'
    "<lastmod>2022-01-20</lastmod><news:news><news:publication_date>2022-01-20T10:00:00Z</news:publication_date>"
    "<news:title>خبر &quot;أول&quot;</news:title></news:news></url></urlset>"
).encode()
INDEX = b"<sitemapindex><sitemap><loc>https://nahr.example/s-2022-01.xml</loc></sitemap></sitemapindex>"
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>نهر</title><item><title>خبر</title>'
    "<link>https://nahr.example/1</link><guid>1</guid><pubDate>Thu, 20 Jan 2022 14:00:00 +0200</pubDate>"
    "<description>&lt;p&gt;نص الخبر&lt;/p&gt;</description></item></channel></rss>"
).encode()
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>نهر</title></channel>'
    '<item rdf:about="https://nahr.example/1"><title>خبر</title><dc:date>2022-01-20T10:00:00Z</dc:date></item></rdf:RDF>'
).encode()
LISTING = '<html><base href="/x/"><body><a href="a?id=1">خبر</a><a href="//b:99999/">x</a><p>نص'.encode()
JSONL = "\n".join(
    json.dumps({"id": n, "title": "خبر", "body": ["نص"], "published": "2022-01-20"}, ensure_ascii=False)
    for n in range(3)
).encode()


def _csv() -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["العنوان", "النص", "التاريخ"], ["خبر", 'نص\n"قول"؛', "2022-01-20"]])
    return text.getvalue().encode()


def _warc(*, compressed: bool) -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=compressed)
    for number in range(2):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        body = "<html><p>نص".encode()
        stated = {"WARC-Date": "2022-01-20T12:00:00Z"}
        url = f"https://nahr.example/{number}"
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=headers,
                warc_headers_dict=stated,
            )
        )
    return file.getvalue()


def _parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"title": ["خبر"] * 5, "text": ["نص"] * 5, "date": [datetime.now(UTC)] * 5}), file)
    return file.getvalue()


Read = Callable[[Reading, str], Iterator[Item]]
DOCUMENTS: list[tuple[str, Read, list[bytes]]] = [
    ("sitemap", read_sitemap, [NEWS, INDEX, gzip.compress(NEWS), b"https://nahr.example/1\nhttps://nahr.example/2\n"]),
    ("feed", read_feed, [RSS, RDF]),
    ("csv", read_csv, [_csv(), gzip.compress(_csv()), _csv().decode().encode("utf-16")]),
    ("jsonl", read_dump, [JSONL, gzip.compress(JSONL)]),
    ("warc", read_archive, [_warc(compressed=True), _warc(compressed=False)]),
    ("parquet", read_parquet, [_parquet()]),
]


@st.composite
def mutated(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """A sound document in which some pieces were overwritten, taken out, repeated or cut off; or any bytes."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 20))
        match draw(st.integers(0, 3)):
            case 0:
                data = data[:at] + draw(st.binary(max_size=12)) + data[at + length :]
            case 1:
                data = data[:at] + data[at + length :]
            case 2:
                data = data[:at] + data[at : at + length] * draw(st.integers(2, 50)) + data[at + length :]
            case _:
                data = data[:at]
    return data


def reading(folder: Path) -> Reading:
    """A load, which filters nothing and asks nobody."""
    source = Source(id="nahr", name=SourceName(ar="نهر", en="Nahr"), follow="never")
    own = Settings(data_dir=folder, max_body_bytes=5000)
    fetcher: Any = type("Fetcher", (), {"fetch": _refuse, "download": _refuse})()
    return Reading(source, Route.LOAD, own, fetcher, lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda _: True)


def _refuse(_self: object, url: str, *_args: object, **_more: object) -> Any:
    raise FetchFailed(f"{url}: not in a test")


fuzzed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize(("read", "documents"), [d[1:] for d in DOCUMENTS], ids=[d[0] for d in DOCUMENTS])
@fuzzed
@given(data=st.data())
def test_a_reader_gives_captures_and_typed_bad_records_whatever_it_reads(
    tmp_path: Path, read: Read, documents: list[bytes], data: st.DataObject
) -> None:
    path = tmp_path / "document"
    path.write_bytes(data.draw(mutated(documents)))
    for item in read(reading(tmp_path), str(path)):
        assert isinstance(item, Capture | Bad)
        if isinstance(item, Bad):
            assert item.reason is not Reason.INTERNAL, item.message


@pytest.mark.parametrize(("read", "documents"), [d[1:] for d in DOCUMENTS], ids=[d[0] for d in DOCUMENTS])
def test_the_sound_documents_are_read(tmp_path: Path, read: Read, documents: list[bytes]) -> None:
    for document in documents:
        path = tmp_path / "document"
        path.write_bytes(document)
        items = list(read(reading(tmp_path), str(path)))
        asked = [item for item in items if isinstance(item, Bad) and item.reason is Reason.FETCH_FAILED]
        assert items
        assert all(isinstance(item, Capture) for item in items) or items == asked


@fuzzed
@given(data=mutated([LISTING]), selector=st.sampled_from([None, "a", "body > a", "a["]))
def test_links_are_addresses_or_the_page_is_none(data: bytes, selector: str | None) -> None:
    try:
        found = links_of(data, "https://nahr.example/2022/", selector)
    except NoListing:
        return
    assert all(isinstance(link, str) for link in found)
    assert len(found) == len(set(found))


@fuzzed
@given(data=mutated([LISTING, NEWS]), charset=st.sampled_from([None, "utf-8", "windows-1256", "nosuch", "utf-16"]))
def test_any_bytes_can_be_looked_at_for_arabic(data: bytes, charset: str | None) -> None:
    assert looks_arabic(data, charset) in (True, False)
