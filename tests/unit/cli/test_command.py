"""How a function becomes a command."""

from typing import Annotated

import pytest
import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment, Options
from audiostream.cli.output import Exit, Result
from tests.support.command_line import Stream

app = group("tune", "Tunes.")


@command(app, "hum", examples=["audiostream tune hum low", "audiostream tune hum high --times 2"])
def hum(
    env: Environment, note: Annotated[str, typer.Argument(help="Which.")], times: Annotated[int, typer.Option()] = 1
) -> Result:
    """Hum a note."""
    options = env.options
    said = [note * times, options.profile, options.json, options.quiet, options.verbose]
    return Result(kind="hum", data=said, text=note * times, exit=Exit.PARTLY)


@command(app, "rest")
def rest(env: Environment) -> Result:  # noqa: ARG001 - every command is given it
    """Say nothing."""
    return Result(kind="rest", data=None)


def _run(*arguments: str, options: Options | None = None) -> tuple[int, str]:
    environment = Environment(stdout=Stream(), options=options or Options())
    code = typer.main.get_command(app).main(
        args=list(arguments), prog_name="audiostream tune", standalone_mode=False, obj=environment
    )
    assert isinstance(environment.stdout, Stream)
    return code, environment.stdout.getvalue()


def test_the_result_is_shown_and_its_exit_code_returned() -> None:
    assert _run("hum", "la", "--times", "2") == (5, "lala\n")
    assert _run("rest") == (0, "")


@pytest.mark.parametrize("words", [["--json"], ["-o", "json"], ["--output", "json"], ["--output=json"]])
def test_every_way_to_ask_for_json(words: list[str]) -> None:
    assert _run("hum", "la", *words) == (5, '{"ok":false,"kind":"hum","data":["la",null,true,false,false]}\n')


def test_common_options_stand_after_the_commands_name() -> None:
    said = '{"ok":false,"kind":"hum","data":["la","work",true,true,true]}\n'
    assert _run("hum", "la", "-q", "-v", "--profile", "work", "--json") == (5, said)


def test_common_options_given_before_hold_unless_said_otherwise() -> None:
    before = Options(profile="home", json=True, quiet=True)
    assert _run("hum", "la", options=before)[1] == ('{"ok":false,"kind":"hum","data":["la","home",true,true,false]}\n')
    assert '"work"' in _run("hum", "la", "--profile", "work", options=before)[1]


def test_the_help_has_the_examples_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("hum", "--help")[0] == 0
    help_ = capsys.readouterr().out
    assert "  Hum a note.\n" in help_
    assert "Examples:\n    audiostream tune hum low\n    audiostream tune hum high --times 2\n" in help_
    assert "--json" in help_


def test_a_command_without_examples_has_no_heading_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    _run("rest", "-h")
    assert "Examples" not in capsys.readouterr().out


def test_the_body_stays_a_function_that_others_can_call() -> None:
    assert hum(Environment(), "la", 3).text == "lalala"
