"""What libvlc tells, on its way from libvlc's threads to the engine's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiostream.player.vlc.deck import Deck


class NoticeKind(StrEnum):
    """What libvlc tells of a deck."""

    PLAYING = "playing"
    PAUSED = "paused"
    SOUNDING = "sounding"
    POSITION = "position"
    LENGTH = "length"
    ENDED = "ended"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that libvlc told; ``opening`` says of which source, ``moment`` is of ``time.monotonic``."""

    deck: "Deck"
    opening: int
    kind: NoticeKind
    value: int
    moment: float
