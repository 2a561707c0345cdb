"""The project's own source, read as text and syntax: what the tests of its architecture look at."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """A module of a package, by its dotted name."""

    name: str
    path: Path
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, ast.stmt]]:
        """Yield what it imports anywhere, as the dotted names of modules, or of names in them."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name} imports by a relative name"
                yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


@cache
def modules(package: str = "audiostream") -> tuple[Module, ...]:
    """Return every module of one of the project's packages."""
    found = []
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path))))
    assert found, f"there is no package {package}"
    return tuple(found)


def within(name: str, package: str) -> bool:
    """Return whether a dotted name is a package or in it."""
    return name == package or name.startswith(package + ".")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files of the repository; of a copy without its history, all that are no build products."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        own = ("audiostream", "tests", "benchmarks", "tools", "docs")
        paths = [*ROOT.glob("*.*"), *(path for folder in own for path in (ROOT / folder).rglob("*"))]
        paths = [path for path in paths if "__pycache__" not in path.parts]
    return tuple(path for path in paths if path.is_file())


def text_of(path: Path) -> str | None:
    """Return a file's text, None for one that is not text."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode(errors="replace")
