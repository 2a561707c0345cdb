"""Playlists: what a reader sees of an observed-remove set with last-writer-wins fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlist:
    """A playlist that exists; ``named_at``, in microseconds since the epoch, is when it got its name."""

    id: PlaylistId
    user_id: UserId
    name: str
    named_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place in a playlist; ``placed_at`` in microseconds since the epoch is when it was put there."""

    id: EntryId
    song_id: SongId
    position: str
    placed_at: int


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """An entry and its song; ``None`` when the song has been removed since."""

    entry: Entry
    song: Song | None


@dataclass(frozen=True, slots=True)
class PlaylistView:
    """A playlist with its songs in order."""

    playlist: Playlist
    items: Sequence[PlaylistItem]


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries as they are played: by position, equal ones by id."""
    return sorted(entries, key=lambda entry: (entry.position, entry.id.bytes))
