"""A player without sound, for tests of the screen; also a program: ``python -m tests.support.players HOW``."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from audiostream.backend.domain.catalogue import Song
from audiostream.player.model import ChangeVolume, Command, Next, NowPlaying, Quit, Repeat, Status, TogglePause
from tests.support.builders import make_album, make_artist, make_audio, make_song

ALBUM = make_album("First Light", artist=make_artist("audiostream"), year=2026)
TUNES: Sequence[Song] = [
    make_song(title, album=ALBUM, track=track, audio=make_audio(duration_ms=duration_ms))
    for track, (title, duration_ms) in enumerate(
        [("Morning Signal", 183_000), ("Slow Tide", 241_000), ("Night Train Home", 204_000)], start=1
    )
]


def make_now(**fields: Any) -> NowPlaying:  # noqa: ANN401 - any field
    """Return what a player in the midst of its first of three songs says."""
    defaults = NowPlaying(
        status=Status.PLAYING,
        song=TUNES[0],
        position_ms=61_000,
        duration_ms=183_000,
        volume=80,
        muted=False,
        shuffle=False,
        repeat=Repeat.OFF,
        index=0,
        total=3,
        upcoming=TUNES[1:],
    )
    return replace(defaults, **fields)


class ScriptedPlayer:
    """Says what it was told to say, notes its commands, and obeys the few that a test can see."""

    def __init__(self, now: NowPlaying | None = None) -> None:
        self.now = now or make_now()
        self.sent: list[Command] = []
        self._finished = threading.Event()

    @property
    def finished(self) -> threading.Event:
        """Set by Quit, or by the test."""
        return self._finished

    def send(self, command: Command) -> None:
        """Note a command; pause, change the volume, or finish."""
        self.sent.append(command)
        match command:
            case TogglePause():
                other = Status.PAUSED if self.now.status is Status.PLAYING else Status.PLAYING
                self.now = replace(self.now, status=other)
            case ChangeVolume(delta):
                self.now = replace(self.now, volume=self.now.volume + delta)
            case Quit():
                self._finished.set()
            case _:
                pass

    def snapshot(self) -> NowPlaying:
        """Return what it was told to say."""
        return self.now


class ShortPlayer(ScriptedPlayer):
    """Has come to the end of its queue once it is told to go to the next."""

    def send(self, command: Command) -> None:
        """Obey, and end after Next."""
        super().send(command)
        if isinstance(command, Next):
            self.finished.set()


class BrokenPlayer(ScriptedPlayer):
    """Fails once it has been paused."""

    def snapshot(self) -> NowPlaying:
        """Return what it was told to say, or fail."""
        if self.now.status is Status.PAUSED:
            raise RuntimeError("the disc slipped")
        return self.now


class StuckPlayer(ScriptedPlayer):
    """Answers no more once it has been paused, and does not finish."""

    def __init__(self) -> None:
        super().__init__()
        self._never = threading.Event()

    def send(self, command: Command) -> None:
        """Obey, but do not quit."""
        if not isinstance(command, Quit):
            super().send(command)

    def snapshot(self) -> NowPlaying:
        """Return what it was told to say, or nothing for ever."""
        if self.now.status is Status.PAUSED:
            os.write(1, b"\x1b]2;it hangs\a")  # a title
            self._never.wait()
        return self.now


class NoisyPlayer(ScriptedPlayer):
    """Writes to the error stream, as sound libraries and dying threads do."""

    def snapshot(self) -> NowPlaying:
        """Return what it was told to say, not quietly."""
        os.write(2, b"underrun occurred\n")
        sys.stderr.write("a thread died\n")
        return self.now


HOW: dict[str, Callable[[], ScriptedPlayer]] = {
    "plain": ScriptedPlayer,
    "short": ShortPlayer,
    "broken": BrokenPlayer,
    "stuck": StuckPlayer,
    "noisy": NoisyPlayer,
}


def main(how: str, *options: str) -> int:
    """Show the screen on the terminal, as the command does; then say how it ended."""
    from audiostream.cli.crash import show_crash
    from audiostream.cli.environment import Environment, Options
    from audiostream.player.screen.app import run_screen

    verbose = "--verbose" in options
    player = HOW[how]()
    try:
        asked = run_screen(player, verbose=verbose)
    except RuntimeError as error:
        return show_crash(error, Environment(options=Options(verbose=verbose)))
    with contextlib.suppress(OSError):  # the terminal may have gone
        os.write(1, f"ended after {', '.join(type(command).__name__ for command in player.sent)}\n".encode())
    return 0 if asked is None else 128 + asked


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
