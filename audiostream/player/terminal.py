"""The terminal under the screen: how it is written to, what may not write to it, what Textual leaves behind."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Self, TextIO

from textual.driver import Driver

STDERR = 2
# Textual's driver handles these and leaves its handlers behind.
_OF_THE_DRIVER = ("SIGTSTP", "SIGCONT", "SIGWINCH", "SIGTTOU", "SIGTTIN")


class Output:
    """A terminal that shows what it can of any text, and is deaf once it has gone.

    Textual's writing thread would die with the terminal, and the player then wait for it for ever.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")

    def write(self, text: str) -> None:
        """Write text, if the terminal is still there."""
        with contextlib.suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """Pass on what was written, if the terminal is still there."""
        with contextlib.suppress(OSError):
            self._stream.flush()

    def fileno(self) -> int:
        """Return the descriptor of the terminal."""
        return self._stream.fileno()


def on_standard_output(platforms: type[Driver]) -> type[Driver]:
    """Return a platform's driver, made to write to standard output and to outlive its terminal.

    Textual's own writes to standard error on Linux, which the sound libraries write to as well.
    """

    def __init__(self: Driver, *values: Any, **options: Any) -> None:  # noqa: ANN401, N807 - passed on as they are
        platforms.__init__(self, *values, **options)
        if sys.__stdout__ is not None:
            self._file = Output(sys.__stdout__)  # type: ignore[attr-defined]

    return type("ScreenDriver", (platforms,), {"__init__": __init__})


@contextlib.contextmanager
def kept_environment() -> Iterator[None]:
    """Put back, on leaving, the signal handlers and the variable of the environment that Textual takes."""
    numbers = [getattr(signal, name) for name in _OF_THE_DRIVER if hasattr(signal, name)]
    handlers = [(number, signal.getsignal(number)) for number in numbers]
    no_color = os.environ.get("NO_COLOR")
    try:
        yield
    finally:
        for number, handler in handlers:
            if handler is not None:  # one that was not installed from Python
                signal.signal(number, handler)
        if no_color is not None:
            os.environ["NO_COLOR"] = no_color


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
