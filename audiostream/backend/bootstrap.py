"""From settings to services and a player: what a mode has (``wiring``), and what every mode has on this machine."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId, UserId
from audiostream.settings import CLUSTER, Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.sqlite.spool import SqliteSpool
    from audiostream.backend.cluster.wanted import Wanted
    from audiostream.backend.ports import SongLookup
    from audiostream.backend.services.catalogue import CatalogueService
    from audiostream.backend.services.cluster import ClusterService
    from audiostream.backend.services.consuming import ConsumerService
    from audiostream.backend.services.dead_letters import DeadLetterService
    from audiostream.backend.services.history import HistoryService
    from audiostream.backend.services.playlists import PlaylistService
    from audiostream.backend.services.storage import StorageService
    from audiostream.backend.services.streaming import StreamingService
    from audiostream.backend.services.uploads import UploadService
    from audiostream.backend.wiring.parts import Names, Parts
    from audiostream.backend.worker import Worker
    from audiostream.player.effects import Effect
    from audiostream.player.engine import Engine, EngineEvent
    from audiostream.player.resume import Memory
    from audiostream.player.session import PlayerSession
    from audiostream.player.state import State


class Services:
    """The use cases; each is wired at first use, so a command loads only what it needs."""

    def __init__(self, settings: Settings, parts: "Callable[[Settings, ExitStack], Parts]") -> None:
        self._settings = settings
        self._folder = settings.data_dir
        self.user_id = UserId(settings.user)
        self._closing = ExitStack()
        self._parts = parts(settings, self._closing)
        self._songs = _LateSongs(lambda: self._parts.catalogue)

    def close(self) -> None:
        """Give back connections and files."""
        self._closing.close()

    @cached_property
    def catalogue(self) -> "CatalogueService":
        """Artists, albums, songs and search."""
        from audiostream.backend.services.catalogue import CatalogueService

        return CatalogueService(self._parts.catalogue)

    @cached_property
    def names(self) -> "Names":
        """What things are called, without waiting: for the tab key."""
        return self._parts.names

    @cached_property
    def uploads(self) -> "UploadService":
        """From files to songs."""
        from audiostream.backend.adapters.mutagen.probe import MutagenProbe
        from audiostream.backend.services.uploads import UploadService

        return UploadService(self._parts.catalogue, self._parts.media, MutagenProbe())

    @cached_property
    def storage(self) -> "StorageService":
        """Checking and freeing stored files."""
        from audiostream.backend.services.storage import StorageService

        return StorageService(self._parts.catalogue, self._parts.media)

    @cached_property
    def playlists(self) -> "PlaylistService":
        """The playlists of the profile's user."""
        from audiostream.backend.services.playlists import PlaylistService

        return PlaylistService(self.user_id, self._parts.publisher, self._parts.playlists, self._songs)

    @cached_property
    def history(self) -> "HistoryService":
        """The listens of the profile's user."""
        from audiostream.backend.services.history import HistoryService

        return HistoryService(self.user_id, self._parts.publisher, self._parts.listens, self._songs)

    @cached_property
    def consumer(self) -> "ConsumerService":
        """What waits between a change and the stores, and what was put aside."""
        from audiostream.backend.services.consuming import ConsumerService

        return ConsumerService(self._parts.reader, self._spool)

    @cached_property
    def dead_letters(self) -> "DeadLetterService":
        """What can be done about events that were put aside."""
        from audiostream.backend.services.dead_letters import DeadLetterService

        return DeadLetterService(self._parts.reader, lambda: self._parts.publisher)

    def worker(self, topics: "Collection[str]", *, metrics_port: int | None = None) -> "tuple[Worker, str | None]":
        """Return what applies events of these topics until it is stopped, and where its figures are, if anywhere."""
        from audiostream.backend.consumer import Consumer
        from audiostream.backend.worker import Worker

        reader = self._parts.new_reader(topics)
        consumer = Consumer(reader, self._parts.playlists, self._parts.listens)
        if metrics_port is None:
            return Worker(consumer), None
        from audiostream.backend.wiring.packages import packages

        with packages():
            from audiostream.backend.adapters.prometheus.exporter import Exporter
        exporter = Exporter(metrics_port, consumer.work, reader.backlog)
        self._closing.callback(exporter.close)
        return Worker(consumer), exporter.url

    def cluster(self, wanted: "Wanted") -> "ClusterService":
        """Return what sets the cluster's servers up, and looks after them."""
        from audiostream.backend.services.cluster import ClusterService

        return ClusterService(self._parts.systems(wanted))

    @cached_property
    def streaming(self) -> "StreamingService":
        """From what a listener names to songs, and to addresses that play."""
        from audiostream.backend.services.streaming import StreamingService

        return StreamingService(self._parts.catalogue, self.playlists, self._parts.delivery)

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


class _LateSongs:
    """The catalogue's songs; it is opened when one is asked for, as Django costs a third of a second."""

    def __init__(self, catalogue: "Callable[[], SongLookup]") -> None:
        self._catalogue = catalogue

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        return self._catalogue().songs_by_id(song_ids) if song_ids else {}


def build(settings: Settings) -> Services:
    """Return the services for a profile. Nothing else asks for its mode."""
    if settings.mode == CLUSTER:
        from audiostream.backend.wiring.cluster import ClusterParts

        return Services(settings, ClusterParts)
    from audiostream.backend.wiring.embedded import EmbeddedParts

    return Services(settings, EmbeddedParts)
