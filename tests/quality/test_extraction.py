"""The extraction is not to become worse unnoticed: what the bundled pages give may not fall below their floors.

The pages are of invented outlets, each made from the data its gold comes from; ``bench/extraction.py`` says what is
measured and prints what is wrong on each page (``--faults``).
"""

import json
from pathlib import Path

import pytest

from bench.extraction import by_newsetl, by_trafilatura, read_pages, run, summary
from tools.quality_floors import shortfalls

HERE = Path(__file__).parent
SETS = sorted(path.name for path in (HERE / "pages").iterdir() if (path / "pages.jsonl").exists())
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "extraction_floors.json").read_text("utf-8"))


def test_every_set_of_pages_has_floors() -> None:
    assert sorted(FLOORS) == SETS


@pytest.mark.parametrize("name", SETS)
def test_the_extraction_reaches_its_floors(name: str) -> None:
    scores, speed = run(by_newsetl, read_pages([HERE / "pages" / name]))
    measured = summary(scores, speed)
    assert shortfalls(FLOORS[name], measured) == [], "see: python bench/extraction.py --faults on this folder"


def test_a_worse_extractor_fails_the_floors() -> None:
    scores, speed = run(by_trafilatura, read_pages([HERE / "pages" / "a"]))
    below = {line.split(":")[0] for line in shortfalls(FLOORS["a"], summary(scores, speed))}
    assert below == {"body_f1", "title_right", "date_right", "kind_right", "clean_pages"}
