"""Source packs: one YAML file an outlet, saying who it is and where its news is read."""

import codecs
import re
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jsonschema_rs
import yaml
from babel.core import get_global
from cssselect import HTMLTranslator, SelectorError

from newsetl.records import Record
from newsetl.schemas import load_schema
from newsetl.selectors import Selectors
from newsetl.settings import Settings, SettingsError

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "sources"
_ENTRY_KEYS = ("feeds", "sitemaps", "pages", "dumps", "files")


PAST_WAYS = ("sitemaps", "listings", "archives", "pages", "dumps", "files")
"""Keys of a pack that name what shows past news."""


class _Loader(yaml.SafeLoader):
    """Leaves days as they are written: the schema speaks of text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class SourceError(SettingsError):
    """A source pack that cannot be used; the message names file, key and fault."""


class SourceName(Record):
    """The outlet's name as readers know it."""

    ar: str
    en: str


class Listing(Record):
    """Pages that list a day's reports; ``url`` has the day in it: ``{yyyy}``, ``{mm}``, ``{dd}``, ``{m}``, ``{d}``."""

    url: str
    first_page: int = 1
    max_pages: int = 20
    links: str | None = None


class Archive(Record):
    """WARC files of a day or month, or a list of them; ``hosts`` are the sites whose pages are taken."""

    url: str
    base: str = ""
    hosts: list[str] = []


class FetchPolicy(Record):
    """How an outlet's hosts are asked; None leaves it to the settings."""

    interval: float | None = None
    """Seconds between two requests to one host."""
    concurrency: int = 1
    max_pages: int = 2000
    """Most pages fetched in one interval."""


class Source(Record):
    """An outlet. ``feeds``, ``sitemaps``, ``pages``, ``dumps``, ``files``: http(s) addresses and absolute paths."""

    id: str
    name: SourceName
    homepage: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2; empty when not said."""
    time_zone: str = ""
    """IANA name; of dates that state no offset. The country's where it has one zone; empty when not known."""
    language: str = "ar"
    affiliation: Literal["state", "party", "force", "independent", "unknown"] = "unknown"
    feeds: list[str] = []
    pages: list[str] = []
    dumps: list[str] = []
    files: list[str] = []
    sitemaps: list[str] = []
    listings: list[Listing] = []
    archives: list[Archive] = []
    include: list[str] = []
    exclude: list[str] = []
    selectors: Selectors | None = None
    fetch: FetchPolicy = FetchPolicy()
    verified: date | None = None
    """When its addresses were last seen to work; None where nobody has tried them."""
    follow: Literal["auto", "always", "never"] = "auto"
    encoding: str | None = None
    """Character set that overrides every declaration of this source."""

    @property
    def shows_past(self) -> bool:
        """Whether any way in still shows a day when it is past; a feed holds its newest items alone."""
        return any(getattr(self, way) for way in PAST_WAYS)


def configured_sources(settings: Settings) -> tuple[dict[str, Source], str]:
    """The sources in use by id, and a one-line notice (empty unless the bundled sample stands in for own packs).

    Raises SourceError for a faulty pack, SettingsError where the folder named in the settings does not exist.
    """
    folder, notice = packs_in_use(settings)
    return load_sources(folder), notice


def packs_in_use(settings: Settings) -> tuple[Path, str]:
    """The folder of the packs in use, with the notice. Raises SettingsError where the named one does not exist."""
    own = own_packs(settings)
    if own.is_dir():
        return own, ""
    if settings.sources:
        raise SettingsError(f"NEWSETL_SOURCES={settings.sources}: there is no such folder")
    return SAMPLE, f"no sources set up yet, so the bundled sample is used; own packs go to {own}"


def own_packs(settings: Settings) -> Path:
    """The folder of the operator's own packs; need not exist."""
    return settings.sources.expanduser() if settings.sources else settings.data_path / "sources"


def load_sources(folder: Path) -> dict[str, Source]:
    """Every ``*.yaml`` of the folder. Raises SourceError naming file, key and fault."""
    sources: dict[str, Source] = {}
    for found in packs_in(folder).values():
        if isinstance(found, SourceError):
            raise found
        sources[found.id] = found
    return sources


