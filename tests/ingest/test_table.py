import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsetl.ingest.columns import keys_of
from newsetl.ingest.sources import Source
from newsetl.records import Reason, Route
from newsetl.stages import StageOutput

Run = Callable[..., StageOutput]
Make = Callable[..., Source]
HEADER = ["العنوان", "النص", "تاريخ النشر", "الرابط"]
ROWS = [
    ["خبر أول", 'نص الخبر الأول\nفي سطرين، وفيه فاصلة؛ و"قول"', "2022-01-20T10:00:00Z", "https://nahr.example/1"],
    ["خبر ثان", "نص الخبر الثاني", "2022-01-21T10:00:00Z", "https://nahr.example/2"],
]


def table(separator: str = ",", rows: list[list[str]] | None = None, header: list[str] | None = None) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([header or HEADER, *(ROWS if rows is None else rows)])
    return text.getvalue()


def records(output: StageOutput) -> list[dict[str, str]]:
    return [json.loads(capture.payload) for capture in output.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_separators_and_encodings_are_found_out(
    run: Run, source: Make, tmp_path: Path, separator: str, encoding: str, name: str
) -> None:
    data = table(separator).encode(encoding)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    output = run(source(dumps=[str(path)]))
    assert output.rejections == []
    assert [record["title"] for record in records(output)] == ["خبر أول", "خبر ثان"]
    assert records(output)[0]["body"].splitlines() == ROWS[0][1].splitlines()
    first = output.rows[0]
    assert (first.url, first.found_by, first.media_type) == ("https://nahr.example/1", "dump", "application/json")
    assert first.hints["published"] == "2022-01-20T10:00:00Z"


def test_only_the_day_is_taken_also_by_a_date_in_words(run: Run, source: Make, tmp_path: Path) -> None:
    rows = [*ROWS, ["خبر ثالث", "نص الخبر الثالث", "21 كانون الثاني 2022", "https://nahr.example/3"]]
    (tmp_path / "a.csv").write_text(table(rows=rows), "utf-8")
    for day, names in ((20, ["1"]), (21, ["2", "3"])):
        output = run(source(dumps=[str(tmp_path / "a.csv")]), Route.DAILY, day)
        assert [capture.url[-1] for capture in output.rows] == names


def test_columns_by_the_names_that_people_give_them() -> None:
    assert keys_of(["Headline", "Article Text", "pub-date", "LINK", "x"]) == {
        "title": 0,
        "body": 1,
        "published": 2,
        "url": 3,
    }
    assert keys_of(["عُنوان الخبر", "نص_الخبر", "التاريخ", "المصدر", "الكاتب"]) == {
        "title": 0,
        "body": 1,
        "published": 2,
        "source": 3,
        "author": 4,
    }
    assert keys_of(["date", "published_at", "text", "content", "body"]) == {"published": 1, "body": 4}
    assert keys_of(["a", "", "b"]) == {}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["خبر"], Reason.BAD_TABLE),
        (["خبر", "نص", "2022", "https://nahr.example/9", "one", "too many"], Reason.BAD_TABLE),
        (["خبر", "x" * 30_000, "2022", "https://nahr.example/9"], Reason.TOO_LARGE),
        (["خبر", "x," * 15_000, "2022", "https://nahr.example/9"], Reason.TOO_LARGE),
        (["خبر", "x\n" * 20_000, "2022", "https://nahr.example/9"], Reason.TOO_LARGE),
    ],
    ids=["short", "wide", "long line", "long quoted line", "long field"],
)
def test_a_bad_row_does_not_touch_its_neighbours(
    run: Run, source: Make, tmp_path: Path, row: list[str], reason: Reason
) -> None:
    (tmp_path / "a.csv").write_text(table(rows=[ROWS[0], row, ROWS[1]]), "utf-8")
    output = run(source(dumps=[str(tmp_path / "a.csv")]))
    assert [capture.url[-1] for capture in output.rows] == ["1", "2"]
    assert {rejection.reason for rejection in output.rejections} <= {reason, Reason.BAD_TABLE}
    assert reason in {rejection.reason for rejection in output.rejections}


def test_a_row_in_another_encoding_costs_only_itself(run: Run, source: Make, tmp_path: Path) -> None:
    lines = table(rows=[ROWS[1]] * 200).encode().splitlines(keepends=True)
    odd = "خبر,نص,2022-01-20,https://nahr.example/9\r\n".encode("cp1256")
    (tmp_path / "a.csv").write_bytes(b"".join([*lines[:5], odd, *lines[5:]]))
    output = run(source(dumps=[str(tmp_path / "a.csv")]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ENCODING]
    assert output.read == 201


def test_a_truncated_table_is_read_up_to_the_damage(run: Run, source: Make, tmp_path: Path) -> None:
    rows = [[f"خبر {n * 7919}", f"نص {n * 104729}", "", f"https://nahr.example/{n}"] for n in range(2000)]
    whole = gzip.compress(table(rows=rows).encode())
    (tmp_path / "a.csv.gz").write_bytes(whole[: len(whole) // 2])
    output = run(source(dumps=[str(tmp_path / "a.csv.gz")]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_ARCHIVE]
    assert 500 < len(output.rows) < 2000


def test_a_table_without_title_and_text_says_what_it_lacks(run: Run, source: Make, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", "utf-8")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "a.parquet")
    for name in ("a.csv", "a.parquet"):
        (rejection,) = run(source(dumps=[str(tmp_path / name)])).rejections
        assert (rejection.reason, "العنوان" in rejection.message) == (Reason.BAD_TABLE, True)


def test_parquet_is_read_with_its_types(run: Run, source: Make, tmp_path: Path) -> None:
    columns = {
        "headline": ["خبر أول", "خبر ثان", "طويل", None],
        "text": [["فقرة أولى", "فقرة ثانية"], ["نص"], ["x" * 30_000], ["نص"]],
        "date": [datetime(2022, 1, day, 10, tzinfo=UTC) for day in (20, 21, 20, 20)],
        "url": [f"https://nahr.example/{n}" for n in range(4)],
        "vector": [[0.5] * 100] * 4,
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=1)
    output = run(source(dumps=[str(tmp_path / "a.parquet")]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.TOO_LARGE]
    first, _, last = records(output)
    assert first == {
        "title": "خبر أول",
        "body": ["فقرة أولى", "فقرة ثانية"],
        "published": "2022-01-20T10:00:00+00:00",
        "url": "https://nahr.example/0",
    }
    assert "title" not in last
    assert [c.url[-1] for c in run(source(dumps=[str(tmp_path / "a.parquet")]), Route.DAILY, 21).rows] == ["1"]


@pytest.mark.parametrize("cut", [0, 4, 100, -8, -1])
def test_a_damaged_parquet_file_is_one_bad_record(run: Run, source: Make, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"title": ["خبر"] * 50, "body": ["نص"] * 50}), path)
    path.write_bytes(path.read_bytes()[:cut])
    output = run(source(dumps=[str(path)]))
    assert [rejection.reason for rejection in output.rejections] == [Reason.BAD_TABLE]


def test_tables_are_among_the_files_that_are_loaded(run: Run, source: Make, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(table("\t", ROWS[:1]), "utf-8")
    (tmp_path / "b.CSV").write_text(table(";", ROWS[1:]), "utf-8")
    pq.write_table(pa.table({"title": ["خبر"], "body": ["نص"], "id": [7]}), tmp_path / "c.parquet")
    output = run(source(files=[str(tmp_path)]))
    assert [record["title"] for record in records(output)] == ["خبر أول", "خبر ثان", "خبر"]
    assert output.rows[2].hints["external_id"] == "7"
