"""What every mode has to provide."""

from collections.abc import Collection, Sequence
from typing import Protocol

from audiostream.backend.cluster.system import System
from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.ports import Catalogue, Delivery, EventReader, ListenStore, MediaStore, PlaylistStore
from audiostream.backend.services.publishing import Publisher


class Names(Protocol):
    """What things are called, for the tab key: names that begin just so, at once, or an ``Unavailable``."""

    def artists(self, beginning: str) -> Sequence[str]:
        """Return names of artists."""

    def albums(self, beginning: str) -> Sequence[str]:
        """Return titles of albums."""

    def playlists(self, beginning: str) -> Sequence[str]:
        """Return names of the user's playlists."""


class Parts(Protocol):
    """The ports of a mode; each is opened at its first use, so that a command pays only for what it asks."""

    @property
    def catalogue(self) -> Catalogue:
        """Artists, albums and songs."""

    @property
    def media(self) -> MediaStore:
        """The files."""

    @property
    def delivery(self) -> Delivery:
        """How files reach players."""

    @property
    def publisher(self) -> Publisher:
        """The way to change playlists and history."""

    @property
    def playlists(self) -> PlaylistStore:
        """Playlists as the events made them."""

    @property
    def listens(self) -> ListenStore:
        """Listening history as the events made it."""

    @property
    def reader(self) -> EventReader:
        """The log, to look at."""

    @property
    def names(self) -> Names:
        """What the tab key can offer."""

    def new_reader(self, topics: Collection[str]) -> EventReader:
        """Return a reader of these topics, to consume from."""

    def systems(self, wanted: Wanted) -> Sequence[System]:
        """Return the systems of a cluster; none where all is on this machine."""
