"""Running commands in the test's own process: what was typed, what came out."""

import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from audiostream.cli.app import run
from audiostream.cli.environment import Environment


class Stream(io.StringIO):
    """A stream that may say that it is a terminal."""

    def __init__(self, text: str = "", *, terminal: bool = False) -> None:
        super().__init__(text)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Return what it was told to say."""
        return self._terminal


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code, and the text on both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def data(self) -> Any:  # noqa: ANN401 - as above
        """The data of a command that was done."""
        assert self.json["ok"], self.out
        return self.json["data"]


@dataclass
class CommandLine:
    """The command line of one user on a machine of its own, which is a folder."""

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, answer: str | None = None, piped: str = "", terminal: bool = False) -> Outcome:
        """Run a command; with ``answer`` or ``terminal`` it believes that a person sits there."""
        seated = terminal or answer is not None
        stdin = Stream(answer or piped, terminal=seated)
        stdout, stderr = Stream(terminal=seated), Stream(terminal=seated)
        overrides = {"data_dir": str(self.data_dir), "user": "ada", **self.settings}
        code = run(arguments, Environment(stdin=stdin, stdout=stdout, stderr=stderr, overrides=overrides))
        return Outcome(code, stdout.getvalue(), stderr.getvalue())


def make_command_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return a command line that no setting of the machine's owner reaches."""
    for variable in [name for name in os.environ if name.startswith("AUDIOSTREAM_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AUDIOSTREAM_CONFIG", str(folder / "config.toml"))
    return CommandLine(folder / "data")
