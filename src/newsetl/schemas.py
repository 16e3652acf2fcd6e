"""The JSON Schemas of the project's contracts, found in a repository checkout and in an installed package alike."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
# The wheel carries the folder inside the package; a checkout has it beside ``src``.
_FOLDERS = (_HERE / "schemas", _HERE.parents[1] / "schemas")


@lru_cache
def load_schema(name: str) -> dict[str, Any]:
    """The schema ``NAME.schema.json``. Raises FileNotFoundError naming the places that were searched."""
    for folder in _FOLDERS:
        path = folder / f"{name}.schema.json"
        if path.is_file():
            schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return schema
    raise FileNotFoundError(f"no {name}.schema.json in {' or '.join(map(str, _FOLDERS))}")
