"""The player's machine under way, with a clock that a test moves."""

from collections.abc import Sequence
from dataclasses import replace

from audiostream.player.effects import (
    Effect,
    RecordListen,
)
from audiostream.player.engine import Ended, Failed, Started
from audiostream.player.machine import Event, step
from audiostream.player.model import (
    Repeat,
    Status,
)
from audiostream.player.queue import Queue
from audiostream.player.state import Begin, State, Tick
from tests.support.builders import make_album, make_audio, make_song

NOW_US = 1_700_000_000_000_000
LENGTH_MS = 60_000
ALBUM = make_album()
SONGS = [make_song(title, album=ALBUM, audio=make_audio(duration_ms=LENGTH_MS)) for title in "abcd"]
A, B, C, D = SONGS


class Run:
    """A machine under way, with a clock; ``done`` are the effects of the last event."""

    def __init__(self, count: int = 3, *, start_ms: int = 0, repeat: Repeat = Repeat.OFF, **fields: object) -> None:
        queue = Queue.of(SONGS[:count], repeat=repeat, seed=1)
        self.state = replace(State(queue=queue, now_us=NOW_US), **fields)  # type: ignore[arg-type]
        self.position_ms = 0
        self.done: Sequence[Effect] = ()
        self.send(Begin(start_ms))

    def send(self, *events: Event) -> "Run":
        """Let events happen; ``done`` is what the last of them led to."""
        for event in events:
            self.state, self.done = step(self.state, event)
        return self

    def start(self, duration_ms: int = 0) -> "Run":
        """Let the present playing reach the output."""
        self.position_ms = self.state.position_ms
        return self.send(Started(self.state.number, duration_ms))

    def wait(self, milliseconds: int, *, at: int = 250) -> "Run":
        """Let time pass, and sound with it; collect what is done meanwhile."""
        done: list[Effect] = []
        for _ in range(milliseconds // at):
            if self.state.status is Status.PLAYING:
                self.position_ms += at
            self.send(Tick(self.state.now_ms + at, self.state.now_us + at * 1000, self.position_ms))
            done += self.done
        self.done = done
        return self

    def end(self) -> "Run":
        """Let the present playing come to its end."""
        return self.send(Ended(self.state.number))

    def fail(self, reason: str = "not audio") -> "Run":
        """Let the present playing fail."""
        return self.send(Failed(self.state.number, reason))

    def only(self, kind: type[Effect]) -> Effect:
        """Return the one effect of a kind that was done."""
        (found,) = [effect for effect in self.done if isinstance(effect, kind)]
        return found


def heard(effects: Sequence[Effect]) -> list[tuple[str, int]]:
    """Return which songs were recorded as heard, and for how long."""
    return [(each.heard.song.title, each.heard.played_ms) for each in effects if isinstance(each, RecordListen)]
