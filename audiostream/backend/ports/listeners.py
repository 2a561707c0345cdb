"""What events make: playlists and listening history."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from audiostream.backend.domain.events import PlaylistEvent
from audiostream.backend.domain.ids import PlaylistId, UserId
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.paging import Page
from audiostream.backend.domain.playlists import Entry, Playlist


class PlaylistReads(Protocol):
    """Playlists and their entries as the events made them, to look at."""

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        """Return the playlists of a user that were created and not deleted, by name, then id."""

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:
        """Return how many entries each of a user's playlists has; the empty ones may be left out."""

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:
        """Return what it holds, in order (``domain.playlists.in_order``); nothing where it does not exist."""


class PlaylistStore(PlaylistReads, Protocol):
    """What a consumer makes of the events of playlists.

    The rules are those of ``domain.events``: an entry exists that was added and that no event removed, a
    delete is final, and name, song and position are each the last written one.
    """

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        """Apply events; any order and repetition of the same events gives the same state."""


class ListenReads(Protocol):
    """Listening history, to look at."""

    def listens(
        self,
        user_id: UserId,
        *,
        limit: int,
        after: str | None = None,
        since_us: int | None = None,
        until_us: int | None = None,
    ) -> Page[Listen]:
        """List a user's listens, newest first, started from ``since_us`` on and before ``until_us``."""


class ListenStore(ListenReads, Protocol):
    """What a consumer makes of listens."""

    def apply(self, listens: Sequence[Listen]) -> None:
        """Store listens; an ``event_id`` that is there already changes nothing."""
