"""Source packs that read the served sample over http, each outlet by a way of its own as real ones are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from newsetl.sample_site.offers import Outlet

_LOCAL = {"feeds", "pages", "dumps", "files"}


def write_packs(outlets: Mapping[str, Outlet], base: str, folder: Path) -> None:
    """Write one pack an outlet into ``folder`` for the site at ``base`` (no slash at its end), replacing earlier ones.

    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, outlet in outlets.items():
        pack = outlet.source.model_dump(mode="json", exclude_defaults=True, exclude=_LOCAL)
        pack |= _ways(outlet, f"{base}/{name}/")
        text = yaml.safe_dump(pack, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _ways(outlet: Outlet, base: str) -> dict[str, Any]:
    """What of an outlet's offers its pack names: enough to bring every report, and each kind at some outlet.

    Pages come by sitemaps where one is of news, else by listings; what was archived comes from the crawl's list.
    """
    named = {key: [f"{base}{address}" for address in addresses] for key, addresses in outlet.entries.items()}
    templates = {
        key: [
            {part: f"{base}{text}" if part in ("url", "base") else text for part, text in one.items()} for one in all_
        ]
        for key, all_ in outlet.templates.items()
    }
    if "archives" in templates:
        del named["files"]
    if "pages" in named:
        del named["pages"]
        if "sitemap.xml" in outlet.documents:
            del templates["listings"]
        else:
            del named["sitemaps"]
    return named | templates
