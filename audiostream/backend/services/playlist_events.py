"""Making the events that change playlists, with times that win over what their maker has seen."""

from collections.abc import Callable, Sequence
from typing import TypedDict
from uuid import uuid4

from audiostream.backend.domain.events import (
    MAX_AHEAD_US,
    MAX_REMOVED,
    PlaylistCreated,
    PlaylistDeleted,
    SongAdded,
    SongsRemoved,
)
from audiostream.backend.domain.ids import EntryId, EventId, PlaylistId, SongId, UserId
from audiostream.backend.domain.playlists import Entry
from audiostream.backend.services.publishing import new_event_id
from audiostream.errors import Conflict


class _Envelope(TypedDict):
    event_id: EventId
    user_id: UserId
    occurred_at: int


class PlaylistEvents:
    """Makes events of one user; ``clock`` gives microseconds since the epoch.

    A method that changes what another clock may have written raises ``Conflict`` where that clock is more than
    an hour ahead: no event that is allowed could win.
    """

    def __init__(self, user_id: UserId, clock: Callable[[], int]) -> None:
        self._user_id = user_id
        self._clock = clock

    def named(self, playlist_id: PlaylistId, name: str, *, seen: int = 0) -> PlaylistCreated:
        """Give a playlist a name; ``seen`` is when it got the one before."""
        return PlaylistCreated(**self._envelope(seen), playlist_id=playlist_id, name=name)

    def deleted(self, playlist_id: PlaylistId) -> PlaylistDeleted:
        """Delete a playlist."""
        return PlaylistDeleted(**self._envelope(), playlist_id=playlist_id)

    def removed(self, playlist_id: PlaylistId, entries: Sequence[Entry]) -> list[SongsRemoved]:
        """Remove entries, by as few events as may be."""
        ids = [entry.id for entry in entries]
        parts = [tuple(ids[start : start + MAX_REMOVED]) for start in range(0, len(ids), MAX_REMOVED)]
        return [SongsRemoved(**self._envelope(), playlist_id=playlist_id, entry_ids=part) for part in parts]

    def placed(self, playlist_id: PlaylistId, entry: Entry) -> SongAdded:
        """Put an entry where and when it says."""
        return SongAdded(
            event_id=new_event_id(),
            user_id=self._user_id,
            occurred_at=entry.placed_at,
            playlist_id=playlist_id,
            entry_id=entry.id,
            song_id=entry.song_id,
            position=entry.position,
        )

    def new_entries(self, songs: Sequence[SongId], places: Sequence[str]) -> list[Entry]:
        """Return entries for songs at these places, as many of one as of the other."""
        now = self._later_than(0)
        return [
            Entry(id=EntryId(uuid4()), song_id=song, position=place, placed_at=now)
            for song, place in zip(songs, places, strict=True)
        ]

    def moved(self, entry: Entry, place: str) -> Entry:
        """Return an entry at another place, at a time that wins over its present one."""
        later = self._later_than(entry.placed_at)
        return Entry(id=entry.id, song_id=entry.song_id, position=place, placed_at=later)

    def _envelope(self, seen: int = 0) -> _Envelope:
        return _Envelope(event_id=new_event_id(), user_id=self._user_id, occurred_at=self._later_than(seen))

    def _later_than(self, seen: int) -> int:
        now = self._clock()
        if seen >= now + MAX_AHEAD_US:
            raise Conflict(
                "the last change was made by a clock that is more than an hour ahead of this one",
                hint="Set the clocks of both machines; until then a change here would not be seen.",
            )
        return max(now, seen + 1)
