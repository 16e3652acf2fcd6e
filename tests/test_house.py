"""The rules of the house that no other tool checks."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
SOURCE = sorted((REPO / "src").rglob("*.py"))
DAGS = sorted((REPO / "dags").rglob("*.py"))
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Written so that this file does not name them itself.
REGISTRIES = re.compile(
    r"https?://[a-z0-9.-]*(py[p]i|python[h]osted|[m]aven|npm[j]s|[d]ebian|[u]buntu|crates[.]io|go[l]ang)"
)
MAX_LINES = 400
DATA = ("src/newsetl/sample/", "tests/data/", "tests/quality/pages/")
"""Texts as they were on the web keep what they came with."""


@cache
def kept_files() -> list[Path]:
    """Every text file that is, or would be, under version control."""
    if not shutil.which("git") or not (REPO / ".git").exists():
        pytest.skip("not a checkout")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=REPO, capture_output=True, check=True).stdout.decode().split("\0")
    return [REPO / name for name in names if name and (REPO / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in kept_files():
        try:
            yield path.relative_to(REPO).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def imports(tree: ast.AST) -> set[str]:
    """Top-level names of the packages imported anywhere below a node."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_no_bidirectional_control_characters() -> None:
    bad = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}"
        for name, text in texts()
        if not name.startswith(DATA)
        for match in BIDI_CONTROLS.finditer(text)
    ]
    assert bad == [], "write them as \\u escapes"


def test_no_package_registry_is_named() -> None:
    assert [f"{name}: {m[0]}" for name, text in texts() for m in REGISTRIES.finditer(text)] == []


def test_no_path_of_one_machine() -> None:
    home = f"{REPO}/"
    assert [name for name, text in texts() if home in text] == []


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: path.relative_to(REPO / "src").as_posix())
def test_a_module_is_short_and_free_of_airflow(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= MAX_LINES
    assert not {name for name in imports(ast.parse(text)) if name.split(".")[0] == "airflow"}


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.name)
def test_a_dag_file_imports_the_public_airflow_and_newsetl_only_in_tasks(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    in_functions: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            in_functions |= imports(node)
    everywhere = imports(tree)
    top = everywhere - in_functions
    allowed = re.compile(r"(airflow\.(sdk|providers)(\..+)?|os|datetime|typing|stages)$")
    assert [name for name in top if not allowed.match(name)] == []
    assert [name for name in everywhere if re.match(r"airflow(?!\.(sdk|providers)\b)", name)] == []
