"""Search in the database's full-text index."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.index import ALBUMS, ARTISTS, SONGS, Kind, index_of
from audiostream.backend.adapters.catalog.mappers import album_of, artist_of, song_of
from audiostream.backend.domain.search import Hits

_Row = TypeVar("_Row", bound=Model)
_Item = TypeVar("_Item")


class Search:
    """The port ``SongSearch``."""

    _database: Database

    def search(self, text: str, *, limit: int) -> Hits:
        """Find what has every word of the text; the last may be the beginning of one."""
        return self._database.read(lambda alias: _hits(alias, text, limit))


def _hits(alias: str, text: str, limit: int) -> Hits:
    def found(kind: Kind, rows: QuerySet[_Row], item: Callable[[_Row], _Item]) -> Sequence[_Item]:
        ids = index_of(alias).find(kind, text, limit=limit)
        by_id = {row.pk: row for row in rows.filter(pk__in=ids)} if ids else {}
        return [item(by_id[each]) for each in ids if each in by_id]

    artists = models.Artist.objects.using(alias).all()
    albums = models.Album.objects.using(alias).select_related("artist")
    songs = models.Song.objects.using(alias).select_related("artist", "album__artist")
    return Hits(
        artists=found(ARTISTS, artists, artist_of),
        albums=found(ALBUMS, albums, album_of),
        songs=found(SONGS, songs, song_of),
    )
