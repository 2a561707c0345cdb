"""The signals that ask a player to stop."""

import signal
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import Any, Self, TypeAlias

# Those that exist where we run: Windows has no SIGHUP, others no SIGBREAK.
STOPPING = tuple(signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
# Shells and timeout(1) signal a process and then its group: what comes this soon is the same request.
SAME_REQUEST_S = 2.0
_DEFAULT = (signal.SIG_DFL, signal.default_int_handler)

_Handler: TypeAlias = Callable[[int, FrameType | None], Any] | int | None


class StopSignals:
    """Remembers which signal asked the process to stop, so that the player can end in good order.

    A signal that somebody else handles or ignores (nohup) is left alone. Asked again after 2 seconds, it
    raises ``KeyboardInterrupt``: something hangs. On leaving, all handlers are what they were before.
    Enter it in the main thread.
    """

    def __init__(self) -> None:
        self._asked: signal.Signals | None = None
        self._asked_at = 0.0
        self._before: dict[signal.Signals, _Handler] = {}

    @property
    def asked(self) -> signal.Signals | None:
        """The signal that asked first, or none yet."""
        return self._asked

    def ask(self, number: int, frame: FrameType | None = None) -> None:
        """Note a signal; the handler, and for a Ctrl-C that came as a key."""
        # No more than this: a handler may interrupt a thread that holds the player's lock.
        del frame
        now, before = monotonic(), self._asked_at
        if self._asked is not None and now - before <= SAME_REQUEST_S:
            return
        self._asked_at = now
        if self._asked is not None:
            raise KeyboardInterrupt
        self._asked = signal.Signals(number)

    def __enter__(self) -> Self:
        for number in STOPPING:
            handler = signal.getsignal(number)
            if handler in _DEFAULT:
                self._before[number] = handler
                signal.signal(number, self.ask)
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
