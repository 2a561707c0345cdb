"""``audiostream play`` in a real pseudo-terminal, on real songs with libvlc: keys, every way out, and the listens."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM, Signals
from typing import Any

import pytest

from tests.support.audio import make_tone
from tests.support.terminal import Terminal, terminal

AUDIOSTREAM = str(Path(sys.executable).with_name("audiostream"))
TITLES = ["Prelude", "Allegro", "Finale"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a user whose catalogue has an album of three songs of two minutes."""
    folder = tmp_path_factory.mktemp("library")
    home = {
        "AUDIOSTREAM_DATA_DIR": str(folder / "data"),
        "AUDIOSTREAM_CONFIG": str(folder / "config.toml"),
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    for track, title in enumerate(TITLES, start=1):
        tags = {"title": title, "artist": "Ada", "album": "Suite", "track": str(track)}
        make_tone(folder / "music" / f"{track}.flac", seconds=120, frequency=220 * track, **tags)
    run(home, "upload", str(folder / "music"))
    return home


@pytest.fixture
def home(library: Mapping[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of a user of the library who has heard nothing yet."""
    return {**library, "AUDIOSTREAM_USER": request.node.name}


def run(home: Mapping[str, str], *arguments: str) -> Any:  # noqa: ANN401 - a command's own data
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDIOSTREAM_")}
    done = subprocess.run(
        [AUDIOSTREAM, *arguments, "--json"], env={**kept, **home}, check=True, capture_output=True, timeout=60
    )
    return json.loads(done.stdout)["data"]


def heard(home: Mapping[str, str]) -> list[str]:
    """Return the titles of a user's listens, oldest first."""
    return [listen["title"] for listen in reversed(run(home, "history"))]


def play(home: Mapping[str, str], *arguments: str) -> AbstractContextManager[Terminal]:
    return terminal([AUDIOSTREAM, "play", *arguments, "--audio-output", "dummy"], env=home)


@contextmanager
def playing(home: Mapping[str, str], *arguments: str) -> Iterator[Terminal]:
    """Play, and give the terminal once the first song has played for a second."""
    with play(home, *arguments) as opened:
        opened.wait_for_position(1)
        yield opened


def test_keys_do_what_they_say_and_the_listens_are_in_the_history(home: dict[str, str]) -> None:
    with playing(home, "album:Suite") as opened:
        for said in ("Prelude", "Ada \u2014 Suite", "2:00", "Volume", "1 of 3", "Next", "Allegro", "Finale"):
            assert said in opened.text
        opened.press("n")
        opened.wait_for("2 of 3")
        opened.press(".", ".")
        opened.wait_for("\u25b6  1:0")
        opened.press(" ")
        opened.wait_for("\u275a\u275a 1:0")
        paused_at = opened.position or 0
        opened.press("left")
        opened.wait_for(lambda: 0 < (opened.position or 0) <= paused_at - 4)
        opened.press("m")
        opened.wait_for("muted")
        opened.press("m")
        opened.wait_for("100%")
        opened.press("-", "-")
        opened.wait_for("90%")
        opened.press("s")
        opened.wait_for("Shuffle on")
        opened.press("r")
        opened.wait_for("Repeat all")
        opened.press("?")
        opened.wait_for("previous track, or the start of this one")
        opened.press("escape")
        opened.wait_for(lambda: "previous track" not in opened.text)
        opened.resize(40, 10)
        opened.wait_for("vol 90%")
        opened.resize(80, 24)
        opened.wait_for("Volume")
        opened.press("p")
        opened.wait_for("0:00")
        opened.press("q")
        opened.wait_for("Next: audiostream play --resume")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0
    titles = heard(home)
    assert titles[:2] == ["Prelude", "Allegro"]
    assert set(titles) <= set(TITLES)


@pytest.mark.parametrize("number", [None, SIGINT, SIGTERM, SIGHUP], ids=["key", "SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_keeps_the_listen_and_the_terminal(home: dict[str, str], number: Signals | None) -> None:
    with playing(home, "album:Suite") as opened:
        if number is None:
            opened.press("ctrl+c")
        else:
            opened.kill(number)
        opened.wait_for("Next: audiostream play --resume")
        opened.assert_restored()
        assert opened.wait_for_exit() == 128 + (number or SIGINT)
    assert heard(home) == ["Prelude"]


def test_closing_the_window_keeps_the_listen_and_is_no_crash(home: dict[str, str]) -> None:
    with playing(home, "album:Suite") as opened:
        assert opened.hang_up() == 128 + SIGHUP
    assert heard(home) == ["Prelude"]
    assert list(Path(home["HOME"]).rglob("crash-*")) == []


def test_the_end_of_the_queue_ends_it(home: dict[str, str]) -> None:
    # It sounds before there is a screen: on a busy machine, seconds before.
    with play(home, "album:Suite", "--stop-after", "4") as opened:
        opened.wait_for("Next: audiostream history")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0
        assert all(title in opened.raw.decode() for title in TITLES)
    assert heard(home) == TITLES


def test_a_song_whose_file_is_gone_is_skipped_and_told(home: dict[str, str], tmp_path: Path) -> None:
    file = make_tone(tmp_path / "gone.ogg", seconds=5, title="Gone", artist="Ada", album="Lost")
    media = Path(home["AUDIOSTREAM_DATA_DIR"])
    before = set(media.rglob("*.ogg"))
    run(home, "upload", str(file))
    (stored,) = set(media.rglob("*.ogg")) - before
    stored.unlink()
    with play(home, "album:Lost", "album:Suite", "--stop-after", "1") as opened:
        opened.wait_for("Skipped: Gone")
        opened.assert_restored()
        assert opened.wait_for_exit() == 5
    assert heard(home) == TITLES


def test_music_goes_on_where_it_was_after_ctrl_z_and_fg(home: dict[str, str]) -> None:
    with terminal(["sh", "-i"], env={**home, "PS1": "ready> ", "ENV": ""}) as opened:
        opened.wait_for("ready>")
        opened.press(f"{AUDIOSTREAM} play album:Suite --audio-output dummy; echo code $?", "enter")
        opened.wait_for_position(2)
        opened.press("ctrl+z")
        opened.wait_for(lambda: opened.after_screen.rstrip().endswith("ready>"))
        opened.press("fg", "enter")
        opened.wait_for(lambda: 1049 in opened.modes())
        opened.wait_for_position(3)
        opened.press("q")
        opened.wait_for(lambda: opened.after_screen.rstrip().endswith("ready>"))
    assert heard(home) == ["Prelude"]
