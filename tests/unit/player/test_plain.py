"""Playing in plain lines: what is printed, where to, and how it ends."""

import signal
import threading

import pytest

from audiostream.player.effects import Announce, Effect, Pause, Say, Skipped
from audiostream.player.model import Command, NowPlaying, Quit
from audiostream.player.plain import EffectQueue, run_plain
from tests.support.builders import make_artist, make_audio, make_song
from tests.support.players import make_now

NINA = make_artist("Nina Simone")
SONG = make_song("Sinner\nman", artist=NINA, audio=make_audio(duration_ms=622_000))


class TalkingPlayer:
    """Tells what it is given, and finishes when it has, or when it is told to quit."""

    def __init__(self, queue: EffectQueue, effects: list[Effect], *, ends: bool = True) -> None:
        self.sent: list[Command] = []
        self._finished = threading.Event()
        for effect in effects:
            queue(effect)
        if ends:
            self._finished.set()

    @property
    def finished(self) -> threading.Event:
        """Set at the end."""
        return self._finished

    def send(self, command: Command) -> None:
        """Note a command; finish by Quit."""
        self.sent.append(command)
        if command == Quit():
            self._finished.set()

    def snapshot(self) -> NowPlaying:
        """Return anything."""
        return make_now()


def test_a_line_for_each_song_and_what_goes_wrong_apart() -> None:
    queue = EffectQueue()
    player = TalkingPlayer(queue, [Announce(SONG, 0, 3), Pause(), Skipped(SONG, "not audio"), Say("the disk is full")])
    out: list[str] = []
    err: list[str] = []
    assert run_plain(player, queue, write=out.append, say=err.append) is None
    assert out == ["Playing 1/3: Sinner man \u2014 Nina Simone (10:22)"]
    assert err == ["Skipped: Sinner man \u2014 Nina Simone: not audio", "the disk is full"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_quits_and_is_returned(number: signal.Signals) -> None:
    queue = EffectQueue()
    player = TalkingPlayer(queue, [Announce(SONG, 0, 1)], ends=False)
    before = signal.getsignal(number)
    assert run_plain(player, queue, write=lambda _: signal.raise_signal(number), say=pytest.fail) is number
    assert Quit() in player.sent
    assert signal.getsignal(number) is before


def test_a_reader_that_has_gone_quits_the_player() -> None:
    queue = EffectQueue()
    player = TalkingPlayer(queue, [Announce(SONG, 0, 1)], ends=False)

    def write(line: str) -> None:
        raise BrokenPipeError(line)

    with pytest.raises(BrokenPipeError):
        run_plain(player, queue, write=write, say=pytest.fail)
    assert player.sent == [Quit()]
