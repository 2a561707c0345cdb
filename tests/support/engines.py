"""An engine without sound or time: a test moves its clock by hand.

It passes the same contract as the real one (``tests/contract/test_engine.py``).
"""

import threading
from collections.abc import Callable, Mapping

from audiostream.player.engine import Ended, EngineEvent, Failed, OutputFailed, Source, Started


class FakeEngine:
    """Plays ``lengths_ms`` by address; an address that is not there cannot be opened.

    Nothing happens, and no event comes, but in :meth:`advance`, which brings events in the thread that
    calls it. ``breaks_ms`` says after how many milliseconds a source breaks off; ``device`` is what is wrong with
    the sound device, if anything. The attributes tell what the engine was asked to do.
    """

    def __init__(
        self,
        tell: Callable[[EngineEvent], None],
        lengths_ms: Mapping[str, int],
        *,
        breaks_ms: Mapping[str, int] | None = None,
        device: str | None = None,
    ) -> None:
        self._tell = tell
        self._lengths_ms = lengths_ms
        self._breaks_ms = breaks_ms or {}
        self._device = device
        self._lock = threading.RLock()
        self._started = False
        self._position_ms = 0
        self.playing: Source | None = None
        self.ahead: Source | None = None
        self.played: list[Source] = []
        self.paused = False
        self.volume = 100
        self.muted = False
        self.closed = False

    def play(self, source: Source, *, start_ms: int = 0) -> None:
        """Play from the next advance on."""
        with self._lock:
            if self.closed:
                return
            self.stop()
            if self.ahead == source:
                self.ahead = None
            self.playing = source
            self.played.append(source)
            self._position_ms = start_ms

    def open_ahead(self, source: Source) -> None:
        """Note it."""
        with self._lock:
            self.ahead = None if self.closed else source

    def pause(self) -> None:
        """Hold."""
        with self._lock:
            self.paused = self.playing is not None

    def resume(self) -> None:
        """Go on."""
        with self._lock:
            self.paused = False

    def seek(self, position_ms: int) -> None:
        """Move within what plays."""
        with self._lock:
            if self.playing:
                self._position_ms = max(0, position_ms)

    def set_volume(self, percent: int) -> None:
        """Note it."""
        with self._lock:
            self.volume = percent

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - as in the protocol
        """Note it."""
        with self._lock:
            self.muted = muted

    def position_ms(self) -> int:
        """Return how far what plays has come."""
        with self._lock:
            return self._position_ms if self.playing else 0

    def stop(self) -> None:
        """Stop what plays."""
        with self._lock:
            self.playing = None
            self.paused = False
            self._started = False
            self._position_ms = 0

    def close(self) -> None:
        """Stop for good."""
        with self._lock:
            self.stop()
            self.ahead = None
            self.closed = True

    def advance(self, milliseconds: int = 0) -> None:
        """Let time pass; what it leads to is told before this returns. With 0, what waits to be told."""
        with self._lock:
            events = self._pass(milliseconds)
        for event in events:
            self._tell(event)

    def _pass(self, milliseconds: int) -> list[EngineEvent]:
        source = self.playing
        if source is None or self.paused:
            return []
        if self._device is not None:
            self.stop()
            return [OutputFailed(self._device)]
        length_ms = self._lengths_ms.get(source.url)
        if length_ms is None:
            self.stop()
            return [Failed(source.number, "it cannot be opened")]
        events: list[EngineEvent] = []
        if not self._started:
            self._started = True
            events.append(Started(source.number, length_ms))
        self._position_ms += milliseconds
        end_ms = self._breaks_ms.get(source.url, length_ms)
        if self._position_ms >= end_ms:
            self.stop()
            broke_off = source.url in self._breaks_ms
            events.append(Failed(source.number, "it broke off") if broke_off else Ended(source.number))
        return events
