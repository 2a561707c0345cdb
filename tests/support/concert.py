"""A profile with songs that really sound and accounts that may hear them: for a real server and a real browser."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.audio import make_tone
from tests.support.installed import Installed

ADA = "ada"
BOB = "bob"
ARTIST = "The Tones"
ALBUM = "Pure Sines"
TITLES = ("Low Hum", "Middle Way", "High Wire", "Whistle")
# A test does several things while one of them plays, on a busy machine too.
SECONDS = 20.0


@dataclass(frozen=True)
class Concert:
    """A user's machine; ``passwords`` are those of the accounts."""

    installed: Installed
    passwords: dict[str, str]

    def copied(self, folder: Path) -> "Concert":
        """Return a copy of it, for a test to change."""
        shutil.copytree(self.installed.folder, folder)
        return Concert(Installed(folder), self.passwords)

    def listens(self, *options: str) -> Sequence[dict[str, Any]]:
        """Return Ada's history as a terminal shows it, the oldest first; ``options`` are of the command."""
        done = self.installed.run("history", "--json", "--limit", "100", *options)
        assert not done.code, done.err
        items: list[dict[str, Any]] = done.data
        return items[::-1]


def make_concert(folder: Path) -> Concert:
    """Fill a folder."""
    installed = Installed(folder)
    for number, title in enumerate(TITLES, 1):
        file = folder / "music" / f"{number}.flac"
        tags = {"title": title, "artist": ARTIST, "album": ALBUM, "track": str(number)}
        make_tone(file, seconds=SECONDS, frequency=110 * number, **tags)
    _done(installed, "upload", str(folder / "music"))
    passwords = {name: _done(installed, "user", "add", name, "--generate", "--json")["password"] for name in (ADA, BOB)}
    return Concert(installed, passwords)


def _done(installed: Installed, *arguments: str) -> Any:  # noqa: ANN401 - whatever it printed
    done = installed.run(*arguments)
    assert not done.code, done.err
    return done.data if "--json" in arguments else None
