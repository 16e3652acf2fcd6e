import gzip
import io
import json
import os
import re
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsetl.ingest.dump import Broken, read_lines, source_id
from newsetl.ingest.sources import Source
from newsetl.records import Outcome, Reason, Route, make_capture_id
from newsetl.settings import Settings
from newsetl.stages import StageOutput

Run = Callable[..., StageOutput]
Make = Callable[..., Source]


def record(number: int = 1, **more: object) -> bytes:
    fields = {"id": f"n-{number}", "url": f"https://nahr.example/{number}", "title": "عنوان", "body": "نص", **more}
    return json.dumps(fields, ensure_ascii=False).encode()


def write(folder: Path, *lines: bytes, name: str = "dump.jsonl") -> str:
    path = folder / name
    path.write_bytes(b"\n".join(lines))
    return str(path)


def test_records_keep_their_own_times_names_and_sources(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        b"\xef\xbb\xbf" + record(1, source="Al Arabiya", published="2022-01-20", observed_at="2022-01-21T00:00:00Z"),
        b"",
        record(2, url=None),
        record(3, url="not a url", id=None, source="نهر"),
    )
    first, second, third = run(source(dumps=[path])).rows
    assert first.media_type == "application/json"
    assert first.observed_at == datetime(2022, 1, 21, tzinfo=UTC)
    assert first.hints == {"title": "عنوان", "published": "2022-01-20", "external_id": "n-1", "source": "al-arabiya"}
    assert json.loads(first.payload)["title"] == "عنوان"
    assert second.url == "urn:newsetl:nahr:n-2"
    assert third.url.startswith(f"urn:newsetl:{source_id('نهر')}:")
    assert third.hints["source"] == source_id("نهر")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "\xc7\xe1"}', Reason.BAD_ENCODING),
        (b'{"title": ', Reason.BAD_JSON),
        (b'["title"]', Reason.BAD_JSON),
        (b"[" * 100_000, Reason.TOO_LARGE),
        (b"[" * 15_000, Reason.BAD_JSON),
        (record(9, body="x" * 30_000), Reason.TOO_LARGE),
    ],
)
def test_a_bad_line_does_not_touch_its_neighbours(
    run: Run, source: Make, tmp_path: Path, line: bytes, reason: Reason
) -> None:
    output = run(source(dumps=[write(tmp_path, record(1), line, record(2))]))
    assert [capture.url[-1] for capture in output.rows] == ["1", "2"]
    (rejection,) = output.rejections
    assert rejection.reason is reason
    assert "line 2" in rejection.message


