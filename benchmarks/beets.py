"""The yardstick: beets, a music library for the command line, in an environment of its own."""

import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.installed import program
from benchmarks.measure import Side

VERSION = "2.14.1"


def install() -> str:
    """Return the path of ``beet``; install it first where it is missing."""
    return program("beets", VERSION, "beet")


def side(home: Path, *arguments: str, prepare: Callable[[], None] = lambda: None) -> Side:
    """Return a call of beets that keeps its settings, library and copies under ``home``, as it does by default."""
    home.mkdir(parents=True, exist_ok=True)
    config = f"directory: {home / 'Music'}\nlibrary: {home / 'library.db'}\n"
    (home / "config.yaml").write_text(config, encoding="utf-8")
    places = {"HOME": str(home), "USERPROFILE": str(home), "BEETSDIR": str(home)}
    return Side("beet " + " ".join(arguments[:1]), [install(), *arguments], os.environ | places, prepare)
