"""What the player asks of the thing that makes sound; the package ``vlc`` has the real one.

An engine plays one source at a time and tells what happens to it by events. They come from a thread of
the engine's own, to the function given when it was made; that function must not call the engine.
"""

from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Source:
    """What to play; ``number`` is the caller's, new for each playing, and comes back in every event about it.

    ``gain_db`` is by how much it is played louder than it is, beside the volume.
    """

    number: int
    url: str
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """The first sound of a source has reached the output; ``duration_ms`` is 0 where it is not known."""

    number: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A source was played to its end."""

    number: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A source cannot be opened or decoded, or broke off; ``reason`` is for people."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class OutputFailed:
    """There is no sound device, or the named output cannot be opened: no source will do better."""

    reason: str


EngineEvent: TypeAlias = Started | Ended | Failed | OutputFailed


class Engine(Protocol):
    """Plays one source at a time; calls return soon, from any thread but the one that brings events."""

    def play(self, source: Source, *, start_ms: int = 0) -> None:
        """Stop what plays and play this, with the shortest gap where it was opened ahead."""

    def open_ahead(self, source: Source) -> None:
        """Do all that can be done before ``source`` is played; one that was opened ahead before is let go."""

    def pause(self) -> None:
        """Hold; nothing where nothing plays."""

    def resume(self) -> None:
        """Go on."""

    def seek(self, position_ms: int) -> None:
        """Move within what plays; beyond its end, it ends."""

    def set_volume(self, percent: int) -> None:
        """Set the loudness, 0 to 100, of this and all that follows."""

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a switch's position
        """Silence, or sound again; the volume stays."""

    def position_ms(self) -> int:
        """Return how far what plays has come; 0 where nothing does."""

    def stop(self) -> None:
        """Stop what plays; no event of it comes after this."""

    def close(self) -> None:
        """Stop, and give back the device; may be called twice."""
