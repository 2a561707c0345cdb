"""The playlists service at work on stores in a folder."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import uuid4

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import AnyEvent, now_us
from audiostream.backend.domain.ids import SongId
from audiostream.backend.services.playlists import PlaylistService
from audiostream.backend.services.publishing import DrainingPublisher
from audiostream.errors import Unavailable
from tests.support.builders import make_song
from tests.support.events import ADA
from tests.support.songs import Songs

SONGS = [make_song(f"Song {number}") for number in range(6)]


class Desk:
    """One user's playlists on stores in a folder, and what was published."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.now_us = now_us()
        self.published: list[AnyEvent] = []
        self.away = False
        log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        store = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(folder / "listens.sqlite3")))
        self._publisher = DrainingPublisher(log, Consumer(log, store, listens))
        self.songs = Songs(SONGS)
        self.service = PlaylistService(ADA, self, store, self.songs, clock=lambda: self.now_us)

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Publish, and take note."""
        if self.away:
            raise Unavailable("gone fishing")
        self.published += events
        return self._publisher.publish(events)

    def catch_up(self) -> None:
        """Apply what is logged."""
        self._publisher.catch_up()

    def songs_of(self, ref: str) -> list[SongId]:
        """Return the songs of a playlist in order."""
        return [item.entry.song_id for item in self.service.view(ref).items]

    def mix(self, *songs: SongId) -> str:
        """Make a playlist of these songs and return its id; forget what was published for it."""
        playlist = self.service.create(f"Mix {uuid4()}").playlist
        if songs:
            self.service.add(str(playlist.id), songs)
        self.published.clear()
        return str(playlist.id)