def packs_in(folder: Path) -> dict[Path, Source | SourceError]:
    """Every pack of a folder with what is wrong with a faulty one; empty where there is no such folder."""
    found: dict[Path, Source | SourceError] = {}
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            source = load_source(path)
        except SourceError as error:
            found[path] = error
            continue
        twin = files.setdefault(source.id, path)
        found[path] = source if twin == path else SourceError(f"{path}: id: {source.id!r} is already used in {twin}")
    return found


def load_source(path: Path) -> Source:
    """One pack. Raises SourceError naming file, key and fault."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: top level: cannot be read: {error}") from error
    return parse_source(text, path)


def parse_source(text: str, path: Path) -> Source:
    """The source that a pack's text describes; ``path`` is where it lies, or will. Raises SourceError as above."""
    pack = _parse_yaml(text, path)
    faults = [
        f"{path}: {'.'.join(map(str, error.instance_path)) or 'top level'}: {error.message}"
        for error in jsonschema_rs.validator_for(load_schema("source")).iter_errors(pack)
    ]
    if faults:
        raise SourceError("; ".join(faults))
    _set_time_zone(pack, path)
    if "encoding" in pack:
        try:
            codecs.lookup(pack["encoding"])
        except LookupError as error:
            raise SourceError(f"{path}: encoding: {error}") from error
    base = path.resolve().parent.parent
    for key in _ENTRY_KEYS:
        pack[key] = [_resolve(entry, base, f"{path}: {key}") for entry in pack.get(key, [])]
    for archive in pack.get("archives", []):
        archive["url"] = _resolve(archive["url"], base, f"{path}: archives")
    for listing in pack.get("listings", []):
        _check_selector(listing.get("links", "a"), f"{path}: listings")
    for key, selector in pack.get("selectors", {}).items():
        if key != "valid_until":
            _check_selector(selector, f"{path}: selectors.{key}")
    for key in ("include", "exclude"):
        _check_patterns(pack.get(key, []), f"{path}: {key}")
    return Source.model_validate(pack)


def _set_time_zone(pack: dict[str, Any], path: Path) -> None:
    """Check the stated time zone; where none is stated take the country's."""
    if "time_zone" in pack:
        try:
            ZoneInfo(pack["time_zone"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SourceError(
                f"{path}: time_zone: {pack['time_zone']!r} is no IANA time zone, such as Asia/Beirut"
            ) from None
        return
    zones = get_global("territory_zones").get(pack.get("country", ""), [])
    # Gaza and Hebron keep the same time but for some weeks of a few years
    if len(zones) == 1 or pack.get("country") == "PS":
        pack["time_zone"] = zones[0]


def _parse_yaml(text: str, path: Path) -> dict[str, Any]:
    try:
        pack = yaml.load(text, _Loader)  # noqa: S506 -- a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "top level"
        raise SourceError(f"{path}: {where}: {getattr(error, 'problem', None) or 'not valid YAML'}") from error
    if not isinstance(pack, dict):
        raise SourceError(f"{path}: top level: a mapping with id, name and where to read is expected")
    return pack


def _check_selector(selector: str, where: str) -> None:
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise SourceError(f"{where}: {selector!r} is no CSS selector: {error}") from error


def _check_patterns(patterns: list[str], where: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise SourceError(f"{where}: {pattern!r} is no regular expression: {error}") from error


def _resolve(entry: str, base: Path, where: str) -> str:
    """An http(s) address as it is, a relative path made absolute; nothing outside ``base``."""
    if entry.startswith(("http://", "https://")):
        return entry
    if "://" in entry:
        raise SourceError(f"{where}: {entry}: only http:// and https:// addresses and relative paths are taken")
    path = (base / entry).resolve()
    if Path(entry).is_absolute() or not path.is_relative_to(base):
        raise SourceError(f"{where}: {entry}: must be a path inside {base}")
    return str(path)
