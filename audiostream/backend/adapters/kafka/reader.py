"""A consumer's place in Kafka: one of a group that shares the partitions."""

import threading
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka.errors import CommitFailedError, RebalanceInProgressError, UnknownTopicOrPartitionError

from audiostream.backend.adapters.kafka.backlog import backlog, lags
from audiostream.backend.adapters.kafka.connect import connect
from audiostream.backend.adapters.kafka.dead_letters import DeadLetters
from audiostream.backend.adapters.kafka.failures import missing_topics, told
from audiostream.backend.adapters.kafka.options import TOPICS_EVERY_MS, KafkaOptions
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.backend.domain.events import KINDS
from audiostream.backend.domain.records import Backlog, DeadLetter, Lag, Record

_BEATS_A_SESSION = 4
_FETCH_BYTES = 4 * 1024 * 1024
_IDLE_MS = 540_000  # the driver's own


class KafkaEventReader:
    """An ``EventReader``: joins the group at its first poll, and leaves it when it is closed.

    Nothing is committed but what ``commit`` says. Where the group gives a partition to another reader, what this one
    has polled of it and not committed goes there. ``topics`` are those to read, all when None.

    Topics may be deleted under it, of which the driver says nothing. It sees that within seconds, leaves the group,
    and joins again once they are there: at their beginning, as the brokers forget with a topic how far it was read.
    """

    def __init__(self, options: KafkaOptions, topics: Collection[str] | None = None) -> None:
        self._options = options
        self._topics = [options.topic(kind) for kind in KINDS if topics is None or kind in topics]
        self._lock = threading.RLock()
        self._consumer: Any = None
        self._topic_ids: Sequence[object] = ()
        self._held = _Held()
        self._viewer = Viewer(options)
        self._letters = DeadLetters(options, self._viewer)

    def poll(self, *, limit: int, timeout_s: float = 0.0) -> Sequence[Record]:
        """Return the next records, in order within a partition; none after the timeout. Raises ``Unavailable``."""
        with self._lock, told(self._options):
            self._look_after_topics()
            consumer = self._joined()
            if paused := consumer.paused():
                consumer.resume(*paused)
            polled = consumer.poll(timeout_ms=int(timeout_s * 1000), max_records=limit)
            self._held.polled(polled)
            topics = {partition: self._options.kind(partition.topic) for partition in polled}
            return [_record(topics[partition], each) for partition, records in polled.items() for each in records]

    def commit(self, records: Sequence[Record]) -> None:
        """Commit the partitions up to these records, where they are still this reader's. Raises ``Unavailable``."""
        ends: dict[TopicPartition, int] = {}
        for record in records:
            partition = TopicPartition(self._options.topic(record.topic), record.partition)
            ends[partition] = max(ends.get(partition, 0), record.offset + 1)
        with self._lock, told(self._options):
            self._look_after_topics()
            if new := self._held.to_commit(ends):
                try:
                    self._joined().commit(
                        {partition: OffsetAndMetadata(offset) for partition, offset in new.items()},
                        timeout_ms=self._options.timeout_ms,
                    )
                except (CommitFailedError, RebalanceInProgressError):
                    # The group has gone on without us: whoever has the partitions now applies these once more.
                    return
                except UnknownTopicOrPartitionError:
                    self._leave()
                    raise
                self._held.committed(new)

    def wait(self, timeout_s: float) -> bool:
        """Wait, remaining in the group and reading nothing; return whether what was polled is still this reader's."""
        with self._lock, told(self._options):
            was_joined, consumer = self._consumer is not None, self._joined()
            turns = self._held.turns
            consumer.pause(*consumer.assignment())
            polled = consumer.poll(timeout_ms=int(timeout_s * 1000))
            for partition, records in polled.items():  # of partitions that were assigned meanwhile
                consumer.seek(partition, records[0].offset)
            return was_joined and self._held.turns == turns

    def dead_letter(self, letters: Sequence[DeadLetter]) -> None:
        """Put records aside, durably. Raises ``Unavailable``."""
        self._letters.put(letters)

    def dead_letters(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return what was put aside, oldest first. Raises ``Unavailable``."""
        return self._letters.all(limit=limit)

    def drop(self, letters: Sequence[DeadLetter]) -> None:
        """Forget what was put aside. Raises ``Unavailable``."""
        self._letters.drop(letters)

    def backlog(self) -> Sequence[Backlog]:
        """Return of every topic what is left to do, by any reader of the group. Raises ``Unavailable``."""
        return backlog(self.lags(), self._letters.counts())

    def lags(self) -> Sequence[Lag]:
        """Return of every partition how far the group is behind. Raises ``Unavailable``."""
        return lags(self._options, self._viewer)

    def close(self) -> None:
        """Leave the group, committing nothing more, and give back connections."""
        with self._lock:
            self._leave()
            self._letters.close()
            self._viewer.close()

    def _joined(self) -> Any:  # noqa: ANN401 - the driver has no types
        if self._consumer is None:
            session_ms = int(self._options.session_timeout_s * 1000)
            request_ms = max(self._options.timeout_ms, session_ms + 5_000)
            consumer = connect(
                KafkaConsumer,
                self._options,
                group_id=self._options.group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                max_partition_fetch_bytes=_FETCH_BYTES,
                metadata_max_age_ms=TOPICS_EVERY_MS,
                partition_assignment_strategy=[RoundRobinPartitionAssignor],
                session_timeout_ms=session_ms,
                heartbeat_interval_ms=session_ms // _BEATS_A_SESSION,
                request_timeout_ms=request_ms,
                # The driver takes no connection that may be idle for less time than an answer may take.
                connections_max_idle_ms=max(_IDLE_MS, request_ms + 5_000),
            )
            # A broker that goes away at this moment comes back after many tries, each with sockets of its own.
            with ExitStack() as unless_joined:
                unless_joined.callback(consumer.close, timeout_ms=self._options.timeout_ms)
                consumer.subscribe(self._topics, listener=self._held)
                if missing := [topic for topic in self._topics if not consumer.partitions_for_topic(topic)]:
                    raise missing_topics(self._options, missing)
                unless_joined.pop_all()
            self._consumer, self._topic_ids = consumer, _ids(consumer, self._topics)
        return self._consumer

    def _look_after_topics(self) -> None:
        """Leave the group where topics are gone or were made again, by what the driver has last heard."""
        if self._consumer is not None and _ids(self._consumer, self._topics) != self._topic_ids:
            self._leave()

    def _leave(self) -> None:
        """Leave the group; nothing is this reader's any more, and places may soon be those of other records."""
        consumer, self._consumer, self._held = self._consumer, None, _Held()
        self._letters.forget()
        if consumer is not None:
            consumer.close(timeout_ms=self._options.timeout_ms)


def _ids(consumer: Any, topics: Sequence[str]) -> Sequence[object]:  # noqa: ANN401 - the driver has no types
    """Return what tells topics from others that had their names before, and from none."""
    cluster = consumer._cluster  # noqa: SLF001 - the driver tells them nowhere else
    return [(bool(cluster.partitions_for_topic(topic)), cluster.topic_id(topic)) for topic in topics]


def _record(topic: str, record: Any) -> Record:  # noqa: ANN401 - the driver has no types
    return Record(
        topic=topic,
        partition=record.partition,
        offset=record.offset,
        # Whatever was written there: a key that is not UTF-8 is nobody's id, and is put aside as it was.
        key=(record.key or b"").decode("utf-8", "surrogateescape"),
        value=record.value or b"",
        published_at=record.timestamp * 1000,
    )


class _Held:
    """The partitions of which this reader has polled, since they were last given to it, and how far they are done.

    Told of revoked and lost partitions by the driver's own thread. ``turns`` counts that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: dict[TopicPartition, int] = {}
        self.turns = 0

    def polled(self, partitions: Iterable[TopicPartition]) -> None:
        """Hold partitions of which records were given to the caller."""
        with self._lock:
            for each in partitions:
                self._done.setdefault(each, 0)

    def to_commit(self, ends: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
        """Return those places that are still ours and ahead of what is committed."""
        with self._lock:
            return {each: end for each, end in ends.items() if each in self._done and end > self._done[each]}

    def committed(self, ends: dict[TopicPartition, int]) -> None:
        """Remember what was committed."""
        with self._lock:
            self._done.update({each: end for each, end in ends.items() if each in self._done})

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Nothing to do: a partition is held once something was polled of it."""

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Give partitions up. Between two polls all that was applied is committed already."""
        with self._lock:
            self.turns += 1
            for each in revoked:
                self._done.pop(each, None)

    def on_partitions_lost(self, lost: Collection[TopicPartition]) -> None:
        """Drop partitions that another reader has already."""
        self.on_partitions_revoked(lost)


# The driver asks for its own abstract class, which has no types.
ConsumerRebalanceListener.register(_Held)
