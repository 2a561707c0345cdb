"""A log of listens that fails when a test wants it to."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from audiostream.backend.domain.events import Listened
from audiostream.errors import AudiostreamError, InvalidEvent, Unavailable


class FlakyHistory:
    """Takes listens while it is ``up``, except those in ``refused``, whose whole batch it refuses.

    ``away`` is what it raises while it is not up.
    """

    def __init__(self, *, up: bool = True, away: AudiostreamError | None = None) -> None:
        self.up = up
        self._away = away or Unavailable("the log is away")
        self.refused: Collection[UUID] = ()
        self.tries = 0
        self.taken: list[Listened] = []
        self.failing_after: AudiostreamError | None = None
        self._changed = threading.Condition()

    def record(self, events: Sequence[Listened]) -> None:
        """Take listens, or raise."""
        with self._changed:
            self.tries += 1
            self._changed.notify_all()
            if not self.up:
                raise self._away
            if any(event.event_id in self.refused for event in events):
                raise InvalidEvent("no such song was ever sung")
            self.taken += events
            if self.failing_after is not None:
                raise self.failing_after

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Keep whoever brings listens waiting meanwhile."""
        with self._changed:
            yield

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 20) -> None:
        """Wait until a condition on this holds; it is looked at after each call."""
        with self._changed:
            assert self._changed.wait_for(condition, timeout_s)
