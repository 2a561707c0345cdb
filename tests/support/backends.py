"""The backends that the contract suites run on.

Add your adapter here to have it tested: one function, and its name in the table below it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.domain.events import now_us
from audiostream.backend.domain.records import Record
from audiostream.backend.ports import AccountStore, Catalogue, EventLog, EventReader, ListenStore, PlaylistStore
from tests.support import cockroachdb, postgresql, remote
from tests.support.catalogues import empty_accounts, empty_catalogue

# Those that need a server, and which; the others run anywhere.
SERVED = {
    "kafka": "kafka",
    "cassandra": "cassandra",
    "cassandra-driver": "cassandra",
    "postgresql": "postgres",
    "cockroachdb": "postgres",
    "s3": "seaweed",
    "cloudfront": "seaweed",
}


def each(backends: Iterable[str]) -> list[Any]:
    """Return names of backends as parameters of a fixture, marked where they need a server, or time in sum."""
    return [pytest.param(name, marks=_marks(name)) for name in backends]


def _marks(backend: str) -> list[pytest.MarkDecorator]:
    if backend == "http":  # each test has a website of its own
        return [pytest.mark.slow]
    return [pytest.mark.servers(SERVED[backend])] if backend in SERVED else []


@dataclass
class LogBackend:
    """An event log, empty at first, and the reader of its one group of consumers.

    ``new_reader`` gives one that takes the reader's place. ``append`` writes a record past all checks: topic, key,
    value, published_at. ``patience_s`` is how long a poll may take to see what was published.
    """

    log: EventLog
    reader: EventReader
    new_reader: Callable[[], EventReader]
    append: Callable[[str, str, bytes, int], None]
    patience_s: float

    def take(self, count: int, *, limit: int = 100) -> list[Record]:
        """Poll until so many records have come or patience ends."""
        taken: list[Record] = []
        while len(taken) < count:
            polled = self.reader.poll(limit=limit, timeout_s=self.patience_s)
            if not polled:
                break
            taken += polled
        return taken

    def restart(self) -> EventReader:
        """Go on with a new reader, as after a crash of the one before."""
        self.reader = self.new_reader()
        return self.reader

    def append_now(self, topic: str, key: str, value: bytes) -> None:
        """Write a record past all checks."""
        self.append(topic, key, value, now_us())


@contextmanager
def _sqlite_log(folder: Path) -> Iterator[LogBackend]:
    path = folder / "events.sqlite3"

    def append(topic: str, key: str, value: bytes, published_at: int) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "INSERT INTO record (topic, key, value, published_at) VALUES (?, ?, ?, ?)",
                (topic, key, value, published_at),
            )

    with ExitStack() as stack:

        def reader() -> SqliteEventLog:
            return stack.enter_context(closing(SqliteEventLog(path)))

        log = reader()
        log.poll(limit=1)  # makes the file
        yield LogBackend(log=log, reader=reader(), new_reader=reader, append=append, patience_s=0.0)


@contextmanager
def _kafka_log(folder: Path) -> Iterator[LogBackend]:  # noqa: ARG001 - the broker keeps it
    from audiostream.backend.adapters.kafka.log import KafkaEventLog
    from audiostream.backend.adapters.kafka.reader import KafkaEventReader
    from tests.support import kafka

    options = kafka.own_options()
    with kafka.topics(options), kafka.raw_producer(options) as producer, ExitStack() as stack:
        readers: list[KafkaEventReader] = []

        def append(topic: str, key: str, value: bytes, published_at: int) -> None:
            sent = producer.send(options.topic(topic), key=key.encode(), value=value, timestamp_ms=published_at // 1000)
            sent.get(timeout=kafka.PATIENCE_S)

        def reader() -> KafkaEventReader:
            for before in readers:  # it leaves the group, so that the next one need not wait until it is missed
                before.close()
            readers.append(KafkaEventReader(options))
            return stack.enter_context(closing(readers[-1]))

        log = stack.enter_context(closing(KafkaEventLog(options)))
        yield LogBackend(log=log, reader=reader(), new_reader=reader, append=append, patience_s=kafka.PATIENCE_S)


@contextmanager
def _http_log(folder: Path) -> Iterator[LogBackend]:
    with remote.event_log(folder) as log, _sqlite_log(folder / "site") as backend:
        yield replace(backend, log=log)


LOGS: dict[str, Callable[[Path], AbstractContextManager[LogBackend]]] = {
    "sqlite": _sqlite_log,
    "kafka": _kafka_log,
    "http": _http_log,
}


def _cassandra_playlists(folder: Path) -> AbstractContextManager[PlaylistStore]:  # noqa: ARG001 - the nodes keep them
    from tests.support.cassandra import playlist_store

    return playlist_store()


def _cassandra_listens(folder: Path) -> AbstractContextManager[ListenStore]:  # noqa: ARG001
    from tests.support.cassandra import listen_store

    return listen_store()


def _cassandra_driver_listens(folder: Path) -> AbstractContextManager[ListenStore]:  # noqa: ARG001
    """Write through the driver that there is where the fast one is not."""
    from tests.support.cassandra import listen_store

    return listen_store(lambda session: session)


PLAYLIST_STORES: dict[str, Callable[[Path], AbstractContextManager[PlaylistStore]]] = {
    "sqlite": lambda folder: closing(SqlitePlaylistStore(folder / "playlists.sqlite3")),
    "cassandra": _cassandra_playlists,
    "http": remote.playlist_store,
}

LISTEN_STORES: dict[str, Callable[[Path], AbstractContextManager[ListenStore]]] = {
    "sqlite": lambda folder: closing(SqliteListenStore(folder / "listens.sqlite3")),
    "cassandra": _cassandra_listens,
    "cassandra-driver": _cassandra_driver_listens,
    "http": remote.listen_store,
}

ACCOUNTS: dict[str, Callable[[Path], AbstractContextManager[AccountStore]]] = {
    "sqlite": lambda folder: closing(empty_accounts(folder / "catalogue.sqlite3")),
    "postgresql": postgresql.accounts,
    "cockroachdb": cockroachdb.accounts,
}

CATALOGUES: dict[str, Callable[[Path], AbstractContextManager[Catalogue]]] = {
    "sqlite": lambda folder: closing(empty_catalogue(folder / "catalogue.sqlite3")),
    "postgresql": postgresql.catalogue,
    "cockroachdb": cockroachdb.catalogue,
    "http": remote.catalogue,
}
