"""A listener with music of their own, who runs the installed command and has no sound card."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.audio import make_tone

PATIENCE_S = 60.0
COMMAND = Path(sys.executable).with_name("audiostream")


def make_library(folder: Path, lengths: dict[str, float]) -> Path:
    """Make a data folder that holds an album of tones: a title and its seconds each; return it."""
    listener = Listener(folder / "data")
    for track, (title, seconds) in enumerate(lengths.items(), start=1):
        tags = {"title": title, "artist": "Tuning Fork", "album": "Tones", "track": str(track)}
        make_tone(folder / "music" / f"{title}.wav", seconds=seconds, frequency=200 + 50 * track, **tags)
    listener.run("upload", str(folder / "music"), "--json")
    return listener.data_dir


class Listener:
    """Runs commands on one data folder; sound goes nowhere unless a command says otherwise."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._env = {
            **os.environ,
            "AUDIOSTREAM_DATA_DIR": str(data_dir),
            "AUDIOSTREAM_USER": "ada",
            "AUDIOSTREAM_AUDIO_OUTPUT": "dummy",
            "PYTHONIOENCODING": "utf-8",
        }

    @classmethod
    def with_copy_of(cls, library: Path, folder: Path) -> "Listener":
        """Return a listener with a copy of a library."""
        shutil.copytree(library, folder)
        return cls(folder)

    def run(self, *arguments: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end, and check its exit code."""
        done = subprocess.run(
            [COMMAND, *arguments],
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    @contextmanager
    def running(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """Start a command; what is left of it at the end is killed."""
        process = subprocess.Popen(
            [COMMAND, *arguments],
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def hide_sound_devices(self) -> None:
        """Let programs on Linux find no sound device from now on."""
        self._env |= {"ALSA_CONFIG_PATH": os.devnull, "PULSE_SERVER": f"unix:{os.devnull}"}

    def data(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever the command gives
        """Run a command and return its data."""
        return json.loads(self.run(*arguments, "--json").stdout)["data"]

    def songs(self) -> dict[str, dict[str, Any]]:
        """Return the songs of the catalogue by title."""
        return {song["title"]: song for song in self.data("song", "list")}

    def heard(self) -> list[tuple[str, int]]:
        """Return the history, oldest first: titles, and the milliseconds that were heard."""
        return [(listen["title"], listen["played_ms"]) for listen in reversed(self.data("history"))]

    def damage(self, title: str) -> None:
        """Make a song's stored file one that cannot be played."""
        self.file(title).write_bytes(b"This was music once. " * 100)

    def file(self, title: str) -> Path:
        """Return a song's stored file."""
        sha256 = self.songs()[title]["sha256"]
        (found,) = self.data_dir.rglob(f"{sha256}.*")
        return found

    def spooled(self, question: str = "SELECT count(*) FROM listen") -> int:
        """Ask the spool for a number; 0 while there is none."""
        path = self.data_dir / "spool.sqlite3"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(path)) as connection, connection:
            try:
                row: Sequence[int] | None = connection.execute(question).fetchone()
            except sqlite3.OperationalError:  # the player is about to make its table
                return 0
        return row[0] if row else 0


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
