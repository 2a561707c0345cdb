"""Publishing events, and knowing when a reader will see what they did."""

import time
from collections.abc import Sequence
from typing import Protocol
from uuid import uuid4

from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import AnyEvent, check_times
from audiostream.backend.domain.ids import EventId
from audiostream.backend.ports import EventLog


class Publisher(Protocol):
    """The one way to change listening history or playlists."""

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log events durably; return whether reads see them already ("accepted, not yet visible" if not).

        Raises:
            InvalidEvent: an event's times cannot be true; nothing was published.
        """

    def catch_up(self) -> None:
        """Before a read: apply what was logged and not applied, where that is this process's work."""


class DrainingPublisher:
    """Publishes, then drains the log by the consumer's own code: for one machine."""

    def __init__(self, log: EventLog, consumer: Consumer) -> None:
        self._log = log
        self._consumer = consumer

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log the events and apply them."""
        now = now_us()
        for event in events:
            check_times(event, now)
        self._log.publish(events)
        self._consumer.drain()
        return True

    def catch_up(self) -> None:
        """Apply what a process that died after its publish has left."""
        self._consumer.drain()


def now_us() -> int:
    """Return the time as events carry it: microseconds since the epoch."""
    return time.time_ns() // 1000


def new_event_id() -> EventId:
    """Return an id for an event that is made now."""
    return EventId(uuid4())
