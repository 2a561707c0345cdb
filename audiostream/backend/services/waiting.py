"""Publishing where consumers of their own apply events: a change waits a while until reads show it."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from audiostream.backend.domain.events import (
    AnyEvent,
    Listened,
    PlaylistCreated,
    PlaylistDeleted,
    PlaylistEvent,
    SongAdded,
    SongsRemoved,
    check_times,
    now_us,
)
from audiostream.backend.domain.ids import EntryId, PlaylistId, UserId
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.ports import EventLog, PlaylistReads
from audiostream.errors import Rejected, Unavailable

FIRST_PAUSE_S = 0.01
LAST_PAUSE_S = 0.2

_log = logging.getLogger(__name__)


class WaitingPublisher:
    """A ``Publisher`` for a cluster; a change of playlists waits ``within_s`` at most, a read that has begun aside.

    Listens are not waited for: they come from players, which play on meanwhile.
    """

    def __init__(
        self,
        log: EventLog,
        playlists: PlaylistReads,
        *,
        within_s: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._log = log
        self._playlists = playlists
        self._within_s = within_s
        self._clock = clock
        self._sleep = sleep

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log the events; once they are logged, a store that is away delays them only."""
        now = now_us()
        for event in events:
            check_times(event, now)
        self._log.publish(events)
        left = [event for event in events if not isinstance(event, Listened)]
        return len(left) == len(events) and self._seen(left)

    def catch_up(self) -> None:
        """Nothing: consumers do that."""

    def _seen(self, events: Sequence[PlaylistEvent]) -> bool:
        if not self._within_s:
            return False
        deadline, pause_s = self._clock() + self._within_s, FIRST_PAUSE_S
        try:
            while events := _Reads(self._playlists).missing(events):
                remaining_s = deadline - self._clock()
                if remaining_s <= 0:
                    return False
                self._sleep(min(pause_s, remaining_s))
                pause_s = min(2 * pause_s, LAST_PAUSE_S)
        except (Unavailable, Rejected) as error:  # it is logged, whatever a read says
            _log.warning("Stored, but whether it is applied cannot be seen now: %s", error.message)
            return False
        return True


class _Reads:
    """What the store shows at one moment, each playlist read once."""

    def __init__(self, store: PlaylistReads) -> None:
        self._store = store
        self._playlists: dict[UserId, Mapping[PlaylistId, Playlist]] = {}
        self._entries: dict[tuple[UserId, PlaylistId], Mapping[EntryId, Entry]] = {}

    def missing(self, events: Sequence[PlaylistEvent]) -> Sequence[PlaylistEvent]:
        """Return the events that are not to be seen yet; one that another device has undone never is."""
        return [event for event in events if not self._show(event)]

    def _show(self, event: PlaylistEvent) -> bool:
        match event:
            case PlaylistCreated():
                playlist = self._playlist(event)
                return playlist is not None and playlist.named_at >= event.occurred_at
            case PlaylistDeleted():
                return self._playlist(event) is None
            case SongAdded():
                entry = self._held(event).get(event.entry_id)
                return entry is not None and entry.placed_at >= event.occurred_at
            case SongsRemoved():
                return self._held(event).keys().isdisjoint(event.entry_ids)

    def _playlist(self, event: PlaylistEvent) -> Playlist | None:
        user = event.user_id
        if user not in self._playlists:
            self._playlists[user] = {each.id: each for each in self._store.playlists(user)}
        return self._playlists[user].get(event.playlist_id)

    def _held(self, event: PlaylistEvent) -> Mapping[EntryId, Entry]:
        key = (event.user_id, event.playlist_id)
        if key not in self._entries:
            self._entries[key] = {each.id: each for each in self._store.entries(*key)}
        return self._entries[key]
