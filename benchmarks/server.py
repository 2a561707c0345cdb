"""``audiostream serve`` as an operator starts it, for as long as it is measured."""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from benchmarks.measure import audiostream

_PATIENCE_S = 60
_SERVING = re.compile(r"Serving on (\S+)/ ")


@dataclass(frozen=True)
class Server:
    """One that answers; ``url`` has no slash at its end."""

    url: str
    process: psutil.Process

    def memory_mib(self) -> float:
        """Return the resident memory of its one worker."""
        # Beside the worker there may be a process of Python's own, which is small.
        return max(each.memory_info().rss for each in self.process.children(recursive=True)) / 2**20


@contextmanager
def serving(places: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve the profile of an environment by one worker on a free port; what it tells goes into a file.

    Raises:
        RuntimeError: it does not answer.
    """
    with log.open("wb") as told:
        process = subprocess.Popen(
            [audiostream(), "serve", "--port", "0"], env=dict(places), stdout=subprocess.DEVNULL, stderr=told
        )
        try:
            yield Server(_url(process, log), psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()


def _url(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline_s = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline_s:
        if (found := _SERVING.search(log.read_text(encoding="utf-8"))) and _answers(found[1]):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer:\n{log.read_text(encoding='utf-8')}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.TransportError:
        return False
