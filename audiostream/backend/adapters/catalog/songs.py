"""Songs in Django's ORM."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.album_songs import first_songs
from audiostream.backend.adapters.catalog.called import called
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.keyset import BY_NAME, Key, page
from audiostream.backend.adapters.catalog.mappers import song_of
from audiostream.backend.adapters.catalog.new_songs import store_songs
from audiostream.backend.adapters.catalog.parts import MOST_PARAMETERS, parts
from audiostream.backend.adapters.catalog.song_rows import BY_ID, whole_rows, whole_song
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.paging import Page
from audiostream.errors import NotFound

_BY_PLACE: Key = {"disc_order": int, "track_order": int, **BY_NAME}


class Songs:
    """The port ``SongStore``."""

    _database: Database

    def put_songs(self, songs: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        """Store songs, all or none."""
        return self._database.write(lambda alias: store_songs(alias, songs)) if songs else []

    def song(self, song_id: SongId) -> Song:
        """Return a song."""
        rows = self._database.read(lambda alias: BY_ID.rows(alias, int(song_id)))
        if not rows:
            raise _no_song(song_id)
        return whole_song(rows[0])

    def songs(
        self,
        *,
        limit: int,
        after: str | None = None,
        artist_id: ArtistId | None = None,
        album_id: AlbumId | None = None,
    ) -> Page[Song]:
        """List songs: of an album by disc, track and title, otherwise by title."""

        def read(alias: str) -> Page[Song]:
            if album_id is not None and after is None and artist_id is None:
                return first_songs(alias, album_id, f"songs of {album_id}", limit=limit)
            rows, listing = _rows(alias), "songs"
            if artist_id is not None:
                rows, listing = rows.filter(artist_id=int(artist_id)), f"{listing} by {artist_id}"
            if album_id is not None:
                rows, listing = rows.filter(album_id=int(album_id)), f"{listing} of {album_id}"
            key = BY_NAME if album_id is None else _BY_PLACE
            return page(rows, key, listing, limit=limit, after=after, item=song_of)

        return self._database.read(read)

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        asked = sorted(set(map(int, song_ids)))

        def read(alias: str) -> Mapping[SongId, Song]:
            every = models.Song.objects.using(alias)
            rows = (row for some in parts(asked) for row in whole_rows(every.filter(id__in=some)))
            return {song.id: song for song in map(whole_song, rows)}

        return self._database.read(read)

    def songs_called(self, title: str, *, limit: int) -> Sequence[Song]:
        """Return the songs of a title, exactly or else but for accents."""
        return self._database.read(lambda alias: [song_of(row) for row in called(_rows(alias), title, limit=limit)])

    def songs_of_files(self, keys: Sequence[str]) -> Sequence[Song]:
        """Return the songs of files."""

        def read(alias: str) -> Sequence[Song]:
            asked = parts(sorted(set(keys)))
            return [song_of(row) for some in asked for row in _rows(alias).filter(key__in=some).order_by("key", "id")]

        return self._database.read(read)

    def remove_song(self, song_id: SongId) -> Song:
        """Forget a song and return it."""
        return self._database.write(lambda alias: _remove(alias, song_id))

    def media_sizes(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Return of those of the keys that songs refer to what size their files have."""

        def read(alias: str) -> Mapping[str, int]:
            songs = (models.Song.objects.using(alias).filter(key__in=some) for some in parts(sorted(set(keys))))
            return dict(pair for some in songs for pair in some.values_list("key", "size"))

        return self._database.read(read)

    def media_keys(self) -> Iterator[str]:
        """Yield the distinct keys that songs refer to, in order."""
        # By parts, so that whoever reads slowly holds no old state of the database, which would grow its log.
        last = ""
        while found := self._keys_behind(last):
            yield from found
            last = found[-1]

    def _keys_behind(self, last: str) -> Sequence[str]:
        return self._database.read(lambda alias: list(_keys(alias).filter(key__gt=last)[:MOST_PARAMETERS]))


def _remove(alias: str, song_id: SongId) -> Song:
    row = _rows(alias).filter(id=int(song_id)).first()
    if row is None:
        raise _no_song(song_id)
    song = song_of(row)
    row.delete(using=alias)
    return song


def _rows(alias: str) -> QuerySet[models.Song]:
    return models.Song.objects.using(alias).select_related("artist", "album__artist")


def _keys(alias: str) -> QuerySet[models.Song, str]:
    return models.Song.objects.using(alias).order_by("key").values_list("key", flat=True).distinct()


def _no_song(song_id: SongId) -> NotFound:
    return NotFound(f"there is no song with the id {song_id}")
