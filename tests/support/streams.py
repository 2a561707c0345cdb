"""Listens on their way from Kafka to Cassandra, by consumers that are installed commands, and their accounts."""

import json
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import UserId
from audiostream.backend.wiring import options
from audiostream.errors import Unavailable
from audiostream.settings import Settings
from tests.support import kafka
from tests.support.clusters import listener_with, listens_of, own_settings, stored_ids
from tests.support.events import make_listened
from tests.support.listener import PATIENCE_S, wait_until

USERS = [UserId(f"user {number}") for number in range(50)]
_EACH_AT_ONCE = 2
AT_ONCE = len(USERS) * _EACH_AT_ONCE
# How long the log may say nothing until a publish counts as refused.
_REFUSED_AFTER_S = 3.0
# Between one publish and the next, where listens come as long as a test goes on.
_PAUSE_S = 0.1


class Stream:
    """Topics and tables of its own, a publisher of listens, and whatever consumers a test starts.

    ``published`` are the ids of the listens that the log has taken, ``refusals`` how often it did not at first.
    """

    def __init__(self, settings: Mapping[str, str | int], folder: Path, stack: ExitStack) -> None:
        self.settings = Settings(**settings)  # type: ignore[arg-type]  # each has the type of its field
        self.operator = listener_with(settings, folder)
        self._stack = stack
        self._kafka = replace(options.kafka_options(self.settings), timeout_s=_REFUSED_AFTER_S)
        self.store = stack.enter_context(listens_of(self.settings))
        self.log = stack.enter_context(closing(KafkaEventLog(self._kafka)))
        self.reader = stack.enter_context(closing(KafkaEventReader(self._kafka)))
        self.published: list[UUID] = []
        self.refusals = 0

    def consume(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a consumer; it is killed at the test's end at the latest."""
        return self._stack.enter_context(self.operator.running("consumer", "run", "--json", *arguments))

    def consumers(self) -> int:
        """Return how many consumers share the partitions; 0 while they are being shared anew."""
        group = self._group()
        return len(group["members"]) if group["group_state"] == "Stable" else 0

    def members(self) -> int:
        """Return how many consumers the brokers count, those that died within the time of a session too."""
        return len(self._group()["members"])

    def publish(self, count: int) -> None:
        """Publish listens, as many of each user, again as often as the log refuses them for now."""
        for _ in range(count // AT_ONCE):
            events = [make_listened(user_id=user) for user in USERS for _ in range(_EACH_AT_ONCE)]
            self._publish(events)
            self.published += [event.event_id for event in events]

    def publishing(self, count: int) -> threading.Thread:
        """Start to publish listens, beside what a test does."""
        thread = threading.Thread(target=self.publish, args=[count], name="publisher", daemon=True)
        thread.start()
        return thread

    @contextmanager
    def flowing(self, least: int) -> Iterator[None]:
        """Have listens published all the time, and so many at least by the end."""
        over = threading.Event()

        def flow() -> None:
            while not over.wait(_PAUSE_S) or len(self.published) < least:
                self.publish(AT_ONCE)

        thread = threading.Thread(target=flow, name="publisher", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def stored(self, user: UserId) -> list[UUID]:
        """Return the ids of a user's stored listens."""
        return stored_ids(self.store, user)

    def wait_stored(self, part: float, of: int, user: UserId = USERS[0]) -> None:
        """Wait until a user has this part of all the listens there will be."""
        wait_until(lambda: len(self.stored(user)) >= part * of / len(USERS))

    def wait_stored_more(self) -> None:
        """Wait until each user has a listen more than were published for them until now."""
        count = len(self.published) // len(USERS)
        for user in USERS:
            wait_until(lambda user=user: len(self.stored(user)) > count)  # type: ignore[misc]

    def is_drained(self) -> bool:
        """Return whether all that was published is committed."""
        try:
            return not any(lag.waiting for lag in self.reader.lags())
        except Unavailable:
            return False

    def check(self, *, within_s: float = PATIENCE_S) -> None:
        """Wait for the consumers, then compare what is stored with what was published, id by id."""
        wait_until(self.is_drained, within_s=within_s)
        assert Counter(chain.from_iterable(map(self.stored, USERS))) == Counter(self.published)
        assert not self.reader.dead_letters(limit=1)

    def _group(self) -> Mapping[str, Any]:
        with kafka.admin(self._kafka) as client:
            (group,) = client.describe_groups([self._kafka.group]).values()
        found: Mapping[str, Any] = group
        return found

    def _publish(self, events: Sequence[Listened]) -> None:
        while True:
            try:
                self.log.publish(events)
            except Unavailable:
                self.refusals += 1
                continue
            return


@contextmanager
def stream(folder: Path, **changes: str | int) -> Iterator[Stream]:
    """Give a stream whose servers are set up, with these settings other than those of the tests' servers."""
    with own_settings(**{"kafka_session_ms": 1500, **changes}) as settings, ExitStack() as stack:
        made = Stream(settings, folder, stack)
        made.operator.run("cluster", "init", "--wait", "60", "--only", "cassandra", "--only", "kafka")
        yield made


def end(consumer: "subprocess.Popen[str]", *, by: signal.Signals = signal.SIGTERM) -> int:
    """Ask a consumer to end, and see that it does so in order; return how many listens it has applied."""
    consumer.send_signal(by)
    output, told = consumer.communicate(timeout=PATIENCE_S)
    assert consumer.returncode == 0, told
    return int(json.loads(output)["data"]["applied"][Listened.topic])


def wait_told(consumer: "subprocess.Popen[str]", words: str) -> str:
    """Read what a consumer says until these words come; return that line."""
    assert consumer.stderr
    heard = []
    for line in consumer.stderr:
        heard.append(line)
        if words in line:
            return line
    raise AssertionError(heard)
