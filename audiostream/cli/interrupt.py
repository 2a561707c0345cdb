"""Ctrl-C as a request: what is under way ends cleanly; a second one ends it at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_REQUESTS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_interrupt(stop: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM set an event, as long as the context lasts; the second acts as ever."""
    # Only the main thread may; and under nohup, or in the background of a script, Ctrl-C is ignored and stays so.
    is_main = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in _REQUESTS if is_main}
    taken = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}

    def give_back() -> None:
        for number, handler in taken.items():
            signal.signal(number, handler)

    def ask(*_: object) -> None:
        stop.set()
        give_back()

    for number in taken:
        signal.signal(number, ask)
    try:
        yield
    finally:
        give_back()
