"""From settings to services and a player: what a mode has (``wiring``), and what every mode has on this machine."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from audiostream.backend.domain.ids import UserId
from audiostream.backend.wiring.late import LateDelivery, LateSongs
from audiostream.settings import CLUSTER, REMOTE, Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.sqlite.spool import SqliteSpool
    from audiostream.backend.cluster.wanted import Wanted
    from audiostream.backend.ports import DeviceAccount
    from audiostream.backend.services.accounts import AccountService
    from audiostream.backend.services.catalogue import CatalogueService
    from audiostream.backend.services.cluster import ClusterService
    from audiostream.backend.services.consuming import ConsumerService
    from audiostream.backend.services.dead_letters import DeadLetterService
    from audiostream.backend.services.history import HistoryService
    from audiostream.backend.services.intake import IntakeService
    from audiostream.backend.services.playlists import PlaylistService
    from audiostream.backend.services.storage import StorageService
    from audiostream.backend.services.streaming import StreamingService
    from audiostream.backend.services.uploads import Uploads, UploadService
    from audiostream.backend.wiring.parts import Names, Parts, WebDelivery
    from audiostream.backend.worker import Worker
    from audiostream.player.effects import Effect
    from audiostream.player.resume import Memory
    from audiostream.player.session import PlayerSession
    from audiostream.player.state import State


class Services:
    """The use cases of one user; each is wired at first use, so a command loads only what it needs.

    ``closing`` gives back connections and files.
    """

    def __init__(
        self,
        settings: Settings,
        parts: "Parts",
        closing: ExitStack,
        user_id: UserId,
        web: "WebDelivery | None" = None,
    ) -> None:
        self._settings = settings
        self._web = web
        self._folder = settings.data_dir
        self._parts = parts
        self._closing = closing
        self.user_id = user_id
        self._songs = LateSongs(lambda: self._parts.library)

    def close(self) -> None:
        """Give back connections and files, those of all users."""
        self._closing.close()

    def acting_for(self, user_id: UserId) -> "Services":
        """Return the use cases of another user, on the same connections and files."""
        return Services(self._settings, self._parts, self._closing, user_id, self._web)

    def serving(self, secret_key: str) -> "Services":
        """Return the use cases as a web server has them: songs are where browsers and other machines find them.

        All parts that it uses are made now; none of them connects before its first use.

        Raises:
            InvalidConfig: one cannot be made from the settings.
        """
        parts = self._parts
        # Two threads that ask first would both make one, and leave both open: cached_property has no lock any more.
        _ = (
            parts.catalogue,
            parts.accounts,
            parts.media,
            parts.publisher,
            parts.playlists,
            parts.listens,
            parts.reader,
        )
        return Services(self._settings, parts, self._closing, self.user_id, parts.web_delivery(secret_key.encode()))

    @property
    def web_delivery(self) -> "WebDelivery":
        """How files reach browsers: of what :meth:`serving` returned."""
        if self._web is None:
            raise ValueError("these are not the services of a web server")
        return self._web

    @cached_property
    def catalogue(self) -> "CatalogueService":
        """Artists, albums, songs and search."""
        from audiostream.backend.services.catalogue import CatalogueService

        return CatalogueService(self._parts.library)

    @cached_property
    def accounts(self) -> "AccountService":
        """Accounts of a server, and the tokens of their devices."""
        from audiostream.backend.services.accounts import AccountService

        store = self._parts.accounts  # sets Django up, which the list of passwords needs
        from audiostream.backend.adapters.accounts.common import is_common

        return AccountService(store, is_common)

    @cached_property
    def names(self) -> "Names":
        """What things are called, without waiting: for the tab key."""
        return self._parts.names

    @cached_property
    def uploads(self) -> "Uploads":
        """From files to songs."""
        if sender := self._parts.sender:
            from audiostream.backend.services.sending import SendingService

            return SendingService(sender)
        from audiostream.backend.adapters.mutagen.probe import MutagenProbe
        from audiostream.backend.services.uploads import UploadService

        return UploadService(self._parts.catalogue, self._parts.media, MutagenProbe())

    @cached_property
    def received_files(self) -> "UploadService":
        """From files that others sent to songs: they are read in a process that can take only so much."""
        from audiostream.backend.adapters.mutagen.limited import LimitedProbe
        from audiostream.backend.services.uploads import UploadService

        return UploadService(self._parts.catalogue, self._parts.media, LimitedProbe())

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
    def intake(self) -> "IntakeService":
        """Events that clients of the profile's user made."""
        from audiostream.backend.services.intake import IntakeService

        return IntakeService(self.user_id, self._parts.publisher)

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

    def worker(self, topics: "Collection[str]", metrics_at: tuple[str, int] | None) -> "tuple[Worker, str | None]":
        """Return what applies events of these topics until it is stopped, and where its figures are, if anywhere."""
        from audiostream.backend.consumer import Consumer
        from audiostream.backend.worker import Worker

        reader = self._parts.new_reader(topics)
        consumer = Consumer(reader, *self._parts.stores)
        if metrics_at is None:
            return Worker(consumer), None
        from audiostream.backend.wiring.packages import packages

        with packages():
            from audiostream.backend.adapters.prometheus.exporter import Exporter
        exporter = Exporter(*metrics_at, consumer.work, reader.backlog)
        self._closing.callback(exporter.close)
        return Worker(consumer), exporter.url

    @property
    def vital_signs(self) -> "Mapping[str, Callable[[], object]]":
        """What shows of each part that a web server needs that it works; a call raises an error of ours if not."""
        from audiostream.backend.wiring.vital_signs import vital_signs

        return vital_signs(self._parts)

    @property
    def request_threads(self) -> int:
        """How many requests a web server's worker is best at work on at a time."""
        return self._parts.request_threads

    def prepare_database(self) -> None:
        """Bring the tables up to date that a web server needs; on a cluster see that they are.

        Raises:
            Unavailable: the database cannot be used, or ``cluster init`` has to run first.
        """
        self._parts.prepare_database()

    def cluster(self, wanted: "Wanted") -> "ClusterService":
        """Return what sets the cluster's servers up, and looks after them."""
        from audiostream.backend.services.cluster import ClusterService

        return ClusterService(self._parts.systems(wanted))

    @cached_property
    def streaming(self) -> "StreamingService":
        """From what a listener names to songs, and to addresses that play."""
        from audiostream.backend.services.streaming import StreamingService

        # Late: only who plays needs the key for signing.
        delivery = LateDelivery(lambda: self._parts.delivery) if self._web is None else self._web.delivery
        return StreamingService(self._parts.library, self.playlists, delivery)

    @property
    def web_database(self) -> Mapping[str, object]:
        """Where the web server keeps sessions, as Django's ``DATABASES`` names it."""
        return self._parts.web_database

    @cached_property
    def player_memory(self) -> "Memory":
        """What a player keeps of its queue for the next time: on this machine, whatever the mode."""
        from audiostream.backend.wiring.playing import memory_of

        return memory_of(self._folder, self.user_id)

    def player(
        self, state: "State", *, audio_output: str, keep_engine_log: bool, tell: "Callable[[Effect], None]"
    ) -> "PlayerSession":
        """Return a player that begins with ``state``; ``audio_output`` is as the setting of that name.

        ``tell`` is called as :class:`Controller` says. With ``keep_engine_log`` all that libvlc says goes to a file
        in the data folder.
        """
        from audiostream.backend.wiring.playing import engine_maker
        from audiostream.player.controller import Controller
        from audiostream.player.loudness import replay_gain_db
        from audiostream.player.sender import Sender
        from audiostream.player.session import PlayerSession
        from audiostream.player.spool import Recorder

        _ = self._parts.delivery  # a key that cannot be used is told now, not of each song
        sender = Sender(self._spool, self.history, self.user_id)
        controller = Controller(
            state,
            url=self.streaming.url,
            recorder=Recorder(self._spool, self.user_id, sender.wake),
            memory=self.player_memory,
            gain_db=lambda song: replay_gain_db(song.audio.replay_gain, self._settings.replay_gain),
            tell=tell,
        )
        maker = engine_maker(self._settings, audio_output=audio_output, keep_log=keep_engine_log)
        return PlayerSession(controller, sender, maker)

    @cached_property
    def _spool(self) -> "SqliteSpool":
        from audiostream.backend.wiring.playing import open_spool

        return open_spool(self._folder, self._closing)


def build(settings: Settings) -> Services:
    """Return the services for a profile. Nothing else asks for its mode."""
    if settings.mode == CLUSTER:
        from audiostream.backend.wiring.cluster import ClusterParts

        return _wired(settings, ClusterParts)
    if settings.mode == REMOTE:
        from audiostream.backend.wiring.remote import RemoteParts

        return _wired(settings, RemoteParts)
    from audiostream.backend.wiring.embedded import EmbeddedParts

    return _wired(settings, EmbeddedParts)


def _wired(settings: Settings, parts: "Callable[[Settings, ExitStack], Parts]") -> Services:
    closing = ExitStack()
    return Services(settings, parts(settings, closing), closing, UserId(settings.user))


def device(settings: Settings, url: str) -> "DeviceAccount":
    """Return the way to log this device in to a server, and out. Raises ``InvalidConfig`` where ``url`` is of none."""
    from audiostream.backend.wiring.remote import device_account

    return device_account(settings, url)
