"""Folders of source packs: the operator's own, and those that newsetl ships."""

from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from newsetl.files import write_whole
from newsetl.ingest import sources
from newsetl.ingest.sources import Source, SourceError
from newsetl.sourcing.discover import DiscoveryError
from newsetl.urls import site_of

SHIPPED = Path(sources.__file__).parent / "packs"
"""Packs of real outlets, which nobody reads before they are taken into the own folder."""

Packs = Mapping[Path, Source | SourceError]
"""Each pack's file, with the source it describes or what is wrong with it."""


def shipped_pack(name: str) -> Path | None:
    """The file of the shipped pack of that id, None where there is none."""
    return next((path for path in sorted(SHIPPED.glob("*.yaml")) if path.stem == name), None)


def write_pack(path: Path, text: str, *, force: bool = False) -> None:
    """Write a pack. Raises DiscoveryError where one is there and ``force`` is not given, OSError as files do."""
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda beside: beside.write_text(text, "utf-8"))


def refuse_existing(path: Path, *, force: bool = False) -> None:
    """Raise DiscoveryError where a pack is there that is not to be replaced."""
    if path.exists() and not force:
        raise DiscoveryError(
            f"{path} is there already and was left as it is: --force replaces it; --id gives an outlet found by its "
            "address another id"
        )


def same_outlet(source_id: str, homepage: str, ways: Collection[str], packs: Packs) -> Source | None:
    """The source among ``packs``, under another id, that has the same homepage or one of these feeds and sitemaps."""
    for pack in packs.values():
        if not isinstance(pack, Source) or pack.id == source_id:
            continue
        if not {*pack.feeds, *pack.sitemaps}.isdisjoint(ways) or _home(pack.homepage) == _home(homepage):
            return pack
    return None


def _home(url: str) -> tuple[str, str]:
    return site_of(url), urlsplit(url).path.rstrip("/")
