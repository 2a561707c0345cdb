"""Publishing events, and knowing when a reader will see what they did."""

import logging
from collections.abc import Sequence
from typing import Protocol
from uuid import uuid4

from audiostream.backend.domain.events import AnyEvent, check_times, now_us
from audiostream.backend.domain.ids import EventId
from audiostream.backend.ports import EventLog
from audiostream.errors import Unavailable

_log = logging.getLogger(__name__)


class Drain(Protocol):
    """What applies the log's events to the stores; ``backend.consumer.Consumer`` is it."""

    def drain(self) -> int:
        """Apply all that is logged; return how many records that were."""


class Publisher(Protocol):
    """The one way to change listening history or playlists."""

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log events durably; return whether reads see them already ("accepted, not yet visible" if not).

        Raises:
            InvalidEvent: a reader would refuse one, for its times or its fields; nothing was published.
        """

    def catch_up(self) -> None:
        """Before a read: apply what was logged and not applied, where that is this process's work."""


class DrainingPublisher:
    """Publishes, then drains the log by the consumer's own code: for one machine."""

    def __init__(self, log: EventLog, consumer: Drain) -> None:
        self._log = log
        self._consumer = consumer

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log the events and apply them; once they are logged, a store that is away delays them only."""
        now = now_us()
        for event in events:
            check_times(event, now)
        self._log.publish(events)
        try:
            self._consumer.drain()
        except Unavailable as error:
            _log.warning("Stored, but not applied yet: %s", error.message)
            return False
        return True

    def catch_up(self) -> None:
        """Apply what a process that died after its publish has left."""
        self._consumer.drain()


def new_event_id() -> EventId:
    """Return an id for an event that is made now."""
    return EventId(uuid4())
