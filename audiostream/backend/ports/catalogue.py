"""Artists, albums and songs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.paging import Page
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

    def newest_albums(self, *, limit: int) -> Sequence[Album]:
        """Return the albums that were added last, the newest first: by their ids, which tell the time."""


class SongLookup(Protocol):
    """Songs by their ids: all that playlists and history need of a catalogue."""

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist, in one query a thousand ids."""


class SongReads(SongLookup, Protocol):
    """Songs, to look at and to forget."""

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

    def remove_song(self, song_id: SongId) -> Song:
        """Forget a song and return it; its file stays. Raises ``NotFound``."""


class SongStore(SongReads, Protocol):
    """Songs, unique by album and content."""

    def put_songs(self, songs: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        """Store songs, all or none; one whose album already holds its bytes gives the one stored, and False.

        Raises:
            NotFound: an artist or album does not exist (any more).
            Conflict: an id is taken by another song.
        """

    def songs_of_files(self, keys: Sequence[str]) -> Sequence[Song]:
        """Return the songs whose files have one of the keys, by key, then id, in one query a thousand keys."""

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


class Library(ArtistStore, AlbumStore, SongReads, SongSearch, Protocol):
    """The catalogue as listeners, and those who tidy it, use it: all but what files and uploads need."""


class Catalogue(Library, SongStore, Protocol):
    """The whole catalogue."""

    def close(self) -> None:
        """Give back connections."""
