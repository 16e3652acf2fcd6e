"""How fast the stages are, and how much memory they take, on files of your own.

    python bench/stages.py reports.jsonl.gz --output result.json

Runs every stage over the files in a throw-away folder, twice (the second time everything is unchanged): records and
records per second by stage, peak memory of the process in MB, and what the index then holds.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import print_table, report
from newsetl.ledger import StageReport
from newsetl.pipeline import Pipeline
from newsetl.settings import Settings


def measure(paths: list[Path], settings: Settings) -> dict[str, Any]:
    """One pass over the files: seconds, records and outcomes by stage."""
    pipeline, partitions = Pipeline.for_files(paths, settings)
    stages: dict[str, dict[str, Any]] = {}
    last = time.perf_counter()

    def progress(report: StageReport) -> None:
        nonlocal last
        now = time.perf_counter()
        row = stages.setdefault(report.stage, {"records": 0, "seconds": 0.0, "outcomes": {}})
        row["records"] += report.read
        row["seconds"] += now - last
        for outcome, count in report.counts.items():
            if count:
                row["outcomes"][outcome] = row["outcomes"].get(outcome, 0) + count
        last = now

    verdict = pipeline.run(partitions, progress)
    for row in stages.values():
        row["per_second"] = round(row["records"] / row["seconds"], 1)
        row["seconds"] = round(row["seconds"], 2)
    return {"ok": verdict.ok, "stages": stages, "indexed": pipeline.engine.count()}


def main() -> None:
    """Measure both passes and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, help="what `newsetl load` takes")
    parser.add_argument("--index-url", default="", help="another engine than the embedded one; its index is dropped")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsetl-bench-") as folder:
        settings = Settings(data_dir=Path(folder), index_url=arguments.index_url, index_alias="newsetl-bench")
        passes = [measure(arguments.paths, settings) for _ in range(2)]
        Pipeline.from_settings(settings).reader.drop()
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    result = {"first": passes[0], "again": passes[1], "peak_mb": peak}
    report(result, arguments.output, as_json=arguments.json)
    if not arguments.json:
        print_table(f"Stages: {passes[0]['indexed']:,} reports indexed, peak {peak:,} MB", rows(passes))


def rows(passes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a stage: what the first pass read, and records a second in both."""
    first, again = (one["stages"] for one in passes)
    return [
        {
            "stage": stage,
            "records": row["records"],
            "per second": round(row["per_second"]),
            "per second, unchanged": round(again[stage]["per_second"]),
        }
        for stage, row in first.items()
    ]


if __name__ == "__main__":
    main()
