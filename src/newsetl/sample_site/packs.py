"""Source packs that read the served sample: the sample's own, with addresses in the place of files."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from newsetl.sample_site.offers import Outlet


def write_packs(outlets: Mapping[str, Outlet], base: str, folder: Path) -> None:
    """Write one pack an outlet into ``folder`` for the site at ``base`` (no slash at its end), replacing earlier ones.

    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, outlet in outlets.items():
        entries = {
            key: [f"{base}/{name}/{address}" for address in addresses] for key, addresses in outlet.entries.items()
        }
        pack = outlet.source.model_dump(mode="json", exclude_defaults=True) | entries
        text = yaml.safe_dump(pack, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
