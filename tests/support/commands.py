"""The commands there are, and lines of documents read as the command line would read them."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from audiostream.cli import app as root
from audiostream.cli.environment import Environment

# In a document, what follows one of these is not the command's own.
_NOT_WORDS = {"|", "<", ">", ">>", "&&", ";"}


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command by the words that call it, as ``playlist add``, with Typer's object for it."""
    for name in root.COMMANDS:
        found: Any = typer.main.get_command(importlib.import_module(f"audiostream.cli.{name}").app)
        yield from _within(name, found)


def _within(name: str, found: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer's command, of no public type
    if isinstance(found, TyperGroup):
        for each in found.commands:
            yield from _within(f"{name} {each}", found.commands[each])
    else:
        yield name, found


def examples_of(command: Any) -> list[str]:  # noqa: ANN401 - Typer's command, of no public type
    """Return the examples that a command's help shows."""
    return [line.strip() for line in (command.epilog or "").splitlines() if line.strip().startswith("audiostream ")]


def lines_in(document: Path) -> list[str]:
    """Return the commands of ours in a document's blocks of shell code, without comments and what they are piped to."""
    blocks = re.findall(r"```(?:sh|console|powershell)\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("audiostream ")]


def parse(line: str) -> str:
    """Read a line as the shell and the command line would, and return the words that call its command.

    Raises:
        typer.TyperException: the command line does not take it.
    """
    words = shlex.split(line, comments=True)[1:]
    words = words[: next((place for place, word in enumerate(words) if word in _NOT_WORDS), len(words))]
    command: Any = typer.main.get_command(root.app)
    context = command.make_context("audiostream", words, obj=Environment())
    names = []
    while isinstance(command, TyperGroup):
        rest = [*getattr(context, "_protected_args", ()), *context.args]
        name, command, rest = command.resolve_command(context, rest)
        names.append(str(name))
        context = command.make_context(name, rest, parent=context)
    return " ".join(names)
