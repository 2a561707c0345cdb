"""A consumer in a process of its own: from Kafka's topics into SQLite files, until it is told to stop or killed.

What ``audiostream consumer run`` does, on stores that a test can look into without a server.
"""

import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from pathlib import Path

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.worker import Worker

ROOT = Path(__file__).parents[2]


def start(folder: Path, options: KafkaOptions) -> "subprocess.Popen[bytes]":
    """Start one; it ends with 0 at SIGTERM."""
    names = [options.servers[0], options.prefix, options.group, str(options.session_timeout_s)]
    return subprocess.Popen([sys.executable, "-m", "tests.support.consumer_process", str(folder), *names], cwd=ROOT)


def _run(folder: Path, server: str, prefix: str, group: str, session_timeout_s: str) -> None:
    options = KafkaOptions(
        servers=[server], prefix=prefix, group=group, session_timeout_s=float(session_timeout_s), timeout_s=5.0
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with ExitStack() as stack:
        playlists = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(folder / "listens.sqlite3")))
        reader = stack.enter_context(closing(KafkaEventReader(options)))
        Worker(Consumer(reader, playlists, listens)).run(stop)


if __name__ == "__main__":
    _run(Path(sys.argv[1]), *sys.argv[2:])
