"""The consumer when a store or the log is away, or rejects what it is given."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import PlaylistCreated, PlaylistEvent
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.records import Record
from audiostream.errors import Rejected, Unavailable
from tests.support.events import ADA, make_created, make_listened


class MoodyPlaylists(SqlitePlaylistStore):
    """A store that is away at times, and never takes a playlist called ``bad``."""

    away = False

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        """Apply events, or not."""
        if self.away:
            raise Unavailable("gone fishing")
        if any(isinstance(event, PlaylistCreated) and event.name == "bad" for event in events):
            raise Rejected("not here")
        super().apply(events)


class MoodyListens(SqliteListenStore):
    """A store that never takes a listen by ``bad``."""

    def apply(self, listens: Sequence[Listen]) -> None:
        """Apply listens, or not."""
        if any(listen.client == "bad" for listen in listens):
            raise Rejected("not here")
        super().apply(listens)


class MoodyLog(SqliteEventLog):
    """A log that cannot commit at times."""

    away = False

    def commit(self, records: Sequence[Record]) -> None:
        """Commit, or not."""
        if self.away:
            raise Unavailable("gone fishing")
        super().commit(records)


class World:
    """A log and stores in a folder, and a consumer at work on them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.sqlite3"
        self.log = MoodyLog(self.path)
        self.playlists = MoodyPlaylists(folder / "playlists.sqlite3")
        self.listens = MoodyListens(folder / "listens.sqlite3")
        self.consumer = Consumer(self.log, self.playlists, self.listens)

    def names(self) -> list[str]:
        """Return what playlists there are."""
        return [playlist.name for playlist in self.playlists.playlists(ADA)]

    def uncommitted(self) -> int:
        """Return how many records a consumer would get that takes over."""
        other = SqliteEventLog(self.path)
        try:
            return len(other.poll(limit=100))
        finally:
            other.close()

    def close(self) -> None:
        """Give back the files."""
        for each in (self.log, self.playlists, self.listens):
            each.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


def test_a_store_that_is_away_loses_and_puts_aside_nothing(world: World) -> None:
    world.log.publish([make_created(name="one"), make_listened()])
    world.playlists.away = True
    for _ in range(3):
        with pytest.raises(Unavailable, match="fishing"):
            world.consumer.drain()
    assert world.uncommitted() == 2
    assert not world.log.dead_letters(limit=9)
    world.log.publish([make_created(name="two")])
    world.playlists.away = False
    assert world.consumer.drain() == 3
    assert world.names() == ["one", "two"]
    assert world.uncommitted() == 0


def test_a_log_that_cannot_commit_has_the_batch_applied_again(world: World) -> None:
    world.log.publish([make_created(name="one"), make_listened()])
    world.log.away = True
    with pytest.raises(Unavailable, match="fishing"):
        world.consumer.drain()
    assert world.uncommitted() == 2
    world.log.away = False
    assert world.consumer.drain() == 2
    assert world.names() == ["one"]
    assert len(world.listens.listens(ADA, limit=9).items) == 1
    assert world.uncommitted() == 0


def test_what_a_store_rejects_is_put_aside_alone(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.log.publish([make_created(name="one"), make_created(name="bad"), make_created(name="two")])
    world.log.publish([make_listened(client="bad"), make_listened()])
    assert world.consumer.drain() == 5
    assert world.names() == ["one", "two"]
    assert len(world.listens.listens(ADA, limit=9).items) == 1
    assert [letter.reason for letter in world.log.dead_letters(limit=9)] == ["not here", "not here"]
    assert world.uncommitted() == 0
    assert "Put aside 2 event(s)" in caplog.text


def test_what_a_store_rejects_is_found_among_many(world: World) -> None:
    clients = ["bad" if number in {0, 17, 18, 99} else "good" for number in range(100)]
    world.log.publish([make_listened(client=client) for client in clients])
    applied = len(clients) - clients.count("bad")
    assert world.consumer.drain() == len(clients)
    assert len(world.listens.listens(ADA, limit=1000).items) == applied
    assert [letter.record.offset - 1 for letter in world.log.dead_letters(limit=9)] == [0, 17, 18, 99]
    assert world.consumer.work().applied == {"listening_history": applied}
    assert world.uncommitted() == 0


def test_while_the_store_is_away_a_rejected_event_waits_too(world: World) -> None:
    world.log.publish([make_created(name="bad"), make_created(name="one")])
    world.playlists.away = True
    with pytest.raises(Unavailable, match="fishing"):
        world.consumer.drain()
    assert not world.log.dead_letters(limit=9)


def test_a_step_takes_no_more_than_its_limit(world: World) -> None:
    world.log.publish([make_created() for _ in range(5)])
    assert [world.consumer.step(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_threads_may_drain_at_once(world: World) -> None:
    def work() -> None:
        for _ in range(20):
            world.log.publish([make_listened()])
            world.consumer.drain()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.listens.listens(ADA, limit=100).items) == 80
    assert world.uncommitted() == 0
