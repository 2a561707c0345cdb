"""Events survive kill -9, and processes that publish and drain at once lose none."""

import random
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from tests.support.events import ADA

# Publishes and drains in a loop, and tells each event's id once its publish has returned.
WRITER = """
import sys
from pathlib import Path
from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.services.publishing import DrainingPublisher
from tests.support.events import make_listened

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
log = SqliteEventLog(folder / "events.sqlite3")
playlists = SqlitePlaylistStore(folder / "playlists.sqlite3")
listens = SqliteListenStore(folder / "listens.sqlite3")
publisher = DrainingPublisher(log, Consumer(log, playlists, listens))
for _ in range(rounds):
    events = [make_listened(), make_listened()]
    assert publisher.publish(events)
    print(*(event.event_id for event in events), flush=True)
"""


class World:
    """The files in a folder, and a consumer at work on them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        playlists = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        self._listens = stack.enter_context(closing(SqliteListenStore(folder / "listens.sqlite3")))
        self._consumer = Consumer(log, playlists, self._listens)
        self._log = log

    def drained(self) -> list[UUID]:
        """Drain the log, check that nothing was put aside, and return which listens there are."""
        self._consumer.drain()
        assert not self._log.dead_letters(limit=1)
        found: list[UUID] = []
        cursor = None
        while True:
            page = self._listens.listens(ADA, limit=1000, after=cursor)
            found += [listen.event_id for listen in page.items]
            if (cursor := page.next) is None:
                return found


def _start(folder: Path, rounds: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.slow
def test_what_was_published_before_a_kill_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - which moments, not secrets
    told: set[UUID] = set()
    with ExitStack() as stack:
        world = World(tmp_path, stack)
        for _ in range(12):
            with _start(tmp_path, 1_000_000) as writer:
                assert writer.stdout
                for _ in range(chance.randrange(1, 40)):
                    told |= {UUID(text) for text in writer.stdout.readline().split()}
                # Somewhere in a later round: the pipe lets the writer run ahead of this reader.
                writer.kill()
                told |= {UUID(text) for line in writer.stdout for text in line.split() if line.endswith("\n")}
            found = world.drained()
            assert len(found) == len(set(found))
            assert told <= set(found)
            # No half of a publish: both of its events are there, or neither.
            assert len(found) % 2 == 0
    assert len(told) > 100


@pytest.mark.slow
def test_processes_that_publish_and_drain_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [_start(tmp_path, 100) for _ in range(3)]
    told = []
    for writer in writers:
        with writer:
            output, _ = writer.communicate()
            told += [UUID(text) for text in output.split()]
        assert writer.returncode == 0
    with ExitStack() as stack:
        found = World(tmp_path, stack).drained()
    assert len(told) == 600
    assert sorted(found) == sorted(told)
