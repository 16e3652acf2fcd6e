import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsetl.ingest.archives import looks_arabic, touching
from newsetl.ingest.sources import Archive, Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web
from tests.ingest.test_files import archive
from tests.ingest.test_sitemap import asked, page, paths

Run = Callable[..., StageOutput]
Make = Callable[..., Source]
ENGLISH = "<html><title>x</title><p>" + "The bridge over the river was closed to lorries on Monday. " * 20


def warc(folder: Path, *pages: tuple[str, str, str]) -> bytes:
    """A WARC file of (URL, WARC-Date, HTML)."""
    made = [(url, "200 OK", "text/html; charset=utf-8", html.encode()) for url, _, html in pages]
    return archive(folder / "made.warc.gz", *made, dates=tuple(when for _, when, _ in pages)).read_bytes()


def crawl(name: str) -> str:
    return f"crawl/NEWS-{name}.warc.gz"


def test_a_list_of_paths_is_followed_to_the_files_of_the_interval(
    run: Run, source: Make, web: Web, tmp_path: Path
) -> None:
    ours = "https://www.nahr.example"
    body = warc(
        tmp_path,
        (f"{ours}/a", "2022-01-20T12:00:00Z", page("2022-01-20T11:00:00Z")),
        ("https://m.nahr.example/b", "2022-01-20T12:01:00Z", page("2022-01-20T11:00:00Z")),
        ("https://other-nahr.example/c", "2022-01-20T12:02:00Z", page("2022-01-20T11:00:00Z")),
        (f"{ours}/english", "2022-01-20T12:03:00Z", ENGLISH),
        (f"{ours}/tag/d", "2022-01-20T12:04:00Z", page()),
    )
    names = [crawl(name) for name in ("20220110000000-00001", "20220120110000-00002", "20220301000000-00003")]
    web.add(f"/{names[1]}", body, Content_Type="application/gzip")
    web.add("/list-2022-01.paths.gz", gzip.compress("\n".join(names).encode()), Content_Type="application/gzip")
    where = Archive(url=web.url("/list-{yyyy}-{mm}.paths.gz"), base=web.url("/"))
    output = run(source(archives=[where], homepage=ours, exclude=["/tag/"]), Route.DAILY, 20)
    assert paths(output) == ["a", "b"]
    assert {(capture.found_by, capture.found_in) for capture in output.rows} == {("warc", web.url(f"/{names[1]}"))}
    assert output.rejections == []
    assert asked(web) == ["/list-2022-01.paths.gz", f"/{names[1]}"]
    again = run(source(archives=[where], homepage=ours, exclude=["/tag/"]), Route.DAILY, 20)
    assert again.rows == output.rows


def test_a_page_belongs_to_its_publication_if_it_was_archived_soon_after(
    run: Run, source: Make, web: Web, tmp_path: Path
) -> None:
    body = warc(
        tmp_path,
        ("https://nahr.example/late-evening", "2022-01-21T01:00:00Z", page("2022-01-20T23:30:00Z")),
        ("https://nahr.example/two-days", "2022-01-22T10:00:00Z", page("2022-01-20T23:30:00Z")),
        ("https://nahr.example/long-after", "2022-01-21T01:00:00Z", page("2022-01-10T10:00:00Z")),
        ("https://nahr.example/silent", "2022-01-21T01:00:00Z", page()),
    )
    web.add("/a.warc.gz", body, Content_Type="application/gzip")
    nahr = source(archives=[Archive(url=web.url("/a.warc.gz"), hosts=["nahr.example"])])
    found = {day: paths(run(nahr, Route.DAILY, day)) for day in range(19, 24)}
    assert found == {19: [], 20: ["late-evening", "two-days"], 21: ["long-after", "silent"], 22: [], 23: []}


