"""The log of events."""

from collections.abc import Sequence
from typing import Protocol

from audiostream.backend.domain.events import AnyEvent
from audiostream.backend.domain.records import Backlog, DeadLetter, Lag, Record


class EventLog(Protocol):
    """Where events are published."""

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Append events; when this returns they are durable.

        Raises:
            InvalidEvent: a reader would refuse one; none was appended.
        """


class EventReader(Protocol):
    """A consumer's place in the log, which it may share with others."""

    def poll(self, *, limit: int, timeout_s: float = 0.0) -> Sequence[Record]:
        """Return the next records, each once for this reader, in order within a partition; none after the timeout."""

    def commit(self, records: Sequence[Record]) -> None:
        """Say that these records, all that were polled before them in their partitions too, are done with."""

    def wait(self, timeout_s: float) -> bool:
        """Wait, reading nothing and keeping the place; return whether what was polled is still this reader's.

        Where it is not, whatever of it was not committed comes again, here or to another reader of the log.
        """

    def dead_letter(self, letters: Sequence[DeadLetter]) -> None:
        """Put records aside with their reasons, durably, once each however often it is called."""

    def dead_letters(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return what was put aside, oldest first: so many, or all."""

    def drop(self, letters: Sequence[DeadLetter]) -> None:
        """Forget for good what was put aside; what is not there is no error."""

    def backlog(self) -> Sequence[Backlog]:
        """Return of every topic what is left to do; changes nothing."""

    def lags(self) -> Sequence[Lag]:
        """Return of every partition how far the consumers are behind; changes nothing."""
