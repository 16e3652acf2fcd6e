"""Shared by the tests of erasing: what is loaded, and where a text still stands in a data folder, whatever its form."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.pipeline import Pipeline, Verdict
from newsetl.records import Partition
from newsetl.settings import Settings

REPORT = {
    "url": "https://nahr.example/news/7",
    "source": "nahr",
    "title": "شهادة ساكن في حي الزيتون",
    "body": "قال الساكن إن جيرانه نقلوا أثاثهم ليلا إلى بيت أقاربهم في القرية المجاورة.\n\nوأضاف أنه لا يريد ذكر اسمه.",
    "published": "2022-01-20T20:00:00+02:00",
    "lang": "ar",
}
OTHER = {
    **REPORT,
    "url": "https://nahr.example/news/8",
    "title": "افتتاح سوق الخضار الجديد",
    "body": "افتتح المجلس المحلي سوقا جديدا للخضار يضم ثمانين متجرا قرب الساحة الكبيرة.",
}
NEEDLE = "نقلوا أثاثهم ليلا"
URL = REPORT["url"]


def holding(folder: Path, needle: str) -> list[str]:
    """Files in which the text stands; an index's own files are not looked into, readers are asked instead."""
    files = [path for path in folder.rglob("*") if path.is_file() and "index" not in path.relative_to(folder).parts]
    return [path.relative_to(folder).as_posix() for path in files if needle in _text(path)]


def _text(path: Path) -> str:
    if path.suffix == ".parquet":
        return json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str)
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")
    return text + (text.encode().decode("unicode_escape", "replace") if "\\u06" in text else "")


def dump(path: Path, *records: dict[str, str]) -> Path:
    """A file that ``load`` takes."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def load(settings, *paths):
    """The files through all stages; (pipeline, partitions, verdict)."""
    pipeline, partitions = Pipeline.for_files(paths, settings)
    return pipeline, partitions, pipeline.run(partitions)


@pytest.fixture(autouse=True)
def few_names(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own names: which there are plays no part here, and making the shipped ones ready takes seconds."""
    monkeypatch.setattr("newsetl.pipeline.load_gazetteer", lambda *_: gazetteer)


@pytest.fixture
def loaded(settings: Settings, tmp_path: Path) -> tuple[Pipeline, list[Partition]]:
    """Two reports, one of them to be erased, loaded."""
    file = dump(tmp_path / "news.jsonl", REPORT, OTHER)
    pipeline, partitions, verdict = load(settings, file)
    assert verdict.ok
    assert len(holding(settings.data_dir, NEEDLE)) == 4
    return pipeline, partitions


def titles(pipeline: Pipeline) -> list[str]:
    """Titles of all that readers find."""
    return sorted(document.title for document in Pipeline(pipeline.context).reader.scan())


def gone(settings: Settings, pipeline: Pipeline) -> bool:
    """Whether nothing of the report is left, and all of the other."""
    return holding(settings.data_dir, NEEDLE) == [] and titles(pipeline) == [OTHER["title"]]


def outcomes(verdict: Verdict) -> Counter[tuple[str, str]]:
    """Rows by stage and outcome."""
    return Counter((row.stage, row.outcome.value) for row in verdict.counts for _ in range(row.count))
