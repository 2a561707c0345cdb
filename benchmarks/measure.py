"""Measuring whole processes, fairly: both sides in turn, warmed up, with nowhere to write to."""

import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LAST_WORDS = 2000
_LOOKS_EVERY_S = 0.01
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process: wall and processor time in seconds, peak memory in MiB; ``None`` where the system does not say."""

    wall_s: float
    cpu_s: float | None
    peak_mib: float | None


@dataclass(frozen=True)
class Side:
    """One of two things compared: a command in an environment, and what makes each run a fresh one."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Spread:
    """The least, the median and the greatest of some numbers."""

    least: float
    median: float
    greatest: float

    def cells(self, unit: float = 1.0, places: int = 2) -> list[str]:
        """Return the three as text, multiplied by a unit such as 1000 for milliseconds."""
        return [f"{value * unit:,.{places}f}" for value in (self.least, self.median, self.greatest)]


def spread(values: Sequence[float]) -> Spread:
    """Summarise some numbers."""
    return Spread(min(values), statistics.median(values), max(values))


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end, its output thrown away.

    Raises:
        RuntimeError: it failed; a failure must not count as speed.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    return ended(process, begin, name=" ".join(command))


def ended(process: "subprocess.Popen[bytes]", begin: float, *, name: str) -> Run:
    """Wait for a process that began at ``begin``, by ``time.perf_counter``, and return what it used.

    Raises:
        RuntimeError: it failed.
    """
    with _watched(process.pid) as peak:
        # The pipe is read before the wait, so that a talkative process does not block on it.
        said = process.stderr.read() if process.stderr else b""
        cpu_s, peak_mib = _wait(process)
    wall_s = time.perf_counter() - begin
    if process.stderr:
        process.stderr.close()
    if process.returncode != 0:
        tail = said[-_LAST_WORDS:].decode(errors="replace")
        raise RuntimeError(f"{name}: exit {process.returncode}\n{tail}")
    return Run(wall_s=wall_s, cpu_s=cpu_s, peak_mib=peak() or peak_mib)


@contextmanager
def _watched(pid: int) -> Iterator[Callable[[], float | None]]:
    """Look now and then what a process has had at most, in MiB; give what returns it, or None where nobody tells.

    Linux counts as a process's own what the one had that started it (``ru_maxrss`` is kept by ``execve``, see
    getrusage(2)): a small program of a large benchmark would seem as large as that.
    """
    over = threading.Event()
    peaks: list[float] = []

    def watch() -> None:
        while not over.wait(0.0 if not peaks else _LOOKS_EVERY_S):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
            except OSError:
                return
            found = _PEAK.search(status)
            if found is None:  # it has ended
                return
            peaks.append(int(found[1]) / 1024)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: max(peaks, default=None)
    finally:
        over.set()
        watcher.join()


def _wait(process: "subprocess.Popen[bytes]") -> tuple[float | None, float | None]:
    wait4 = getattr(os, "wait4", None)  # not on Windows
    if wait4 is None:
        process.wait()
        return None, None
    _, status, usage = wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20


def in_turn(ours: Side, theirs: Side, *, rounds: int) -> tuple[list[Run], list[Run]]:
    """Run two sides in turn, after a round that warms the caches and does not count."""
    measured: tuple[list[Run], list[Run]] = ([], [])
    for turn in range(rounds + 1):
        for side, runs in zip((ours, theirs), measured, strict=True):
            side.prepare()
            result = run(side.command, side.environment)
            if turn:
                runs.append(result)
    return measured


def ratios(ours: Sequence[Run], theirs: Sequence[Run]) -> list[float]:
    """Return our wall time as a part of theirs, pair by pair."""
    return [a.wall_s / b.wall_s for a, b in zip(ours, theirs, strict=True)]


def audiostream() -> str:
    """Return the installed command that belongs to this Python."""
    name = "audiostream.exe" if sys.platform == "win32" else "audiostream"
    return str(Path(sys.executable).with_name(name))


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which audiostream keeps all it has in a folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AUDIOSTREAM_")}
    return kept | {
        "AUDIOSTREAM_DATA_DIR": str(folder / "data"),
        "AUDIOSTREAM_CONFIG": str(folder / "config.toml"),
        "AUDIOSTREAM_USER": "bench",
    }
