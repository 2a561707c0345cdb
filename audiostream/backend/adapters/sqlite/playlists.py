"""Playlists in a SQLite file: each event is one statement, and any order of them ends in the same rows."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.domain.events import PlaylistCreated, PlaylistDeleted, PlaylistEvent, SongAdded, SongsRemoved
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId, UserId
from audiostream.backend.domain.names import fold, plain
from audiostream.backend.domain.playlists import Entry, Playlist, in_order

_MIGRATIONS = (
    (
        # NULL where no event of that kind was seen yet: a delete may come before its create.
        """
        CREATE TABLE playlist (
            user_id TEXT NOT NULL,
            playlist_id BLOB NOT NULL,
            name TEXT,
            named_at INTEGER,
            deleted INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (user_id, playlist_id)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE entry (
            user_id TEXT NOT NULL,
            playlist_id BLOB NOT NULL,
            entry_id BLOB NOT NULL,
            song_id INTEGER,
            position TEXT,
            placed_at INTEGER,
            removed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (user_id, playlist_id, entry_id)
        ) WITHOUT ROWID
        """,
    ),
)

# Text compares as UTF-8 bytes, SQLite's BINARY collation, as on every other store.
_NAME = """
    INSERT INTO playlist (user_id, playlist_id, name, named_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET name = excluded.name, named_at = excluded.named_at
    WHERE named_at IS NULL OR (excluded.named_at, excluded.name) > (named_at, playlist.name)
"""
_DELETE = """
    INSERT INTO playlist (user_id, playlist_id, deleted) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET deleted = 1
"""
_DELETE_ENTRIES = "DELETE FROM entry WHERE user_id = ? AND playlist_id = ?"
_UNLESS_DELETED = """
    WHERE NOT EXISTS (SELECT 1 FROM playlist WHERE user_id = :user AND playlist_id = :playlist AND deleted)
"""
_PLACE = f"""
    INSERT INTO entry (user_id, playlist_id, entry_id, song_id, position, placed_at)
    SELECT :user, :playlist, :entry, :song, :position, :placed_at {_UNLESS_DELETED}
    ON CONFLICT DO UPDATE SET
        song_id = iif(excluded.placed_at = placed_at, max(song_id, excluded.song_id), excluded.song_id),
        position = iif(excluded.placed_at = placed_at, max(position, excluded.position), excluded.position),
        placed_at = excluded.placed_at
    WHERE NOT removed AND excluded.placed_at >= placed_at
"""
_REMOVE = f"""
    INSERT INTO entry (user_id, playlist_id, entry_id, removed) SELECT :user, :playlist, :entry, 1 {_UNLESS_DELETED}
    ON CONFLICT DO UPDATE SET removed = 1, song_id = NULL, position = NULL, placed_at = NULL
"""

_EXISTS = "name IS NOT NULL AND NOT deleted"


class SqlitePlaylistStore:
    """A ``PlaylistStore``."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path, _MIGRATIONS)

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        """Apply events, all or none."""
        if events:
            with self.database.writing() as connection:
                for event in events:
                    _apply(connection, event)

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        """Return the playlists of a user that were created and not deleted, by name, then id."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT playlist_id, name, named_at FROM playlist WHERE user_id = ? AND {_EXISTS}",  # noqa: S608 - made of constants
                (user_id,),
            ).fetchall()
        found = [_playlist(user_id, row) for row in rows]
        return sorted(found, key=lambda each: (plain(each.name), fold(each.name), each.id.bytes))

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:
        """Return how many entries each of a user's playlists has; the empty ones are left out."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT playlist_id, count(*) FROM entry JOIN playlist USING (user_id, playlist_id)
                WHERE user_id = ? AND NOT removed AND {_EXISTS} GROUP BY playlist_id
                """,  # noqa: S608 - made of constants
                (user_id,),
            ).fetchall()
        return {PlaylistId(UUID(bytes=playlist_id)): count for playlist_id, count in rows}

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:
        """Return what a playlist that exists holds, in order."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT entry_id, song_id, position, placed_at FROM entry
                WHERE user_id = :user AND playlist_id = :playlist AND NOT removed
                AND EXISTS (SELECT 1 FROM playlist WHERE user_id = :user AND playlist_id = :playlist AND {_EXISTS})
                """,  # noqa: S608 - made of constants
                {"user": user_id, "playlist": playlist_id.bytes},
            ).fetchall()
        return in_order([_entry(row) for row in rows])

    def close(self) -> None:
        """Give back the file."""
        self.database.close()


def _apply(connection: sqlite3.Connection, event: PlaylistEvent) -> None:
    key = (event.user_id, event.playlist_id.bytes)
    named = dict(zip(("user", "playlist"), key, strict=True))
    match event:
        case PlaylistCreated():
            connection.execute(_NAME, (*key, event.name, event.occurred_at))
        case PlaylistDeleted():
            connection.execute(_DELETE, key)
            connection.execute(_DELETE_ENTRIES, key)
        case SongAdded():
            place = {"song": int(event.song_id), "position": event.position, "placed_at": event.occurred_at}
            connection.execute(_PLACE, {**named, "entry": event.entry_id.bytes, **place})
        case SongsRemoved():
            connection.executemany(_REMOVE, [{**named, "entry": entry_id.bytes} for entry_id in event.entry_ids])


def _playlist(user_id: UserId, row: tuple[bytes, str, int]) -> Playlist:
    playlist_id, name, named_at = row
    return Playlist(id=PlaylistId(UUID(bytes=playlist_id)), user_id=user_id, name=name, named_at=named_at)


def _entry(row: tuple[bytes, int, str, int]) -> Entry:
    entry_id, song_id, position, placed_at = row
    return Entry(id=EntryId(UUID(bytes=entry_id)), song_id=SongId(song_id), position=position, placed_at=placed_at)
