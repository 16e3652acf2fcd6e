"""Which code made a record: a digest over the sources that decide what a record says."""

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from newsetl.records import digest_of

_DECIDING = ("arabic", "names", "normalise", "enrich", "index/documents.py", "records.py", "times.py", "urls.py")


@lru_cache(1)
def code_fingerprint() -> str:
    """Changes whenever the code that normalises, links or composes documents changes; the same on every machine."""
    root = files("newsetl")
    found = sorted(
        (name, source.read_text(encoding="utf-8")) for part in _DECIDING for name, source in _sources(root, part)
    )
    return digest_of(piece for pair in found for piece in pair)


def _sources(root: Traversable, part: str) -> list[tuple[str, Traversable]]:
    place = root.joinpath(part)
    if place.is_file():
        return [(part, place)]
    return [(f"{part}/{child.name}", child) for child in place.iterdir() if child.name.endswith(".py")]
