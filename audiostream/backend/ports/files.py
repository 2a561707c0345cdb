"""Files of songs: stored, read, sent, and on their way to players."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from audiostream.backend.domain.catalogue import Audio, Media, Song, Tags
from audiostream.backend.domain.uploads import Into, Received


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A file in the store: ``size`` in bytes, ``modified_at`` when it was last stored or asked to be."""

    key: str
    size: int
    modified_at: datetime


class MediaStore(Protocol):
    """Files, by content address."""

    def put(self, source: BinaryIO, *, extension: str, mime_type: str) -> tuple[Media, bool]:
        """Read a stream to its end, hash and store it; return what it is, and whether it was not there whole.

        When this returns, the file is whole and durable under its key; when it raises, the key
        does not exist (or exists, whole, from before). Storing what is there renews its ``modified_at``.
        Memory is bounded whatever the size. A stream that can be sought may be read twice.
        """

    def exists(self, key: str) -> bool:
        """Return whether a file is stored under the key."""

    def objects(self) -> Iterator[StoredObject]:
        """Yield all that is stored, in no order, unfinished uploads included (under keys outside ``songs/``)."""

    def delete(self, key: str, *, unmodified_since: datetime | None = None) -> bool:
        """Remove a file, and return whether it was there.

        With ``unmodified_since`` one whose ``modified_at`` is that moment or later stays, even when it is
        renewed at this very moment.
        """

    def verify(self, key: str) -> str | None:
        """Read a file whole; return what is wrong with it (missing, other content), or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamUrl:
    """Where a player finds a song's file; ``expires_at`` is None for one that does not expire."""

    url: str
    expires_at: datetime | None = None


class Delivery(Protocol):
    """How files reach players."""

    def stream_url(self, song: Song) -> StreamUrl:
        """Return an address that plays now. Raises ``NotFound`` when the file is known to be missing."""


class AudioProbe(Protocol):
    """Reader of an audio file's headers and tags."""

    def probe(self, source: BinaryIO) -> tuple[Audio, Tags]:
        """Tell what a seekable file is; reads headers and the end, not the sound.

        Raises:
            Unusable: not audio of a known format, empty, truncated, or with tags that must not be stored.
        """


class SongSender(Protocol):
    """A server that makes songs of files."""

    def send(self, source: BinaryIO, called: str, into: Into, *, dry_run: bool = False) -> Received:
        """Send a file, which is called so here, from its place to its end.

        Raises:
            Unusable: it cannot become a song.
            NotFound, InvalidInput: there is no place as ``into`` says.
            Forbidden: the account may not.
        """
