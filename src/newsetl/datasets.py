"""Data that newsetl can use and may not ship: what of it is there, and how it is put there, whole or not at all."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from filelock import FileLock, Timeout

from newsetl.arabic.morphology import tier
from newsetl.arabic.morphology_database import (
    CATALOGUE,
    RELATIVE,
    MorphologyError,
    digest_of_file,
    open_database,
)
from newsetl.records import Record
from newsetl.settings import Settings

MORPHOLOGY = "morphology"
PACKAGE = "morphology-db-msa-r13"
"""Its name in camel-tools' own catalogue."""
LICENCE = "GPL v2"
DOWNLOAD = "40 MB"
_LICENCE_FILE = "LICENSE"
_VERSIONS = "versions.json"
# In a process of its own: camel-tools reads its folder and its catalogue once, when it is imported.
_DOWNLOAD = """
import sys
try:
    from camel_tools.data import CATALOGUE
    CATALOGUE.download_package(sys.argv[1], recursive=True, print_status=True)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    sys.exit(1)
"""


class DataError(RuntimeError):
    """Data that cannot be installed; the message says why and what to do."""


class Dataset(Record):
    """One kind of data: whether it is there, where, under which licence, and what it gives."""

    name: str
    state: Literal["installed", "possible"]
    package: str
    licence: str
    size: str
    found: str
    """The tier in words."""
    path: Path | None


def datasets(settings: Settings) -> list[Dataset]:
    """Everything that can be installed. Raises MorphologyError where what is there cannot be read."""
    found = tier(settings)
    return [
        Dataset(
            name=MORPHOLOGY,
            state="installed" if found.active else "possible",
            package=PACKAGE,
            licence=LICENCE,
            size=DOWNLOAD,
            found=found.wording,
            path=found.path,
        )
    ]


def install_morphology(
    settings: Settings, source: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> bool:
    """Put the database into our folder: by camel-tools' own downloader, or from a zip, folder or file.

    False when the same one is there already. A kill leaves what was there before. Raises DataError.
    """
    found = tier(settings)
    if source is None and found.active:
        return False
    say(f"{PACKAGE}: licence {LICENCE}, {DOWNLOAD} to download, some 390 MB of memory while unseen words are read")
    root = settings.camel_path
    target = root / RELATIVE
    try:
        with _staging(root) as staging:
            if source is None:
                _download(staging, root)
            else:
                _take(source.expanduser(), staging / RELATIVE)
            fresh = staging / RELATIVE
            if found.path == target and digest_of_file(fresh) == digest_of_file(target):
                return False
            say("checking that it can be read ...")
            open_database(fresh)
            _promote(staging, root)
    except MorphologyError as error:
        raise DataError(f"nothing was installed: {str(error).replace(str(fresh), str(source or PACKAGE))}") from error
    except Timeout:
        raise DataError(f"another process is installing into {root}: wait until it has ended") from None
    except OSError as error:
        raise DataError(f"nothing was installed into {root}: {error}") from error
    return True


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """An empty folder beside the target, on the same disk; what a killed installation left there is removed."""
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / ".install.lock", timeout=0):
        staging = root / ".install"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _download(staging: Path, root: Path) -> None:
    # a home of its own: camel-tools makes a folder there whatever it is told
    environment = os.environ | {"CAMELTOOLS_DATA": str(staging), "HOME": str(staging)}
    done = subprocess.run(
        [sys.executable, "-c", _DOWNLOAD, PACKAGE], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode or not (staging / RELATIVE).is_file():
        said = done.stdout.strip().splitlines()
        raise DataError(
            f"camel-tools could not download {PACKAGE} ({said[-1] if said else 'it did not say why'}). Without a way "
            f"to its server: fetch the package on another machine (`camel_data -i {PACKAGE}` puts it into "
            f"~/.camel_tools/{RELATIVE.parent}), bring the folder, a zip of it or its morphology.db here, and run "
            f"`newsetl data install {MORPHOLOGY} --from PATH`, or put the file by hand at {root / RELATIVE}"
        )


def _take(source: Path, target: Path) -> None:
    """The one database of a zip, a folder or a file, with its licence where that stands beside it."""
    target.parent.mkdir(parents=True)
    if source.is_dir():
        database = source / _the_one([str(path.relative_to(source)) for path in source.rglob("*.db")], source)
        shutil.copyfile(database, target)
        licence = database.with_name(_LICENCE_FILE)
        if licence.is_file():
            shutil.copyfile(licence, target.with_name(_LICENCE_FILE))
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            chosen = _the_one([name for name in names if name.endswith(".db")], source)
            _write(archive.open(chosen), target)
            licence_name = chosen.rpartition("/")[0] + "/" + _LICENCE_FILE if "/" in chosen else _LICENCE_FILE
            if licence_name in names:
                _write(archive.open(licence_name), target.with_name(_LICENCE_FILE))
    elif source.is_file():
        shutil.copyfile(source, target)
    else:
        raise DataError(f"{source}: there is no such file or folder")


def _the_one(names: list[str], source: Path) -> str:
    own = [name for name in names if name.rpartition("/")[2] == RELATIVE.name] or names
    preferred = [name for name in own if RELATIVE.parent.name in name] or own
    if len(preferred) == 1:
        return preferred[0]
    raise DataError(f"{source} has {len(preferred) or 'no'} files *.db: name the one to take")


def _write(stream: IO[bytes], target: Path) -> None:
    with stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file)


def _promote(staging: Path, root: Path) -> None:
    """Move what was staged into place, the database last: once that is there, everything is."""
    (root / RELATIVE).parent.mkdir(parents=True, exist_ok=True)
    beside = RELATIVE.parent / _LICENCE_FILE
    for relative in (Path(CATALOGUE), Path(_VERSIONS), beside, RELATIVE):
        if (staging / relative).is_file():
            (staging / relative).replace(root / relative)
