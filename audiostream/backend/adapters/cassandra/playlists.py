"""Playlists in Cassandra: each event writes its own columns with its own time, and the cells settle who wins.

Of two values written at one time Cassandra keeps the one whose bytes are greater (``Cells.reconcile`` in its source),
which is the rule of ``domain.events``: text is UTF-8, and song ids are positive, so their bytes sort as they do.
"""

from collections.abc import Iterator, Mapping, Sequence

from audiostream.backend.adapters.cassandra.session import Row, Session, Statement
from audiostream.backend.domain.events import PlaylistCreated, PlaylistDeleted, PlaylistEvent, SongAdded, SongsRemoved
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId, UserId
from audiostream.backend.domain.names import fold, plain
from audiostream.backend.domain.playlists import Entry, Playlist, in_order

_NAME = "INSERT INTO {keyspace}.playlists_by_user (user_id, playlist_id, name) VALUES (?, ?, ?) USING TIMESTAMP ?"
_DELETE = (
    "INSERT INTO {keyspace}.playlists_by_user (user_id, playlist_id, deleted) VALUES (?, ?, true) USING TIMESTAMP ?"
)
_PLACE = """
    INSERT INTO {keyspace}.playlist_entries (user_id, playlist_id, entry_id, song_id, position) VALUES (?, ?, ?, ?, ?)
    USING TIMESTAMP ?
"""
_REMOVE = """
    INSERT INTO {keyspace}.playlist_entries (user_id, playlist_id, entry_id, removed) VALUES (?, ?, ?, true)
    USING TIMESTAMP ?
"""
# What was written at any time that an event may carry, so also adds that come later.
_DELETE_ENTRIES = "DELETE FROM {keyspace}.playlist_entries USING TIMESTAMP ? WHERE user_id = ? AND playlist_id = ?"
_END_OF_TIME = 2**53

_PLAYLISTS = "SELECT playlist_id, name, writetime(name), deleted FROM {keyspace}.playlists_by_user WHERE user_id = ?"
_PLAYLIST = "SELECT name, deleted FROM {keyspace}.playlists_by_user WHERE user_id = ? AND playlist_id = ?"
_ENTRIES = """
    SELECT entry_id, song_id, position, writetime(position), removed FROM {keyspace}.playlist_entries
    WHERE user_id = ? AND playlist_id = ?
"""
# Every row was added or removed or both, so those that are not removed were added.
_SIZE = "SELECT count(*), count(removed) FROM {keyspace}.playlist_entries WHERE user_id = ? AND playlist_id = ?"

# A batch stays far below the 50 KiB that nodes refuse.
_BATCH_ROWS = 100


class CassandraPlaylistStore:
    """A ``PlaylistStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        """Apply events; some of them when this raises."""
        if groups := [group for event in events for group in _writes(event)]:
            self._session.write(groups)

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        """Return the playlists of a user that were created and not deleted, by name, then id."""
        rows = self._session.rows(_PLAYLISTS, (user_id,))
        found = [
            Playlist(id=PlaylistId(playlist_id), user_id=user_id, name=name, named_at=named_at)
            for playlist_id, name, named_at, deleted in rows
            if name is not None and not deleted
        ]
        return sorted(found, key=lambda each: (plain(each.name), fold(each.name), each.id.bytes))

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:
        """Return how many entries each of a user's playlists has."""
        existing = [playlist.id for playlist in self.playlists(user_id)]
        counts = self._session.rows_of_each([(_SIZE, (user_id, playlist_id)) for playlist_id in existing])
        return {playlist_id: rows - removed for playlist_id, ((rows, removed),) in zip(existing, counts, strict=True)}

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:
        """Return what a playlist that exists holds, in order."""
        key = (user_id, playlist_id)
        playlists, entries = self._session.rows_of_each([(_PLAYLIST, key), (_ENTRIES, key)])
        if not any(name is not None and not deleted for name, deleted in playlists):
            return []
        return in_order([_entry(row) for row in entries if _exists(row)])

    def close(self) -> None:
        """Give back connections."""
        self._session.close()


def _writes(event: PlaylistEvent) -> Iterator[Sequence[Statement]]:
    """Yield what an event writes, each group of one partition."""
    key = (event.user_id, event.playlist_id)
    match event:
        case PlaylistCreated():
            yield [(_NAME, (*key, event.name, event.occurred_at))]
        case PlaylistDeleted():
            yield [(_DELETE, (*key, event.occurred_at))]
            yield [(_DELETE_ENTRIES, (_END_OF_TIME, *key))]
        case SongAdded():
            yield [(_PLACE, (*key, event.entry_id, int(event.song_id), event.position, event.occurred_at))]
        case SongsRemoved():
            removals = [(_REMOVE, (*key, entry_id, event.occurred_at)) for entry_id in event.entry_ids]
            yield from (removals[at : at + _BATCH_ROWS] for at in range(0, len(removals), _BATCH_ROWS))


def _exists(row: Row) -> bool:
    _, song_id, _, _, removed = row
    return song_id is not None and not removed


def _entry(row: Row) -> Entry:
    entry_id, song_id, position, placed_at, _ = row
    return Entry(id=EntryId(entry_id), song_id=SongId(song_id), position=position, placed_at=placed_at)
