"""Sending records so that they are durable, in bounded time."""

import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaTimeoutError

from audiostream.backend.adapters.kafka.connect import administrator, connect
from audiostream.backend.adapters.kafka.failures import missing_topics, told
from audiostream.backend.adapters.kafka.options import KafkaOptions

# Above the brokers' own limit, which decides; what is put aside is larger than it was by its reason and origin.
MAX_REQUEST_BYTES = 4 * 1024 * 1024
_BATCH_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: a ``topic`` by its name on the brokers; a ``value`` of None says that the key's record is void."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


class DurableProducer:
    """An idempotent producer that waits for all replicas in sync; it connects at first use, and any thread may send."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._producer: Any = None

    def send(self, messages: Sequence[Message]) -> None:
        """Return when every message is durable; order is kept within a partition.

        Raises:
            Unavailable: within the time of the options they could not be; some may be.
            Rejected: the brokers refuse one for good; the others may be durable.
        """
        if not messages:
            return
        with told(self._options):
            producer = self._connected()
            try:
                self._send(producer, messages)
            except Exception as error:
                # Its numbers of sequence may have a gap now, which brokers refuse; the next call begins anew.
                self._forget(producer)
                # The driver waits for a topic that is not there as for a broker that is not.
                if isinstance(error, KafkaTimeoutError) and (
                    missing := self._missing({message.topic for message in messages})
                ):
                    raise missing_topics(self._options, missing) from error
                raise

    def close(self) -> None:
        """Give back connections."""
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=self._options.timeout_s)

    def _send(self, producer: Any, messages: Sequence[Message]) -> None:  # noqa: ANN401 - the driver has no types
        futures = [
            producer.send(message.topic, key=message.key, value=message.value, headers=list(message.headers))
            for message in messages
        ]
        # The driver gives up by itself in this time; the second is for telling us.
        deadline = time.monotonic() + self._options.timeout_s + 1
        for future in futures:
            future.get(timeout=max(0.0, deadline - time.monotonic()))

    def _missing(self, topics: Collection[str]) -> Sequence[str]:
        with administrator(self._options) as admin:
            return [each["name"] for each in admin.describe_topics(sorted(topics)) if each["error_code"]]

    def _connected(self) -> Any:  # noqa: ANN401
        with self._lock:
            if self._producer is None:
                self._producer = connect(
                    KafkaProducer,
                    self._options,
                    enable_idempotence=True,
                    acks="all",
                    allow_auto_create_topics=False,
                    batch_size=_BATCH_BYTES,
                    max_request_size=MAX_REQUEST_BYTES,
                    max_block_ms=self._options.timeout_ms,
                    delivery_timeout_ms=self._options.timeout_ms,
                    request_timeout_ms=self._options.timeout_ms // 2,
                )
            return self._producer

    def _forget(self, producer: Any) -> None:  # noqa: ANN401
        with self._lock:
            if self._producer is producer:
                self._producer = None
        producer.close(timeout=0)
