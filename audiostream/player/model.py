"""What a player shows and what it can be told: the words its parts share."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Protocol, TypeAlias

from audiostream.backend.domain.catalogue import Song


class Status(StrEnum):
    """What the player is doing.

    LOADING -> PLAYING <-> PAUSED      (each of them -> STOPPED, at the queue's end, by quit or by failure)
       ^----------'   next, previous, end of a track
    """

    LOADING = "loading"
    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"


class Ending(StrEnum):
    """How a player came to its end."""

    WELL = "well"
    """The queue was played, or the listener quit."""
    PARTLY = "partly"
    """The queue was played, but for some songs that could not be."""
    UNPLAYABLE = "unplayable"
    """None of the songs could be played, or too many in a row."""
    WITHOUT_SOUND = "without sound"
    """There is no output that works."""


class Repeat(StrEnum):
    """What follows the end of a track or of the queue."""

    OFF = "off"
    ONE = "one"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TogglePause:
    """Pause, or go on."""


@dataclass(frozen=True, slots=True)
class Next:
    """To the next track."""


@dataclass(frozen=True, slots=True)
class Previous:
    """To the track before, or to the start of this one after its first 3 seconds."""


@dataclass(frozen=True, slots=True)
class SeekBy:
    """Move by so many milliseconds, backwards when negative."""

    delta_ms: int


@dataclass(frozen=True, slots=True)
class ChangeVolume:
    """Louder or softer by so many percent points."""

    delta: int


@dataclass(frozen=True, slots=True)
class ToggleMute:
    """Silence, or sound again."""


@dataclass(frozen=True, slots=True)
class ToggleShuffle:
    """Play what is left in random order, each once; or in the queue's order again."""


@dataclass(frozen=True, slots=True)
class CycleRepeat:
    """Off, all, one, and off again."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Stop and leave."""


Command: TypeAlias = (
    TogglePause | Next | Previous | SeekBy | ChangeVolume | ToggleMute | ToggleShuffle | CycleRepeat | Quit
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NowPlaying:
    """All that a screen draws, as of one moment; lengths in milliseconds, volume in percent.

    ``index`` is the place among ``total`` in the order of playing, from 0; ``duration_ms`` is 0 while it
    is not known; ``upcoming`` begins with what plays next, ``repeat`` heeded, and need not be complete.
    """

    status: Status
    song: Song | None
    position_ms: int
    duration_ms: int
    volume: int
    muted: bool
    shuffle: bool
    repeat: Repeat
    index: int
    total: int
    upcoming: Sequence[Song]
    message: str | None = None


class Player(Protocol):
    """What a screen needs of the thing that plays; every member may be used from any thread."""

    @property
    def finished(self) -> Event:
        """Set once the queue has ended or the player has stopped for another reason."""

    def send(self, command: Command) -> None:
        """Take a command, to be done soon; after the end it is ignored."""

    def snapshot(self) -> NowPlaying:
        """Return what is playing now."""
