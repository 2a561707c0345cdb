"""What every mode has to provide."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from audiostream.backend.cluster.system import System
from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.ports import (
    AccountStore,
    Catalogue,
    Delivery,
    EventReader,
    Library,
    ListenReads,
    ListenStore,
    MediaStore,
    PlaylistReads,
    PlaylistStore,
    SongSender,
)
from audiostream.backend.services.publishing import Publisher

if TYPE_CHECKING:
    from audiostream.backend.adapters.local.signed_delivery import SignedDelivery


class Names(Protocol):
    """What things are called, for the tab key: names that begin just so, at once, or an ``Unavailable``."""

    def artists(self, beginning: str) -> Sequence[str]:
        """Return names of artists."""

    def albums(self, beginning: str) -> Sequence[str]:
        """Return titles of albums."""

    def playlists(self, beginning: str) -> Sequence[str]:
        """Return names of the user's playlists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebDelivery:
    """How files reach browsers: by addresses of the server itself (``files``), or of the ``origins``."""

    delivery: Delivery
    files: "SignedDelivery | None" = None
    origins: Sequence[str] = ()


class Parts(Protocol):
    """The ports of a mode; each is opened at its first use, so that a command pays only for what it asks."""

    @property
    def library(self) -> Library:
        """Artists, albums and songs, as listeners use them."""

    @property
    def catalogue(self) -> Catalogue:
        """The same, as files and uploads need it."""

    @property
    def accounts(self) -> AccountStore:
        """Accounts and tokens, in the catalogue's database."""

    @property
    def media(self) -> MediaStore:
        """The files."""

    @property
    def sender(self) -> SongSender | None:
        """What takes files, where that is not done here."""

    @property
    def delivery(self) -> Delivery:
        """How files reach players."""

    @property
    def publisher(self) -> Publisher:
        """The way to change playlists and history."""

    @property
    def playlists(self) -> PlaylistReads:
        """Playlists as the events made them."""

    @property
    def listens(self) -> ListenReads:
        """Listening history as the events made it."""

    @property
    def stores(self) -> tuple[PlaylistStore, ListenStore]:
        """What a consumer applies events to."""

    @property
    def reader(self) -> EventReader:
        """The log, to look at."""

    @property
    def names(self) -> Names:
        """What the tab key can offer."""

    @property
    def web_database(self) -> Mapping[str, object]:
        """The catalogue's database as Django's ``DATABASES`` names it: for the web server's sessions and admin."""

    def web_delivery(self, secret: bytes) -> WebDelivery:
        """Return how files reach the browsers of a web server that keeps this secret."""

    @property
    def request_threads(self) -> int:
        """How many requests a web server's worker is best at work on at a time."""

    def prepare_database(self) -> None:
        """Return when the database has all tables that a web server needs."""

    def new_reader(self, topics: Collection[str]) -> EventReader:
        """Return a reader of these topics, to consume from."""

    def systems(self, wanted: Wanted) -> Sequence[System]:
        """Return the systems of a cluster; none where all is on this machine."""
