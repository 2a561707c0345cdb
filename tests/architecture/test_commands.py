"""Every command is there, explains itself, and is shown as it can be typed."""

import importlib

import pytest
import typer

from audiostream.cli.app import COMMANDS
from tests.support.commands import commands, examples_of, lines_in, parse
from tests.support.source import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
COMMANDS_BY_NAME = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module_which_says_of_it_what_the_help_does(name: str) -> None:
    app = importlib.import_module(f"audiostream.cli.{name}").app
    assert isinstance(app, typer.Typer)
    assert (app.info.name, app.info.help) == (name, COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS_BY_NAME)
def test_every_command_says_what_it_does(name: str) -> None:
    assert COMMANDS_BY_NAME[name].help.strip()
    undescribed = [each.name for each in COMMANDS_BY_NAME[name].params if not each.help]
    assert undescribed == []


@pytest.mark.parametrize("name", [name for name in COMMANDS_BY_NAME if " " in name])
def test_a_narrow_terminal_shows_whole_what_a_group_says_of_its_commands(name: str) -> None:
    # Of its 80 columns the table of commands leaves out six, and those of the longest name.
    room = 80 - 6 - len("profiles")
    assert not COMMANDS_BY_NAME[name].get_short_help_str(room).endswith("...")


@pytest.mark.parametrize("name", COMMANDS_BY_NAME)
def test_examples_in_the_help_can_be_typed(name: str) -> None:
    examples = examples_of(COMMANDS_BY_NAME[name])
    assert examples
    assert {parse(example) for example in examples} == {name}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_in_documents_can_be_typed(document: str) -> None:
    for line in lines_in(ROOT / document):
        try:
            parse(line)
        except (typer.TyperException, SystemExit) as error:
            pytest.fail(f"{document}: {line}\n{error}")


def test_the_readme_shows_every_command() -> None:
    assert {parse(line) for line in lines_in(ROOT / "README.md")} >= COMMANDS_BY_NAME.keys()


def test_a_mistaken_example_is_found() -> None:
    with pytest.raises(typer.TyperException, match="No such option"):
        parse("audiostream history --sinse 7d")
