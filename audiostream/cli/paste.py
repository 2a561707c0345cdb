"""Lines that a person can paste into a shell as they are: they call this very installation, from any folder."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from audiostream.config import PREFIX
from audiostream.settings import APP

# Known as a value, so that a test can ask for the lines of either shell.
_IN_POWERSHELL = os.name == "nt"
_PLAIN = re.compile(r"[A-Za-z0-9._:/\\-]+")


def line(*arguments: str, settings: Mapping[str, str]) -> str:
    """Return what runs a command under settings, by their keys: for sh and its kin, on Windows for PowerShell."""
    variables = [(PREFIX + key.upper(), value) for key, value in settings.items()]
    words = [*_program(), *arguments]
    if _IN_POWERSHELL:
        return "; ".join([*(f"$env:{name} = {_quoted(value)}" for name, value in variables), _called(words)])
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in variables), shlex.join(words)])


def _program() -> list[str]:
    """Return the words that call this installation: it need not be on the path, nor be the one that is."""
    called = shutil.which(sys.argv[0])
    if called is None or Path(called).stem != APP:
        return [sys.executable, "-m", APP]
    on_the_path = shutil.which(APP)
    if on_the_path and Path(on_the_path).samefile(called):
        return [APP]
    return [str(Path(called).absolute())]


def _called(words: list[str]) -> str:
    # Without the ampersand PowerShell takes a quoted first word for a text.
    return " ".join(["&", *(word if _PLAIN.fullmatch(word) else _quoted(word) for word in words)])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
