"""A cluster: Cassandra, Kafka, PostgreSQL or CockroachDB, S3, and CloudFront where it is set."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from audiostream.backend.cluster.system import System
from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.wiring import options
from audiostream.backend.wiring.names import NoNames
from audiostream.backend.wiring.packages import packages
from audiostream.backend.wiring.parts import WebDelivery
from audiostream.errors import InvalidConfig
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.cassandra.session import Session
    from audiostream.backend.adapters.s3.bucket import Bucket
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


class ClusterParts:
    """The ``Parts`` on the servers of the settings; ``closing`` gives back what they hold."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings = settings
        self._closing = closing

    @cached_property
    def catalogue(self) -> "Catalogue":
        """PostgreSQL or CockroachDB."""
        with packages():
            from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue

            catalogue = open_server_catalogue(options.catalogue_options(self._settings))
        self._closing.callback(catalogue.close)
        return catalogue

    @property
    def library(self) -> "Catalogue":
        """The catalogue."""
        return self.catalogue

    @cached_property
    def accounts(self) -> "AccountStore":
        """PostgreSQL or CockroachDB."""
        from audiostream.backend.adapters.accounts.opening import open_server_accounts

        with packages("server"):
            accounts = open_server_accounts(options.catalogue_options(self._settings))
        self._closing.callback(accounts.close)
        return accounts

    @cached_property
    def media(self) -> "MediaStore":
        """The bucket."""
        from audiostream.backend.adapters.s3.media import S3MediaStore

        return S3MediaStore(self._bucket)

    @property
    def sender(self) -> None:
        """Nothing: files are read here."""
        return

    @cached_property
    def delivery(self) -> "Delivery":
        """CloudFront where it is set, otherwise the bucket itself."""
        if not self._settings.cdn_domain:
            from audiostream.backend.adapters.s3.delivery import S3Delivery

            return S3Delivery(self._bucket)
        from audiostream.backend.adapters.cloudfront.delivery import CloudFrontDelivery
        from audiostream.backend.adapters.cloudfront.signer import Signer

        settings = self._settings
        signer = Signer.load(options.cdn_key_file(settings), self._cdn_key_id(), sha256=settings.cdn_hash == "SHA256")
        return CloudFrontDelivery(
            settings.cdn_domain, signer, self.media.exists, ip_range=options.cdn_ip_range(settings)
        )

    @cached_property
    def publisher(self) -> "Publisher":
        """Kafka; a change waits until consumers have applied it."""
        from audiostream.backend.services.guarding import GuardedLog
        from audiostream.backend.services.waiting import WaitingPublisher

        with packages():
            from audiostream.backend.adapters.kafka.log import KafkaEventLog

        log = KafkaEventLog(options.kafka_options(self._settings))
        self._closing.callback(log.close)
        return WaitingPublisher(GuardedLog(log), self.playlists, within_s=self._settings.visible_within_ms / 1000)

    @cached_property
    def playlists(self) -> "PlaylistStore":
        """Cassandra."""
        with packages():
            from audiostream.backend.adapters.cassandra.playlists import CassandraPlaylistStore

        return CassandraPlaylistStore(self._session)

    @cached_property
    def listens(self) -> "ListenStore":
        """Cassandra."""
        with packages():
            from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
            from audiostream.backend.adapters.cassandra.writers import fastest_writer

        store = CassandraListenStore(self._session, fastest_writer(self._session))
        self._closing.callback(store.close)
        return store

    @property
    def stores(self) -> "tuple[PlaylistStore, ListenStore]":
        """Both."""
        return self.playlists, self.listens

    @cached_property
    def reader(self) -> "EventReader":
        """Kafka, without joining the group: that is done at the first poll."""
        return self._reader(None)

    @property
    def names(self) -> "NoNames":
        """None."""
        return NoNames()

    @property
    def web_database(self) -> Mapping[str, object]:
        """The catalogue's server."""
        with packages():
            from audiostream.backend.adapters.catalog.server_options import READ_COMMITTED, server_of

        # Django runs nothing again that was undone for another's sake, and a session is nobody else's concern.
        return server_of(replace(options.catalogue_options(self._settings), isolation=READ_COMMITTED)).settings

    def web_delivery(self, secret: bytes) -> WebDelivery:  # noqa: ARG002 - others sign
        """Return the addresses that players get too: the server carries no sound."""
        return WebDelivery(delivery=self.delivery, origins=[options.files_origin(self._settings)])

    @property
    def request_threads(self) -> int:
        """Many: they wait for servers."""
        return 16

    def prepare_database(self) -> None:
        """Only look: ``cluster init`` makes the tables."""
        with packages():
            from audiostream.backend.adapters.catalog.catalogue import check_tables

            check_tables(options.catalogue_options(self._settings))

    def new_reader(self, topics: Collection[str]) -> "EventReader":
        """Return a member of the group of consumers."""
        return self._reader(topics)

    def systems(self, wanted: Wanted) -> Sequence[System]:
        """Return all of them, CloudFront where it is set or asked for."""
        with packages():
            systems = [self._cassandra(wanted), self._kafka(wanted), self._database(), self._storage()]
            if wanted.with_cdn or self._settings.cdn_domain:
                from audiostream.backend.adapters.cloudfront.system import CloudFrontSystem

                systems.append(CloudFrontSystem(options.cloudfront_options(self._settings)))
        return systems

    def _cassandra(self, wanted: Wanted) -> System:
        from audiostream.backend.adapters.cassandra.replication import Replication
        from audiostream.backend.adapters.cassandra.system import CassandraSystem

        replication = Replication(
            strategy="simple" if (wanted.strategy or self._settings.cassandra_strategy) == "simple" else "network",
            factor=wanted.replication_factor or self._settings.cassandra_replication,
        )
        system = CassandraSystem(options.cassandra_options(self._settings), replication)
        self._closing.callback(system.close)
        return system

    def _kafka(self, wanted: Wanted) -> System:
        from audiostream.backend.adapters.kafka.system import KafkaSystem
        from audiostream.backend.adapters.kafka.topics import TopicSettings

        settings = TopicSettings(
            partitions=self._settings.kafka_partitions,
            replication=self._settings.kafka_replication,
            retention_days=self._settings.kafka_retention_days,
            min_insync=self._settings.kafka_min_insync,
        )
        return KafkaSystem(options.kafka_options(self._settings), settings, grow=wanted.grow)

    def _database(self) -> System:
        from audiostream.backend.adapters.catalog.system import CatalogueSystem

        system = CatalogueSystem(options.catalogue_options(self._settings))
        self._closing.callback(system.close)
        return system

    def _storage(self) -> System:
        from audiostream.backend.adapters.s3.system import S3System

        return S3System(self._bucket)

    def _reader(self, topics: Collection[str] | None) -> "EventReader":
        with packages():
            from audiostream.backend.adapters.kafka.reader import KafkaEventReader

        reader = KafkaEventReader(options.kafka_options(self._settings), topics)
        self._closing.callback(reader.close)
        return reader

    def _cdn_key_id(self) -> str:
        if not self._settings.cdn_key_pair_id:
            raise InvalidConfig(
                "cdn_key_pair_id is not set, and CloudFront's addresses name it",
                hint="audiostream cluster init --with-cdn tells what it is.",
            )
        return self._settings.cdn_key_pair_id

    @cached_property
    def _session(self) -> "Session":
        with packages():
            from audiostream.backend.adapters.cassandra.session import Session

        session = Session(options.cassandra_options(self._settings))
        self._closing.callback(session.close)
        return session

    @cached_property
    def _bucket(self) -> "Bucket":
        from audiostream.backend.adapters.s3.bucket import Bucket

        return Bucket(options.s3_options(self._settings))
