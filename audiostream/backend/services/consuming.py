"""What the consumer of events has left to do, and what it could not: for whoever looks after the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.listening import RefusedListen
from audiostream.backend.domain.paging import DEFAULT_LIMIT, check_limit
from audiostream.backend.domain.records import Backlog, DeadLetter, Lag
from audiostream.backend.ports import EventReader


class SpoolReport(Protocol):
    """What became of the listens that players on this machine have kept."""

    def refused(self, *, limit: int) -> Sequence[RefusedListen]:
        """Return those that the log never took, of all users, oldest first."""

    def counts(self) -> tuple[int, int]:
        """Return how many wait to be sent, of all users, and how many the log never took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is left to do: in the log by topic, and in the spool, where ``spooled`` listens wait for the log."""

    topics: Sequence[Backlog]
    spooled: int
    refused: int

    @property
    def waiting(self) -> int:
        """How many events wait in all."""
        return sum(topic.waiting for topic in self.topics) + self.spooled

    @property
    def put_aside(self) -> int:
        """How many events will never be applied."""
        return sum(topic.dead_letters for topic in self.topics) + self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAside:
    """An event that will never be applied, and why.

    ``at`` (microseconds since the epoch) is when it was published, and ``place`` its partition and offset; one that
    the log never took has none, and the time of its listen. ``value`` need not be an event at all.
    """

    topic: str
    place: tuple[int, int] | None
    user_id: str
    at: int
    reason: str
    value: bytes


class ConsumerService:
    """Looks at the log and the spool, and changes neither."""

    def __init__(self, reader: EventReader, spool: SpoolReport) -> None:
        self._reader = reader
        self._spool = spool

    def status(self) -> Status:
        """Return what is left to do."""
        spooled, refused = self._spool.counts()
        return Status(topics=self._reader.backlog(), spooled=spooled, refused=refused)

    def lags(self) -> Sequence[Lag]:
        """Return of every partition of the log how far its consumers are behind."""
        return self._reader.lags()

    def dead_letters(self, *, limit: int = DEFAULT_LIMIT) -> Sequence[PutAside]:
        """Return the first of what was put aside, of all users, oldest first.

        Raises:
            InvalidInput: the limit is not from 1 to 1000.
        """
        check_limit(limit)
        found = [
            *map(_of_the_log, self._reader.dead_letters(limit=limit)),
            *map(_of_the_spool, self._spool.refused(limit=limit)),
        ]
        return sorted(found, key=lambda each: each.at)[:limit]


def _of_the_log(letter: DeadLetter) -> PutAside:
    record = letter.record
    return PutAside(
        topic=record.topic,
        place=(record.partition, record.offset),
        user_id=record.key.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        at=record.published_at,
        reason=letter.reason,
        value=record.value,
    )


def _of_the_spool(listen: RefusedListen) -> PutAside:
    return PutAside(
        topic=Listened.topic,
        place=None,
        user_id=listen.user_id,
        at=listen.started_at,
        reason=listen.reason,
        value=listen.event,
    )
