"""The topics that there should be, and how each should be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.domain.events import KINDS, MAX_EVENT_BYTES
from audiostream.errors import InvalidConfig

DAY_MS = 86_400_000
# An event, its key, and what Kafka writes around them; in a dead-letter topic the reason and origin too.
MAX_MESSAGE_BYTES = MAX_EVENT_BYTES + 48_576
MAX_LETTER_BYTES = MAX_MESSAGE_BYTES + 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """How the topics of events are kept: ``retention_days`` counts from when an event was published.

    A publish succeeds when ``min_insync`` of the ``replication`` copies have it.
    Raises ``InvalidConfig`` for numbers that cannot work together.
    """

    partitions: int = 3
    replication: int = 1
    retention_days: int = 30
    min_insync: int = 1

    def __post_init__(self) -> None:
        if self.min_insync > self.replication:
            raise InvalidConfig(
                f"kafka_min_insync is {self.min_insync}, but kafka_replication only {self.replication}: "
                "nothing could be published",
                hint="with 3 replicas, 2 in sync let one broker fail",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as it should be; ``configs`` are Kafka's own names and values."""

    name: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


def wanted_topics(options: KafkaOptions, settings: TopicSettings) -> Sequence[Topic]:
    """Return each topic of events, and its dead-letter topic behind it."""
    return [topic for kind in KINDS for topic in (_events(options, settings, kind), _letters(options, settings, kind))]


def _events(options: KafkaOptions, settings: TopicSettings, kind: str) -> Topic:
    return Topic(
        name=options.topic(kind),
        partitions=settings.partitions,
        replication=settings.replication,
        configs={
            "cleanup.policy": "delete",
            "retention.ms": str(settings.retention_days * DAY_MS),
            "min.insync.replicas": str(settings.min_insync),
            "max.message.bytes": str(MAX_MESSAGE_BYTES),
            # An event is judged by when it was published, which no client's clock may say.
            "message.timestamp.type": "LogAppendTime",
        },
    )


def _letters(options: KafkaOptions, settings: TopicSettings, kind: str) -> Topic:
    return Topic(
        name=options.dead_letter_topic(kind),
        partitions=1,  # they are few, and stay in the order in which they were put aside
        replication=settings.replication,
        configs={
            # Kept until someone drops them, which is a record without a value.
            "cleanup.policy": "compact",
            "min.insync.replicas": str(settings.min_insync),
            "max.message.bytes": str(MAX_LETTER_BYTES),
            "message.timestamp.type": "LogAppendTime",
        },
    )
