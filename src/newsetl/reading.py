"""The index as readers ask it: always with the names that it was built with.

A gazetteer that was edited, or an index version that another process promoted, must not let the side that searches
know other names than the documents: the index says which gazetteer it carries, and its snapshot is taken from the data
folder.
"""

import logging
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from newsetl.index.engine import Engine
from newsetl.index.factory import open_engine
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.snapshots import Snapshots
from newsetl.settings import Settings

log = logging.getLogger(__name__)


class Reading(NamedTuple):
    """An engine, and the linker (with its gazetteer) for the questions put to it."""

    engine: Engine
    linker: Linker


class Readers:
    """Hands out the reading that fits the present index; opens another only when that changed. Safe for threads."""

    def __init__(self, settings: Settings, engine: Engine, gazetteer: Gazetteer, link: Callable[[], Linker]) -> None:
        """Engine and gazetteer as the packs are now; ``link`` gives their linker, once it is needed."""
        self._settings = settings
        self._engine = engine
        self._gazetteer = gazetteer
        self._link = link
        self._lock = Lock()
        self._other: tuple[str, Reading] | None = None

    def now(self) -> Reading:
        """The reading that fits the index of this moment; the newest where the index does not say, or there is none.

        Raises IndexUnusable when the index cannot be asked.
        """
        wanted = self._engine.built_with()
        if wanted in ("", self._gazetteer.fingerprint):
            return Reading(self._engine, self._link())
        with self._lock:
            if self._other is None or self._other[0] != wanted:
                self._other = (wanted, self._open(wanted))
            return self._other[1]

    def _open(self, wanted: str) -> Reading:
        folder = self._settings.snapshots_path
        gazetteer = Snapshots(folder).load(wanted)
        if gazetteer is None:
            log.warning(
                "the index was built with gazetteer %s, of which %s has no copy: questions are read by the newest "
                "names, which the reports may not be linked to; `newsetl reindex` makes them agree",
                wanted[:12],
                folder,
            )
            return Reading(self._engine, self._link())
        return Reading(open_engine(self._settings, gazetteer), Linker(gazetteer))
