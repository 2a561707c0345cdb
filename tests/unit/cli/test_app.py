"""The root of the command line: what it says when something goes wrong, and with which code it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from audiostream import config
from audiostream.cli import app, crash
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from audiostream.errors import Unavailable
from tests.support.command_line import CommandLine, Stream, make_command_line


@pytest.fixture
def audiostream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr(crash, "log_folder", lambda: tmp_path / "log")
    return make_command_line(tmp_path, monkeypatch)


def _make_show_raise(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let ``config path`` fail."""

    def fail() -> Path:
        raise error

    monkeypatch.setattr(config, "config_path", fail)


def test_no_command_shows_the_help_as_wrong_usage(audiostream: CommandLine) -> None:
    outcome = audiostream()
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("Usage: audiostream ")
    said = " ".join(outcome.err.split())
    assert all(f" {name} {text}" in said for name, text in app.COMMANDS.items())


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["plya"], "No such command 'plya'. Did you mean 'play'", "audiostream --help"),
        (["config", "shw"], "No such command 'shw'. Did you mean 'show'?", "audiostream config --help"),
        (["config", "set"], "Missing argument 'KEY'", "audiostream config set --help"),
        (["config", "show", "--bogus"], "No such option: --bogus", "audiostream config show --help"),
        (["config", "show", "more"], "Got unexpected extra argument(s) (more)", "audiostream config show --help"),
        (["config", "show", "-o", "xml"], "'xml' is not one of 'text', 'json'", "audiostream config show --help"),
        (["play", "x", "--stop-after", "inf"], "'--stop-after': it must be at most 86400", "audiostream play --help"),
        (["--profile"], "Option '--profile' requires an argument", "audiostream --help"),
        (["config", "--bogus"], "No such option: --bogus", "audiostream config --help"),
        (["config", "show", "--profile"], "Option '--profile' requires an argument", "audiostream config show --help"),
        (["history", "--limit"], "Option '--limit' requires an argument", "audiostream history --help"),
    ],
)
def test_wrong_usage_is_one_line_with_where_help_is(
    audiostream: CommandLine, arguments: list[str], message: str, hint: str
) -> None:
    outcome = audiostream(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    first, second = outcome.err.splitlines()
    assert first.startswith("audiostream: ")
    assert message in first
    assert second == f"  hint: {hint} shows what it takes"


@pytest.mark.parametrize(
    "arguments",
    [
        ["config", "show", "--bogus", "--json"],
        ["config", "show", "--bogus", "-o", "json"],
        ["config", "show", "--bogus", "--output=json"],
        ["--json", "config", "show", "--bogus"],
    ],
)
def test_wrong_usage_is_json_for_those_who_read_json(audiostream: CommandLine, arguments: list[str]) -> None:
    outcome = audiostream(*arguments)
    assert (outcome.code, outcome.err) == (2, "")
    assert outcome.json["ok"] is False
    assert outcome.json["error"]["code"] == "invalid_input"
    assert outcome.json["error"]["message"].startswith("No such option: --bogus")


def test_a_word_that_only_looks_like_the_option_asks_for_nothing(audiostream: CommandLine) -> None:
    assert audiostream("config", "set", "--", "--json").out == ""


def test_an_error_of_ours_has_its_code(audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    _make_show_raise(monkeypatch, Unavailable("the moon is down", hint="wait"))
    outcome = audiostream("config", "path")
    assert (outcome.code, outcome.out, outcome.err) == (3, "", "audiostream: the moon is down\n  hint: wait\n")


def test_a_bug_is_one_line_and_where_the_traceback_is(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _make_show_raise(monkeypatch, KeyError("gl\x1bitch"))
    outcome = audiostream("config", "path")
    assert (outcome.code, outcome.out) == (1, "")
    first, second = outcome.err.splitlines()
    assert first == "audiostream: internal error: KeyError: 'gl\\x1bitch'"
    (log,) = (tmp_path / "log").iterdir()
    assert second == f"  hint: This is a bug in audiostream; the traceback is in {log}."
    text = log.read_text(encoding="utf-8")
    assert text.startswith("Traceback (most recent call last):\n")
    assert "test_app.py" in text


def test_a_bug_shows_its_traceback_with_verbose_and_writes_none(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _make_show_raise(monkeypatch, ZeroDivisionError())
    outcome = audiostream("config", "path", "--verbose")
    assert outcome.code == 1
    assert outcome.err.startswith(
        "audiostream: internal error: ZeroDivisionError\n"
        "  hint: This is a bug in audiostream; the traceback is below.\nTraceback"
    )
    assert not (tmp_path / "log").exists()


def test_a_bug_is_json_for_those_who_read_json(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _make_show_raise(monkeypatch, ZeroDivisionError("by naught"))
    outcome = audiostream("config", "path", "--json", "--verbose")
    (log,) = (tmp_path / "log").iterdir()
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.json == {
        "ok": False,
        "error": {
            "code": "internal",
            "message": "internal error: ZeroDivisionError: by naught",
            "hint": f"This is a bug in audiostream; the traceback is in {log}.",
        },
    }


def test_a_bug_whose_traceback_cannot_be_written_says_how_to_see_it(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "log").write_text("a file where the folder would be", encoding="utf-8")
    _make_show_raise(monkeypatch, ZeroDivisionError())
    assert "add --verbose to see it" in audiostream("config", "path").err


def test_an_error_of_the_system_is_not_called_a_bug(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _make_show_raise(monkeypatch, OSError(28, "No space left on device"))
    outcome = audiostream("config", "path")
    (log,) = (tmp_path / "log").iterdir()
    assert (outcome.code, outcome.err) == (
        1,
        f"audiostream: [Errno 28] No space left on device\n  hint: The traceback is in {log}.\n",
    )


def test_ctrl_c_ends_without_a_traceback(audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    _make_show_raise(monkeypatch, KeyboardInterrupt())
    outcome = audiostream("config", "path")
    assert (outcome.code, outcome.out, outcome.err) == (130, "", "Interrupted.\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_json_for_those_who_read_json(
    audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    _make_show_raise(monkeypatch, error)
    outcome = audiostream("config", "path", "--json")
    assert (outcome.code, outcome.err) == (130, "")
    assert outcome.json == {"ok": False, "error": {"code": "interrupted", "message": "interrupted", "hint": None}}


def test_what_a_command_used_is_closed_also_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Environment] = []
    monkeypatch.setattr(Environment, "close", lambda self: closed.insert(0, self))
    _make_show_raise(monkeypatch, Unavailable("no"))
    environment = Environment(stderr=Stream())
    assert app.run(["config", "path"], environment) == 3
    assert closed == [environment]


def test_a_failure_to_close_is_told_too(audiostream: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Environment) -> Result:
        raise Unavailable("the disk went away")

    monkeypatch.setattr(Environment, "close", fail)
    outcome = audiostream("config", "path")
    assert (outcome.code, outcome.err) == (3, "audiostream: the disk went away\n")


@pytest.mark.parametrize("asked", [["--version"], ["-V"], ["--quiet", "--version"]])
def test_the_version(asked: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "audiostream", *asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("audiostream 0.")


# Data, an error for programs, and what is answered without more.
ANSWERS = ["config show --quiet", "config show --json", "config set nothing 1 --json", "--version"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells a writer of a closed pipe in another way")
@pytest.mark.parametrize("arguments", ANSWERS)
def test_a_reader_who_leaves_is_no_error(arguments: str) -> None:
    command = [sys.executable, "-m", "audiostream", *arguments.split()]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait() == 128 + 13
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", ANSWERS)
def test_a_full_disk_is_told_in_words(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "audiostream", *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first == "audiostream: [Errno 28] No space left on device"
    assert second.startswith("  hint: The traceback is in ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize(("arguments", "code"), [("config show --bogus", 2), ("", 2), ("config path", 0)])
def test_the_exit_code_holds_where_standard_error_takes_nothing(arguments: str, code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "audiostream", *arguments.split()]
        assert subprocess.run(command, stdout=subprocess.DEVNULL, stderr=full, check=False).returncode == code


def test_the_environment_of_json_is_read_by_programs(audiostream: CommandLine) -> None:
    assert json.loads(audiostream("--json", "config", "path").out)["kind"] == "config_path"
