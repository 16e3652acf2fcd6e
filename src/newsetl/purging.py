"""Erased records out of the lake's files: every stage, revision and attempt, quarantined copies too.

A file is rewritten in its place and its partition's digest stays what the stages behind have consumed, so nothing looks
stale, a kill in between leaves each file old or new, and doing it again ends the same.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from newsetl import warc
from newsetl.files import write_whole
from newsetl.lake import CAPTURES, POINTER, Commit, Lake, input_key
from newsetl.records import Partition, Rejection
from newsetl.tombstones import Erased, article_aliases

STAGES = (CAPTURES, "normalise", "validate", "enrich", "index", "relate")
"""Captures first: whether a partition's are looked at hangs on what the stages behind still hold."""
_NAMES = ["article_id", "url", "source", "guid"]
_ABANDONED = 600.0
"""Seconds after which a half-written file is taken for what a kill left."""
Rewrite = tuple[int, Callable[[Path], object]]
"""How many records are left in a file, and what writes it without the others."""


@dataclass
class Purged:
    """What was taken out, or in a dry run would be."""

    counts: Counter[str] = field(default_factory=Counter)
    """``captures``, ``records`` (of normalise, validate and enrich), ``quarantined``."""
    partitions: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    """Ids of the articles among the records."""
    captures: set[str] = field(default_factory=set)
    """Their digests."""
    rejections: set[str] = field(default_factory=set)
    """Their record ids."""


def purge(
    lake: Lake, erased: Erased, purged: Purged, *, dry_run: bool = False, progress: Callable[[int, int], None]
) -> None:
    """Take everything that is erased out of the whole lake; ``progress`` is told partitions done and their number."""
    partitions = lake_partitions(lake)
    for done, partition in enumerate(partitions):
        progress(done, len(partitions))
        purge_partition(lake, partition, erased, purged, dry_run=dry_run)
    progress(len(partitions), len(partitions))


def purge_partition(
    lake: Lake, partition: Partition, erased: Erased, purged: Purged, *, captures: bool = False, dry_run: bool = False
) -> None:
    """One partition in every stage; its captures where a stage behind names one, none has looked, or it is asked."""
    captures = captures or _unread(lake, partition) or _named(lake, partition, erased)
    for stage in STAGES:
        if (stage != CAPTURES or captures) and (folder := lake.folder(stage, partition)).is_dir():
            before = sum(purged.counts.values())
            with FileLock(folder / ".lock", timeout=60):
                _purge_folder(lake, stage, partition, erased, purged, dry_run)
            if sum(purged.counts.values()) > before:
                purged.partitions.add(partition.path)


def lake_partitions(lake: Lake) -> list[Partition]:
    """Every partition with a file of any stage, also where no attempt was ever finished."""
    paths = {
        path.relative_to(lake.root / stage).as_posix()
        for stage in STAGES
        for path in (lake.root / stage).glob("route=*/interval=*/source=*")
    }
    return [Partition.from_path(path) for path in sorted(paths)]


def _unread(lake: Lake, partition: Partition) -> bool:
    """Whether some of the partition's captures are not those that ``normalise`` last read."""
    folder = lake.folder(CAPTURES, partition)
    if not folder.is_dir():
        return False
    read, held = lake.commit("normalise", partition), lake.commit(CAPTURES, partition)
    if held is None or read is None or read.consumed.get(input_key(CAPTURES, partition)) != held.digest:
        return True
    return any(int(path.name[:8]) > held.attempt for path in _data_files(folder))


def _named(lake: Lake, partition: Partition, erased: Erased) -> bool:
    """Whether a stage holds a record or a rejection of what is erased."""
    for stage in STAGES:
        for path in _data_files(lake.folder(stage, partition)):
            if path.name.endswith(".parquet") and _unwanted(path, erased):
                return True
    return False


def _purge_folder(lake: Lake, stage: str, partition: Partition, erased: Erased, purged: Purged, dry_run: bool) -> None:
    folder = lake.folder(stage, partition)
    commit = lake.commit(stage, partition)
    if not dry_run:
        _drop_leftovers(folder, commit)
    for path in _data_files(folder):
        if commit and int(path.name[:8]) < commit.attempt:
            continue  # a dry run: superseded, and dropped whole
        rewrite = _rewrite_captures if path.name.endswith(".warc.gz") else _rewrite_table
        made = rewrite(path, erased, purged)
        if made is None or dry_run:
            continue
        left, write = made
        if commit and path.name in commit.files:
            # the pointer first: after a kill in between the file is found again, and both are right
            which = "rows" if path.name == commit.files[0] else "rejected"
            commit = commit.model_copy(update={which: left})
            _write_pointer(folder, commit)
        write_whole(path, write)


def _write_pointer(folder: Path, commit: Commit) -> None:
    write_whole(folder / POINTER, lambda path: path.write_text(commit.model_dump_json()))


def _drop_leftovers(folder: Path, commit: Commit | None) -> None:
    """Files of superseded attempts, which only a reader of this very moment could want, and what kills left."""
    for path in folder.iterdir():
        superseded = commit and path.name[:8].isdigit() and int(path.name[:8]) < commit.attempt
        abandoned = path.name.endswith(".tmp") and time.time() - path.stat().st_mtime > _ABANDONED
        if superseded or abandoned:
            path.unlink(missing_ok=True)


def _data_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.name[:8].isdigit())


def _rewrite_captures(path: Path, erased: Erased, purged: Purged) -> Rewrite | None:
    gone = [capture.digest for capture in warc.read_captures(path) if erased.holds(capture)]
    if not gone:
        return None
    purged.counts["captures"] += len(gone)
    purged.captures |= set(gone)
    kept = [capture for capture in warc.read_captures(path) if not erased.holds(capture)]
    return len(kept), lambda beside: warc.write_captures(beside, kept)


def _rewrite_table(path: Path, erased: Erased, purged: Purged) -> Rewrite | None:
    gone = _unwanted(path, erased)
    if not gone:
        return None
    if path.name.endswith(".rejected.parquet"):
        purged.counts["quarantined"] += len(gone)
        names = pq.read_table(path, columns=["record_id"]).column("record_id").to_pylist()
        purged.rejections |= {names[number] for number in gone}
    else:
        purged.counts["records"] += len(gone)
    table = pq.read_table(path)
    if "article_id" in table.column_names:
        names = table.column("article_id").to_pylist()
        purged.articles |= {names[number] for number in gone}
    kept = table.take(pa.array([n for n in range(table.num_rows) if n not in gone], pa.int64()))
    return kept.num_rows, lambda beside: pq.write_table(kept, beside, compression="zstd")


def _unwanted(path: Path, erased: Erased) -> set[int]:
    """Numbers of the rows that are erased, without reading their texts where these are not needed."""
    if path.name.endswith(".rejected.parquet"):
        rejections = pq.read_table(path).to_pylist()
        return {n for n, row in enumerate(rejections) if erased.holds(Rejection.model_validate(row))}
    if not set(_NAMES) <= set(pq.read_schema(path).names):
        return set()
    rows = pq.read_table(path, columns=_NAMES).to_pylist()
    return {n for n, row in enumerate(rows) if erased.names(article_aliases(**row))}
