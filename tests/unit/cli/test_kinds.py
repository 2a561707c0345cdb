"""The help names values by words that people use."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.kinds import name_kinds
from audiostream.cli.output import Result
from tests.support.commands import commands

app = group("sound", "Sounds.")


class Form(StrEnum):
    """An option of few values."""

    SINE = "sine"
    SAW = "saw"


@command(app, "make")
def make(  # noqa: PLR0913, PLR0917 - one parameter of each kind
    env: Environment,  # noqa: ARG001 - every command has it
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Of tones.")],
    note: Annotated[str | None, typer.Option(help="Which.")] = None,
    take: Annotated[list[int] | None, typer.Option(help="Again.")] = None,
    form: Annotated[Form, typer.Option(help="Of the wave.")] = Form.SINE,
    volume: Annotated[int, typer.Option(min=0, max=100, help="In percent.")] = 50,
    seconds: Annotated[float, typer.Option(help="Length.")] = 1,
    folder: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to.")] = None,
    file: Annotated[Path | None, typer.Option(help="What to.")] = None,
) -> Result:
    """Make a sound."""
    return Result(kind="sound", data=[names, note, take, form, volume, seconds, folder, file])


def test_each_kind_has_its_word(capsys: pytest.CaptureFixture[str]) -> None:
    typer.main.get_command(app).main(args=["--help"], standalone_mode=False)
    help_ = " ".join(capsys.readouterr().out.split())
    for line in (
        "NAME Of tones. [required]",
        "--note TEXT Which.",
        "--take N Again.",
        "--form sine|saw Of the wave. [default: sine]",
        "--volume N In percent. [default: 50; 0<=x<=100]",
        "--seconds N Length. [default: 1]",
        "--folder FOLDER Where to.",
        "--file PATH What to.",
        "-o, --output text|json How data is printed. [default: text]",
    ):
        assert line in help_


def test_no_help_shows_a_type_of_python(capsys: pytest.CaptureFixture[str]) -> None:
    for name, called in commands():
        called.main(args=["--help"], prog_name=f"audiostream {name}", standalone_mode=False)
    said = capsys.readouterr().out
    assert said.count("Usage: audiostream ") > 10
    assert re.findall("<[a-z].*?>", said) == []


def test_a_parameter_that_writes_no_kind_is_left_alone() -> None:
    class Other:
        """A parameter as another release of Typer may have it."""

    other = Other()
    name_kinds([other])
    assert vars(other) == {}
