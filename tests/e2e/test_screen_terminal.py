"""The player's screen in a real pseudo-terminal, on a player without sound: keys, sizes, and every way out."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGCONT, SIGHUP, SIGINT, SIGSTOP, SIGTERM, Signals

import pytest

from audiostream.player.signals import SAME_REQUEST_S
from tests.support.terminal import Terminal, terminal

pytestmark = pytest.mark.slow


@contextmanager
def screen(
    how: str = "plain",
    *options: str,
    columns: int = 80,
    rows: int = 24,
    env: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "tests.support.players", how, *options]
    with terminal(command, columns=columns, rows=rows, env=env) as opened:
        opened.wait_for("Morning Signal")
        assert 1049 in opened.modes()
        assert 25 not in opened.modes()
        yield opened


def test_keys_command_the_player_and_help_comes_and_goes() -> None:
    with screen() as opened:
        opened.press(" ")
        opened.wait_for("\u275a\u275a 1:01")
        opened.press("?")
        opened.wait_for("previous track")
        opened.press("escape")
        opened.wait_for(lambda: "previous track" not in opened.text)
        opened.press("?")
        opened.wait_for("previous track")
        opened.press("?")
        opened.wait_for(lambda: "previous track" not in opened.text)
        opened.press("up", "down", "down", "+", "-")
        opened.wait_for("75%")
        opened.press("left", "right", "shift+left", "shift+right", ",", ".", "n", "p", "m", "s", "r", "q")
        opened.wait_for("ended after")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0
    sent = opened.after_screen.partition("ended after ")[2].split(", ")
    assert sent[0] == "TogglePause"
    assert sent[1:6] == ["ChangeVolume"] * 5
    assert sent[6:12] == ["SeekBy"] * 6
    assert [name.strip() for name in sent[12:]] == [
        *("Next", "Previous", "ToggleMute", "ToggleShuffle", "CycleRepeat", "Quit", "Quit")
    ]


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (20, 5), (200, 60)])
def test_it_follows_the_size_of_the_terminal(columns: int, rows: int) -> None:
    with screen() as opened:
        opened.resize(columns, rows)
        opened.wait_for(lambda: _fills(opened, columns, rows))
        opened.wait_for("Morning Signal")
        opened.wait_for("\u2500 3:03")
        opened.resize(80, 24)
        opened.wait_for(lambda: _fills(opened, 80, 24))
        opened.press("q")
        assert opened.wait_for_exit() == 0


def _fills(opened: Terminal, columns: int, rows: int) -> bool:
    """Whether the panel is drawn, whole, for this size: its last line tells."""
    if rows < 8:
        return len(opened.lines) == rows and opened.lines[-1].startswith("Next")
    frame = [line for line in opened.lines if line.strip()]
    width = min(100, columns)
    return bool(frame) and all(len(line.strip()) == width for line in frame) and frame[-1].strip()[0] == "\u2570"


def test_without_colour_it_sends_none() -> None:
    with screen(env={"NO_COLOR": "1"}) as opened:
        opened.press("m", " ")
        opened.wait_for("\u275a\u275a 1:01")
        opened.press("q")
        assert opened.wait_for_exit() == 0
    styles = {code for sequence in opened.styles() for code in sequence}
    assert styles <= {0, 1, 2, 3, 4, 7, 22, 39, 49}, "only bold, dim and the like, and the terminal's own colour"


def test_the_end_of_the_queue_ends_it() -> None:
    with screen("short") as opened:
        opened.press("n")
        opened.wait_for("ended after Next, Quit")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0


def test_ctrl_c_ends_it() -> None:
    with screen() as opened:
        opened.press("ctrl+c")
        opened.wait_for("ended after Quit")
        opened.assert_restored()
        assert opened.wait_for_exit() == 130


@pytest.mark.parametrize("number", [pytest.param(SIGINT, marks=pytest.mark.slow), SIGTERM, SIGHUP])
def test_a_signal_ends_it(number: Signals) -> None:
    with screen() as opened:
        opened.kill(number)
        opened.wait_for("ended after Quit")
        opened.assert_restored()
        assert opened.wait_for_exit() == 128 + number


def test_it_does_not_outlive_its_terminal() -> None:
    with screen() as opened:
        assert opened.hang_up() == 128 + SIGHUP


def test_a_crash_is_told_in_a_line_on_a_restored_terminal(tmp_path: Path) -> None:
    with screen("broken", env={"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}) as opened:
        opened.press(" ")
        opened.wait_for("internal error: RuntimeError: the disc slipped")
        opened.assert_restored()
        assert opened.wait_for_exit() == 1
    assert "Traceback" not in opened.after_screen
    (report,) = tmp_path.rglob("crash-*.txt")
    assert "in snapshot" in report.read_text(encoding="utf-8")


def test_a_second_signal_ends_what_hangs() -> None:
    with screen("stuck") as opened:
        opened.press(" ")
        opened.wait_for(lambda: b"it hangs" in opened.raw)
        opened.kill(SIGTERM)
        opened.watch(SAME_REQUEST_S + 3)
        assert 1049 in opened.modes()
        opened.kill(SIGTERM)
        opened.wait_for(lambda: "KeyboardInterrupt" in opened.after_screen)
        opened.assert_restored()


def test_what_others_write_to_standard_error_does_not_smear_the_screen() -> None:
    with screen("noisy", "--verbose") as opened:
        opened.press(" ")
        opened.wait_for("\u275a\u275a 1:01")
        assert "underrun" not in opened.text
        assert "died" not in opened.text
        opened.press("q")
        opened.wait_for("ended after")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0
    assert "underrun occurred" in opened.after_screen
    assert "a thread died" in opened.after_screen


def test_it_pauses_and_steps_aside_for_ctrl_z_and_comes_back() -> None:
    with terminal(["sh", "-i"], env={"PS1": "ready> ", "ENV": ""}) as opened:
        opened.wait_for("ready>")
        before = opened.attributes()
        opened.press(f"{sys.executable} -m tests.support.players plain", "enter")
        opened.wait_for("Slow Tide")
        opened.press("ctrl+z")
        opened.wait_for(lambda: opened.after_screen.rstrip().endswith("ready>"))
        opened.assert_restored(before)
        seen = len(opened.raw)
        opened.press("fg", "enter")
        opened.wait_for(lambda: b"Slow Tide" in opened.raw[seen:])
        assert 1049 in opened.modes()
        opened.press("q")
        opened.wait_for(lambda: "ended after TogglePause, TogglePause, Quit" in opened.after_screen)
        opened.wait_for(lambda: opened.after_screen.rstrip().endswith("ready>"))
        opened.assert_restored(before)


def test_it_comes_back_from_a_stop_that_nobody_announced() -> None:
    with screen() as opened:
        opened.watch(0.3)  # all of the first picture: the rest of it would look like the next one
        opened.kill(SIGSTOP)
        seen = len(opened.raw)
        opened.kill(SIGCONT)
        opened.wait_for(lambda: b"Slow Tide" in opened.raw[seen:])
        opened.press("q")
        opened.wait_for("ended after Quit")
        opened.assert_restored()
        assert opened.wait_for_exit() == 0