def test_days_of_a_template_and_files_that_are_not_there(run: Run, source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    body = warc(tmp_path, ("https://nahr.example/a", "2022-01-20T12:00:00Z", page("2022-01-20T11:00:00Z")))
    (folder / "2022-01-20.warc.gz").write_bytes(body)
    (folder / "2022-01-21.warc.gz").write_bytes(body[:-40])
    nahr = source(archives=[Archive(url=str(folder / "{yyyy}-{mm}-{dd}.warc.gz"))])
    output = run(nahr, Route.DAILY, 20)
    assert paths(output) == ["a"]
    reasons = sorted((rejection.reason, rejection.message.partition(":")[0][-18:-8]) for rejection in output.rejections)
    assert reasons == [
        (Reason.BAD_ARCHIVE, "2022-01-21"),
        (Reason.FETCH_FAILED, "2022-01-19"),
        (Reason.FETCH_FAILED, "2022-01-22"),
    ]
    assert run(nahr, Route.LIVE).read == 0


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (b"", Reason.BAD_ARCHIVE),
        (b"../../etc/passwd\n/etc/passwd", Reason.BAD_ADDRESS),
        (gzip.compress(b"x.warc.gz\n" * 5000)[:-30], Reason.BAD_ARCHIVE),
    ],
)
def test_a_list_leads_nowhere_else(run: Run, source: Make, tmp_path: Path, lines: bytes, reason: Reason) -> None:
    (tmp_path / "list.paths.gz").write_bytes(lines)
    output = run(source(archives=[Archive(url=str(tmp_path / "list.paths.gz"))]), Route.DAILY, 20)
    assert output.rows == []
    assert reason in {rejection.reason for rejection in output.rejections}
    assert "root:" not in str(output.rejections)


def test_files_are_chosen_by_the_time_in_their_names() -> None:
    names = [crawl(f"202201{day:02}{hour:02}0000-000{day:02}") for day in range(18, 25) for hour in (1, 13)]
    interval = (datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 1, 21, tzinfo=UTC))
    chosen = touching(interval, [*names, "crawl/extra.warc.gz", "NEWS-20229999000000-00001.warc.gz"])
    assert [name.split("NEWS-202201")[1][:4] for name in chosen[:-2]] == [
        *("1913", "2001", "2013", "2101", "2113", "2201", "2213")
    ], "the one under way when the day began, and two days more"
    assert chosen[-2:] == ["crawl/extra.warc.gz", "NEWS-20229999000000-00001.warc.gz"]
    assert touching(None, names) == names
    long_ago = [crawl("20210101000000-00001")]
    assert touching(interval, long_ago) == []


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "iso-8859-6", "utf-8 entities"])
def test_arabic_is_told_by_its_letters(encoding: str) -> None:
    html = page() + "<script>" + "var reading = 1;" * 500 + "</script>"
    if encoding == "utf-8 entities":
        data = html.encode("ascii", "xmlcharrefreplace")
    else:
        head = f'<meta charset="{encoding}">'
        data = (head + html).encode(encoding, "replace")
    assert looks_arabic(data)
    assert not looks_arabic(ENGLISH.encode())
    assert looks_arabic(b"<html><img src=a.jpg>"), "hardly any letters: let others decide"


def test_all_days_together_bring_each_capture_once(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    start = datetime(2022, 1, 15, tzinfo=UTC)
    captures = []
    for number in range(40):
        published = start + timedelta(hours=number * 5)
        seen = published + timedelta(hours=(number * 7) % 60)
        captures.append((f"https://nahr.example/{number}", f"{seen:%Y-%m-%dT%H:%M:%SZ}", page(published.isoformat())))
    web.add("/a.warc.gz", warc(tmp_path, *captures), Content_Type="application/gzip")
    nahr = source(archives=[Archive(url=web.url("/a.warc.gz"))])
    found = [name for day in range(13, 31) for name in paths(run(nahr, Route.DAILY, day))]
    assert sorted(found, key=int) == [str(number) for number in range(40)]


def test_scripts_are_no_letters_however_many_are_never_closed() -> None:
    assert looks_arabic(b"<script>" + b"var text = 'words in Latin letters'; " * 50 + "</script><p>نص".encode())
    assert looks_arabic(b"<script " * 40_000)
    assert not looks_arabic(b"<p>Only words in Latin letters stand here</p>" * 20)


def test_a_listed_path_that_no_file_can_have_costs_its_line_alone(run: Run, source: Make, tmp_path: Path) -> None:
    (tmp_path / "l.paths").write_bytes(b"a\0b.warc.gz\n" + b"x" * 5000 + b".warc.gz\n")
    output = run(source(archives=[Archive(url=str(tmp_path / "l.paths"))]), Route.DAILY, 20)
    assert [bad.reason for bad in output.rejections] == [Reason.BAD_ADDRESS, Reason.BAD_ADDRESS]
