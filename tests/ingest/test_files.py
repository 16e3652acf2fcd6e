import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsetl.ingest.files import UnknownFile, expand
from newsetl.ingest.sources import Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput

Run = Callable[..., StageOutput]
Make = Callable[..., Source]


def archive(
    path: Path,
    *pages: tuple[str, str, str, bytes],
    compressed: bool = True,
    dates: tuple[str, ...] = (),
) -> Path:
    """A WARC file of (URL, status line, content type, body); ``dates`` of the first pages where they matter."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        for number, (url, status, kind, body) in enumerate(pages):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    length=len(body),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": dates[number] if number < len(dates) else "2022-01-20T12:00:00Z"},
                )
            )
    return path


PAGES = [
    ("https://nahr.example/1", "200 OK", "text/html; charset=utf-8", b"<html>1</html>"),
    ("https://nahr.example/gone", "404 Not Found", "text/html", b"<html>x</html>"),
    ("https://nahr.example/a.png", "200 OK", "image/png", b"png"),
    ("https://nahr.example/moved", "301 Moved", "text/html", b""),
    ("https://nahr.example/long", "200 OK", "text/html", b"x" * 30_000),
    ("https://nahr.example/2", "200 OK", "text/html", b"<html>2</html>" * 500),
]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_web_archive_gives_its_pages(run: Run, source: Make, tmp_path: Path, compressed: bool) -> None:
    path = archive(tmp_path / "a.warc", *PAGES, compressed=compressed)
    output = run(source(files=[str(path)]))
    first, second = output.rows
    assert (first.url, first.charset, first.http_status) == ("https://nahr.example/1", "utf-8", 200)
    assert first.observed_at == second.observed_at == datetime(2022, 1, 20, 12, tzinfo=UTC)
    assert [r.reason for r in output.rejections] == [Reason.FETCH_FAILED, Reason.TOO_LARGE]
    assert run(source(files=[str(path)]), Route.DAILY, 21).read == 0


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("cut", [30, 60])
def test_a_truncated_archive_is_read_up_to_the_damage(
    run: Run, source: Make, tmp_path: Path, compressed: bool, cut: int
) -> None:
    path = archive(tmp_path / "a.warc.gz", PAGES[0], PAGES[5], compressed=compressed)
    path.write_bytes(path.read_bytes()[:-cut])
    output = run(source(files=[str(path)]))
    assert [capture.url for capture in output.rows] == ["https://nahr.example/1"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ARCHIVE]


@pytest.mark.parametrize("compressed", [True, False])
def test_each_record_answers_for_its_own_date(run: Run, source: Make, tmp_path: Path, compressed: bool) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    dates = (
        *("2022-01-20T12:00:00Z", "0000-00-00T00:00:00Z", "20220120100000", "9998-01-20T10:00:00Z", "soon"),
        *((now + timedelta(hours=2)).isoformat(), (now + timedelta(days=2)).isoformat(), "0001-01-01T00:00:00+03:00"),
    )
    pages = [(f"https://nahr.example/{n}", "200 OK", "text/html", b"<html>x</html>") for n in range(len(dates) + 1)]
    path = archive(tmp_path / "a.warc", *pages, compressed=compressed, dates=dates)
    output = run(source(files=[str(path)]))
    assert [capture.url[-1] for capture in output.rows] == ["0", "2", "5", "8"]
    assert output.rows[1].observed_at == datetime(2022, 1, 20, 10, tzinfo=UTC)
    assert {rejection.reason for rejection in output.rejections} == {Reason.DATE_OUT_OF_RANGE}
    assert [rejection.message.partition(":")[2][15] for rejection in output.rejections] == ["1", "3", "4", "6", "7"]


def test_an_odd_record_costs_only_itself(
    run: Run, source: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import newsetl.warc as module

    original, calls = module._read_at_most, []

    def sometimes(stream: object, size: int) -> bytes:
        calls.append(size)
        if len(calls) == 2:
            raise LookupError("compressed as nobody knows")
        return original(stream, size)

    monkeypatch.setattr(module, "_read_at_most", sometimes)
    pages = [(f"https://nahr.example/{n}", "200 OK", "text/html", b"<html>x</html>") for n in range(3)]
    output = run(source(files=[str(archive(tmp_path / "a.warc.gz", *pages))]))
    assert [capture.url[-1] for capture in output.rows] == ["0", "2"]
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ARCHIVE]


def test_what_is_no_archive_is_said_so(run: Run, source: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"this is not a web archive at all" * 10)
    assert [r.reason for r in run(source(files=[str(path)])).rejections] == [Reason.BAD_ARCHIVE]


def test_a_folder_is_read_to_its_depths(run: Run, source: Make, tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "one.txt").write_text("عنوان\n\nنص", "utf-8")
    (deep / "two.HTML").write_text("<html>2</html>", "utf-8")
    (tmp_path / "a" / "three.jsonl.gz").write_bytes(gzip.compress(b'{"id": "3"}'))
    (tmp_path / "a" / "notes.doc").write_text("x")
    (tmp_path / "a" / ".hidden.txt").write_text("x")
    output = run(source(files=[str(tmp_path / "a")]))
    assert sorted(capture.media_type for capture in output.rows) == ["application/json", "text/html", "text/plain"]


def test_equal_names_in_two_folders_are_two_reports_and_equal_files_one(run: Run, source: Make, tmp_path: Path) -> None:
    for folder, text in (("a", "عنوان أول"), ("b", "عنوان ثان"), ("c", "عنوان أول")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text, "utf-8")
    assert len({capture.url for capture in run(source(files=[str(tmp_path)])).rows}) == 2


def test_other_endings_are_refused_with_the_list_of_what_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text("x")
    for path in (tmp_path / "a.doc", tmp_path):
        with pytest.raises(UnknownFile, match=r"\.jsonl\.gz.*\.warc"):
            expand(path)
    with pytest.raises(FileNotFoundError):
        expand(tmp_path / "none.txt")


def test_a_report_is_the_same_wherever_its_file_lies(run: Run, source: Make, tmp_path: Path) -> None:
    def only(folder: str, name: str, text: str, source_id: str = "a") -> str:
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        given = source(files=[str(path)]).model_copy(update={"id": source_id})
        return run(given).rows[0].url

    first = only("f", "a.txt", "عنوان\n\nنص")
    assert only("g/h", "a.txt", "\ufeff\n عنوان \r\n\nنص مصحح", "b") == first
    assert only("f", "a.txt", "عنوان آخر\n\nنص") != first
    assert only("f", "b.txt", "عنوان\n\nنص") != first
    page = only("f", "a.html", "<!DOCTYPE html><TITLE dir=rtl>عنوان</TITLE><p>نص")
    assert only("g", "a.html", "<title>عنوان</title><p>نص مصحح", "b") == page
    assert only("f", "a.html", "<title>آخر</title><p>نص") != page
    bare = only("f", "a.html", "<p>نص")
    assert only("f", "a.html", "<p>آخر") != bare
    assert first.startswith("urn:newsetl:file:a.txt-")


def test_files_of_one_name_and_title_stay_two_reports(run: Run, source: Make, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text(f"<title>نهر</title><p>{folder}", "utf-8")
    assert len({capture.url for capture in run(source(files=[str(tmp_path)])).rows}) == 2


def test_configured_files_bear_the_name_of_their_source(run: Run, source: Make, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("عنوان\n\nنص", "utf-8")
    (capture,) = run(source(files=[str(tmp_path)]), Route.DAILY, 20).rows
    assert capture.url.startswith("urn:newsetl:nahr:a.txt-")


@pytest.mark.parametrize("seconds", [-1e9, 0, 1e12])
def test_a_file_of_any_time_is_read(run: Run, source: Make, tmp_path: Path, seconds: float) -> None:
    import os

    (tmp_path / "a.txt").write_text("عنوان", "utf-8")
    os.utime(tmp_path / "a.txt", (seconds, seconds))
    assert run(source(files=[str(tmp_path)])).rows[0].observed_at <= datetime.now(UTC)
