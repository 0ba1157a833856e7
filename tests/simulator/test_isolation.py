"""The simulator is a place of its own: reached over HTTP, known to nobody, and knowing nothing of the desk."""

import ast
from collections.abc import Iterator
from pathlib import Path

import webcare

PACKAGE = Path(webcare.__file__).parent
SIMULATOR = PACKAGE / "simulator"


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{each.name}" for each in node.names)


def test_no_module_of_the_desk_imports_the_simulator() -> None:
    files = [file for file in PACKAGE.rglob("*.py") if not file.is_relative_to(SIMULATOR)]
    assert len(files) > 30
    assert [str(file) for file in files for name in imported(file) if "simulator" in name] == []


def test_the_simulator_imports_nothing_of_the_desk() -> None:
    names = {name for file in SIMULATOR.rglob("*.py") for name in imported(file)}
    assert any(name.startswith("webcare.simulator") for name in names)
    assert [name for name in names if name.startswith("webcare.") and not name.startswith("webcare.simulator")] == []
    assert not any(name.startswith((".", "config", "tweepy")) for name in names)
