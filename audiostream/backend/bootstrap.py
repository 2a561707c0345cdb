"""The wiring: from settings to services and a player. The only file that names adapters, and the player's engine."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId, UserId
from audiostream.config import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
    from audiostream.backend.adapters.sqlite.log import SqliteEventLog
    from audiostream.backend.adapters.sqlite.names import SqliteNames
    from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
    from audiostream.backend.adapters.sqlite.spool import SqliteSpool
    from audiostream.backend.ports import Catalogue, MediaStore, SongLookup
    from audiostream.backend.services.catalogue import CatalogueService
    from audiostream.backend.services.consuming import ConsumerService
    from audiostream.backend.services.history import HistoryService
    from audiostream.backend.services.playlists import PlaylistService
    from audiostream.backend.services.publishing import Publisher
    from audiostream.backend.services.storage import StorageService
    from audiostream.backend.services.streaming import StreamingService
    from audiostream.backend.services.uploads import UploadService
    from audiostream.player.effects import Effect
    from audiostream.player.engine import Engine, EngineEvent
    from audiostream.player.resume import Memory
    from audiostream.player.session import PlayerSession
    from audiostream.player.state import State


class Services:
    """The use cases on one machine; each is wired at first use, so a command loads only what it needs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.data_dir
        self.user_id = UserId(settings.user)
        self._closing = ExitStack()

    def close(self) -> None:
        """Give back connections and files."""
        self._closing.close()

    @cached_property
    def catalogue(self) -> "CatalogueService":
        """Artists, albums, songs and search."""
        from audiostream.backend.services.catalogue import CatalogueService

        return CatalogueService(self._catalogue)

    @cached_property
    def names(self) -> "SqliteNames":
        """What things are called, without waiting: for the tab key."""
        from audiostream.backend.adapters.sqlite.names import SqliteNames

        return SqliteNames(self._folder, self.user_id)

    @cached_property
    def uploads(self) -> "UploadService":
        """From files to songs."""
        from audiostream.backend.adapters.mutagen.probe import MutagenProbe
        from audiostream.backend.services.uploads import UploadService

        return UploadService(self._catalogue, self._media, MutagenProbe())

    @cached_property
    def storage(self) -> "StorageService":
        """Checking and freeing stored files."""
        from audiostream.backend.services.storage import StorageService

        return StorageService(self._catalogue, self._media)

    @cached_property
    def playlists(self) -> "PlaylistService":
        """The playlists of the profile's user."""
        from audiostream.backend.services.playlists import PlaylistService

        return PlaylistService(self.user_id, self._publisher, self._playlist_store, _LateSongs(lambda: self._catalogue))

    @cached_property
    def history(self) -> "HistoryService":
        """The listens of the profile's user."""
        from audiostream.backend.services.history import HistoryService

        return HistoryService(self.user_id, self._publisher, self._listen_store, _LateSongs(lambda: self._catalogue))

    @cached_property
    def consumer(self) -> "ConsumerService":
        """What waits between a change and the stores, and what was put aside."""
        from audiostream.backend.services.consuming import ConsumerService

        return ConsumerService(self._log, self._spool)

    @cached_property
    def streaming(self) -> "StreamingService":
        """From what a listener names to songs, and to addresses that play."""
        from audiostream.backend.adapters.local.delivery import LocalDelivery
        from audiostream.backend.services.streaming import StreamingService

        return StreamingService(self._catalogue, self.playlists, LocalDelivery(self._folder / "media"))

    @cached_property
    def player_memory(self) -> "Memory":
        """What a player keeps of its queue for the next time: on this machine, whatever the mode."""
        from audiostream.player.resume import Memory

        # Names differ in ways that names of files may not: in case alone, or by a slash.
        name = hashlib.sha256(self.user_id.encode()).hexdigest()[:16]
        return Memory(self._folder / "resume" / f"{name}.json", self.user_id)

    def player(
        self, state: "State", *, audio_output: str, keep_engine_log: bool, tell: "Callable[[Effect], None]"
    ) -> "PlayerSession":
        """Return a player that begins with ``state``; ``audio_output`` is as the setting of that name.

        ``tell`` is called as :class:`Controller` says. With ``keep_engine_log`` all that libvlc says goes to a file
        in the data folder.
        """
        from audiostream.player.controller import Controller
        from audiostream.player.loudness import replay_gain_db
        from audiostream.player.sender import Sender
        from audiostream.player.session import PlayerSession
        from audiostream.player.spool import Recorder

        def make_engine(report: "Callable[[EngineEvent], None]") -> "Engine":
            from audiostream.player.vlc.engine import VlcEngine

            log = self._folder / "libvlc.log" if keep_engine_log else None
            caching_ms = self._settings.network_caching_ms
            return VlcEngine(report, output=audio_output, network_caching_ms=caching_ms, log=log)

        sender = Sender(self._spool, self.history, self.user_id)
        controller = Controller(
            state,
            url=self.streaming.url,
            recorder=Recorder(self._spool, self.user_id, sender.wake),
            memory=self.player_memory,
            gain_db=lambda song: replay_gain_db(song.audio.replay_gain, self._settings.replay_gain),
            tell=tell,
        )
        return PlayerSession(controller, sender, make_engine)

    @cached_property
    def _spool(self) -> "SqliteSpool":
        from audiostream.backend.adapters.sqlite.spool import SqliteSpool

        spool = SqliteSpool(self._folder / "spool.sqlite3")
        self._closing.callback(spool.close)
        return spool

    @cached_property
    def _catalogue(self) -> "Catalogue":
        from audiostream.backend.adapters.catalog.catalogue import open_catalogue

        catalogue = open_catalogue(self._folder / "catalogue.sqlite3")
        self._closing.callback(catalogue.close)
        return catalogue

    @cached_property
    def _media(self) -> "MediaStore":
        from audiostream.backend.adapters.local.media import LocalMediaStore

        return LocalMediaStore(self._folder / "media")

    @cached_property
    def _publisher(self) -> "Publisher":
        from audiostream.backend.adapters.sqlite.recovery import Recovering
        from audiostream.backend.consumer import Consumer
        from audiostream.backend.services.publishing import DrainingPublisher

        log, playlists, listens = self._log, self._playlist_store, self._listen_store
        consumer = Consumer(log, playlists, listens)
        return DrainingPublisher(log, Recovering(consumer.drain, log, [playlists.database, listens.database]))

    @cached_property
    def _log(self) -> "SqliteEventLog":
        from audiostream.backend.adapters.sqlite.log import SqliteEventLog

        log = SqliteEventLog(self._folder / "events.sqlite3")
        self._closing.callback(log.close)
        return log

    @cached_property
    def _playlist_store(self) -> "SqlitePlaylistStore":
        from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore

        store = SqlitePlaylistStore(self._folder / "playlists.sqlite3")
        self._closing.callback(store.close)
        return store

    @cached_property
    def _listen_store(self) -> "SqliteListenStore":
        from audiostream.backend.adapters.sqlite.listens import SqliteListenStore

        store = SqliteListenStore(self._folder / "listens.sqlite3")
        self._closing.callback(store.close)
        return store


class _LateSongs:
    """The catalogue's songs; it is opened when one is asked for, as Django costs a third of a second."""

    def __init__(self, catalogue: "Callable[[], SongLookup]") -> None:
        self._catalogue = catalogue

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        return self._catalogue().songs_by_id(song_ids) if song_ids else {}


def build(settings: Settings) -> Services:
    """Return the services for a profile."""
    return Services(settings)
