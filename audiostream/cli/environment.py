"""What a command is given: the settings, the services, and the streams it may write to."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from audiostream import config
from audiostream.settings import Settings
from audiostream.text import printable

if TYPE_CHECKING:
    from rich.console import Console

    from audiostream.backend.bootstrap import Services


@dataclass
class Options:
    """The options that every command takes, before or after its own name."""

    profile: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False


@dataclass
class Environment:
    """The world outside as one value, so that a command can be run in-process, by a test or by another command.

    ``overrides`` are settings by key, as text, that come before the environment's and the file's. ``suggests``
    is whether a command may name the next useful one, as the next page.
    """

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    options: Options = field(default_factory=Options)
    overrides: Mapping[str, str] = field(default_factory=dict)
    suggests: bool = True
    _later: list[str] | None = field(default=None, init=False, repr=False)
    _closing: ExitStack = field(default_factory=ExitStack, init=False, repr=False)

    @cached_property
    def loaded(self) -> config.Loaded:
        """The settings with their origin, remarks on them told; raises ``InvalidConfig``."""
        loaded = config.load(self.options.profile, self.overrides)
        for remark in loaded.remarks:
            self.say(f"audiostream: {remark}")
        return loaded

    @cached_property
    def settings(self) -> Settings:
        """The settings of the chosen profile."""
        return self.loaded.settings

    def override(self, key: str, text: str) -> None:
        """Let a setting have a value for this command, before the settings are asked for."""
        self.overrides = {**self.overrides, key: text}

    @cached_property
    def services(self) -> "Services":
        """The use cases, wired for the profile's mode; built at first use. What they remark is told."""
        from audiostream.backend.bootstrap import build
        from audiostream.cli.log import remarks_told

        services = build(self.settings)
        self._closing.enter_context(remarks_told(self))
        return self._closing.enter_context(closing(services))

    @cached_property
    def out(self) -> "Console":
        """Rich on standard output: for data that a person reads."""
        return self._console(self.stdout)

    @cached_property
    def err(self) -> "Console":
        """Rich on standard error: for progress, hints and errors."""
        return self._console(self.stderr)

    def say(self, message: str) -> None:
        """Tell a person something that is not data; silent with ``--quiet``."""
        if self._later is not None:
            self._later.append(message)
        elif not self.options.quiet:
            self.complain(printable(message))

    def complain(self, text: str) -> None:
        """Write to standard error as it is; where that takes nothing, the exit code is left to say what happened."""
        with suppress(OSError):
            self.stderr.write(text + "\n")
            self.stderr.flush()

    @contextmanager
    def said_later(self) -> Iterator[None]:
        """Keep what is said meanwhile until the end, as while a screen has the terminal."""
        kept: list[str] = []
        self._later = kept
        try:
            yield
        finally:
            self._later = None
            for message in kept:
                self.say(message)

    def close(self) -> None:
        """Give back what the services hold, if they were built."""
        self._closing.close()

    @staticmethod
    def _console(stream: TextIO) -> "Console":
        from rich.console import Console

        return Console(file=stream, highlight=False, soft_wrap=not stream.isatty(), emoji=False, markup=False)


def interactive(environment: Environment) -> bool:
    """Return whether a person sits at a terminal that can show more than lines."""
    return environment.stdin.isatty() and environment.stdout.isatty() and os.environ.get("TERM") != "dumb"
