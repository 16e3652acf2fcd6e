import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsetl.ingest.fetch import SourceUnavailable
from newsetl.ingest.sources import Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput
from tests.ingest.conftest import Web

Run = Callable[..., StageOutput]
Make = Callable[..., Source]


def listing(folder: Path, *lines: object) -> str:
    path = folder / "pages.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return str(path)


def test_listed_pages_come_from_files_or_the_web(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(b"<html>1</html>")
    path = listing(
        tmp_path,
        {"url": "https://nahr.example/1", "file": "1.html", "observed_at": "2022-01-20T12:00:00Z"},
        {"url": web.add("/2", "<html>2</html>", Content_Type="text/html; charset=windows-1256")},
    )
    first, second = run(source(pages=[path])).rows
    assert (first.payload, first.observed_at) == (b"<html>1</html>", datetime(2022, 1, 20, 12, tzinfo=UTC))
    assert (second.payload, second.charset, second.http_status) == (b"<html>2</html>", "windows-1256", 200)
    assert first.found_by == second.found_by == "page"


def test_bad_lines_are_quarantined_each_for_its_reason(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "outside.html").write_text("x")
    (tmp_path / "lists/long.html").write_bytes(b"x" * 30_000)
    url = "https://nahr.example/1"
    path = listing(
        tmp_path / "lists",
        "{no json",
        "[]",
        {"file": "1.html"},
        {"url": "javascript:x"},
        {"url": url, "file": "../outside.html"},
        {"url": url, "file": "/etc/passwd"},
        {"url": url, "file": "none.html"},
        {"url": url, "file": "long.html"},
        {"url": url, "file": "a\0b.html"},
        {"url": web.url("/gone")},
        {"url": "http://169.254.169.254/"},
    )
    output = run(source(pages=[path]))
    bad_address, failed = Reason.BAD_ADDRESS, Reason.FETCH_FAILED
    assert [rejection.reason for rejection in output.rejections] == [
        *(Reason.BAD_JSON, Reason.BAD_JSON, bad_address, bad_address, bad_address, bad_address),
        *(failed, Reason.TOO_LARGE, Reason.INTERNAL, failed, bad_address),
    ]
    assert output.rows == []


def test_a_list_at_an_address_names_its_pages_below_itself(run: Run, source: Make, web: Web) -> None:
    web.add("/news/a.aspx?n=1", "<html>1</html>", Content_Type="text/html; charset=windows-1256")
    web.add("/news/b", "<html>2</html>")
    lines = [
        {"url": "https://nahr.example/a?n=1", "file": "a.aspx?n=1", "observed_at": "2022-01-20T12:00:00Z"},
        {"url": "https://nahr.example/b", "file": web.url("/news/b")},
    ]
    address = web.add("/news/list.jsonl", "\n".join(map(json.dumps, lines)))
    first, second = run(source(pages=[address])).rows
    assert (first.url, first.payload) == ("https://nahr.example/a?n=1", b"<html>1</html>")
    assert first.observed_at == datetime(2022, 1, 20, 12, tzinfo=UTC)
    assert (first.found_by, first.found_in, first.charset, first.http_status) == ("page", address, "windows-1256", 200)
    assert (second.url, second.observed_at) == ("https://nahr.example/b", second.fetched_at)


@pytest.mark.parametrize(
    "file",
    ["/a", "../a", "x/../../a", "%2e%2e/a", "//10.0.0.8/news/a", "http://10.0.0.8/news/a", "file:///news/a", "a\0b"],
)
def test_a_list_at_an_address_leads_nowhere_else(run: Run, source: Make, web: Web, file: str) -> None:
    line = {"url": "https://nahr.example/a", "file": file}
    output = run(source(pages=[web.add("/news/list.jsonl", json.dumps(line))]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ADDRESS]
    assert [path for path, _ in web.asked] == ["/news/list.jsonl"]


def test_an_interval_takes_what_was_observed_in_it(run: Run, source: Make, web: Web, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_text("1")
    lines = [
        {"url": f"https://nahr.example/{day}", "file": "1.html", "observed_at": f"2022-01-{day}T00:00:00Z"}
        for day in (20, 21)
    ]
    undated = {"url": "https://nahr.example/none", "file": "1.html"}
    path = listing(tmp_path, *lines, undated, {"url": web.url("/x"), "observed_at": "2022-01-25T00:00:00Z"})
    assert [c.url[-2:] for c in run(source(pages=[path]), Route.RANGE, 20).rows] == ["20", "ne"]
    assert web.asked == []


def test_one_ill_page_is_quarantined_and_a_dead_site_fails_the_stage(
    run: Run, source: Make, web: Web, tmp_path: Path
) -> None:
    good, ill = web.add("/good", "<html>x</html>"), web.add("/ill", status=500)
    output = run(source(pages=[listing(tmp_path, {"url": ill}, {"url": good})]))
    assert (len(output.rows), output.rejections[0].reason) == (1, Reason.FETCH_FAILED)
    with pytest.raises(SourceUnavailable):
        run(source(pages=[listing(tmp_path, {"url": ill})]))
    dead = [{"url": web.add(f"/{number}", status=502)} for number in range(5)]
    with pytest.raises(SourceUnavailable):
        run(source(pages=[listing(tmp_path, *dead)]))
    assert [path for path, _ in web.asked[-4:]] == ["/ill", "/0", "/1", "/2"], "three in a row will do"


def test_what_came_before_a_site_died_is_kept_and_the_rest_is_missing(
    run: Run, source: Make, web: Web, tmp_path: Path
) -> None:
    dead = [{"url": web.add(f"/{number}", status=502)} for number in range(5)]
    output = run(source(pages=[listing(tmp_path, {"url": web.add("/good", "<html>x</html>")}, *dead)]))
    assert [capture.payload for capture in output.rows] == [b"<html>x</html>"]
    assert [path for path, _ in web.asked] == ["/good", "/0", "/1", "/2"]
    assert output.partial
    assert output.message == f"nahr: pages left to the next run: 2 ({web.url('/2')}: HTTP 502)"
