"""Uploading: where songs go, and what becomes of a file."""

from dataclasses import dataclass
from enum import StrEnum

from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Where songs go, as far as the caller says: by the ids of what exists, or by names to be found or made."""

    artist_id: ArtistId | None = None
    album_id: AlbumId | None = None
    artist: str | None = None
    album: str | None = None


class Status(StrEnum):
    """What became of a file; ``RESTORED`` is one whose song was there, and had lost its file or had it damaged."""

    CREATED = "created"
    WOULD_CREATE = "would-create"
    RESTORED = "restored"
    WOULD_RESTORE = "would-restore"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a file that was sent; ``size`` in bytes."""

    status: Status
    size: int
    song_id: SongId | None = None
    album_id: AlbumId | None = None
