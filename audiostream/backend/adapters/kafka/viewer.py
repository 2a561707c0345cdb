"""Looking at topics without taking part in their consumption."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import CoordinatorNotAvailableError

from audiostream.backend.adapters.kafka.connect import connect
from audiostream.backend.adapters.kafka.failures import missing_topics, told
from audiostream.backend.adapters.kafka.options import TOPICS_EVERY_MS, KafkaOptions
from audiostream.errors import Unavailable

POLL_MS = 200


class Viewer:
    """Reads any part of any topic, and what a group has committed; any thread may ask, one is answered at a time.

    Partitions and records are the driver's own. Every method raises ``Unavailable``.
    """

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._lock = threading.RLock()
        self._consumer: Any = None
        self._admin: Any = None

    def partitions(self, topics: Sequence[str]) -> Sequence[TopicPartition]:
        """Return the partitions of topics, which must all be there."""
        with self._ready():
            found: list[TopicPartition] = []
            for topic in topics:
                numbers = self._consumer.partitions_for_topic(topic)
                if not numbers:
                    raise missing_topics(self._options, [topic])
                found += [TopicPartition(topic, number) for number in sorted(numbers)]
            return found

    def ends(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, tuple[int, int]]:
        """Return the first offset that is still there, and the one that the next record will have."""
        with self._ready():
            begins = self._offsets(self._consumer.beginning_offsets, partitions)
            ends = self._offsets(self._consumer.end_offsets, partitions)
            return {each: (begins[each], ends[each]) for each in partitions}

    def committed(self) -> Mapping[TopicPartition, int]:
        """Return the place of the group of the options in each partition where it has one."""
        with self._ready():
            group = self._options.group
            deadline = time.monotonic() + self._options.timeout_s
            while True:
                try:
                    places = self._admin.list_group_offsets(group).get(group, {})
                except CoordinatorNotAvailableError:
                    # On new brokers the first group's question makes the topic where groups are kept.
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(POLL_MS / 1000)
                else:
                    return {each: place.offset for each, place in places.items()}

    def records(self, partition: TopicPartition, start: int, stop: int) -> Iterator[Any]:
        """Yield the records from one offset on and before another; those that compaction took away are not there."""
        with self._ready():
            self._look_at(partition, start)
            deadline = time.monotonic() + self._options.timeout_s
            while start < stop:
                for record in self._polled(partition):
                    if record.offset < stop:
                        yield record
                    deadline = time.monotonic() + self._options.timeout_s
                start = self._consumer.position(partition)
                if time.monotonic() > deadline:
                    raise Unavailable(f"Kafka does not give the records of {partition.topic} from {start} on")

    def times(self, starts: Mapping[TopicPartition, int]) -> Mapping[TopicPartition, int]:
        """Return when the records at these places were published, in microseconds; those are left out that are gone."""
        if not starts:
            return {}
        with self._ready():
            times: dict[TopicPartition, int] = {}
            deadline = time.monotonic() + self._options.timeout_s
            # One by one: of several, one that has had its turn would have to be paused, and the driver keeps that, and
            # what it has read ahead of it, before the others.
            for partition, offset in starts.items():
                self._look_at(partition, offset)
                while partition not in times and time.monotonic() < deadline:
                    for record in self._polled(partition, most=1):
                        times[partition] = record.timestamp * 1000
            return times

    def close(self) -> None:
        """Give back connections."""
        with self._lock:
            for client in (self._consumer, self._admin):
                if client is not None:
                    client.close()
            self._consumer = self._admin = None

    def _offsets(
        self, asked: Callable[..., Mapping[TopicPartition, int]], partitions: Sequence[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        deadline = time.monotonic() + self._options.timeout_s
        while True:
            try:
                return asked(partitions, timeout_ms=self._options.timeout_ms)
            except KeyError as error:
                # After a broker's start some partitions have a leader and others do not yet: the driver does not ask
                # for these, misses them in the answer, and has by now asked who leads them.
                if time.monotonic() > deadline:
                    raise _leaderless(error.args[0]) from error
                time.sleep(POLL_MS / 1000)

    def _look_at(self, partition: TopicPartition, offset: int) -> None:
        self._consumer.assign([partition])
        self._consumer.seek(partition, offset)

    def _polled(self, partition: TopicPartition, *, most: int | None = None) -> Sequence[Any]:
        polled: Sequence[Any] = self._consumer.poll(timeout_ms=POLL_MS, max_records=most).get(partition, ())
        return polled

    @contextmanager
    def _ready(self) -> Iterator[None]:
        with self._lock, told(self._options):
            if self._consumer is None:
                self._consumer = connect(
                    KafkaConsumer,
                    self._options,
                    group_id=None,
                    enable_auto_commit=False,
                    auto_offset_reset="earliest",
                    allow_auto_create_topics=False,
                    metadata_max_age_ms=TOPICS_EVERY_MS,
                    request_timeout_ms=self._options.timeout_ms,
                )
            if self._admin is None:
                self._admin = connect(KafkaAdminClient, self._options, request_timeout_ms=self._options.timeout_ms)
            yield


def _leaderless(partition: TopicPartition) -> Unavailable:
    return Unavailable(
        f"Kafka has no leader for partition {partition.partition} of {partition.topic}",
        hint="the broker that leads it is down or starting: audiostream cluster status",
    )
