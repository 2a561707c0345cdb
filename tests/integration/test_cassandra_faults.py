"""A node of Cassandra goes away and comes back while listens are stored: none is lost, and none is put aside."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

import pytest

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.playlists import CassandraPlaylistStore
from audiostream.backend.adapters.cassandra.replication import Replication
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.adapters.cassandra.writers import fastest_writer
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import Listened
from audiostream.errors import Unavailable
from tests.support import servers
from tests.support.cassandra import make, own_keyspace
from tests.support.events import ADA, make_created, make_listened

COUNT = 2_000
PATIENCE_S = 120

pytestmark = [
    pytest.mark.servers("cassandra"),
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


class World:
    """A log, and a consumer that brings what is in it to Cassandra."""

    def __init__(self, folder: Path, options: CassandraOptions, stack: ExitStack) -> None:
        session = Session(options)
        self.listens = stack.enter_context(closing(CassandraListenStore(session, fastest_writer(session))))
        self.playlists = CassandraPlaylistStore(session)
        self.log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        self.consumer = Consumer(self.log, self.playlists, self.listens)
        self.published: list[Listened] = []

    def publish(self) -> None:
        """Log some listens, and a playlist."""
        events = [make_listened() for _ in range(COUNT)]
        self.log.publish([*events, make_created()])
        self.published += events

    def drains(self) -> bool:
        """Apply what is logged; return whether all of it was."""
        try:
            self.consumer.drain()
        except Unavailable:
            return False
        return True

    def stored(self) -> list[UUID]:
        """Return the ids of the stored listens, read by pages."""
        found, cursor = list[UUID](), None
        while True:
            page = self.listens.listens(ADA, limit=1000, after=cursor)
            found += [listen.event_id for listen in page.items]
            if (cursor := page.next) is None:
                return found

    def has_all(self) -> bool:
        """Return whether each published listen is stored, once, and nothing else is."""
        return sorted(self.stored()) == sorted(event.event_id for event in self.published)


@contextmanager
def _world(folder: Path, replication: Replication) -> Iterator[tuple[World, CassandraSystem]]:
    with own_keyspace() as options, ExitStack() as stack:
        system = stack.enter_context(closing(CassandraSystem(options, replication)))
        make(system)
        yield World(folder, options, stack), system


def test_of_two_nodes_with_two_replicas_both_must_be_up_and_the_consumer_waits(tmp_path: Path) -> None:
    with _world(tmp_path, Replication(factor=2)) as (world, system):
        world.publish()
        assert world.drains()
        with servers.away("cassandra2"):
            world.publish()
            with pytest.raises(Unavailable) as raised:
                world.consumer.drain()
            assert raised.value.hint
            _wait_until(lambda: "2 of 2 replicas must answer, and some rows have fewer" in _ill(system))
            assert "1 of 2 up; down: 127.0.0.2:" in _ill(system)
            assert not world.drains()
            assert not world.log.dead_letters(limit=1)
        _wait_until(world.drains)
        assert world.has_all()
        assert len(world.playlists.playlists(ADA)) == 2
        _wait_until(lambda: not _ill(system))


def test_of_three_nodes_with_three_replicas_one_may_be_down_and_the_consumer_goes_on(tmp_path: Path) -> None:
    with servers.third_node(), _world(tmp_path, Replication(factor=3)) as (world, system):
        world.publish()
        assert world.drains()
        with servers.away("cassandra2", at_once=True):
            world.publish()
            # Until the others have noticed, a request may wait for the dead one and be sent again.
            _wait_until(world.drains)
            assert world.has_all()
            _wait_until(lambda: "2 of 3 up" in _ill(system))
            assert "replicas must answer" not in _ill(system)
        world.publish()
        _wait_until(world.drains)
        assert world.has_all()


def _ill(system: CassandraSystem) -> str:
    """Return what a health check has to complain of."""
    findings: Sequence[str] = [finding.detail for finding in system.health() if not finding.ok]
    return "; ".join(findings)


def _wait_until(condition: Callable[[], object]) -> None:
    """Wait for nodes that start and find each other, which takes them a while."""
    deadline = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < deadline, "it did not come about"
        sleep(0.2)
