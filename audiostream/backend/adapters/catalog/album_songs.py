"""The first songs of an album, read without a model for each: what listeners look at most."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.at_hand import AtHand
from audiostream.backend.adapters.catalog.mappers import artist_of
from audiostream.backend.adapters.catalog.parts import parts
from audiostream.backend.adapters.catalog.prepared import Parameter, Prepared
from audiostream.backend.adapters.catalog.song_rows import ALBUM, ARTIST_ID, SONG, album_of, song_of
from audiostream.backend.domain.catalogue import Artist, Song
from audiostream.backend.domain.ids import AlbumId
from audiostream.backend.domain.paging import Page, encode_cursor

_PLACE = ("disc_order", "track_order", "plain", "folded", "id")
# The id is the last of a place, and the first of a song.
_SONG_AT = len(_PLACE) - 1
_ARTIST_AT = _SONG_AT + ARTIST_ID

# A song takes about 1 kB: 20 MB for each of the two threads of one machine, and all of most collections.
_read: AtHand[Page[Song]] = AtHand(most=20_000, size_of=lambda page: len(page.items))


def first_songs(alias: str, album_id: AlbumId, listing: str, *, limit: int) -> Page[Song]:
    """Return the first page of an album's songs; ``listing`` is what its cursor is of, as in ``keyset.page``."""
    return _read.get(alias, (album_id, limit), lambda: _first_songs(alias, album_id, listing, limit))


def _first_songs(alias: str, album_id: AlbumId, listing: str, limit: int) -> Page[Song]:
    rows = _songs_of(limit).rows(alias, int(album_id))
    if not rows:
        return Page([])
    album = album_of(*_the_album.rows(alias, int(album_id))[0])
    shown = rows[:limit]
    artists = _artists(alias, album.artist, shown)
    cursor = encode_cursor(listing, *shown[-1][: len(_PLACE)]) if len(rows) > limit else None
    return Page([song_of(album, artists[row[_ARTIST_AT]], *row[_SONG_AT:]) for row in shown], cursor)


@lru_cache(maxsize=32)
def _songs_of(limit: int) -> Prepared:
    def make(alias: str) -> QuerySet[models.Song, Any]:
        of_album = models.Song.objects.using(alias).filter(album_id=Parameter(BigIntegerField()))
        return of_album.order_by(*_PLACE).values_list(*_PLACE, *SONG[1:])[: limit + 1]

    return Prepared(make)


def _album_of_id(alias: str) -> QuerySet[models.Album, Any]:
    return models.Album.objects.using(alias).filter(id=Parameter(BigIntegerField())).values_list(*ALBUM)


_the_album = Prepared(_album_of_id)


def _artists(alias: str, of_album: Artist, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, Artist]:
    """Return who the songs are by: mostly the artist of the album, who is known."""
    known: dict[int, Artist] = {of_album.id: of_album}
    if others := sorted({row[_ARTIST_AT] for row in rows} - known.keys()):
        for some in parts(others):
            known |= {row.id: artist_of(row) for row in models.Artist.objects.using(alias).filter(id__in=some)}
    return known
