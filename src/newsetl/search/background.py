"""Reports that nobody judged, indexed beside a judged collection so that its queries meet everything else too."""

import json
from pathlib import Path

from newsetl.ingest.dump import Broken, read_lines
from newsetl.search.evaluation import BACKGROUND


def write_background(source: Path, target: Path, limit: int, max_bytes: int) -> int:
    """Copy the first ``limit`` records of a JSONL[.gz] file (0: all) to ``target`` under ids that begin with
    BACKGROUND; lines that hold none are passed over. Returns how many were copied.
    """
    copied = 0
    with source.open("rb") as stream, target.open("w", encoding="utf-8") as copy:
        for number, read in enumerate(read_lines(stream, max_bytes), 1):
            if isinstance(read, Broken):
                continue
            key = read.value.get("id")
            record = read.value | {"id": f"{BACKGROUND}{number if key is None else key}"}
            copy.write(json.dumps(record) + "\n")
            copied += 1
            if copied == limit:
                break
    return copied
