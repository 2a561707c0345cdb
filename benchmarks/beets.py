"""The yardstick: beets, a music library for the command line, in an environment of its own."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Side

VERSION = "2.14.1"
_HOME = Path(__file__).parent.parent / ".cache" / "bench-venv"


def install() -> str:
    """Return the path of ``beet``; install it first where it is missing."""
    folder = _HOME / ("Scripts" if sys.platform == "win32" else "bin")
    beet = folder / ("beet.exe" if sys.platform == "win32" else "beet")
    if not beet.exists():
        venv.create(_HOME, with_pip=True)
        python = folder / ("python.exe" if sys.platform == "win32" else "python")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", f"beets=={VERSION}"], check=True)
    return str(beet)


def side(home: Path, *arguments: str, prepare: Callable[[], None] = lambda: None) -> Side:
    """Return a call of beets that keeps its settings, library and copies under ``home``, as it does by default."""
    home.mkdir(parents=True, exist_ok=True)
    config = f"directory: {home / 'Music'}\nlibrary: {home / 'library.db'}\n"
    (home / "config.yaml").write_text(config, encoding="utf-8")
    places = {"HOME": str(home), "USERPROFILE": str(home), "BEETSDIR": str(home)}
    return Side("beet " + " ".join(arguments[:1]), [install(), *arguments], os.environ | places, prepare)
