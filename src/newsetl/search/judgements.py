"""Judged queries as files: needs with their queries, and TREC judgements."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Topics = dict[str, list[str]]
"""Need → the queries that ask for it, each another way of one reader to say the same."""
Qrels = dict[str, dict[str, int]]
"""Need → report → grade."""


class EvaluationError(ValueError):
    """Topics, judgements or marked mentions that cannot be read; the message names file and line."""


@dataclass(frozen=True)
class _Columns:
    """Where a topics file has what, and whether its first line says so."""

    topic: int = 0
    query: int = 1
    headed: bool = False


def read_topics(path: Path) -> Topics:
    """Needs with their queries, from tab-separated topic_id, query[, description]; a header line may name the columns.

    A need that stands on several lines has several queries.
    """
    topics: Topics = {}
    rows = csv.reader(read_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        columns: _Columns | None = None
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if columns is None:
                columns = _columns(row)
                if columns.headed:
                    continue
            topic, query = (row[at].strip() if at < len(row) else "" for at in (columns.topic, columns.query))
            if not topic or not query:
                raise EvaluationError(
                    f"{path} line {rows.line_num}: expected topic_id, query[, description], separated by tabs; "
                    f"topic {topic or '(none)'} has no query"
                )
            if query not in topics.setdefault(topic, []):
                topics[topic].append(query)
    except csv.Error as error:
        raise EvaluationError(f"{path} line {rows.line_num}: {error}") from error
    return topics


def _columns(first: Sequence[str]) -> _Columns:
    names = [name.strip() for name in first]
    if {"topic_id", "query"} <= set(names):
        return _Columns(names.index("topic_id"), names.index("query"), headed=True)
    return _Columns()


def read_qrels(path: Path) -> Qrels:
    """Need → report id → grade, from TREC qrels (topic, iteration, document, grade)."""
    qrels: Qrels = defaultdict(dict)
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            topic, _, document, grade = line.split()
            qrels[topic][document] = int(grade)
        except ValueError:
            raise EvaluationError(
                f"{path} line {number}: expected «topic 0 document grade», got {line[:80]!r}"
            ) from None
    return dict(qrels)


def judged_at(qrels: Mapping[str, Mapping[str, int]], topics: Iterable[str], grade: int) -> dict[str, set[str]]:
    """Need → reports of at least this grade; needs without any are left out."""
    relevant = {topic: {key for key, given in qrels.get(topic, {}).items() if given >= grade} for topic in topics}
    return {topic: found for topic, found in relevant.items() if found}


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, whether or not it begins with a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error
