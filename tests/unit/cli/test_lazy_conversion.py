"""Commands keep what needs no conversion, convert the rest, and load the converter only then."""

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from tests.support.command_line import Stream

app = group("sound", "Sounds.")


class Form(StrEnum):
    """An option of few values."""

    SINE = "sine"
    SAW = "saw"


def _half(text: str) -> int:
    return int(text) // 2


@command(app, "make")
def make(  # noqa: PLR0913, PLR0917 - one parameter of each kind
    env: Environment,  # noqa: ARG001 - every command has it
    names: Annotated[list[str], typer.Argument()],
    note: Annotated[str | None, typer.Option()] = None,
    tag: Annotated[list[str] | None, typer.Option()] = None,
    take: Annotated[list[int] | None, typer.Option()] = None,
    form: Annotated[Form, typer.Option()] = Form.SINE,
    volume: Annotated[int, typer.Option(min=0, max=100)] = 50,
    half: Annotated[int, typer.Option(parser=_half)] = 6,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,  # noqa: FBT002 - a flag
    folder: Annotated[Path | None, typer.Option()] = None,
) -> Result:
    """Make a sound."""
    seen = [names, note, tag, take, form, volume, half, dry_run, folder]
    return Result(kind="sound", data=[repr(each) for each in seen], text=repr(seen))


def _made(*arguments: str) -> str:
    environment = Environment(stdout=Stream())
    typer.main.get_command(app).main(args=list(arguments), standalone_mode=False, obj=environment)
    assert isinstance(environment.stdout, Stream)
    return environment.stdout.getvalue().strip()


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        ([], {}),
        (["--note", "7"], {1: "7"}),
        (["--tag", "1", "--tag", "ü"], {2: ["1", "ü"]}),
        (["--take", "1", "--take", "2"], {3: [1, 2]}),
        (["--form", "saw"], {4: Form.SAW}),
        (["--volume", "7"], {5: 7}),
        (["--half", "8"], {6: 4}),
        (["--dry-run"], {7: True}),
        (["--folder", "here"], {8: Path("here")}),
    ],
)
def test_each_value_has_the_type_that_the_command_declares(arguments: list[str], changed: dict[int, Any]) -> None:
    expected = [["a", "1"], None, None, None, Form.SINE, 50, 3, False, None]
    for place, value in changed.items():
        expected[place] = value
    assert _made("a", "1", *arguments) == repr(expected)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Missing argument 'names'"),
        (["a", "--take", "x"], "'--take'"),
        (["a", "--form", "square"], "'square' is not one of 'sine', 'saw'"),
        (["a", "--volume", "101"], "less than or equal to 100"),
        (["a", "--half", "x"], "'--half'"),
        (["a", "--note"], "requires an argument"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(arguments: list[str], reason: str) -> None:
    with pytest.raises(typer.TyperException) as caught:
        _made(*arguments)
    assert reason in caught.value.format_message()


def test_a_command_of_plain_values_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = ["pydantic", "django", "rich", "textual", "vlc", "mutagen", "tomlkit", "asyncio"]
    script = f"""
import sys
from audiostream.cli.app import run
from audiostream.cli.environment import Environment
for arguments in (["playlist", "create", "Mornings"], ["playlist", "list"], ["playlist", "show", "Mornings"],
        ["history", "--since", "7d"]):
    assert run(arguments, Environment(overrides={{"data_dir": {str(tmp_path)!r}, "user": "ada"}})) == 0
print(sorted(sys.modules.keys() & {heavy}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "[]"
