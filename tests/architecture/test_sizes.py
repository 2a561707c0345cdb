"""Files are about one noun, and a command does nothing but parse, call and return."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.source import ROOT, Module, modules

FILE_LINES = 300
BODY_LINES = 15


@pytest.mark.parametrize("package", ["audiostream", "tests", "benchmarks", "tools"])
def test_no_file_is_too_long_to_hold_in_mind(package: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / package).rglob("*.py")
    }
    assert lengths, f"no files in {package}"
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def test_command_bodies_are_short() -> None:
    bodies = {
        f"{module.name}.{function.name}": _body_lines(function)
        for module in modules()
        for function in _commands(module)
    }
    assert bodies, "no command was found"
    assert {name: lines for name, lines in bodies.items() if lines > BODY_LINES} == {}


def _commands(module: Module) -> Iterator[ast.FunctionDef]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
            if any(isinstance(called, ast.Name) and called.id == "command" for called in calls):
                yield node


def _body_lines(function: ast.FunctionDef) -> int:
    """Count the lines after the docstring."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    last = statements[-1].end_lineno
    assert last is not None
    return last - statements[0].lineno + 1
