"""Ctrl-C as a request: what is under way ends cleanly; a second one ends it at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stop_on_interrupt(stop: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C set an event, as long as the context lasts; the second interrupts as ever."""
    before = signal.getsignal(signal.SIGINT)

    def ask(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    # Under nohup, and in the background of a script, Ctrl-C is ignored and stays so.
    if before is signal.SIG_IGN or before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
