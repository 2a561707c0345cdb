"""All that the player's machine knows, and the events that are neither commands nor the engine's."""

from dataclasses import dataclass, field

from audiostream.backend.domain.catalogue import Song
from audiostream.player.listens import Heard, Meter
from audiostream.player.model import NowPlaying, Status
from audiostream.player.queue import Queue

# More rows than a terminal has.
MAX_UPCOMING = 100


@dataclass(frozen=True, slots=True)
class Begin:
    """Play the queue's present song, from a position; sent once."""

    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: ``now_ms`` by a steady clock, ``now_us`` since the epoch, the position as the engine has it."""

    now_ms: int
    now_us: int
    position_ms: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the listener should know, from outside the machine."""

    message: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was opened ahead; without a ``number`` where that failed."""

    number: int | None
    song: Song


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A moment of a player.

    ``number`` is that of the present playing, 0 before the first; ``ready`` once it has sounded. ``seeking`` is for a
    position asked for before that. ``failures`` counts tracks in a row that could not be played; ``played_out`` says
    that the queue came to its end. With ``leave_after_ms`` each track is left after it was heard for so long.
    """

    queue: Queue
    volume: int = 100
    muted: bool = False
    leave_after_ms: int | None = None
    status: Status = Status.LOADING
    number: int = 0
    last_number: int = 0
    ready: bool = False
    ahead: Ahead | None = None
    position_ms: int = 0
    duration_ms: int = 0
    seeking: bool = False
    settles_at_ms: int = 0
    started_us: int = 0
    meter: Meter = field(default_factory=Meter)
    failures: int = 0
    any_played: bool = False
    any_skipped: bool = False
    played_out: bool = False
    now_ms: int = 0
    now_us: int = 0
    message: str | None = None
    message_until_ms: int = 0

    def heard(self) -> Heard | None:
        """Return what was heard so far of the present playing, if anything."""
        if not self.meter.played_ms:
            return None
        return Heard(
            number=self.number,
            song=self.queue.song,
            started_us=self.started_us,
            played_ms=self.meter.played_ms,
            duration_ms=self.duration_ms,
        )

    def now_playing(self) -> NowPlaying:
        """Return what a screen draws of it."""
        return NowPlaying(
            status=self.status,
            song=self.queue.song,
            position_ms=self.position_ms,
            duration_ms=self.duration_ms,
            volume=self.volume,
            muted=self.muted,
            shuffle=self.queue.shuffle,
            repeat=self.queue.repeat,
            index=self.queue.index,
            total=len(self.queue.order),
            upcoming=self.queue.upcoming(MAX_UPCOMING),
            message=self.message,
        )
