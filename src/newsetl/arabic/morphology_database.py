"""camel-tools' morphological database: where it may lie, how it is opened without network, how words are read in it.

Nothing of camel-tools' morphology is imported before a word is asked for: that alone takes a second, the database
some 390 MB of memory.
"""

import hashlib
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from newsetl.arabic.forms import FOLD, to_norm

NAME = "calima-msa-r13"
RELATIVE = Path("data", "morphology_db", NAME, "morphology.db")
"""Where camel-tools 1.6 puts the database below its data folder."""
CATALOGUE = "catalogue.json"
_STUB = '{"version": "1.6.0", "packages": {}, "components": {}}'
_importing = Lock()
# The spellings that tell words apart for the analyser, which folds them itself where nothing else fits.
_SPELLING = {code: folded for code, folded in FOLD.items() if chr(code) not in "أإآٱىة"}
_PROCLITICS = ("prc3", "prc2", "prc1", "prc0")


class MorphologyError(RuntimeError):
    """A morphological database that cannot be used; the message names the file and the cause."""


class Forms(NamedTuple):
    """What the index holds of one word: its lemma, and its segments (``و+ ب+ سجن +هم``), both without vowel marks.

    They keep the dictionary's hamza, ة and ى, however the word was spelled, which tells على from علي.
    """

    lemma: str
    segments: str


def spelling(word: str) -> str:
    """A word as it is looked up: without marks and tatweel, foreign keyboards' letters replaced, hamza and ة kept."""
    return word.translate(_SPELLING).lower()


def users_folders() -> list[Path]:
    """Where a user of camel-tools may have the database already: the folder that the environment names, the default."""
    named = os.environ.get("CAMELTOOLS_DATA")
    return [*([Path(named)] if named else []), Path("~/.camel_tools")]


def find_database(folders: Iterable[Path]) -> Path | None:
    """The first database in one of these data folders of camel-tools."""
    for candidate in folders:
        try:
            path = candidate.expanduser() / RELATIVE
            if path.is_file():
                return path
        except (OSError, RuntimeError):  # a folder that may not be read, a user without a home
            continue
    return None


def digest_of_file(path: Path) -> str:
    """SHA-256 (hex) of a file, read again only when it changed. Raises OSError."""
    facts = path.stat()
    return _digest(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(8)
def _digest(path: Path, size: int, changed: int) -> str:
    del size, changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_database(path: Path) -> Callable[[str], Forms]:
    """What reads one word in the database at ``path``, which is loaded whole (some 3 s). Raises MorphologyError."""
    with _importing, _catalogue(path), warnings.catch_warnings(action="ignore"):  # docopt's invalid escapes
        from camel_tools.morphology.analyzer import Analyzer
        from camel_tools.morphology.database import MorphologyDB
    try:
        # Without back-off an unknown word has no analysis; with it, some that only guess where a name begins.
        analyzer = Analyzer(MorphologyDB(str(path), "a"), "NONE")
    except Exception as error:  # the parser breaks in many ways on what is no database
        raise MorphologyError(
            f"{path} is no database of camel-tools 1.6: {str(error) or type(error).__name__}"
        ) from error

    def forms(word: str) -> Forms:
        return read_word(word, analyzer.analyze(word))

    return forms


def read_word(word: str, analyses: list[dict[str, Any]]) -> Forms:
    """The likeliest analysis: one spelled as the word is before all others, then by log probability.

    A word without any keeps its own letters, folded as ``to_norm``, and its clitics: a name may begin like one.
    """
    lexical = [analysis for analysis in analyses if analysis["source"] in ("lex", "spvar")]
    if not lexical:
        return Forms(norm := to_norm(word), norm)
    best = min(lexical, key=_rank)
    segments = _bare(best.get("d3tok") or best["diac"])
    return Forms("".join(_bare(best["lex"]).split()), " ".join(segments.replace("_", " ").split()))


def _rank(analysis: dict[str, Any]) -> tuple[bool, float, int, str]:
    probability = analysis.get("pos_lex_logprob")
    return (
        analysis["source"] != "lex",
        99.0 if probability is None else -float(probability),
        sum(analysis.get(name, "0") not in ("0", "na") for name in _PROCLITICS),
        str(analysis["diac"]),
    )


def _bare(text: str) -> str:
    return spelling(text).replace("ٱ", "ا")


@contextmanager
def _catalogue(path: Path) -> Iterator[None]:
    """Let ``camel_tools.data`` be imported without network, and without a home that can be written.

    It downloads its catalogue where there is none: so it is shown the one beside the database, else an empty one that
    is gone afterwards, lest a stub hide the real one from camel-tools' own downloader.
    """
    if "camel_tools.data" in sys.modules:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="newsetl-camel-") as temporary:
        root = path.parents[len(RELATIVE.parts) - 1] if path.parts[-len(RELATIVE.parts) :] == RELATIVE.parts else None
        if root is None or not (root / CATALOGUE).is_file():
            root = Path(temporary)
            (root / CATALOGUE).write_text(_STUB, encoding="utf-8")
        changes = {"CAMELTOOLS_DATA": str(root)}
        if not _can_have_folder():
            changes |= dict.fromkeys(("HOME", "USERPROFILE"), temporary)
        before = {name: os.environ.get(name) for name in changes}
        os.environ.update(changes)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _can_have_folder() -> bool:
    """Whether camel-tools could make its folder in the user's home, which it does whatever it is told."""
    try:
        Path("~/.camel_tools").expanduser().mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    return True
