"""A listener with music of their own, who runs the installed command and has no sound card."""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.audio import make_tone
from tests.support.installed import Done, Installed

# A machine that is busy with servers and other tests needs several times what an idle one does.
PATIENCE_S = 120.0


def make_library(folder: Path, lengths: dict[str, float]) -> Path:
    """Give a listener in a new folder an album of tones: a title and its seconds each; return the folder."""
    home = folder / "home"
    home.mkdir()
    (home / "config.toml").write_text('[profiles.default]\naudio_output = "dummy"\n', encoding="utf-8")
    for track, (title, seconds) in enumerate(lengths.items(), start=1):
        tags = {"title": title, "artist": "Tuning Fork", "album": "Tones", "track": str(track)}
        make_tone(folder / "music" / f"{title}.wav", seconds=seconds, frequency=200 + 50 * track, **tags)
    Listener(home).run("upload", str(folder / "music"))
    return home


class Listener:
    """Runs commands in one folder; sound goes nowhere unless a command says otherwise."""

    def __init__(self, folder: Path) -> None:
        self._command = Installed(folder)

    @classmethod
    def with_copy_of(cls, library: Path, folder: Path) -> "Listener":
        """Return a listener with a copy of a library."""
        shutil.copytree(library, folder)
        return cls(folder)

    @property
    def data_dir(self) -> Path:
        """Where everything is kept."""
        return self._command.data_dir

    def run(self, *arguments: str, code: int = 0) -> Done:
        """Run a command to its end, and check its exit code."""
        done = self._command.run(*arguments, patience_s=PATIENCE_S)
        assert done.code == code, f"exit {done.code}\n{done.out}\n{done.err}"
        return done

    @contextmanager
    def running(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """Start a command; what is left of it at the end is killed."""
        with self._command.start(*arguments) as process:
            try:
                yield process
            finally:
                process.kill()

    def data(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever the command gives
        """Run a command and return its data."""
        return self.run(*arguments, "--json").data

    def wait_well(self) -> None:
        """Wait until the cluster's doctor finds nothing wrong.

        A busy node may answer later than a doctor waits, and one that was away learns the schema a moment later.
        """
        wait_until(lambda: self._command.run("cluster", "doctor").out == "Nothing is wrong.\n")

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
        (found,) = self.data_dir.rglob(f"{self.songs()[title]['sha256']}.*")
        return found

    def memory(self) -> Path:
        """Return the file that says where to resume."""
        (found,) = (self.data_dir / "resume").glob("*.json")
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

    def send_spooled(self, song_id: str) -> int:
        """Play a song again until nothing waits to be sent; return how often.

        A player does not stay for a log that is slow to answer: what it leaves, the next one sends.
        """
        plays = 0
        while self.spooled():
            self.run("play", song_id)
            plays += 1
        return plays


def wait_until(condition: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
