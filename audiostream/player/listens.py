"""What was heard of a track: time really played, by a clock and not by position. Pure values.

Pauses, stalls and seeks do not count: half a track is heard when half of its length has sounded, whichever
parts those were (``domain.listening`` has the rule, this the measure).
"""

from dataclasses import dataclass, replace
from typing import Self

from audiostream.backend.domain.catalogue import MAX_TRACK_MS, Song
from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import EventId, UserId
from audiostream.backend.domain.listening import completes

# Engines report a position a few times a second: one that stands still for less is no sign of a stall.
STALL_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Adds up the time that a track sounds.

    ``at_ms`` is the last moment looked at, by a steady clock, and ``None`` while it should not sound. ``waiting_ms``
    is the time since its position last moved, not known yet to be sound or a stall.
    """

    counted_ms: int = 0
    waiting_ms: int = 0
    at_ms: int | None = None
    position_ms: int = 0

    @property
    def played_ms(self) -> int:
        """The time heard so far."""
        return self.counted_ms + (self.waiting_ms if self.waiting_ms <= STALL_MS else 0)

    def sounding(self, now_ms: int, position_ms: int) -> Self:
        """Begin to count, or go on after a pause."""
        return replace(self, at_ms=now_ms, position_ms=position_ms)

    def silent(self) -> Self:
        """Count no further until it sounds again."""
        return replace(self, counted_ms=self.played_ms, waiting_ms=0, at_ms=None)

    def sought(self, position_ms: int) -> Self:
        """Take a jump for what it is: no time played, no stall that ended."""
        return replace(self, counted_ms=self.played_ms, waiting_ms=0, position_ms=position_ms)

    def tick(self, now_ms: int, position_ms: int) -> Self:
        """Count the time since the last look, if it sounded."""
        if self.at_ms is None:
            return self
        waiting = self.waiting_ms + max(0, now_ms - self.at_ms)
        moved = position_ms - self.position_ms
        if not moved:
            return replace(self, waiting_ms=waiting, at_ms=now_ms)
        # After a stall, or when nobody looked for long, no more has sounded than the position tells.
        sounded = waiting if waiting <= STALL_MS else min(waiting, max(0, moved))
        return replace(self, counted_ms=self.counted_ms + sounded, waiting_ms=0, at_ms=now_ms, position_ms=position_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard in one playing of a song; ``started_us`` since the epoch, lengths in milliseconds."""

    number: int
    song: Song
    started_us: int
    played_ms: int
    duration_ms: int

    @property
    def completed(self) -> bool:
        """Whether it counts as listened to."""
        return completes(self.played_ms, self.duration_ms)

    def event(self, event_id: EventId, user_id: UserId, now_us: int, client: str) -> Listened:
        """Return the event that tells of it."""
        return Listened(
            event_id=event_id,
            user_id=user_id,
            occurred_at=now_us,
            song_id=self.song.id,
            started_at=self.started_us,
            played_ms=min(self.played_ms, MAX_TRACK_MS),
            duration_ms=min(self.duration_ms, MAX_TRACK_MS),
            completed=self.completed,
            client=client,
        )
