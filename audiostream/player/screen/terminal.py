"""The terminal under the screen: what may not write to it meanwhile, and what Textual leaves behind."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, Self

STDERR = 2
# Textual's driver handles these and leaves its handlers behind.
_OF_THE_DRIVER = ("SIGTSTP", "SIGCONT", "SIGWINCH", "SIGTTOU", "SIGTTIN")


@contextlib.contextmanager
def kept_handlers() -> Iterator[None]:
    """Put back, on leaving, the signal handlers that Textual takes."""
    numbers = [getattr(signal, name) for name in _OF_THE_DRIVER if hasattr(signal, name)]
    handlers = [(number, signal.getsignal(number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in handlers:
            if handler is not None:  # one that was not installed from Python
                signal.signal(number, handler)


class HeldErrors:
    """Keeps standard error off the terminal, for C libraries too; what was written is shown at the end or dropped."""

    def __init__(self, *, show: bool) -> None:
        self._show = show
        self._held: BinaryIO | None = None
        self._terminal = -1

    def __enter__(self) -> Self:
        # Sent to a file by the person, it disturbs nobody.
        if sys.__stderr__ is not None and sys.__stderr__.isatty():
            sys.__stderr__.flush()
            self._held = tempfile.TemporaryFile()
            self._terminal = os.dup(STDERR)
            os.dup2(self._held.fileno(), STDERR)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._held is None or sys.__stderr__ is None:
            return
        sys.__stderr__.flush()
        os.dup2(self._terminal, STDERR)
        os.close(self._terminal)
        with self._held as held, contextlib.suppress(OSError):
            if self._show:
                held.seek(0)
                shutil.copyfileobj(held, sys.__stderr__.buffer)
                sys.__stderr__.flush()
