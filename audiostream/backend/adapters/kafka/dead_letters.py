"""The dead-letter topics: what can never be applied, kept until someone has looked at it.

A record is put aside under its origin as the key, and a record without a value makes that void: so the topics may be
compacted, a letter that a consumer wrote again after a crash counts once, and one can be dropped.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kafka import TopicPartition

from audiostream.backend.adapters.kafka.options import DEAD_LETTER_SUFFIX, KafkaOptions
from audiostream.backend.adapters.kafka.producer import DurableProducer, Message
from audiostream.backend.adapters.kafka.topics import MAX_MESSAGE_BYTES
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.backend.domain.events import KINDS
from audiostream.backend.domain.records import DeadLetter, Record

Origin: TypeAlias = tuple[str, int, int]

# Brokers know a record only as it was packed: unpacked it may be too large for any topic, and would hold up all that
# come behind it. What is kept of it is as surely no event, and no user's id.
_MOST_OF_VALUE = MAX_MESSAGE_BYTES
_MOST_OF_KEY = 4096


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a letter is: in the order of being put aside."""

    at: int
    partition: TopicPartition
    offset: int


class DeadLetters:
    """All that is put aside; what was read once of the topics is not read again."""

    def __init__(self, options: KafkaOptions, viewer: Viewer) -> None:
        self._options = options
        self._viewer = viewer
        self._producer = DurableProducer(options)
        self._lock = threading.RLock()
        self._read: dict[TopicPartition, int] = {}
        self._places: dict[Origin, _Place] = {}

    def put(self, letters: Sequence[DeadLetter]) -> None:
        """Put records aside, of one that no topic would take unpacked its beginning. Raises ``Unavailable``."""
        self._producer.send([self._message(letter) for letter in letters])

    def drop(self, letters: Sequence[DeadLetter]) -> None:
        """Forget letters for good. Raises ``Unavailable``."""
        self._producer.send(
            [
                Message(topic=self._options.dead_letter_topic(letter.record.topic), key=_key(letter.record), value=None)
                for letter in letters
            ]
        )

    def all(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return the letters, the first put aside first. Raises ``Unavailable``."""
        with self._lock:
            self._read_on()
            places = sorted(self._places.values(), key=lambda each: (each.at, each.partition, each.offset))[:limit]
            found: dict[_Place, DeadLetter] = {}
            for partition in {each.partition for each in places}:
                wanted = {each.offset: each for each in places if each.partition == partition}
                for record in self._viewer.records(partition, min(wanted), max(wanted) + 1):
                    if record.offset in wanted:
                        found[wanted[record.offset]] = self._letter(record)
            return [found[each] for each in places if each in found]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each topic of ours. Raises ``Unavailable``."""
        with self._lock:
            self._read_on()
            counts = dict.fromkeys(KINDS, 0)
            for topic, _, _ in self._places:
                counts[topic] += 1
            return counts

    def forget(self) -> None:
        """Read all anew: topics were made again, whose records have the places of others that are gone."""
        with self._lock:
            self._read.clear()
            self._places.clear()

    def close(self) -> None:
        """Give back connections."""
        self._producer.close()

    def _read_on(self) -> None:
        partitions = self._viewer.partitions([self._options.dead_letter_topic(kind) for kind in KINDS])
        for partition, (begin, end) in self._viewer.ends(partitions).items():
            start = max(begin, self._read.get(partition, 0))
            if start < end:
                for record in self._viewer.records(partition, start, end):
                    self._note(partition, record)
            self._read[partition] = max(start, end)

    def _note(self, partition: TopicPartition, record: Any) -> None:  # noqa: ANN401 - the driver has no types
        origin = _origin_of(self._kind(record.topic), record.key)
        if record.value is None:
            self._places.pop(origin, None)
        else:
            # Of what was put aside again, compaction takes the earlier record away.
            known = self._places.get(origin)
            self._places[origin] = _Place(known.at if known else record.timestamp, partition, record.offset)

    def _kind(self, dead_letter_topic: str) -> str:
        return self._options.kind(dead_letter_topic).removesuffix(DEAD_LETTER_SUFFIX)

    def _message(self, letter: DeadLetter) -> Message:
        record = letter.record
        headers = {
            "reason": letter.reason,
            "topic": record.topic,
            "partition": str(record.partition),
            "offset": str(record.offset),
            "published_at": str(record.published_at),
        }
        return Message(
            topic=self._options.dead_letter_topic(record.topic),
            key=_key(record),
            value=record.value[:_MOST_OF_VALUE],
            headers=[
                *((name, text.encode("utf-8", "backslashreplace")) for name, text in headers.items()),
                ("key", record.key.encode("utf-8", "surrogateescape")[:_MOST_OF_KEY]),
            ],
        )

    def _letter(self, record: Any) -> DeadLetter:  # noqa: ANN401
        headers = dict(record.headers)
        topic, partition, offset = _origin_of(self._kind(record.topic), record.key)
        return DeadLetter(
            record=Record(
                topic=topic,
                partition=partition,
                offset=offset,
                key=headers["key"].decode("utf-8", "surrogateescape"),
                value=record.value,
                published_at=int(headers["published_at"]),
            ),
            reason=headers["reason"].decode(),
        )


def _key(record: Record) -> bytes:
    return f"{record.partition}/{record.offset}".encode()


def _origin_of(topic: str, key: bytes) -> Origin:
    partition, _, offset = key.decode().partition("/")
    return (topic, int(partition), int(offset))
