"""What the player's machine wants done, and what it tells."""

from dataclasses import dataclass
from typing import TypeAlias

from audiostream.backend.domain.catalogue import Song
from audiostream.player.listens import Heard
from audiostream.player.model import Ending


@dataclass(frozen=True, slots=True)
class Play:
    """Play a song from a position; ``number`` is new, or that of the opening ahead of the same song."""

    number: int
    song: Song
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class OpenAhead:
    """Open what plays next."""

    number: int
    song: Song


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Move to a position."""

    position_ms: int


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Set the loudness, 0 to 100."""

    percent: int


@dataclass(frozen=True, slots=True)
class SetMuted:
    """Silence, or sound again."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the sound."""


@dataclass(frozen=True, slots=True)
class RecordListen:
    """Store what was heard of a track that is left now."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class Announce:
    """A song has begun to sound; ``index`` among ``total`` in the order of playing, from 0."""

    song: Song
    index: int
    total: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A song could not be played."""

    song: Song
    reason: str


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the listener something."""

    message: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The player is done; ``reason`` says why it could not go on. The last effect of all."""

    ending: Ending
    reason: str | None = None


Effect: TypeAlias = (
    Play
    | OpenAhead
    | Pause
    | Resume
    | Seek
    | SetVolume
    | SetMuted
    | Stop
    | RecordListen
    | Announce
    | Skipped
    | Say
    | Finish
)
