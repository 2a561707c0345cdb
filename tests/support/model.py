"""What events mean, told once more and as plainly as can be: over the set of all events, without any order.

The stores apply events one after the other; this looks at all of a user's events at once. That both
say the same is what ``test_convergence`` shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from audiostream.backend.domain.events import (
    AnyEvent,
    Listened,
    PlaylistCreated,
    PlaylistDeleted,
    SongAdded,
    SongsRemoved,
)
from audiostream.backend.domain.ids import PlaylistId, UserId
from audiostream.backend.domain.listening import Listen, listen_of
from audiostream.backend.domain.names import fold, plain
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.ports import ListenStore, PlaylistStore


@dataclass(frozen=True)
class State:
    """All that a user can see."""

    playlists: list[Playlist]
    entries: dict[PlaylistId, list[Entry]]
    sizes: dict[PlaylistId, int]
    listens: list[Listen]


def expected(events: Iterable[AnyEvent], user_id: UserId, playlist_ids: Iterable[PlaylistId]) -> State:
    """Return what a user must see after these events, in whatever order they came."""
    mine = [event for event in events if event.user_id == user_id]
    playlists = [found for playlist_id in playlist_ids if (found := _playlist(mine, user_id, playlist_id))]
    listens = {event.event_id: listen_of(event) for event in mine if isinstance(event, Listened)}
    existing = {playlist.id for playlist in playlists}
    entries = {each: _entries(mine, each) if each in existing else [] for each in playlist_ids}
    return State(
        playlists=sorted(playlists, key=lambda each: (plain(each.name), fold(each.name), each.id.bytes)),
        entries=entries,
        sizes={each: len(held) for each, held in entries.items() if held},
        listens=sorted(listens.values(), key=lambda each: (each.started_at, each.event_id.bytes), reverse=True),
    )


def seen(playlists: PlaylistStore, listens: ListenStore, user_id: UserId, playlist_ids: Iterable[PlaylistId]) -> State:
    """Return what a user sees in the stores; the history is read by small pages."""
    history: list[Listen] = []
    cursor = None
    while True:
        page = listens.listens(user_id, limit=3, after=cursor)
        history += page.items
        if (cursor := page.next) is None:
            break
    return State(
        playlists=list(playlists.playlists(user_id)),
        entries={each: list(playlists.entries(user_id, each)) for each in playlist_ids},
        sizes={each: size for each, size in playlists.sizes(user_id).items() if size},
        listens=history,
    )


def _playlist(events: list[AnyEvent], user_id: UserId, playlist_id: PlaylistId) -> Playlist | None:
    if any(isinstance(event, PlaylistDeleted) and event.playlist_id == playlist_id for event in events):
        return None
    names = [
        (event.occurred_at, event.name.encode(), event.name)
        for event in events
        if isinstance(event, PlaylistCreated) and event.playlist_id == playlist_id
    ]
    if not names:
        return None
    named_at, _, name = max(names)
    return Playlist(id=playlist_id, user_id=user_id, name=name, named_at=named_at)


def _entries(events: list[AnyEvent], playlist_id: PlaylistId) -> list[Entry]:
    removed = {
        entry_id
        for event in events
        if isinstance(event, SongsRemoved) and event.playlist_id == playlist_id
        for entry_id in event.entry_ids
    }
    adds = [event for event in events if isinstance(event, SongAdded) and event.playlist_id == playlist_id]
    entries = []
    for entry_id in {event.entry_id for event in adds} - removed:
        placed_at = max(event.occurred_at for event in adds if event.entry_id == entry_id)
        last = [event for event in adds if event.entry_id == entry_id and event.occurred_at == placed_at]
        entries.append(
            Entry(
                id=entry_id,
                song_id=max(event.song_id for event in last),
                position=max(event.position for event in last),
                placed_at=placed_at,
            )
        )
    return sorted(entries, key=lambda entry: (entry.position.encode(), entry.id.bytes))
