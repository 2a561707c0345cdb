"""Adding to, listing and searching the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, CatalogueId, SongId, new_catalogue_id
from audiostream.backend.domain.names import clean_name
from audiostream.backend.domain.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, check_limit
from audiostream.backend.domain.search import Hits, words
from audiostream.backend.ports import Library
from audiostream.backend.services.references import find_album, find_artist, find_song, of_id
from audiostream.errors import Conflict, InvalidInput

DEFAULT_HITS = 20

MAX_YEAR = 9999

_Item = TypeVar("_Item", Artist, Album)


@dataclass(frozen=True, slots=True)
class Added(Generic[_Item]):
    """What has the name now, and whether it is new; one that was there stays as it is."""

    item: _Item
    new: bool


class CatalogueService:
    """Artists, albums and songs.

    Artists and albums are referred to by a ``ref``, as ``services.references`` reads it. With ``dry_run`` a
    method checks and tells all that it would do, and changes nothing. Listings raise ``InvalidInput`` for a limit
    that is not from 1 to 1000 and for a cursor of another listing.
    """

    def __init__(self, catalogue: Library) -> None:
        self._catalogue = catalogue

    def add_artist(self, name: str, *, artist_id: ArtistId | None = None, dry_run: bool = False) -> Added[Artist]:
        """Add an artist, unless there is one of that name.

        Raises:
            InvalidInput: the name cannot be one.
            Conflict: the artist of that name has another id than the one asked for, or another artist has the id.
        """
        name = clean_name(name, "the name of the artist")
        artist = Artist(id=artist_id or new_catalogue_id(ArtistId), name=name)
        stored, new = self._put_artist(artist, dry_run=dry_run)
        if artist_id is not None and stored.id != artist_id:
            raise _has_another_id(f"the artist {stored.name!r}", stored.id)
        return Added(stored, new)

    def add_album(
        self,
        title: str,
        artist: str,
        *,
        year: int | None = None,
        album_id: AlbumId | None = None,
        dry_run: bool = False,
    ) -> Added[Album]:
        """Add an album of an artist, a ``ref``, unless the artist has one of that title.

        Raises:
            InvalidInput: the title cannot be one, or the year is not from 1 to 9999.
            NotFound: there is no such artist.
            Conflict: the album of that title has another id or year than the one asked for, or another album
                has the id.
        """
        title = clean_name(title, "the title of the album")
        if year is not None and not 1 <= year <= MAX_YEAR:
            raise InvalidInput(f"{year} is not a possible year; it must be from 1 to {MAX_YEAR}")
        album = Album(id=album_id or new_catalogue_id(AlbumId), artist=self.artist(artist), title=title, year=year)
        stored, new = self._put_album(album, dry_run=dry_run)
        named = f"the album {stored.title!r} of {stored.artist.name!r}"
        if album_id is not None and stored.id != album_id:
            raise _has_another_id(named, stored.id)
        if year is not None and stored.year != year:
            has = "without a year" if stored.year is None else f"of the year {stored.year}"
            raise Conflict(f"{named} is there already, {has}", hint="A year cannot be changed; give that one, or none.")
        return Added(stored, new)

    def artist_by_id(self, artist_id: ArtistId) -> Artist:
        """Return an artist. Raises ``NotFound``."""
        return self._catalogue.artist(artist_id)

    def album_by_id(self, album_id: AlbumId) -> Album:
        """Return an album. Raises ``NotFound``."""
        return self._catalogue.album(album_id)

    def song_by_id(self, song_id: SongId) -> Song:
        """Return a song. Raises ``NotFound``."""
        return self._catalogue.song(song_id)

    def album_with_songs(self, album_id: AlbumId) -> tuple[Album, Page[Song]]:
        """Return an album and its first thousand songs in order. Raises ``NotFound``."""
        page = self._catalogue.songs(limit=MAX_LIMIT, album_id=album_id)
        # Songs bring their album along: only an empty one is asked for.
        return (page.items[0].album if page.items else self._catalogue.album(album_id)), page

    def artist(self, ref: str) -> Artist:
        """Return an artist by id or name. Raises ``NotFound``, or ``Conflict`` for several (``find_artist``)."""
        return find_artist(self._catalogue, ref)

    def album(self, ref: str, artist: str | None = None) -> Album:
        """Return an album by id or title; where an artist (a ``ref``) is given, one of that artist's.

        Raises:
            NotFound: there is none, or no such artist.
            Conflict: several albums have this title.
        """
        return find_album(self._catalogue, ref, None if artist is None else self.artist(artist))

    def song(self, ref: str) -> Song:
        """Return a song by id, or a title that no other has. Raises ``NotFound``, or ``Conflict`` for several."""
        return find_song(self._catalogue, ref)

    def artists(self, *, limit: int = DEFAULT_LIMIT, after: str | None = None) -> Page[Artist]:
        """List artists by name."""
        return self._catalogue.artists(limit=check_limit(limit), after=after)

    def artists_called(self, name: str, *, limit: int = DEFAULT_LIMIT) -> Sequence[Artist]:
        """Return who has this name, the case of letters aside; where nobody has, who has it but for accents."""
        return self._catalogue.artists_called(name, limit=check_limit(limit))

    def artist_named(self, name: str) -> Artist | None:
        """Return who has just this name, the case of letters aside."""
        return self._catalogue.artist_named(name)

    def albums_called(
        self, title: str, *, limit: int = DEFAULT_LIMIT, artist_id: ArtistId | None = None
    ) -> Sequence[Album]:
        """Return albums of this title, of one artist or of all, as ``artists_called`` does."""
        return self._catalogue.albums_called(title, limit=check_limit(limit), artist_id=artist_id)

    def album_titled(self, artist_id: ArtistId, title: str) -> Album | None:
        """Return the album of an artist that has just this title, the case of letters aside."""
        return self._catalogue.album_titled(artist_id, title)

    def songs_called(self, title: str, *, limit: int = DEFAULT_LIMIT) -> Sequence[Song]:
        """Return songs of this title, as ``artists_called`` does."""
        return self._catalogue.songs_called(title, limit=check_limit(limit))

    def albums(
        self, *, limit: int = DEFAULT_LIMIT, after: str | None = None, artist_id: ArtistId | None = None
    ) -> Page[Album]:
        """List albums by title, of one artist or of all."""
        return self._catalogue.albums(limit=check_limit(limit), after=after, artist_id=artist_id)

    def newest_albums(self, *, limit: int = DEFAULT_LIMIT) -> Sequence[Album]:
        """Return the albums that were added last, the newest first. Raises ``InvalidInput`` for a wrong limit."""
        return self._catalogue.newest_albums(limit=check_limit(limit))

    def songs(
        self,
        *,
        limit: int = DEFAULT_LIMIT,
        after: str | None = None,
        artist_id: ArtistId | None = None,
        album_id: AlbumId | None = None,
    ) -> Page[Song]:
        """List songs: of an album by disc, track and title, otherwise by title."""
        return self._catalogue.songs(limit=check_limit(limit), after=after, artist_id=artist_id, album_id=album_id)

    def remove_song(self, song_id: SongId) -> Song:
        """Forget a song and return it; its file stays. Raises ``NotFound``."""
        return self._catalogue.remove_song(song_id)

    def search(self, text: str, *, limit: int = DEFAULT_HITS) -> Hits:
        """Find what has every word of the text, the last as a beginning; at most ``limit`` of each kind, best first.

        Raises:
            InvalidInput: the text has no letter and no digit, or the limit is not from 1 to 1000.
        """
        check_limit(limit)
        if not words(text):
            raise InvalidInput(
                f"{text!r} has no letter and no digit to search for",
                hint="Who is called so is found by the exact name: audiostream artist show NAME",
            )
        return self._catalogue.search(text, limit=limit)

    def _put_artist(self, artist: Artist, *, dry_run: bool) -> tuple[Artist, bool]:
        if not dry_run:
            return self._catalogue.put_artist(artist)
        if stored := self._catalogue.artist_named(artist.name):
            return stored, False
        if other := of_id(self._catalogue.artist, ArtistId, str(int(artist.id))):
            raise Conflict(f"the id {artist.id} is taken by the artist {other.name!r}")
        return artist, True

    def _put_album(self, album: Album, *, dry_run: bool) -> tuple[Album, bool]:
        if not dry_run:
            return self._catalogue.put_album(album)
        if stored := self._catalogue.album_titled(album.artist.id, album.title):
            return stored, False
        if other := of_id(self._catalogue.album, AlbumId, str(int(album.id))):
            raise Conflict(f"the id {album.id} is taken by the album {other.title!r} of {other.artist.name!r}")
        return album, True


def _has_another_id(named: str, stored: CatalogueId) -> Conflict:
    return Conflict(f"{named} is there already, with the id {stored}", hint="An id cannot be changed; use that one.")
