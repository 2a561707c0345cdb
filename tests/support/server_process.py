"""``audiostream serve`` in a process of its own, on a port of its own: what an operator starts."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

PATIENCE_S = 60.0
_SERVING = re.compile(r"Serving on (\S+)")


@dataclass
class ServerProcess:
    """A server, and what it has written to standard error so far."""

    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        """Read what it writes."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self.wait_for(_SERVING)[1].rstrip("/")

    @property
    def err(self) -> str:
        """All that it has written."""
        return "".join(self.lines)

    def wait_for(self, pattern: "re.Pattern[str]") -> "re.Match[str]":
        """Wait until it has written something; return it."""
        with self._changed:
            found: list[re.Match[str] | None] = []

            def is_there() -> bool:
                found[:] = [pattern.search(self.err)]
                return found[0] is not None or not self._reader.is_alive()

            self._changed.wait_for(is_there, PATIENCE_S)
        assert found[0] is not None, self.err
        return found[0]

    def wait_ready(self) -> "ServerProcess":
        """Wait until it answers."""
        deadline_s = time.monotonic() + PATIENCE_S
        with httpx.Client(verify=False, base_url=self.url) as client:  # noqa: S501 - a certificate of the test's own
            while self.process.poll() is None and time.monotonic() < deadline_s:
                with suppress(httpx.TransportError):
                    if client.get("/healthz").status_code == httpx.codes.OK:
                        return self
                time.sleep(0.05)
        raise AssertionError(self.err)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def kill(self) -> None:
        """Kill it and its workers at once, as the end of a container does."""
        tree = [*psutil.Process(self.process.pid).children(recursive=True), psutil.Process(self.process.pid)]
        for each in tree:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(tree, PATIENCE_S)
        self.wait()

    def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()


def start(data_dir: Path, *arguments: str, **settings: str) -> ServerProcess:
    """Start one on a free port; ``settings`` are those of the profile."""
    given = {f"AUDIOSTREAM_{key.upper()}": value for key, value in {"user": "ada", **settings}.items()}
    environment = {**os.environ, **given, "AUDIOSTREAM_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "audiostream", "serve", "--port", "0", *arguments]
    return ServerProcess(
        subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
    )


@contextmanager
def running(data_dir: Path, *arguments: str, **settings: str) -> Iterator[ServerProcess]:
    """Run one until the test is done with it."""
    server = start(data_dir, *arguments, **settings)
    try:
        yield server.wait_ready()
    finally:
        end([server])


def end(servers: Sequence[ServerProcess]) -> None:
    """End servers, whatever state they are in."""
    for server in servers:
        if server.process.poll() is None:
            server.process.terminate()
    for server in servers:
        try:
            server.wait()
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.wait()
        if server.process.stderr is not None:
            server.process.stderr.close()
