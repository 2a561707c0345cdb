"""Kafka for tests: each has topics and a group of its own on the one broker, and leaves none behind."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

from kafka import KafkaAdminClient, KafkaProducer

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.topics import TopicSettings, wanted_topics
from tools.servers.addresses import KAFKA_PORT

SERVERS = (f"127.0.0.1:{KAFKA_PORT}",)
# What a poll may take to see what was published: to join the group, mostly; and what the broker may take to answer.
# It shares two processors with the other servers and the tests, and now and then answers late.
PATIENCE_S = 60.0
# The test says when a record was published, as if by the broker's clock; a real topic takes the broker's.
_AS_TOLD = {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(10**12)}


def own_options(**fields: Any) -> KafkaOptions:  # noqa: ANN401 - any field
    """Return options by names that nobody else has."""
    name = f"test-{uuid4().hex[:12]}"
    own = {"servers": SERVERS, "prefix": f"{name}.", "group": name}
    return KafkaOptions(**{**own, "session_timeout_s": 30.0, "timeout_s": PATIENCE_S, **fields})


@contextmanager
def admin(options: KafkaOptions) -> Iterator[Any]:
    """Give the driver's own administrator."""
    with closing(KafkaAdminClient(bootstrap_servers=list(options.servers))) as client:
        yield client


@contextmanager
def topics(options: KafkaOptions, settings: TopicSettings | None = None) -> Iterator[None]:
    """Have the topics of the options, meanwhile."""
    make_topics(options, settings)
    try:
        yield
    finally:
        delete_topics(options)


def make_topics(options: KafkaOptions, settings: TopicSettings | None = None) -> None:
    """Make the topics of the options."""
    wanted = {
        topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": topic.replication,
            "configs": {**topic.configs, **(_AS_TOLD if topic.name in options.topics else {})},
        }
        for topic in wanted_topics(options, settings or TopicSettings())
    }
    with admin(options) as client:
        client.create_topics(wanted)
        client.wait_for_topics(list(wanted), timeout_ms=int(PATIENCE_S * 1000))


def delete_topics(options: KafkaOptions) -> None:
    """Delete the topics of the options, with all that is in them."""
    with admin(options) as client:
        client.delete_topics([topic.name for topic in wanted_topics(options, TopicSettings())])


@contextmanager
def raw_producer(options: KafkaOptions) -> Iterator[Any]:
    """Give a producer that writes what it is told, and when."""
    with closing(KafkaProducer(bootstrap_servers=list(options.servers), max_request_size=4_000_000)) as producer:
        yield producer
