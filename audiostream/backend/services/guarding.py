"""A log that may be away, where many publish at once: few find out that it still is, so that others are not held up."""

import threading
from collections.abc import Sequence

from audiostream.backend.domain.events import AnyEvent
from audiostream.backend.ports import EventLog
from audiostream.errors import Unavailable

PROBES = 2
"""How many at a time may try while it fails. One who waits for a log in vain holds a thread for its whole patience."""


class GuardedLog:
    """An ``EventLog`` that tells at once that the log is away, to all but a few, from one failure to the next success.

    The circuit breaker of M. Nygard, "Release It!" (2007), that tries by calls and not by a clock.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._failure: Unavailable | None = None
        self._probes = threading.BoundedSemaphore(PROBES)

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Append events, as the log does.

        Raises:
            Unavailable: the log is, or was when it was last tried; some of the events may be appended.
        """
        failure = self._failure
        if failure is None:
            self._publish(events)
        elif self._probes.acquire(blocking=False):
            try:
                self._publish(events)
            finally:
                self._probes.release()
        else:
            raise Unavailable(failure.message, hint=failure.hint) from failure

    def _publish(self, events: Sequence[AnyEvent]) -> None:
        try:
            self._log.publish(events)
        except Unavailable as error:
            self._failure = error
            raise
        self._failure = None
