"""Publishing events to Kafka."""

from collections.abc import Sequence

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.producer import DurableProducer, Message
from audiostream.backend.domain.events import AnyEvent, encode


class KafkaEventLog:
    """An ``EventLog``; a user's events keep their order within a topic, as the user id is their key."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._producer = DurableProducer(options)

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Append events; when this returns, all replicas in sync have them.

        Raises:
            InvalidEvent: a reader would refuse one; none was appended.
            Unavailable: Kafka is, and some of the events may be appended; to publish them again does no harm.
            Rejected: Kafka refuses one, as it is too large.
        """
        self._producer.send(
            [
                Message(topic=self._options.topic(event.topic), key=event.user_id.encode(), value=encode(event))
                for event in events
            ]
        )

    def close(self) -> None:
        """Give back connections."""
        self._producer.close()
