"""Asking before something is lost."""

from audiostream.cli.environment import Environment
from audiostream.errors import InvalidInput


def confirmed(environment: Environment, question: str, *, yes: bool) -> bool:
    """Return whether a person agrees; ``yes`` is an answer given beforehand.

    Raises:
        InvalidInput: nobody is there to be asked.
    """
    if yes:
        return True
    if not environment.stdin.isatty():
        raise InvalidInput(f"{question} There is no terminal to ask on.", hint="Add --yes to do it without a question.")
    environment.stderr.write(f"{question} [y/N] ")
    environment.stderr.flush()
    answer = environment.stdin.readline()
    if not answer:  # Ctrl-D: the line has not been ended
        environment.stderr.write("\n")
    return answer.strip().casefold() in ("y", "yes")
