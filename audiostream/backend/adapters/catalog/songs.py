"""Songs in Django's ORM."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.keyset import BY_FOLDED, Key, page
from audiostream.backend.adapters.catalog.mappers import song_of
from audiostream.backend.adapters.catalog.new_songs import store_songs
from audiostream.backend.adapters.catalog.parts import MOST_PARAMETERS, parts
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.paging import Page
from audiostream.errors import NotFound

_BY_PLACE: Key = {"disc_order": int, "track_order": int, "folded": str, "id": int}


class Songs:
    """The port ``SongStore``."""

    _database: Database

    def put_songs(self, songs: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        """Store songs, all or none."""
        return self._database.write(lambda alias: store_songs(alias, songs)) if songs else []

    def song(self, song_id: SongId) -> Song:
        """Return a song."""
        row = self._database.read(lambda alias: _rows(alias).filter(id=int(song_id)).first())
        if row is None:
            raise _no_song(song_id)
        return song_of(row)

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
            rows, listing = _rows(alias), "songs"
            if artist_id is not None:
                rows, listing = rows.filter(artist_id=int(artist_id)), f"{listing} by {artist_id}"
            if album_id is not None:
                rows, listing = rows.filter(album_id=int(album_id)), f"{listing} of {album_id}"
            key = BY_FOLDED if album_id is None else _BY_PLACE
            return page(rows, key, listing, limit=limit, after=after, item=song_of)

        return self._database.read(read)

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        asked = sorted(set(map(int, song_ids)))

        def read(alias: str) -> Mapping[SongId, Song]:
            rows = (row for some in parts(asked) for row in _rows(alias).filter(id__in=some))
            return {SongId(row.id): song_of(row) for row in rows}

        return self._database.read(read)

    def remove_song(self, song_id: SongId) -> Song:
        """Forget a song and return it."""
        return self._database.write(lambda alias: _remove(alias, song_id))

    def media_keys(self, keys: Sequence[str] | None = None) -> Iterator[str]:
        """Yield the distinct keys that songs refer to, in order."""
        if keys is None:
            yield from self._all_keys()
            return
        for some in parts(sorted(set(keys))):
            yield from self._keys_among(some)

    def _all_keys(self) -> Iterator[str]:
        # By parts, so that whoever reads slowly holds no old state of the database, which would grow its log.
        last = ""
        while found := self._keys_behind(last):
            yield from found
            last = found[-1]

    def _keys_among(self, keys: Sequence[str]) -> Sequence[str]:
        return self._database.read(lambda alias: list(_keys(alias).filter(key__in=keys)))

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
