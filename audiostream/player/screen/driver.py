"""Textual's driver of the terminal, made to fit a player."""

import contextlib
import os
import signal
import sys
from typing import Any, TextIO

from textual.driver import Driver


class TerminalWriter:
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


def screen_driver(platforms: type[Driver]) -> type[Driver]:
    """Return a platform's driver, made to write to standard output and to outlive a stop and its terminal.

    Textual's own writes to standard error on Linux, which the sound libraries write to as well.
    """
    base: Any = platforms

    class ScreenDriver(base):  # type: ignore[misc]  # which class it is, the platform decides
        _must_signal_resume: bool

        def __init__(self, *values: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they are
            super().__init__(*values, **options)
            if sys.__stdout__ is not None:
                self._file = TerminalWriter(sys.__stdout__)

        def _sigcont_application(self, *values: Any) -> None:  # noqa: ANN401 - a signal handler's
            # Textual begins anew at every SIGCONT, and would take the screen's own settings for those to restore
            # where no SIGTSTP came before: after SIGSTOP, and with the SIGHUP of a terminal that has gone.
            if not os.isatty(self.fileno):
                return
            if not self._must_signal_resume:
                if os.tcgetpgrp(self.fileno) != os.getpgrp():  # in the background: wait for the foreground
                    os.kill(os.getpid(), signal.SIGSTOP)
                    return
                self.suspend_application_mode()
                self._must_signal_resume = True
            super()._sigcont_application(*values)

    return ScreenDriver
