"""Asking a person, and reading what must not be seen."""

from typing import TextIO

from audiostream.cli.environment import Environment
from audiostream.errors import InvalidInput


def ask(environment: Environment, question: str) -> str:
    """Return one line that a person types. Raises ``InvalidInput`` where nobody is there, or nothing is typed."""
    _check_terminal(environment, question)
    environment.stderr.write(f"{question}: ")
    environment.stderr.flush()
    return _given(environment.stdin.readline().strip(), question)


def ask_secretly(environment: Environment, question: str, *, twice: bool = False) -> str:
    """Return one line that a person types unseen; ``twice`` asks again, to find mistakes. Raises as ``ask``."""
    import getpass

    _check_terminal(environment, question)
    answer = _given(getpass.getpass(f"{question}: ", environment.stderr), question)
    if twice and getpass.getpass(f"{question}, once more: ", environment.stderr) != answer:
        raise InvalidInput("these were not the same", hint="Try again.")
    return answer


def secret_from(stream: TextIO, what: str) -> str:
    """Return the first line of a stream. Raises ``InvalidInput`` where there is nothing in it."""
    return _given(stream.readline().rstrip("\r\n"), what)


def _check_terminal(environment: Environment, question: str) -> None:
    if not environment.stdin.isatty():
        raise InvalidInput(
            f"there is no terminal to ask on: {question}", hint="Give it by option, or by standard input; see --help."
        )


def _given(answer: str, what: str) -> str:
    if not answer:
        raise InvalidInput(f"no {what.lower()} was given")
    return answer
