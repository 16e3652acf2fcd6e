"""Several processes at one index: writers take turns, readers never wait, a kill leaves a readable index."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine, IndexUnusable
from newsetl.index.query import Everything
from newsetl.names.gazetteer import Gazetteer

Make = Callable[..., Document]
Place = Any

# Writes the documents of a file; before the one called "pause" it says so and waits for a line on its input.
WRITER = """
import json, sys
from pathlib import Path
from newsetl.index.documents import Document
from newsetl.index.factory import open_engine
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.settings import Settings

given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
gazetteer = Gazetteer(Entry.model_validate(entry) for entry in given["entries"])
engine = open_engine(Settings(_env_file=None, **given["settings"]), gazetteer)

def documents():
    for values in given["documents"]:
        if values["article_id"] == "pause":
            print("paused", flush=True)
            sys.stdin.readline()
        yield Document.model_validate(values)

engine.prepare()
print(*(one.outcome for one in engine.write(documents())), flush=True)
"""


@pytest.fixture
def second_writer(place: Place, gazetteer: Gazetteer, tmp_path: Path) -> Callable[[list[Document]], Any]:
    """Start another process that writes documents; used as a context, it is gone afterwards."""

    @contextmanager
    def start(documents: list[Document]) -> Iterator[subprocess.Popen[str]]:
        settings = place.settings
        given = {
            "entries": [entry.model_dump(mode="json") for entry in gazetteer.entries.values()],
            "settings": {
                "data_dir": str(settings.data_dir),
                "index_url": settings.index_url,
                "index_alias": settings.index_alias,
            },
            "documents": [document.model_dump(mode="json") for document in documents],
        }
        file = tmp_path / "given.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        path = os.pathsep.join(entry for entry in sys.path if entry)
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    return start


def test_readers_and_writers_beside_a_writer(
    place: Place, engine: Engine, gazetteer: Gazetteer, make: Make, second_writer: Any
) -> None:
    engine.write([make("before")])
    with second_writer([make("first"), make("pause"), make("last")]) as process:
        assert process.stdout.readline() == "paused\n"
        assert engine.matched_ids(Everything()) == {"before"}
        if place.kind == "embedded":
            hasty = place.open(gazetteer, lock_timeout=0.3)
            with pytest.raises(IndexUnusable, match=rf"being written by process {process.pid} on .*waited 0.3 s"):
                hasty.write([make("hasty")])
        process.stdin.write("\n")
        process.stdin.flush()
        # Waits for the other writer, then writes.
        assert [one.outcome for one in engine.write([make("mine")])] == ["created"]
        assert process.stdout.readline() == "created created created\n"
    assert engine.matched_ids(Everything()) == {"before", "first", "pause", "last", "mine"}


def test_a_killed_writer_leaves_a_readable_index(engine: Engine, make: Make, second_writer: Any) -> None:
    engine.write([make("before", version=1)])
    many = [make(f"{number:04}") for number in range(1200)]
    with second_writer([make("before", version=2), *many, make("pause")]) as process:
        assert process.stdout.readline() == "paused\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert engine.get(["before"])["before"].version in (1, 2)
    ids = engine.matched_ids(Everything())
    assert "before" in ids
    assert "pause" not in ids
    # The same write again completes it.
    started = time.monotonic()
    engine.write([make("before", version=2), *many])
    assert engine.count() == 1201
    assert time.monotonic() - started < 60


def test_an_engine_sees_what_another_wrote(place: Place, engine: Engine, gazetteer: Gazetteer, make: Make) -> None:
    other = place.open(gazetteer)
    assert other.count() == 0
    engine.write([make("a")])
    assert other.matched_ids(Everything()) == {"a"}
    other.write([make("b")])
    scan = engine.scan()
    assert next(scan).article_id == "a"
    engine.delete(["b"])
    # A scan shows the index as it was when it began.
    assert [document.article_id for document in scan] == ["b"]
    assert other.count() == 1
