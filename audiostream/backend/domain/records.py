"""What the event log holds, and what consumers have made of it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An event as the log holds it; ``published_at`` in microseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    published_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A record that could not be applied, and why."""

    record: Record
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What a topic's consumers have left to do, and what they could not.

    ``waiting`` records are published and not committed, the oldest since ``oldest_at`` (microseconds since the epoch).
    """

    topic: str
    waiting: int
    oldest_at: int | None
    dead_letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a topic's consumers are behind in a partition.

    ``waiting`` records are published and not committed, the oldest since ``oldest_at`` (microseconds since the epoch);
    ``committed`` is the consumers' place, None before their first commit.
    """

    topic: str
    partition: int
    committed: int | None
    waiting: int
    oldest_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a consumer has done since it began, in events by topic.

    ``busy_s`` seconds went into it, and ``away_since`` (microseconds since the epoch) a store or the log is away.
    """

    applied: Mapping[str, int]
    dead_lettered: Mapping[str, int]
    batches: int
    busy_s: float
    away_since: int | None
