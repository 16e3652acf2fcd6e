"""Raise the floors of the search's quality to what is measured on the bundled judged sample.

``python tools/quality_floors.py [--lower REASON]``

Measures on the embedded engine, and on Elasticsearch where NEWSETL_TEST_ES_URL names one; the floors of an engine that
was not measured stay. No floor is lowered, unless ``--lower`` says why: the reason is kept in the file with what it
lowered. A changed corpus (collection, topics or judgements) is told by its hash, and its floors are measured anew
under the same rule; then every engine that has floors must be measured.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import newsetl
from newsetl.files import write_whole
from newsetl.pipeline import Pipeline
from newsetl.search.evaluation import evaluate
from newsetl.search.judgements import read_qrels, read_topics
from newsetl.search.scratch import scratch_settings
from newsetl.settings import Settings

FLOORS = Path(__file__).resolve().parents[1] / "tests" / "quality" / "floors.json"
JUDGED = Path(newsetl.__file__).parent / "sample" / "judged"
CORPUS = ("collection.jsonl", "topics.tsv", "qrels.txt")
PRISON = ("T1", "T2", "T3", "T4")
"""One need under four of its names."""
Metrics = dict[str, float]


class WouldLower(Exception):
    """Floors that would fall; the message lists them."""


def corpus_digest(folder: Path = JUDGED) -> str:
    """SHA-256 of collection, topics and judgements, and of nothing else."""
    digest = hashlib.sha256()
    for name in CORPUS:
        data = (folder / name).read_bytes()
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def measure(settings: Settings) -> Metrics:
    """The guarded metrics of newsetl's own search, on the kind of engine that ``settings`` name, in a scratch index."""
    topics, qrels = read_topics(JUDGED / "topics.tsv"), read_qrels(JUDGED / "qrels.txt")
    with scratch_settings(settings) as scratch:
        pipeline, partitions = Pipeline.for_files([JUDGED / "collection.jsonl"], scratch)
        try:
            if not pipeline.run(partitions).ok:
                raise RuntimeError("the sample went through the pipeline only in part")
            measures: Any = evaluate(pipeline.engine, pipeline.linker, topics, qrels)
        finally:
            pipeline.engine.drop()
    metrics = {f"all {name}": measures["all"][name] for name in ("set_recall", "set_precision", "nDCG@10")}
    for topic in PRISON:
        metrics |= {f"{topic} {name}": measures["topics"][topic][name] for name in ("set_recall", "set_precision")}
    return metrics


def shortfalls(floors: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """A line for each metric below its floor or no longer measured: its name, floor and value."""
    return [
        f"{name}: floor {floor}, measured {measured.get(name, 'nothing')}"
        for name, floor in floors.items()
        if name not in measured or measured[name] < floor
    ]


def raised(kept: Mapping[str, Any], measured: Mapping[str, Metrics], digest: str, reason: str = "") -> dict[str, Any]:
    """The floors file after a measurement (engine → metric → value).

    Raises WouldLower when a floor would fall and no reason was given, and ValueError when the corpus has changed and an
    engine that has floors was not measured on it.
    """
    old: dict[str, Metrics] = dict(kept.get("floors", {}))
    if kept.get("corpus", digest) != digest and (missing := sorted(old.keys() - measured.keys())):
        raise ValueError(f"the corpus has changed: measure on {', '.join(missing)} too")
    falling = {f"{engine}: {line}" for engine in measured for line in shortfalls(old.get(engine, {}), measured[engine])}
    if falling and not reason.strip():
        raise WouldLower("\n".join(sorted(falling)))
    lowered = list(kept.get("lowered", []))
    if falling:
        lowered.append({"reason": reason.strip(), "what": sorted(falling)})
    return {"corpus": digest, "floors": old | dict(measured), "lowered": lowered}


def main() -> int:
    """0 when the floors hold what was measured, 1 when they were left as they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", metavar="REASON", default="", help="why floors may fall this time")
    arguments = parser.parse_args()
    engines = {"embedded": ""}
    if url := os.environ.get("NEWSETL_TEST_ES_URL"):
        engines["elasticsearch"] = url
    else:
        print("NOT MEASURED: elasticsearch (NEWSETL_TEST_ES_URL is not set); its floors stay", file=sys.stderr)
    kept = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    with TemporaryDirectory(prefix="newsetl-floors-") as folder:
        # an empty data folder: the operator's own names must not count
        settings = Settings(data_dir=Path(folder), gazetteer=None, index_alias="test-floors", _env_file=None)
        measured = {name: measure(settings.model_copy(update={"index_url": url})) for name, url in engines.items()}
    try:
        new = raised(kept, measured, corpus_digest(), arguments.lower)
    except WouldLower as error:
        print(f'Nothing written. Lower only with a reason (--lower "..."):\n{error}', file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"Nothing written: {error}", file=sys.stderr)
        return 1
    text = json.dumps(new, ensure_ascii=False, indent=1) + "\n"
    write_whole(FLOORS, lambda path: path.write_text(text, encoding="utf-8"))
    for engine, metrics in measured.items():
        for name, value in metrics.items():
            before = kept.get("floors", {}).get(engine, {}).get(name)
            print(f"{engine:14} {name:18} {value:.4f}" + ("" if before == value else f"  (was {before})"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
