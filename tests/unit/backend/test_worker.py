"""The consumer as a service: it ends when told, and waits out what is away."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.records import Record
from audiostream.backend.worker import Backoff, Worker
from audiostream.errors import Unavailable
from tests.support.events import ADA, make_created, make_listened
from tests.support.listener import wait_until

SOON = Backoff(first_s=0.01, most_s=0.02)


class AwayListens(SqliteListenStore):
    """A store that is away the first few times."""

    failures = 3

    def apply(self, listens: Sequence[Listen]) -> None:
        """Apply listens, or not."""
        if listens and self.failures:
            self.failures -= 1
            raise Unavailable("gone fishing", hint="try the river")
        super().apply(listens)


class ForgetfulLog(SqliteEventLog):
    """A log that gives away, at each wait, what its reader has polled."""

    def wait(self, timeout_s: float) -> bool:
        """Give it away."""
        super().wait(timeout_s)
        self._polled.clear()
        return False


class World:
    """A log, stores and a worker in a thread of its own."""

    def __init__(self, folder: Path, stack: ExitStack, log: type[SqliteEventLog] = SqliteEventLog) -> None:
        self.log = stack.enter_context(closing(log(folder / "events.sqlite3")))
        self.playlists = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        self.listens = stack.enter_context(closing(AwayListens(folder / "listens.sqlite3")))
        self.worker = Worker(Consumer(self.log, self.playlists, self.listens), SOON)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.worker.run, args=[self.stop])
        stack.callback(self.end)

    def end(self) -> None:
        """Stop the worker."""
        self.stop.set()
        if self.thread.ident:
            self.thread.join()

    def waiting(self) -> int:
        """Return how many events were not committed."""
        return sum(lag.waiting for lag in self.log.lags())


@pytest.fixture(params=[SqliteEventLog, ForgetfulLog])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, stack, request.param)


def test_what_is_away_is_waited_for_and_nothing_is_lost_or_put_aside(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.log.publish([make_created(), make_listened()])
    world.thread.start()
    wait_until(lambda: not world.waiting())
    world.end()
    work = world.worker.work()
    assert work.applied == {"playlist_create": 1, "listening_history": 1}
    assert (work.dead_lettered, work.away_since, work.batches) == ({}, None, 1)
    assert len(world.listens.listens(ADA, limit=9).items) == 1
    assert not world.log.dead_letters(limit=None)
    assert caplog.text.count("Events wait, and none is put aside: gone fishing (try the river)") == 3
    assert "Going on, after" in caplog.text


def test_a_stop_is_heard_while_something_is_away(world: World) -> None:
    world.listens.failures = 1_000_000
    world.log.publish([make_listened()])
    world.thread.start()
    wait_until(lambda: world.worker.work().away_since is not None)
    world.end()
    assert world.waiting() == 1


def test_a_stop_lets_the_batch_at_work_be_committed(world: World) -> None:
    world.listens.failures = 0
    commit = world.log.commit

    def stop_first(records: Sequence[Record]) -> None:
        world.stop.set()
        commit(records)

    world.log.commit = stop_first  # type: ignore[method-assign]
    world.log.publish([make_listened() for _ in range(5)])
    world.thread.start()
    world.thread.join()
    assert world.waiting() == 0


def test_waits_grow_to_a_most() -> None:
    backoff = Backoff(first_s=1.0, most_s=8.0)
    for failures, longest in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (10_000, 8.0)):
        assert longest / 2 <= backoff.delay_s(failures) <= longest
