"""Making, changing and reading the playlists of one user.

Every change is an event, and what the store then says follows from all of a user's events, those of
his other devices included.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID, uuid4

from audiostream.backend.domain.events import (
    MAX_AHEAD_US,
    MAX_REMOVED,
    AnyEvent,
    PlaylistCreated,
    PlaylistDeleted,
    SongAdded,
    SongsRemoved,
    now_us,
)
from audiostream.backend.domain.ids import EntryId, EventId, PlaylistId, SongId, UserId
from audiostream.backend.domain.names import clean_name, fold
from audiostream.backend.domain.playlists import Entry, Playlist, PlaylistItem, PlaylistView
from audiostream.backend.domain.positions import make_room
from audiostream.backend.ports import PlaylistStore, SongLookup
from audiostream.backend.services.publishing import Publisher, new_event_id
from audiostream.errors import Conflict, InvalidInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done to a playlist.

    ``items`` are those added, removed or moved. ``visible`` is False while the change is accepted and
    durable but reads do not show it yet.
    """

    playlist: Playlist
    changed: bool
    visible: bool = True
    items: Sequence[PlaylistItem] = ()


class _Envelope(TypedDict):
    event_id: EventId
    user_id: UserId
    occurred_at: int


class PlaylistService:
    """The playlists of ``user_id``; ``clock`` gives microseconds since the epoch.

    A playlist is referred to by its id or its name, the case of letters aside. Every method that takes
    such a ``ref`` raises ``NotFound``, or ``Conflict`` where several playlists have the name. With ``dry_run``
    a method checks and tells all that it would do, and changes nothing.
    """

    def __init__(
        self,
        user_id: UserId,
        publisher: Publisher,
        store: PlaylistStore,
        songs: SongLookup,
        *,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._user_id = user_id
        self._publisher = publisher
        self._store = store
        self._songs = songs
        self._clock = clock

    def all(self) -> Sequence[Playlist]:
        """Return all playlists, by name."""
        self._publisher.catch_up()
        return self._store.playlists(self._user_id)

    def find(self, ref: str) -> Playlist:
        """Return the playlist that has this id or this name."""
        playlists = self.all()
        for playlist in playlists:
            if playlist.id == _as_id(ref):
                return playlist
        named = _named(playlists, ref)
        if not named:
            raise NotFound(f"there is no playlist {ref!r}", hint="See them all: audiostream playlist list")
        if len(named) > 1:
            ids = ", ".join(str(playlist.id) for playlist in named)
            raise Conflict(f"{len(named)} playlists are called {ref!r}", hint=f"Name one by its id: {ids}")
        return named[0]

    def view(self, ref: str) -> PlaylistView:
        """Return a playlist with its songs in order."""
        playlist = self.find(ref)
        return PlaylistView(playlist, self._items(self._entries(playlist)))

    def create(self, name: str, *, dry_run: bool = False) -> Change:
        """Make a playlist, unless there is one of that name.

        Raises:
            InvalidInput: the name cannot be one.
        """
        name = clean_name(name, "the name of the playlist")
        if same := _named(self.all(), name):
            return Change(playlist=same[0], changed=False)
        event = PlaylistCreated(**self._envelope(), playlist_id=PlaylistId(uuid4()), name=name)
        playlist = Playlist(id=event.playlist_id, user_id=self._user_id, name=name, updated_at=event.occurred_at)
        return Change(playlist=playlist, changed=True, visible=self._publish([event], dry_run=dry_run))

    def rename(self, ref: str, name: str, *, dry_run: bool = False) -> Change:
        """Give a playlist another name.

        Raises:
            InvalidInput: the name cannot be one.
            Conflict: another playlist has it.
        """
        name = clean_name(name, "the name of the playlist")
        playlist = self.find(ref)
        if name == playlist.name:
            return Change(playlist=playlist, changed=False)
        if others := [other for other in _named(self.all(), name) if other.id != playlist.id]:
            raise Conflict(
                f"there is another playlist called {others[0].name!r}",
                hint=f"Choose another name, or delete that one: audiostream playlist delete {others[0].id}",
            )
        event = PlaylistCreated(**self._envelope(playlist.updated_at), playlist_id=playlist.id, name=name)
        renamed = Playlist(id=playlist.id, user_id=self._user_id, name=name, updated_at=event.occurred_at)
        return Change(playlist=renamed, changed=True, visible=self._publish([event], dry_run=dry_run))

    def delete(self, ref: str, *, dry_run: bool = False) -> Change:
        """Delete a playlist, finally; its songs stay in the catalogue."""
        playlist = self.find(ref)
        event = PlaylistDeleted(**self._envelope(), playlist_id=playlist.id)
        return Change(playlist=playlist, changed=True, visible=self._publish([event], dry_run=dry_run))

    def add(self, ref: str, songs: Sequence[SongId], at: int | None = None, *, dry_run: bool = False) -> Change:
        """Add songs, in order, at the end or so that the first has the number ``at`` (from 1).

        Raises:
            NotFound: a song does not exist; nothing was added.
            InvalidInput: there is no such number.
        """
        known = self._songs.songs_by_id(songs)
        if missing := [str(int(song)) for song in dict.fromkeys(songs) if song not in known]:
            raise NotFound(f"no such song: {', '.join(missing)}", hint="Find songs: audiostream search WORDS")
        playlist = self.find(ref)
        entries = self._entries(playlist)
        index = len(entries) if at is None else _index(at, len(entries) + 1)
        room = make_room([entry.position for entry in entries], index, len(songs))
        now = self._later_than(0)
        added = [
            Entry(id=EntryId(uuid4()), song_id=song, position=place, placed_at=now)
            for song, place in zip(songs, room.places, strict=True)
        ]
        moved = [self._moved(entries[which], place) for which, place in room.moved.items()]
        events = [self._placing(playlist, entry) for entry in (*added, *moved)]
        items = [PlaylistItem(entry, known[entry.song_id]) for entry in added]
        visible = self._publish(events, dry_run=dry_run)
        return Change(playlist=playlist, changed=bool(added), visible=visible, items=items)

    def remove(
        self, ref: str, positions: Sequence[int] = (), songs: Sequence[SongId] = (), *, dry_run: bool = False
    ) -> Change:
        """Remove the entries with these numbers (from 1), and every entry of these songs.

        A song that is not in the playlist is fine.

        Raises:
            InvalidInput: there is no such number.
        """
        playlist = self.find(ref)
        entries = self._entries(playlist)
        chosen = {_index(position, len(entries)) for position in positions}
        unwanted = set(songs)
        gone = [entry for index, entry in enumerate(entries) if index in chosen or entry.song_id in unwanted]
        events = [
            SongsRemoved(
                **self._envelope(),
                playlist_id=playlist.id,
                entry_ids=tuple(entry.id for entry in gone[start : start + MAX_REMOVED]),
            )
            for start in range(0, len(gone), MAX_REMOVED)
        ]
        visible = self._publish(events, dry_run=dry_run)
        return Change(playlist=playlist, changed=bool(gone), visible=visible, items=self._items(gone))

    def move(self, ref: str, source: int, target: int, *, dry_run: bool = False) -> Change:
        """Move the entry with the number ``source`` so that its number becomes ``target`` (both from 1).

        Raises:
            InvalidInput: there is no such number.
        """
        playlist = self.find(ref)
        entries = self._entries(playlist)
        start, end = _index(source, len(entries)), _index(target, len(entries))
        entry = entries.pop(start)
        if start == end:
            return Change(playlist=playlist, changed=False, items=self._items([entry]))
        room = make_room([each.position for each in entries], end, 1)
        placed = self._moved(entry, room.places[0])
        along = [self._moved(entries[which], place) for which, place in room.moved.items()]
        events = [self._placing(playlist, each) for each in (placed, *along)]
        visible = self._publish(events, dry_run=dry_run)
        return Change(playlist=playlist, changed=True, visible=visible, items=self._items([placed]))

    def _entries(self, playlist: Playlist) -> list[Entry]:
        return list(self._store.entries(self._user_id, playlist.id))

    def _items(self, entries: Sequence[Entry]) -> Sequence[PlaylistItem]:
        songs = self._songs.songs_by_id(list(dict.fromkeys(entry.song_id for entry in entries)))
        return [PlaylistItem(entry, songs.get(entry.song_id)) for entry in entries]

    def _moved(self, entry: Entry, place: str) -> Entry:
        later = self._later_than(entry.placed_at)
        return Entry(id=entry.id, song_id=entry.song_id, position=place, placed_at=later)

    def _placing(self, playlist: Playlist, entry: Entry) -> SongAdded:
        return SongAdded(
            event_id=new_event_id(),
            user_id=self._user_id,
            occurred_at=entry.placed_at,
            playlist_id=playlist.id,
            entry_id=entry.id,
            song_id=entry.song_id,
            position=entry.position,
        )

    def _envelope(self, seen: int = 0) -> _Envelope:
        return _Envelope(event_id=new_event_id(), user_id=self._user_id, occurred_at=self._later_than(seen))

    def _later_than(self, seen: int) -> int:
        """Return the time for a write that must win over one seen, which another clock may have made."""
        now = self._clock()
        if seen >= now + MAX_AHEAD_US:
            raise Conflict(
                "the last change was made by a clock that is more than an hour ahead of this one",
                hint="Set the clocks of both machines; until then a change here would not be seen.",
            )
        return max(now, seen + 1)

    def _publish(self, events: Sequence[AnyEvent], *, dry_run: bool) -> bool:
        return dry_run or self._publisher.publish(events)


def _index(number: int, size: int) -> int:
    if not size:
        raise InvalidInput(f"there is no number {number}: the playlist is empty")
    if not 1 <= number <= size:
        raise InvalidInput(f"there is no number {number}; allowed are numbers from 1 to {size}")
    return number - 1


def _named(playlists: Sequence[Playlist], name: str) -> list[Playlist]:
    try:
        key = fold(clean_name(name))
    except InvalidInput:  # nothing can be called so
        return []
    return [playlist for playlist in playlists if fold(playlist.name) == key]


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
