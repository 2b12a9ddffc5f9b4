"""Files and functions stay small enough to be read."""

import ast
import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for top in ("niukou", "config", "scripts", "benchmarks")
    for path in (BASE / top).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((BASE / "tests").rglob("*.py"))
DOORS = [path for path in CODE if path.stem == "views" or path.parent.name == "views"]


def named(path: Path) -> str:
    return str(path.relative_to(BASE))


@pytest.mark.parametrize(("paths", "most"), [(CODE, 400), (TESTS, 600)], ids=["code", "tests"])
def test_no_file_is_longer_than_its_budget(paths: list[Path], most: int) -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in paths}

    assert {path: length for path, length in lengths.items() if length > most} == {}


@pytest.mark.parametrize(("paths", "most"), [(CODE, 40), (DOORS, 25)], ids=["function", "view"])
def test_no_function_is_longer_than_its_budget(paths: list[Path], most: int) -> None:
    long = {
        f"{named(path)}:{node.name}": length
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (length := body_lines(node)) > most
    }

    assert long == {}


def body_lines(node: ast.FunctionDef) -> int:
    """Return the lines of a function without its decorators and its docstring."""
    docstring = node.body[0] if ast.get_docstring(node) else None
    spoken = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
    return node.end_lineno - node.lineno + 1 - spoken


def test_every_module_says_in_one_line_what_it_is() -> None:
    silent = [named(path) for path in CODE if not ast.get_docstring(ast.parse(path.read_text()))]

    assert silent == []


def test_nothing_is_put_off_and_no_drawer_collects_odds_and_ends() -> None:
    mark = re.compile("#.*(" + "TO" + "DO|FIX" + "ME|XX" + "X)")
    put_off = [named(path) for path in [*CODE, *TESTS] if mark.search(path.read_text())]
    drawers = [path for path in CODE if path.stem in {"utils", "helpers", "common", "misc"}]

    assert (put_off, drawers) == ([], [])
