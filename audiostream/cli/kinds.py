"""What a command's help says of the values that it takes: words for people, not Python's types."""

from collections.abc import Iterable
from functools import partial
from typing import Any

_WORDS = {
    "float": "N",
    "float range": "N",
    "int": "N",
    "int range": "N",
    "list[int]": "N",
    "list[Path]": "PATH",
    "list[str]": "TEXT",
    "path": "PATH",
    "str": "TEXT",
}


def name_kinds(parameters: Iterable[Any]) -> None:
    """Let the help of these parameters (Typer's) say TEXT, N, PATH, or the choices; an argument's name says enough."""
    for parameter in parameters:
        # Where Typer writes these; a release that has no such method, or a parameter of another make, says its own.
        if callable(getattr(type(parameter), "display_type", None)):
            parameter.display_type = partial(_kind, parameter)


def _kind(parameter: Any, ctx: Any) -> str | None:  # noqa: ANN401 - Typer's, of no public type
    if parameter.param_type_name == "argument":
        return None
    said: str | None = type(parameter).display_type(parameter, ctx)
    if said is None:
        return None
    bare = said.removeprefix("<").removesuffix(">")
    return _WORDS.get(bare, bare)
