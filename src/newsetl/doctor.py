"""``newsetl doctor``: what is installed, configured and reachable, and what to do about what is not."""

import os
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from newsetl.arabic.morphology import tier
from newsetl.index.engine import IndexUnusable
from newsetl.index.factory import open_engine
from newsetl.index.query import Everything
from newsetl.index.versions import FILL_IT, NO_INDEX
from newsetl.ingest.sources import configured_sources
from newsetl.lake import Lake
from newsetl.names.loading import load_gazetteer
from newsetl.records import Record
from newsetl.settings import Settings, get_settings

ENOUGH_BYTES = 1_000_000_000
_PACKAGES = (
    "apache-airflow",
    "elasticsearch",
    "camel-tools",
    "tantivy",
    "trafilatura",
    "pyarrow",
    "great-expectations",
)


class Finding(Record):
    """One thing looked at. ``note``: works, but worth knowing; ``fault``: something will fail until it is mended."""

    what: str
    state: Literal["ok", "note", "fault"]
    found: str
    advice: str = ""


def examine(settings: Settings | None = None) -> list[Finding]:
    """Look at everything; a check that itself breaks becomes a fault with its message, never an exception."""
    settings = settings or get_settings()
    checks: list[tuple[str, Callable[[Settings], list[Finding]]]] = [
        ("packages", _packages),
        ("data folder", _data),
        ("lake", _lake),
        ("sources", _sources),
        ("index", _index),
        ("Data Docs", _data_docs),
        ("Arabic morphology", _morphology),
    ]
    findings = []
    for what, check in checks:
        try:
            findings += check(settings)
        except Exception as error:  # noqa: BLE001  (whatever breaks a check is what the doctor is asked for)
            findings.append(Finding(what=what, state="fault", found=" ".join(str(error).split())))
    return findings


def _packages(_: Settings) -> list[Finding]:
    found = [Finding(what="python", state="ok", found=platform.python_version())]
    for name in _PACKAGES:
        try:
            found.append(Finding(what=name, state="ok", found=version(name)))
        except PackageNotFoundError:
            found.append(Finding(what=name, state="fault", found="not installed", advice="run `make setup`"))
    return found


def _data(settings: Settings) -> list[Finding]:
    path = settings.data_path
    nearest = next(parent for parent in (path, *path.parents) if parent.exists())
    if not os.access(nearest, os.W_OK):
        advice = "change its owner, or set NEWSETL_DATA_DIR"
        return [Finding(what="data folder", state="fault", found=f"{path} cannot be written", advice=advice)]
    free = shutil.disk_usage(nearest).free
    note = "" if free > ENOUGH_BYTES else "less than 1 GB is free: the lake may not find room"
    said = f"{path}{'' if path.exists() else ' (made at the first run)'}, {free / 1e9:.0f} GB free"
    return [Finding(what="data folder", state="note" if note else "ok", found=said, advice=note)]


def _lake(settings: Settings) -> list[Finding]:
    lake = Lake.from_settings(settings)
    if not lake.root.exists():
        return [Finding(what="lake", state="ok", found=f"{lake.root} (made at the first run)")]
    lake.check_writable()
    count = len(lake.partitions("normalise"))
    return [Finding(what="lake", state="ok", found=f"{lake.root}, {count} partitions")]


def _sources(settings: Settings) -> list[Finding]:
    sources, notice = configured_sources(settings)
    gazetteer = load_gazetteer(settings.gazetteer_path, settings.packs)
    state: Literal["ok", "note", "fault"] = "note" if notice else "ok" if sources else "fault"
    advice = notice if sources else "put source packs into DATA_DIR/sources"
    return [
        Finding(what="sources", state=state, found=", ".join(sorted(sources)) or "none", advice=advice),
        Finding(what="gazetteer", state="ok", found=f"{len(gazetteer.entries)} entries"),
    ]


def _index(settings: Settings) -> list[Finding]:
    engine = open_engine(settings, load_gazetteer(settings.gazetteer_path, settings.packs))
    try:
        facts = engine.describe()
    except IndexUnusable as error:
        if not str(error).startswith(NO_INDEX):
            raise
        return [Finding(what="index", state="note", found="no index yet", advice=FILL_IT)]
    engine.prepare()  # raises where it was built for other names or fields
    tiers = engine.search(Everything(), limit=0, facets=["morphology"]).facets["morphology"]
    facts["lemmas"] = " and ".join(f"of {count} reports by {database}" for database, count in tiers) or "none"
    return [Finding(what="index", state="ok", found=", ".join(f"{key} {value}" for key, value in facts.items()))]


def _data_docs(settings: Settings) -> list[Finding]:
    if not settings.expectations:
        said = "switched off by NEWSETL_EXPECTATIONS: intervals are checked by JSON Schema alone"
        return [Finding(what="Data Docs", state="note", found=said)]
    index = settings.data_docs_path / "index.html"
    return [
        Finding(what="Data Docs", state="ok", found=f"{index}{'' if index.exists() else ' (made at the first run)'}")
    ]


def _morphology(settings: Settings) -> list[Finding]:
    found = tier(settings)
    if found.active:
        return [Finding(what="Arabic morphology", state="ok", found=f"{found.wording}, {found.path}")]
    advice = "`newsetl data install morphology` adds lemmas (GPL v2)"
    return [Finding(what="Arabic morphology", state="note", found=found.wording, advice=advice)]
