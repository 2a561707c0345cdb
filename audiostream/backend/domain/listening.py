"""A listen: what was heard, when and how much of it."""

import re
from dataclasses import dataclass

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.paging import decode_cursor, encode_cursor, wrong_cursor

FOUR_MINUTES_MS = 240_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """One listen of one user; ``started_at`` in microseconds since the epoch, lengths in milliseconds."""

    event_id: EventId
    user_id: UserId
    song_id: SongId
    started_at: int
    played_ms: int
    duration_ms: int
    completed: bool
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedListen:
    """A listen that the log never took, and why; ``event`` is what was to be logged, as JSON."""

    user_id: UserId
    started_at: int
    reason: str
    event: bytes


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A listen and its song; ``None`` when the song has been removed since."""

    listen: Listen
    song: Song | None


def completes(played_ms: int, duration_ms: int) -> bool:
    """Return whether so much of a track was heard that the listen counts.

    Half of the track or four minutes, whichever is less, as the scrobbling rule of
    https://www.last.fm/api/scrobbling has it, by time really played and not by position.
    """
    return played_ms > 0 and played_ms >= min(duration_ms / 2, FOUR_MINUTES_MS)


def listen_of(event: Listened) -> Listen:
    """Return the listen that an event tells of."""
    return Listen(
        event_id=event.event_id,
        user_id=event.user_id,
        song_id=event.song_id,
        started_at=event.started_at,
        played_ms=event.played_ms,
        duration_ms=event.duration_ms,
        completed=event.completed,
        client=event.client,
    )


def encode_place(listen: Listen) -> str:
    """Return the cursor of what comes after a listen in a history, which is newest first."""
    return encode_cursor(listen.started_at, listen.event_id.hex)


def place_of(cursor: str) -> tuple[int, bytes]:
    """Read a cursor of a history: when the listen before it started, and that one's id.

    Raises:
        InvalidInput: it is not of such a listing.
    """
    started_at, event_id = decode_cursor(cursor, tuple[int, str])
    if -(2**63) <= started_at < 2**63 and re.fullmatch("[0-9a-f]{32}", event_id):
        return started_at, bytes.fromhex(event_id)
    raise wrong_cursor(cursor)
