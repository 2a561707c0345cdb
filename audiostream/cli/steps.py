"""Commands run by a command, in the same process, under settings of their own."""

import io
import json
import shlex
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import typer

from audiostream.cli.environment import Environment
from audiostream.cli.output import Exit


class Steps:
    """Runs commands one after the other; ``shown`` are the lines a person would type for them.

    ``settings`` are those of every step, as text by their keys; the others are as ``env`` has them.
    """

    def __init__(self, env: Environment, settings: Mapping[str, str]) -> None:
        self.env = env
        self.shown: list[str] = []
        self._overrides = {**env.overrides, **settings}

    def run(self, *arguments: str, accept: Collection[int] = ()) -> int:
        """Show a command, run it, and return its exit code.

        Raises:
            typer.Exit: it failed, and said why, with a code that is not among ``accept``; carries that code.
        """
        line = shlex.join(["audiostream", *arguments])
        self.shown.append(line)
        if not self.env.options.quiet:
            from rich.text import Text

            self.env.err.print(Text(f"\n$ {line}", style="bold"), soft_wrap=True)
        # What a step prints is for people: it is no part of the one JSON document.
        stdout = io.StringIO() if self.env.options.json else self.env.stdout
        return self._run(arguments, replace(self.env, stdout=stdout), accept)

    def ask(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever the command's data is
        """Run a command unseen and return the data it prints as JSON; raises ``typer.Exit`` as ``run`` does."""
        stdout = io.StringIO()
        self._run([*arguments, "--json"], replace(self.env, stdout=stdout), ())
        return json.loads(stdout.getvalue())["data"]

    def _run(self, arguments: Collection[str], env: Environment, accept: Collection[int]) -> int:
        from audiostream.cli.app import run

        env = replace(env, options=replace(env.options), overrides=self._overrides, suggests=False)
        code = run([*arguments], env)
        if code not in (Exit.DONE, *accept):
            if isinstance(env.stdout, io.StringIO):
                self.env.stdout.write(env.stdout.getvalue())
            raise typer.Exit(code)
        return code
