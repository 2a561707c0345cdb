"""One machine: SQLite and a folder, and the consumer's own code right after each change."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from audiostream.backend.cluster.system import System
from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.domain.ids import UserId
from audiostream.backend.wiring.packages import packages
from audiostream.backend.wiring.parts import WebDelivery
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
    from audiostream.backend.adapters.sqlite.log import SqliteEventLog
    from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
    from audiostream.backend.ports import (
        AccountStore,
        Catalogue,
        Delivery,
        EventReader,
        ListenStore,
        MediaStore,
        PlaylistStore,
    )
    from audiostream.backend.services.publishing import Publisher
    from audiostream.backend.wiring.parts import Names


class EmbeddedParts:
    """The ``Parts`` in the folder of the settings; ``closing`` gives back what they hold."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._folder = settings.data_dir
        self._user_id = UserId(settings.user)
        self._closing = closing

    @cached_property
    def catalogue(self) -> "Catalogue":
        """A SQLite file."""
        from audiostream.backend.adapters.catalog.catalogue import open_catalogue

        catalogue = open_catalogue(self._folder / "catalogue.sqlite3")
        self._closing.callback(catalogue.close)
        return catalogue

    @property
    def library(self) -> "Catalogue":
        """The catalogue."""
        return self.catalogue

    @cached_property
    def accounts(self) -> "AccountStore":
        """The SQLite file of the catalogue."""
        from audiostream.backend.adapters.accounts.opening import open_accounts

        with packages("server"):
            accounts = open_accounts(self._folder / "catalogue.sqlite3")
        self._closing.callback(accounts.close)
        return accounts

    @cached_property
    def media(self) -> "MediaStore":
        """A folder."""
        from audiostream.backend.adapters.local.media import LocalMediaStore

        return LocalMediaStore(self._folder / "media")

    @property
    def sender(self) -> None:
        """Nothing: files are read here."""
        return

    @cached_property
    def delivery(self) -> "Delivery":
        """The files of that folder."""
        from audiostream.backend.adapters.local.delivery import LocalDelivery

        return LocalDelivery(self._folder / "media")

    @cached_property
    def publisher(self) -> "Publisher":
        """The log, drained at once."""
        from audiostream.backend.adapters.sqlite.recovery import Recovering
        from audiostream.backend.consumer import Consumer
        from audiostream.backend.services.publishing import DrainingPublisher

        log, playlists, listens = self.reader, self.playlists, self.listens
        consumer = Consumer(log, playlists, listens)
        return DrainingPublisher(log, Recovering(consumer.drain, log, [playlists.database, listens.database]))

    @cached_property
    def playlists(self) -> "SqlitePlaylistStore":
        """A SQLite file."""
        from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore

        store = SqlitePlaylistStore(self._folder / "playlists.sqlite3")
        self._closing.callback(store.close)
        return store

    @cached_property
    def listens(self) -> "SqliteListenStore":
        """A SQLite file."""
        from audiostream.backend.adapters.sqlite.listens import SqliteListenStore

        store = SqliteListenStore(self._folder / "listens.sqlite3")
        self._closing.callback(store.close)
        return store

    @property
    def stores(self) -> "tuple[PlaylistStore, ListenStore]":
        """Both."""
        return self.playlists, self.listens

    @cached_property
    def reader(self) -> "SqliteEventLog":
        """A SQLite file, which is where events are published too."""
        from audiostream.backend.adapters.sqlite.log import SqliteEventLog

        log = SqliteEventLog(self._folder / "events.sqlite3")
        self._closing.callback(log.close)
        return log

    @cached_property
    def names(self) -> "Names":
        """The files, as they are."""
        from audiostream.backend.adapters.sqlite.names import SqliteNames

        return SqliteNames(self._folder, self._user_id)

    @property
    def web_database(self) -> Mapping[str, object]:
        """The catalogue's file."""
        from audiostream.backend.adapters.catalog.sqlite_database import django_settings

        return django_settings(self._folder / "catalogue.sqlite3")

    def web_delivery(self, secret: bytes) -> WebDelivery:
        """Return addresses of the server itself, which has the files."""
        from audiostream.backend.adapters.local.signed_delivery import SignedDelivery

        files = SignedDelivery(self._folder / "media", secret)
        return WebDelivery(delivery=files, files=files)

    @property
    def request_threads(self) -> int:
        """Few: SQLite hands Python's lock on with each row, and threads that want it keep each other up."""
        return 2

    def prepare_database(self) -> None:
        """Make the tables, or bring them up to date."""
        from audiostream.backend.adapters.catalog.catalogue import make_tables

        make_tables(self._folder / "catalogue.sqlite3")

    def new_reader(self, topics: Collection[str]) -> "EventReader":
        """Return another reader of the same file."""
        from audiostream.backend.adapters.sqlite.log import SqliteEventLog

        reader = SqliteEventLog(self._folder / "events.sqlite3", topics)
        self._closing.callback(reader.close)
        return reader

    def systems(self, wanted: Wanted) -> Sequence[System]:  # noqa: ARG002 - there is nothing to ask of
        """Return none."""
        return ()
