"""A command in a pseudo-terminal, seen as its user sees it: by pexpect and pyte. Not for Windows."""

import os
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from typing import Any

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0
KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "escape": "\x1b",
    "ctrl+c": "\x03",
    "ctrl+z": "\x1a",
    "enter": "\r",
}
# Private modes of xterm that a terminal has on and off when a shell waits in it.
ON_BEFORE = frozenset({7, 25})
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_STYLE = re.compile(rb"\x1b\[([\d;]*)m")
_POSITION = re.compile("(\u25b6|\u275a\u275a) +(\\d+):(\\d\\d)")
_KITTY = re.compile(rb"\x1b\[([<>])\d*u")


class Terminal:
    """A pseudo-terminal and the program that runs in it."""

    def __init__(self, command: Sequence[str], *, columns: int, rows: int, env: Mapping[str, str]) -> None:
        self.raw = b""
        self._screen: Any = pyte.Screen(columns, rows)
        self._stream: Any = pyte.ByteStream(self._screen)
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside threads; this child only execs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child: Any = pexpect.spawn(
                command[0], list(command[1:]), dimensions=(rows, columns), env=_environment(env), cwd=str(ROOT)
            )
        self._child.delaybeforesend = None
        self._attributes_before = self.attributes()

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, line by line."""
        return self.text.split("\n")

    @property
    def after_screen(self) -> str:
        """What was written since the alternate screen was left."""
        return self.raw.rpartition(b"\x1b[?1049l")[2].decode(errors="replace")  # cut anywhere

    @property
    def position(self) -> int | None:
        """At which second of a track the player's screen is; None where it shows none."""
        found = _POSITION.search(self.text)
        return 60 * int(found[2]) + int(found[3]) if found else None

    def attributes(self) -> list[Any]:
        """Return the line discipline's settings, as termios tells them."""
        import termios

        return termios.tcgetattr(self._child.child_fd)

    def modes(self) -> set[int]:
        """Return the private modes that are on."""
        on = set(ON_BEFORE)
        for numbers, switch in _MODE.findall(self.raw):
            each = {int(number) for number in numbers.split(b";")}
            on = on | each if switch == b"h" else on - each
        return on

    def styles(self) -> list[list[int]]:
        """Return the codes of each sequence that set a style."""
        return [[int(code or 0) for code in codes.split(b";")] for codes in _STYLE.findall(self.raw)]

    def press(self, *keys: str) -> None:
        """Type keys: characters, or names of ``KEYS``."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def kill(self, number: Signals) -> None:
        """Send a signal to the program."""
        self._child.kill(number)

    def wait_for(self, what: str | Callable[[], bool]) -> None:
        """Wait until the screen shows a text, or a condition holds."""
        holds: Callable[[], bool] = (lambda: what in self.text) if isinstance(what, str) else what
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain for {what!r}; the screen shows\n{self.text}"
            if not self._read():
                assert holds(), f"ended before {what!r}; the screen shows\n{self.text}\n{self.after_screen}"
                return

    def wait_for_position(self, seconds: int) -> None:
        """Wait until the player's screen shows that it plays and has come so far; a busy machine skips seconds."""
        self.wait_for(lambda: "\u25b6" in self.text and (self.position or 0) >= seconds)

    def wait_for_exit(self) -> int:
        """Wait until the program has ended; return its exit code, negative where a signal killed it."""
        deadline = time.monotonic() + PATIENCE_S
        while self._read():
            assert time.monotonic() < deadline, f"does not end; the screen shows\n{self.text}"
        return self._exit_code()

    def watch(self, seconds: float) -> None:
        """Let the program run for so long, and see what it writes."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._read()

    def hang_up(self) -> int:
        """Take the terminal away, as closing its window does; return the program's exit code."""
        self._child.ptyproc.fileobj.close()
        return self._exit_code()

    def assert_restored(self, attributes: list[Any] | None = None) -> None:
        """Check that the terminal is as it was, or has these attributes; call it before the exit is waited for."""
        assert self.modes() == ON_BEFORE
        pushed = _KITTY.findall(self.raw)
        assert pushed.count(b">") == pushed.count(b"<"), "the keyboard protocol is still on"
        assert self.attributes() == (attributes or self._attributes_before)

    def close(self) -> None:
        """End the program, if it still runs."""
        self._child.close(force=True)

    def _exit_code(self) -> int:
        deadline = time.monotonic() + PATIENCE_S
        while self._child.isalive():
            assert time.monotonic() < deadline, "does not end"
            time.sleep(0.01)
        status = self._child.exitstatus
        return int(status) if status is not None else -int(self._child.signalstatus)

    def _read(self) -> bool:
        try:
            data = self._child.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(_KITTY.sub(b"", data))
        return True


@contextmanager
def terminal(
    command: Sequence[str], *, columns: int = 80, rows: int = 24, env: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Run a command in a pseudo-terminal; it is ended on leaving."""
    opened = Terminal(command, columns=columns, rows=rows, env=env or {})
    try:
        yield opened
    finally:
        opened.close()


def _environment(more: Mapping[str, str]) -> Any:  # noqa: ANN401 - pexpect's types ask for os.environ's own
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1", **more}
