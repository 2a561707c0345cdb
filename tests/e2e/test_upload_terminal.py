"""The upload at a terminal: its bar, its failures, and how it is stopped."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.installed import COMMAND, Installed
from tests.support.terminal import Terminal, terminal
from tests.support.uploads import make_songs

pytestmark = pytest.mark.slow

FILES = 400


def press_ctrl_c(opened: Terminal) -> None:
    opened.press("ctrl+c")


def kill_politely(opened: Terminal) -> None:
    opened.kill(signal.SIGTERM)


@pytest.mark.parametrize("stop", [press_ctrl_c, kill_politely])
def test_a_stop_says_what_was_done_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, stop: Callable[[Terminal], None]
) -> None:
    music = tmp_path / "music"
    make_songs(music, FILES)
    (music / "000 broken.mp3").write_bytes(b"")
    installed = Installed(tmp_path)
    installed.run("artist", "list")  # makes the catalogue, so that the bar comes at once
    command = [str(COMMAND), "upload", "--jobs", "1", str(music)]
    with terminal(command, columns=100, env={"AUDIOSTREAM_DATA_DIR": str(installed.data_dir)}) as opened:
        opened.wait_for(lambda: re.search(r"\d{3}\.flac .*[1-9]\S*/\S+ MB .*B/s", opened.text) is not None)
        stop(opened)
        opened.wait_for("Stopped before the end. The same command goes on from here.")
        opened.assert_restored()
        assert opened.wait_for_exit() == 130
    assert "000 broken.mp3: empty" in opened.text.replace("\n", "")
    made = re.search(r"created +(\d+) ", opened.text)
    assert made is not None
    assert 0 < int(made[1]) < FILES
    assert len(installed.run("song", "list", "--json", "--limit", "1000").data) == int(made[1])
    assert installed.run("storage", "check").code == 0
