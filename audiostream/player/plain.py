"""Playing without a screen: a line for each song, for pipes, logs and terminals that can do no more."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from signal import Signals

from audiostream.backend.domain.catalogue import Song
from audiostream.player.controller import CLOSES_WITHIN_S
from audiostream.player.effects import Announce, Effect, Say, Skipped
from audiostream.player.lengths import clock
from audiostream.player.model import Player, Quit
from audiostream.player.signals import StopSignals
from audiostream.text import one_line

# How soon a signal is seen to.
_LOOK_S = 0.1


class EffectQueue:
    """The effects that a player has told, on their way from the player's thread to the one that prints."""

    def __init__(self) -> None:
        self._effects: SimpleQueue[Effect] = SimpleQueue()

    def __call__(self, effect: Effect) -> None:
        """Take an effect, from the player's thread."""
        self._effects.put(effect)

    def wait(self, timeout_s: float) -> Effect | None:
        """Return the next effect, or nothing after the timeout."""
        try:
            return self._effects.get(timeout=timeout_s)
        except Empty:
            return None


def run_plain(
    player: Player, effects: EffectQueue, *, write: Callable[[str], None], say: Callable[[str], None]
) -> Signals | None:
    """Print what a player does until it has finished or is asked to stop; then it has stopped.

    ``write`` is given the lines about what plays, ``say`` those about what does not. Call it in the main thread.

    Returns:
        The signal that asked it to stop, if one did.

    Raises:
        OSError: a line could not be written; the player was told to quit.
        KeyboardInterrupt: a signal came again after 2 seconds.
    """
    with StopSignals() as stop:
        try:
            while True:
                # Looked at before the queue: all that was told before the end is printed.
                over = player.finished.is_set()
                effect = effects.wait(0 if over else _LOOK_S)
                if effect is not None:
                    _print(effect, write, say)
                elif over:
                    return stop.asked
                if stop.asked is not None:
                    player.send(Quit())
        finally:
            player.send(Quit())
            player.finished.wait(CLOSES_WITHIN_S)


def skipped_line(skipped: Skipped) -> str:
    """Return a line about a song that could not be played."""
    return f"Skipped: {_name(skipped.song)}: {skipped.reason}"


def _name(song: Song) -> str:
    return f"{one_line(song.title)} \u2014 {one_line(song.artist.name)}"


def _print(effect: Effect, write: Callable[[str], None], say: Callable[[str], None]) -> None:
    match effect:
        case Announce(song, index, total):
            write(f"Playing {index + 1}/{total}: {_name(song)} ({clock(song.audio.duration_ms)})")
        case Skipped():
            say(skipped_line(effect))
        case Say(message):
            say(message)
        case _:
            pass
