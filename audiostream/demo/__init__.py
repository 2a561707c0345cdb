"""The three tunes of ``audiostream demo``; ``tools/compose_tunes.py`` makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

TUNES = ("morning-signal.opus", "slow-tide.flac", "night-train-home.mp3")


@contextmanager
def tunes() -> Iterator[Path]:
    """Give a folder that holds the tunes, as long as the context lasts."""
    with as_file(files(__name__) / "tunes") as folder:
        yield folder
