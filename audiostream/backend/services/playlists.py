"""Making, changing and reading the playlists of one user.

Every change is an event, and what the store then says follows from all of a user's events, those of
his other devices included.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from audiostream.backend.domain.events import AnyEvent, now_us
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId, UserId
from audiostream.backend.domain.names import clean_name, fold
from audiostream.backend.domain.playlists import Entry, Playlist, PlaylistItem, PlaylistView
from audiostream.backend.domain.positions import make_room
from audiostream.backend.ports import PlaylistReads, SongLookup
from audiostream.backend.services.playlist_events import PlaylistEvents
from audiostream.backend.services.publishing import Publisher
from audiostream.backend.services.references import meant, meant_hint
from audiostream.errors import Conflict, InvalidInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done to a playlist.

    ``items`` are those added, removed or moved, ``kept`` those that were asked for and found there already.
    ``visible`` is False while the change is accepted and durable but reads do not show it yet.
    """

    playlist: Playlist
    changed: bool
    visible: bool = True
    items: Sequence[PlaylistItem] = ()
    kept: Sequence[PlaylistItem] = ()


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
        store: PlaylistReads,
        songs: SongLookup,
        *,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._user_id = user_id
        self._publisher = publisher
        self._store = store
        self._songs = songs
        self._events = PlaylistEvents(user_id, clock)

    def all(self) -> Sequence[Playlist]:
        """Return all playlists, by name."""
        self._publisher.catch_up()
        return self._store.playlists(self._user_id)

    def sized(self) -> Sequence[tuple[Playlist, int]]:
        """Return all playlists, by name, each with how many songs it has."""
        self._publisher.catch_up()
        sizes = self._store.sizes(self._user_id)
        return [(playlist, sizes.get(playlist.id, 0)) for playlist in self._store.playlists(self._user_id)]

    def sizes(self) -> Mapping[PlaylistId, int]:
        """Return how many songs each playlist has; the empty ones may be left out."""
        self._publisher.catch_up()
        return self._store.sizes(self._user_id)

    def find(self, ref: str) -> Playlist:
        """Return the playlist that has this id or this name."""
        playlists = self.all()
        for playlist in playlists:
            if playlist.id == _as_id(ref):
                return playlist
        named = _named(playlists, ref)
        if not named:
            like = meant(ref, ((playlist.name, playlist.name) for playlist in playlists))
            hint = meant_hint([repr(name) for name in like], "audiostream playlist list")
            raise NotFound(f"there is no playlist {ref!r}", hint=hint)
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
        event = self._events.named(PlaylistId(uuid4()), name)
        playlist = Playlist(id=event.playlist_id, user_id=self._user_id, name=name, named_at=event.occurred_at)
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
        event = self._events.named(playlist.id, name, seen=playlist.named_at)
        renamed = Playlist(id=playlist.id, user_id=self._user_id, name=name, named_at=event.occurred_at)
        return Change(playlist=renamed, changed=True, visible=self._publish([event], dry_run=dry_run))

    def delete(self, ref: str, *, dry_run: bool = False) -> Change:
        """Delete a playlist, finally; its songs stay in the catalogue."""
        playlist = self.find(ref)
        event = self._events.deleted(playlist.id)
        return Change(playlist=playlist, changed=True, visible=self._publish([event], dry_run=dry_run))

    def add(
        self,
        ref: str,
        songs: Sequence[SongId],
        at: int | None = None,
        *,
        once: bool = False,
        dry_run: bool = False,
    ) -> Change:
        """Add songs, in order, at the end or so that the first has the number ``at`` (from 1).

        With ``once`` a song is left out that the playlist has already, or that was named before.

        Raises:
            NotFound: a song does not exist; nothing was added.
            InvalidInput: there is no such number.
        """
        playlist = self.find(ref)
        known = self._songs.songs_by_id(songs)
        if missing := [str(int(song)) for song in dict.fromkeys(songs) if song not in known]:
            raise NotFound(f"no such song: {', '.join(missing)}", hint="Find songs: audiostream search WORDS")
        entries = self._entries(playlist)
        index = len(entries) if at is None else _index(at, len(entries) + 1)
        held = {entry.song_id: entry for entry in reversed(entries)} if once else {}
        wanted = [song for song in (dict.fromkeys(songs) if once else songs) if song not in held]
        kept = [PlaylistItem(held[song], known[song]) for song in dict.fromkeys(songs) if song in held]
        if not wanted:
            return Change(playlist=playlist, changed=False, kept=kept)
        room = make_room([entry.position for entry in entries], index, len(wanted))
        added = self._events.new_entries(wanted, room.places)
        visible = self._place(playlist, [*added, *self._moved(entries, room.moved)], dry_run=dry_run)
        items = [PlaylistItem(entry, known[entry.song_id]) for entry in added]
        return Change(playlist=playlist, changed=True, visible=visible, items=items, kept=kept)

    def remove(
        self,
        ref: str,
        numbers: Sequence[int] = (),
        songs: Sequence[SongId] = (),
        *,
        entries: Collection[EntryId] = (),
        dry_run: bool = False,
    ) -> Change:
        """Remove the entries with these numbers (from 1) or ids, and every entry of these songs.

        A song or an entry that is not in the playlist (any more) is fine.

        Raises:
            InvalidInput: there is no such number.
        """
        playlist = self.find(ref)
        held = self._entries(playlist)
        chosen = {held[_index(number, len(held))].id for number in numbers}.union(entries)
        unwanted = set(songs)
        gone = [entry for entry in held if entry.id in chosen or entry.song_id in unwanted]
        items = self._items(gone)  # first, as it may fail
        visible = self._publish(self._events.removed(playlist.id, gone), dry_run=dry_run)
        return Change(playlist=playlist, changed=bool(gone), visible=visible, items=items)

    def move(self, ref: str, source: int | EntryId, target: int, *, dry_run: bool = False) -> Change:
        """Move the entry with the number or id ``source`` so that its number becomes ``target`` (both from 1).

        Raises:
            InvalidInput: there is no such number.
            NotFound: no entry has this id (any more).
        """
        playlist = self.find(ref)
        entries = self._entries(playlist)
        start = _index(source, len(entries)) if isinstance(source, int) else _index_of(source, entries)
        end = _index(target, len(entries))
        entry = entries.pop(start)
        items = self._items([entry])  # first, as it may fail
        if start == end:
            return Change(playlist=playlist, changed=False, kept=items)
        room = make_room([each.position for each in entries], end, 1)
        placed = self._events.moved(entry, room.places[0])
        visible = self._place(playlist, [placed, *self._moved(entries, room.moved)], dry_run=dry_run)
        return Change(playlist=playlist, changed=True, visible=visible, items=[PlaylistItem(placed, items[0].song)])

    def _entries(self, playlist: Playlist) -> list[Entry]:
        return list(self._store.entries(self._user_id, playlist.id))

    def _items(self, entries: Sequence[Entry]) -> Sequence[PlaylistItem]:
        songs = self._songs.songs_by_id(list(dict.fromkeys(entry.song_id for entry in entries)))
        return [PlaylistItem(entry, songs.get(entry.song_id)) for entry in entries]

    def _moved(self, entries: Sequence[Entry], places: Mapping[int, str]) -> list[Entry]:
        return [self._events.moved(entries[index], place) for index, place in places.items()]

    def _place(self, playlist: Playlist, entries: Sequence[Entry], *, dry_run: bool) -> bool:
        return self._publish([self._events.placed(playlist.id, entry) for entry in entries], dry_run=dry_run)

    def _publish(self, events: Sequence[AnyEvent], *, dry_run: bool) -> bool:
        return dry_run or self._publisher.publish(events)


def _index(number: int, size: int) -> int:
    if not size:
        raise InvalidInput(f"there is no number {number}: the playlist is empty")
    if not 1 <= number <= size:
        raise InvalidInput(
            f"there is no number {number}; allowed are numbers from 1 to {size}",
            hint="See the numbers: audiostream playlist show PLAYLIST",
        )
    return number - 1


def _index_of(entry_id: EntryId, entries: Sequence[Entry]) -> int:
    for index, entry in enumerate(entries):
        if entry.id == entry_id:
            return index
    raise NotFound("that song is not in the playlist any more", hint="It was removed meanwhile, maybe elsewhere.")


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
