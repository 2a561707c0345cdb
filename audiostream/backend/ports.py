"""What the services need of the outside: small protocols that speak domain types.

Every adapter of a port joins the port's suite in ``tests/contract`` by one fixture parameter. Beyond
the errors named here, any call may raise ``Unavailable`` (try again) or ``Rejected`` (never will).
Names and titles are sorted by ``names.plain``, then ``names.fold``, both by code point, then by id. What is the
same but for accents is what ``names.plain`` makes the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from audiostream.backend.domain.catalogue import Album, Artist, Audio, Media, Song, Tags
from audiostream.backend.domain.events import AnyEvent, PlaylistEvent
from audiostream.backend.domain.ids import AlbumId, ArtistId, PlaylistId, SongId, UserId
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.paging import Page
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.domain.records import Backlog, DeadLetter, Lag, Record
from audiostream.backend.domain.search import Hits


class ArtistStore(Protocol):
    """Artists, unique by folded name."""

    def put_artist(self, artist: Artist) -> tuple[Artist, bool]:
        """Store an artist unless its name is taken; return the one that has the name, and whether it is new.

        Raises:
            Conflict: the id is taken by an artist of another name.
        """

    def artist(self, artist_id: ArtistId) -> Artist:
        """Return an artist. Raises ``NotFound``."""

    def artist_named(self, name: str) -> Artist | None:
        """Return the artist whose folded name is that of ``name``."""

    def artists_called(self, name: str, *, limit: int) -> Sequence[Artist]:
        """Return whose folded name is that of ``name``; where nobody's is, who has it but for accents, by name."""

    def artists(self, *, limit: int, after: str | None = None) -> Page[Artist]:
        """List artists by name. Raises ``InvalidInput`` for a cursor of another listing."""


class AlbumStore(Protocol):
    """Albums, unique by artist and folded title."""

    def put_album(self, album: Album) -> tuple[Album, bool]:
        """Store an album unless its artist has one of that title; return that one, and whether it is new.

        Raises:
            Conflict: the id is taken by another album.
            NotFound: the artist does not exist.
        """

    def album(self, album_id: AlbumId) -> Album:
        """Return an album. Raises ``NotFound``."""

    def album_titled(self, artist_id: ArtistId, title: str) -> Album | None:
        """Return the album of an artist whose folded title is that of ``title``."""

    def albums_called(self, title: str, *, limit: int, artist_id: ArtistId | None = None) -> Sequence[Album]:
        """Return albums, of one artist or of all, by folded title; else those that have it but for accents."""

    def albums(self, *, limit: int, after: str | None = None, artist_id: ArtistId | None = None) -> Page[Album]:
        """List albums by title, of one artist or of all."""


class SongLookup(Protocol):
    """Songs by their ids: all that playlists and history need of a catalogue."""

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist, in one query a thousand ids."""


class SongStore(SongLookup, Protocol):
    """Songs, unique by album and content."""

    def put_songs(self, songs: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        """Store songs, all or none; one whose album already holds its bytes gives the one stored, and False.

        Raises:
            NotFound: an artist or album does not exist (any more).
            Conflict: an id is taken by another song.
        """

    def song(self, song_id: SongId) -> Song:
        """Return a song. Raises ``NotFound``."""

    def songs(
        self,
        *,
        limit: int,
        after: str | None = None,
        artist_id: ArtistId | None = None,
        album_id: AlbumId | None = None,
    ) -> Page[Song]:
        """List songs: of an album by disc, track and title, otherwise by title."""

    def songs_called(self, title: str, *, limit: int) -> Sequence[Song]:
        """Return songs by folded title; where there are none, those that have it but for accents."""

    def songs_of_files(self, keys: Sequence[str]) -> Sequence[Song]:
        """Return the songs whose files have one of the keys, by key, then id, in one query a thousand keys."""

    def remove_song(self, song_id: SongId) -> Song:
        """Forget a song and return it; its file stays. Raises ``NotFound``."""

    def media_keys(self) -> Iterator[str]:
        """Yield the distinct keys that songs refer to, in order, by parts: memory is bounded however many there are."""

    def media_sizes(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Return of those of the keys that songs refer to how many bytes their files must have."""


class SongSearch(Protocol):
    """Full-text search over names and titles."""

    def search(self, text: str, *, limit: int) -> Hits:
        """Find what has every word of ``text`` (``domain.search.words``); the last may be the beginning of one.

        Gives at most ``limit`` of each kind, best first; nothing where the text has no words.
        """


class Catalogue(ArtistStore, AlbumStore, SongStore, SongSearch, Protocol):
    """The whole catalogue."""

    def close(self) -> None:
        """Give back connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A file in the store: ``size`` in bytes, ``modified_at`` when it was last stored or asked to be."""

    key: str
    size: int
    modified_at: datetime


class MediaStore(Protocol):
    """Files, by content address."""

    def put(self, source: BinaryIO, *, extension: str, mime_type: str) -> tuple[Media, bool]:
        """Read a stream to its end once, hash and store it; return what it is, and whether it was not there whole.

        When this returns, the file is whole and durable under its key; when it raises, the key
        does not exist (or exists, whole, from before). Storing what is there renews its ``modified_at``.
        Memory is bounded whatever the size.
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


class EventLog(Protocol):
    """Where events are published."""

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Append events; when this returns they are durable.

        Raises:
            InvalidEvent: a reader would refuse one; none was appended.
        """


class EventReader(Protocol):
    """A consumer's place in the log, which it may share with others."""

    def poll(self, *, limit: int, timeout_s: float = 0.0) -> Sequence[Record]:
        """Return the next records, each once for this reader, in order within a partition; none after the timeout."""

    def commit(self, records: Sequence[Record]) -> None:
        """Say that these records, all that were polled before them in their partitions too, are done with."""

    def wait(self, timeout_s: float) -> bool:
        """Wait, reading nothing and keeping the place; return whether what was polled is still this reader's.

        Where it is not, whatever of it was not committed comes again, here or to another reader of the log.
        """

    def dead_letter(self, letters: Sequence[DeadLetter]) -> None:
        """Put records aside with their reasons, durably, once each however often it is called."""

    def dead_letters(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return what was put aside, oldest first: so many, or all."""

    def drop(self, letters: Sequence[DeadLetter]) -> None:
        """Forget for good what was put aside; what is not there is no error."""

    def backlog(self) -> Sequence[Backlog]:
        """Return of every topic what is left to do; changes nothing."""

    def lags(self) -> Sequence[Lag]:
        """Return of every partition how far the consumers are behind; changes nothing."""


class PlaylistStore(Protocol):
    """Playlists and their entries as the events made them.

    The rules are those of ``domain.events``: an entry exists that was added and that no event removed, a
    delete is final, and name, song and position are each the last written one.
    """

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        """Apply events; any order and repetition of the same events gives the same state."""

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        """Return the playlists of a user that were created and not deleted, by name, then id."""

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:
        """Return how many entries each of a user's playlists has; the empty ones may be left out."""

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:
        """Return what it holds, in order (``domain.playlists.in_order``); nothing where it does not exist."""


class ListenStore(Protocol):
    """Listening history."""

    def apply(self, listens: Sequence[Listen]) -> None:
        """Store listens; an ``event_id`` that is there already changes nothing."""

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
