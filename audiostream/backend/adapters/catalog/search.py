"""Search in the database's full-text index."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.index import ALBUMS, ARTISTS, SONGS, Kind, index_of
from audiostream.backend.adapters.catalog.song_rows import ALBUM, ARTIST, album_of, artist_of, whole_rows, whole_song
from audiostream.backend.domain.search import Hits

_Item = TypeVar("_Item")


class Search:
    """The port ``SongSearch``."""

    _database: Database

    def search(self, text: str, *, limit: int) -> Hits:
        """Find what has every word of the text; the last may be the beginning of one."""
        return self._database.read(lambda alias: _hits(alias, text, limit))


def _hits(alias: str, text: str, limit: int) -> Hits:
    def found(
        kind: Kind, rows: "QuerySet[Any, tuple[Any, ...]]", item: Callable[[tuple[Any, ...]], _Item]
    ) -> list[_Item]:
        ids = index_of(alias).find(kind, text, limit=limit)
        by_id = {row[0]: row for row in rows.filter(pk__in=ids)} if ids else {}
        return [item(by_id[each]) for each in ids if each in by_id]

    return Hits(
        artists=found(ARTISTS, models.Artist.objects.using(alias).values_list(*ARTIST), lambda row: artist_of(*row)),
        albums=found(ALBUMS, models.Album.objects.using(alias).values_list(*ALBUM), lambda row: album_of(*row)),
        songs=found(SONGS, whole_rows(models.Song.objects.using(alias)), whole_song),
    )