def test_a_broken_escape_harms_nothing(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(tmp_path, b'{"id": "1", "title": "\\ud83d", "author": "\\ude00", "body": "x"}')
    (capture,) = run(source(dumps=[path])).rows
    assert capture.hints["title"] == "\ufffd"


def test_gzip_is_read_and_a_truncated_one_up_to_the_damage(run: Run, source: Make, tmp_path: Path) -> None:
    lines = [record(number, body=f"نص {number * 7919}") for number in range(300)]
    whole = gzip.compress(b"\n".join(lines))
    good, cut, bad = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz", tmp_path / "c.jsonl.gz"
    good.write_bytes(whole)
    cut.write_bytes(whole[: len(whole) // 2])
    bad.write_bytes(whole[:50] + b"\xff\xff\xff" + whole[53:])
    assert len(run(source(dumps=[str(good)])).rows) == 300
    output = run(source(dumps=[str(cut)]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ARCHIVE]
    assert 50 < len(output.rows) < 300
    assert [r.reason for r in run(source(dumps=[str(bad)])).rejections][-1] is Reason.BAD_ARCHIVE


def test_a_huge_line_is_never_in_memory() -> None:
    class Endless(io.RawIOBase):
        """50 MB without a line break, then one good line."""

        left = 50_000_000
        tail = b"\n" + record(1)

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, *args: int) -> int:
            return 0

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            if size == 0:
                size = min(len(buffer), len(self.tail))
                buffer[:size], self.tail = self.tail[:size], self.tail[size:]
                return size
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    lines = list(read_lines(io.BufferedReader(Endless()), 100_000))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(lines[0], Broken)
    assert lines[0].reason is Reason.TOO_LARGE
    assert "5000000" in lines[0].message
    assert len(lines) == 2
    assert peak < 2_000_000


def test_days_are_told_by_observation_then_publication(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        record(1, published="2022-01-20T23:59:59Z"),
        record(2, published="2022-01-20", observed_at="2022-01-21T08:00:00Z"),
        record(3),
        record(4, published="9999-12-31T23:59:59-05:00", observed_at="2022-01-21T08:00:00Z"),
        record(5, published="2022-01-21T00:00:00Z", observed_at="2999-01-01T00:00:00Z"),
    )
    nahr = source(dumps=[path])
    assert [c.url[-1] for c in run(nahr, Route.DAILY, 20).rows] == ["1", "3"]
    assert [c.url[-1] for c in run(nahr, Route.DAILY, 21).rows] == ["2", "3", "4", "5"]


def test_the_same_again_is_unchanged_and_a_repeated_line_redelivered(run: Run, source: Make, tmp_path: Path) -> None:
    nahr = source(dumps=[write(tmp_path, record(1), record(1), b"{bad", b"{bad")])
    first, second = run(nahr), run(nahr)
    assert [row.outcome for row in first.outcomes][:2] == [Outcome.NEW, Outcome.REDELIVERED]
    assert first.digest == second.digest
    assert [r.record_id for r in first.rejections] == [r.record_id for r in second.rejections]


def test_names_become_source_ids() -> None:
    names = ("Sky News", "BBC_Arabic.", None, "", {"a": 1}, 7)
    assert [source_id(name) for name in names] == ["sky-news", "bbc-arabic", "", "", "", "7"]
    arabic = ["عنب بلدي", "سانا", "قناة 24", "شبكة 24", "BBC عربي", "x" * 100, "x" * 101, "…"]
    ids = [source_id(name) for name in arabic]
    assert len(set(ids[:-1])) == len(arabic) - 1
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", name) for name in ids[:-1])
    assert source_id(" عنب  بلدي\n") == ids[0] == source_id("عنب بلدي")


def test_equal_ids_of_two_arabic_sources_are_two_reports(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(tmp_path, record(1, url=None, source="عنب بلدي"), record(1, url=None, source="سانا"))
    first, second = run(source(dumps=[path])).rows
    assert first.url != second.url
    assert first.hints["source"] != second.hints["source"]


def test_the_id_zero_is_an_id(run: Run, source: Make, tmp_path: Path) -> None:
    (capture,) = run(source(dumps=[write(tmp_path, record(id=0, url=None))])).rows
    assert (capture.url, capture.hints["external_id"]) == ("urn:newsetl:nahr:0", "0")


def test_odd_values_cost_no_more_than_their_line(
    run: Run, source: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = b'{"id": "\\ud800", "source": "\\udc00", "title": "\\ud83d", "body": "x"}'
    path = write(tmp_path, record(1), odd, record(published="0000-00-00", url=None), record(3))
    assert len(run(source(dumps=[path])).rows) == 4

    import newsetl.ingest.dump as module

    def fail(value: object) -> str:
        raise RuntimeError("odd value")

    monkeypatch.setattr(module, "source_id", lambda value: fail(value) if value else "")
    output = run(source(dumps=[path]))
    assert len(output.rows) == 3
    assert (output.rejections[0].reason, output.rejections[0].record) == (Reason.INTERNAL, odd.decode())


def test_a_long_bad_line_is_kept_whole(run: Run, source: Make, settings: Settings, tmp_path: Path) -> None:
    settings.__dict__["max_body_bytes"] = 1_000_000
    line = b"{" + b"x" * 300_000
    (rejection,) = run(source(dumps=[write(tmp_path, line)])).rejections
    assert rejection.record == line.decode()


OLD = 315_532_800  # 1980: what unpacking leaves behind


def test_a_record_without_a_time_is_no_older_than_its_date(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        record(1, published="2022-01-20T10:00:00Z"),
        record(2, published="9999-01-01"),
        record(3, published="2022-01-20T10:00:00Z", observed_at="2021-01-01T00:00:00Z"),
        record(4),
    )
    os.utime(path, (OLD, OLD))
    years = [capture.observed_at.year for capture in run(source(dumps=[path])).rows]
    assert years == [2022, 1980, 2021, 1980]


def test_a_touched_file_says_nothing_new_and_a_corrected_one_is_newer(run: Run, source: Make, tmp_path: Path) -> None:
    path = write(tmp_path, record(1), record(2))
    nahr = source(dumps=[path])
    os.utime(path, (1_642_680_000, 1_642_680_000))
    first = run(nahr)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    touched = run(nahr)
    assert [(c.capture_id, c.observed_at) for c in touched.rows] == [(c.capture_id, c.observed_at) for c in first.rows]
    assert touched.digest == first.digest

    write(tmp_path, record(1, body="نص مصحح"), record(2))
    os.utime(path, (OLD, OLD))
    corrected, again = run(nahr), run(nahr)
    assert corrected.rows[0].observed_at == first.rows[0].observed_at + timedelta(seconds=1)
    assert corrected.rows[0].capture_id == make_capture_id(corrected.rows[0].url, corrected.rows[0].observed_at)
    assert corrected.rows[1].observed_at == first.rows[1].observed_at
    assert [c.capture_id for c in again.rows] == [c.capture_id for c in corrected.rows]

    write(tmp_path, record(1), record(2))
    os.utime(path, (OLD, OLD))
    assert run(nahr).rows[0].observed_at == first.rows[0].observed_at + timedelta(seconds=2)
