"""What a person sees of a bug of ours: one line, and where the rest was written."""

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from audiostream.cli.environment import Environment
from audiostream.cli.output import show_error
from audiostream.errors import AudiostreamError


class _Internal(AudiostreamError):
    code: ClassVar[str] = "internal"


def show_crash(error: Exception, environment: Environment) -> int:
    """Tell of an error that no part of the program expected, and return the exit code for it.

    The traceback goes into a file, or to standard error with ``--verbose``.
    """
    verbose = environment.options.verbose and not environment.options.json
    place = "the traceback is below" if verbose else _write_traceback(error)
    shown: AudiostreamError
    if isinstance(error, OSError):  # a full disk, say: a bug perhaps, but not surely
        shown = AudiostreamError(str(error), hint=f"{place[0].upper()}{place[1:]}.")
    else:
        message = f"internal error: {type(error).__name__}: {error}".rstrip(": ")
        shown = _Internal(message, hint=f"This is a bug in audiostream; {place}.")
    shown.__cause__ = error
    try:
        return show_error(shown, environment)
    except OSError:  # standard output takes nothing: then as text, on the other stream
        environment.options.json = False
        return show_error(shown, environment)


def log_folder() -> Path:
    """Return where tracebacks are kept: the platform's folder for logs."""
    from platformdirs import user_log_path

    return user_log_path("audiostream", appauthor=False)


def _write_traceback(error: Exception) -> str:
    folder = log_folder()
    path = folder / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
    except OSError as failure:
        return f"the traceback could not be written ({failure}): add --verbose to see it"
    return f"the traceback is in {path}"
