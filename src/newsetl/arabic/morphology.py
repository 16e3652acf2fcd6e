"""Lemmas and clitic segmentation of Arabic words, where camel-tools' morphological database is installed.

Everything works without it; ``tier`` says which of the two is the case. A process opens it once, and loads the
database only when a word comes that no process has seen before.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Literal

from newsetl.arabic.forms import to_norm
from newsetl.arabic.morphology_cache import FormsCache
from newsetl.arabic.morphology_database import (
    NAME,
    Forms,
    MorphologyError,
    digest_of_file,
    find_database,
    open_database,
    spelling,
    users_folders,
)
from newsetl.arabic.tokens import words
from newsetl.records import Record, digest_of
from newsetl.settings import Settings

CACHE_FILE = "morphology.sqlite"
MAX_WORD = 100
"""Code points of a word that are indexed: Elasticsearch's whitespace tokenizer cuts at 255."""
_IN_MEMORY = 300_000


class Tier(Record):
    """What is there to analyse words with."""

    name: Literal["none", "morphology-db"]
    database: str = ""
    """The database's name and the beginning of its digest: other content is another tier."""
    path: Path | None = None

    @property
    def active(self) -> bool:
        """Whether reports get lemmas and segments."""
        return self.name != "none"

    @property
    def wording(self) -> str:
        """One line for people, the same wherever the tier is told."""
        if not self.active:
            return "none: words are matched by light stemming, nothing else depends on it"
        return f"lemmas and segments by {self.database}"


def tier(settings: Settings) -> Tier:
    """Which tier these settings give; cheap, loads no database. Raises MorphologyError for one that cannot be read."""
    path = find_database([settings.camel_path, *([] if settings.camel_data else users_folders())])
    if path is None:
        return Tier(name="none")
    try:
        return Tier(name="morphology-db", database=f"{NAME} {digest_of_file(path)[:12]}", path=path)
    except OSError as error:
        raise MorphologyError(f"{path} cannot be read: {error.strerror or error}") from error


class Morphology:
    """The words of one tier. Threads may share it."""

    def __init__(self, found: Tier, cache: Path) -> None:
        assert found.path is not None
        self.tier = found
        self._path = found.path
        self._cache = FormsCache(cache, digest_of([found.database, _revision()]))
        self._known: dict[str, Forms] = {}
        self._lock = Lock()

    def lemma(self, word: str) -> str:
        """The dictionary form without vowel marks; the word itself, folded, where the database has none."""
        return self.forms([word])[0].lemma

    def segments(self, word: str) -> str:
        """Proclitics, stem and enclitics, without vowel marks: ``و+ ب+ سجن +هم``."""
        return self.forms([word])[0].segments

    def of_text(self, *texts: str) -> Forms:
        """Lemmas of all words of the texts, joined by spaces, and likewise their segments."""
        found = self.forms(text[word.start : word.end] for text in texts for word in words(text))
        return Forms(" ".join(form.lemma for form in found), " ".join(form.segments for form in found))

    def forms(self, given: Iterable[str]) -> list[Forms]:
        """Lemma and segments of every word, in order. Raises MorphologyError when the database cannot be loaded."""
        spelled = [spelling(word[:MAX_WORD]) for word in given]
        with self._lock:
            if len(self._known) > _IN_MEMORY:
                self._known.clear()
            if unknown := dict.fromkeys(word for word in spelled if word not in self._known):
                self._learn(list(unknown))
            return [self._known[word] for word in spelled]

    def _learn(self, unknown: list[str]) -> None:
        # what holds no Arabic letter is its own lemma, and need not be remembered on disk
        self._known |= {word: Forms(norm := to_norm(word), norm) for word in unknown if word.isascii()}
        unknown = [word for word in unknown if not word.isascii()]
        self._known |= self._cache.get(unknown)
        if unseen := [word for word in unknown if word not in self._known]:
            read = _database(self._path, digest_of_file(self._path))
            fresh = {word: read(word) for word in unseen}
            self._known |= fresh
            self._cache.put(fresh)


def open_morphology(settings: Settings) -> Morphology | None:
    """The process's morphology under these settings, None when the tier is none. Raises MorphologyError."""
    found = tier(settings)
    return _opened(found, settings.data_path / CACHE_FILE) if found.active else None


@lru_cache(4)
def _opened(found: Tier, cache: Path) -> Morphology:
    return Morphology(found, cache)


# hundreds of megabytes: one at a time, whoever asks
_database = lru_cache(1)(lambda path, _digest: open_database(path))


@lru_cache(1)
def _revision() -> str:
    """Changes with the code that reads words, so that what an older one kept is not believed."""
    folder = files("newsetl.arabic")
    sources = [folder.joinpath(name).read_text(encoding="utf-8") for name in ("morphology_database.py", "forms.py")]
    return digest_of([version("camel-tools"), *sources])
