"""The consumer and Kafka under faults, every event accounted for afterwards: none lost, none twice."""

import random
import signal
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import UserId
from audiostream.errors import Unavailable
from tests.support import consumer_process, kafka, servers
from tests.support.events import make_listened
from tests.support.listener import wait_until

LISTENS = 20_000
USERS = [UserId(f"user {number}") for number in range(50)]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class World:
    """Topics of its own on the broker, a log, and the store that consumers fill."""

    def __init__(self, folder: Path, options: KafkaOptions, stack: ExitStack) -> None:
        self._folder = folder
        self._options = options
        self._stack = stack
        self.log = stack.enter_context(closing(KafkaEventLog(options)))
        self.reader = stack.enter_context(closing(KafkaEventReader(options)))
        self.published: list[UUID] = []
        self.refusals = 0
        with closing(SqliteListenStore(folder / "listens.sqlite3")) as store:
            store.apply([])
            store.listens(USERS[0], limit=1)  # makes the file

    def start(self) -> "subprocess.Popen[bytes]":
        """Start a consumer, which is killed at the test's end at the latest."""
        consumer = self._stack.enter_context(consumer_process.start(self._folder, self._options))
        self._stack.callback(consumer.kill)
        return consumer

    def publish(self, count: int, *, at_once: int = 100) -> None:
        """Publish listens of many users, again as often as the log refuses them for now."""
        for _ in range(count // at_once):
            events = [make_listened(user_id=random.choice(USERS)) for _ in range(at_once)]  # noqa: S311
            self._publish(events)
            self.published += [event.event_id for event in events]

    def _publish(self, events: Sequence[Listened]) -> None:
        while True:
            try:
                self.log.publish(events)
            except Unavailable:
                self.refusals += 1
                continue
            return

    def stored(self) -> int:
        """Return how many listens the store has."""
        with closing(sqlite3.connect(self._folder / "listens.sqlite3")) as connection:
            (count,) = connection.execute("SELECT count(*) FROM listen").fetchone()
            return int(count)

    def is_drained(self) -> bool:
        """Return whether all that was published is committed."""
        try:
            return not any(lag.waiting for lag in self.reader.lags())
        except Unavailable:
            return False

    def check(self) -> None:
        """Compare what is stored with what was published, id by id."""
        wait_until(self.is_drained)
        found: Counter[UUID] = Counter()
        with closing(SqliteListenStore(self._folder / "listens.sqlite3")) as store:
            for user in USERS:
                cursor = None
                while True:
                    page = store.listens(user, limit=1000, after=cursor)
                    found.update(listen.event_id for listen in page.items)
                    if (cursor := page.next) is None:
                        break
        assert found == Counter(self.published)
        assert not self.reader.dead_letters(limit=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    options = kafka.own_options(session_timeout_s=1.0, timeout_s=3.0)
    with kafka.topics(options), ExitStack() as stack:
        yield World(tmp_path, options, stack)


def _end(consumer: "subprocess.Popen[bytes]") -> None:
    consumer.send_signal(signal.SIGTERM)
    assert consumer.wait(timeout=60) == 0


@pytest.mark.servers("kafka")
def test_a_consumer_killed_at_ten_moments_loses_and_doubles_nothing(world: World) -> None:
    kills = 10
    part = LISTENS // kills
    for number in range(kills):
        consumer = world.start()
        publisher = threading.Thread(target=world.publish, args=[part])
        publisher.start()
        moment = number * part + random.randrange(1, part)  # noqa: S311 - a moment, not a secret
        wait_until(lambda moment=moment: world.stored() >= moment)  # type: ignore[misc]
        consumer.kill()
        consumer.wait()
        publisher.join()
    assert len(world.published) == LISTENS
    consumer = world.start()
    world.publish(100)  # so that the last one too has something to do
    world.check()
    _end(consumer)


@pytest.mark.servers("kafka")
def test_consumers_that_join_and_leave_share_the_work(world: World) -> None:
    publisher = threading.Thread(target=world.publish, args=[LISTENS])
    first = world.start()
    publisher.start()
    wait_until(lambda: world.stored() > LISTENS // 10)
    second = world.start()
    wait_until(lambda: world.stored() > LISTENS // 3)
    _end(first)
    third = world.start()
    wait_until(lambda: world.stored() > LISTENS // 2)
    publisher.join()
    world.check()
    _end(second)
    world.publish(1000)
    world.check()
    _end(third)


@pytest.mark.servers("kafka")
@pytest.mark.alone
# The driver lets go of a connection that broke without closing it; Python closes it, and tells.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("at_once", [False, True], ids=["in order", "killed"])
def test_while_kafka_restarts_events_wait_and_none_is_lost(world: World, *, at_once: bool) -> None:
    consumer = world.start()
    publisher = threading.Thread(target=world.publish, args=[LISTENS])
    publisher.start()
    wait_until(lambda: world.stored() > LISTENS // 10)
    with servers.away("kafka", at_once=at_once):
        wait_until(lambda: world.refusals)
        assert consumer.poll() is None
    publisher.join()
    world.check()
    _end(consumer)
